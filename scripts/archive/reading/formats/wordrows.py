"""The rows of a table of Word as cells; what is deleted is walked for what it leaves aside, and is no cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from xml.etree.ElementTree import Element

from archive.reading.formats.styles import number
from archive.reading.formats.wordtables import Cell
from archive.reading.formats.wordtree import members

COLUMNS = 63  # the most that Word makes

Captured = Callable[[Iterable[Element]], list[str]]
Removed = Callable[[], AbstractContextManager[None]]


def rows_of(table: Element, captured: Captured, removed: Removed) -> list[list[Cell]]:
    """The rows that are there: `captured` gives the lines of a cell, `removed` says that what is walked is deleted."""
    rows = []
    for row in members(table, "w-tr"):
        if row.find("w-trPr/w-del") is not None:
            with removed():
                _cells(row, captured, removed)
        else:
            rows.append(_cells(row, captured, removed))
    return rows


def _cells(row: Element, captured: Captured, removed: Removed) -> list[Cell]:
    skipped = number(row.find("w-trPr/w-gridBefore")) or 0
    cells = [Cell(())] * min(skipped, COLUMNS)
    for node in members(row, "w-tc"):
        if node.find("w-tcPr/w-cellDel") is not None:
            with removed():
                captured(node)
            continue
        lines = captured(node)
        merged = node.find("w-tcPr/w-vMerge")
        continued = merged is not None and merged.get("w-val", "continue") != "restart"
        empty = not "".join(lines).strip()
        cells.append(Cell((), continued) if continued and empty else Cell(tuple(lines)))
        span = min(number(node.find("w-tcPr/w-gridSpan")) or 1, COLUMNS)
        cells += [Cell((), filler=True)] * (span - 1)
    return cells
