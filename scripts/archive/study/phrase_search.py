"""A close look at phrases in a stream: by year, by section kind, and one place with the words round it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from archive.search.codec import Numbers
from archive.search.form import string
from archive.study.counting import first_in_report, occurrences, owners
from archive.study.streams import Stream

AROUND = 8  # characters on each side with which jieba cuts a phrase
UNKNOWN = -1  # stands for an unknown year where years are sorted


class Member(NamedTuple):
    """One report of a bucket: its id, what changes with its text and labels, and its year."""

    id: str
    digest: str
    year: int | None


class Told(NamedTuple):
    """What is told of a phrase: (year, hits, reports), (section kind, hits), and a place with its words.

    Both ascend, an unknown year is -1. The place is the first that lies inside a clause: (words, where the phrase
    begins in them, the report's id).
    """

    uses: tuple[tuple[int, int, int], ...]
    parts: tuple[tuple[str, int], ...]
    case: tuple[str, int, str] | None


def look(stream: Stream, members: Sequence[Member], phrases: Sequence[str]) -> Iterator[Told]:
    """Look at phrases, ascending, in a stream of these reports."""
    found = occurrences(stream, phrases)
    owner = owners(stream, found)
    known = [UNKNOWN if member.year is None else member.year for member in members]
    values, codes = np.unique(np.array(known, np.int64), return_inverse=True)
    years, shape = codes[owner], (len(phrases), len(values))
    new = first_in_report(found, owner)
    hits = _table(found.rows, years, shape)
    reports = _table(found.rows[new], years[new], shape)
    kinds = stream.kinds[np.searchsorted(stream.blocks, found.places, side="right") - 1].astype(np.int64)
    parts = _table(found.rows, kinds, (len(phrases), len(stream.names)))
    cases = _cases(stream, found.rows, found.places, phrases)
    for row in range(len(phrases)):
        stands = np.flatnonzero(hits[row])
        columns = (values[stands], hits[row, stands], reports[row, stands])
        uses = zip(*(column.tolist() for column in columns), strict=True)
        inside = sorted((stream.names[at], int(parts[row, at])) for at in np.flatnonzero(parts[row]).tolist())
        yield Told(tuple(uses), tuple(inside), _case(stream, members, cases, (row, len(phrases[row]))))


def _table(rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> Numbers:
    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)


def _cases(stream: Stream, rows: Numbers, places: Numbers, phrases: Sequence[str]) -> Mapping[int, int]:
    """The first place of each phrase inside a clause, by the phrase's row."""
    lengths = np.array([len(phrase) for phrase in phrases], np.int64)
    inside = stream.room[places] >= lengths[rows]
    first, at = np.unique(rows[inside], return_index=True)
    return dict(zip(first.tolist(), places[inside][at].tolist(), strict=True))


def _case(
    stream: Stream, members: Sequence[Member], cases: Mapping[int, int], phrase: tuple[int, int]
) -> tuple[str, int, str] | None:
    row, length = phrase
    if row not in cases:
        return None
    place = cases[row]
    room = int(stream.room[place])
    before = 0
    while before < min(AROUND, place) and int(stream.room[place - before - 1]) == room + before + 1:
        before += 1
    end = place + min(length + AROUND, room)
    owner = int(np.searchsorted(stream.starts, place, side="right")) - 1
    return string(stream.units[place - before : end]), before, members[owner].id
