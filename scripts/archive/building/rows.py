"""Files of one row a document, written by copying from the file of the last build what has not changed.

A ledger in the cache names for each row what it was made from and how many bytes it takes. It is believed only while
the file has the size, the inode and the time that the build left it with; otherwise every row is made anew.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from archive import files
from archive.caches import kept_or

VERSION = 1
Span = tuple[int, int]  # where a row begins in its file, in bytes, and where it ends
Mark = tuple[int, int, int]  # size, inode and time of a file


@dataclass(frozen=True, slots=True)
class Rows:
    """A file of rows, where its ledger is kept, and what all of its rows depend on.

    `begin` and `end` are the texts before the first row and behind the last one.
    """

    path: Path
    ledger: Path
    context: str = ""
    begin: str = ""
    end: str = ""


def write_rows(rows: Rows, keys: Sequence[str], make: Callable[[int], str]) -> int:
    """Make a file hold one text for each of `keys`, in their order; give the number of texts made anew.

    A key names everything that a row is made from; where the text depends on its place (whether it is the last), that
    too. `make` gives the whole text of the row at a place in `keys`: its line end with it, or nothing for no row.
    """
    spans = _known(rows)
    told: list[tuple[str, int]] = []
    fresh = 0
    with files.replacing(rows.path) as temporary:
        with temporary.open("wb") as out:
            out.write(rows.begin.encode("utf-8"))
            for first, last, place in _runs(keys, spans):
                if place is None:
                    text = make(first).encode("utf-8")
                    out.write(text)
                    told.append((keys[first], len(text)))
                    fresh += 1
                else:
                    _copy(rows.path, place, out)
                    told += ((key, spans[key][1] - spans[key][0]) for key in keys[first:last])
            out.write(rows.end.encode("utf-8"))
        mark = _mark(temporary)
    files.write(rows.ledger, marshal.dumps((VERSION, rows.context, mark, told)))
    return fresh


def _known(rows: Rows) -> dict[str, Span]:
    """Where each row of the last build stands, or nothing where the file is not as that build left it."""

    def known(kept: Any) -> dict[str, Span]:
        version, context, mark, told = kept
        if (version, context, mark) != (VERSION, rows.context, _mark(rows.path)):
            return {}
        spans, start = {}, len(rows.begin.encode("utf-8"))
        for key, size in told:
            spans[key] = start, start + size
            start += size
        return spans

    return kept_or(rows.ledger, known, {})


def _runs(keys: Sequence[str], spans: Mapping[str, Span]) -> Iterator[tuple[int, int, Span | None]]:
    """Divide the keys into runs (first, behind the last) that stand together in the old file, and single new ones."""
    first, begin, end = 0, -1, -1
    for at, key in enumerate(keys):
        span = spans.get(key)
        if span is not None and begin >= 0 and span[0] == end:
            end = span[1]
            continue
        if begin >= 0:
            yield first, at, (begin, end)
        if span is None:
            begin = end = -1
            yield at, at + 1, None
        else:
            first, (begin, end) = at, span
    if begin >= 0:
        yield first, len(keys), (begin, end)


def _copy(path: Path, place: Span, out: BinaryIO) -> None:
    with path.open("rb") as file:
        file.seek(place[0])
        rest = place[1] - place[0]
        while rest and (content := file.read(min(rest, files.CHUNK))):
            rest -= out.write(content)


def _mark(path: Path) -> Mark:
    status = path.stat()
    return status.st_size, status.st_ino, status.st_mtime_ns
