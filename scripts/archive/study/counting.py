"""How often phrases stand in a stream, exactly as the phrase search counts: every occurrence, across punctuation too.

All phrases are looked for at once, in a tree of their characters: a place walks down as long as the stream agrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.codec import Numbers
from archive.study.mining import FIRST, SIEVE, sieve
from archive.study.streams import Stream

UNIT = 16  # bits


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """Where phrases stand: for each occurrence the row of the phrase and the unit; by phrase, then ascending."""

    rows: Numbers
    places: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """For each phrase: its occurrences, and the reports that it stands in."""

    hits: Numbers
    reports: Numbers


def counted(stream: Stream, phrases: Sequence[str]) -> Counts:
    """Count the occurrences of each phrase and the reports that hold it; phrases as for `occurrences`."""
    found = occurrences(stream, phrases)
    new = first_in_report(found, owners(stream, found))
    rows, size = found.rows, len(phrases)
    return Counts(np.bincount(rows, minlength=size), np.bincount(rows[new], minlength=size))


def owners(stream: Stream, found: Occurrences) -> Numbers:
    """Give the report of each occurrence."""
    return np.searchsorted(stream.starts, found.places, side="right") - 1


def first_in_report(found: Occurrences, owner: Numbers) -> NDArray[np.bool_]:
    """Mark the first occurrence of each phrase in each report."""
    new = np.ones(len(owner), np.bool_)
    new[1:] = (owner[1:] != owner[:-1]) | (found.rows[1:] != found.rows[:-1])
    return new


def occurrences(stream: Stream, phrases: Sequence[str]) -> Occurrences:
    """Find every occurrence of phrases of four or more Han characters, in search form, each once, ascending."""
    if not phrases:
        return Occurrences(np.zeros(0, np.int64), np.zeros(0, np.int64))
    laid = _units(phrases)
    levels = _levels(laid)
    first = next(levels)
    places = _beginning(stream, laid)
    keys = _keys(stream, places)
    known = np.zeros(1 << SIEVE, np.bool_)
    known[sieve(first.keys)] = True
    some = known[sieve(keys)]
    places, nodes = _down(places[some], keys[some], first.keys)
    rows, found = [first.ends[nodes]], [places]
    for depth, level in enumerate(levels, FIRST):
        places, nodes = _inside(places, nodes, len(stream.units) - depth)
        step = (nodes.astype(np.uint64) << np.uint64(UNIT)) | stream.units[places + depth].astype(np.uint64)
        places, nodes = _down(places, step, level.keys)
        rows.append(level.ends[nodes])
        found.append(places)
    every, where = np.concatenate(rows), np.concatenate(found)
    every, where = every[every >= 0], where[every >= 0]
    order = np.lexsort((where, every))
    return Occurrences(every[order], where[order])


def _beginning(stream: Stream, phrases: NDArray[np.uint16]) -> Numbers:
    """Give the places whose first two units are those of some phrase, each taken alone: few when phrases are few."""
    first, second = np.zeros((2, 1 << UNIT), np.bool_)
    first[phrases[:, 0]] = True
    second[phrases[:, 1]] = True
    places = np.flatnonzero(first[stream.units[: max(len(stream.units) - FIRST + 1, 0)]])
    return places[second[stream.units[places + 1]]]


def _keys(stream: Stream, places: Numbers) -> NDArray[np.uint64]:
    """Give the first units at each place as one number, as `packed` does at all places."""
    keys = np.zeros(len(places), np.uint64)
    for at in range(FIRST):
        keys = (keys << np.uint64(UNIT)) | stream.units[places + at]
    return keys


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """One depth of the tree: the ways down to its nodes (node above and unit), and the phrase ending at each or -1."""

    keys: NDArray[np.uint64]
    ends: Numbers


def _units(phrases: Sequence[str]) -> NDArray[np.uint16]:
    """Lay phrases out in rows of units, 0 after the end."""
    encoded = [np.frombuffer(phrase.encode("utf-16-le"), "<u2") for phrase in phrases]
    units = np.zeros((len(phrases), max(map(len, encoded)) + 1), np.uint16)
    for row, one in enumerate(encoded):
        units[row, : len(one)] = one
    return units


def _levels(units: NDArray[np.uint16]) -> Iterator[_Level]:
    """Give the tree of ascending phrases depth by depth; the first level is the first four units together."""
    rows = np.arange(len(units))
    keys = np.zeros(len(units), np.uint64)
    for at in range(FIRST):
        keys = (keys << np.uint64(UNIT)) | units[:, at].astype(np.uint64)
    depth = FIRST
    while len(rows):
        ways, nodes = np.unique(keys, return_inverse=True)
        ends = np.full(len(ways), -1)
        over = units[rows, depth] == 0
        ends[nodes[over]] = rows[over]
        yield _Level(ways, ends)
        rows, nodes = rows[~over], nodes[~over]
        keys = (nodes.astype(np.uint64) << np.uint64(UNIT)) | units[rows, depth].astype(np.uint64)
        depth += 1


def _down(places: Numbers, steps: NDArray[np.uint64], ways: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """Give the places from which a way leads down, and the nodes that it leads to."""
    nodes = np.searchsorted(ways, steps)
    right = ways[np.minimum(nodes, len(ways) - 1)] == steps
    return places[right], nodes[right]


def _inside(places: Numbers, nodes: Numbers, end: int) -> tuple[Numbers, Numbers]:
    """Leave out the places at which the stream is over."""
    stay = places < end
    return places[stay], nodes[stay]
