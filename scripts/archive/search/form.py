"""Search form: what remains of a text without width, case, script variant, punctuation and spacing.

A text of code points becomes UTF-16 units by one look-up for each code point in
`data/rules/search-form.txt` (`archive.search.formtable` states the rule). The form of a concatenation is
the concatenation of the forms, and the form of a form is itself. U+0000 never occurs in a form.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.patterns.points import points_of
from archive.search.codec import Numbers, spread
from archive.search.formtable import LAST, FormTable, load

Units = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Mapped:
    """A form with its way back: unit i came from code point `source[i]` of the text; ascending."""

    units: Units
    source: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class SearchForm:
    """The table laid out for look-up: `count` units for each code point, from `start` on in `pool`."""

    count: NDArray[np.uint8]
    start: NDArray[np.uint32]
    pool: Units

    def units(self, text: str) -> Units:
        """Give the search form of a text as UTF-16 units."""
        points = points_of(text)
        return self._units(points, self.count.take(points))

    def apply(self, text: str) -> str:
        """Give the search form of a text as a string."""
        return string(self.units(text))

    def mapped(self, text: str) -> Mapped:
        """Give the search form of a text with the code point that each unit came from."""
        points = points_of(text)
        counts = self.count[points]
        return Mapped(self._units(points, counts), np.repeat(np.arange(len(points)), counts))

    def measured(self, text: str, bounds: Numbers) -> tuple[Units, Numbers]:
        """Give the form of a text and, for each code-point offset in `bounds`, the offset in the form."""
        points = points_of(text)
        counts = self.count[points]
        before = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
        return self._units(points, counts), before[bounds]

    def _units(self, points: NDArray[np.uint32], counts: NDArray[np.uint8]) -> Units:
        kept = points[counts > 0]
        starts = self.start.take(kept)
        if not len(counts) or int(counts.max()) <= 1:
            return self.pool.take(starts)
        sizes = counts[counts > 0].astype(np.int64)
        return self.pool[spread(starts.astype(np.int64), sizes)]


@lru_cache(2)  # several stages of a build lay the same table out
def search_form(table: FormTable) -> SearchForm:
    """Lay a table out for look-up; a part of a table gives the empty form to what it does not name."""
    target = np.zeros(LAST + 1, np.uint32)
    known = np.zeros(LAST + 1, np.bool_)
    for first, last in table.keep:
        target[first : last + 1] = np.arange(first, last + 1)
        known[first : last + 1] = True
    for run in table.runs:
        sources = np.arange(run.first, run.last + 1, run.step)
        target[sources] = sources + run.shift
        known[sources] = True
    known[[point for point, _ in table.many]] = False
    singles = np.flatnonzero(known)
    forms = [target[singles].astype("<u4").tobytes().decode("utf-32-le"), *(form for _, form in table.many)]
    wide = target[singles] > 0xFFFF
    points = np.concatenate((singles, np.array([point for point, _ in table.many], np.int64)))
    sizes = np.concatenate((1 + wide.astype(np.int64), [_size(form) for form in forms[1:]])).astype(np.int64)
    count, start = np.zeros(LAST + 1, np.uint8), np.zeros(LAST + 1, np.uint32)
    count[points] = sizes
    start[points] = np.cumsum(sizes) - sizes
    return SearchForm(count, start, _encoded("".join(forms)))


def load_form(rules: Path) -> SearchForm:
    """Load the committed table from the rules folder."""
    return search_form(load(rules / "search-form.txt"))


def string(units: Units) -> str:
    """Read UTF-16 units as a string; half a pair stays a lone surrogate."""
    return units.astype("<u2").tobytes().decode("utf-16-le", "surrogatepass")


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _encoded(text: str) -> Units:
    return np.frombuffer(text.encode("utf-16-le"), "<u2").astype(np.uint16)
