"""Which stretches of a paragraph go: those that weigh enough, as far as it is sure that they are the page's.

    score = first + Σ within + behind          what the signs of a stretch and at its borders weigh
    sure  = Σ e^score / (1 + Σ e^score)        over the stretches that hold it, and all that share a place with it

A stretch goes when both figures reach their bars in `margins.yml`, so not while it may well reach into what the
document says. Of one that weighs enough and is not sure, the heaviest part that is surer still goes: that a page spoke
there is often beyond doubt, and only where it was over is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

OPENING, CLOSING = "（【[〔〖《“{「『［〈﹝", "）】]〕〗》”}」』］〉﹞"
BRACKETS = {sign: (at, 1) for at, sign in enumerate(OPENING)} | {s: (at, -1) for at, s in enumerate(CLOSING)}
BRACKETS |= {"(": BRACKETS["（"], ")": BRACKETS["）"]}
NO_BRACKET = (0, 0)
REST = 12  # letters; a line of which fewer would stay is no paragraph: whole lines are asked for elsewhere
DEPTH_BITS = 4  # of a number for each kind of brackets
STOPS = frozenset("，。；、：,;:")
NEVER_FIRST = frozenset(f"，。、；：！？,;:!?){CLOSING}")
UNITS = frozenset(".%％万亿元年月日个次名件项人户")
GROUP = re.compile(r"[（(【\[〔][^（()）【】\[\]〔〕]+[）)】\]〕]")
REACH = 40  # characters on either side within which other borders are weighed

Floats = NDArray[np.float64]


class Stretch(NamedTuple):
    """Where a stretch of a line begins and ends, and its two figures."""

    start: int
    end: int
    score: float
    sure: float


class Bars(NamedTuple):
    """What a stretch must reach, or a part of one; how many characters it may have; what each sign of a name gets."""

    score: float
    sure: float
    part: float
    longest: int


class Potentials(NamedTuple):
    """What speaks at each place of a line, its end counted in, for beginning there, going on, or being over."""

    first: Floats
    within: Floats
    behind: Floats


def stretches_of(line: str, told: Potentials, bars: Bars) -> list[Stretch]:
    """The stretches of a line that reach the bars; never the whole of it."""
    sums = np.concatenate(([0.0], told.within.cumsum()[:-1]))  # what speaks for going on, before each place
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
        heaviest = _heaviest(scores, allowed.clear(places), allowed.stopped[places], low, bars)
        weigh = _Weigher(low, scores)
        found += (_bracketed(line, each, weigh, bars.score) for each in heaviest)
    return apart(found)


class _Weigher(NamedTuple):
    """What stretches weigh: `scores` by start (row) and end (column), counted from `low`."""

    low: int
    scores: Floats

    def __call__(self, start: int, end: int) -> float:
        return float(self.scores[start - self.low, end - self.low])


def _bracketed(line: str, found: Stretch, weigh: _Weigher, bar: float) -> Stretch:
    """Only the words in brackets of a stretch that begins or ends with some, where the rest of it weighs too little."""
    start, end = found.start, found.end
    inner = [each for each in GROUP.finditer(line, start, end) if start in each.span() or end in each.span()]
    for first, last in (each.span() for each in inner):
        rest = (last, end) if first == start else (start, first)
        if rest[0] < rest[1] and weigh(*rest) < bar <= weigh(first, last):
            return found._replace(start=first, end=last, score=weigh(first, last))
    return found


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

    Of one that is not sure goes the heaviest part that is, by a higher bar: often only the borders are in doubt.
    """
    if scores.max() < bars.score:
        return
    sure = _sureness(scores, stopped)
    parts = np.where(clear & (sure >= bars.part), scores, -np.inf)
    left = scores.copy()
    while left.max() >= bars.score:
        start, end = first, last = divmod(int(left.argmax()), len(left))
        if not clear[start, end] or sure[start, end] < bars.sure:
            inner = parts[start : end + 1, start : end + 1]
            first, last = (start + each for each in divmod(int(inner.argmax()), len(inner)))
            if parts[first, last] < bars.score:
                first = last
        if first < last:
            yield Stretch(low + first, low + last, float(scores[first, last]), float(sure[first, last]))
        left[:end, start + 1 :] = -np.inf


def _sureness(scores: Floats, stopped: NDArray[np.bool_]) -> Floats:
    """How sure it is of each stretch, by start (row) and end (column), that all of it is the page's.

    Whether the stop that ends it is noise too makes it no less sure. `holding` sums up those from a row up and from a
    column on.
    """
    most, places = scores.max(), np.arange(len(scores))
    holding = np.exp(scores - most).cumsum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    whole = holding[places[:, None], (places - stopped)[None, :]]
    beside = holding[np.maximum(places - 1, 0)[None, :], np.minimum(places + 1, len(scores) - 1)[:, None]]
    sure: Floats = whole / (np.exp(-most) + beside)
    return sure


def apart(found: Iterable[Stretch]) -> list[Stretch]:
    """Those that share no place with an earlier one: what stands between two groups of ends may be found twice."""
    kept: list[Stretch] = []
    for each in sorted(found):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept
