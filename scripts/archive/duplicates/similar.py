"""Similar reports: signatures over runs of five characters by one-permutation hashing, compared through LSH.

A signature depends on one report alone and is kept with it; pairs are found among signatures without reading a
text again. The similarity is an estimate of the Jaccard index of the two sets of runs, in 0..1: of each bin of the hash
values the least is kept, and two sets agree in a bin with the probability of their index (Broder 1997; Li, Owen and
Zhang 2012, one hash function for all bins).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.rulefiles.once import once
from archive.rulefiles.strict import load_yaml

Neighbours = Mapping[str, tuple[tuple[str, float], ...]]

# 2**64 / golden ratio, odd: spreads neighbouring numbers (Knuth, 6.4).
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
SLICE = 1 << 12  # pairs that are compared in one go
HALF = np.uint64(32)
NOTHING = np.uint64(1 << 32)  # more than any hash


@dataclass(frozen=True, slots=True)
class SimilarRules:
    """The shape of `data/rules/similar.yml`, where each number is explained."""

    shingle: int
    bins: int
    bands: int
    rows: int
    near: int
    similar: float
    same: float
    most: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports, the smaller id first, and how alike they are."""

    first: str
    second: str
    likeness: float


@once
def load_similar(rules: Path) -> SimilarRules:
    """Read `similar.yml`. Raises `RuleError` where it is not valid."""
    return load_yaml(rules / "similar.yml", SimilarRules)


def signature(units: NDArray[np.uint16], rules: SimilarRules) -> bytes:
    """Give the signature of a search form: `bins` unsigned 32-bit numbers, little-endian, each the least of its bin.

    A bin in which there is nothing takes what the first other bin holds, in an order of its own that is the same for
    every report, so that short reports are estimated as well as long ones (Shrivastava 2017, “optimal densification”).
    A form too short to hold a run has the empty signature and is similar to nothing.
    """
    runs = _runs(units, rules)
    if not len(runs):
        return b""
    least = np.full(rules.bins, NOTHING)
    np.minimum.at(least, (runs * np.uint64(rules.bins) >> HALF).astype(np.intp), runs)
    held = least < NOTHING
    empty = np.flatnonzero(~held)
    order = _orders(rules.bins)[empty]
    least[empty] = least[order[np.arange(len(empty)), held[order].argmax(axis=1)]]
    return least.astype("<u4").tobytes()


@cache
def _orders(bins: int) -> NDArray[np.intp]:
    """For each bin, all bins in an order of its own."""
    return np.argsort(_numbers("orders", bins * bins).reshape(bins, bins), axis=1)


@cache
def _numbers(name: str, count: int) -> NDArray[np.uint64]:
    """Random numbers that are the same in every version of everything."""
    content = hashlib.shake_256(f"minhash {name}".encode()).digest(8 * count)
    return np.frombuffer(content, "<u8").astype(np.uint64)


def _runs(units: NDArray[np.uint16], rules: SimilarRules) -> NDArray[np.uint64]:
    """Hash every run of `shingle` units to 32 bits; runs may come twice.

    The upper half of b + a1 * u1 + a2 * u2 … in 64 bits (vector multiply-shift, Thorup 2015).
    """
    count = max(0, len(units) - rules.shingle + 1)
    wide = units.astype(np.uint64)
    term, *factors = _numbers("runs", 1 + rules.shingle)
    total, product = np.full(count, term), np.empty(count, np.uint64)
    for offset, factor in enumerate(factors):
        total += np.multiply(wide[offset : offset + count], factor, out=product)
    return total >> HALF


def similar_pairs(signatures: Mapping[str, bytes], rules: SimilarRules) -> tuple[Pair, ...]:
    """Find the pairs of reports that are at least `similar`, most alike first, then by id."""
    names = sorted(name for name, said in signatures.items() if said)
    content = b"".join(signatures[name] for name in names)
    table = np.frombuffer(content, "<u4").reshape(len(names), rules.bins)
    found = {
        (first, second): likeness
        for band in range(rules.bands)
        for pairs in _candidates(table[:, band * rules.rows : (band + 1) * rules.rows], rules.near)
        for first, second, likeness in _alike(table, pairs, rules.similar)
    }
    made = (Pair(names[first], names[second], likeness) for (first, second), likeness in found.items())
    return tuple(sorted(made, key=lambda pair: (-pair.likeness, pair.first, pair.second)))


def _candidates(band: NDArray[np.uint32], near: int) -> Iterator[NDArray[np.int64]]:
    """Give the pairs of rows that agree in a band, the smaller first; other pairs are rare and do no harm.

    Each row is given with the next `near` ones that agree, so that a form that thousands have filled in costs no more
    than its number: those farther apart are linked through the ones between.
    """
    total = np.zeros(len(band), np.uint64)
    for column in band.T:
        total = (total ^ column.astype(np.uint64)) * MULTIPLIER
        total ^= total >> np.uint64(31)
    order = np.argsort(total, kind="stable")
    ranked = total[order]
    for step in range(1, min(near, len(ranked) - 1) + 1):
        at = np.flatnonzero(ranked[step:] == ranked[:-step])
        if not len(at):
            return
        yield np.stack((order[at], order[at + step]), axis=1)


def _alike(
    table: NDArray[np.uint32], pairs: NDArray[np.int64], least: float
) -> Iterator[tuple[int, int, float]]:
    for start in range(0, len(pairs), SLICE):
        some = pairs[start : start + SLICE]
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
