"""Edits as values: one resolution of overlaps, one cut, and composition back to offsets of the source.

A `Span` lies in the text of one pass; an `Edit` lies in the source. `restore` undoes a script of edits exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archive.model import Cleaned, Edit

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇\U00020000-\U0003ffff]")


class Span(NamedTuple):
    """What one rule wants done with `text[start:end]` of the pass: removed, or replaced."""

    start: int
    end: int
    rule: str
    replacement: str = ""


def resolve(lines: Iterable[Span], inline: Iterable[Span]) -> list[Span]:
    """Ascending, disjoint spans: whole lines win over parts of lines, then the earlier and longer one wins."""
    taken = _sweep(sorted(lines, key=_order))
    parts = _sweep(sorted(inline, key=_order))
    if not taken:
        return parts
    return sorted(taken + _outside(parts, taken))


def _order(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _sweep(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    at = -1
    for span in spans:
        if span.start >= at and span.end > span.start:
            kept.append(span)
            at = span.end
    return kept


def _outside(parts: list[Span], taken: list[Span]) -> list[Span]:
    """The parts that touch none of the spans already taken; both lists ascend."""
    kept: list[Span] = []
    i = 0
    for part in parts:
        while i < len(taken) and taken[i].end <= part.start:
            i += 1
        if i == len(taken) or part.end <= taken[i].start:
            kept.append(part)
    return kept


def apply(text: str, spans: Sequence[Span]) -> str:
    """The text after one cut."""
    pieces: list[str] = []
    at = 0
    for span in spans:
        pieces += (text[at : span.start], span.replacement)
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces)


def compose(source: str, edits: Sequence[Edit], spans: Sequence[Span]) -> tuple[Edit, ...]:
    """The edits of the source that do what `edits` and then `spans` (in the text after `edits`) do.

    An earlier edit stays its own value with its own rule; where a later span swallows what an earlier one put
    in, the earlier becomes a removal.
    """
    if not edits:
        return tuple(_merged(each for span in spans for each in _made(source, span, span.replacement)))
    return tuple(_merged(_woven(source, list(_pieces(len(source), edits)), spans)))


class _Piece(NamedTuple):
    """A stretch of the text between passes: kept source (`edit` None) or what an edit put in its place."""

    start: int
    end: int
    source: int
    edit: Edit | None


def _pieces(length: int, edits: Sequence[Edit]) -> Iterator[_Piece]:
    at = mid = 0
    for edit in edits:
        if edit.start > at:
            yield _Piece(mid, mid + edit.start - at, at, None)
            mid += edit.start - at
        yield _Piece(mid, mid + len(edit.replacement), edit.start, edit)
        mid += len(edit.replacement)
        at = edit.end
    if at < length:
        yield _Piece(mid, mid + length - at, at, None)


def _woven(source: str, pieces: list[_Piece], spans: Sequence[Span]) -> Iterator[Edit]:
    """Walk the pieces and the later spans together; both ascend."""
    at = 0
    placed = -1
    for piece in pieces:
        while at < len(spans) and spans[at].end <= piece.start:
            at += 1
        first = at
        while first < len(spans) and spans[first].start < piece.end:
            first += 1
        over = spans[at:first]
        if piece.edit is not None:
            yield _shrunk(piece, over, placed)
        for span in over:
            fresh = span.start != placed
            if piece.edit is None:
                lo, hi = max(span.start, piece.start), min(span.end, piece.end)
                offset = piece.source - piece.start
                part = Span(lo + offset, hi + offset, span.rule)
                made = list(_made(source, part, span.replacement if fresh else ""))
                yield from made
                if any(each.replacement for each in made) or not span.replacement:
                    placed = span.start
            else:
                placed = span.start


def _shrunk(piece: _Piece, over: Sequence[Span], placed: int) -> Edit:
    """An earlier edit after later spans have eaten from what it put in."""
    edit = piece.edit
    assert edit is not None  # noqa: S101 - the caller looked
    if not over:
        return edit
    left, at = "", piece.start
    for span in over:
        left += edit.replacement[at - piece.start : max(0, span.start - piece.start)]
        left += "" if span.start == placed else span.replacement
        at = min(span.end, piece.end)
    left += edit.replacement[at - piece.start :]
    if HAN.search(edit.text):
        left = "" if edit.kind == "remove" else left
    return Edit(edit.rule, "replace" if left else "remove", edit.start, edit.end, edit.text, left)


def _made(source: str, span: Span, replacement: str) -> Iterator[Edit]:
    """One span as edits of the source. A replacement never stands on Han: it takes the first other character."""
    text = source[span.start : span.end]
    if not replacement:
        yield Edit(span.rule, "remove", span.start, span.end, text)
        return
    if not HAN.search(text):
        yield Edit(span.rule, "replace", span.start, span.end, text, replacement)
        return
    seat = next((i for i, each in enumerate(text) if not HAN.match(each)), None)
    if seat is None:
        yield Edit(span.rule, "remove", span.start, span.end, text)
        return
    begin = span.start + seat
    if seat:
        yield Edit(span.rule, "remove", span.start, begin, text[:seat])
    yield Edit(span.rule, "replace", begin, begin + 1, text[seat], replacement)
    if begin + 1 < span.end:
        yield Edit(span.rule, "remove", begin + 1, span.end, text[seat + 1 :])


def _merged(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Neighbouring removals by one rule are one removal."""
    last: Edit | None = None
    for edit in edits:
        if (
            last
            and last.end == edit.start
            and last.rule == edit.rule
            and not (last.replacement or edit.replacement)
        ):
            last = Edit(edit.rule, "remove", last.start, edit.end, last.text + edit.text)
            continue
        if last:
            yield last
        last = edit
    if last:
        yield last


def rewritten(source: str, edits: Sequence[Edit]) -> str:
    """The source after its edits."""
    return apply(source, [Span(each.start, each.end, each.rule, each.replacement) for each in edits])


def restore(cleaned: Cleaned) -> str:
    """The source text, exactly: every edit undone."""
    pieces: list[str] = []
    source = at = 0
    for edit in cleaned.edits:
        kept = edit.start - source
        pieces += (cleaned.text[at : at + kept], edit.text)
        at += kept + len(edit.replacement)
        source = edit.end
    pieces.append(cleaned.text[at:])
    return "".join(pieces)
