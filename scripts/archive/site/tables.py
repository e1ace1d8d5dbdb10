"""A table block as rows of cells: what the page, the Word file and Markdown draw it from.

A block's text has a row a line and a tab between cells. A row may lack the empty cells at its end. One row alone is a
line with gaps in it, and no table. The twin in the browser is `docs/assets/word/rows.js`; both run the same cases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HEAD_MAX = 16
SHORT, LONG = 3, 14  # characters that a column is made for, at least and at most
WHOLE = 4  # a cell of up to so many is not broken
SIGN = 240  # a character of a table in a Word file, in twentieths of a point
_FIGURE = re.compile(r"[0-9.,%％()（）/:：+\-—– ]+")
_DIGIT = re.compile("[0-9]")
_SPACE = " \u3000"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as they were written, how many columns there are, whether the first row names them."""

    rows: tuple[tuple[str, ...], ...]
    columns: int
    headed: bool


def table_of(text: str) -> Table | None:
    """Cut a block's text into rows and cells; None for what is one row, or one column."""
    rows = tuple(tuple(line.split("\t")) for line in text.split("\n"))
    columns = max(map(len, rows))
    if len(rows) < 2 or columns < 2:
        return None
    return Table(rows, columns, _headed(rows, columns))


def _headed(rows: Sequence[Sequence[str]], columns: int) -> bool:
    """Whether the first row names columns: short words, all different, above figures or above longer cells."""
    head = [cell.strip(_SPACE) for cell in rows[0]]
    named = all(cell and len(cell) <= HEAD_MAX and not _FIGURE.fullmatch(cell) for cell in head)
    if not named or len(head) != columns or len(set(head)) != columns:
        return False
    below = [[row[at].strip(_SPACE) if at < len(row) else "" for row in rows[1:]] for at in range(columns)]
    if any(_all_figures(cells) and not _DIGIT.search(cell) for cell, cells in zip(head, below, strict=True)):
        return True
    return 2 * sum(len("".join(cells)) for cells in below) >= 3 * len("".join(head)) * (len(rows) - 1)


def _all_figures(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(_DIGIT.search, filled))


def widths(table: Table, room: int) -> tuple[int, ...]:
    """What each column takes of the room: short cells whole, and of the rest as much as the longest cell asks for."""
    sizes = [max(len(row[at]) for row in table.rows if at < len(row)) for at in range(table.columns)]
    shares = [1 + min(max(size, SHORT), LONG) for size in sizes]
    least = [SIGN * (1 + min(max(size, 1), WHOLE)) for size in sizes]
    rest = max(room - sum(least), 0)
    if not rest:
        least = [0] * table.columns
        rest = room
    return tuple(one + rest * share // sum(shares) for one, share in zip(least, shares, strict=True))
