"""Learn where a page spoke into a paragraph (`data/rules/inserted.txt`) from noise that a person marked.

    python3 tests/accuracy/learn_inserted.py --corpus documents.jsonl.xz [--blind] [--out FILE]

Learned from: the lines of `cases/` and `batches/` with their marks `⟦…⟧`; noise of these and of the files `noise*` of
`lines/`, put into paragraphs at places drawn by fixed seeds; the lines of the files `honest*` there, what rules must
miss, and running text, as they are. The batches of `HELD_OUT` are never
learned from, nor are those of `APART`. `--blind` leaves out each batch in turn, with every `FOLDS`-th line of `lines/`, and prints what is found
of that: noise found with its borders, noise found in part, and stretches of documents taken for noise.

The method is a conditional random field over two states (Lafferty, McCallum and Pereira, 2001) with a quadratic
penalty, minimised by Adam (Kingma and Ba, 2015) over lots of lines. Where noise is put tells one draw from another by
several stretches in a hundred, so that the weights are the mean of those of several draws. The same lines give the same
file.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "accuracy")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

import numpy as np
from numpy.typing import NDArray

from archive import files
from archive.cleaning.inserted import LINE_END, OTHER, OTHER_HAN, Inserted, base_points, load_inserted
from archive.cleaning.rules import load_clean, split_hit
from archive.patterns.points import points_of
from labelled import APART, HELD_OUT, INLINE, marked_lines

RULES = ROOT / "data" / "rules"
CASES = ROOT / "tests" / "cases"
SEEDS = (3, 4, 5)  # one for each draw
NOISE, HONEST = ("noise", "noise-within", "noise-put-in"), ("honest", "honest-within", "honest-put-in")
FOLDS = 8
REAL_WEIGHT, HONEST_WEIGHT, PLAIN_WEIGHT = 3.0, 2.0, 1.0
NOISE_CHARS, HOST_CHARS = (2, 70), (30, 400)
RUNNING, EVERY = 9000, 3  # so many paragraphs of running text, from every third document
AGAIN = 2  # stretches that a person marked within lines are put into so many other paragraphs
WINDOW, BEFORE, BEHIND = 150, 60, 20  # of longer paragraphs only so much is looked at
BORDER, SENTENCE_END = re.compile(r"[，。；、：！？”）,;:]"), re.compile(r"[。！？；]")
NOISE_PLACES, HONEST_PLACES = (8, 12, 25, 45, 10), (20, 30, 40, 10, 0)  # see _place
WRAPS = ("（）", "()", "[]", "【】", "〔〕", "［］", "<>", "《》", "{}", "〖〗", "＊＊", "##", "--")
ENDINGS = "。。。！，；"
SIGN_LEAST, NOISE_LEAST, PLAIN_LEAST = 8, 2, 12  # seen more rarely, a sign or pair has no weight of its own
EPOCHS, LOT, RATE, PENALTY = 12, 2500, 0.05, 0.5
LEAST = 30  # hundredths; pairs whose weights are all smaller are left out
NEVER = -1e4
START = (-1.0, -6.0, -1.0)  # a page rarely begins to speak
HEAD = """### Where a page spoke into a paragraph: weights of signs and pairs of neighbouring signs, in hundredths. Learned, not written: see
### tests/accuracy/learn_inserted.py. ¶ is a line end, ␣ a blank, 囗 any other Han, 〓 any other sign. Behind a sign: what it weighs within noise,
### first in it, before it, last in it, behind it; behind a pair: within noise, across its start, first, across its end, last, behind it.
"""

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A line to learn from, the stretches of it that are noise, and how much it counts."""

    text: str
    noise: tuple[tuple[int, int], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to learn from, by group: marked lines, noise to be put into paragraphs, honest lines, paragraphs."""

    marked: tuple[tuple[str, Sample], ...]
    noise: tuple[tuple[str, str], ...]
    honest: tuple[tuple[str, str], ...]
    running: tuple[str, ...]


def material(corpus: Path) -> Material:
    """Read all there is; of running text every third document."""
    marked, noise = [], []
    for group, line, is_noise in marked_lines():
        text, stretches = unmarked(line)
        noise += [(group, text[start:end]) for start, end in stretches] if not is_noise else [(group, text)]
        if not is_noise:
            weight = REAL_WEIGHT if stretches else PLAIN_WEIGHT
            marked.append((group, Sample(text, tuple(stretches), weight)))
    noise += [(_fold(line), line) for name in NOISE for line in _read(name)]
    honest = [(_fold(line), line) for name in HONEST for line in _read(name)]
    honest += [("rules", line) for line in _misses()]
    return Material(tuple(marked), tuple(noise), tuple(honest), tuple(_running(corpus)))


def unmarked(line: str) -> tuple[str, list[tuple[int, int]]]:
    """A line without its marks, and where they stood."""
    text, stretches, at = "", [], 0
    for match in INLINE.finditer(line):
        text += line[at : match.start()]
        stretches.append((len(text), len(text) + len(match[1])))
        text, at = text + match[1], match.end()
    return text + line[at:], [each for each in stretches if text[slice(*each)].strip()]


def _read(name: str) -> list[str]:
    return (HERE / "lines" / f"{name}.txt").read_text("utf-8").splitlines()


def _fold(line: str) -> str:
    return f"lines {zlib.crc32(line.encode()) % FOLDS}"


def _misses() -> Iterator[str]:
    for rule in load_clean(RULES).rules:
        for miss in rule.misses:
            yield from filter(str.strip, split_hit(miss)[0].split("\n"))
    yield from filter(str.strip, (CASES / "lines" / "body.txt").read_text("utf-8").split("\n"))


def _running(corpus: Path) -> Iterator[str]:
    with lzma.open(corpus, "rt", encoding="utf-8") as rows:
        for row in islice(rows, 0, None, EVERY):
            yield from (
                line.strip() for line in json.loads(row)["text"].split("\n") if len(line.strip()) >= 8
            )


def samples(given: Material, left_out: frozenset[str], seed: int) -> list[Sample]:
    """The lines to learn from in one draw, less those of some groups."""
    draw = random.Random(seed)
    running = draw.sample(given.running, len(given.running))
    marked = [sample for group, sample in given.marked if group not in left_out]
    real = [sample.text[slice(*each)] for sample in marked for each in sample.noise]
    noise = [text for group, text in given.noise if group not in left_out]
    noise = [text for text in noise if NOISE_CHARS[0] <= len(text) <= NOISE_CHARS[1]] + real * AGAIN
    own = [sample.text for sample in marked if len(sample.text) > HOST_CHARS[0] and not sample.noise]
    hosts = own + [line for line in running if HOST_CHARS[0] <= len(line) <= HOST_CHARS[1]][: len(own)]
    found = [*marked, *(put_into(draw.choice(hosts), text, draw) for text in noise)]
    found += [Sample(line, (), PLAIN_WEIGHT) for line in running[:RUNNING]]
    for text in (text for group, text in given.honest if group not in left_out):
        found.append(Sample(text, (), HONEST_WEIGHT))
        for host in draw.choices(hosts, k=AGAIN):
            at = _place(host, draw, HONEST_PLACES)
            found.append(Sample(host[:at] + text + host[at:], (), PLAIN_WEIGHT))
    return found


def _place(host: str, draw: random.Random, often: Sequence[int]) -> int:
    """A place in a paragraph: at its start, at its end, behind a sentence, behind a clause, anywhere; each so `often`."""
    ends = [match.end() for match in SENTENCE_END.finditer(host)]
    clauses = [match.end() for match in BORDER.finditer(host)]
    anywhere = range(len(host) + 1)
    kinds = ([0], [len(host)], ends or [0], clauses or anywhere, anywhere)
    return draw.choice(draw.choices(kinds, weights=often)[0])


def put_into(host: str, noise: str, draw: random.Random) -> Sample:
    """A paragraph with noise put into it."""
    at = _place(host, draw, NOISE_PLACES)
    if noise[-1].isalnum():
        wrap = draw.choices(("", *WRAPS), weights=(4 * len(WRAPS), *(1 for _ in WRAPS)))[0]
        ending = draw.choices(("", *ENDINGS), weights=(3 * len(ENDINGS), *(1 for _ in ENDINGS)))[0]
        noise = f"{wrap[0]}{noise}{wrap[1]}" if wrap else noise + ending
    return Sample(host[:at] + noise + host[at:], ((at, at + len(noise)),), PLAIN_WEIGHT)


@dataclass(frozen=True, slots=True)
class Row:
    """All lines in one row of signs: by place the number of the sign, of the pair that it ends, and whether it is noise.

    `starts` and `sizes` tell which stretch of the row is learned from for each sample.
    """

    sign: Whole
    pair: Whole
    noise: NDArray[np.bool_]
    starts: Whole
    sizes: Whole
    weight: Floats
    signs: tuple[str, ...]
    pairs: tuple[str, ...]

    @staticmethod
    def of(lines: Sequence[Sample]) -> Row:
        """Lay the lines out, one line end before and behind each, and number their signs and pairs."""
        text = "".join(f"\n{line.text}" for line in lines) + "\n"
        points = points_of(text)
        base = base_points().take(points, mode="clip").astype(np.int64)
        noise, starts, sizes = np.zeros(len(base), bool), [], []
        at = 1
        for line in lines:
            for start, end in line.noise:
                noise[at + start : at + end] = True
            low, high = _window(line)
            starts.append(at + low)
            sizes.append(high - low)
            at += len(line.text) + 1
        own = np.flatnonzero(np.bincount(base) >= SIGN_LEAST)
        signs = tuple(dict.fromkeys((OTHER, OTHER_HAN, LINE_END, *map(chr, own.tolist()))))
        number = {sign: at for at, sign in enumerate(signs)}
        numbers = np.zeros(1 << 16, np.int64)
        numbers[0x3400:0xA000] = number[OTHER_HAN]
        numbers[[ord(sign) for sign in signs]] = range(len(signs))
        sign = numbers[base]
        pair, keys = _pairs(sign, noise)
        pairs = tuple(signs[key >> 16] + signs[key & 0xFFFF] for key in keys.tolist())
        weight = np.array([line.weight for line in lines])
        return Row(sign, pair, noise, np.array(starts), np.array(sizes), weight, signs, pairs)


def _window(line: Sample) -> tuple[int, int]:
    """Which part of a long line is looked at: round its first noise, or anywhere."""
    size = len(line.text)
    if size <= WINDOW:
        return 0, size
    if not line.noise:
        low = zlib.crc32(line.text.encode()) % (size - WINDOW)
        return low, low + WINDOW
    start, end = line.noise[0]
    low = max(0, min(start - BEFORE, size - WINDOW))
    return low, min(size, max(low + WINDOW, end + BEHIND))


def _pairs(sign: Whole, noise: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """The number of the pair that ends at each place, 0 for rare ones, and the pairs that have a number from 1 on."""
    keys = np.zeros(len(sign), np.int64)
    keys[1:] = sign[:-1] << 16 | sign[1:]
    near = noise | np.roll(noise, 1) | np.roll(noise, 2) | np.roll(noise, -1)
    known = [
        each[count >= least]
        for place, least in ((near, NOISE_LEAST), (~near, PLAIN_LEAST))
        for each, count in [np.unique(keys[1:][place[1:]], return_counts=True)]
    ]
    own = np.union1d(*known)
    at = np.minimum(np.searchsorted(own, keys), len(own) - 1)
    found = np.where(own[at] == keys, at + 1, 0)
    found[0] = 0
    return found, own


# What is learned: by sign or pair what it speaks for in one of three steps (0: going on, 1: beginning, 2: being over), and
# where it stands, counted from the place of the step.
SIGNS = {
    "within": ((0, 1), 0),
    "first": ((1,), 0),
    "before": ((1,), -1),
    "last": ((2,), -1),
    "behind": ((2,), 0),
}
PAIRS = {
    "within": (0, 0),
    "begin": (1, 0),
    "first": (1, 1),
    "end": (2, 0),
    "last": (2, -1),
    "behind": (2, 1),
}


class Learner:
    """The weights while they are learned. It owns them."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.weights = {("sign", name): np.zeros(len(row.signs)) for name in SIGNS}
        self.weights |= {("pair", name): np.zeros(len(row.pairs) + 1) for name in PAIRS}
        self.weights["bias", ""] = np.array(START)
        self.mean = {name: np.zeros_like(each) for name, each in self.weights.items()}
        self.square = {name: np.zeros_like(each) for name, each in self.weights.items()}

    def learn(self) -> None:
        """Go through all lines some times, a lot at a time."""
        order = np.random.default_rng(SEEDS[0])
        count = len(self.row.starts)
        steps = EPOCHS * -(-count // LOT)
        step = 0
        for _ in range(EPOCHS):
            mixed = order.permutation(count)
            for at in range(0, count, LOT):
                step += 1
                lot = mixed[at : at + LOT]
                slopes = self._slopes(lot[np.argsort(self.row.sizes[lot], kind="stable")])
                self._move(slopes, step, RATE * (1 - step / steps) + RATE / 50)

    def _slopes(self, lot: Whole) -> dict[tuple[str, str], Floats]:
        """How each weight should change, for one lot."""
        row = self.row
        size = row.sizes[lot]
        place = np.arange(int(size.max()) + 1)[:, None]
        inside, last = place <= size, place == size
        at = np.where(inside, row.starts[lot] + place, 0)
        steps = [np.full(at.shape, each) for each in self.weights["bias", ""]]
        for kind, name, into, index in self._features(at):
            for step in into:
                steps[step] += self.weights[kind, name][index]
        open_ = inside & ~last
        going, begins, over = (
            np.where(may, each, NEVER) for each, may in zip(steps, (open_, open_, inside), strict=True)
        )
        noise = row.noise[at] & open_
        before = np.vstack([np.zeros((1, len(lot)), bool), noise[:-1]])
        real = (before & noise, ~before & noise, before & ~noise & inside)
        wrong = [
            np.where(inside, chance - told, 0.0) * row.weight[lot] * (len(row.starts) / len(lot))
            for chance, told in zip(chances(going, begins, over), real, strict=True)
        ]
        slopes: dict[tuple[str, str], Floats] = {("bias", ""): np.array([each.sum() for each in wrong])}
        for kind, name, into, index in self._features(at):
            weights = self.weights[kind, name]
            told = sum((wrong[step] for step in into), np.zeros(at.shape))
            slopes[kind, name] = np.bincount(index.ravel(), told.ravel(), len(weights)) + PENALTY * weights
            if kind == "pair":
                slopes[kind, name][0] = 0.0
        return slopes

    def _features(self, at: Whole) -> Iterator[tuple[str, str, tuple[int, ...], Whole]]:
        """What speaks at each place: kind and name of the weight, the steps that it counts for, the number of the sign or pair."""
        for name, (into, shift) in SIGNS.items():
            yield "sign", name, into, self.row.sign[np.maximum(at + shift, 0)]
        ends = self.row.sign[at] == self.row.signs.index(LINE_END)
        for name, (step, shift) in PAIRS.items():
            pair = self.row.pair[np.clip(at + shift, 0, len(self.row.pair) - 1)]
            yield "pair", name, (step,), np.where(ends, 0, pair) if shift > 0 else pair

    def _move(self, slopes: Mapping[tuple[str, str], Floats], step: int, pace: float) -> None:
        for name, slope in slopes.items():
            self.mean[name] = 0.9 * self.mean[name] + 0.1 * slope
            self.square[name] = 0.99 * self.square[name] + 0.01 * slope**2
            mean, square = self.mean[name] / (1 - 0.9**step), self.square[name] / (1 - 0.99**step)
            self.weights[name] = self.weights[name] - pace * mean / (np.sqrt(square) + 1e-8)

    def told(self) -> dict[str, Floats]:
        """What each sign and each pair weighs, in the order of the columns of the file."""
        going, begins, over = self.weights["bias", ""]
        sign = {name: self.weights["sign", name] for name in SIGNS}
        first = sign["within"] + sign["first"] + begins
        columns = (sign["within"] + going, first, sign["before"], sign["last"], sign["behind"] + over)
        pairs = np.array([self.weights["pair", name][1:] for name in PAIRS])
        found = dict(zip(self.row.signs, np.array(columns).T, strict=True))
        return found | dict(zip(self.row.pairs, pairs.T, strict=True))


def text_of(draws: Sequence[Mapping[str, Floats]]) -> str:
    """The file of weights: signs, then pairs, each with the mean of what the draws tell of it; 0 where one tells nothing."""
    names = dict.fromkeys(chain.from_iterable(draws))
    mean = {
        name: sum((each[name] for each in draws if name in each), np.zeros(1)) / len(draws) for name in names
    }
    rows = {name: [_hundredths(weight) for weight in told] for name, told in mean.items()}
    pairs = sorted(name for name, row in rows.items() if len(name) > 1 and max(map(abs, row)) >= LEAST)
    signs = [name for name in rows if len(name) == 1]
    return HEAD + "".join(f"{name} {' '.join(map(str, rows[name]))}\n" for name in [*signs, *pairs])


def _hundredths(weight: float) -> int:
    return round(float(weight) * 100)


def chances(going: Floats, begins: Floats, over: Floats) -> tuple[Floats, Floats, Floats]:
    """How likely each step is at each place: forward and backward over all lines at once."""
    size, lines = going.shape
    forward, backward = np.zeros((2, size + 1, 2, lines))
    forward[0, 1] = backward[size, 1] = NEVER
    for at in range(size):
        plain, noise = forward[at]
        forward[at + 1, 0] = np.logaddexp(plain, noise + over[at])
        forward[at + 1, 1] = np.logaddexp(plain + begins[at], noise + going[at])
    for at in range(size - 1, -1, -1):
        plain, noise = backward[at + 1]
        backward[at, 0] = np.logaddexp(plain, begins[at] + noise)
        backward[at, 1] = np.logaddexp(over[at] + plain, going[at] + noise)
    every = backward[0, 0]
    return (
        np.exp(forward[:-1, 1] + going + backward[1:, 1] - every),
        np.exp(forward[:-1, 0] + begins + backward[1:, 1] - every),
        np.exp(forward[:-1, 1] + over + backward[1:, 0] - every),
    )


def learned(draws: Iterable[Sequence[Sample]]) -> str:
    """The file of weights that is learned from these lines, drawn several times."""
    told = []
    for lines in draws:
        learner = Learner(Row.of(lines))
        learner.learn()
        told.append(learner.told())
    return text_of(told)


def told_apart(known: Inserted, lines: Iterable[Sample]) -> str:
    """What is found in lines that were not learned from."""
    bars = load_clean(RULES).margins.file.inserted.bars(torn=True)
    total = exact = part = wrong = 0
    for line in lines:
        total += len(line.noise)
        for found in known.stretches(line.text, bars):
            inside = [start <= found.start and found.end <= end for start, end in line.noise]
            is_exact = (found.start, found.end) in line.noise
            exact, part, wrong = (
                exact + is_exact,
                part + (any(inside) and not is_exact),
                wrong + (not any(inside)),
            )
    return f"{exact} of {total} found, {part} in part, {wrong} others"


def main() -> None:
    """Learn, print what the lines left out say, write the file."""
    options = _parser().parse_args()
    given = material(options.corpus)
    groups = sorted(
        {group for group, _ in given.marked} - HELD_OUT - APART, key=lambda name: (len(name), name)
    )
    for turn, group in enumerate(groups) if options.blind else ():
        fold = f"lines {turn % FOLDS}"
        text = learned(samples(given, HELD_OUT | APART | {group, fold}, seed) for seed in SEEDS)
        temporary = options.out.with_suffix(f".{turn}")
        files.write(temporary, text)
        known = load_inserted(temporary)
        temporary.unlink()
        print("left out,", group, told_apart(known, (each for name, each in given.marked if name == group)))
        honest = (Sample(text, (), 1.0) for name, text in given.honest if name == fold)
        print("left out, honest", fold, told_apart(known, honest))
    text = learned(samples(given, HELD_OUT | APART, seed) for seed in SEEDS)
    files.write(options.out, text)
    print(f"{text.count(chr(10)) - HEAD.count(chr(10))} signs and pairs: {options.out}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument(
        "--corpus", type=Path, required=True, help="running text, one JSON object a line, packed with xz"
    )
    parser.add_argument("--blind", action="store_true", help="leave out each batch in turn as well")
    parser.add_argument("--out", type=Path, default=RULES / "inserted.txt")
    return parser


if __name__ == "__main__":
    main()
