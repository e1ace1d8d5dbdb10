"""Which shards hold a term: the directory of one zone, as the start-up table gives it to every reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from archive.search.codec import Damaged, Numbers, from_base64, read_varints


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of one run, ascending by (key, position); `long`: keys with `sizes` bytes at most, not in blocks."""

    nominal: int
    least: int
    keys: Numbers
    positions: Numbers
    crcs: Numbers
    long: Numbers
    sizes: Numbers

    def of(self, key: int) -> range:
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
        rows = self.of(key)
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


@dataclass(frozen=True, slots=True)
class Directory:
    """The runs of a zone, one behind the other: what is found in each comes in the order of positions."""

    runs: Sequence[Rows]

    def stems(self, key: int) -> list[str]:
        """The shards that hold a term, or may hold it."""
        return self._stems(lambda run: run.of(key))

    def between(self, first: int, last: int) -> list[str]:
        """The shards that may hold keys from `first` to before `last`."""
        return self._stems(lambda run: run.between(first, last))

    def size(self, key: int) -> int:
        """About how many bytes the list has in all runs; 0 when it certainly does not occur."""
        return sum(run.size(key) for run in self.runs)

    def _stems(self, pick: Callable[[Rows], range]) -> list[str]:
        return [run.stem(row) for run in self.runs for row in pick(run)]


def directory_of(zone: Sequence[Mapping[str, Any]], name: str) -> Directory:
    """Read the directory of one zone from the start-up table; raises Damaged when its columns do not agree."""
    return Directory(tuple(_rows(run, name) for run in zone))


def _rows(run: Mapping[str, Any], name: str) -> Rows:
    steps = read_varints(from_base64(run["keys"], name), name)
    later = read_varints(from_base64(run["positions"], name), name)
    crcs = from_base64(run["crcs"], name)
    long = np.cumsum(read_varints(from_base64(run["long"], name), name))
    powers = np.frombuffer(run["sizes"].encode("utf-16-le"), "<u2").astype(np.float64) - ord("A")
    repeated = steps == 0
    if int(repeated.sum()) != len(later) or len(crcs) != 4 * len(steps) or len(long) != len(powers):
        raise Damaged(name, "分片目录的各列不一致")
    sizes = np.ceil(run["least"] * np.exp2((powers + 1) / 4)).astype(np.int64)
    return Rows(
        int(run["bytes"]),
        int(run["least"]),
        np.cumsum(steps),
        int(run["from"]) + _block_positions(repeated, later),
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
