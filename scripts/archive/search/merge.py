"""Joining the segments' lists: one range of keys at a time, all segments at once, without a loop over terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.search.codec import Numbers, Octets, sizes_of, varints
from archive.search.postings import END, FIRST, KEY, LAST, Postings


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Finished lists of ascending keys: list i is `content[bounds[i]:bounds[i + 1]]`."""

    keys: Numbers
    bounds: Numbers
    content: Octets


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """One row for each (segment, term): what is known of that piece of a list, positions already absolute."""

    key: Numbers
    first: Numbers
    last: Numbers
    source: Numbers
    size: Numbers
    content: Octets


def merge(segments: Sequence[Postings], bases: Sequence[int], low: int, high: int) -> Lists:
    """Join the lists with low <= key < high of segments that begin at `bases`, in ascending order."""
    runs = _runs(segments, bases, low, high)
    order = np.argsort(runs.key, kind="stable")
    key, last, size = runs.key[order], runs.last[order], runs.size[order]
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    before = np.concatenate(([0], last[:-1]))[: len(key)]
    before[begins] = 0
    gaps = runs.first[order] - before
    lead = sizes_of(gaps)
    ends = np.cumsum(lead + size)
    content = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    _fill(content, ends - lead - size, lead, varints(gaps))
    _copy(content, ends - size, size, (runs.content, runs.source[order]))
    return Lists(key[begins], np.append((ends - lead - size)[begins], len(content)), content)


def _runs(segments: Sequence[Postings], bases: Sequence[int], low: int, high: int) -> Runs:
    tables, contents, sources, sizes, start = [np.zeros((4, 0), np.int64)], [], [], [], 0
    for segment, base in zip(segments, bases, strict=True):
        keys = segment.table[KEY]
        a, b = (int(at) for at in np.searchsorted(keys, np.array([low, high - 1], np.uint32), side="left"))
        b += int(b < len(keys) and int(keys[b]) == high - 1)
        if a == b:
            continue
        table = segment.table[:, a:b].astype(np.int64)
        begin = int(segment.table[END, a - 1]) if a else 0
        ends = table[END] - begin
        tables.append(table + np.array([[0], [base], [base], [0]]))
        sizes.append(np.diff(ends, prepend=0))
        sources.append(ends - sizes[-1] + start)
        contents.append(segment.content[begin : begin + int(ends[-1])])
        start += int(ends[-1])
    table = np.concatenate(tables, axis=1)
    empty = np.zeros(0, np.int64)
    source, size = np.concatenate([empty, *sources]), np.concatenate([empty, *sizes])
    content = np.concatenate([np.zeros(0, np.uint8), *contents])
    return Runs(table[KEY], table[FIRST], table[LAST], source, size, content)


def _fill(out: Octets, starts: Numbers, sizes: Numbers, pieces: Octets) -> None:
    """Put pieces that lie one behind the other to their places."""
    out[_spread(starts, sizes)] = pieces


def _copy(out: Octets, starts: Numbers, sizes: Numbers, origin: tuple[Octets, Numbers]) -> None:
    """Copy pieces from their places in another array."""
    content, sources = origin
    out[_spread(starts, sizes)] = content[_spread(sources, sizes)]


def _spread(starts: Numbers, sizes: Numbers) -> Numbers:
    """Give the index of every byte of pieces that begin at `starts`."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))
