"""How often each candidate stands in the whole archive, and in how many reports: kept, and brought up to date.

Candidates that were counted before are counted only in the reports that came or went; those that are new to the list
are looked for in all reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from archive.console.progress import Progress
from archive.processes.parallel import Jobs, mapped
from archive.study.counting import Counts
from archive.study.groups import Group, count, looking_for
from archive.study.phrase_cache import MOST, Kept, keep, known, recounted, since


def tallied(
    made: Sequence[Group], phrases: tuple[str, ...], path: Path, jobs: Jobs, progress: Progress
) -> Counts:
    """Count phrases, ascending, in all groups; what is known of them is kept at `path`."""
    buckets = tuple(kept for group in made for kept in group.buckets)
    before, counts, changed = _before(path, buckets, MOST * len(made))
    if before != phrases:
        changed = True
        place = dict(zip(before, range(len(before)), strict=True))
        at = np.array([place.get(phrase, -1) for phrase in phrases], np.int64)
        missing = np.flatnonzero(at < 0)
        wanted = tuple(phrases[row] for row in missing.tolist())
        asked = looking_for(made, wanted) if wanted else []
        counting = progress.part("清点提法", mapped(count, asked, jobs, 2), len(asked))
        found = summed(counting, len(wanted))
        at[missing] = len(before) + np.arange(len(missing))
        counts = Counts(
            np.concatenate((counts.hits, found.hits))[at], np.concatenate((counts.reports, found.reports))[at]
        )
    if changed:
        keep(path, "", buckets, ("\n".join(phrases), counts.hits.tobytes(), counts.reports.tobytes()))
    return counts


def summed(counts: Iterable[Counts], size: int) -> Counts:
    """Add up the counts of `size` phrases."""
    hits, reports = np.zeros((2, size), np.int64)
    for each in counts:
        hits += each.hits
        reports += each.reports
    return Counts(hits, reports)


def _before(path: Path, buckets: tuple[Kept, ...], most: int) -> tuple[tuple[str, ...], Counts, bool]:
    """The phrases counted before and their counts, brought up to date; whether that changed anything."""
    held = known(path, "", buckets[0].path.parent)
    change = since(held, buckets, most) if held else None
    if held is None or change is None:
        return (), summed((), 0), True
    text, *columns = held.value
    phrases = tuple(text.split("\n")) if text else ()
    counts = Counts(*(np.frombuffer(column, np.int64) for column in columns))
    return (
        (phrases, counts, False) if held.of(buckets) else (phrases, recounted(phrases, counts, change), True)
    )
