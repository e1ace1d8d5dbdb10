"""Quotes: a piece of a text with its place in the whole, and evidence that quotes from it."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.model import Evidence, Place


class Span(NamedTuple):
    """A piece of a text; `start` is its offset in the whole."""

    text: str
    start: int = 0


EMPTY = Span("")
NAME_MAX = 10


def whole_name(text: str, found: tuple[int, int], boundary: re.Pattern[str]) -> tuple[int, int]:
    """Quote the whole name that a pattern found the end of: 计局 becomes 县审计局, and 日在云岭县 becomes 云岭县.

    A name reaches back to what `boundary` finds, at most `NAME_MAX` characters; what ends with no Han character stays.
    """
    start, end = found
    if not "\u4e00" <= text[end - 1] <= "\u9fff":
        return found
    first = min(start, max(end - NAME_MAX, 0))
    return max((match.end() for match in boundary.finditer(text, first, end - 1)), default=first), end


def quote(rule: str, span: Span, where: Place, found: tuple[int, int]) -> Evidence:
    """Quote `found` (start and end within the span); the offsets of the evidence are into the whole."""
    start, end = found
    return Evidence(rule, span.text[start:end], where, span.start + start, span.start + end)
