"""Many questions to a text in one look: which of many sets of characters does each of its lines hold?

Most rules need a character that most lines do not have. To ask every rule about every line is what would take the
time; a table from characters to the rules that need them answers for all lines at once, and no rule is tried where
its character is missing. A sieve only ever says "cannot match"; what it lets through is matched as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from archive.needed import Ranges

Thing = TypeVar("Thing")

WORD = 64
BEYOND = (
    0x10000  # all characters from here on count as one: rules hardly name them, and the table stays small
)
LINE_END = 10


class Sieve:
    """Sets of characters under running numbers; bit `n` of an answer is set when set `n` may be there."""

    def __init__(self, sets: Sequence[Ranges | None]) -> None:
        """Take the sets in order. None is a set of which nothing is known: its bit is always set."""
        self._tables = [np.zeros(BEYOND + 1, np.uint64) for _ in range(0, len(sets), WORD)]
        for number, ranges in enumerate(sets):
            table, bit = divmod(number, WORD)
            for first, last in ranges or ():
                self._tables[table][min(first, BEYOND) : min(last, BEYOND) + 1] |= np.uint64(1 << bit)
        self.always = sum(1 << number for number, ranges in enumerate(sets) if ranges is None)

    def lines(self, text: str) -> list[int]:
        """One answer for each line of the text, its line end counted in; the last line too when it is empty."""
        points = _points(text + "\n")
        ends = np.flatnonzero(points == LINE_END)
        starts = np.concatenate((ends[:1] * 0, ends[:-1] + 1))
        answers = [self.always] * len(starts)
        for number, table in enumerate(self._tables):
            found = np.bitwise_or.reduceat(table.take(points, mode="clip"), starts).tolist()
            answers = [a | b << WORD * number for a, b in zip(answers, found, strict=True)]
        return answers

    def line(self, text: str) -> int:
        """The answer for a text as a whole."""
        points, answer = _points(text), self.always
        for number, table in enumerate(self._tables):
            answer |= int(np.bitwise_or.reduce(table.take(points, mode="clip"))) << WORD * number
        return answer


def chosen(answer: int, things: Sequence[Thing]) -> Iterator[Thing]:
    """The things whose bit is set, in their order; bits beyond them count for nothing."""
    answer &= (1 << len(things)) - 1
    while answer:
        lowest = answer & -answer
        yield things[lowest.bit_length() - 1]
        answer ^= lowest


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
