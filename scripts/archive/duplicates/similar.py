"""Similar reports: MinHash signatures over runs of five characters, compared through LSH.

A signature depends on one report alone and is kept with it; pairs are found among signatures without reading a
text again. The similarity is an estimate of the Jaccard index of the two sets of runs (Broder 1997), in 0..1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.strict import load_yaml

Neighbours = Mapping[str, tuple[tuple[str, float], ...]]

MULTIPLIER = np.uint64(
    0x9E3779B97F4A7C15
)  # 2**64 / golden ratio, odd: spreads neighbouring numbers (Knuth, 6.4)
SLICE = 1 << 15  # pairs that are compared, or products that are made, in one go


@dataclass(frozen=True, slots=True)
class SimilarRules:
    """The shape of `data/rules/similar.yml`, where each number is explained."""

    shingle: int
    every: int
    permutations: int
    bands: int
    rows: int
    similar: float
    same: float
    most: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports, the smaller id first, and how alike they are."""

    first: str
    second: str
    likeness: float


@cache
def load_similar(rules: Path) -> SimilarRules:
    """Read `similar.yml`. Raises `RuleError` where it is not valid."""
    return load_yaml(rules / "similar.yml", SimilarRules)


def signature(units: NDArray[np.uint16], rules: SimilarRules) -> bytes:
    """Give the signature of a search form: `permutations` unsigned 32-bit numbers, little-endian.

    Each number is the least value of one hash function over the runs, the upper half of a * run + b in 64 bits, a odd
    (multiply-shift, Dietzfelbinger 1996). A form too short to hold a run that is looked at has the empty signature
    and is similar to nothing.
    """
    runs = _runs(units, rules)
    if not len(runs):
        return b""
    factors, terms = _functions(rules.permutations)
    least = np.empty(rules.permutations, np.uint64)
    step = max(1, SLICE // len(runs))
    room = np.empty((step, len(runs)), np.uint64)  # one for all slices stays in fast memory
    for start in range(0, rules.permutations, step):
        some = slice(start, start + step)
        values = room[: len(factors[some])]
        np.multiply(factors[some], runs, out=values)
        np.add(values, terms[some], out=values)
        np.minimum.reduce(values, axis=1, out=least[some])
    return (least >> np.uint64(32)).astype("<u4").tobytes()


@cache
def _functions(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The factors and terms of `count` hash functions as columns, the same in every version of everything."""
    content = b"".join(
        hashlib.blake2b(f"minhash {n}".encode(), digest_size=16).digest() for n in range(count)
    )
    numbers = np.frombuffer(content, "<u8").astype(np.uint64).reshape(count, 2)
    return numbers[:, :1] | np.uint64(1), numbers[:, 1:].copy()


def _runs(units: NDArray[np.uint16], rules: SimilarRules) -> NDArray[np.uint64]:
    """Hash every run of `shingle` units to 32 bits, and keep one hash in `every`; runs may come twice."""
    count = len(units) - rules.shingle + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    wide = units.astype(np.uint64)
    total, upper = np.zeros(count, np.uint64), np.empty(count, np.uint64)
    for offset in range(rules.shingle):
        total += wide[offset : offset + count]
        total *= MULTIPLIER
        total ^= np.right_shift(total, np.uint64(29), out=upper)
    total >>= np.uint64(32)
    chosen: NDArray[np.uint64] = total[total.astype(np.uint32) % np.uint32(rules.every) == 0]
    return chosen


def similar_pairs(signatures: Mapping[str, bytes], rules: SimilarRules) -> tuple[Pair, ...]:
    """Find the pairs of reports that are at least `similar`, most alike first, then by id."""
    names = sorted(name for name, said in signatures.items() if said)
    content = b"".join(signatures[name] for name in names)
    table = np.frombuffer(content, "<u4").reshape(len(names), rules.permutations)
    found = {
        (first, second): likeness
        for band in range(rules.bands)
        for pairs in _candidates(table[:, band * rules.rows : (band + 1) * rules.rows])
        for first, second, likeness in _alike(table, pairs, rules.similar)
    }
    made = (Pair(names[first], names[second], likeness) for (first, second), likeness in found.items())
    return tuple(sorted(made, key=lambda pair: (-pair.likeness, pair.first, pair.second)))


def _candidates(band: NDArray[np.uint32]) -> Iterator[NDArray[np.int64]]:
    """Give the pairs of rows that agree in a band, the smaller first; other pairs are rare and do no harm."""
    total = np.zeros(len(band), np.uint64)
    for column in band.T:
        total = (total ^ column.astype(np.uint64)) * MULTIPLIER
        total ^= total >> np.uint64(31)
    order = np.argsort(total, kind="stable")
    ranked = total[order]
    starts = np.flatnonzero(np.concatenate(([True], ranked[1:] != ranked[:-1]))[: len(ranked)])
    sizes = np.diff(np.append(starts, len(ranked)))
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        rows = order[start : start + size]
        for at in range(size - 1):
            yield np.stack((np.full(size - at - 1, rows[at]), rows[at + 1 :]), axis=1)


def _alike(
    table: NDArray[np.uint32], pairs: NDArray[np.int64], least: float
) -> Iterator[tuple[int, int, float]]:
    for start in range(0, len(pairs), SLICE // 8):
        some = pairs[start : start + SLICE // 8]
        likeness = (table[some[:, 0]] == table[some[:, 1]]).mean(axis=1)
        for at in np.flatnonzero(likeness >= least).tolist():
            yield int(some[at, 0]), int(some[at, 1]), float(likeness[at])


def neighbours(pairs: Sequence[Pair], rules: SimilarRules) -> Neighbours:
    """Give each report its most similar others, at most `most` of them, most alike first."""
    found: dict[str, list[tuple[str, float]]] = {}
    for pair in pairs:
        found.setdefault(pair.first, []).append((pair.second, round(pair.likeness, 2)))
        found.setdefault(pair.second, []).append((pair.first, round(pair.likeness, 2)))
    return {name: tuple(others[: rules.most]) for name, others in sorted(found.items())}
