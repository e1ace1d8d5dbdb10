"""One original to its documents: formats by content, text decoded exactly, what cannot be read set aside.

A file is never judged by its ending alone and never stops a batch: every failure is an `Unreadable` with a code of
`findings.yml`, the reason and the cure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from archive.errors import Unreadable
from archive.model import Raw
from archive.places import RULES
from archive.reading.encoding import damage_note, decode
from archive.reading.formats.admission import admit
from archive.reading.formats.detect import FOR_MACHINES, HEAD_BYTES, detect
from archive.reading.formats.original import Extracted, Original
from archive.reading.formats.passwords import in_name
from archive.reading.formats.readers import READERS
from archive.reading.limits import Limits

TEXT = frozenset({"txt", "md"})
TEXT_ENDINGS = frozenset({"", "txt", "text", "md", "markdown"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of one original, and what in it could not be read."""

    raws: tuple[Raw, ...]
    failures: tuple[Unreadable, ...] = ()


def read(
    path: Path,
    source: str,
    limits: Limits,
    rules: Path = RULES,
    passwords: Iterable[str] = (),
) -> Reading:
    """Read one original. Never raises for what a file may hold: failures are part of the result.

    `source` is the path relative to the raw folder; `passwords` are those that notices beside the file name.
    """
    try:
        content = admit(path, source, limits)
        original = Original(source, content, limits, path, rules, tuple(passwords))
        extracted = extract(original)
    except Unreadable as failure:
        return Reading((), (failure,))
    return Reading(extracted.raws, extracted.failures)


def extract(original: Original) -> Extracted:
    """Read bytes that are already in memory: an original, or a member of an archive."""
    if not original.content.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", original.source, "文件里没有内容", "补上原文后重新放入，或删去此文件")
    told = in_name(original.source, original.rules)
    original = replace(original, passwords=tuple(dict.fromkeys((*original.passwords, *told))))
    name = detect(original.content[:HEAD_BYTES], original.name)
    if name is None and _ending(original) in FOR_MACHINES:
        raise Unreadable(
            "not-report",
            original.source,
            f"这是数据、程序或快捷方式（.{_ending(original)}），不是文稿，没有收录",
            "不必处理；里面确有文稿时，另存为 txt 或 docx 后重新放入",
        )
    if name is None or name in TEXT:
        return Extracted((read_text(original),))
    return READERS[name](original)


def read_text(original: Original) -> Raw:
    """Decode plain text; what is not text in any encoding is refused."""
    decoded = decode(original.content, original.rules)
    if not decoded.readable:
        raise _unknown(original)
    notes = damage_note(decoded.text) if decoded.damaged else ()
    digest = hashlib.sha256(original.content).hexdigest()
    kind = "md" if _ending(original) in {"md", "markdown"} else "txt"
    if not decoded.text.strip(" \t\r\n\u3000\ufeff\0"):
        raise Unreadable("empty", original.source, "文件里只有空白", "补上原文后重新放入，或删去此文件")
    return Raw(original.source, digest, kind, decoded.encoding, decoded.text, notes=notes)


def _ending(original: Original) -> str:
    return original.name.rpartition(".")[2].lower() if "." in original.name else ""


def _unknown(original: Original) -> Unreadable:
    """Binary content: say whether the ending promised text."""
    ending = _ending(original)
    if ending in TEXT_ENDINGS:
        return Unreadable(
            "not-text",
            original.source,
            "名为文本，内容却是二进制",
            "用原来的程序打开，另存为 txt 或 docx 后重新放入",
        )
    return Unreadable(
        "unknown-format", original.source, f"不认识的格式（.{ending}）", "另存为 txt、docx 或 pdf 后重新放入"
    )
