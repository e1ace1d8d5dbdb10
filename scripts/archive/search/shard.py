"""One postings shard as `archive.search.codec` describes it: its payload, written and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from archive.search.codec import (
    Damaged,
    Numbers,
    Octets,
    decode_list,
    from_base64,
    read_exactly,
    sizes_of,
    spread,
    to_base64,
    varints,
)


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """One postings shard: ascending keys; list i is `content[bounds[i]:bounds[i + 1]]`."""

    name: str
    keys: Numbers
    bounds: Numbers
    content: Octets

    def positions(self, key: int) -> Numbers:
        """Give the positions of a term in this shard, ascending; empty when it is not here."""
        at = int(np.searchsorted(self.keys, key))
        if at == len(self.keys) or int(self.keys[at]) != key:
            return np.zeros(0, np.int64)
        return decode_list(self.content[self.bounds[at] : self.bounds[at + 1]], self.name)


def encode_shard(keys: Numbers, sizes: Numbers, lists: Octets) -> str:
    """Make the payload of a postings shard: ascending keys, their lists' sizes in bytes, the lists."""
    (payload,) = encode_shards(keys, sizes, lists, [(0, len(keys))])
    return payload


def encode_shards(
    keys: Numbers, sizes: Numbers, lists: Octets, spans: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """Make the payloads of many shards at once; a span says which of the lists one shard holds."""
    starts = np.array([start for start, _ in spans], np.int64)
    counts = np.array([stop - start for start, stop in spans], np.int64)
    rows = spread(starts, counts)
    begins = np.cumsum(1 + 2 * counts) - (1 + 2 * counts)
    head = np.empty(len(spans) + 2 * len(rows), np.int64)
    inner = np.ones(len(head), np.bool_)
    inner[begins] = False
    head[begins] = counts
    steps = np.diff(keys[rows], prepend=0)
    firsts = (np.cumsum(counts) - counts)[counts > 0]
    steps[firsts] = keys[rows][firsts]
    head[inner] = np.stack((steps, sizes[rows]), axis=1).ravel()
    encoded = varints(head)
    marks = np.append(begins, len(head))
    bytes_before = np.concatenate(([0], np.cumsum(sizes_of(head))))[marks].tolist()
    bounds = np.concatenate(([0], np.cumsum(sizes)))
    for number, (start, stop) in enumerate(spans):
        top = encoded[bytes_before[number] : bytes_before[number + 1]]
        yield to_base64(np.concatenate((top, lists[bounds[start] : bounds[stop]])))


def decode_shard(payload: str, name: str) -> Shard:
    """Read the payload of a postings shard; raises Damaged on anything that the format does not allow."""
    count, rest = read_exactly(from_base64(payload, name), 1, name)
    if not 0 < int(count[0]) <= len(rest) // 3:
        raise Damaged(name, "词条数不对")
    head, lists = read_exactly(rest, 2 * int(count[0]), name)
    bounds = np.concatenate(([0], np.cumsum(head[1::2])))
    if bool((head[2::2] == 0).any()) or bool((head[1::2] == 0).any()) or int(bounds[-1]) != len(lists):
        raise Damaged(name, "词条目录与内容不符")
    return Shard(name, np.cumsum(head[0::2]), bounds, lists)
