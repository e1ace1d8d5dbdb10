"""The catalogue: one row a report, as JSON and as CSV, and the order in which every list shows reports.

Rows are what the lists, the home page and the neighbours of a report are made from; nothing else keeps a second
list of reports.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from archive.errors import ArchiveError
from archive.files import json_line
from archive.model import Report

VERSION = 1
CURE = "运行 python3 scripts/build.py 重新生成"
# A spreadsheet would run such a cell as a formula; a tab or a line end in front hides the sign from the eye only.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Many values of one cell. It stands in no vocabulary, and a file name that holds it can be read in the JSON.
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the catalogue; `url` is relative to the site's root, `edits` counts its logged edits."""

    id: str
    title: str
    year: int | None
    type: str
    unit_level: str
    admin_level: str | None
    sector: str | None
    url: str
    source: str
    sources: tuple[str, ...]
    aliases: tuple[str, ...]
    chars: int
    edits: int


KEYS = tuple(field.name for field in fields(Row))
LISTS = frozenset({"sources", "aliases"})


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


JSON_BEGIN, JSON_END = f'{{"version":{VERSION},"reports":[\n', "]}\n"
CSV_BEGIN = f"\ufeff{_line(KEYS)}"


def rows(reports: Iterable[Report], edits: Mapping[str, int]) -> tuple[Row, ...]:
    """One row a report, in the order of every list: newest first, then by type, level and title."""
    made = (
        Row(
            id=report.id,
            title=report.title,
            year=report.year,
            type=report.type,
            unit_level=report.unit_level,
            admin_level=report.admin_level,
            sector=report.sector,
            url=f"{report.path}.html",
            source=report.source,
            sources=report.sources,
            aliases=report.aliases,
            chars=report.chars,
            edits=edits.get(report.id, 0),
        )
        for report in reports
    )
    return tuple(sorted(made, key=order))


def order(row: Row) -> tuple[int, str, str, str, str]:
    """The place of a row in every list. A report without a year comes last."""
    return (-(row.year or 0), row.type, row.unit_level, row.title, row.id)


def rows_json(held: Sequence[Row]) -> str:
    """Rows as JSON: every key always there, one report a line."""
    lines = "".join(row_json(row, last=at == len(held)) for at, row in enumerate(held, 1))
    return f"{JSON_BEGIN}{lines}{JSON_END}"


def row_json(row: Row, *, last: bool) -> str:
    """The line of a row in the JSON; `last` says that no other follows."""
    return f"{_json(row)}\n" if last else f"{_json(row)},\n"


def rows_csv(held: Iterable[Row]) -> str:
    """Rows as CSV, with a byte order mark for spreadsheets; a cell that looks like a formula is guarded."""
    return CSV_BEGIN + "".join(map(row_csv, held))


def row_csv(row: Row) -> str:
    """The line of a row in the CSV."""
    return _line(_cell(getattr(row, key)) for key in KEYS).encode("utf-8", "replace").decode("utf-8")


def load(text: str, path: str = "catalog.json") -> tuple[Row, ...]:
    """Read what `rows_json` wrote."""
    try:
        held = json.loads(text)
        if held["version"] != VERSION:
            raise ArchiveError(path, f"目录的版本是 {held['version']}，只认得 {VERSION}", CURE)
        return tuple(_row(item) for item in held["reports"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(path, f"这不是构建写的目录（{error}）", CURE) from error


def _row(item: Mapping[str, object]) -> Row:
    if len(item) != len(KEYS):
        raise TypeError(f"键不对：{'、'.join(item)}")
    values = (tuple(item[key]) if key in LISTS else item[key] for key in KEYS)  # type: ignore[arg-type]  # `rows_json` wrote it
    return Row(*values)  # type: ignore[arg-type]


def _json(row: Row) -> str:
    # `asdict` copies deeply, which costs more than all the rest
    return json_line({key: getattr(row, key) for key in KEYS})


def _cell(value: object) -> str:
    text = SEPARATOR.join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
