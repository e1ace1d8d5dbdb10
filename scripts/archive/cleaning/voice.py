"""Whose voice a line has: that of the document, or that of the page, the shop or the chat it was copied from.

    voice = bias + Σ weight of each sign and pair of neighbouring signs × 2 / √length + weight of place and shape

Rules know forms and words; pages invent new ones every day. What running text of this field sounds like is known
from millions of characters of it, and the weights of `data/rules/voice.txt` tell how much each pair of signs
speaks for a page (above 0) or for a document (below 0). They are learned by logistic regression from lines that a
person marked (`tests/accuracy/learn.py`), so that each cut can still be shown with the words that decided it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.errors import RuleError
from archive.patterns.points import LINE_END, points_of
from archive.rulefiles.once import once

SHORTEST = 4
FRAME = "^$"  # what stands before and behind a line
PAIR = 2
SHIFT = 16  # bits of the number of a sign that has a weight; there are some thousands of them
NUMBER = (1 << SHIFT) - 1
LONGEST_WORD = 8
ADDRESS = re.compile(r"https?://\S+|www\.\S+")
DIGITS = re.compile(r"\d+")
LATIN = re.compile(r"[A-Za-z]+")
LONGEST_BITS = 24  # lines of more than sixteen million characters count as that long
SENTENCE = 20  # characters before the sign that ends one
SENTENCE_ENDS = "。；"


class _Table(NamedTuple):
    """The weights laid out for looking up many signs at once.

    `numbers` gives each sign a number by its code point, 0 to all without a weight; `single` are weights by number;
    `pairs` are two numbers in one, ascending, and `weights` theirs; `frame` has the numbers of `FRAME`. All are as
    narrow as they can be, because other tables need the fast memory too.
    """

    numbers: NDArray[np.uint16]
    single: NDArray[np.int32]
    pairs: NDArray[np.uint32]
    weights: NDArray[np.int32]
    frame: NDArray[np.uint16]

    @staticmethod
    def of(weights: Mapping[str, int]) -> _Table:
        """Lay out the weights of single signs and of pairs; other features have longer names."""
        named = [name for name in weights if len(name) <= PAIR]
        signs = sorted({*FRAME, *"".join(named)})
        number = {sign: at for at, sign in enumerate(signs, start=1)}
        numbers = np.zeros(ord(signs[-1]) + 2, np.uint16)
        numbers[[ord(sign) for sign in signs]] = np.arange(1, len(signs) + 1)
        single = np.array([0, *(weights.get(sign, 0) for sign in signs)], np.int32)
        pairs = sorted(
            (number[name[0]] << SHIFT | number[name[1]], weights[name]) for name in named if len(name) == PAIR
        )
        names, worth = np.array([(0, 0), *pairs], np.int64).T  # no pair is 0, the number of no sign twice
        frame = numbers[[ord(sign) for sign in FRAME]]
        return _Table(numbers, single, names.astype(np.uint32), worth.astype(np.int32), frame)

    def of_pairs(self, first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.int32]:
        """The weight of each pair of numbers, 0 where it has none."""
        return self.weights.take(located(first, second, self.pairs))


def located(
    first: NDArray[np.unsignedinteger[Any]],
    second: NDArray[np.unsignedinteger[Any]],
    pairs: NDArray[np.uint32],
) -> NDArray[np.intp]:
    """Where each pair of numbers stands among ascending ones, two in one; 0 where it does not, as no pair is 0."""
    wanted = first.astype(np.uint32) << np.uint32(SHIFT) | second
    at: NDArray[np.intp] = np.searchsorted(pairs, wanted, side="right") - 1
    return np.where(pairs.take(at) == wanted, at, 0)


class _Shapes(NamedTuple):
    """The weights of shapes: by the bits of the length, by the last sign, and of what is no sentence or one."""

    lengths: tuple[int, ...]
    lasts: Mapping[str, int]
    sentence: tuple[int, int]

    @staticmethod
    def of(weights: Mapping[str, int]) -> _Shapes:
        """Lay out the weights of what `shape` names."""
        lengths = (weights.get(f"length {bits}", 0) for bits in range(LONGEST_BITS))
        lasts = {name.removeprefix("last "): weights[name] for name in weights if name.startswith("last ")}
        no, yes = (weights.get(f"sentence {each}", 0) for each in (False, True))
        return _Shapes(tuple(weights.get("bias", 0) + each for each in lengths), lasts, (no, yes))

    def weight(self, text: str) -> int:
        """What the shape of a line weighs, all told."""
        last = _last(text)
        lengths, size = self.lengths, len(text)
        told = lengths[min(size.bit_length(), len(lengths) - 1)] + self.lasts.get(last, 0)
        return told + self.sentence[size > SENTENCE and last in SENTENCE_ENDS]


@dataclass(frozen=True, slots=True)
class Voice:
    """Learned weights by feature, in hundredths; a feature that is not among them weighs nothing.

    `table` and `shapes` hold those of signs, pairs of signs and shapes once more, laid out for looking many up.
    """

    weights: Mapping[str, int]
    table: _Table
    shapes: _Shapes

    @staticmethod
    def of(weights: Mapping[str, int]) -> Voice:
        """The voice with these weights."""
        return Voice(weights, _Table.of(weights), _Shapes.of(weights))

    def words(self, texts: Sequence[str]) -> list[float]:
        """The logarithm of the odds that a line is the page's, as its words and its shape tell; for each line.

        Lines hold no line end. All are looked up together: their signs stand in one row, with a line end before and
        behind each line, which is `^` to the sign behind it and `$` to the one before it.
        """
        if not texts:
            return []
        row = points_of(f"\n{_plain(chr(LINE_END).join(texts))}\n")
        ends = np.flatnonzero(row == LINE_END)
        sizes = np.diff(ends)
        first = self.table.numbers.take(row, mode="clip").astype(np.uint32)
        line = np.repeat(np.arange(len(texts)), sizes)
        signs = np.sort(line << SHIFT | first[:-1])
        second = first.copy()
        first[ends], second[ends] = self.table.frame
        told = np.add.reduceat(self.table.of_pairs(first[:-1], second[1:]), ends[:-1])
        once = np.concatenate((signs[:1], signs[1:][signs[1:] != signs[:-1]]))
        told += np.bincount(once >> SHIFT, self.table.single.take(once & NUMBER), len(texts)).astype(np.int64)
        values = map(_value, (sizes - 1).tolist())
        return [
            (said * value + self.shapes.weight(text)) / 100
            for said, value, text in zip(told.tolist(), values, texts, strict=True)
        ]

    def places(self, places: Iterable[str]) -> float:
        """What its places add to that."""
        return sum(self.weights.get(f"place {place}", 0) for place in places) / 100

    def loudest(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The words of a line that say most for a page, strongest first."""
        pairs = [
            name for name in dict.fromkeys(spoken(text)[0]) if len(name) > 1 and self.weights.get(name, 0) > 0
        ]
        return tuple(sorted(pairs, key=lambda name: -self.weights[name])[:most])


def spoken(text: str) -> tuple[list[str], float]:
    """The signs and the pairs of neighbouring signs of a line, and what each of them counts.

    Figures, addresses and long foreign words count as one sign.
    """
    plain = _plain(text)
    framed = plain.join(FRAME)
    return [*set(plain), *map(str.__add__, framed, framed[1:])], _value(len(plain))


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if "://" in plain or "www." in plain:
        plain = ADDRESS.sub("@", plain)
    return LATIN.sub(_word, DIGITS.sub("0", plain)).replace(" ", "_")


def _value(length: int) -> float:
    return 2 / sqrt(max(SHORTEST, length))


def shape(text: str) -> tuple[str, ...]:
    """What is known of a line besides its words: its length, its last sign, whether it is a sentence."""
    last = _last(text)
    return (
        "bias",
        f"length {len(text).bit_length()}",
        f"last {last}",
        f"sentence {len(text) > SENTENCE and last in SENTENCE_ENDS}",
    )


def _last(text: str) -> str:
    return unicodedata.category(text[-1]) if text[-1].isalnum() else text[-1]


def _word(match: re.Match[str]) -> str:
    return match[0].lower() if len(match[0]) < LONGEST_WORD else "A"


@once
def load_voice(path: Path) -> Voice:
    """Read the learned weights: a comment, then a line a feature, its weight in hundredths before it."""
    weights: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        weight, _, name = line.partition(" ")
        try:
            weights[name] = int(weight)
        except ValueError as error:
            raise RuleError(
                path.as_posix(),
                f"第 {number} 行：特征前没有权重（{line}）",
                "用 tests/accuracy/learn.py 重新学出这个文件",
            ) from error
    return Voice.of(weights)
