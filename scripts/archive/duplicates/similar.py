"""Similar reports: MinHash signatures over runs of five characters, compared through LSH.

A signature depends on one report alone and is kept with it; pairs are found among signatures without reading a
text again. The similarity is an estimate of the Jaccard index of the two sets of runs (Broder 1997), in 0..1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
SEED = 1
SCHEME = "affine32"  # the permutations of datasketch 2; signatures of another scheme cannot be compared


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

    A form too short to hold a run that is looked at has the empty signature and is similar to nothing.
    """
    from datasketch import MinHash  # noqa: PLC0415 - loads SciPy, which a build without new reports can spare

    runs = _runs(units, rules)
    if not len(runs):
        return b""
    made = MinHash(num_perm=rules.permutations, seed=SEED, hashfunc=int, scheme=SCHEME)
    made.update_batch(runs)
    return np.asarray(made.hashvalues).astype("<u4").tobytes()


def _runs(units: NDArray[np.uint16], rules: SimilarRules) -> NDArray[np.uint64]:
    """Hash every run of `shingle` units to 32 bits, and keep one in `every` of the different ones."""
    count = len(units) - rules.shingle + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    total = np.zeros(count, np.uint64)
    for offset in range(rules.shingle):
        total = (total + units[offset : offset + count].astype(np.uint64)) * MULTIPLIER
        total ^= total >> np.uint64(29)
    hashes: NDArray[np.uint64] = np.unique(total >> np.uint64(32))
    chosen: NDArray[np.uint64] = hashes[hashes % np.uint64(rules.every) == 0]
    return chosen


def similar_pairs(signatures: Mapping[str, bytes], rules: SimilarRules) -> tuple[Pair, ...]:
    """Find the pairs of reports that are at least `similar`, most alike first, then by id."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - as above

    held = {name: np.frombuffer(said, "<u4") for name, said in sorted(signatures.items()) if said}
    bands = MinHashLSH(num_perm=rules.permutations, params=(rules.bands, rules.rows))
    pairs = []
    for name, values in held.items():
        sketch = MinHash(num_perm=rules.permutations, seed=SEED, hashvalues=values, scheme=SCHEME)
        for other in bands.query(sketch):
            likeness = float(np.mean(values == held[other]))
            if likeness >= rules.similar:
                pairs.append(Pair(other, name, likeness))
        bands.insert(name, sketch, check_duplication=False)
    return tuple(sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second)))


def neighbours(pairs: Sequence[Pair], rules: SimilarRules) -> Neighbours:
    """Give each report its most similar others, at most `most` of them, most alike first."""
    found: dict[str, list[tuple[str, float]]] = {}
    for pair in pairs:
        found.setdefault(pair.first, []).append((pair.second, round(pair.likeness, 2)))
        found.setdefault(pair.second, []).append((pair.first, round(pair.likeness, 2)))
    return {name: tuple(others[: rules.most]) for name, others in sorted(found.items())}
