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
    lead, leads = sizes_of(gaps), varints(gaps)
    ends = np.cumsum(lead + size)
    starts = np.stack((np.cumsum(lead) - lead, runs.source[order] + len(leads)), axis=1).ravel()
    sizes = np.stack((lead, size), axis=1).ravel()
    content = _gathered(np.concatenate((leads, runs.content)), starts, sizes)
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


def _gathered(content: Octets, starts: Numbers, sizes: Numbers) -> Octets:
    """Put pieces of an array one behind the other; 32-bit places where they suffice halve what moves through memory."""
    wide = np.int32 if len(content) + int(sizes.sum()) < 1 << 31 else np.int64
    before = np.cumsum(sizes) - sizes
    places = np.repeat((starts - before).astype(wide), sizes)
    places += np.arange(len(places), dtype=wide)
    return content[places]
