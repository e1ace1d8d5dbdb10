"""Where a page spoke into a paragraph: at its start, between its sentences and clauses, at its end.

A line is read as a chain of two states, the document's and the page's (a conditional random field: Lafferty, McCallum
and Pereira, 2001). Signs and pairs of neighbouring signs weigh for going on in the page's voice, for beginning with it
and for going back to the document; the weights of `data/rules/inserted.txt` are learned by
`tests/accuracy/learn_inserted.py`. Which stretches go is told in `stretches.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.cleaning.stretches import Bars, Potentials, Stretch, stretches_of
from archive.cleaning.voice import SHIFT, located
from archive.errors import RuleError
from archive.patterns.points import points_of
from archive.rulefiles.once import once

POINTS = 1 << 16  # characters from here on count as one
LINE_END, BLANK = "¶", "␣"  # how these two are written in the file of weights
OTHER_HAN, OTHER = "囗", "〓"  # a character of the language without a weight of its own, and any other sign
DIGIT = "0"
HAN = (0x4E00, 0x9FFF)  # the last one is no character of any text that was learned
COMMENT = "###"  # one or two of these have weights
SIGN_WEIGHTS = ("within", "first", "before", "last", "behind")
PAIR_WEIGHTS = ("within", "begin", "first", "end", "last", "behind")
HUNDREDTHS = 100
GRAIN = 32  # steps of one in the coarse table
APART = 1e6  # more than any stretch weighs
SLACK = 1e-6  # sums over several lines are rounded elsewhere


@dataclass(frozen=True, slots=True)
class Inserted:
    """Learned weights, in hundredths, of signs and of pairs of signs, each by what it speaks for.

    `numbers` gives each sign a number by its code point, from 1 on; `keys` are two numbers in one, ascending, and each
    row of `pairs` belongs to one of them, the first to no pair. `seats` and `coarse` are for one look at a whole text:
    signs that stand in pairs by number, and what a sign behind another speaks for going on.
    """

    numbers: NDArray[np.uint16]
    signs: NDArray[np.int32]
    keys: NDArray[np.uint32]
    pairs: NDArray[np.int32]
    seats: NDArray[np.uint16]
    coarse: NDArray[np.int8]
    width: int
    within: Mapping[str, int]

    def suspects(self, text: str, words: float) -> list[int]:
        """The lines of a text, by number, where a run of signs ends whose words may speak so much for the page.

        A line end counts as a sign; it stands in the line that it ends.
        """
        points = points_of(text)
        seat = self.seats.take(points, mode="clip")
        pairs = seat[:-1].astype(np.intp)  # what places in a table are, else they are made so
        pairs *= self.width
        pairs += seat[1:]
        sums = self.coarse.take(pairs).cumsum(dtype=np.int32)
        rise = sums - np.minimum.accumulate(sums)
        hot = np.flatnonzero(rise >= ceil(words * GRAIN)) + 1
        return list(dict.fromkeys(np.flatnonzero(points == ord("\n")).searchsorted(hot).tolist()))

    def strangeness(self, text: str) -> float:
        """The share of Han characters without a weight of their own: of such a text the weights say nothing."""
        points = points_of(text)
        han = points[(points >= HAN[0]) & (points <= HAN[1])]
        unknown = self.numbers.take(han) == self.numbers[HAN[1]]
        return float(np.count_nonzero(unknown)) / max(1, len(han))

    def promising(self, lines: Sequence[str], score: float) -> list[int]:
        """The numbers of lines with a stretch that may reach the score: hardly any, and many cost like one."""
        if not lines:
            return []
        told = self._potentials("\n".join(lines))
        apart = APART * np.repeat(np.arange(len(lines)), [len(line) + 1 for line in lines])
        sums = np.concatenate(([0.0], told.within.cumsum()[:-1]))
        best = np.maximum.accumulate(told.first - told.within - sums + apart)
        reached = best[:-1] + sums[1:] + told.behind[1:] - apart[1:] >= score - SLACK
        return sorted({round(each / APART) for each in apart[1:][reached].tolist()})

    def stretches(self, line: str, bars: Bars, names: Iterable[tuple[int, int, float]] = ()) -> list[Stretch]:
        """The stretches of a line, which holds no line end, that reach the bars; never the whole of it.

        `names` are the places in it where names of the page begin and end, with what each of their signs says.
        """
        return stretches_of(line, self._told(line, names), bars)

    def weigher(self, line: str, names: Iterable[tuple[int, int, float]] = ()) -> Callable[[int, int], float]:
        """What a stretch of a line weighs, by where it begins and ends."""
        told = self._told(line, names)
        return lambda start, end: float(
            told.first[start] + told.within[start + 1 : end].sum() + told.behind[end]
        )

    def _told(self, line: str, names: Iterable[tuple[int, int, float]]) -> Potentials:
        told = self._potentials(line)
        for start, end, points in names:
            told.within[start:end] += points
            told.first[start] += points
        return told

    def loudest(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The pairs of signs that speak loudest for a page, strongest first."""
        pairs = dict.fromkeys(map(str.__add__, text, text[1:]))
        loud = [pair for pair in pairs if self.within.get(pair, 0) > 0]
        return tuple(sorted(loud, key=lambda pair: -self.within[pair])[:most])

    def _potentials(self, text: str) -> Potentials:
        points = points_of(f"\n{text}\n")
        sign = self.numbers.take(points, mode="clip")
        rows = located(sign[:-1], sign[1:], self.keys)  # of each sign and the one before it
        pair = self.pairs.take(rows, axis=0)
        none = np.zeros((1, len(PAIR_WEIGHTS)), np.int32)
        here, ahead, back = pair, np.concatenate((pair[1:], none)), np.concatenate((none, pair[:-1]))
        ahead[points[1:] == ord("\n")] = 0  # what stands in the next line is not seen
        one, before = self.signs.take(sign[1:], axis=0), self.signs.take(sign[:-1], axis=0)
        first = one[:, 1] + before[:, 2] + here[:, 1] + ahead[:, 2]
        behind = before[:, 3] + one[:, 4] + here[:, 3] + back[:, 4] + ahead[:, 5]
        return Potentials(*((each / HUNDREDTHS) for each in (first, one[:, 0] + here[:, 0], behind)))


def base_points() -> NDArray[np.uint16]:
    """What sign each code point counts as: figures are one, so are wide and narrow, great and small, and all blanks."""
    base = np.arange(POINTS, dtype=np.uint16)
    base[0xFF01:0xFF5F] -= 0xFEE0
    for great in (ord("A"), 0xFF21):
        base[great : great + 26] = np.arange(ord("a"), ord("z") + 1)
    for zero in (ord("0"), 0xFF10):
        base[zero : zero + 10] = ord(DIGIT)
    base[[ord(each) for each in " \t\u3000\xa0\r"]] = ord(BLANK)
    base[[ord(each) for each in (LINE_END, BLANK, OTHER_HAN, OTHER)]] = (ord(OTHER),) * 4
    base[[ord(" "), ord("\n")]] = ord(BLANK), ord(LINE_END)
    base[POINTS - 1] = ord(OTHER)
    return base


def numbered(signs: Mapping[str, int]) -> NDArray[np.uint16]:
    """The number of each code point, where some signs have one of their own."""
    own = np.full(POINTS, signs[OTHER], np.uint16)
    own[0x3400:0xA000] = signs[OTHER_HAN]
    own[[ord(sign) for sign in signs]] = list(signs.values())
    return own.take(base_points())


@once
def load_inserted(path: Path) -> Inserted:
    """Read the learned weights: a comment, then a line a sign or pair with its weights in hundredths behind it."""
    signs: dict[str, tuple[int, ...]] = {}
    pairs: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        name, *weights = line.split(" ")
        if not line or name == COMMENT:
            continue
        kind, count = (signs, len(SIGN_WEIGHTS)) if len(name) == 1 else (pairs, len(PAIR_WEIGHTS))
        try:
            kind[name] = tuple(map(int, weights))
        except ValueError:
            weights = []
        if len(weights) != count:
            raise RuleError(
                path.as_posix(),
                f"第 {number} 行：应有 {count} 个权重（{line}）",
                "用 tests/accuracy/learn_inserted.py 重新学出这个文件",
            )
    return _laid_out(signs, pairs)


def _laid_out(signs: Mapping[str, tuple[int, ...]], pairs: Mapping[str, tuple[int, ...]]) -> Inserted:
    """The weights laid out for looking many up at once."""
    number = {sign: at for at, sign in enumerate(signs, start=1)}  # so that no pair is 0
    rows = sorted((number[name[0]] << SHIFT | number[name[1]], weights) for name, weights in pairs.items())
    none = (0,) * len(PAIR_WEIGHTS)
    seat = {sign: at for at, sign in enumerate(dict.fromkeys((OTHER, OTHER_HAN, *"".join(pairs))))}
    width = len(seat)
    coarse = np.tile(np.array([signs[sign][0] for sign in seat]), (width, 1))
    for name, weights in pairs.items():
        coarse[seat[name[0]], seat[name[1]]] += weights[0]
    steps = np.clip(np.round(coarse * GRAIN / HUNDREDTHS), -128, 127).astype(np.int8)
    return Inserted(
        numbered(number),
        np.array([none[1:], *signs.values()], np.int32),
        np.array([0, *(key for key, _ in rows)], np.uint32),
        np.array([none, *(weights for _, weights in rows)], np.int32),
        numbered(seat),
        steps.ravel(),
        width,
        {name: signs[name[1]][0] + weights[0] for name, weights in pairs.items()},
    )
