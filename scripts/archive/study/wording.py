"""The files of the set phrases: one list for all, and shards with the details that a page loads when they are opened.

`study/phrases-CCCCCCCC`: PAYLOAD = JSON

    {"reports": n, "years": [year, …], "parts": [kind, …], "each": k, "details": [name, …], "rows": [ROW, …]}

ROW = [text, hits, reports, years, parts]: the years (rows of `years`) and section kinds in which it stands, as codes
(`archive.search.codec.codes`). `details` are the names of the shards, each of `each` phrases in the same order.

`study/uses-N-CCCCCCCC`: PAYLOAD = JSON, for each phrase [[[year, hits, reports], …], [[part, hits], …]]; the year is
a row of `years`, or -1 when it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.search.codec import codes, hashed
from archive.search.tables import dumped
from archive.study.phrases import Phrase

EACH = 100


@dataclass(frozen=True, slots=True)
class File:
    """One file below the site's root: its name without `.js`, and what it holds."""

    name: str
    payload: str


@dataclass(frozen=True, slots=True)
class _Rows:
    """The row of each year and of each section kind that some phrase stands in; an unknown year is -1."""

    years: Mapping[int | None, int]
    parts: Mapping[str, int]


def phrase_files(phrases: Sequence[Phrase], reports: int) -> tuple[File, ...]:
    """Give the list first, then the shards."""
    years = sorted({use.year for phrase in phrases for use in phrase.uses if use.year is not None})
    parts = sorted({kind for phrase in phrases for kind, _ in phrase.parts})
    rows = _Rows(
        {None: -1, **{year: row for row, year in enumerate(years)}},
        {kind: row for row, kind in enumerate(parts)},
    )
    shards = tuple(_shards(phrases, rows))
    payload = dumped(
        {
            "reports": reports,
            "years": years,
            "parts": parts,
            "each": EACH,
            "details": [shard.name for shard in shards],
            "rows": [_row(phrase, rows) for phrase in phrases],
        }
    )
    return File(hashed("study/phrases", payload), payload), *shards


def _row(phrase: Phrase, rows: _Rows) -> list[object]:
    stands = codes(rows.years[use.year] for use in phrase.uses if use.year is not None)
    return [
        phrase.text,
        phrase.hits,
        phrase.reports,
        stands,
        codes(rows.parts[kind] for kind, _ in phrase.parts),
    ]


def _shards(phrases: Sequence[Phrase], rows: _Rows) -> Iterator[File]:
    for number, start in enumerate(range(0, len(phrases), EACH)):
        payload = dumped(
            [
                [
                    [[rows.years[use.year], use.hits, use.reports] for use in phrase.uses],
                    [[rows.parts[kind], hits] for kind, hits in phrase.parts],
                ]
                for phrase in phrases[start : start + EACH]
            ]
        )
        yield File(hashed(f"study/uses-{number}", payload), payload)
