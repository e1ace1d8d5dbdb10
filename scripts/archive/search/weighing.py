"""lunr's index as text, weighed for all reports at once: the bytes that lunr.py itself gives, in a third of the time.

lunr makes an object of every word of every report; one report more changes all weights, so that all of them are worked
out anew by every build. Here the words are numbered and the rest is arithmetic on arrays, in lunr's own order of steps.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from lunr import __TARGET_JS_VERSION__ as LUNR
from numpy.typing import NDArray

from archive.search.codec import Numbers, quote

K1, B = 1.2, 0.75  # lunr's own
PLACES = 3  # decimals of a weight


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The words of all reports: `terms` in the order in which they first occur, and a row for each word of a field.

    Rows ascend by report, field and term; `row` has report times fields plus field.
    """

    fields: tuple[str, ...]
    reports: int
    terms: tuple[str, ...]
    row: Numbers
    term: Numbers
    score: NDArray[np.float64]

    def strongest(self, field: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Give each report with words in a field, and these words, the weightiest first."""
        number = self.fields.index(field)
        kept = np.flatnonzero(self.row % len(self.fields) == number)
        rank = np.empty(len(self.terms), np.int64)
        rank[np.array(sorted(range(len(self.terms)), key=self.terms.__getitem__), np.int64)] = np.arange(
            len(self.terms)
        )
        report, term = self.row[kept] // len(self.fields), self.term[kept]
        order = np.lexsort((rank[term], -self.score[kept], report))
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
        pairs = [f"{term},{shown[at]}" for term, at in zip(self.term.tolist(), which.tolist(), strict=True)]
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
        for term, number in sorted((term, number) for number, term in enumerate(self.terms)):
            at = number * width
            spans = zip(self.fields, pairwise(bounds[at : at + width + 1]), strict=True)
            held = ",".join(f'"{field}":{{{",".join(listed[a:b])}}}' for field, (a, b) in spans)
            yield f'[{quote(term)},{{{held},"_index":{number}}}]'


def weighed(reports: Sequence[Sequence[Sequence[str]]], boosts: Mapping[str, int]) -> Weighed:
    """Weigh the words of each report's fields, which stand in the order of `boosts`, as lunr's builder does."""
    numbers: dict[str, int] = {}
    lengths = np.array([len(words) for report in reports for words in report], np.int64)
    found = [
        numbers.setdefault(word, len(numbers)) for report in reports for words in report for word in words
    ]
    width, size = len(boosts), max(len(numbers), 1)
    every = np.repeat(np.arange(len(lengths)), lengths) * size + np.array(found, np.int64)
    rows, count = np.unique(every, return_counts=True)
    row, term = rows // size, rows % size
    means = lengths.reshape(-1, width).sum(axis=0) / max(len(reports), 1)
    damping = K1 * (1 - B + B * (lengths / np.tile(np.where(means == 0, 1, means), len(reports))))
    rarity = _rarity(np.bincount(term, minlength=size), len(reports))
    score = rarity[term] * (K1 + 1) * count / (damping[row] + count)
    score *= np.array(tuple(boosts.values()), np.float64)[row % width]
    return Weighed(tuple(boosts), len(reports), tuple(numbers), row, term, _rounded(score))


def _rarity(spread: Numbers, reports: int) -> NDArray[np.float64]:
    """Lunr's weight of a term that so many fields hold."""
    values, which = np.unique(spread, return_inverse=True)
    weights = [math.log(1 + abs((reports - held + 0.5) / (held + 0.5))) for held in values.tolist()]
    return np.array(weights, np.float64)[which]


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round as Python does, to the nearest decimal; arrays round by way of a product, which is not the same."""
    once, which = np.unique(values, return_inverse=True)
    return np.array([round(value, PLACES) for value in once.tolist()], np.float64)[which]


def _groups(values: Numbers) -> Iterator[tuple[int, int]]:
    """Give the runs of equal values."""
    begins = np.flatnonzero(np.diff(values, prepend=-1)).tolist()
    return pairwise([*begins, len(values)])
