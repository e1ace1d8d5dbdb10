"""The fingerprints of all reports, packed so that a browser finds those of a draft: one small file for each few keys.

Version 1. Everything lies in `search/f/`; scripts, base64, varints and CRCs are those of `archive.search.codec`.

**`f/manifest`** (no CRC): PAYLOAD = JSON `{"version":1,"gram":6,"guarantee":13,"bits":b,"directory":NAME}`. There are
2**b shards.

**`f/directory-CCCCCCCC`**: PAYLOAD = base64 of the CRCs of all shards, four bytes each, lowest first.

**`f/H/N-CCCCCCCC`** (N in decimal, H = N // 256, so that no folder holds more than 256): PAYLOAD = base64 of

    count, count x report minus that of the row before (varints), count x six bytes

for the fingerprints (`archive.study.winnowing`) whose keys begin with the b bits of N, by report, each once a report.
A report is the number in the first five hex digits of its id; the few reports that share one are told apart by their
texts. So a new report changes only the shards that its own fingerprints lie in. The six bytes, lowest first, hold
eight further bits of the key, 20 bits of the left side and 20 bits of the right side.

Each segment of the index is read once and its fingerprints are kept until one of its reports changes; shards are then
put together some at a time, so that memory holds one segment or one range of shards a process. Shards whose rows are
those of the last build are left as they are.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from archive import files
from archive.caches import kept_or
from archive.processes.parallel import chunks, mapped
from archive.search.codec import Numbers, Octets, crc, hashed, spread, to_base64, varints, wrap, wrap_base64
from archive.search.index import IndexOptions
from archive.search.postings import mapped_array, npy
from archive.search.segments import open_members, open_units
from archive.search.settings import PrintSettings, load_settings
from archive.search.tables import dumped, four_bytes
from archive.study.winnowing import BITS, GRAM, GUARANTEE, Words, fingerprints

VERSION = 1
KEY_BITS = 8  # of the key in each row, beside those that choose the shard
ID_DIGITS = 5
ROW = 6
FOLDER = 256  # shards in one folder
MOST = 1 << 21  # rows of changed segments; comparing more would take memory without bound and spare little
EACH = 256  # shards that one task puts together
KEY, REPORT, LEFT, RIGHT = range(4)
Write = Callable[[Path, bytes], object]


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """The index that the fingerprints belong to, where a segment's fingerprints are kept, and where all go."""

    index: IndexOptions
    cache: Path
    out: Path


@dataclass(frozen=True, slots=True)
class PrintSummary:
    """What was made: fingerprints, shards, those of them put together anew, segments read anew."""

    prints: int
    shards: int
    made: int
    read: int


@dataclass(frozen=True, slots=True)
class _Segment:
    """One segment whose fingerprints are wanted, and where they are kept."""

    segments: Path
    name: str
    path: Path
    write: Write


@dataclass(frozen=True, slots=True)
class _Some:
    """Some shards to be put together, ascending: the kept fingerprints, and which shards are wanted."""

    paths: tuple[Path, ...]
    bits: int
    wanted: tuple[int, ...]
    out: Path
    write: Write


@dataclass(frozen=True, slots=True)
class _Standing:
    """Which segments the shards that stand were made of, how many bits choose one, and the CRC of each."""

    segments: frozenset[str]
    bits: int
    checks: tuple[int, ...]


def build(names: Sequence[str], options: PrintOptions) -> PrintSummary:
    """Make `options.out` hold exactly the fingerprints of these segments, all that the index was made of."""
    kept = tuple(options.cache / f"{name}-{_version()}.npy" for name in names)
    stale = [
        _Segment(options.index.segments, name, path, files.write)
        for name, path in zip(names, kept, strict=True)
        if not path.exists()
    ]
    jobs, progress = options.index.jobs, options.index.progress
    for _ in progress.part("提取", mapped(_keep, stale, jobs, 2), len(stale)):
        pass
    total = sum(_open(path).shape[1] for path in kept)
    bits = shard_bits(total, load_settings(options.index.rules).prints)
    checks = _standing(options, bits, kept)
    wanted = [number for number, check in checks.items() if check is None]
    like = _Some(kept, bits, (), options.out, files.write)
    tasks = [replace(like, wanted=tuple(part)) for part in chunks(wanted, EACH)]
    for part in progress.part("写出", mapped(_write, tasks, jobs, 2), len(tasks)):
        checks.update(part)
    _finish(options, bits, kept, [checks[number] for number in range(1 << bits)])
    return PrintSummary(total, 1 << bits, len(wanted), len(stale))


def shard_bits(prints: int, settings: PrintSettings) -> int:
    """How many bits choose the shard: enough for shards of the size set, within the number of files allowed.

    A small archive, of which a draft may ask for the whole, is in few files: requests cost more there.
    """
    size = prints * (ROW + 2)
    wanted = -(-size // settings.shard_bytes)
    most = settings.few_bits if size <= settings.few_bytes else settings.most_bits
    return min(max(wanted - 1, 0).bit_length(), most)


def _version() -> str:
    """A name for the way fingerprints are made; kept ones of another way are not used."""
    code = Path(__file__).with_name("winnowing.py").read_bytes() + bytes([VERSION])
    return hashlib.blake2b(code, digest_size=4).hexdigest()


def _keep(task: _Segment) -> None:
    """Choose the fingerprints of a segment and keep them: rows of key, report, left and right, ascending by key."""
    units = open_units(task.segments, task.name)
    found = fingerprints(units)
    ids = [int(member.id[1 : 1 + ID_DIGITS], 16) for member in open_members(task.segments, task.name)]
    report = np.array(ids, np.uint32)[np.cumsum(units == 0)[found.place]]
    table = np.stack((found.key, report, found.left, found.right))
    table = table[:, np.lexsort((table[RIGHT], table[LEFT], table[REPORT], table[KEY]))]
    new = np.ones(table.shape[1], np.bool_)
    new[1:] = (table[:, 1:] != table[:, :-1]).any(axis=0)
    task.write(task.path, npy(table[:, new]))


def _note(options: PrintOptions) -> Path:
    return options.cache / "shards.json"


def _standing(options: PrintOptions, bits: int, kept: Sequence[Path]) -> dict[int, int | None]:
    """The CRC of each shard that stands as it is to be, None for each that is to be put together."""
    none: dict[int, int | None] = dict.fromkeys(range(1 << bits))
    noted = kept_or(_note(options), _noted, None, json.loads)
    if noted is None or noted.bits != bits or len(noted.checks) != len(none):
        return none
    touched = [options.cache / name for name in noted.segments ^ {path.name for path in kept}]
    if not all(path.exists() for path in touched):
        return none
    if sum(mapped_array(path).shape[1] for path in touched) > MOST:
        return none
    held = {path.name for path in kept}
    before, after = ([path for path in touched if (path.name in held) == wanted] for wanted in (False, True))
    anew = set(np.unique(_shard(_differing(_joined(before), _joined(after)), bits)).tolist())
    there = {name for folder, _, names in os.walk(options.out / "f") for name in names}
    return {
        number: None if number in anew or f"{number}-{check:08x}.js" not in there else check
        for number, check in enumerate(noted.checks)
    }


def _noted(kept: Mapping[str, Any]) -> _Standing:
    return _Standing(frozenset(kept["segments"]), int(kept["bits"]), tuple(map(int, kept["checks"])))


def _joined(paths: Sequence[Path]) -> Words:
    return np.concatenate([np.zeros((4, 0), np.uint32), *map(mapped_array, paths)], axis=1)


def _differing(before: Words, after: Words) -> Words:
    """The keys of the rows that stand in one of two tables and not in the other."""
    both = np.concatenate((before, after), axis=1)
    side = np.arange(both.shape[1]) >= before.shape[1]
    order = np.lexsort((*both[::-1],))
    both, side = both[:, order], side[order]
    new = np.ones(len(side), np.bool_)
    new[1:] = (both[:, 1:] != both[:, :-1]).any(axis=0)
    begins = np.flatnonzero(new)
    if not len(begins):
        return np.zeros(0, np.uint32)
    mixed = np.logical_or.reduceat(side, begins) & np.logical_or.reduceat(~side, begins)
    keys: Words = both[KEY, begins[~mixed]]
    return keys


def shard_name(number: int, check: int) -> str:
    """The name of a shard below `search/`."""
    return f"f/{number // FOLDER}/{number}-{check:08x}"


def _write(task: _Some) -> dict[int, int]:
    """Put some shards together and write them; give the CRC of each."""
    table = _ordered(_rows(task), task.bits)
    wanted = np.array(task.wanted, np.int64)
    bounds = np.append(np.searchsorted(_shard(table[KEY], task.bits), wanted), table.shape[1])
    octets = _octets(table, task.bits)
    made = {}
    for number, head, (start, stop) in zip(
        task.wanted, _heads(table[REPORT], bounds), pairwise(bounds), strict=True
    ):
        payload = to_base64(np.concatenate((head, octets[start:stop].ravel())))
        made[number] = crc(payload)
        name = shard_name(number, made[number])
        task.write(task.out / f"{name}.js", wrap_base64(name, payload).encode("ascii"))
    return made


def _heads(reports: Words, bounds: Numbers) -> Iterator[Octets]:
    """Encode how many rows each shard has and their reports; shards begin at `bounds`, which ends with the last."""
    numbers = np.diff(reports.astype(np.int64), prepend=0)
    begins = bounds[:-1][bounds[:-1] < bounds[1:]]
    numbers[begins] = reports[begins]
    values: Numbers = np.insert(numbers, bounds[:-1], bounds[1:] - bounds[:-1])
    sizes = 1 + np.sum([values >= 1 << (7 * more) for more in range(1, 5)], axis=0)
    ends = np.append(0, np.cumsum(sizes))[bounds + np.arange(len(bounds))]
    encoded = varints(values)
    return (encoded[start:stop] for start, stop in pairwise(ends.tolist()))


@functools.lru_cache(1024)
def _open(path: Path) -> Words:
    """Open the fingerprints of a segment, under a name that tells of their contents, without reading them."""
    return mapped_array(path)


def _ordered(table: Words, bits: int) -> Words:
    """Rows by shard, report, key and sides, each once: reports that share a number may lie in different segments."""
    shard, rest = _shard(table[KEY], bits).astype(np.uint64), table[KEY].astype(np.uint64)
    first = (shard << np.uint64(4 * ID_DIGITS)) | table[REPORT]
    first = (first << np.uint64(32 - bits)) | (rest & np.uint64((1 << (32 - bits)) - 1))
    second = (table[LEFT].astype(np.uint64) << np.uint64(32)) | table[RIGHT]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return table[:, order[new]]


def _rows(task: _Some) -> Words:
    """The fingerprints of the wanted shards from all segments."""
    wanted = np.array(task.wanted, np.int64)
    parts = [np.zeros((4, 0), np.uint32)]
    for path in task.paths:
        table = _open(path)
        starts, stops = (_places(table[KEY], wanted + more, task.bits) for more in (0, 1))
        sizes = stops - starts
        at = spread(starts, sizes)
        whole = len(at) and int(at[-1]) - int(at[0]) + 1 == len(at)
        parts.append(np.array(table[:, int(at[0]) : int(at[-1]) + 1] if whole else table[:, at]))
    return np.concatenate(parts, axis=1)


def _places(keys: Words, shards: Numbers, bits: int) -> Numbers:
    """Where each shard begins among ascending keys; the one behind the last begins at the end."""
    least = shards << (32 - bits)
    found = np.searchsorted(keys, np.minimum(least, 0xFFFFFFFF).astype(np.uint32))
    return np.where(least >> 32, len(keys), found)


def _shard(keys: Words, bits: int) -> Words:
    """The numbers of the shards: the first bits of the keys."""
    return (keys.astype(np.uint64) >> np.uint64(32 - bits)).astype(np.uint32)


def _octets(table: Words, bits: int) -> Octets:
    """Six bytes for each fingerprint."""
    rest = (table[KEY] >> np.uint32(32 - KEY_BITS - bits)) & np.uint32((1 << KEY_BITS) - 1)
    left, right = table[LEFT].astype(np.uint64), table[RIGHT].astype(np.uint64)
    packed = rest | (left << np.uint64(KEY_BITS)) | (right << np.uint64(KEY_BITS + sum(BITS)))
    octets: Octets = packed.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :ROW]
    return octets


def _finish(options: PrintOptions, bits: int, kept: Sequence[Path], checks: Sequence[int | None]) -> None:
    """Write directory and manifest, note what stands, and remove the files of former builds."""
    payload = four_bytes(np.array(checks, np.int64))
    directory = hashed("f/directory", payload)
    described = {
        "version": VERSION,
        "gram": GRAM,
        "guarantee": GUARANTEE,
        "bits": bits,
        "directory": directory,
    }
    named = {directory: payload, "f/manifest": dumped(described)}
    for name, content in named.items():
        files.write(options.out / f"{name}.js", wrap(name, content).encode())
    shards = {f"{shard_name(number, check or 0)}.js" for number, check in enumerate(checks)}
    names = shards | {f"{name}.js" for name in named}
    files.prune(options.out, files.below(options.out, names))
    noted = {"bits": bits, "segments": [path.name for path in kept], "checks": checks}
    files.write(_note(options), dumped(noted))
    _open.cache_clear()  # some systems remove no file that is open
    files.prune(options.cache, {*kept, _note(options)})
