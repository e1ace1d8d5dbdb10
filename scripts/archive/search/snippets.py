"""What stands around a hit: 20 characters of the published text on each side, and the anchor of its block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.search.form import SearchForm
from archive.search.text import ReportText

AROUND = 20


@dataclass(frozen=True, slots=True)
class Snippet:
    """A hit with its neighbourhood, in characters of the published text; `anchor` is its block's, without `#`."""

    before: str
    match: str
    after: str
    anchor: str


def snippets(report: ReportText, hits: Sequence[tuple[int, int]], form: SearchForm) -> Iterator[Snippet]:
    """Cut out each hit, given as report-local positions of the search form."""
    text = report.text
    source = form.mapped(text).source
    begins = list(accumulate((len(block.text) for block in report.blocks), initial=0))[:-1]
    for start, end in hits:
        first, last = int(source[start]), int(source[end - 1]) + 1
        anchor = report.blocks[bisect_right(begins, first) - 1].anchor
        yield Snippet(
            text[max(first - AROUND, 0) : first], text[first:last], text[last : last + AROUND], anchor
        )
