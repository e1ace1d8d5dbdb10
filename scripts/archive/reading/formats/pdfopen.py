"""Tables that their rules leave open: at the sides, or with rules only above and below rows (三线表)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table, merge_edges

# In points: rules and their ends that lie closer are at one place (a thin box has two edges).
NEAR = 3.0
# Shorter rules underline words.
LEAST_WIDTH = 72.0
# An upright rule parts the cells between two level ones when it covers this share of the way.
COVERED = 0.8
# In sizes of the characters: a wider gap begins another piece of a row; as much is free between two columns.
PIECE_GAP = 0.8
COLUMN_GAP = 0.4
# So many rows between two rules of a table hold several pieces; rows of prose do not.
PARTED_SHARE = 0.5
LEAST_ROWS = 3
# Two columns that fill the width are a page printed in columns; with fewer rows parted a list with figures at the edge.
FILLED_SHARE = 0.7
TWO_SHARE = 0.7
# A table reaches over so many rules at least: above and below its head, and at its end.
LEAST_BANDS = 2
# Where so many rows have a rule each, all have one, and a cell is printed on so many lines at most.
SINGLE_SHARE = 0.8
MOST_LINES = 4
# What stands between two tables is no row of theirs.
CAPTION = re.compile(r"续?附?表\s*[\d一二三四五六七八九十]|[(（]?(?:计量)?单位[:：]")

Char = dict[str, Any]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands together in a row, without a wide gap."""

    x0: float
    x1: float
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed row, with where its middle lies and how big its characters are."""

    middle: float
    size: float
    pieces: tuple[_Piece, ...]


@dataclass(frozen=True, slots=True)
class _Band:
    """What stands between two level rules of the same ends."""

    box: Box
    rows: tuple[_Row, ...]

    @property
    def tabular(self) -> bool:
        """Whether most of its rows hold several pieces, and none of them is the caption of a table."""
        parted = sum(len(row.pieces) > 1 for row in self.rows)
        return parted >= max(1.0, PARTED_SHARE * len(self.rows)) and not any(map(_is_caption, self.rows))


def side_edges(page: Page, rows: Sequence[Sequence[Char]]) -> list[Char]:
    """Upright edges where level rules end beside cells that upright ones part, if something is written there."""
    uprights = _merged(page, "v")
    rules = _rules(page) if uprights else []
    sides = []
    for end in ("x0", "x1"):
        for above, below in _neighbours(rules, (end,)):
            x = float(above[end])
            left, top, right, bottom = _between(above, below)
            inner = [
                float(edge["x0"])
                for edge in uprights
                if left + NEAR < edge["x0"] < right - NEAR and _covers(edge, (top, bottom))
            ]
            nearest = (min if end == "x0" else max)(inner, default=x)
            if _within(rows, (min(x, nearest), top, max(x, nearest), bottom)):
                sides.append(_upright(x, top, bottom))
    return sides


def open_tables(page: Page, rows: Sequence[Sequence[Char]], ruled: Sequence[Table]) -> list[Table]:
    """Tables with level rules alone: rows in columns that gaps part. Prose between rules is none."""
    boxes = [_between(*pair) for pair in _neighbours(_rules(page), ("x0", "x1"))]
    free = [
        box
        for box in boxes
        if not any(_overlap(box, table.bbox) for table in ruled) and not _sticks_out(rows, box)
    ]
    bands = [_Band(box, tuple(map(_row, _within(rows, box)))) for box in free]
    tables = (_table(page, run) for run in _runs(bands))
    return [table for table in tables if table is not None]


def _rules(page: Page) -> list[Char]:
    """The level rules of a page from top to bottom; pieces of one are put together."""
    return [rule for rule in _merged(page, "h") if rule["x1"] - rule["x0"] >= LEAST_WIDTH]


def _merged(page: Page, orientation: str) -> list[Char]:
    found = [edge for edge in page.edges if edge["orientation"] == orientation]
    return list(merge_edges(found, NEAR, NEAR, NEAR, NEAR))


def _neighbours(rules: Sequence[Char], ends: Sequence[str]) -> Iterator[tuple[Char, Char]]:
    """Each rule with the next one below it that has the same ends."""
    for at, above in enumerate(rules):
        below = next(
            (rule for rule in rules[at + 1 :] if all(abs(rule[end] - above[end]) <= NEAR for end in ends)),
            None,
        )
        if below is not None and below["top"] - above["top"] > NEAR:
            yield above, below


def _between(above: Char, below: Char) -> Box:
    """Where both rules reach."""
    left, right = max(above["x0"], below["x0"]), min(above["x1"], below["x1"])
    return float(left), float(above["top"]), float(right), float(below["top"])


def _covers(edge: Char, way: Span) -> bool:
    """Whether an upright rule covers the way from one height to another."""
    top, bottom = way
    return bool(min(bottom, edge["bottom"]) - max(top, edge["top"]) >= COVERED * (bottom - top))


def _upright(x: float, top: float, bottom: float) -> Char:
    return {
        "object_type": "rect_edge", "orientation": "v", "x0": x, "x1": x,
        "top": top, "bottom": bottom, "height": bottom - top,
    }  # fmt: skip


def _overlap(one: Box, other: Box) -> bool:
    return all(one[at] < other[at + 2] - NEAR and other[at] < one[at + 2] - NEAR for at in (0, 1))


def _within(rows: Sequence[Sequence[Char]], box: Box) -> list[list[Char]]:
    """The inked characters of each row that stand in the box; rows without any are left out."""
    x0, top, x1, bottom = box
    inside = (
        [
            char
            for char in row
            if char["text"].strip()
            and x0 <= (char["x0"] + char["x1"]) / 2 < x1
            and top <= (char["top"] + char["bottom"]) / 2 < bottom
        ]
        for row in rows
    )
    return [row for row in inside if row]


def _sticks_out(rows: Sequence[Sequence[Char]], box: Box) -> bool:
    """Whether something runs on beyond the ends of the rules: they are not those of what stands between them."""
    x0, top, x1, bottom = box
    return any(
        (middle < x0 <= char["x1"] + char["size"] or char["x0"] - char["size"] < x1 <= middle)
        and char["text"].strip()
        and top <= (char["top"] + char["bottom"]) / 2 < bottom
        for row in rows
        for char in row
        for middle in ((char["x0"] + char["x1"]) / 2,)
    )


def _row(chars: Sequence[Char]) -> _Row:
    size = float(median(char["size"] for char in chars))
    pieces: list[_Piece] = []
    for char in chars:
        if pieces and char["x0"] - pieces[-1].x1 <= PIECE_GAP * size:
            last = pieces.pop()
            pieces.append(_Piece(last.x0, max(last.x1, char["x1"]), last.text + char["text"]))
        else:
            pieces.append(_Piece(char["x0"], char["x1"], char["text"]))
    return _Row(median((char["top"] + char["bottom"]) / 2 for char in chars), size, tuple(pieces))


def _is_caption(row: _Row) -> bool:
    return len(row.pieces) <= 2 and any(CAPTION.match(piece.text) for piece in row.pieces)


def _runs(bands: Sequence[_Band]) -> list[list[_Band]]:
    """Bands one below the other whose rows are parted; a lone row amid rows with a rule each heads others."""
    runs: list[list[_Band]] = []
    for band in bands:
        run = next((run for run in runs if _follows(run[-1], band)), None)
        heading = run and len(band.rows) == len(run[-1].rows) == 1 and not _is_caption(band.rows[0])
        if run and (band.tabular or heading):
            run.append(band)
        elif band.tabular:
            runs.append([band])
    return [part for run in runs for part in _parts(run) if len(part) >= LEAST_BANDS]


def _follows(above: _Band, band: _Band) -> bool:
    return above.box[3] == band.box[1] and abs(above.box[0] - band.box[0]) <= NEAR


def _parts(run: list[_Band]) -> list[list[_Band]]:
    """A run of rows with a rule each does not go on over what else the same rules happen to enclose."""
    if not _row_each(run):
        return [run]
    few = groupby(run, key=lambda band: len(band.rows) <= MOST_LINES)
    return [list(part) for held, part in few if held]


def _table(page: Page, bands: Sequence[_Band]) -> Table | None:
    """The cells that the columns of these bands make; None when they are no table."""
    rows = [row for band in bands for row in band.rows]
    left, _, right, _ = bands[0].box
    columns = _columns(rows)
    parted = sum(len(row.pieces) > 1 for row in rows)
    if len(columns) < 2 or parted + (len(columns) > 2) < LEAST_ROWS:
        return None
    if len(columns) == 2:
        filled = median(sum(piece.x1 - piece.x0 for piece in row.pieces) for row in rows)
        if filled > FILLED_SHARE * (right - left) or parted < TWO_SHARE * len(rows):
            return None
    cuts = [left, *((one[1] + other[0]) / 2 for one, other in pairwise(columns)), right]
    each = _row_each(bands)
    cells: list[Box] = []
    for band in bands:
        for span, spanned in _heights(band, whole=each):
            cells.extend(_cells(spanned, cuts, span))
    return Table(page, cells)


def _columns(rows: Sequence[_Row]) -> list[Span]:
    """Where the pieces of parted rows stand; what reaches over several columns says nothing of them."""
    parted = [row for row in rows if len(row.pieces) > 1]
    columns: list[Span] = []
    for piece in sorted((piece for row in parted for piece in row.pieces), key=lambda piece: piece.x0):
        if _spans(piece, parted):
            continue
        if columns and piece.x0 - columns[-1][1] <= COLUMN_GAP * rows[0].size:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.x1))
        else:
            columns.append((piece.x0, piece.x1))
    return [column for at, column in enumerate(columns) if not _hovers(columns, at, parted)]


def _hovers(columns: Sequence[Span], at: int, rows: Sequence[_Row]) -> bool:
    """Whether what looks like a column is a head above the middle of two others, free in its row."""
    if not 0 < at < len(columns) - 1:
        return False
    holding = [row for row in rows if any(_over(piece, columns[at]) for piece in row.pieces)]
    return len(holding) == 1 and not any(
        _over(piece, columns[beside]) for piece in holding[0].pieces for beside in (at - 1, at + 1)
    )


def _over(piece: _Piece, column: Span) -> bool:
    return piece.x0 < column[1] and column[0] < piece.x1


def _spans(piece: _Piece, rows: Sequence[_Row]) -> bool:
    """Whether a piece stands above or below several pieces of most rows."""
    several = sum(
        sum(other.x0 < piece.x1 and piece.x0 < other.x1 for other in row.pieces) > 1 for row in rows
    )
    return several * 2 > len(rows)


def _row_each(bands: Sequence[_Band]) -> bool:
    """Whether every row has its rules: what stands on two lines between them is one row."""
    single = sum(len(band.rows) == 1 for band in bands)
    return len(bands) >= LEAST_ROWS and single >= SINGLE_SHARE * len(bands)


def _heights(band: _Band, *, whole: bool) -> Iterator[tuple[Span, tuple[_Row, ...]]]:
    """The rows of a band with their upper and lower ends."""
    most = max(len(row.pieces) for row in band.rows)
    if whole and any(len(row.pieces) < most for row in band.rows):
        yield (band.box[1], band.box[3]), band.rows
        return
    middles = [row.middle for row in band.rows]
    ends = [band.box[1], *((one + other) / 2 for one, other in pairwise(middles)), band.box[3]]
    for row, span in zip(band.rows, pairwise(ends), strict=True):
        yield span, (row,)


def _cells(rows: Sequence[_Row], cuts: Sequence[float], span: Span) -> Iterator[Box]:
    """The cells of one row of the table: a piece over several columns makes one of them."""
    reached = {
        (
            sum(cut < piece.x0 + NEAR for cut in cuts[1:-1]),
            sum(cut < piece.x1 - NEAR for cut in cuts[1:-1]),
        )
        for row in rows
        for piece in row.pieces
    }
    first = 0
    while first < len(cuts) - 1:
        last = max((end for begin, end in reached if begin <= first <= end), default=first)
        yield cuts[first], span[0], cuts[last + 1], span[1]
        first = last + 1
