"""Which shard holds a term: the directory of one zone, as the start-up table gives it to every reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from archive.search.codec import Damaged, Numbers, from_base64, read_varints


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """Rows ascend by (first key, first position); `long` are the keys with `sizes` bytes at most, not in blocks."""

    nominal: int
    least: int
    keys: Numbers
    positions: Numbers
    crcs: Numbers
    long: Numbers
    sizes: Numbers

    def rows(self, key: int) -> range:
        """The rows that hold a term, or may hold it."""
        first, last = (int(np.searchsorted(self.keys, key, side)) for side in ("left", "right"))
        if last > first:
            return range(first, last)
        return range(0) if first == 0 or self._is_block(first - 1) else range(first - 1, first)

    def between(self, first: int, last: int) -> range:
        """The rows that may hold keys from `first` to before `last`."""
        start, end = (int(np.searchsorted(self.keys, key, "left")) for key in (first, last))
        if start < len(self.keys) and int(self.keys[start]) == first:
            return range(start, end)
        return range(start - 1 if start and not self._is_block(start - 1) else start, end)

    def size(self, key: int) -> int:
        """About how many bytes the list has: its blocks, what the table says, or half of what it leaves out."""
        rows = self.rows(key)
        if len(rows) > 1:
            return len(rows) * self.nominal
        at = int(np.searchsorted(self.long, key))
        if at < len(self.long) and int(self.long[at]) == key:
            return int(self.sizes[at])
        return self.least // 2 if len(rows) else 0

    def stem(self, row: int) -> str:
        """The file name of a row's shard, without its folder."""
        key, position = int(self.keys[row]), int(self.positions[row])
        later = f".{position:08x}" if position else ""
        return f"{key:08x}{later}-{int(self.crcs[row]):08x}"

    def _is_block(self, row: int) -> bool:
        before = row > 0 and int(self.keys[row - 1]) == int(self.keys[row])
        return before or (row + 1 < len(self.keys) and int(self.keys[row + 1]) == int(self.keys[row]))


def directory_of(zone: Mapping[str, Any], name: str) -> Directory:
    """Read the directory of one zone from the start-up table; raises Damaged when its columns do not agree."""
    steps = read_varints(from_base64(zone["keys"], name), name)
    later = read_varints(from_base64(zone["positions"], name), name)
    crcs = from_base64(zone["crcs"], name)
    long = np.cumsum(read_varints(from_base64(zone["long"], name), name))
    powers = np.frombuffer(zone["sizes"].encode("utf-16-le"), "<u2").astype(np.float64) - ord("A")
    repeated = steps == 0
    if int(repeated.sum()) != len(later) or len(crcs) != 4 * len(steps) or len(long) != len(powers):
        raise Damaged(name, "分片目录的各列不一致")
    sizes = np.ceil(zone["least"] * np.exp2((powers + 1) / 4)).astype(np.int64)
    return Directory(
        int(zone["bytes"]),
        int(zone["least"]),
        np.cumsum(steps),
        _block_positions(repeated, later),
        crcs.view("<u4").astype(np.int64),
        long,
        sizes,
    )


def _block_positions(repeated: np.ndarray[Any, np.dtype[np.bool_]], later: Numbers) -> Numbers:
    """Sum the steps of each list's later blocks, beginning again with every list."""
    steps = np.zeros(len(repeated), np.int64)
    steps[repeated] = later
    total = np.cumsum(steps)
    begins = np.maximum.accumulate(np.where(repeated, -1, np.arange(len(repeated))))
    return total - total[begins] if len(total) else total
