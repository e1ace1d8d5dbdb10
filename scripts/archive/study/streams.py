"""The reports of one bucket as one stream of search form, with what readers' tools ask of it.

A bucket holds the reports whose ids begin alike; its stream is kept until one of them changes, so that one new report
costs the work on one bucket. Beside a stream stand the section kinds of its reports, which are asked for alone.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive import files
from archive.caches import kept_value
from archive.model import Report
from archive.rulefiles.once import once
from archive.search.codec import Numbers
from archive.search.documents import PLAIN
from archive.search.form import SearchForm, Units, load_form

BUCKETS = 256  # by the first two digits of the id, whatever else there is
MADE = 2  # to be raised when the same reports would give another stream
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))


@dataclass(frozen=True, slots=True)
class Source:
    """One published report: its labels at hand, its blocks on demand; `digest` changes with its text."""

    head: Report
    digest: str
    load: Callable[[], Report]


@dataclass(frozen=True, slots=True)
class PartOf:
    """One section kind of one report: the anchor where it begins, and its length in characters shown."""

    kind: str
    anchor: str
    chars: int


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """The units of a bucket's reports, U+0000 after each.

    `room` tells for each unit how many Han characters there are from it to the next punctuation, block end or other
    sign (0 = none). `starts` has where each report begins, and the end; `blocks` where each block begins, with
    `kinds` as rows of `names` (the section kinds met).
    """

    units: Units
    room: NDArray[np.uint16]
    starts: Numbers
    blocks: Numbers
    kinds: NDArray[np.uint8]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StreamTask:
    """What a worker needs to make one stream: the reports as (title, ((anchor, kind, text), …))."""

    path: Path
    rows: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    rules: Path


class StreamTasks(Sequence[StreamTask]):
    """Streams to be made. Reports are read only when a worker is about to get them."""

    def __init__(self, buckets: Sequence[tuple[Path, Sequence[Source]]], rules: Path) -> None:
        self._buckets = buckets
        self._rules = rules

    def __len__(self) -> int:
        return len(self._buckets)

    def __getitem__(self, at: int) -> StreamTask:  # type: ignore[override]  # tasks are taken one at a time
        path, sources = self._buckets[at]
        return StreamTask(path, tuple(_row(source.load()) for source in sources), self._rules)


def _row(report: Report) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    return report.title, tuple((block.anchor, block.part, block.text) for block in report.blocks)


def buckets(sources: Sequence[Source]) -> Iterator[tuple[int, list[Source]]]:
    """Give each bucket that has reports, both in order; reports stand in the order of their ids."""
    ordered = sorted(sources, key=lambda source: source.head.id)
    groups: list[list[Source]] = [[] for _ in range(BUCKETS)]
    for source in ordered:
        groups[bucket(source.head.id)].append(source)
    return ((number, group) for number, group in enumerate(groups) if group)


def bucket(report: str) -> int:
    """The number of the bucket that a report belongs to, by its id."""
    return int(report[1:3], 16) * BUCKETS // 256


def stream_name(number: int, sources: Sequence[Source], context: bytes) -> str:
    """Name a stream by all that it depends on: its reports, and the table in `context`."""
    digest = hashlib.blake2b(context + bytes([MADE]), digest_size=16)
    for source in sources:
        digest.update(f"{source.head.id} {source.digest}\n".encode("utf-8", "surrogatepass"))
    return f"{number:02x}-{digest.hexdigest()}"


def make_stream(task: StreamTask) -> None:
    """Make one stream and keep it, last of all: where it stands, its parts stand too."""
    stream = stream_of(task.rows, _form(task.rules))
    arrays = (stream.units, stream.room, stream.starts, stream.blocks, stream.kinds)
    parts = [[(part.kind, part.anchor, part.chars) for part in _parts(body)] for _, body in task.rows]
    files.write(parts_of(task.path), marshal.dumps(parts, PLAIN))
    files.write(task.path, marshal.dumps(([array.tobytes() for array in arrays], stream.names), PLAIN))


def parts_of(path: Path) -> Path:
    """Where the section kinds of a stream's reports are kept."""
    return path.with_name(f"{path.name}.parts")


def open_parts(path: Path) -> list[tuple[PartOf, ...]]:
    """Read the section kinds of each report of a kept stream."""
    return kept_value(parts_of(path), lambda rows: [tuple(PartOf(*part) for part in row) for row in rows])


def open_stream(path: Path) -> Stream:
    """Read a kept stream."""

    def stream(kept: tuple[Sequence[bytes], Sequence[str]]) -> Stream:
        contents, names = kept
        types = (np.uint16, np.uint16, np.int64, np.int64, np.uint8)
        units, room, starts, blocks, kinds = map(np.frombuffer, contents, types)
        return Stream(units, room, starts, blocks, kinds, tuple(names))

    return kept_value(path, stream)


def picked(stream: Stream, rows: Sequence[int]) -> Stream:
    """Give a stream of some of a stream's reports, in the order named."""
    empty = np.zeros(0, np.int64)
    units, room, blocks, kinds = [stream.units[:0]], [stream.room[:0]], [empty], [stream.kinds[:0]]
    starts = [0]
    for row in rows:
        begin, end = stream.starts[row : row + 2].tolist()
        first, last = np.searchsorted(stream.blocks, [begin, end]).tolist()
        units.append(stream.units[begin:end])
        room.append(stream.room[begin:end])
        blocks.append(stream.blocks[first:last] - begin + starts[-1])
        kinds.append(stream.kinds[first:last])
        starts.append(starts[-1] + end - begin)
    return Stream(
        np.concatenate(units),
        np.concatenate(room),
        np.array(starts, np.int64),
        np.concatenate(blocks),
        np.concatenate(kinds),
        stream.names,
    )


def joined(streams: Sequence[Stream]) -> Stream:
    """Put streams behind one another."""
    names = tuple(dict.fromkeys(name for stream in streams for name in stream.names))
    bases = list(accumulate((len(stream.units) for stream in streams), initial=0))
    kinds = [
        np.array([names.index(name) for name in stream.names], np.uint8)[stream.kinds] for stream in streams
    ]
    starts = [stream.starts[:-1] + base for stream, base in zip(streams, bases, strict=False)]
    return Stream(
        np.concatenate([stream.units for stream in streams]),
        np.concatenate([stream.room for stream in streams]),
        np.append(np.concatenate(starts), bases[-1]),
        np.concatenate([stream.blocks + base for stream, base in zip(streams, bases, strict=False)]),
        np.concatenate(kinds),
        names,
    )


@once
def _form(rules: Path) -> SearchForm:
    return load_form(rules)


def stream_of(rows: Sequence[tuple[str, tuple[tuple[str, str, str], ...]]], form: SearchForm) -> Stream:
    """Lay reports out; block 0 of each is its title."""
    blocks = [block for title, body in rows for block in (("", "", title), *body)]
    counts = np.array([len(body) + 1 for _, body in rows])
    text = "\n".join(block[2] for block in blocks)
    begins = np.fromiter(accumulate((len(block[2]) + 1 for block in blocks), initial=0), np.int64)
    mapped = form.mapped(text)
    places = np.searchsorted(mapped.source, begins)
    first = np.concatenate(([0], np.cumsum(counts)))
    owner = np.repeat(np.arange(len(rows)), counts)
    ends = places[first[1:]]
    units = np.insert(mapped.units, ends, 0)
    cut = np.insert(np.diff(mapped.source, prepend=-2) > 1, ends, values=True)
    names = tuple(dict.fromkeys(("", *(block[1] for block in blocks))))
    return Stream(
        units,
        room_of(units, cut),
        np.append(places[first[:-1]] + np.arange(len(rows)), len(units)),
        places[:-1] + owner,
        np.array([names.index(block[1]) for block in blocks], np.uint8),
        names,
    )


def room_of(units: Units, cut: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Count the Han characters from each unit to the end of its run; `cut` marks units before which a run ends."""
    han = np.zeros(len(units), np.bool_)
    for low, high in HAN:
        han |= (units >= low) & (units <= high)
    stops = np.append(np.flatnonzero(cut | ~han), len(units))
    after = stops[np.searchsorted(stops, np.arange(len(units)), side="right").clip(max=len(stops) - 1)]
    return np.where(han, after - np.arange(len(units)), 0).clip(max=0xFFFF).astype(np.uint16)


def _parts(blocks: Sequence[tuple[str, str, str]]) -> Iterator[PartOf]:
    """Give each section kind of a report once, where it begins first, with its whole length."""
    sizes: dict[str, tuple[str, int]] = {}
    for anchor, kind, text in blocks:
        if kind:
            begin, size = sizes.get(kind, (anchor, 0))
            sizes[kind] = begin, size + sum(map(str.isalnum, text))
    for kind, (anchor, chars) in sizes.items():
        yield PartOf(kind, anchor, chars)
