"""Quotes: a piece of a text with its place in the whole, and evidence that quotes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from archive.model import Evidence

Place = Literal["title", "body", "name", "cut", "override"]
# What a reader is told of where a quote stands.
PLACES: Mapping[Place, str] = {
    "title": "标题",
    "body": "正文",
    "name": "文件名",
    "cut": "网页信息",
    "override": "人工更正",
}


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
