"""The archive in groups of buckets, each mined and counted by one process, and what a group tells of its phrases.

What was found in a group is kept with the reports that it was found in. When a few of them have changed, what is known
is brought up to date from those alone (`archive.study.renewing`); the result is that of working on the whole group.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.parallel import Jobs, mapped
from archive.study.counting import Counts, counted
from archive.study.looking import Member, Told, look
from archive.study.mining import Limits, recurring
from archive.study.renewing import (
    Kept,
    Known,
    keep,
    known,
    remined,
    since,
    told_anew,
    whole,
)
from archive.study.settings import StudySettings
from archive.study.streams import BUCKETS

__all__ = ["Group", "Kept", "Member", "count", "detail", "details", "groups", "looking_for", "mine", "mined"]

GROUP = 1000  # reports that are mined together, at least: a share of few reports would be no evidence
MINED, DETAILS = "mined", "details"


@dataclass(frozen=True, slots=True)
class Group:
    """Buckets that one worker reads together, where what is known of them is kept, and what it is to do with them."""

    buckets: tuple[Kept, ...]
    kept: Path
    limits: Limits
    phrases: tuple[str, ...] = ()

    def file(self, what: str) -> Path:
        """Where one kind of what is known is kept."""
        return self.kept.with_suffix(f".{what}")

    @property
    def streams(self) -> Path:
        """The folder of streams."""
        return self.buckets[0].path.parent

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that is kept of this group."""
        return tuple(self.file(what) for what in (MINED, DETAILS))


def groups(buckets: Mapping[int, Kept], settings: StudySettings, cache: Path) -> tuple[Group, ...]:
    """Divide the buckets evenly into groups of enough reports; each is to find what might stand in enough of all."""
    total = sum(len(kept.members) for kept in buckets.values())
    parts = 1
    while parts < BUCKETS and total >= 2 * parts * GROUP:
        parts *= 2
    made = []
    for part in range(parts):
        first, last = part * BUCKETS // parts, (part + 1) * BUCKETS // parts
        held = tuple(kept for number, kept in sorted(buckets.items()) if first <= number < last)
        size = sum(len(kept.members) for kept in held)
        limits = Limits(
            settings.shortest,
            settings.longest,
            _least(size, total, settings),
            settings.not_first,
            settings.not_last,
        )
        if held:
            made.append(Group(held, cache / f"{parts}-{part}", limits))
    return tuple(made)


def _least(size: int, total: int, settings: StudySettings) -> int:
    """In how many reports of a group a run must stand.

    Beside the phrases themselves, the longer ones that hold most of their occurrences must be found.
    """
    wanted = math.ceil(settings.inside * settings.reports(total))
    return max(settings.least, wanted) if size == total else math.ceil(wanted * size / total)


def mined(made: Sequence[Group], jobs: Jobs) -> Iterator[tuple[str, ...]]:
    """Give what recurs in each group, those first that have not changed."""
    stale = []
    for group in made:
        held = known(group.file(MINED), repr(group.limits), group.streams)
        if held and held.of(group.buckets):
            yield tuple(held.value)
        else:
            stale.append(group)
    yield from mapped(mine, stale, jobs, 2)


def mine(group: Group) -> tuple[str, ...]:
    """Find what recurs in a group, or bring up to date what was found."""
    held = known(group.file(MINED), repr(group.limits), group.streams)
    change = since(held, group.buckets) if held else None
    found = (
        remined(tuple(held.value), change, whole(group.buckets), group.limits)
        if held and change
        else recurring(whole(group.buckets), group.limits)
    )
    keep(group.file(MINED), repr(group.limits), group.buckets, found)
    return found


def looking_for(made: Sequence[Group], phrases: tuple[str, ...]) -> list[Group]:
    """Give the same groups with phrases, ascending, to look for."""
    return [replace(group, phrases=phrases) for group in made]


def count(group: Group) -> Counts:
    """Count the phrases of a group."""
    return counted(whole(group.buckets), group.phrases)


def details(made: Sequence[Group], phrases: tuple[str, ...], jobs: Jobs) -> list[tuple[Told, ...]]:
    """Look closely at phrases, ascending, in each group; what is known already is read and no more."""
    return list(mapped(detail, looking_for(made, phrases), jobs, 2))


def detail(group: Group) -> tuple[Told, ...]:
    """Look closely at the phrases of one group; at those that were looked at before, only in what has changed since."""
    held = known(group.file(DETAILS), "", group.streams)
    value = _up_to_date(held, group) if held else {}
    missing = tuple(phrase for phrase in group.phrases if phrase not in value)
    if missing:
        members = [member for kept in group.buckets for member in kept.members]
        value |= zip(missing, look(whole(group.buckets), members, missing), strict=True)
    if missing or held is None or not held.of(group.buckets):
        plain = {phrase: tuple(value[phrase]) for phrase in group.phrases}
        keep(group.file(DETAILS), "", group.buckets, plain)
    return tuple(Told(*value[phrase]) for phrase in group.phrases)


def _up_to_date(held: Known, group: Group) -> dict[str, Any]:
    """What is told of phrases, brought up to date."""
    if held.of(group.buckets):
        return dict(held.value)
    change = since(held, group.buckets)
    return told_anew(held.value, change) if change else {}
