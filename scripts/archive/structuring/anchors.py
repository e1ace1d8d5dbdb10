"""Anchors: a block's HTML id comes from its own text, so that a link to a paragraph survives every rebuild."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

TITLE = "t"


def anchors(texts: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """Name each (text, is heading) `h-…` or `p-…` by eight hex digits of its text, ties numbered `-2`, `-3` in order.

    White space does not count, so that re-wrapped text keeps its anchor.
    """
    seen: dict[str, int] = {}
    return tuple(_numbered(_name(text, heading=heading), seen) for text, heading in texts)


def _name(text: str, *, heading: bool) -> str:
    digest = blake2b("".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{'h' if heading else 'p'}-{digest}"


def _numbered(name: str, seen: dict[str, int]) -> str:
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"
