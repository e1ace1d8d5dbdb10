"""The archive in groups of buckets, each mined and counted by one process, and what a group tells of its phrases.

What was found in a group is kept with the reports that it was found in. When a few of them have changed, what is known
is brought up to date from those alone (`archive.study.phrase_cache`); the result is that of working on the whole group.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.console.progress import Progress
from archive.processes.parallel import Jobs, mapped
from archive.study.counting import Counts, counted
from archive.study.mining import Limits, recurring
from archive.study.phrase_cache import (
    Kept,
    keep,
    known,
    remined,
    since,
    whole,
)
from archive.study.phrase_search import Member
from archive.study.settings import StudySettings
from archive.study.streams import BUCKETS

__all__ = ["Group", "Kept", "Member", "count", "groups", "looking_for", "mine", "mined"]

GROUP = 1000  # reports that are mined together, at least: a share of few reports would be no evidence


@dataclass(frozen=True, slots=True)
class Group:
    """Buckets that one worker reads together, where it is kept what recurs in them, and what it is to do with them.

    `span` has the numbers of its buckets, also of those without reports.
    """

    buckets: tuple[Kept, ...]
    span: range
    kept: Path
    limits: Limits
    phrases: tuple[str, ...] = ()

    @property
    def streams(self) -> Path:
        """The folder of streams."""
        return self.buckets[0].path.parent


def groups(buckets: Mapping[int, Kept], settings: StudySettings, cache: Path) -> tuple[Group, ...]:
    """Divide the buckets evenly into groups of enough reports; each is to find what might stand in enough of all."""
    total = sum(len(kept.members) for kept in buckets.values())
    parts = 1
    while parts < BUCKETS and total >= 2 * parts * GROUP:
        parts *= 2
    made = []
    for part in range(parts):
        span = range(part * BUCKETS // parts, (part + 1) * BUCKETS // parts)
        held = tuple(kept for number, kept in sorted(buckets.items()) if number in span)
        size = sum(len(kept.members) for kept in held)
        limits = Limits(
            settings.shortest,
            settings.longest,
            _least(size, total, settings),
            settings.not_first,
            settings.not_last,
        )
        if held:
            made.append(Group(held, span, cache / f"{parts}-{part}.mined", limits))
    return tuple(made)


def _least(size: int, total: int, settings: StudySettings) -> int:
    """In how many reports of a group a run must stand.

    Beside the phrases themselves, the longer ones that hold most of their occurrences must be found.
    """
    wanted = math.ceil(settings.inside * settings.reports(total))
    return max(settings.least, wanted) if size == total else math.ceil(wanted * size / total)


def mined(made: Sequence[Group], jobs: Jobs, progress: Progress) -> Iterator[tuple[str, ...]]:
    """Give what recurs in each group, those first that have not changed."""
    stale = []
    for group in made:
        held = known(group.kept, repr(group.limits), group.streams)
        if held and held.of(group.buckets):
            yield tuple(held.value)
        else:
            stale.append(group)
    yield from progress.part("找出提法", mapped(mine, stale, jobs, 2), len(stale))


def mine(group: Group) -> tuple[str, ...]:
    """Find what recurs in a group, or bring up to date what was found."""
    held = known(group.kept, repr(group.limits), group.streams)
    change = since(held, group.buckets) if held else None
    found = (
        remined(tuple(held.value), change, whole(group.buckets), group.limits)
        if held and change
        else recurring(whole(group.buckets), group.limits)
    )
    keep(group.kept, repr(group.limits), group.buckets, found)
    return found


def looking_for(made: Sequence[Group], phrases: tuple[str, ...]) -> list[Group]:
    """Give the same groups with phrases, ascending, to look for."""
    return [replace(group, phrases=phrases) for group in made]


def count(group: Group) -> Counts:
    """Count the phrases of a group."""
    return counted(whole(group.buckets), group.phrases)
