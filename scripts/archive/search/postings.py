"""The postings of one segment: sorted, delta-coded, with the first position of each list kept apart.

A segment is encoded without knowing where it will stand. When segments are merged only the first difference of each
list in each segment depends on the others; the rest of the bytes is copied as it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.caches import believed
from archive.search.codec import Numbers, Octets, sizes_of, spread, varints
from archive.search.form import Units

Table = NDArray[np.uint32]
KEY, FIRST, LAST, END = range(4)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The lists of one segment.

    `table` has four rows over the terms: key (ascending), first and last position in the segment, end of the
    list's bytes in `content`. `content` holds the differences after the first position.
    """

    table: Table
    content: Octets

    def dump(self) -> tuple[bytes, bytes]:
        """Write both arrays as `.npy` files that can be mapped into memory."""
        return npy(self.table), npy(self.content)


def mapped_postings(table: Path, content: Path) -> Postings:
    """Open postings without reading them."""
    return Postings(mapped_array(table), mapped_array(content))


def mapped_array(path: Path) -> NDArray[Any]:
    """Open an array that was kept, without reading it. Raises `DamagedCache`."""
    with believed(path):
        array: NDArray[Any] = np.load(path, mmap_mode="r")
    return array


def npy(array: NDArray[np.uint32] | Units | Octets) -> bytes:
    """Write an array as a `.npy` file that can be mapped into memory."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def bigrams(units: Units) -> tuple[Numbers, Numbers]:
    """Give key and position of every unit of a stream in which U+0000 follows each report."""
    at = np.flatnonzero(units)
    return keys_of(units[at], units[at + 1]), at


def bigrams_within(units: Units, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Give key and position of every unit inside the spans, each taken as if U+0000 followed it."""
    sizes = ends - starts
    at = spread(starts, sizes)
    after = units[at + 1].copy()
    after[np.cumsum(sizes)[sizes > 0] - 1] = 0
    return keys_of(units[at], after), at


def keys_of(first: Units, second: Units) -> Numbers:
    """Give the term of two neighbouring units."""
    return (first.astype(np.int64) << 16) | second


def postings(keys: Numbers, positions: Numbers) -> Postings:
    """Sort terms and their positions (both below 2^32) into lists."""
    if not len(keys):
        return Postings(np.zeros((4, 0), np.uint32), np.zeros(0, np.uint8))
    both = np.sort((keys.astype(np.uint64) << np.uint64(32)) | positions.astype(np.uint64))
    place = (both & np.uint64(0xFFFFFFFF)).astype(np.int64)
    term = (both >> np.uint64(32)).astype(np.uint32)
    begins = np.flatnonzero(np.diff(term, prepend=term[:1] + np.uint32(1)))
    ends = np.append(begins[1:], len(term))
    gaps = np.diff(place, prepend=0)
    later = np.ones(len(term), np.bool_)
    later[begins] = False
    rest = gaps[later]
    bounds = np.concatenate(([0], np.cumsum(sizes_of(rest))))
    table = np.stack(
        [term[begins], place[begins], place[ends - 1], bounds[ends - np.arange(1, len(ends) + 1)]]
    )
    return Postings(table.astype(np.uint32), varints(rest))
