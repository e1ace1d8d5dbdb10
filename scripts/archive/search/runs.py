"""Which reports stand together: in the two runs of the published postings, and in segments that are encoded in one go.

Reports stand in the order in which they were added, so that a new one moves no other. The postings of the first, whole
steps of reports are the body of the index, those of the few that came after them its tail: one report more makes the
tail anew and leaves the body as it is, until a step is full. Both depend on the number of reports alone, as a clean
build must give what many small ones gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.search.documents import Place

# Segments are seen in no file of the index: fewer are quicker to merge, more bound the memory that one of them takes
# and the work after one report has changed. Those of the tail are small, because the last of them is encoded anew with
# every new report.
BODY, MANY_BODY, FEW = 256, 1024, 20_000
TAIL = 16


def tail_begin(count: int, share: int) -> int:
    """How many of `count` reports the body holds: the whole steps.

    A step is the largest power of two that is at most one `share`-th of all; with fewer than `share` reports all are
    the tail.
    """
    step = 1 << (count // share).bit_length() >> 1
    return count // step * step if step else 0


def segmented(places: Sequence[Place], begin: int) -> tuple[list[Sequence[Place]], list[Sequence[Place]]]:
    """Cut the reports of the body, those before `begin`, and of the tail into segments."""
    mean = BODY if len(places) <= FEW else MANY_BODY
    return list(_cut(places[:begin], mean)), list(_cut(places[begin:], TAIL))


def _cut(places: Sequence[Place], mean: int) -> Iterator[Sequence[Place]]:
    """Cut where the ids say so, once in `mean` reports, so that one that comes or goes leaves the other cuts alone.

    No segment is more than twice as long.
    """
    start = 0
    for stop, place in enumerate(places, 1):
        if int(place.id[-4:], 16) % mean == 0 or stop - start == 2 * mean:
            yield places[start:stop]
            start = stop
    if start < len(places):
        yield places[start:]
