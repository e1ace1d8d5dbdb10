"""The fingerprints of all reports, packed so that a browser finds those of a draft: one small file for each few keys.

Version 1. Everything lies in `search/f/`; scripts, base64, varints and CRCs are those of `archive.search.codec`.

**`f/manifest`** (no CRC): PAYLOAD = JSON `{"version":1,"gram":6,"guarantee":13,"bits":b,"directory":NAME}`. There are
2**b shards.

**`f/directory-CCCCCCCC`**: PAYLOAD = base64 of the CRCs of all shards, four bytes each, lowest first.

**`f/N-CCCCCCCC`** (N in decimal): PAYLOAD = base64 of

    count, count x report minus that of the row before (varints), count x six bytes

for the fingerprints (`archive.study.winnowing`) whose keys begin with the b bits of N, by report, each once a report.
A report is the number in the first five hex digits of its id; the few reports that share one are told apart by their
texts. So a new report changes only the shards that its own fingerprints lie in. The six bytes, lowest first, hold
eight further bits of the key, 20 bits of the left side and 20 bits of the right side.

Each segment of the index is read once and its fingerprints are kept until one of its reports changes; shards are then
put together range by range, so that memory holds one segment or one range a process. Shards in which nothing has
changed since the last build are left as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from archive import files
from archive.parallel import mapped
from archive.search.codec import Octets, crc, hashed, to_base64, varints, wrap
from archive.search.index import IndexOptions
from archive.search.postings import npy
from archive.search.segments import open_members, open_units
from archive.search.settings import PrintSettings, load_settings
from archive.search.tables import dumped, four_bytes
from archive.study.winnowing import BITS, GRAM, GUARANTEE, Words, fingerprints

VERSION = 1
KEY_BITS = 8  # of the key in each row, beside those that choose the shard
ID_DIGITS = 5
ROW = 6
RANGES = 64  # tasks of about equal size; the same for any number of processes
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
class _Range:
    """Some shards to be put together: the kept fingerprints, the range, and which of it are wanted."""

    paths: tuple[Path, ...]
    bits: int
    span: tuple[int, int]
    wanted: tuple[int, ...]
    out: Path
    write: Write


def build(names: Sequence[str], options: PrintOptions) -> PrintSummary:
    """Make `options.out` hold exactly the fingerprints of these segments, all that the index was made of."""
    kept = tuple(options.cache / f"{name}-{_version()}.npy" for name in names)
    stale = [
        _Segment(options.index.segments, name, path, files.write)
        for name, path in zip(names, kept, strict=True)
        if not path.exists()
    ]
    for _ in mapped(_keep, stale, options.index.jobs, 2):
        pass
    total = sum(np.load(path, mmap_mode="r").shape[1] for path in kept)
    bits = shard_bits(total, load_settings(options.index.rules).prints)
    checks = _standing(options, bits, kept)
    wanted = [number for number, check in checks.items() if check is None]
    like = _Range(kept, bits, (0, 0), (), options.out / "f", files.write)
    tasks = [replace(like, span=span, wanted=part) for span, part in _ranges(1 << bits, wanted)]
    for part in mapped(_write, tasks, options.index.jobs, 2):
        checks.update(part)
    _finish(options, bits, kept, [checks[number] for number in range(1 << bits)])
    return PrintSummary(total, 1 << bits, len(wanted), len(stale))


def shard_bits(prints: int, settings: PrintSettings) -> int:
    """How many bits choose the shard: enough for shards of the size set, within the number of files allowed."""
    wanted = -(-prints * (ROW + 2) // settings.shard_bytes)
    return min(max(wanted - 1, 0).bit_length(), settings.most_bits)


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
    try:
        noted = json.loads(_note(options).read_bytes())
    except FileNotFoundError:
        return none
    changed = {path.name for path in kept} ^ set(noted["segments"])
    touched = [options.cache / name for name in changed]
    if noted["bits"] != bits or not all(path.exists() for path in touched):
        return none
    there = {path.name for path in (options.out / "f").glob("*-*.js")}
    anew = {number for path in touched for number in np.unique(_shard(np.load(path)[KEY], bits)).tolist()}
    return {
        number: None if number in anew or f"{number}-{check:08x}.js" not in there else check
        for number, check in enumerate(noted["checks"])
    }


def _ranges(shards: int, wanted: Sequence[int]) -> Iterator[tuple[tuple[int, int], tuple[int, ...]]]:
    """Divide the shards into ranges, each with those of it that are wanted; leave out where none is."""
    step = max(shards // RANGES, 1)
    for first in range(0, shards, step):
        part = tuple(number for number in wanted if first <= number < first + step)
        if part:
            yield (first, first + step), part


def _write(task: _Range) -> dict[int, int]:
    """Put some shards together and write them; give the CRC of each."""
    table = _rows(task)
    shard = _shard(table[KEY], task.bits)
    order = np.lexsort((table[REPORT], shard))
    table, shard = table[:, order], shard[order]
    octets = _octets(table, task.bits)
    reports = table[REPORT].astype(np.int64)
    made = {}
    for number in task.wanted:
        start, stop = np.searchsorted(shard, [number, number + 1]).tolist()
        head = varints(np.concatenate(([stop - start], np.diff(reports[start:stop], prepend=0))))
        payload = to_base64(np.concatenate((head, octets[start:stop].ravel())))
        made[number] = crc(payload)
        name = f"{number}-{made[number]:08x}"
        task.write(task.out / f"{name}.js", wrap(f"f/{name}", payload).encode())
    return made


def _rows(task: _Range) -> Words:
    """The fingerprints of a range of shards from all segments."""
    parts = [np.zeros((4, 0), np.uint32)]
    for path in task.paths:
        table = np.load(path, mmap_mode="r")
        start, stop = (_place(table[KEY], number << (32 - task.bits)) for number in task.span)
        parts.append(np.array(table[:, start:stop]))
    return np.concatenate(parts, axis=1)


def _place(keys: Words, least: int) -> int:
    """The first place whose key is not below the number, which may be 2**32."""
    return len(keys) if least >> 32 else int(np.searchsorted(keys, np.uint32(least)))


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
    shards = {options.out / "f" / f"{number}-{check:08x}.js" for number, check in enumerate(checks)}
    files.prune(options.out, shards | {options.out / f"{name}.js" for name in named})
    noted = {"bits": bits, "segments": [path.name for path in kept], "checks": checks}
    files.write(_note(options), dumped(noted))
    files.prune(options.cache, {*kept, _note(options)})
