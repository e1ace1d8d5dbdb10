"""The id of a document: of the bytes of its original, and of its place there where one holds several reports."""

from __future__ import annotations

import hashlib

from archive.model import Raw

PARTS = 100  # the most parts of one file of which ids are tried


def identity(raw: Raw) -> str:
    """The id: `r` and 12 hex digits of the original's sha256, or of digest and number for a part of it.

    A part that a person split off goes by the lines that bound it, because a part's number says nothing of its text
    when the file is split otherwise: what was decided about it must not pass to another one.
    """
    if raw.bounds:
        return f"r{hashlib.sha256(chr(10).join((raw.sha256, *raw.bounds)).encode()).hexdigest()[:12]}"
    return part_identity(raw.sha256, raw.part)


def part_identity(sha256: str, part: int) -> str:
    """The id of one part of an original with this digest, or of the whole (0)."""
    digest = hashlib.sha256(f"{sha256}:{part}".encode("ascii")).hexdigest() if part else sha256
    return f"r{digest[:12]}"


def identities(sha256: str) -> tuple[str, ...]:
    """The ids that the whole of an original with this digest, or a part of it, may have."""
    return tuple(part_identity(sha256, part) for part in range(PARTS))
