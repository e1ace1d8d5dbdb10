"""The manifest of the originals: sha256, date added and path, one a line, and never changed again.

    <64 hex digits>  <YYYY-MM-DD>  <path relative to the raw folder>

A build adds rows for new originals, below those that are there. A row whose file has changed or gone stays as it is
and becomes a finding, so that a damaged or lost original cannot pass unnoticed. The order of the rows is therefore
the order in which originals were added, and the one order of reports in which a new one stands last (`standing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.errors import ArchiveError
from archive.reading.originals import Found

LINE = re.compile(r"([0-9a-f]{64})  (\d{4}-\d{2}-\d{2})  (.+)")
ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
UNESCAPES = {escaped: plain for plain, escaped in ESCAPES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One original as it was when it was first seen."""

    source: str
    sha256: str
    added: str


def load(path: Path) -> dict[str, Row]:
    """Read the manifest, by path. A missing file is empty; a line that does not parse is an error."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = [_parse(path, number, line) for number, line in enumerate(lines, 1) if line]
    return {row.source: row for row in rows}


def _parse(path: Path, number: int, line: str) -> Row:
    found = LINE.fullmatch(line)
    if not found:
        raise ArchiveError(
            f"{path}:{number}",
            "清单的这一行已损坏",
            "从版本库恢复这个文件",
        )
    digest, added, source = found.groups()
    return Row(unescaped(source), digest, added)


def dump(rows: Iterator[Row]) -> str:
    """The lines of these rows. A backslash or line end in a path is written as an escape."""
    return "".join(f"{row.sha256}  {row.added}  {escaped(row.source)}\n" for row in rows)


def escaped(source: str) -> str:
    """A path in one line."""
    return "".join(ESCAPES.get(char, char) for char in source)


def unescaped(source: str) -> str:
    """A path as it was before it was written in one line."""
    return re.sub(r"\\[\\nr]", lambda hit: UNESCAPES[hit[0]], source) if "\\" in source else source


def extend(path: Path, rows: Mapping[str, Row], digests: Mapping[str, str], today: str) -> dict[str, Row]:
    """Add a row for every original that has none to those that were loaded; give all. None there is ever changed."""
    fresh = {
        source: Row(source, digest, today) for source, digest in sorted(digests.items()) if source not in rows
    }
    if not fresh:
        return dict(rows)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    files.write(path, before + dump(iter(fresh.values())))
    return {**rows, **fresh}


def standing(rows: Mapping[str, Row], found: Iterable[Found]) -> dict[str, int]:
    """The place of each original in the order of addition: the earliest row that has its path or its bytes.

    So an original keeps its place when it is changed or gets another name. Originals that stand in no row, because they
    cannot be opened, come last.
    """
    paths: dict[str, int] = {}
    contents: dict[str, int] = {}
    for number, row in enumerate(rows.values()):
        paths[row.source] = number
        contents.setdefault(row.sha256, number)
    last = len(rows)
    return {
        each.source: min(paths.get(each.source, last), contents.get(each.sha256 or "", last))
        for each in found
    }


def changed(rows: Mapping[str, Row], found: Iterable[Found]) -> dict[str, str]:
    """The digests that originals were recorded with, by their sources, of those that have other bytes now."""
    return {
        each.source: rows[each.source].sha256
        for each in found
        if each.sha256 and each.source in rows and rows[each.source].sha256 != each.sha256
    }


def moved(rows: Mapping[str, Row], found: Sequence[Found]) -> dict[str, str]:
    """The new names of originals that are gone from where they were put on record, by their old ones.

    A file that was on record before the one that is gone is no new name of it, but another copy.
    """
    there = {each.source for each in found}
    order = {source: number for number, source in enumerate(rows)}
    latest: dict[str, str] = {}
    for each in sorted(found, key=lambda each: order.get(each.source, len(order))):
        if each.sha256:
            latest[each.sha256] = each.source
    return {
        source: name
        for source, row in rows.items()
        if source not in there
        and (name := latest.get(row.sha256))
        and order.get(name, len(order)) > order[source]
    }


def missing(rows: Mapping[str, Row], found: Iterable[Found]) -> tuple[Row, ...]:
    """The rows of which neither the path nor the bytes are there any more."""
    held = tuple(found)
    there = {each.source for each in held} | {each.sha256 for each in held}
    return tuple(row for row in rows.values() if row.source not in there and row.sha256 not in there)


def newest(rows: Mapping[str, Row], sources: Iterable[str]) -> str:
    """The latest date on which one of these originals was added, or the epoch when there is none."""
    return max((rows[source].added for source in sources if source in rows), default="1970-01-01")
