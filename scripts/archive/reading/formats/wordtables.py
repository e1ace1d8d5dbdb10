"""A table as lines of text: short cells side by side, a cell that holds paragraphs on lines of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SEPARATOR = "\t"
# Stands for an empty cell at the beginning of a line, where a tab would be taken for an indent and columns would shift.
EMPTY = "—"
# A cell of several lines up to this length is a label broken for want of width, not a text.
LABEL_CHARS = 40
NUMBER = re.compile(r"[-+±]?\d[\d,.]*[%％‰]?")


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one cell; none for an empty one and for the continuation of one that is `merged` downwards.

    A `filler` is the rest of a cell that spans several columns.
    """

    lines: tuple[str, ...]
    merged: bool = False
    filler: bool = False

    @property
    def text(self) -> str:
        """The cell on one line, without tabs: one would begin another cell."""
        return " ".join(" ".join(re.split(r"[\n\t]+", line.strip())) for line in self.lines if line.strip())

    @property
    def long(self) -> bool:
        """Whether the cell holds paragraphs."""
        filled = [line for line in self.lines if line.strip()]
        return len(filled) > 1 and (
            sum(map(len, filled)) > LABEL_CHARS or any("\t" in each for each in filled)
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: the columns that are filled beside others, and whether such rows stand above and below."""

    columns: frozenset[int] = frozenset()
    inside: bool = False


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The lines of each row. Short neighbours are joined by tabs, empty cells keep their place, empty rows vanish.

    In a table with paragraphs, which may be there for the layout, a cell that stands alone keeps no place.
    """
    several = {at for at, row in enumerate(rows) if len(_filled(row)) > 1}
    prose = any(cell.long for row in rows for cell in row)
    columns = frozenset() if prose else frozenset(each for at in several for each in _filled(rows[at]))
    first, last = min(several, default=0), max(several, default=0)
    return [_row(row, _Place(columns, first < at < last)) for at, row in enumerate(rows)]


def _filled(row: Sequence[Cell]) -> list[int]:
    return [number for number, cell in enumerate(row) if cell.text]


def _row(cells: Sequence[Cell], place: _Place) -> list[str]:
    lines: list[str] = []
    begun = 0
    alone = sum(not cell.filler for cell in cells) == 1
    for at, cell in enumerate(cells):
        if cell.long or (alone and cell.lines):
            lines.extend(_joined(cells[begun:at], place, begun))
            lines.extend(line for line in cell.lines if line.strip())
            begun = at + 1
    return lines + _joined(cells[begun:], place, begun)


def _joined(cells: Sequence[Cell], place: _Place, begun: int) -> list[str]:
    """The cells from column `begun` on as one line.

    Where nothing but one cell is filled, empty ones before it are there for the layout: above and below the rows of
    several cells (a unit of measure, who signed), unless it is a number, and where the columns before it hold nothing.
    """
    texts = [cell.text for cell in cells]
    filled = _filled(cells)
    if not filled:
        return []
    first = filled[0]
    value = place.inside or NUMBER.fullmatch(texts[first]) is not None
    beside = value and not place.columns.isdisjoint(range(begun, begun + first))
    if len(filled) > 1 or beside or any(cell.merged for cell in cells[:first]):
        texts[:first] = [EMPTY] * first
    return [SEPARATOR.join(texts).rstrip(SEPARATOR)]
