"""What all groups tell of the phrases that may be published: kept in one table, and brought up to date.

Phrases that were told of before are looked for only in the reports that came or went; those that are new to the list,
and those one of whose places has gone, are looked for in all reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from archive.console.progress import Progress
from archive.processes.parallel import Jobs, mapped
from archive.search.form import string
from archive.study.groups import Group, looking_for
from archive.study.phrase_cache import MOST, Holding, Known, Part, keep, known, since, whole
from archive.study.phrase_search import Told, look
from archive.study.streams import bucket, picked

CASES = 3  # places at which a phrase must begin and end at words, in most of them; of different groups


class Case(NamedTuple):
    """A place of a phrase: the number of its group, the words round it, where it begins in them, the report's id."""

    group: int
    words: str
    begin: int
    report: str


class Sum(NamedTuple):
    """What all groups tell of a phrase: as `Told`, with a place from each of the first groups that have one."""

    uses: tuple[tuple[int, int, int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    cases: tuple[Case, ...] = ()


def details(
    made: Sequence[Group], phrases: tuple[str, ...], path: Path, jobs: Jobs, progress: Progress
) -> list[Sum]:
    """Tell of phrases, ascending, in all groups; what is told is kept at `path`."""
    buckets = tuple(kept for group in made for kept in group.buckets)
    context = repr([group.kept.name for group in made])
    held = known(path, context, buckets[0].path.parent)
    sums = _up_to_date(held, made) if held else {}
    missing = tuple(phrase for phrase in phrases if phrase not in sums)
    anew = [Sum()] * len(missing)
    asked = looking_for(made, missing) if missing else []
    looked = progress.part("查看各处", mapped(_look, asked, jobs, 2), len(asked))
    for number, found in enumerate(looked):
        anew = [_together(one, told, number) for one, told in zip(anew, found, strict=True)]
    sums |= zip(missing, anew, strict=True)
    if missing or held is None or not held.of(buckets):
        plain = {phrase: (*sums[phrase][:2], tuple(map(tuple, sums[phrase].cases))) for phrase in phrases}
        keep(path, context, buckets, plain)
    return [sums[phrase] for phrase in phrases]


def _look(group: Group) -> tuple[Told, ...]:
    members = [member for kept in group.buckets for member in kept.members]
    return tuple(look(whole(group.buckets), members, group.phrases))


def _up_to_date(held: Known, made: Sequence[Group]) -> dict[str, Sum]:
    """What is told of each phrase now; phrases one of whose places has gone are left out."""
    change = since(held, [kept for group in made for kept in group.buckets], MOST * len(made))
    if change is None:
        return {}
    sums = {phrase: _sum(plain) for phrase, plain in held.value.items()}
    gone = {member.id for member in change.went.members}
    lost = [phrase for phrase, one in sums.items() if any(case.report in gone for case in one.cases)]
    for part, sign in ((change.came, 1), (change.went, -1)):
        for number, group in enumerate(made):
            own = [row for row, member in enumerate(part.members) if bucket(member.id) in group.span]
            if own:
                some = Part(picked(part.stream, own), tuple(part.members[row] for row in own))
                sums |= _changed(sums, some, number, sign)
    for phrase in lost:
        del sums[phrase]
    return sums


def _sum(plain: tuple[Any, Any, Any]) -> Sum:
    uses, parts, cases = plain
    return Sum(uses, parts, tuple(Case(*case) for case in cases))


def _changed(sums: dict[str, Sum], part: Part, group: int, sign: int) -> dict[str, Sum]:
    """What is told anew of the phrases that stand in some reports of a group that came, or went."""
    touched = Holding(string(part.stream.units))
    phrases = sorted(phrase for phrase in sums if phrase in touched)
    told = look(part.stream, part.members, phrases)
    return {
        phrase: _together(sums[phrase], one, group, sign) for phrase, one in zip(phrases, told, strict=True)
    }


def _together(sum_: Sum, told: Told, group: int, sign: int = 1) -> Sum:
    """The sum with what a group tells, or without; of two places in a group the one in the report that comes first."""
    hits, reports, parts = Counter[int](), Counter[int](), Counter[str](dict(sum_.parts))
    for uses, times in ((sum_.uses, 1), (told.uses, sign)):
        for year, found, holding in uses:
            hits[year] += times * found
            reports[year] += times * holding
    for kind, found in told.parts:
        parts[kind] += sign * found
    cases = {case.group: case for case in sum_.cases}
    if told.case and sign > 0:
        new = Case(group, *told.case)
        cases[group] = min(new, cases.get(group, new), key=lambda case: case.report)
    return Sum(
        tuple((year, hits[year], reports[year]) for year in sorted(hits) if hits[year]),
        tuple((kind, parts[kind]) for kind in sorted(parts) if parts[kind]),
        tuple(cases[number] for number in sorted(cases)[:CASES]),
    )
