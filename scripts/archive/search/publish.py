"""From encoded segments to the published index: shards of both zones, tables, start-up table, manifest."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from archive.search.codec import SPAN, Numbers, crc, hashed, wrap, wrap_base64
from archive.search.merge import merge
from archive.search.postings import END, KEY, Postings
from archive.search.segments import Member, Write, open_postings
from archive.search.settings import RunSizes, Settings
from archive.search.shards import long_lists, pieces
from archive.search.tables import (
    FOLDERS,
    Columns,
    Directory,
    Zone,
    encode_columns,
    encode_start,
    order_payloads,
    packed,
    shard_stem,
)

RANGE = 1 << 21  # bytes of lists that one task merges, at least
STEP = 1 << 24  # ranges of keys end where the first unit's high byte changes
TOP = 1 << 32


@dataclass(frozen=True, slots=True)
class Run:
    """Encoded segments that are published together, in order, and the position at which each begins.

    `digest` covers all that their postings are made from.
    """

    cache: Path
    names: tuple[str, ...]
    bases: tuple[int, ...]
    digest: str
    sizes: RunSizes


@dataclass(frozen=True, slots=True)
class ZoneTask:
    """One range of keys of one zone of a run, to be merged and written by a worker."""

    zone: Zone
    run: Run
    low: int
    high: int
    nominal: int
    least: int
    out: Path
    write: Write


@dataclass(frozen=True, slots=True, eq=False)
class ZonePart:
    """What a worker wrote: a row (key, position, CRC, bytes) for each shard, long lists (key, size), bytes, terms.

    `nominal` is the size that shards were made for.
    """

    nominal: int
    rows: Numbers
    long: Numbers
    size: int
    terms: int

    def dump(self) -> bytes:
        """Pack it, to be kept."""
        return marshal.dumps((self.nominal, self.rows.tobytes(), self.long.tobytes(), self.size, self.terms))

    @classmethod
    def load(cls, content: bytes) -> ZonePart:
        """Unpack it."""
        nominal, rows, long, size, terms = marshal.loads(content)  # noqa: S302 - the build's own cache
        tables = np.frombuffer(rows, np.int64).reshape(-1, 4), np.frombuffer(long, np.int64).reshape(-1, 2)
        return cls(nominal, *tables, size, terms)


def joined(parts: Sequence[ZonePart]) -> ZonePart:
    """Put the ranges of one zone of a run together."""
    rows, long = (np.concatenate([getattr(part, name) for part in parts]) for name in ("rows", "long"))
    return ZonePart(parts[0].nominal, rows, long, sum(p.size for p in parts), sum(p.terms for p in parts))


def ranges(segments: Sequence[Postings]) -> Iterator[tuple[int, int]]:
    """Divide the keys into ranges with enough bytes for one task; the same for any number of workers."""
    borders = np.arange(STEP, TOP, STEP, dtype=np.int64)
    total = np.zeros(len(borders), np.int64)
    for segment in segments:
        ends = np.concatenate((np.zeros(1, np.int64), segment.table[END].astype(np.int64)))
        total += ends[np.searchsorted(segment.table[KEY], borders.astype(np.uint32))]
    low, done = 0, 0
    for border, size in zip(borders.tolist(), total.tolist(), strict=True):
        if size - done >= RANGE:
            yield low, border
            low, done = border, size
    yield low, TOP


def nominal_size(segments: Sequence[Postings], sizes: RunSizes) -> int:
    """Give the shard size: as set, or larger in whole KB where that would make too many shards."""
    total = sum(len(segment.content) + 2 * len(segment.table[KEY]) for segment in segments)
    return max(sizes.shard_bytes, -(-total // sizes.shard_rows // 1024) * 1024)


def zone_tasks(run: Run, zone: Zone, out: Path, least: int, write: Write) -> Iterator[ZoneTask]:
    """Give the work on one zone of a run."""
    segments = [open_postings(run.cache, name, zone) for name in run.names]
    nominal = nominal_size(segments, run.sizes)
    for low, high in ranges(segments):
        yield ZoneTask(zone, run, low, high, nominal, least, out, write)


def write_range(task: ZoneTask) -> ZonePart:
    """Merge one range of keys and write its shards."""
    run = task.run
    segments = [open_postings(run.cache, name, task.zone) for name in run.names]
    lists = merge(segments, run.bases, task.low, task.high)
    rows = []
    for piece in pieces(lists, task.nominal):
        position, check = piece.position or run.bases[0], crc(piece.payload)
        name = _name(task.zone, piece.key, position, check)
        script = wrap_base64(name, piece.payload).encode("ascii")
        task.write(task.out / f"{name}.js", script)
        rows.append((piece.key, position, check, len(script)))
    long = np.stack(long_lists(lists, task.least, task.nominal), axis=1)
    table = np.array(rows, np.int64).reshape(-1, 4)
    return ZonePart(task.nominal, table, long, len(lists.content), len(lists.keys))


def _name(zone: Zone, key: int, position: int, check: int) -> str:
    return f"{shard_stem(FOLDERS[zone], key, position)}-{check:08x}"


def shard_names(zone: Zone, part: ZonePart) -> list[str]:
    """Give the names of the shards of one zone of a run."""
    return [_name(zone, key, position, check) for key, position, check, _ in part.rows.tolist()]


def directory(part: ZonePart, start: int, settings: Settings) -> Directory:
    """Put the directory of one zone of a run together, with as many long lists as the start-up table may tell."""
    long, least = part.long, settings.told_list_bytes
    while int((long[:, 1] > least).sum()) > settings.told_lists:
        least += -(-least // 4)
    told = long[long[:, 1] > least]
    keys, positions, crcs, _ = part.rows.T
    return Directory(start, part.nominal, least, keys, positions, crcs, told[:, 0], told[:, 1])


class Files:
    """Writes named payloads below the index's folder and remembers their names."""

    def __init__(self, out: Path, write: Write) -> None:
        self._out = out
        self._write = write
        self.names: list[str] = []

    def add(self, stem: str, payload: str) -> str:
        """Write a payload under its stem and CRC; give the name."""
        return self.put(hashed(stem, payload), payload)

    def put(self, name: str, payload: str) -> str:
        """Write a payload under a fixed name."""
        self._write(self._out / f"{name}.js", wrap(name, payload).encode())
        self.names.append(name)
        return name


def write_tables(
    output: Files,
    members: Sequence[Member],
    zones: Mapping[Zone, Sequence[Directory]],
    parts: tuple[str, ...],
) -> tuple[str, str]:
    """Write cards, structure, order, columns and the start-up table; give the names of the last two."""
    numbered = {
        "cards": _numbered(output, "c", _packed([member.card for member in members])),
        "structure": _numbered(output, "s", _packed([member.structure for member in members])),
        "order": _numbered(output, "o", order_payloads([member.id for member in members])),
    }
    columns = Columns(
        tuple(member.year for member in members),
        tuple(member.type for member in members),
        tuple(member.level for member in members),
        np.array([member.length for member in members], np.int64),
        np.array([member.title for member in members], np.int64),
        parts,
    )
    start = output.add("start", encode_start(zones, numbered))
    return start, output.add("columns", encode_columns(columns))


def _packed(rows: list[bytes]) -> list[str]:
    return [packed(rows[at : at + SPAN]) for at in range(0, len(rows), SPAN)]


def _numbered(output: Files, folder: str, payloads: Iterable[str]) -> Numbers:
    """Write shards that are counted from 0; give their CRCs."""
    names = [output.add(f"{folder}/{number}", payload) for number, payload in enumerate(payloads)]
    return np.array([int(name[-8:], 16) for name in names], np.int64)


def text_names(members: Iterable[Member]) -> Iterator[str]:
    """Give the names of all text parts."""
    return (name for member in members for name, _ in member.texts)
