"""Which report comes first: by hits in the title, in headings, density, year (the newest), order of addition.

Density is BM25's saturation with k1 = 1.2 and b = 0.75, without weights for rarity (a phrase search has one term, or
terms that all must occur), in whole thousandths, summed over the terms. All arithmetic is on integers below 2^53, so
that every browser and Python agree to the last place; `docs/assets/search/rank.js` is the same.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from archive.search.codec import Numbers
from archive.search.match import Index, Matched, in_headings, reports_of

Sort = Literal["relevance", "year", "hits"]
SORTS: tuple[Sort, ...] = ("relevance", "year", "hits")
# More occurrences than this in one report do not make it denser; keeps products below 2^53.
MOST_COUNTED = 1000
SCALE = 1000


def order(matched: Matched, counts: Numbers, years: Numbers, index: Index, sort: Sort) -> Numbers:
    """Order the matching reports: places in `matched.reports`, best first. `years` has -1 for unknown.

    `counts` and `years` are those of the matching reports. Beyond relevance: by year and hits, or by hits and year.
    What was added first comes first among equals.
    """
    if sort == "year":
        return np.lexsort((matched.reports, -counts, -years))
    if sort == "hits":
        return np.lexsort((matched.reports, -years, -counts))
    titles, headings, score = relevance(matched, index)
    return np.lexsort((matched.reports, -years, -score, -headings, -titles))


def relevance(matched: Matched, index: Index) -> tuple[Numbers, Numbers, Numbers]:
    """For each matching report: terms found in its title, terms found in its headings, density."""
    size = len(matched.reports)
    titles, headings, score = (np.zeros(size, np.int64) for _ in range(3))
    lengths = np.diff(index.starts) - 1
    mean = max(int(lengths.sum()) // max(len(lengths), 1), 1)
    length = lengths[matched.reports]
    for term, spans in matched.terms:
        reports = reports_of(spans.start, index)
        rows = np.searchsorted(matched.reports, reports)
        head = in_headings(term, spans, index)
        title = head & (spans.end <= index.starts[reports] + index.titles[reports])
        titles += np.bincount(rows[title], minlength=size) > 0
        headings += np.bincount(rows[head & ~title], minlength=size) > 0
        count = np.minimum(np.bincount(rows, minlength=size), MOST_COUNTED)
        score += (22 * SCALE * count * mean) // ((10 * count + 3) * mean + 9 * length)
    return titles, headings, score
