"""The rows of a table of HTML, with cells that span rows and columns put where a browser would put them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from selectolax.lexbor import LexborNode

from archive.reading.formats.wordtables import Cell, table_lines

COLUMNS = 63  # beyond, no span is followed; Word tables end there too
ROWS = 65_534  # the most that a browser takes
EMPTY, CONTINUED, FILLER = Cell(()), Cell((), merged=True), Cell((), filler=True)


@dataclass(frozen=True, slots=True)
class Span:
    """Over how many columns and rows a cell stands; no row in `rows` is to the end of the table."""

    columns: int = 1
    rows: int = 1

    @staticmethod
    def of(node: LexborNode) -> Span:
        """What a cell says of itself."""
        columns = _number(node.attributes.get("colspan"), 1)
        return Span(max(1, min(columns, COLUMNS)), _number(node.attributes.get("rowspan"), 1) or ROWS)


def _number(text: str | None, other: int) -> int:
    said = (text or "").strip()
    return min(int(said), ROWS) if said.isascii() and said.isdecimal() and len(said) < 7 else other


@dataclass(frozen=True, slots=True)
class _Left:
    """A cell that goes on below: for how many rows more, and what stands for it there."""

    rows: int
    cell: Cell


@dataclass(slots=True)
class Table:
    """A table being read: the lines before it, the cells of the row so far, and what of earlier rows goes on in it.

    `rows` has each finished row, and each line that stands between cells.
    """

    outer: list[str]
    cells: list[tuple[Cell, Span]] = field(default_factory=list)
    rows: list[tuple[Cell, ...] | str] = field(default_factory=list)
    above: Mapping[int, _Left] = field(default_factory=dict)
    span: Span | None = None

    def begin_cell(self, node: LexborNode, between: Sequence[str]) -> None:
        """Begin a cell, below the lines that stand between it and the one before."""
        self.rows.extend(between)
        self.span = Span.of(node)

    def end_cell(self, lines: Sequence[str]) -> bool:
        """Take the lines of the cell that was begun; false when none was."""
        if self.span is None:
            return False
        self.cells.append((Cell(tuple(lines)), self.span))
        self.span = None
        return True

    def end_row(self) -> None:
        """Put the cells of a row into their columns; a row may have none but those from above."""
        if self.cells or self.above:
            row, self.above = _placed(self.cells, self.above)
            self.rows.append(row)
            self.cells = []

    def end_group(self) -> None:
        """No cell reaches out of its group of rows: the head, a body, the foot."""
        self.above = {}

    def lines(self) -> Iterator[str]:
        """All lines of the table."""
        made = iter(table_lines([row for row in self.rows if not isinstance(row, str)]))
        return chain.from_iterable([row] if isinstance(row, str) else next(made) for row in self.rows)


def _placed(
    own: Sequence[tuple[Cell, Span]], above: Mapping[int, _Left]
) -> tuple[tuple[Cell, ...], Mapping[int, _Left]]:
    """A row with the cells that reach into it from above, and what reaches into the next one."""
    row: list[Cell] = []
    below = {at: _Left(left.rows - 1, left.cell) for at, left in above.items() if left.rows > 1}
    for cell, span in own:
        row += _continued(above, len(row))
        begun = len(row)
        row += [cell, *[FILLER] * (span.columns - 1)]
        if span.rows > 1 and not cell.long and begun < COLUMNS:  # paragraphs stand on lines of their own
            rest = CONTINUED if cell.text else EMPTY
            below |= {at: _Left(span.rows - 1, rest) for at in range(begun, min(len(row), COLUMNS))}
    row += _continued(above, len(row))
    return tuple(row), below


def _continued(above: Mapping[int, _Left], at: int) -> list[Cell]:
    """The cells from above that stand side by side from a column on."""
    found: list[Cell] = []
    while at + len(found) in above:
        found.append(above[at + len(found)].cell)
    return found
