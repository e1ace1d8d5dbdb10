"""What the index keeps of a report, and the spool that holds reports in their order without keeping them in memory."""

from __future__ import annotations

import hashlib
import marshal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from types import TracebackType
from typing import IO, Protocol, Self, TypeVar, cast, overload

from archive.errors import ArchiveError
from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE, Block, BlockKind, Report

IN_MEMORY = 64 << 20
Named = tuple[str, Sequence["Place"]]
Item = TypeVar("Item")
PLAIN = 2  # the marshal format without references: equal values give equal bytes


@dataclass(frozen=True, slots=True)
class Document:
    """One report as the index sees it. Block 0 is the title; a block is (anchor, kind, part, text, level)."""

    id: str
    title: str
    url: str
    year: int | None
    type: str
    unit_level: str
    labels: tuple[str, ...]
    blocks: tuple[tuple[str, str, str, str, int], ...]


def row_of(report: Report) -> bytes:
    """Pack what the index needs of a report; equal reports give equal bytes. Unknown labels become empty."""
    blocks = [("t", "title", "", report.title, 1)]
    blocks += [(each.anchor, each.kind, each.part, each.text, each.level) for each in report.blocks]
    kind = "" if report.type == UNKNOWN_TYPE else report.type
    level = "" if report.unit_level == UNKNOWN_LEVEL else report.unit_level
    url = f"{report.path}.html"
    year = "" if report.year is None else str(report.year)
    labels = (year, kind, level, report.admin_level or "", report.sector or "")
    return marshal.dumps(
        (report.id, report.title, url, report.year, kind, level, labels, tuple(blocks)), PLAIN
    )


def document(row: bytes) -> Document:
    """Unpack what `row_of` packed."""
    return Document(*marshal.loads(row))  # noqa: S302 - written by this process a moment ago


def whole(head: Report, row: bytes) -> Report:
    """The report whose row this is: its head, which has no blocks, with those of the row."""
    rows = document(row).blocks[1:]  # the first is the title
    blocks = [
        Block(cast("BlockKind", kind), level, text, anchor, part) for anchor, kind, part, text, level in rows
    ]
    return replace(head, blocks=tuple(blocks))


def digest_of_row(row: bytes) -> bytes:
    """What tells whether the index has seen a report as it is now."""
    return hashlib.blake2b(row, digest_size=16).digest()


def bucket_of(report: str, count: int) -> int:
    """Give the group of a report among `count` (a power of two, at most 4096): the first bits of its id."""
    return int(report[1:4], 16) * count // 4096


def buckets(places: Iterable[Place], count: int) -> list[tuple[int, list[Place]]]:
    """Divide reports into at most `count` groups, both ascending."""
    found: dict[int, list[Place]] = {}
    for place in sorted(places, key=attrgetter("id", "digest")):
        found.setdefault(bucket_of(place.id, count), []).append(place)
    return sorted(found.items())


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One report that is to be indexed, and the digest of its row. Ordered by id."""

    id: str
    digest: bytes


class Source(Protocol):
    """All reports of an index, whose rows are read only when they are needed.

    `parts` are the section kinds met, the empty one first.
    """

    @property
    def parts(self) -> tuple[str, ...]:
        """The section kinds."""

    @property
    def places(self) -> Sequence[Place]:
        """Every report once, in the order in which they stand in the index."""

    def rows(self, ids: Sequence[str]) -> tuple[bytes, ...]:
        """What `row_of` made of these reports."""


class Spool:
    """Reports that come one at a time: rows on disk in the order of arrival, a small directory in memory.

    Raises ArchiveError when an id comes twice.
    """

    def __init__(self, reports: Iterable[Report]) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed in __exit__
        self._spans: dict[str, tuple[int, int]] = {}
        parts: set[str] = set()
        try:
            self.places: Sequence[Place] = tuple(self._stored(reports, parts))
        except BaseException:
            self._file.close()
            raise
        self.parts = ("", *sorted(parts - {""}))

    def _stored(self, reports: Iterable[Report], parts: set[str]) -> Iterator[Place]:
        """Write one row after another; the section kinds met are added to `parts`."""
        for report in reports:
            if report.id in self._spans:
                raise ArchiveError(report.source, f"编号 {report.id} 出现了两次", "请检查去重结果后重新构建")
            parts.update(block.part for block in report.blocks)
            row = row_of(report)
            self._spans[report.id] = (self._file.tell(), len(row))
            yield Place(report.id, digest_of_row(row))
            self._file.write(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def rows(self, ids: Sequence[str]) -> tuple[bytes, ...]:
        """Read rows back."""
        rows = []
        for each in ids:
            start, size = self._spans[each]
            self._file.seek(start)
            rows.append(self._file.read(size))
        return tuple(rows)


class Tasks(Sequence[Item]):
    """Work on buckets. Their rows are read from the source only when a worker is about to get them."""

    def __init__(
        self, source: Source, buckets: Sequence[Named], task: Callable[[str, tuple[bytes, ...]], Item]
    ) -> None:
        self._source = source
        self._buckets = buckets
        self._task = task

    def __len__(self) -> int:
        return len(self._buckets)

    @overload
    def __getitem__(self, at: int) -> Item: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...

    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        name, places = self._buckets[at]
        return self._task(name, self._source.rows([place.id for place in places]))
