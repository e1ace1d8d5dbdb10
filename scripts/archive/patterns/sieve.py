"""Many questions to a text in one look: which of many sets of signs does each of its lines hold?

Most rules need a character, or two that follow each other, that most lines do not have. To ask every rule about every
line is what would take the time; a table from signs to the rules that need them answers for all lines at once, and no
rule is tried where its signs are missing. A sieve only ever says "cannot match"; what it lets through is matched as
before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from archive.patterns.needed import Signs
from archive.patterns.points import LINE_END, points_of

Thing = TypeVar("Thing")
Points = NDArray[np.uint32]
Bits = NDArray[np.uint64]
Kinds = NDArray[np.unsignedinteger[Any]]  # as narrow as their number allows: a table stays in fast memory

WORD = 64
BYTES = 8
# All characters from here on count as one: rules hardly name them, and the table stays small.
BEYOND = 0x10000
SLOTS = 1 << 16  # pairs share the places of a table by chance; it says too much then, never too little
SPREAD = 40503  # odd, and 2**16 / golden ratio: neighbouring characters get distant places (Knuth, 6.4)
SHORT = 100  # up to so many characters, one look after another is faster than a table


class Sieve:
    """Sets of signs under running numbers; bit `n` of an answer is set when one of set `n` may be there.

    Where there is a set `n` among the sets `besides`, one of that must be there too.
    """

    def __init__(
        self,
        sets: Callable[[], Sequence[Signs | None]],
        besides: Callable[[], Sequence[Signs | None]] = tuple,
    ) -> None:
        """Take what makes the sets, in order: a build with nothing to read has no need of them.

        None is a set of which nothing is known; its bit is always set.
        """
        self._sets = sets
        self._besides = besides

    def __getstate__(self) -> dict[str, object]:
        """What is kept of it: the answers, not what makes them."""
        return {"_known": self._known}

    @cached_property
    def _known(self) -> _Known:
        plain, besides = self._sets(), self._besides()
        behind = -(-len(plain) // WORD) * WORD  # the number of the first bit of the sets besides
        sets = dict(enumerate(plain)) | dict(enumerate(besides, start=behind))
        words = max(1, -(-(behind + len(besides)) // WORD))
        characters, pairs = np.zeros((BEYOND + 1, words), np.uint64), np.zeros((SLOTS, words), np.uint64)
        named: dict[str, int] = {}
        for number, signs in sets.items():
            column, bit = number // WORD, np.uint64(1 << number % WORD)
            for first, last in signs.characters if signs else ():
                characters[min(first, BEYOND) : min(last, BEYOND) + 1, column] |= bit
            for pair in signs.pairs if signs else ():
                pairs[_slot(ord(pair[0]), ord(pair[1])), column] |= bit
                named[pair] = named.get(pair, 0) | 1 << number
        always = sum(1 << number for number, signs in sets.items() if signs is None)
        always |= (1 << behind) - (1 << len(besides)) << behind
        table = _Table.of(characters)
        held = always & (1 << WORD * words) - 1
        steady = np.frombuffer(held.to_bytes(BYTES * words, "little"), "<u8").astype(np.uint64)
        return _Known(always, steady, table, _Table.of(pairs), _Answers(table), named, behind)

    def lines(self, text: str) -> list[int]:
        """One answer for each line of the text, its line end counted in; the last line too when it is empty."""
        points = points_of(text + "\n")
        stops = np.flatnonzero(points == LINE_END) + 1
        places = np.zeros((len(stops), 2), np.intp)
        places[:, 1] = stops
        places[1:, 0] = stops[:-1]
        return self._answers(points, places)

    def line(self, text: str) -> int:
        """The answer for a text as a whole."""
        if len(text) > SHORT:
            return self.stretches(text, [(0, len(text))])[0]
        known = self._known
        answer = known.always
        for each in text:
            answer |= known.characters[each]
        for pair in map(str.__add__, text, islice(text, 1, None)):
            if pair in known.named:
                answer |= known.named[pair]
        return known.both(answer)

    def stretches(self, text: str, places: Sequence[tuple[int, int]]) -> list[int]:
        """One answer for each stretch of a text, of which one may hold another.

        A pair that a stretch ends within counts for it.
        """
        return self._answers(points_of(text), np.array(places, np.intp))

    def _answers(self, points: Points, places: NDArray[np.intp]) -> list[int]:
        """One answer for each place in the text: from its first character to before its second.

        Most characters and pairs say nothing; only those that do are looked up.
        """
        known = self._known
        here = known.single.rows(points)
        after = np.zeros(len(points), known.double.kinds.dtype)
        after[:-1] = known.double.rows(_slots(points))
        told = np.flatnonzero((here | after) != 0)
        bits = np.zeros((len(told) + 1, len(known.steady)), np.uint64)  # the last row is that of no character
        np.bitwise_or(
            known.single.bits.take(here.take(told), axis=0),
            known.double.bits.take(after.take(told), axis=0),
            out=bits[:-1],
        )
        bounds = told.searchsorted(places)
        found = np.bitwise_or.reduceat(bits, bounds.ravel(), axis=0)[::2]
        found[bounds[:, 0] == bounds[:, 1]] = 0
        return known.joined(found)


class _Table(NamedTuple):
    """Bits by place, of which most have none and many the same: the kind of each place, and the bits of each kind."""

    kinds: Kinds
    bits: Bits

    @staticmethod
    def of(bits: Bits) -> _Table:
        """Pack bits by place and column."""
        places = np.flatnonzero(bits.any(axis=1))
        several, kind = np.unique(bits[places], axis=0, return_inverse=True)
        kinds = np.zeros(len(bits), np.min_scalar_type(len(several)))
        kinds[places] = kind.reshape(-1) + 1
        return _Table(kinds, np.concatenate((bits[:1] * np.uint64(0), several)))

    def rows(self, places: Points) -> Kinds:
        """The kinds of places; those beyond the table count as its last one."""
        return self.kinds.take(places, mode="clip")

    def at(self, place: int) -> int:
        """The bits of one place."""
        row = self.bits[self.kinds[min(place, BEYOND)]]
        return int.from_bytes(row.astype("<u8").tobytes(), "little")


class _Answers(dict[str, int]):
    """The answers for single characters, looked up in the table when they are first met."""

    def __init__(self, table: _Table) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, character: str) -> int:
        answer = self[character] = self._table.at(ord(character))
        return answer


class _Known(NamedTuple):
    """The bits that are always set, the tables from characters and from pairs, and the same by character and pair.

    `steady` has the bits that are always set as a row of a table. The bits of the sets besides begin at `behind`; for a
    set that has none besides, its bit there is always set.
    """

    always: int
    steady: Bits
    single: _Table
    double: _Table
    characters: _Answers
    named: dict[str, int]
    behind: int

    def both(self, answer: int) -> int:
        """Put what is known of the sets besides into the bits of the sets, and leave it out."""
        return answer & answer >> self.behind & (1 << self.behind) - 1

    def joined(self, rows: Bits) -> list[int]:
        """The same for many answers, of which each is a row of `WORD` bits a column, without what is always set."""
        rows |= self.steady
        columns = self.behind // WORD
        sets, besides = rows[:, :columns].astype("<u8"), rows[:, columns:]
        sets[:, : besides.shape[1]] &= besides
        content, size = sets.tobytes(), BYTES * columns
        return [int.from_bytes(content[at * size : (at + 1) * size], "little") for at in range(len(rows))]


def chosen(answer: int, things: Sequence[Thing]) -> Iterator[Thing]:
    """The things whose bit is set, in their order; bits beyond them count for nothing."""
    answer &= (1 << len(things)) - 1
    while answer:
        lowest = answer & -answer
        yield things[lowest.bit_length() - 1]
        answer ^= lowest


def _slots(points: Points) -> Points:
    """The place of each character together with the next one."""
    return (points[:-1] * np.uint32(SPREAD) + points[1:]) & np.uint32(SLOTS - 1)


def _slot(first: int, second: int) -> int:
    return (first * SPREAD + second) & SLOTS - 1
