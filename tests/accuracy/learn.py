"""Learn whose voice a line has (`data/rules/voice.txt`) from the lines that a person marked.

    python3 tests/accuracy/learn.py [--corpus documents.jsonl.xz] [--blind] [--out FILE]

Lines of noise come from `cases/`, `batches/`, `lines/` and the hits of the line rules, lines of documents from the
same places and, with `--corpus`, from running text: one JSON object a line with `text`. The batches of `HELD_OUT` are never
learned from, so that they keep telling what to expect of documents never seen, nor are those of `QUIET`. Prints how
well these are told apart; `--blind` also leaves out each other batch in turn and prints that.

The method is logistic regression with a quadratic penalty, minimised by Adam (Kingma and Ba, 2015) over all lines at
once; weights below `LEAST` are left out, which changes no decision of the held-out lines. What places say is learned
in a second step (stacking, Wolpert 1992), beside scores of words that each line got without its own set: the words of
lines that were learned from always seem to tell enough, and places would seem to tell nothing. That step also says
how far the words can be trusted. The same lines give the same file.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from archive.cleaning.margins import bounded
from archive.cleaning.rules import CleanRules, load_clean, split_hit
from archive.cleaning.voice import Voice, shape, spoken
from archive.cleaning.voicing import BRACKETED, Bounds, Lines, Standing
from labelled import HELD_OUT, QUIET, Case, batches, own_cases

RULES = ROOT / "data" / "rules"
CASES = ROOT / "tests" / "cases"
# Where the lines of `lines/honest.txt` are tried: last, last before an advertisement, above the title, within.
EVERYWHERE = (
    ("after", "end 0", "after end 0"),
    ("after", "end 0", "beside", "torn 1", "after end 0", "after beside", "after torn 1"),
    ("before", "start 0", "before start 0"),
    ("within",),
)
NOISE_WEIGHT, MARKED_WEIGHT, RUNNING_WEIGHT = 4.0, 2.0, 1.0  # noise is rare, running text is plenty
ALONE_WEIGHT = 6.0  # traps, written one by one
HONEST_WEIGHT, PLACED_WEIGHT = 4.0, 0.1  # the latter for each of the places where a line is only tried
PENALTY, STEPS, RATE = 1.0, 200, 0.3
LEAST = 16  # hundredths
FOLDS, PARTS = 3, 5
GONE = 0.5
SCORE, PLACE = "score", "place "
EVERY = 3  # of running text every third document
HEAD = """# Whose voice a line has: weights of signs and pairs of neighbouring signs (^ and $: beginning and end), of its places and
# its shape, in hundredths; above 0 they speak for the page, below 0 for the document. Learned, not written: see
# tests/accuracy/learn.py. Read by scripts/archive/cleaning/voice.py.
"""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Page:
    """A document to learn from: its lines by number, where its body stands, and the numbers of the lines of noise."""

    lines: Lines
    bounds: Bounds
    noise: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A line to learn from: its set, its text, whether it is noise, how much it counts, and where it stands.

    That is its place among the lines of a `page` (-1: in brackets within one), or one of several `places`, or
    neither.
    """

    group: str
    text: str
    noise: bool
    weight: float
    page: Page | None = None
    at: int = -1
    places: tuple[tuple[str, ...], ...] = ()


def marked_lines(rules: CleanRules) -> Iterator[Line]:
    """The lines of all labelled documents."""
    for group, cases in {"own": own_cases(), **batches()}.items():
        for case in cases:
            lines, bounds = bounded("\n".join(case.lines), rules)
            noise = frozenset(number for number, text in lines if text in frozenset(case.noise_lines))
            page = Page(lines, bounds, noise)
            yield from _lines(group, page)
            yield from _asides(group, case, page)


def _lines(group: str, page: Page) -> Iterator[Line]:
    """The lines of a document; nothing is told of titles."""
    for at, (number, text) in enumerate(page.lines):
        if number != page.bounds.title:
            noise = number in page.noise
            yield Line(group, text, noise, NOISE_WEIGHT if noise else MARKED_WEIGHT, page, at)


def _asides(group: str, case: Case, page: Page) -> Iterator[Line]:
    """Words in brackets within lines: those of the document, and those that are noise."""
    for text in BRACKETED.findall(case.body or ""):
        yield Line(group, text, noise=False, weight=MARKED_WEIGHT, page=page)
    for text in filter(BRACKETED.fullmatch, map(str.strip, case.noise_inline)):
        yield Line(group, text, noise=True, weight=NOISE_WEIGHT, page=page)


def rule_lines(rules: CleanRules) -> Iterator[Line]:
    """What the line rules must hit whole, what any rule must miss, and the lines of `tests/cases/lines`."""
    for rule in rules.rules:
        for hit in rule.hits if rule.kind == "line" else ():
            if "⟦" not in hit:
                yield from _alone(split_hit(hit)[0], ALONE_WEIGHT, noise=True)
        for miss in rule.misses:
            yield from _alone(split_hit(miss)[0], ALONE_WEIGHT, noise=False)
    for name, noise in (("noise.txt", True), ("body.txt", False)):
        yield from _alone((CASES / "lines" / name).read_text("utf-8"), ALONE_WEIGHT, noise=noise)


def typical_lines() -> Iterator[Line]:
    """The lines of `lines/`: typical noise, and lines of documents that a careless cleaner would take for it."""
    for name, noise, weight in (("noise.txt", True, NOISE_WEIGHT), ("honest.txt", False, HONEST_WEIGHT)):
        for line in _alone((HERE / "lines" / name).read_text("utf-8"), weight, noise=noise):
            part = zlib.crc32(line.text.encode()) % PARTS
            yield replace(line, group=f"lines {part}", places=() if noise else EVERYWHERE)


def _alone(text: str, weight: float, *, noise: bool) -> Iterator[Line]:
    """Lines without a document."""
    for line in filter(str.strip, text.split("\n")):
        yield Line("rules", line.strip(), noise, weight)


def running_lines(corpus: Path, rules: CleanRules) -> Iterator[Line]:
    """The lines of running text; of those far from the edges every fourth."""
    with lzma.open(corpus, "rt", encoding="utf-8") as rows:
        for count, row in enumerate(islice(rows, 0, None, EVERY)):
            page = Page(*bounded(json.loads(row)["text"], rules))
            standing = Standing.of(page.lines, page.noise, page.bounds)
            group = f"running {count % PARTS}"
            for at, (number, text) in enumerate(page.lines):
                if number != page.bounds.title and (not standing.is_within(at) or at % 4 == 0):
                    yield Line(group, text, noise=False, weight=RUNNING_WEIGHT, page=page, at=at)
                for words in BRACKETED.findall(text):
                    yield Line(group, words, noise=False, weight=RUNNING_WEIGHT, page=page)


@dataclass(frozen=True, slots=True)
class Table:
    """Lines as sparse rows: for each entry the number of its line and of its feature, and its value."""

    names: tuple[str, ...]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: Floats
    noise: Floats
    weight: Floats

    def scores(self, weights: Floats) -> Floats:
        """The score of every line."""
        return np.bincount(self.row, self.value * weights[self.column], len(self.noise)).astype(np.float64)


def worded(lines: Sequence[Line]) -> Table:
    """What the words of the lines say."""

    def features() -> Iterator[Iterator[tuple[str, float]]]:
        for line in lines:
            said, worth = spoken(line.text)
            yield chain(((name, worth) for name in sorted(said)), ((name, 1.0) for name in shape(line.text)))

    return _table(features(), [line.noise for line in lines], [line.weight for line in lines])


def placed(lines: Sequence[Line], scores: Sequence[float], used: Sequence[bool]) -> Table:
    """What the places of the lines say, beside the `scores` of their words.

    In a document those lines of noise are gone whose words say enough, because no others will be when it is met.
    """
    gone: dict[int, set[int]] = {}
    for line, score in zip(lines, scores, strict=True):
        if line.page and line.noise and line.at >= 0 and score > GONE:
            gone.setdefault(id(line.page), set()).add(line.page.lines[line.at][0])
    stands: list[tuple[Line, float, tuple[str, ...]]] = []
    for line, score, use in zip(lines, scores, used, strict=True):
        if use:
            stands += ((line, score, places) for places in _places(line, gone))
    features = (
        [(SCORE, score), *((f"{PLACE}{each}", 1.0) for each in places)] for _, score, places in stands
    )
    weights = [PLACED_WEIGHT if line.places else min(line.weight, MARKED_WEIGHT) for line, _, _ in stands]
    return _table(features, [line.noise for line, _, _ in stands], weights)


def _places(line: Line, gone: Mapping[int, set[int]]) -> Iterable[tuple[str, ...]]:
    if line.page is None:
        return line.places
    others = gone.get(id(line.page), set())
    if line.at < 0:
        return [Standing.of(line.page.lines, others, line.page.bounds).aside()]
    own = {line.page.lines[line.at][0]}
    return [Standing.of(line.page.lines, others - own, line.page.bounds).places(line.at)]


def _table(
    features: Iterable[Iterable[tuple[str, float]]], noise: Sequence[bool], weight: Sequence[float]
) -> Table:
    """Number the features of the lines."""
    names: dict[str, int] = {}
    row: list[int] = []
    column: list[int] = []
    value: list[float] = []
    for number, told in enumerate(features):
        for name, worth in told:
            row.append(number)
            column.append(names.setdefault(name, len(names)))
            value.append(worth)
    return Table(
        tuple(names),
        np.array(row),
        np.array(column),
        np.array(value),
        np.array(noise, float),
        np.array(weight),
    )


def learned(table: Table, lines: Sequence[Line], used: NDArray[np.bool_]) -> dict[str, int]:
    """Weights by feature, in hundredths, from the lines that are `used`: those of the words, then those of places."""
    words = fitted(table, used)
    groups = np.array([line.group for line in lines])
    names = sorted(set(groups[used]), key=lambda name: zlib.crc32(name.encode()))
    honest = np.zeros(len(lines))
    for fold in range(FOLDS):
        left_out = np.isin(groups, names[fold::FOLDS])
        honest[left_out] = table.scores(fitted(table, used & ~left_out))[left_out]
    second = placed(lines, honest.tolist(), used.tolist())
    places = fitted(second, np.ones(len(second.noise), bool), _never_below(second.names))
    trust = places[second.names.index(SCORE)]
    found = {
        **dict(zip(table.names, trust * words, strict=True)),
        **{name: place for name, place in zip(second.names, places, strict=True) if name != SCORE},
    }
    hundredths = {name: round(float(weight) * 100) for name, weight in found.items()}
    return {name: weight for name, weight in hundredths.items() if abs(weight) >= LEAST}


def _never_below(names: Sequence[str]) -> Floats:
    """What weights may not fall below: that something went never speaks for the document.

    Otherwise a text that was cleaned would be cleaned further when it is read again.
    """
    evidence = ("beside", "inside", "torn")
    return np.array([0.0 if any(each in name for each in evidence) else -np.inf for name in names])


def fitted(table: Table, used: NDArray[np.bool_], least: Floats | None = None) -> Floats:
    """The weights that tell the lines that are `used` apart best."""
    weights, mean, square = (np.zeros(len(table.names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        odds = 1 / (1 + np.exp(-table.scores(weights)))
        wrong = np.where(used, table.weight * (odds - table.noise), 0.0)
        slope = np.bincount(table.column, table.value * wrong[table.row], len(weights)) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = RATE * (1 - step / STEPS) + RATE / 60
        weights = weights - pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        weights = weights if least is None else np.maximum(weights, least)
    return weights


def told_apart(weights: Mapping[str, int], lines: Sequence[Line], group: str, bar: float) -> str:
    """How many lines of noise of a group reach the bar, and how many others do, when all noise else is gone."""
    voice = Voice.of(weights)
    chosen = [line for line in lines if line.group == group and line.at >= 0]
    scores = voice.words([line.text for line in chosen])
    hits: dict[bool, list[bool]] = {True: [], False: []}
    for line, score in zip(chosen, scores, strict=True):
        gone = {id(line.page): set(line.page.noise)} if line.page else {}
        hits[line.noise] += (score + voice.places(places) >= bar for places in _places(line, gone))
    noise, rest = hits[True], hits[False]
    return f"{group}: {sum(noise)} of {len(noise)} lines of noise, {sum(rest)} of {len(rest)} others"


def text_of(weights: Mapping[str, int]) -> str:
    """The file of weights, strongest first."""
    rows = sorted((-abs(weight), name, weight) for name, weight in weights.items())
    return HEAD + "".join(f"{weight} {name}\n" for _, name, weight in rows)


def main() -> None:
    """Learn, print what the held-out lines say, write the file."""
    given = _parser().parse_args()
    rules = load_clean(RULES)
    lines = [*marked_lines(rules), *rule_lines(rules), *typical_lines()]
    lines += running_lines(given.corpus, rules) if given.corpus else []
    table, groups = worded(lines), np.array([line.group for line in lines])
    bar = rules.margins.file.voice.cut
    usual = ~np.isin(groups, sorted(HELD_OUT | QUIET))
    weights = learned(table, lines, usual)
    for group in sorted((HELD_OUT | QUIET) & set(groups)):
        print("held out,", told_apart(weights, lines, group, bar))
    for group in _batches(groups) if given.blind else ():
        left_out = learned(table, lines, usual & (groups != group))
        print("left out,", told_apart(left_out, lines, group, bar))
    files.write(given.out, text_of(weights))
    print(f"{len(weights)} weights from {int(usual.sum())} lines: {given.out}")


def _batches(groups: Iterable[str]) -> list[str]:
    return sorted(group for group in set(groups) - HELD_OUT - QUIET if group.startswith("batch"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--corpus", type=Path, help="running text, one JSON object a line, packed with xz")
    parser.add_argument("--blind", action="store_true", help="leave out each batch in turn as well")
    parser.add_argument("--out", type=Path, default=RULES / "voice.txt")
    return parser


if __name__ == "__main__":
    main()
