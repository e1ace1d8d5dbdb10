"""Learn whose voice a line has (`data/rules/voice.txt`) from the lines that a person marked.

    python3 tests/accuracy/learn.py [--corpus documents.jsonl.xz] [--blind] [--out FILE]

Lines of noise come from `cases/`, `batches/` and the hits of the line rules, lines of documents from the same places
and, with `--corpus`, from running text: one JSON object a line with `text`. The batches of `HELD_OUT` are never
learned from, so that they keep telling what to expect of documents never seen. Prints how well the held-out
batches are told apart; `--blind` also leaves out each other batch in turn and prints that.

The method is logistic regression with a quadratic penalty, minimised by Adam (Kingma and Ba, 2015) over all lines at
once; weights below `LEAST` are left out, which changes no decision of the held-out lines. The same lines give the
same file.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "accuracy")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

import numpy as np
from numpy.typing import NDArray

from archive import files
from archive.cleaning.margins import bounded
from archive.cleaning.rules import CleanRules, load_clean, split_hit
from archive.cleaning.voice import shape, spoken
from archive.cleaning.voicing import BRACKETED, MIDDLE, Standing
from labelled import Case, batches, own_cases

RULES = ROOT / "data" / "rules"
CASES = ROOT / "tests" / "cases"
EVERYWHERE = (("below", "start 1"), ("after", "end 0"), MIDDLE)
HELD_OUT = frozenset({"batch 8", "batch 12"})
NOISE_WEIGHT, MARKED_WEIGHT, RUNNING_WEIGHT = 4.0, 2.0, 1.0  # noise is rare, running text is plenty
ALONE_WEIGHT = 6.0  # traps, written one by one
PENALTY, STEPS, RATE = 1.0, 200, 0.3
LEAST = 4  # hundredths
EVERY = 3  # of running text every third document
HEAD = """# Whose voice a line has: weights of signs and pairs of neighbouring signs (^ and $: beginning and end), of its places and
# its shape, in hundredths; above 0 they speak for the page, below 0 for the document. Learned, not written: see
# tests/accuracy/learn.py. Read by scripts/archive/cleaning/voice.py.
"""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A line to learn from: its set, its text, its places, whether it is noise, how much it counts."""

    group: str
    text: str
    places: tuple[str, ...]
    noise: bool
    weight: float


def marked_lines(rules: CleanRules) -> Iterator[Line]:
    """The lines of all labelled documents, with their places among those that stay."""
    for group, cases in {"own": own_cases(), **batches()}.items():
        for case in cases:
            yield from _lines(group, case.lines, frozenset(case.noise_lines), rules)
            yield from _asides(group, case)


def _lines(group: str, texts: Sequence[str], noise: frozenset[str], rules: CleanRules) -> Iterator[Line]:
    """Lines that stand where a person says that noise stands; nothing is told of titles."""
    lines, bounds = bounded("\n".join(texts), rules)
    standing = Standing.of(lines, {number for number, text in lines if text in noise}, bounds)
    for at, (number, text) in enumerate(lines):
        if number != bounds.title:
            weight = MARKED_WEIGHT if standing.stays[at] else NOISE_WEIGHT
            yield Line(group, text, standing.places(at), not standing.stays[at], weight)


def _asides(group: str, case: Case) -> Iterator[Line]:
    """Words in brackets within lines: those of the document, and those that are noise."""
    for text in BRACKETED.findall(case.body or ""):
        yield Line(group, text, (), noise=False, weight=MARKED_WEIGHT)
    for text in filter(BRACKETED.fullmatch, map(str.strip, case.noise_inline)):
        yield Line(group, text, (), noise=True, weight=NOISE_WEIGHT)


def rule_lines(rules: CleanRules) -> Iterator[Line]:
    """What the line rules must hit whole, what any rule must miss, and the lines of `tests/cases/lines`."""
    for rule in rules.rules:
        for hit in rule.hits if rule.kind == "line" else ():
            if "⟦" not in hit:
                yield from _alone(split_hit(hit)[0], noise=True)
        for miss in rule.misses:
            yield from _alone(split_hit(miss)[0], noise=False)
    for name, noise in (("noise.txt", True), ("body.txt", False)):
        yield from _alone((CASES / "lines" / name).read_text("utf-8"), noise=noise)


def _alone(text: str, *, noise: bool) -> Iterator[Line]:
    """Lines without a document, in each place where such lines are met."""
    for line in filter(str.strip, text.split("\n")):
        for places in EVERYWHERE:
            yield Line("rules", line.strip(), places, noise, ALONE_WEIGHT)


def running_lines(corpus: Path, rules: CleanRules) -> Iterator[Line]:
    """The lines of running text; of those far from the edges every fourth."""
    with lzma.open(corpus, "rt", encoding="utf-8") as rows:
        for row in islice(rows, 0, None, EVERY):
            lines, bounds = bounded(json.loads(row)["text"], rules)
            standing = Standing.of(lines, frozenset(), bounds)
            for at, (number, text) in enumerate(lines):
                places = standing.places(at)
                if number != bounds.title and (places != MIDDLE or at % 4 == 0):
                    yield Line("running", text, places, noise=False, weight=RUNNING_WEIGHT)
                for words in BRACKETED.findall(text):
                    yield Line("running", words, (), noise=False, weight=RUNNING_WEIGHT)


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


def tabled(lines: Sequence[Line]) -> Table:
    """Number the features of the lines."""
    names: dict[str, int] = {}
    row: list[int] = []
    column: list[int] = []
    value: list[float] = []
    for number, line in enumerate(lines):
        said, worth = spoken(line.text)
        told = (*shape(line.text), *(f"place {place}" for place in line.places))
        column += [names.setdefault(name, len(names)) for name in (*sorted(said), *told)]
        row += [number] * (len(said) + len(told))
        value += [worth] * len(said) + [1.0] * len(told)
    return Table(
        tuple(names),
        np.array(row),
        np.array(column),
        np.array(value),
        np.array([line.noise for line in lines], float),
        np.array([line.weight for line in lines]),
    )


def learned(table: Table, used: NDArray[np.bool_]) -> Floats:
    """Weights, in hundredths, from the lines that are `used`."""
    weights, mean, square = (np.zeros(len(table.names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        odds = 1 / (1 + np.exp(-table.scores(weights)))
        wrong = np.where(used, table.weight * (odds - table.noise), 0.0)
        slope = np.bincount(table.column, table.value * wrong[table.row], len(weights)) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = RATE * (1 - step / STEPS) + RATE / 60
        weights = weights - pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    hundredths = np.round(weights * 100)
    return np.where(np.abs(hundredths) >= LEAST, hundredths, 0.0)


def told_apart(scores: Floats, lines: Sequence[Line], group: str, bar: float) -> str:
    """How many lines of noise of a group reach the bar, and how many others do."""
    chosen = [
        (score >= bar, line.noise) for score, line in zip(scores, lines, strict=True) if line.group == group
    ]
    noise, rest = ([hit for hit, bad in chosen if bad is kind] for kind in (True, False))
    return f"{group}: {sum(noise)} of {len(noise)} lines of noise, {sum(rest)} of {len(rest)} others"


def text_of(table: Table, weights: Floats) -> str:
    """The file of weights, strongest last sign first."""
    rows = sorted(
        (-abs(weight), name, int(weight)) for name, weight in zip(table.names, weights, strict=True) if weight
    )
    return HEAD + "".join(f"{weight} {name}\n" for _, name, weight in rows)


def main() -> None:
    """Learn, print what the held-out lines say, write the file."""
    given = _parser().parse_args()
    rules = load_clean(RULES)
    lines = [*marked_lines(rules), *rule_lines(rules)]
    lines += running_lines(given.corpus, rules) if given.corpus else []
    table, groups = tabled(lines), np.array([line.group for line in lines])
    bar = rules.margins.file.voice.cut
    usual = ~np.isin(groups, sorted(HELD_OUT))
    weights = learned(table, usual)
    for group in sorted(HELD_OUT & set(groups)):
        print("held out,", told_apart(table.scores(weights) / 100, lines, group, bar))
    for group in _batches(groups) if given.blind else ():
        left_out = learned(table, usual & (groups != group))
        print("left out,", told_apart(table.scores(left_out) / 100, lines, group, bar))
    files.write(given.out, text_of(table, weights))
    print(f"{int(np.count_nonzero(weights))} weights from {int(usual.sum())} lines: {given.out}")


def _batches(groups: Iterable[str]) -> list[str]:
    return sorted(group for group in set(groups) - HELD_OUT if group.startswith("batch"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--corpus", type=Path, help="running text, one JSON object a line, packed with xz")
    parser.add_argument("--blind", action="store_true", help="leave out each batch in turn as well")
    parser.add_argument("--out", type=Path, default=RULES / "voice.txt")
    return parser


if __name__ == "__main__":
    main()
