"""Finished lists into shards: short lists together, a long list in blocks of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from archive.search.codec import Numbers, Octets, decode_list, encode_list, sizes_of
from archive.search.merge import Lists
from archive.search.shard import encode_shard, encode_shards


@dataclass(frozen=True, slots=True)
class Piece:
    """One shard: its first key, its first position if it is a later block of a list (else 0), its payload."""

    key: int
    position: int
    payload: str


def pieces(lists: Lists, nominal: int) -> Iterator[Piece]:
    """Cut lists into shards of at most `nominal` bytes (blocks of a long list: about as many), ascending."""
    sizes = np.diff(lists.bounds)
    spans = list(_spans(lists.keys, sizes, nominal))
    short = [span for span in spans if sizes[span[0]] <= nominal]
    payloads = encode_shards(lists.keys, sizes, lists.content, short)
    for start, _ in spans:
        key = int(lists.keys[start])
        if sizes[start] > nominal:
            yield from blocks(key, lists.content[lists.bounds[start] : lists.bounds[start + 1]], nominal)
        else:
            yield Piece(key, 0, next(payloads))


def _spans(keys: Numbers, sizes: Numbers, nominal: int) -> Iterator[tuple[int, int]]:
    """Which lists stand together: as many as there is room for, a long one alone."""
    ends = np.cumsum(sizes + _head_bytes(keys, sizes))
    long = np.flatnonzero(sizes > nominal)
    at = 0
    while at < len(sizes):
        stop = at + 1
        if sizes[at] <= nominal:
            done = int(ends[at - 1]) if at else 0
            stop = max(int(np.searchsorted(ends, done + nominal, side="right")), stop)
            after = int(np.searchsorted(long, at))
            stop = min(stop, int(long[after])) if after < len(long) else stop
        yield at, stop
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
