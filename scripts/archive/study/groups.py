"""The archive in groups of buckets, each mined and counted by one process, and what a group tells of its phrases."""

from __future__ import annotations

import functools
import hashlib
import marshal
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from archive import files
from archive.search.codec import Numbers
from archive.search.documents import PLAIN
from archive.search.form import string
from archive.study.counting import Counts, counted, first_in_report, occurrences, owners
from archive.study.mining import Limits, recurring
from archive.study.settings import StudySettings
from archive.study.streams import BUCKETS, Stream, joined, open_stream

GROUP = 1000  # reports that are mined together, at least: a share of few reports would be no evidence
AROUND = 8  # characters on each side with which jieba cuts a phrase


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept stream of one bucket, and the year of each of its reports in order."""

    path: Path
    years: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Streams that one worker reads together, with what it is to do with them. `years` are rows of a list."""

    paths: tuple[Path, ...]
    found: Path
    limits: Limits
    years: tuple[int, ...]
    phrases: tuple[str, ...] = ()


class Told(NamedTuple):
    """What a group tells of a phrase: (row of year, hits, reports), (section kind, hits), a place with its words."""

    uses: tuple[tuple[int, int, int], ...]
    parts: tuple[tuple[str, int], ...]
    case: tuple[str, int] | None


def groups(buckets: Mapping[int, Kept], settings: StudySettings, cache: Path) -> tuple[Group, ...]:
    """Divide the buckets evenly into groups of enough reports; each is to find what might stand in enough of all."""
    total = sum(len(kept.years) for kept in buckets.values())
    years = year_rows(buckets)
    parts = 1
    while parts < BUCKETS and total >= 2 * parts * GROUP:
        parts *= 2
    made = []
    for part in range(parts):
        first, last = part * BUCKETS // parts, (part + 1) * BUCKETS // parts
        members = [kept for number, kept in sorted(buckets.items()) if first <= number < last]
        size = sum(len(kept.years) for kept in members)
        limits = Limits(settings.shortest, settings.longest, _least(size, total, settings))
        paths = tuple(kept.path for kept in members)
        codes = tuple(years[year] for kept in members for year in kept.years)
        if members:
            made.append(Group(paths, cache / _name(paths, limits), limits, codes))
    return tuple(made)


def year_rows(buckets: Mapping[int, Kept]) -> dict[int | None, int]:
    """Number the years that reports have, ascending, the unknown one last."""
    known = sorted({year for kept in buckets.values() for year in kept.years if year is not None})
    return {year: row for row, year in enumerate((*known, None))}


def _least(size: int, total: int, settings: StudySettings) -> int:
    """In how many reports of a group a run must stand.

    Beside the phrases themselves, the longer ones that hold most of their occurrences must be found.
    """
    wanted = math.ceil(settings.inside * settings.reports(total))
    return max(settings.least, wanted) if size == total else math.ceil(wanted * size / total)


def _name(paths: Sequence[Path], limits: Limits) -> str:
    content = repr(([path.name for path in paths], limits)).encode()
    return f"{hashlib.blake2b(content, digest_size=16).hexdigest()}.mined"


def looking_for(made: Sequence[Group], phrases: tuple[str, ...]) -> list[Group]:
    """Give the same groups with phrases, ascending, to look for."""
    return [replace(group, phrases=phrases) for group in made]


def mine(group: Group) -> tuple[str, ...]:
    """Find what recurs in a group, or read what was found in the same reports."""
    if group.found.exists():
        return tuple(marshal.loads(group.found.read_bytes()))  # noqa: S302 - the build's own cache
    found = recurring(_stream(group.paths), group.limits)
    files.write(group.found, marshal.dumps(found, PLAIN))
    return found


def count(group: Group) -> Counts:
    """Count the phrases of a group; those counted before in the same reports are not looked for again."""
    path = counts_of(group)
    known = marshal.loads(path.read_bytes()) if path.exists() else {}  # noqa: S302 - the build's own cache
    missing = tuple(phrase for phrase in group.phrases if phrase not in known)
    if missing:
        found = counted(_stream(group.paths), missing)
        pairs = zip(found.hits.tolist(), found.reports.tolist(), strict=True)
        known |= dict(zip(missing, pairs, strict=True))
        files.write(path, marshal.dumps({phrase: known[phrase] for phrase in group.phrases}, PLAIN))
    told = np.array([known[phrase] for phrase in group.phrases], np.int64).reshape(-1, 2)
    return Counts(told[:, 0], told[:, 1])


def counts_of(group: Group) -> Path:
    """Where the counts of a group are kept."""
    return group.found.with_suffix(".counts")


def detail(group: Group) -> tuple[Told, ...]:
    """Look closely at the phrases of one group; at those that were looked at before in the same reports, no more."""
    path = details_of(group)
    known = marshal.loads(path.read_bytes()) if path.exists() else {}  # noqa: S302 - the build's own cache
    missing = tuple(phrase for phrase in group.phrases if phrase not in known)
    if missing:
        known |= dict(zip(missing, map(tuple, _look(group, missing)), strict=True))
        files.write(path, marshal.dumps({phrase: known[phrase] for phrase in group.phrases}, PLAIN))
    return tuple(Told(*known[phrase]) for phrase in group.phrases)


def details_of(group: Group) -> Path:
    """Where the details of a group are kept: they hold as long as its reports have these years."""
    years = hashlib.blake2b(repr(group.years).encode(), digest_size=8).hexdigest()
    return group.found.with_suffix(f".{years}.details")


def _look(group: Group, phrases: tuple[str, ...]) -> Iterator[Told]:
    stream, size = _stream(group.paths), len(phrases)
    found = occurrences(stream, phrases)
    owner = owners(stream, found)
    years = np.array(group.years, np.int64)[owner]
    width = max(group.years) + 1
    new = first_in_report(found, owner)
    kinds = stream.kinds[np.searchsorted(stream.blocks, found.places, side="right") - 1].astype(np.int64)
    hits = _table(found.rows, years, (size, width))
    reports = _table(found.rows[new], years[new], (size, width))
    parts = _table(found.rows, kinds, (size, len(stream.names)))
    for row, case in enumerate(_cases(stream, found.rows, found.places, phrases)):
        stands = np.flatnonzero(hits[row])
        uses = zip(stands.tolist(), hits[row, stands].tolist(), reports[row, stands].tolist(), strict=True)
        inside = ((stream.names[at], int(parts[row, at])) for at in np.flatnonzero(parts[row]).tolist())
        yield Told(tuple(uses), tuple(inside), case)


def _table(rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> Numbers:
    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)


def _cases(
    stream: Stream, rows: Numbers, places: Numbers, phrases: Sequence[str]
) -> Iterator[tuple[str, int] | None]:
    """Give for each phrase the words round its first place inside a clause, and where it begins in them."""
    lengths = np.array([len(phrase) for phrase in phrases], np.int64)
    inside = stream.room[places] >= lengths[rows]
    first, at = np.unique(rows[inside], return_index=True)
    known = dict(zip(first.tolist(), places[inside][at].tolist(), strict=True))
    for row, phrase in enumerate(phrases):
        yield _case(stream, known[row], len(phrase)) if row in known else None


def _case(stream: Stream, place: int, length: int) -> tuple[str, int]:
    room = int(stream.room[place])
    before = 0
    while before < min(AROUND, place) and int(stream.room[place - before - 1]) == room + before + 1:
        before += 1
    end = place + min(length + AROUND, room)
    return string(stream.units[place - before : end]), before


@functools.lru_cache(1)
def _stream(paths: tuple[Path, ...]) -> Stream:
    return joined([open_stream(path) for path in paths])
