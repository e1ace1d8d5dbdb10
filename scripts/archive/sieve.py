"""Many questions to a text in one look: which of many sets of characters does each of its lines hold?

Most rules need a character that most lines do not have. To ask every rule about every line is what would take the
time; a table from characters to the rules that need them answers for all lines at once, and no rule is tried where
its character is missing. A sieve only ever says "cannot match"; what it lets through is matched as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from archive.needed import Ranges

Thing = TypeVar("Thing")

WORD = 64
BEYOND = (
    0x10000  # all characters from here on count as one: rules hardly name them, and the table stays small
)
LINE_END = 10
SHORT = 100  # up to so many characters, one look after another is faster than a table


class Sieve:
    """Sets of characters under running numbers; bit `n` of an answer is set when set `n` may be there."""

    def __init__(self, sets: Callable[[], Sequence[Ranges | None]]) -> None:
        """Take what makes the sets, in order: a build with nothing to read has no need of them.

        None is a set of which nothing is known; its bit is always set.
        """
        self._sets = sets

    @cached_property
    def _known(self) -> _Known:
        sets = self._sets()
        columns = [np.zeros(BEYOND + 1, np.uint64) for _ in range(0, len(sets), WORD)]
        for number, ranges in enumerate(sets):
            column, bit = divmod(number, WORD)
            for first, last in ranges or ():
                columns[column][min(first, BEYOND) : min(last, BEYOND) + 1] |= np.uint64(1 << bit)
        always = sum(1 << number for number, ranges in enumerate(sets) if ranges is None)
        return _Known(always, columns, _Answers(columns))

    def lines(self, text: str) -> list[int]:
        """One answer for each line of the text, its line end counted in; the last line too when it is empty."""
        points = _points(text + "\n")
        ends = np.flatnonzero(points == LINE_END)
        starts = np.concatenate((ends[:1] * 0, ends[:-1] + 1))
        known = self._known
        answers = [known.always] * len(starts)
        for number, column in enumerate(known.columns):
            found = np.bitwise_or.reduceat(column.take(points, mode="clip"), starts).tolist()
            answers = [a | b << WORD * number for a, b in zip(answers, found, strict=True)]
        return answers

    def line(self, text: str) -> int:
        """The answer for a text as a whole."""
        known = self._known
        answer = known.always
        if len(text) <= SHORT:
            for each in text:
                answer |= known.answers[each]
            return answer
        points = _points(text)
        for number, column in enumerate(known.columns):
            answer |= int(np.bitwise_or.reduce(column.take(points, mode="clip"))) << WORD * number
        return answer


class _Answers(dict[str, int]):
    """The answers for single characters, looked up in the tables when they are first met."""

    def __init__(self, columns: Sequence[NDArray[np.uint64]]) -> None:
        super().__init__()
        self._columns = columns

    def __missing__(self, character: str) -> int:
        point = min(ord(character), BEYOND)
        answer = sum(int(column[point]) << WORD * number for number, column in enumerate(self._columns))
        self[character] = answer
        return answer


class _Known(NamedTuple):
    """The bits that are always set, for each 64 sets a table from characters to bits, and the same by character."""

    always: int
    columns: list[NDArray[np.uint64]]
    answers: _Answers


def chosen(answer: int, things: Sequence[Thing]) -> Iterator[Thing]:
    """The things whose bit is set, in their order; bits beyond them count for nothing."""
    answer &= (1 << len(things)) - 1
    while answer:
        lowest = answer & -answer
        yield things[lowest.bit_length() - 1]
        answer ^= lowest


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
