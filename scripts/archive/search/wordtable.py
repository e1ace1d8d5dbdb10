"""The words of all reports in numbers, kept so that those of a new report are added to them and no other is read again.

A term's number is its place among all terms in ascending order, so that sorting numbers sorts words.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from archive.caches import kept_or
from archive.search.codec import Numbers, spread
from archive.search.documents import PLAIN
from archive.search.segments import Write
from archive.search.wordcut import Words, open_words

MADE = 1  # to be raised when the same words would give another table
Shown = tuple[str, str, int | None, str | None, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The reports in order. `sizes` has for each how many words its title and its labels have, and its candidates.

    `words` are the terms of titles and labels, report after report; `candidates` those that may become keywords,
    ascending in each report, with their `frequency`. `shown` has id, title, year, type and unit level.
    """

    terms: tuple[str, ...]
    shown: tuple[Shown, ...]
    sizes: Numbers
    words: Numbers
    candidates: Numbers
    frequency: Numbers


@dataclass(frozen=True, slots=True)
class TableTask:
    """The buckets whose words are wanted, in order, where they are kept, and whether with candidates for keywords."""

    names: tuple[str, ...]
    folder: Path
    keyed: bool
    write: Write

    @property
    def path(self) -> Path:
        """Where the table is kept."""
        return self.folder / "all.table"


def word_table(task: TableTask) -> WordTable:
    """Give the table of all buckets, made of the one that is kept and the words of the buckets that are not in it."""
    held, table = _kept(task)
    if tuple(name for name, _ in held) == task.names:
        return table
    began = dict(
        zip((name for name, _ in held), accumulate((size for _, size in held), initial=0), strict=False)
    )
    sizes = dict(held)
    fresh: list[Words] = []
    for name in task.names:
        if name not in sizes:
            began[name] = len(table.shown) + len(fresh)
            fresh += open_words(task.folder / name, candidates=task.keyed)
            sizes[name] = len(table.shown) + len(fresh) - began[name]
    rows = [row for name in task.names for row in range(began[name], began[name] + sizes[name])]
    made = _picked(_joined(table, numbered(fresh)), np.array(rows, np.int64))
    _keep(task, [(name, sizes[name]) for name in task.names], made)
    return made


def numbered(reports: Sequence[Words]) -> WordTable:
    """Number the words of some reports."""
    texts = [word for one in reports for word in (*one.title, *one.labels)]
    pairs = [pair for one in reports for pair in sorted(one.candidates)]
    terms = sorted({*texts, *(word for word, _ in pairs)})
    place = dict(zip(terms, range(len(terms)), strict=True))
    sizes = [(len(one.title), len(one.labels), len(one.candidates)) for one in reports]
    return WordTable(
        tuple(terms),
        tuple((one.id, *one.shown) for one in reports),
        np.array(sizes, np.int64).reshape(-1, 3),
        np.array([place[word] for word in texts], np.int64),
        np.array([place[word] for word, _ in pairs], np.int64),
        np.array([count for _, count in pairs], np.int64),
    )


def _joined(first: WordTable, second: WordTable) -> WordTable:
    """Put the reports of one table behind those of another."""
    terms = sorted({*first.terms, *second.terms})
    place = dict(zip(terms, range(len(terms)), strict=True))
    one, other = (np.array([place[term] for term in table.terms], np.int64) for table in (first, second))
    return WordTable(
        tuple(terms),
        first.shown + second.shown,
        np.concatenate((first.sizes, second.sizes)),
        np.concatenate((one[first.words], other[second.words])),
        np.concatenate((one[first.candidates], other[second.candidates])),
        np.concatenate((first.frequency, second.frequency)),
    )


def _picked(table: WordTable, rows: Numbers) -> WordTable:
    """Give some reports in the order named, and no term that none of them has."""
    words = table.words[_items(table.sizes[:, :2].sum(axis=1), rows)]
    at = _items(table.sizes[:, 2], rows)
    candidates = table.candidates[at]
    used = np.zeros(len(table.terms), np.bool_)
    used[words] = used[candidates] = True
    number = np.cumsum(used) - 1
    return WordTable(
        tuple(table.terms[at] for at in np.flatnonzero(used).tolist()),
        tuple(table.shown[row] for row in rows.tolist()),
        table.sizes[rows],
        number[words],
        number[candidates],
        table.frequency[at],
    )


def _items(sizes: Numbers, rows: Numbers) -> Numbers:
    """The places of all items of some rows, where row i has `sizes[i]` items and they stand one behind the other."""
    return spread((np.cumsum(sizes) - sizes)[rows], sizes[rows])


def _keep(task: TableTask, buckets: Iterable[tuple[str, int]], table: WordTable) -> None:
    arrays = (table.sizes, table.words, table.candidates, table.frequency)
    contents = [array.astype(np.uint32).tobytes() for array in arrays]
    held = MADE, task.keyed, list(buckets), "\n".join(table.terms), table.shown, contents
    task.write(task.path, marshal.dumps(held, PLAIN))


def _kept(task: TableTask) -> tuple[list[tuple[str, int]], WordTable]:
    """The buckets of the table that is kept, with how many reports each has, and the table; empty without one."""
    none: tuple[list[tuple[str, int]], WordTable] = [], numbered(())

    def table(kept: Any) -> tuple[list[tuple[str, int]], WordTable]:
        made, keyed, buckets, terms, shown, contents = kept
        if (made, keyed) != (MADE, task.keyed):
            return none
        sizes, *columns = (np.frombuffer(content, np.uint32).astype(np.int64) for content in contents)
        split = tuple(terms.split("\n")) if terms else ()
        return buckets, WordTable(split, shown, sizes.reshape(-1, 3), *columns)

    return kept_or(task.path, table, none)
