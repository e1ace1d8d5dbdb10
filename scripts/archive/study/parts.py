"""Which reports have a part of a kind (存在问题 …): a directory per kind, which a page loads when a reader asks.

The text of a part is not written again: a page takes it from the text parts of the search index, those of the reports
that it shows and no others. What this adds for 10 000 reports is a few bytes a report and kind.

`study/part-N-CCCCCCCC` (a script as `archive.search.codec` describes them): PAYLOAD = JSON

    {"kind": KIND, "reports": n, "rows": b64}

`rows` has for each report that holds the part varint(row in the index - row before), varint(characters); N is the
kind's place among all kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from archive.model import Report
from archive.search.codec import hashed, to_base64, varints
from archive.search.tables import dumped
from archive.study.streams import PartOf

FIRST = 10  # reports that the page shows without JavaScript


@dataclass(frozen=True, slots=True)
class Entry:
    """One report with a part of a kind: its id, title and labels, where the part begins, and its characters."""

    id: str
    title: str
    labels: tuple[int | None, str, str]
    anchor: str
    chars: int


@dataclass(frozen=True, slots=True)
class Directory:
    """One kind of part: the file that lists it, in how many reports it stands, and the newest of them."""

    kind: str
    name: str
    payload: str
    reports: int
    chars: int
    newest: tuple[Entry, ...]


def directories(
    reports: Sequence[Report], parts: Sequence[Sequence[PartOf]], kinds: Sequence[str]
) -> Iterator[Directory]:
    """Give a directory for each of `kinds` that some report has; `parts` are those of each report, in index order."""
    found: dict[str, list[tuple[int, PartOf]]] = {}
    for row, each in enumerate(parts):
        for part in each:
            found.setdefault(part.kind, []).append((row, part))
    for number, kind in enumerate(kinds):
        if kind in found:
            yield _directory(number, kind, reports, found[kind])


def _directory(
    number: int, kind: str, reports: Sequence[Report], rows: Sequence[tuple[int, PartOf]]
) -> Directory:
    table = np.empty((len(rows), 2), np.int64)
    table[:, 0] = np.diff([row for row, _ in rows], prepend=0)
    table[:, 1] = [part.chars for _, part in rows]
    payload = dumped({"kind": kind, "reports": len(rows), "rows": to_base64(varints(table.ravel()))})
    newest = sorted(rows, key=lambda pair: (-(reports[pair[0]].year or 0), pair[0]))[:FIRST]
    return Directory(
        kind,
        hashed(f"study/part-{number}", payload),
        payload,
        len(rows),
        int(table[:, 1].sum()),
        tuple(_entry(reports[row], part) for row, part in newest),
    )


def _entry(report: Report, part: PartOf) -> Entry:
    labels = report.year, report.type, report.unit_level
    return Entry(report.id, report.title, labels, part.anchor, part.chars)
