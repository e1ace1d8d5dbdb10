"""Quotes: a piece of a text with its place in the whole, and evidence that quotes from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.model import Evidence

Place = Literal["title", "body", "name", "override"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text; `start` is its offset in the whole."""

    text: str
    start: int = 0


EMPTY = Span("")


def quote(rule: str, span: Span, where: Place, found: tuple[int, int]) -> Evidence:
    """Quote `found` (start and end within the span); the offsets of the evidence are into the whole."""
    start, end = found
    return Evidence(rule, span.text[start:end], where, span.start + start, span.start + end)
