"""lunr's index as text, weighed for all reports at once: the bytes that lunr.py itself gives, in a third of the time.

lunr makes an object of every word of every report; one report more changes all weights, so that all of them are worked
out anew by every build. Here the words are numbered and the rest is arithmetic on arrays, in lunr's own order of steps.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from lunr import __TARGET_JS_VERSION__ as LUNR
from numpy.typing import NDArray

from archive.search.codec import Numbers

K1, B = 1.2, 0.75  # lunr's own
PLACES = 3  # decimals of a weight


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """The words of the fields of each report, one field after the other: `sizes` words each, as numbers of `terms`."""

    terms: Sequence[str]
    sizes: Numbers
    words: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The words of all reports: `terms` in ascending order, and a row for each word of a field.

    `number` has the place of each term in the order in which they first occur, which is lunr's. Rows ascend by report,
    field and number; `row` has report times fields plus field, `term` the place among `terms`.
    """

    fields: tuple[str, ...]
    reports: int
    terms: tuple[str, ...]
    number: Numbers
    row: Numbers
    term: Numbers
    score: NDArray[np.float64]

    def strongest(self, field: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Give each report with words in a field, and these words, the weightiest first."""
        kept = np.flatnonzero(self.row % len(self.fields) == self.fields.index(field))
        report, term = self.row[kept] // len(self.fields), self.term[kept]
        order = np.lexsort((term, -self.score[kept], report))
        words = [self.terms[at] for at in term[order].tolist()]
        for start, stop in _groups(report):
            yield int(report[start]), tuple(words[start:stop])

    def text(self) -> str:
        """Write the index as lunr serialises it; fields without words have no vector."""
        fields = json.dumps(self.fields, ensure_ascii=False, separators=(",", ":"))
        head = f'{{"version":"{LUNR}","fields":{fields},"fieldVectors":['
        return f'{head}{",".join(self._vectors())}],"invertedIndex":[{",".join(self._inverted())}],"pipeline":[]}}'

    def _vectors(self) -> Iterator[str]:
        values, which = np.unique(self.score, return_inverse=True)
        shown = [repr(value) for value in values.tolist()]
        numbers = self.number[self.term].tolist()
        pairs = [f"{term},{shown[at]}" for term, at in zip(numbers, which.tolist(), strict=True)]
        rows = self.row.tolist()
        for start, stop in _groups(self.row):
            report, field = divmod(rows[start], len(self.fields))
            yield f'["{self.fields[field]}/{report}",[{",".join(pairs[start:stop])}]]'

    def _inverted(self) -> Iterator[str]:
        width = len(self.fields)
        place = self.term * width + self.row % width
        order = np.argsort(place, kind="stable")
        refs = [f'"{report}":{{}}' for report in range(self.reports)]
        listed = [refs[report] for report in (self.row[order] // width).tolist()]
        bounds = np.searchsorted(place[order], np.arange(width * len(self.terms) + 1)).tolist()
        held = [",".join(listed[start:stop]) for start, stop in pairwise(bounds)]
        columns = (held[field::width] for field in range(width))
        shape = "".join(f'"{field}":{{%s}},' for field in self.fields)
        form = f'[%s,{{{shape}"_index":%d}}]'
        for row in zip(_quoted(self.terms), *columns, self.number.tolist(), strict=True):
            yield form % row


def _quoted(terms: Sequence[str]) -> list[str]:
    """Write each term as a string of JSON, in which no line ends."""
    return json.dumps(terms, ensure_ascii=False, separators=("\n", ":"))[1:-1].split("\n") if terms else []


def weighed(given: Fields, boosts: Mapping[str, int]) -> Weighed:
    """Weigh the words of each report's fields, which stand in the order of `boosts`, as lunr's builder does."""
    used, first, found = np.unique(given.words, return_index=True, return_inverse=True)
    number = np.empty(len(used), np.int64)
    number[np.argsort(first)] = np.arange(len(used))
    width, size = len(boosts), max(len(used), 1)
    reports = len(given.sizes) // width
    every = np.repeat(np.arange(len(given.sizes)), given.sizes) * size + number[found]
    rows, count = np.unique(every, return_counts=True)
    row, term = rows // size, np.argsort(number)[rows % size]
    means = given.sizes.reshape(-1, width).sum(axis=0) / max(reports, 1)
    damping = K1 * (1 - B + B * (given.sizes / np.tile(np.where(means == 0, 1, means), reports)))
    rarity = _rarity(np.bincount(term, minlength=size), reports)
    score = rarity[term] * (K1 + 1) * count / (damping[row] + count)
    score *= np.array(tuple(boosts.values()), np.float64)[row % width]
    terms = tuple(given.terms[at] for at in used.tolist())
    return Weighed(tuple(boosts), reports, terms, number, row, term, _rounded(score))


def _rarity(spread: Numbers, reports: int) -> NDArray[np.float64]:
    """Lunr's weight of a term that so many fields hold."""
    return by_value(spread, lambda held: math.log(1 + abs((reports - held + 0.5) / (held + 0.5))))


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round as Python does, to the nearest decimal; arrays round by way of a product, which is not the same."""
    return by_value(values, lambda value: round(value, PLACES))


def by_value(values: NDArray[Any], function: Callable[[Any], float]) -> NDArray[np.float64]:
    """Work out a function of Python once for each different value; arrays would round and take logarithms otherwise."""
    once, which = np.unique(values, return_inverse=True)
    return np.array([function(value) for value in once.tolist()], np.float64)[which]


def _groups(values: Numbers) -> Iterator[tuple[int, int]]:
    """Give the runs of equal values."""
    begins = np.flatnonzero(np.diff(values, prepend=-1)).tolist()
    return pairwise([*begins, len(values)])
