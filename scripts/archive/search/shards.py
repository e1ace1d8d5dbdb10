"""Finished lists into shards: short lists together, a long list in blocks of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from archive.search.codec import Numbers, Octets, decode_list, encode_list, encode_shard, sizes_of
from archive.search.merge import Lists


@dataclass(frozen=True, slots=True)
class Piece:
    """One shard: its first key, its first position if it is a later block of a list (else 0), its payload."""

    key: int
    position: int
    payload: str


def pieces(lists: Lists, nominal: int) -> Iterator[Piece]:
    """Cut lists into shards of at most `nominal` bytes (blocks of a long list: about as many), ascending."""
    sizes = np.diff(lists.bounds)
    ends = np.cumsum(sizes + _head_bytes(lists.keys, sizes))
    long = np.flatnonzero(sizes > nominal)
    at = 0
    while at < len(sizes):
        if sizes[at] > nominal:
            yield from blocks(
                int(lists.keys[at]), lists.content[lists.bounds[at] : lists.bounds[at + 1]], nominal
            )
            at += 1
            continue
        done = int(ends[at - 1]) if at else 0
        stop = max(int(np.searchsorted(ends, done + nominal, side="right")), at + 1)
        after = int(np.searchsorted(long, at))
        stop = min(stop, int(long[after])) if after < len(long) else stop
        content = lists.content[lists.bounds[at] : lists.bounds[stop]]
        yield Piece(int(lists.keys[at]), 0, encode_shard(lists.keys[at:stop], sizes[at:stop], content))
        at = stop


def blocks(key: int, content: Octets, nominal: int) -> Iterator[Piece]:
    """Cut one list into blocks with the same number of positions."""
    positions = decode_list(content, f"{key:08x}")
    for number, block in enumerate(np.array_split(positions, -(-len(content) // nominal))):
        encoded = encode_list(block)
        payload = encode_shard(np.array([key]), np.array([len(encoded)]), encoded)
        yield Piece(key, int(block[0]) if number else 0, payload)


def long_lists(lists: Lists, least: int, nominal: int) -> tuple[Numbers, Numbers]:
    """Give keys and sizes of the lists that the start-up table tells: longer than `least`, not in blocks."""
    sizes = np.diff(lists.bounds)
    told = (sizes > least) & (sizes <= nominal)
    return lists.keys[told], sizes[told]


def _head_bytes(keys: Numbers, sizes: Numbers) -> Numbers:
    """Give what the head of a shard needs for each list (the first of a shard needs up to 4 bytes more)."""
    return sizes_of(np.diff(keys, prepend=0)) + sizes_of(sizes)
