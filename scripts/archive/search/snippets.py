"""What stands around a hit: 20 characters of the published text on each side, and the anchor of its block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from archive.search.form import SearchForm
from archive.search.text import ReportText

AROUND = 20
# Where a block ends with none of these, as titles and headings do, a sign tells it from the next.
CLOSED = "。！？；：，、…”.!?;:,—"
APART = "／"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A hit with its neighbourhood, in characters of the published text; `anchor` is its block's, without `#`.

    `APART` stands in the neighbourhood where a title or a heading ends.
    """

    before: str
    match: str
    after: str
    anchor: str


def snippets(report: ReportText, hits: Sequence[tuple[int, int]], form: SearchForm) -> Iterator[Snippet]:
    """Cut out each hit, given as report-local positions of the search form."""
    text = report.text
    source = form.mapped(text).source
    begins = list(accumulate((len(block.text) for block in report.blocks), initial=0))[:-1]
    cuts = [at for at in begins[1:] if text[at - 1] not in CLOSED]
    for start, end in hits:
        first, last = int(source[start]), int(source[end - 1]) + 1
        anchor = report.blocks[bisect_right(begins, first) - 1].anchor
        begin, behind = max(first - AROUND, 0), min(last + AROUND, len(text))
        before = _apart(text, (begin, first), [at for at in cuts if begin < at <= first])
        after = _apart(text, (last, behind), [at for at in cuts if last <= at < behind])
        yield Snippet(before[-AROUND:], text[first:last], after[:AROUND], anchor)


def _apart(text: str, stretch: tuple[int, int], cuts: Sequence[int]) -> str:
    """The stretch with the sign at the cuts."""
    ends = [stretch[0], *cuts, stretch[1]]
    return APART.join(text[begin:end] for begin, end in pairwise(ends))
