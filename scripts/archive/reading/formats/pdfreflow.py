"""Printed lines to paragraphs: a paragraph begins at an indent, after a short line, or where the type changes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from archive.reading.formats.pdflayout import ACROSS, WIDE, Line

# In sizes of the characters.
INDENT = 1.2
SHORT = 2.2
CENTRED = 3.0
# A line is short when the first word of the next one would have fitted with this much to spare.
SLACK = 0.8
# Full lines end within so many sizes of the edge, and this share of a text's lines is full.
RAGGED = 1.5
EDGE_SHARE = 0.15
# Lines that fill less than this share of the page were never broken.
NARROW = 0.4
CLOSING = "，。、；：！？”’）》」』】,.;:!?)"
UNIT = re.compile(r"[“‘（《「『【(]*(?:[A-Za-z0-9.%]+|.)[，。、；：！？”’）》」』】,.;:!?)%]*")
# A gap between lines this many times the usual one separates paragraphs; sizes that differ more are other type.
LEADING = 1.6
OTHER_SIZE = 0.12
# Running heads stand in the outer lines of at least so many pages.
REPEATS = 3
OUTER = 2
MARGIN = 0.12
PAGE_NUMBER = re.compile(
    r"[-—–－―·•\s~～]*(?:第\s*)?(?:\d{1,4}|[ivxlIVXL]{1,6})(?:\s*页)?(?:\s*[/,，、]?\s*共?\s*\d{0,4}\s*页?)?[-—–－―·•\s~～]*"
)
ITEM = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}[、．.]|[（(][一二三四五六七八九十百]{1,4}[）)]|第[一二三四五六七八九十百零]{1,5}[章节条篇]|\d{1,2}[、．]|[（(]\d{1,2}[）)]|[①-⑳])"
)
# Numbers that count pages; other numbers tell lines apart (附件1, 附件2 at the head of pages are text).
PAGE_COUNT = re.compile(
    r"第\s*\d+\s*页|共\s*\d+\s*页|[-—–－]\s*\d+\s*[-—–－]|\d+\s*/\s*\d+|(?<=\s)\d+$|^\d+(?=\s)"
)


def without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without page numbers and running heads, and the texts of these."""
    repeated = _repeated(pages)
    kept: list[list[Line]] = []
    furniture: list[str] = []
    for page in pages:
        outer = set(_outer(page))
        rest = []
        for index, line in enumerate(page):
            if index in outer and (_key(line) in repeated or _is_page_number(line)):
                furniture.append(line.text)
            else:
                rest.append(line)
        kept.append(rest)
    return kept, furniture


def _outer(page: Sequence[Line]) -> list[int]:
    """The lines in the outer margins: at most two at the top and two at the bottom."""
    order = sorted((i for i, line in enumerate(page) if not line.table), key=lambda i: page[i].top)
    return [*order[:OUTER], *order[-OUTER:]]


def _key(line: Line) -> tuple[str, int]:
    """What makes two running heads the same: their words without the page's number, and their height on the page."""
    return "".join(PAGE_COUNT.sub("#", line.text).split()), round(line.top / 6)


def _repeated(pages: Sequence[Sequence[Line]]) -> frozenset[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        counts.update({_key(page[i]) for i in _outer(page) if _in_margin(page[i])})
    return frozenset(key for key, count in counts.items() if count >= REPEATS)


def _in_margin(line: Line) -> bool:
    return line.top < MARGIN * line.page_height or line.bottom > (1 - MARGIN) * line.page_height


def _is_page_number(line: Line) -> bool:
    return _in_margin(line) and PAGE_NUMBER.fullmatch(line.text) is not None


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The paragraphs of all pages; one may run over the end of a page or column."""
    lines = [line for page in pages for line in page]
    frames = _frames(lines)
    gap = _usual_gap(pages)
    out: list[str] = []
    before: Line | None = None
    for line in lines:
        if (
            before is not None
            and not line.table
            and not before.table
            and _continues(before, line, frames, gap)
        ):
            out[-1] = _joined(out[-1], line.text)
        else:
            out.append(line.text)
        before = line
    return out


Frame = tuple[float, float]


def _frames(lines: Sequence[Line]) -> dict[int, Frame]:
    """For each column the left and right edge of its text: where most of the full lines begin and end."""
    by_column: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if not line.table:
            by_column[line.column].append(line)
    return {column: _frame(found, alone=len(by_column) == 1) for column, found in by_column.items()}


def _frame(lines: Sequence[Line], *, alone: bool) -> Frame:
    """The edges of a column; `alone` when the page has no other. Punctuation may hang over the right edge."""
    right = _right_edge(lines)
    full = [line for line in lines if line.x1 > right - SHORT * line.size] or list(lines)
    starts = Counter(round(line.x0) for line in full)
    most = max(starts.values())
    # The edge is the leftmost start that is common: first lines are indented, and can be the majority.
    left = float(min(start for start, count in starts.items() if count * 5 >= most))
    if alone and right - left < NARROW * lines[0].page_width:
        return left, lines[0].page_width  # a few short lines: none of them was broken for want of width
    return left, right


def _right_edge(lines: Sequence[Line]) -> float:
    """The rightmost place where a fair share of the lines end; a wide table or picture text does not set it."""
    ends = sorted(
        (line.x1 - (line.size if line.text[-1] in CLOSING else 0.0) for line in lines), reverse=True
    )
    spread = RAGGED * median(line.size for line in lines)
    least = max(2.0, EDGE_SHARE * len(lines))
    return next((end for end in ends if sum(end - spread <= each <= end for each in ends) >= least), ends[0])


def _unit(line: Line) -> float:
    """The width of what cannot be parted at the start of a line: a word or a sign, with punctuation that clings."""
    match = UNIT.match(line.text)
    text = match[0] if match else line.text[:1]
    return sum(line.size if WIDE.match(each) else line.size / 2 for each in text)


def _usual_gap(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance from one line's top to the next one's."""
    gaps = [
        after.top - before.top
        for page in pages
        for before, after in pairwise(page)
        if after.top > before.top and not before.table and not after.table
    ]
    return float(median(gaps)) if gaps else 0.0


def _continues(before: Line, line: Line, frames: dict[int, Frame], gap: float) -> bool:
    """Whether a line continues the paragraph of the line before it."""
    left, _ = frames[line.column]
    right = frames[before.column][1]
    size = max(before.size, line.size)
    apart = (before.column == ACROSS) != (line.column == ACROSS)
    if apart or abs(before.size - line.size) > OTHER_SIZE * size:
        return False
    same_flow = line.column == before.column and line.top > before.top
    if same_flow and _orphaned(line, frames[line.column]):
        return right - before.x1 < CENTRED * size and before.text[-1] not in CLOSING
    if line.x0 > left + INDENT * line.size or right - before.x1 > _unit(line) + SLACK * size:
        return False
    if _centred(before, frames[before.column]):
        return False
    if same_flow and gap and line.top - before.top > LEADING * gap:
        return False
    return not (ITEM.match(line.text) and before.text[-1:] in "。；：！？.;:!?")


def _orphaned(line: Line, frame: Frame) -> bool:
    """Whether a line is the last character of a centred heading that was too long by it."""
    return len(line.text) == 1 and line.text.isalpha() and _centred(line, frame)


def _centred(line: Line, frame: Frame) -> bool:
    inset = line.x0 - frame[0], frame[1] - line.x1
    return min(inset) > CENTRED * line.size and abs(inset[0] - inset[1]) < CENTRED * line.size


def _joined(text: str, more: str) -> str:
    """Two lines of a paragraph: wide characters need no space between them, words do."""
    if WIDE.match(text[-1:]) or WIDE.match(more[:1]) or text.endswith("-"):
        return text + more
    return f"{text} {more}"
