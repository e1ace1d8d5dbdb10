"""Where a page spoke into a paragraph: at its start, between its sentences and clauses, at its end.

    score = first + Σ within + behind          what the signs of a stretch and at its borders weigh
    sure  = Σ e^score / (1 + Σ e^score)        over the stretches that hold it, and all that share a place with it

A line is read as a chain of two states, the document's and the page's (a conditional random field: Lafferty, McCallum
and Pereira, 2001). Signs and pairs of neighbouring signs weigh for going on in the page's voice, for beginning with it
and for going back to the document; the weights of `data/rules/inserted.txt` are learned by
`tests/accuracy/learn_inserted.py`. A stretch goes when both figures reach their bars in `margins.yml`, so not while it
may well reach into what the document says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.cleaning.voice import SHIFT, located
from archive.errors import RuleError
from archive.points import points_of

POINTS = 1 << 16  # characters from here on count as one
LINE_END, BLANK = "¶", "␣"  # how these two are written in the file of weights
OTHER_HAN, OTHER = "囗", "〓"  # a character of the language without a weight of its own, and any other sign
DIGIT = "0"
COMMENT = "###"  # one or two of these have weights
SIGN_WEIGHTS = ("within", "first", "before", "last", "behind")
PAIR_WEIGHTS = ("within", "begin", "first", "end", "last", "behind")
HUNDREDTHS = 100
GRAIN = 32  # steps of one in the coarse table
OPENING, CLOSING = "（【[〔〖《“{「『［〈﹝", "）】]〕〗》”}」』］〉﹞"
BRACKETS = {sign: (at, 1) for at, sign in enumerate(OPENING)} | {s: (at, -1) for at, s in enumerate(CLOSING)}
BRACKETS |= {"(": BRACKETS["（"], ")": BRACKETS["）"]}
NO_BRACKET = (0, 0)
REST = (
    12  # letters; a line of which fewer would stay is no paragraph, and left to those who look at whole lines
)
DEPTH_BITS = 4  # of a number for each kind of brackets
STOPS = frozenset("，。；、：,;:")
NEVER_FIRST = frozenset(f"，。、；：！？,;:!?){CLOSING}")
UNITS = frozenset(".%％万亿元年月日个次名件项人户")
APART = 1e6  # more than any stretch weighs
SLACK = 1e-6  # sums over several lines are rounded elsewhere
REACH = 40  # characters on either side within which other borders are weighed

Floats = NDArray[np.float64]


class Stretch(NamedTuple):
    """Where a stretch of a line begins and ends, and its two figures."""

    start: int
    end: int
    score: float
    sure: float


class Bars(NamedTuple):
    """What a stretch must reach, and how many characters it may have."""

    score: float
    sure: float
    longest: int


class _Potentials(NamedTuple):
    """What speaks at each place of a line, its end counted in, for beginning there, going on, or being over."""

    first: Floats
    within: Floats
    behind: Floats


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

    def stretches(self, line: str, bars: Bars) -> list[Stretch]:
        """The stretches of a line, which holds no line end, that reach the bars; never the whole of it."""
        told = self._potentials(line)
        sums = np.concatenate(
            ([0.0], told.within.cumsum()[:-1])
        )  # what speaks for going on, before each place
        begun = told.first - told.within - sums
        best = np.maximum.accumulate(begun)
        ends = np.flatnonzero(best[:-1] + sums[1:] + told.behind[1:] >= bars.score) + 1
        if not len(ends):
            return []
        allowed = _Borders.of(line)
        found: list[Stretch] = []
        for first, last in _near(ends.tolist()):
            low = max(0, first - bars.longest - REACH)
            places = np.arange(low, min(len(line) + 1, last + REACH))
            scores = begun[places][:, None] + (sums + told.behind)[places][None, :]
            scores = np.where(allowed.pairs(places, bars.longest), scores, -np.inf)
            found += _heaviest(scores, allowed.clear(places), allowed.stopped[places], low, bars)
        return _apart(found)

    def loudest(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The pairs of signs that speak loudest for a page, strongest first."""
        pairs = dict.fromkeys(map(str.__add__, text, text[1:]))
        loud = [pair for pair in pairs if self.within.get(pair, 0) > 0]
        return tuple(sorted(loud, key=lambda pair: -self.within[pair])[:most])

    def _potentials(self, text: str) -> _Potentials:
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
        return _Potentials(*((each / HUNDREDTHS) for each in (first, one[:, 0] + here[:, 0], behind)))


class _Borders(NamedTuple):
    """Where a stretch of a line may begin and end, and how brackets stand there: none may be torn apart.

    `opens` says where one may begin at all, `amid` where that is amid a clause, `stopped` where it would end with the
    sign that ends one.
    """

    opens: NDArray[np.bool_]
    starts: NDArray[np.bool_]
    ends: NDArray[np.bool_]
    amid: NDArray[np.bool_]
    stopped: NDArray[np.bool_]
    depth: NDArray[np.int64]

    @staticmethod
    def of(line: str) -> _Borders:
        """Look at every place of a line, its end counted in; a word or a number is not begun or ended within."""
        opens, starts, ends, depth = [], [], [], [0]
        for before, here in zip(f"\n{line}", f"{line}\n", strict=True):
            word = before.isalnum() and here.isalnum()
            opened = BRACKETS.get(before, NO_BRACKET)[1] > 0
            opens.append(here not in NEVER_FIRST)
            starts.append(not (word or opened))
            figure = before.isdigit() and here in UNITS
            ends.append(not (opened or figure or (word and before.isascii() and here.isascii())))
            kind, step = BRACKETS.get(here, NO_BRACKET)
            depth.append(depth[-1] + step * (1 << DEPTH_BITS * kind))
        amid = [False, *map(str.isalnum, line)]
        stopped = [False, *(sign in STOPS for sign in line)]
        return _Borders(*map(np.array, (opens, starts, ends, amid, stopped, depth[:-1])))

    def pairs(self, places: NDArray[np.intp], longest: int) -> NDArray[np.bool_]:
        """Which of these places may be the start (row) and the end (column) of a stretch.

        Only where no stop ends the line may signs alone stay of it.
        """
        size = places[None, :] - places[:, None]
        letters = self.amid.cumsum()
        rest = letters[-1] - letters[places][None, :] + letters[places][:, None]
        kept = (rest >= REST) | ((rest == 0) & ~self.stopped[-1])
        level = self.depth[places][:, None] == self.depth[places][None, :]
        may = (size > 0) & (size <= longest) & (size < len(self.starts) - 1)
        pairs: NDArray[np.bool_] = may & level & kept & self.opens[places][:, None]
        return pairs

    def clear(self, places: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of these stretches may go: others only make it less sure where one begins and ends.

        What ends a clause that a stretch interrupts is not taken with it.
        """
        clear: NDArray[np.bool_] = self.starts[places][:, None] & self.ends[places][None, :]
        return clear & ~(self.amid[places][:, None] & self.stopped[places][None, :])


def _near(ends: list[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each group of ends that stand near each other; no group is longer than twice that."""
    first = last = ends[0]
    for end in ends[1:]:
        if end - last > REACH or end - first > 2 * REACH:
            yield first, last
            first = end
        last = end
    yield first, last


def _heaviest(
    scores: Floats, clear: NDArray[np.bool_], stopped: NDArray[np.bool_], low: int, bars: Bars
) -> Iterator[Stretch]:
    """The heaviest stretch, then the heaviest of those that share no place with it, while one reaches the score.

    Whether the stop that ends it is noise too makes it no less sure.
    """
    rows, columns = np.arange(len(scores))[:, None], np.arange(len(scores))[None, :]
    while True:
        start, end = divmod(int(scores.argmax()), len(scores))
        score = float(scores[start, end])
        if score < bars.score:
            return
        beside = (rows < end) & (columns > start)
        whole = np.logaddexp.reduce(scores[(rows <= start) & (columns >= end - int(stopped[end]))])
        sure = float(np.exp(whole - np.logaddexp(0.0, np.logaddexp.reduce(scores[beside]))))
        if sure >= bars.sure and clear[start, end]:
            yield Stretch(low + start, low + end, score, sure)
        scores = np.where(beside, -np.inf, scores)


def _apart(found: list[Stretch]) -> list[Stretch]:
    """Those that share no place with an earlier one: what stands between two groups of ends may be found twice."""
    kept: list[Stretch] = []
    for each in sorted(found):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


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


@cache
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
