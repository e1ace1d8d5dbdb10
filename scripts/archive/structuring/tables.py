"""Rows of a table as text, cells parted by tabs, and where one table ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from archive.model import BlockKind
from archive.structuring.lines import Line

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|:\- \t]*-[|:\- \t]*").fullmatch
_FIELD = re.compile("[^：:]{1,12}[：:]")
GOES_ON = ("", "—")  # how a row begins whose first cell the row above reaches down into
WIDER = 2


def row(text: str) -> str:
    """A row's cells with a tab between them; the bars of a Markdown row are markup, and so is the rule below its head.

    Empty for such a rule.
    """
    if not _barred(text):
        return text
    if _RULE(text):
        return ""
    return "\t".join(cell.strip().replace("\\|", "|") for cell in _BAR.split(text[1:-1]))


def rows(text: str) -> str:
    """All rows of a table that stand in `text`, a row a line."""
    cut = [row(line) for line in map(str.strip, text.splitlines()) if line]
    return "\n".join([cells for cells in cut if cells]) or text


def _barred(text: str) -> bool:
    return text[0] == "|" == text[-1] and len(text) > 1


def going_on(lines: Sequence[Line], kinds: Mapping[int, BlockKind]) -> frozenset[int]:
    """The rows that belong to one table with the row above them.

    An empty line ends a table, unless one stands above every row. So does a row that is no longer like those above:
    twice as wide as any of them, or a line of fields (填报单位：… 填报日期：…) beside rows of another width.
    """
    found: set[int] = set()
    for rows in _runs(kinds):
        apart = not all(lines[i].gap for i in rows[1:])
        widest = _width(lines[rows[0]])
        for i in rows[1:]:
            if (apart and lines[i].gap) or _differs(lines[i - 1], lines[i], widest):
                widest = 0
            else:
                found.add(i)
            widest = max(widest, _width(lines[i]))
    return frozenset(found)


def _runs(kinds: Mapping[int, BlockKind]) -> Iterator[list[int]]:
    """Rows on neighbouring lines."""
    run: list[int] = []
    for i in sorted(i for i, kind in kinds.items() if kind == "table"):
        if run and run[-1] != i - 1:
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _differs(above: Line, line: Line, widest: int) -> bool:
    width = _width(line)
    if not width:  # the rule below a head
        return False
    if width != _width(above) and (_fields(above) or _fields(line)):
        return True
    return width >= WIDER * widest and row(line.text).split("\t", 1)[0] not in GOES_ON


def _width(line: Line) -> int:
    cells = row(line.text)
    return cells.count("\t") + 1 if cells else 0


def _fields(line: Line) -> bool:
    cells = [cell for cell in row(line.text).split("\t") if cell.strip()]
    return bool(cells) and all(map(_FIELD.match, cells))
