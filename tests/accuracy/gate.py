"""Score cleaning, labels and headings on labelled documents and hold them to recorded floors.

    python3 tests/accuracy/gate.py [--corpus DIR] [--misses] [--raise]

Prints one table: for each set of documents and each measure what was reached, of how many, and the floor; besides, how
many letters and digits of bodies are gone, which has none. The last table is that of all documents never seen together
(`HELD_OUT`) beside what the project promises of them. Exits 1 when a measure falls below its floor, whatever is promised. `--misses` lists what was wrong, `--raise` lifts the floors to what was reached
(a floor is never lowered by this command). The corpus of real documents is not part of the project; where it is
absent its rows are left out and named.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "accuracy")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

import yaml

from archive.cleaning.clean import clean, restore
from archive.labels.classify import classify
from archive.model import Label, Labels, Structure
from archive.preparing.digests import digest_of
from archive.preparing.ruleset import Ruleset, load_ruleset
from archive.reading.read import read
from archive.structuring.structure import structure
from labelled import HELD_OUT, LABELS, UNKNOWN, Case, batches, given_cases, official_cases, own_cases

RULES = ROOT / "data" / "rules"
FLOORS = ROOT / "tests" / "accuracy" / "floors.yml"
SIGNS_KEPT = "body characters kept"  # counted in characters; printed as what is lost, and has no floor
PER = 100_000
PROMISED = {  # of documents never seen; of accepted labels an error of so much, at a coverage of so much
    "noise removed": 0.98,
    SIGNS_KEPT: 1 - 1 / PER,
    "year right where accepted": 0.99,
    "type right where accepted": 0.98,
    "unit_level right where accepted": 0.97,
    "year accepted": 0.90,
    "type accepted": 0.90,
    "unit_level accepted": 0.90,
    "heading found": 0.98,  # an F1 of so much is promised: both
    "heading is one": 0.98,
}
CORPUS = ROOT.parent / "shared" / "corpus" / "official"


@dataclass(slots=True)
class Measure:
    """A share: how many were right of how many, and what was wrong."""

    right: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """What part was right; all where there was nothing."""
        return self.right / self.total if self.total else 1.0

    def add(self, right: int, total: int) -> None:
        """Count several items at once."""
        self.right += right
        self.total += total

    def count(self, miss: str | None) -> None:
        """Count one item; `miss` says what was wrong with it."""
        self.total += 1
        self.right += miss is None
        if miss is not None:
            self.misses.append(miss)


def signs(text: str) -> str:
    """Han characters, letters and digits of a text, in order."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LN")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the archive made of one case. `kept` letters and digits of its `body` are still there, in order."""

    case: Case
    raw: str
    text: str
    removed: str
    structure: Structure
    labels: Labels
    body: int
    kept: int


def process(case: Case, folder: Path, rules: Ruleset) -> Outcome:
    """Run one case through reading, cleaning, structure and labels, as a build does."""
    path = folder / case.source
    path.write_bytes(case.content)
    reading = read(path, case.source, rules.limits, RULES)
    if len(reading.raws) != 1:
        raise SystemExit(f"{case.name}: {[str(f) for f in reading.failures] or 'several documents'}")
    raw = reading.raws[0]
    cleaned = clean(raw.text, rules.clean)
    if restore(cleaned) != raw.text:
        raise SystemExit(f"{case.name}: restore(clean(text)) differs from the text")
    found = structure(cleaned.text, raw.source, rules.structure)
    labels = classify(found, cleaned, raw.source, rules.classify)
    removed = "".join(edit.text for edit in cleaned.edits if edit.kind == "remove")
    want, left = signs(case.body or ""), signs(cleaned.text)
    return Outcome(case, raw.text, cleaned.text, removed, found, labels, len(want), _kept(want, left))


def _kept(want: str, left: str) -> int:
    """How many signs of one text stand in another, in order."""
    blocks = difflib.SequenceMatcher(None, want, left, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def score(outcomes: Iterable[Outcome]) -> dict[str, Measure]:
    """All measures over one set of documents."""
    measures: dict[str, Measure] = {}

    def measure(name: str) -> Measure:
        return measures.setdefault(name, Measure())

    for outcome in outcomes:
        for name, miss in observations(outcome):
            measure(name).count(miss)
        if outcome.case.body is not None:
            measure(SIGNS_KEPT).add(outcome.kept, outcome.body)
    return measures


def observations(outcome: Outcome) -> Iterator[tuple[str, str | None]]:
    """Yield (measure, None or what was wrong) for everything that the case says."""
    yield from _cleaning(outcome)
    yield from _labels(outcome)
    yield from _headings(outcome)


def _cleaning(outcome: Outcome) -> Iterator[tuple[str, str | None]]:
    case, left, want = outcome.case, signs(outcome.text), signs(outcome.case.body or "")
    for noise in case.noise:
        inked = signs(noise)
        stays = left.count(inked) > want.count(inked) if inked else noise.strip() in outcome.text
        yield "noise removed", f"{case.name}: {noise}" if stays else None
    if case.body is None:
        return
    lost = outcome.body - outcome.kept
    yield "body kept whole", f"{case.name}: {lost} characters gone" if lost else None


def _labels(outcome: Outcome) -> Iterator[tuple[str, str | None]]:
    case = outcome.case
    for key in LABELS:
        if key not in case.labels:
            continue
        want = case.labels[key]
        label: Label = getattr(outcome.labels, key)
        got = None if label.value in (None, UNKNOWN.get(key)) else str(label.value)
        want = None if want == UNKNOWN.get(key) else want
        right = got == want or (key == "type" and outcome.labels.statutory_type == want)
        miss = None if right else f"{case.name}: {got} instead of {want} ({label.confidence:.2f})"
        yield f"{key} right", miss
        if got is not None and not label.review:
            yield f"{key} right where accepted", miss
        if want is not None:
            accepted = got is not None and not label.review
            yield (
                f"{key} accepted",
                None if accepted else f"{case.name}: {got} ({label.confidence:.2f}), {want}",
            )


def _headings(outcome: Outcome) -> Iterator[tuple[str, str | None]]:
    if outcome.case.headings is None:
        return
    want = [signs(heading) for heading in outcome.case.headings]
    got = [signs(block.text) for block in outcome.structure.blocks if block.kind == "heading"]
    for heading in want:
        yield "heading found", None if heading in got else f"{outcome.case.name}: {heading}"
    for heading in got:
        yield "heading is one", None if heading in want else f"{outcome.case.name}: {heading}"


def report(sets: dict[str, dict[str, Measure]], floors: dict[str, dict[str, float]], *, misses: bool) -> bool:
    """Print the table; say whether every measure holds its floor."""
    held = True
    for name, measures in sets.items():
        print(f"\n{name}\n{'measure':<32}{'right':>7}{'of':>7}{'share':>8}{'floor':>8}")
        for key, measure in sorted(measures.items()):
            if key == SIGNS_KEPT:
                print(_row(key, measure))
                continue
            floor = floors.get(name, {}).get(key, 0.0)
            below = measure.share < floor - 1e-9
            held = held and not below
            note = "  below its floor" if below else ""
            print(f"{_row(key, measure)}{floor:>8.3f}{note}")
            for miss in measure.misses if misses else ():
                print(f"    {miss}")
    return held


def _row(key: str, measure: Measure) -> str:
    """One measure: right, of how many, its share; of characters the lost ones, of how many, so many of each `PER`."""
    if key == SIGNS_KEPT:
        lost = measure.total - measure.right
        return (
            f"{'body characters lost per 100 000':<32}{lost:>7}{measure.total:>7}{_lost(measure.share):>8.1f}"
        )
    return f"{key:<32}{measure.right:>7}{measure.total:>7}{measure.share:>8.3f}"


def _lost(share: float) -> float:
    return PER * (1 - share)


def pooled(sets: Mapping[str, Mapping[str, Measure]]) -> dict[str, Measure]:
    """All documents never seen as one set."""
    together: dict[str, Measure] = {}
    for name in sorted(HELD_OUT):
        for key, measure in sets[name].items():
            together.setdefault(key, Measure()).add(measure.right, measure.total)
    return together


def report_promises(measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """Print what documents never seen reach beside what is promised of them; give what is not met."""
    held_out = sorted(HELD_OUT, key=lambda name: (len(name), name))
    print(f"\nnever seen: {', '.join(held_out)} together")
    print(f"{'measure':<32}{'right':>7}{'of':>7}{'share':>8}{'promise':>9}")
    missed = []
    for key, measure in sorted(measures.items()):
        promise = PROMISED.get(key)
        if promise is None:
            print(_row(key, measure))
            continue
        told = f"{_lost(promise):>9.1f}" if key == SIGNS_KEPT else f"{promise:>9.3f}"
        met = measure.share >= promise - 1e-9
        missed += [] if met else [key]
        print(f"{_row(key, measure)}{told}  {'met' if met else 'not met'}")
    return tuple(missed)


def raise_floors(sets: dict[str, dict[str, Measure]], floors: dict[str, dict[str, float]]) -> None:
    """Write floors that are the higher of the old one and what was reached, rounded down to .001."""
    risen = {name: dict(rows) for name, rows in floors.items()}
    for name, measures in sets.items():
        rows = risen.setdefault(name, {})
        for key, measure in measures.items():
            if key == SIGNS_KEPT:
                continue
            rows[key] = max(rows.get(key, 0.0), int(measure.share * 1000) / 1000)
    head = "# What the archive reached, by set of documents and measure. Only rises: gate.py --raise.\n"
    FLOORS.write_text(head + yaml.safe_dump(risen, allow_unicode=True), encoding="utf-8")


def refuse_strange(cases: Iterable[Case], known: Mapping[str, Sequence[str]]) -> None:
    """End with a message where a label is not of the vocabulary: no document could be given it."""
    for case in cases:
        for key, value in case.labels.items():
            if value is not None and value not in known.get(key, (value,)):
                raise SystemExit(f"{case.name}: {key} cannot be {value}; known are {', '.join(known[key])}")


def run_sets(corpus: Path) -> dict[str, dict[str, Measure]]:
    """Score every set that is here."""
    sets = {"own": own_cases(), **batches(), "given": given_cases(ROOT)}
    if corpus.is_dir():
        sets["official"] = official_cases(corpus)
    else:
        print(f"left out: official ({corpus.name} is not here)")
    rules = load_ruleset(RULES, digest_of(RULES))
    refuse_strange((case for cases in sets.values() for case in cases), rules.classify.values())
    with tempfile.TemporaryDirectory() as folder:
        return {
            name: score(process(case, Path(folder), rules) for case in cases) for name, cases in sets.items()
        }


def main() -> int:
    """Parse the options, score, print, and raise the floors if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of the official documents")
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    parser.add_argument(
        "--raise", dest="lift", action="store_true", help="lift the floors to what was reached"
    )
    options = parser.parse_args()
    floors = yaml.safe_load(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    sets = run_sets(options.corpus)
    held = report(sets, floors, misses=options.misses)
    report_promises(pooled(sets))
    if options.lift:
        raise_floors(sets, floors)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
