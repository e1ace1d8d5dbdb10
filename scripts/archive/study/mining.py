"""Which formulations recur: all runs of Han characters that stand in enough reports, longest forms only.

A phrase that stands in a share of all reports stands in that share of at least one group of them, so each group is
mined alone (Savasere, Omiecinski and Navathe, VLDB 1995), and a run of L + 1 characters can only recur where both runs
of L characters in it do (Agrawal and Srikant, VLDB 1994). Runs are compared by their characters; the only hash sorts
out what cannot be enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.codec import Numbers
from archive.search.form import string
from archive.study.streams import Stream

FIRST = 4  # units of the shortest run: what 64 bits hold
SIEVE = 22  # bits of the table that sorts out rare runs
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, Knuth's multiplicative hash
SHIFT = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is mined: lengths in characters, in how many reports of the group a run must stand, and what edges it has.

    `not_first` and `not_last` are characters that no run may begin or end with.
    """

    shortest: int
    longest: int
    reports: int
    not_first: str = ""
    not_last: str = ""

    def let(self, text: str) -> bool:
        """Whether a run may begin and end as it does."""
        return text[0] not in self.not_first and text[-1] not in self.not_last


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """The runs of one length: where they stand, which run that is, how often each, and where each stands first."""

    places: Numbers
    runs: NDArray[np.int64]
    counts: Numbers
    first: Numbers


def recurring(stream: Stream, limits: Limits, among: NDArray[np.uint64] | None = None) -> tuple[str, ...]:
    """Give every recurring run that is not always followed, or always preceded, by the same character; ascending.

    With `among` (ascending runs of four, as `packed` gives them) only runs made of these alone are told of rightly:
    others may be missing. A run that holds such a run and one character more begins or ends one place beside it, so
    that the places next to `among` are looked at too.
    """
    found: list[str] = []
    owners = np.repeat(np.arange(len(stream.starts) - 1), np.diff(stream.starts)).astype(np.uint32)
    length, level = FIRST, _grouped(*_shortest(stream, limits.reports, among), owners, limits.reports)
    while len(level.places):
        longer = _longer(stream, level, length, owners, limits) if length < limits.longest else None
        if length >= limits.shortest:
            alone = np.ones(len(level.counts), np.bool_) if longer is None else _alone(level, longer)
            found.extend(_texts(stream, level.first[alone], length))
        if longer is None:
            break
        length, level = length + 1, longer
    return tuple(sorted(filter(limits.let, found)))


def packed(stream: Stream) -> NDArray[np.uint64]:
    """Give the four units from each place on as one number; the last three places are left out."""
    units = stream.units.astype(np.uint64)
    if len(units) < FIRST:
        return np.zeros(0, np.uint64)
    pairs = (units[:-1] << np.uint64(16)) | units[1:]
    return (pairs[:-2] << SHIFT) | pairs[2:]


def sieve(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Give the row of each key in a table of `1 << SIEVE` rows."""
    return ((keys * SPREAD) >> np.uint64(64 - SIEVE)).astype(np.int64)


def _shortest(
    stream: Stream, least: int, among: NDArray[np.uint64] | None
) -> tuple[Numbers, NDArray[np.uint64]]:
    """Give the places of runs of four that may be frequent enough, and the runs."""
    keys = packed(stream)
    places = np.flatnonzero(stream.room[: len(keys)] >= FIRST)
    if among is not None:
        places = places[_beside(keys, among)[places]]
    keys = keys[places]
    rows = sieve(keys)
    many = np.bincount(rows, minlength=1 << SIEVE)[rows] >= least
    return places[many], keys[many]


def _beside(keys: NDArray[np.uint64], among: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Mark the places of some runs and the places next to them."""
    known = np.zeros(1 << SIEVE, np.bool_)
    known[sieve(among)] = True
    maybe = np.flatnonzero(known[sieve(keys)])
    at = np.searchsorted(among, keys[maybe]).clip(max=max(len(among) - 1, 0))
    held = maybe[among[at] == keys[maybe]] if len(among) else maybe[:0]
    near = np.zeros(len(keys) + 2, np.bool_)
    for step in range(3):
        near[held + step] = True
    return near[1:-1]


def _grouped(places: Numbers, keys: NDArray[np.uint64], owners: NDArray[np.uint32], least: int) -> _Level:
    """Bring equal runs together and keep those that stand in at least so many reports."""
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = keys[1:] != keys[:-1]
    begins = np.flatnonzero(new)
    owner = owners[places]
    other = new.copy()
    other[1:] |= owner[1:] != owner[:-1]
    reports = np.add.reduceat(other, begins, dtype=np.int64) if len(begins) else begins
    kept = reports >= least
    counts = np.diff(np.append(begins, len(keys)))
    runs = np.repeat(np.where(kept, np.cumsum(kept) - 1, -1), counts)
    stay = runs >= 0
    places, runs, first = places[stay], runs[stay], places[begins[kept]]
    back = np.argsort(places, kind="stable")
    return _Level(places[back], runs[back], counts[kept], first)


def _longer(stream: Stream, level: _Level, length: int, owners: NDArray[np.uint32], limits: Limits) -> _Level:
    """Give the runs of one more character: where a run stands at a place and another at the next."""
    next_to = np.flatnonzero(np.diff(level.places) == 1)
    next_to = next_to[stream.room[level.places[next_to]] > length]
    keys = (level.runs[next_to].astype(np.uint64) << SHIFT) | level.runs[next_to + 1].astype(np.uint64)
    return _grouped(level.places[next_to], keys, owners, limits.reports)


def _alone(level: _Level, longer: _Level) -> NDArray[np.bool_]:
    """Say for each run whether no longer run holds all its occurrences."""
    at = np.searchsorted(level.places, longer.first)
    free = np.ones(len(level.counts), np.bool_)
    for inner in (level.runs[at], level.runs[np.minimum(at + 1, len(level.runs) - 1)]):
        free[inner[longer.counts == level.counts[inner]]] = False
    return free


def _texts(stream: Stream, places: Numbers, length: int) -> Iterator[str]:
    for place in places.tolist():
        yield string(stream.units[place : place + length])
