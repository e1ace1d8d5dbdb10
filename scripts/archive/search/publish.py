"""From encoded segments to the published index: shards of both zones, tables, start-up table, manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from archive.search.codec import SPAN, Numbers, crc, hashed, wrap, wrap_base64
from archive.search.merge import merge
from archive.search.postings import END, KEY, Postings
from archive.search.segments import Member, Write, open_postings
from archive.search.settings import Settings
from archive.search.shards import Piece, long_lists, pieces
from archive.search.tables import (
    Columns,
    Directory,
    encode_columns,
    encode_start,
    packed,
    shard_stem,
)

PREFIXES = {"all": "p", "head": "h"}
RANGE = 1 << 21  # bytes of lists that one task merges, at least
STEP = 1 << 24  # ranges of keys end where the first unit's high byte changes
TOP = 1 << 32
Item = TypeVar("Item")
Result = TypeVar("Result")
Run = Callable[[Callable[[Item], Result], Sequence[Item]], Iterator[Result]]


@dataclass(frozen=True, slots=True)
class Kept:
    """The encoded segments in order, and the position at which each begins."""

    cache: Path
    names: tuple[str, ...]
    bases: tuple[int, ...]

    def postings(self, zone: str) -> list[Postings]:
        """Open one zone of all segments."""
        return [open_postings(self.cache, name, zone) for name in self.names]


@dataclass(frozen=True, slots=True)
class ZoneTask:
    """One range of keys of one zone, to be merged and written by a worker."""

    zone: str
    kept: Kept
    low: int
    high: int
    nominal: int
    least: int
    out: Path
    write: Write


@dataclass(frozen=True, slots=True, eq=False)
class ZonePart:
    """What a worker wrote: directory rows (key, position, CRC), long lists (key, size), files, bytes, terms."""

    rows: Numbers
    long: Numbers
    names: tuple[str, ...]
    size: int
    terms: int


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


def nominal_size(segments: Sequence[Postings], settings: Settings) -> int:
    """Give the shard size: as set, or larger in whole KB where that would make too many shards."""
    total = sum(len(segment.content) + 2 * len(segment.table[KEY]) for segment in segments)
    return max(settings.shard_bytes, -(-total // settings.shard_rows // 1024) * 1024)


def write_range(task: ZoneTask) -> ZonePart:
    """Merge one range of keys and write its shards."""
    lists = merge(task.kept.postings(task.zone), task.kept.bases, task.low, task.high)
    rows, names = [], []
    for piece in pieces(lists, task.nominal):
        check = crc(piece.payload)
        name = _name(task.zone, piece, check)
        task.write(task.out / f"{name}.js", wrap_base64(name, piece.payload).encode("ascii"))
        rows.append((piece.key, piece.position, check))
        names.append(name)
    long = np.stack(long_lists(lists, task.least, task.nominal), axis=1)
    table = np.array(rows, np.int64).reshape(-1, 3)
    return ZonePart(table, long, tuple(names), len(lists.content), len(lists.keys))


def _name(zone: str, piece: Piece, check: int) -> str:
    return f"{shard_stem(PREFIXES[zone], piece.key, piece.position)}-{check:08x}"


def directory(parts: Sequence[ZonePart], nominal: int, settings: Settings) -> Directory:
    """Put the directory of a zone together, with as many long lists as the start-up table may tell."""
    rows = np.concatenate([np.zeros((0, 3), np.int64), *(part.rows for part in parts)])
    long = np.concatenate([np.zeros((0, 2), np.int64), *(part.long for part in parts)])
    least = settings.told_list_bytes
    while int((long[:, 1] > least).sum()) > settings.told_lists:
        least += -(-least // 4)
    told = long[long[:, 1] > least]
    return Directory(nominal, least, rows[:, 0], rows[:, 1], rows[:, 2], told[:, 0], told[:, 1])


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
    output: Files, members: Sequence[Member], zones: Sequence[Directory], parts: tuple[str, ...]
) -> tuple[str, str]:
    """Write cards, structure, columns and the start-up table; give the names of the last two."""
    cards = list(_grouped(output, "c", [member.card for member in members]))
    structure = list(_grouped(output, "s", [member.structure for member in members]))
    columns = Columns(
        tuple(member.year for member in members),
        tuple(member.type for member in members),
        tuple(member.level for member in members),
        np.array([member.length for member in members], np.int64),
        np.array([member.title for member in members], np.int64),
        parts,
    )
    start = encode_start(zones[0], zones[1], np.array(cards, np.int64), np.array(structure, np.int64))
    return output.add("start", start), output.add("columns", encode_columns(columns))


def _grouped(output: Files, folder: str, rows: Sequence[bytes]) -> Iterator[int]:
    for number, at in enumerate(range(0, len(rows), SPAN)):
        name = output.add(f"{folder}/{number}", packed(list(rows[at : at + SPAN])))
        yield int(name[-8:], 16)


def text_names(members: Iterable[Member]) -> Iterator[str]:
    """Give the names of all text parts."""
    return (name for member in members for name, _ in member.texts)
