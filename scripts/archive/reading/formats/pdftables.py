"""Tables that run over the end of a page: a row that it cuts is one row, and a head that comes again stands once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from archive.reading.formats.pdflayout import WIDE, Line
from archive.reading.formats.wordtables import NUMBER, SEPARATOR

APART = 2  # columns of one table begin within so many points of each other on all pages
ENDS = "。！？"

Pages = list[list[Line]]


def across_pages(pages: Sequence[Sequence[Line]]) -> tuple[Pages, list[str]]:
    """The pages with cut rows put together where they begin, and the texts of heads that came again."""
    out: Pages = []
    again: list[str] = []
    head: Line | None = None
    for page in pages:
        rest = list(page)
        above = out[-1][-1] if out and out[-1] else None
        runs_on = above is not None and bool(rest) and _same_columns(above, rest[0])
        if head and runs_on and rest[0].cells == head.cells:
            again.append(rest.pop(0).text)
        if above and rest and runs_on and _goes_on(above, rest[0]):
            out[-1][-1] = _merged(above, rest.pop(0))
        head = _head(rest, head if runs_on else None)
        out.append(rest)
    return out, again


def _same_columns(one: Line, other: Line) -> bool:
    """Whether two rows of ruled tables have their columns at the same places."""
    if len(one.lefts) != len(other.lefts) or not one.lefts or one.column != other.column:
        return False
    return all(abs(a - b) <= APART for a, b in zip(one.lefts, other.lefts, strict=True))


def _goes_on(above: Line, row: Line) -> bool:
    """Whether a row is the rest of the one above it: no number in front, and more of some cells amid their sentence.

    A row whose first cell reaches down from above has all its other cells filled.
    """
    filled = [i for i, cell in enumerate(row.cells) if cell]
    if not filled or filled[0] == 0 or not above.cells[0] or len(filled) == len(row.cells) - 1 > 1:
        return False
    return all(above.cells[i] and not NUMBER.fullmatch(row.cells[i]) for i in filled) and any(
        above.cells[i][-1] not in ENDS for i in filled
    )


def _merged(above: Line, row: Line) -> Line:
    cells = tuple(_joined(*pair) for pair in zip(above.cells, row.cells, strict=True))
    return replace(above, cells=cells, text=SEPARATOR.join(cells).rstrip(SEPARATOR))


def _joined(text: str, more: str) -> str:
    apart = text and more and not WIDE.match(text[-1]) and not WIDE.match(more[0])
    return f"{text} {more}" if apart else text + more


def _head(page: Sequence[Line], known: Line | None) -> Line | None:
    """The first row of the table at the end of a page; that of the page before where the whole page is of its table."""
    if not page or not page[-1].cells:
        return None if page else known
    table = list(takewhile(lambda line: _same_columns(line, page[-1]), reversed(page)))
    return known if known and len(table) == len(page) else table[-1]
