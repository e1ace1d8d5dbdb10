"""Characters on a page to lines in reading order: rows, columns, ruled tables, spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pdfplumber.page import Page
from pdfplumber.table import Table

from archive.reading.formats.pdfopen import Box, Char, open_tables, side_edges
from archive.reading.formats.pdfraised import raised_signs, with_raised
from archive.reading.formats.wordtables import Cell, table_lines

# In sizes of the characters: rows closer than this are one, wider gaps are a space, a tab, a gutter.
ROW = 0.5
LATIN_SPACE = 0.2
WIDE_SPACE = 0.8
GUTTER = 1.5
# A page has two columns when this share of its rows has the gutter at the same place.
COLUMN_SHARE = 0.6
COLUMN_ROWS = 12
ACROSS = -1
# Columns of a grid that is a table; a lone row of longer cells is a page in columns with rules between them.
LEAST_COLUMNS = 2
LONE_MAX = 40
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2010-\u2026]")

Paper = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its box in points from the page's top left, the size of its characters and of the page.

    `table` lines are finished: they are never joined with others; a row of a ruled table has its `cells`, and where
    each of them begins. `column` counts the columns of a page from 0; it is `ACROSS` for a line above
    that runs over both.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page_height: float
    page_width: float
    table: bool = False
    column: int = 0
    cells: tuple[str, ...] = ()
    lefts: tuple[float, ...] = ()


def page_lines(page: Page) -> list[Line]:
    """The page's lines in reading order; characters printed twice for boldness count once."""
    plain = page.dedupe_chars(tolerance=1, extra_attrs=("fontname",))
    tables = _tables(plain)
    chars = [
        char for char in plain.chars if char["text"] and not any(_inside(char, table) for table in tables)
    ]
    lines = _columns(chars, _size(page))
    for table in tables:
        lines = _placed(lines, _table_lines(table, plain, _size(page)))
    return lines


def raised_in(page: Page) -> list[str]:
    """The raised figures of the page, as they are written."""
    if len({char["size"] for char in page.chars}) < 2:
        return []
    plain = page.dedupe_chars(tolerance=1, extra_attrs=("fontname",))
    return [sign for row in _rows(plain.chars) for sign in raised_signs(row)]


def _size(page: Page) -> Paper:
    """Height and width."""
    return float(page.height), float(page.width)


def _tables(page: Page) -> list[Table]:
    """Ruled tables with at least two columns and rows; a frame around a text is none."""
    if not (page.rects or page.lines or page.curves):
        return []
    rows = _rows(page.chars)
    found: list[Table] = page.find_tables({"explicit_vertical_lines": side_edges(page, rows)})
    ruled = [table for table in found if _is_table(table, page)]
    return sorted([*ruled, *open_tables(page, rows, ruled)], key=lambda table: table.bbox[1])


def _is_table(table: Table, page: Page) -> bool:
    """Whether a grid has columns, and rows; a lone row is the head of a table on the next page, or the end of one."""
    if max(len(row.cells) for row in table.rows) < LEAST_COLUMNS:
        return False
    if len(table.rows) > 1:
        return True
    filled = [text for box in table.rows[0].cells if (text := _cell(page, box).text)]
    return len(filled) >= LEAST_COLUMNS and all(len(text) <= LONE_MAX for text in filled)


def _inside(char: Char, table: Table) -> bool:
    """Whether a character stands in a cell; one that only stands within the frame is a line's."""
    return any(_within(char, box) for box in table.cells)


def _within(char: Char, box: Box) -> bool:
    x0, top, x1, bottom = box
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(x0 <= across < x1 and top <= down < bottom)


def _table_lines(table: Table, page: Page, paper: Paper) -> list[Line]:
    x0, _, x1, _ = table.bbox
    lines = []
    rows = [[_cell(page, box) for box in row.cells] for row in table.rows]
    for row, cut, texts in zip(table.rows, rows, table_lines(rows), strict=True):
        _, top, _, bottom = row.bbox
        lines += [Line(text, x0, x1, top, bottom, 0.0, *paper, table=True) for text in texts]
        lefts = tuple(float(box[0]) for box in row.cells if box)
        if len(texts) == 1 and len(lefts) == len(cut):
            lines[-1] = replace(lines[-1], cells=tuple(cell.text for cell in cut), lefts=lefts)
    return lines


def _cell(page: Page, box: Box | None) -> Cell:
    if box is None:
        return Cell(())
    chars = [char for char in page.chars if _within(char, box)]
    text = "".join(_text(row) for row in _rows(chars))
    return Cell((text,) if text.strip() else ())


def _placed(lines: Sequence[Line], table: Sequence[Line]) -> list[Line]:
    """The table's lines put before the first line that stands below it."""
    if not table:
        return list(lines)
    at = next((i for i, line in enumerate(lines) if line.top >= table[-1].bottom - 1), len(lines))
    return [*lines[:at], *table, *lines[at:]]


def _columns(chars: Sequence[Char], paper: Paper) -> list[Line]:
    """The lines of one column, or of the left and then the right one, below lines that run over both."""
    rows = _rows(chars)
    gutter = _gutter(rows)
    if gutter is None:
        return [line for row in rows if (line := _line(row, paper, 0)) is not None]
    above = _masthead(rows, gutter)
    lines = [line for row in rows[:above] if (line := _line(row, paper, ACROSS)) is not None]
    below = [char for row in rows[above:] for char in row]
    for column in (0, 1):
        side = [char for char in below if (char["x0"] >= gutter) == bool(column)]
        lines += [line for row in _rows(side) if (line := _line(row, paper, column)) is not None]
    return lines


def _masthead(rows: Sequence[Sequence[Char]], gutter: float) -> int:
    """How many rows stand above both columns: down to the last that runs over the gutter, before one that it parts."""
    last = 0
    for number, row in enumerate(rows, start=1):
        before = max((char["x1"] for char in row if char["x0"] < gutter), default=None)
        after = min((char["x0"] for char in row if char["x0"] >= gutter), default=None)
        if before is None or after is None:
            continue
        if after - before >= WIDE_SPACE * row[0]["size"]:
            break
        last = number
    return last


def _gutter(rows: Sequence[Sequence[Char]]) -> float | None:
    """Where two columns part; None for one column."""
    full = [row for row in rows if len(row) > 10]
    if len(full) < COLUMN_ROWS:
        return None
    left, right = min(row[0]["x0"] for row in full), max(row[-1]["x1"] for row in full)
    middle = (left + right) / 2
    size = median(char["size"] for row in full for char in row)
    clear = []
    for row in full:
        if any(char["x0"] < middle < char["x1"] for char in row):
            continue
        before = max((char["x1"] for char in row if char["x1"] <= middle), default=None)
        after = min((char["x0"] for char in row if char["x0"] >= middle), default=None)
        if before is not None and after is not None and after - before >= GUTTER * size:
            clear.append((before + after) / 2)
    return float(median(clear)) if len(clear) >= COLUMN_SHARE * len(full) else None


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters whose middles are at nearly the same height, from left to right; rows from top to bottom."""
    rows: list[list[Char]] = []
    middle = size = 0.0
    for char in sorted(chars, key=lambda each: ((each["top"] + each["bottom"]) / 2, each["x0"])):
        here = (char["top"] + char["bottom"]) / 2
        if rows and here - middle <= ROW * max(char["size"], size):
            rows[-1].append(char)
            size = max(char["size"], size)
            continue
        rows.append([char])
        middle, size = here, char["size"]
    return [sorted(row, key=lambda each: each["x0"]) for row in rows]


def _line(row: Sequence[Char], paper: Paper, column: int) -> Line | None:
    inked = [char for char in row if char["text"].strip()]
    if not inked:
        return None
    return Line(
        _text(row).strip(),
        float(inked[0]["x0"]),
        float(max(char["x1"] for char in inked)),
        float(min(char["top"] for char in inked)),
        float(max(char["bottom"] for char in inked)),
        float(median(char["size"] for char in inked)),
        *paper,
        column=column,
    )


def _text(row: Sequence[Char]) -> str:
    """The characters with the spaces that the eye sees: also those that are only a gap."""
    out: list[str] = []
    before: Char | None = None
    for char in with_raised(row):
        if before is not None and before["text"].strip() and char["text"].strip():
            wide = WIDE.match(before["text"]) and WIDE.match(char["text"])
            mixed = WIDE.match(before["text"]) or WIDE.match(char["text"])
            least = WIDE_SPACE if wide else 0.5 if mixed else LATIN_SPACE
            if char["x0"] - before["x1"] > least * min(before["size"], char["size"]):
                out.append(" ")
        out.append(char["text"])
        before = char
    return "".join(out)
