"""What is known of a group's phrases, and how it is brought up to date when a few of its reports have changed.

A run that stands in no changed report stands where it stood before, and so do all runs that hold it: what is known of
it stays. Runs that do stand in a changed report are made of its runs of four, and mined anew among those alone. Counts
are sums over reports: those of reports that came are added, those of reports that went are taken away.
"""

from __future__ import annotations

import functools
import marshal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from archive import files
from archive.caches import kept_or
from archive.search.documents import PLAIN
from archive.search.form import string
from archive.study.counting import Counts, counted
from archive.study.mining import FIRST, Limits, packed, recurring
from archive.study.phrase_search import Member
from archive.study.streams import MADE, Stream, joined, open_stream, picked

MOST = 32  # changed reports in a group; with more, working on all of it costs about as much


NOTHING = Stream(
    np.zeros(0, np.uint16), np.zeros(0, np.uint16), np.zeros(1, np.int64), np.zeros(0, np.int64),
    np.zeros(0, np.uint8), (),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept stream of one bucket, and its reports in order."""

    path: Path
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What was found in a group, with the reports that it was found in. `value` is as `marshal` reads it.

    `rows` are the names of the buckets' streams and their members; a name tells of all members and their texts.
    """

    streams: Path
    rows: Sequence[tuple[str, Any]]
    value: Any

    def of(self, buckets: Sequence[Kept]) -> bool:
        """Whether it was found in exactly these reports."""
        return [name for name, _ in self.rows] == [kept.path.name for kept in buckets]

    def besides(self, buckets: Sequence[Kept]) -> list[Kept]:
        """The buckets that are not as they were."""
        there = {kept.path.name for kept in buckets}
        return [
            Kept(self.streams / name, tuple(Member(*each) for each in members))
            for name, members in self.rows
            if name not in there
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some reports of a group, as a stream."""

    stream: Stream
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The reports that came and those that went; one that was edited did both."""

    came: Part
    went: Part

    @property
    def text(self) -> str:
        """The search form of all of them."""
        return string(np.concatenate((self.came.stream.units, self.went.stream.units)))


def known(path: Path, context: str, streams: Path) -> Known | None:
    """Read what is kept, unless it is of another context or not whole; `streams` is the folder of streams."""

    def held(kept: Any) -> Known | None:
        form, told, rows, value = kept
        return Known(streams, rows, value) if (form, told) == (MADE, context) else None

    return kept_or(path, held, None)


def keep(path: Path, context: str, buckets: Sequence[Kept], value: Any) -> None:
    """Keep what was found in these reports."""
    rows = [(kept.path.name, [tuple(member) for member in kept.members]) for kept in buckets]
    files.write(path, marshal.dumps((MADE, context, rows, value), PLAIN))


def since(held: Known, buckets: Sequence[Kept], most: int = MOST) -> Change | None:
    """What has changed, or None where it is too much or the reports that went cannot be read any more."""
    names = {name for name, _ in held.rows}
    old, new = held.besides(buckets), [kept for kept in buckets if kept.path.name not in names]
    before, after = _placed(old), _placed(new)
    came, went = after - before, before - after
    if len(came) + len(went) > most:
        return None
    gone = [kept for kept in old if not went.isdisjoint(kept.members)]
    if not all(kept.path.exists() for kept in gone):
        return None
    return Change(_part(new, came), _part(gone, went))


def _placed(buckets: Iterable[Kept]) -> set[Member]:
    return {member for kept in buckets for member in kept.members}


def _part(buckets: Iterable[Kept], wanted: set[Member]) -> Part:
    """The wanted reports of these buckets, in order."""
    streams, members = [], []
    for kept in buckets:
        rows = [row for row, member in enumerate(kept.members) if member in wanted]
        if rows:
            streams.append(picked(open_stream(kept.path), rows))
            members += [kept.members[row] for row in rows]
    return Part(joined([NOTHING, *streams]), tuple(members))


@functools.lru_cache(1)
def whole(buckets: tuple[Kept, ...]) -> Stream:
    """All reports of a group as one stream."""
    return joined([open_stream(kept.path) for kept in buckets])


def remined(found: Sequence[str], change: Change, stream: Stream, limits: Limits) -> tuple[str, ...]:
    """What recurs in a group now, from what recurred in it before."""
    touched = Holding(change.text)
    keys = np.unique(np.concatenate((packed(change.came.stream), packed(change.went.stream))))
    anew = (text for text in recurring(stream, limits, keys) if text in touched)
    return tuple(sorted([*(text for text in found if text not in touched), *anew]))


def recounted(phrases: Sequence[str], counts: Counts, change: Change) -> Counts:
    """The hits and reports of each phrase now, from those before."""
    hits, reports = counts.hits.copy(), counts.reports.copy()
    for part, sign in ((change.came, 1), (change.went, -1)):
        touched = Holding(string(part.stream.units))
        rows = [row for row, phrase in enumerate(phrases) if phrase in touched]
        found = counted(part.stream, [phrases[row] for row in rows])
        hits[rows] += sign * found.hits
        reports[rows] += sign * found.reports
    return Counts(hits, reports)


class Holding:
    """A text of which is asked, of many phrases of four characters or more, whether it holds them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._begins = {text[at : at + FIRST] for at in range(len(text) - FIRST + 1)}

    def __contains__(self, phrase: str) -> bool:
        return phrase[:FIRST] in self._begins and phrase in self._text
