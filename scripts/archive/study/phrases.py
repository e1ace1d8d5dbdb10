"""The set phrases (提法) of an archive: mined, counted exactly, cut at words, longest forms only.

The result depends on the reports, the rules and jieba's dictionary alone: not on their order, the number of processes
or the cache.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np

from archive import files
from archive.caches import kept_or
from archive.console.progress import Progress, silent
from archive.processes.parallel import Jobs
from archive.search.documents import PLAIN
from archive.search.lexicon import lexicon
from archive.search.wordcut import cutter_version
from archive.study.counting import Counts
from archive.study.groups import Kept, groups, mined
from archive.study.phrase_counts import tallied
from archive.study.phrase_search import UNKNOWN
from archive.study.phrase_uses import Sum, details
from archive.study.settings import StudySettings

DETAILS = "details"
SPARE = 3  # times as many phrases as are published are looked at closely


@dataclass(frozen=True, slots=True)
class Use:
    """How often a phrase stands in the reports of one year (None = unknown), and in how many of them."""

    year: int | None
    hits: int
    reports: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """One set phrase in search form. `uses` ascend by year, the unknown one last; `parts` are (section kind, hits)."""

    text: str
    hits: int
    reports: int
    uses: tuple[Use, ...]
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Means:
    """Thresholds, rules, where finds and jieba's dictionary are kept, over how many processes, and who is told."""

    settings: StudySettings
    rules: Path
    cache: Path
    jieba: Path
    jobs: Jobs = 1
    progress: Progress = field(default_factory=silent)


def set_phrases(buckets: Mapping[int, Kept], means: Means) -> tuple[Phrase, ...]:
    """Give the set phrases, those in most reports first."""
    settings = means.settings
    jobs, progress = means.jobs, means.progress
    made = groups(buckets, settings, means.cache)
    candidates = tuple(sorted(set().union(*mined(made, jobs, progress))))
    counts = tallied(made, candidates, _tally(means), jobs, progress)
    total = sum(len(kept.members) for kept in buckets.values())
    chosen = _foremost(candidates, counts, total, settings)
    texts = tuple(each.text for each in chosen)
    told = details(made, texts, means.cache / DETAILS, jobs, progress)
    kept = {_verdicts(means), _tally(means), means.cache / DETAILS, *(group.kept for group in made)}
    files.prune(means.cache, kept)
    whole = _whole(texts, told, means) if texts else ()
    good = [(each, row) for row, each in enumerate(chosen) if whole[row]]
    stay = _longest([each for each, _ in good], settings)
    rows = {each.text: row for each, row in good}
    return tuple(_phrase(each, told[rows[each.text]]) for each in stay)


class _Tallied(NamedTuple):
    """A candidate and how often it stands in the archive."""

    text: str
    hits: int
    reports: int


def _foremost(
    candidates: Sequence[str], counts: Counts, total: int, settings: StudySettings
) -> tuple[_Tallied, ...]:
    """Choose the phrases in enough reports that say most, in ascending order."""
    weight = counts.reports * (np.array([len(text) for text in candidates], np.int64) - 1)
    weight[counts.reports < settings.reports(total)] = 0
    order = np.argsort(-weight, kind="stable")[: settings.most * SPARE]
    rows = np.sort(order[weight[order] > 0])
    columns = counts.hits[rows].tolist(), counts.reports[rows].tolist()
    return tuple(map(_Tallied, (candidates[at] for at in rows.tolist()), *columns))


def _phrase(tallied: _Tallied, told: Sum) -> Phrase:
    """Put together what is known of a phrase."""
    known = tuple(Use(*use) for use in told.uses if use[0] != UNKNOWN)
    unknown = tuple(Use(None, *counts) for year, *counts in told.uses if year == UNKNOWN)
    inside = tuple((kind, hits) for kind, hits in told.parts if kind)
    return Phrase(*tallied, known + unknown, inside)


def _whole(chosen: Sequence[str], told: Sequence[Sum], means: Means) -> list[bool]:
    """Say of each phrase whether jieba lets it begin and end at words, in most of a few places.

    What jieba said is kept: a new report brings a few new places, and often none.
    """
    path, context = _verdicts(means), _context(means)
    none: tuple[str, dict[tuple[str, int, int], bool]] = "", {}
    made_with, said = kept_or(path, lambda kept: (kept[0], kept[1]), none)
    known = said if made_with == context else {}
    asked = [
        [(case.words, case.begin, len(text)) for case in each.cases]
        for text, each in zip(chosen, told, strict=True)
    ]
    missing = {case for cases in asked for case in cases} - known.keys()
    known |= _asked(sorted(missing), means) if missing else {}
    files.write(
        path, marshal.dumps((context, {case: known[case] for cases in asked for case in cases}), PLAIN)
    )
    return [2 * sum(known[case] for case in cases) > len(cases) for cases in asked]


def _asked(cases: Sequence[tuple[str, int, int]], means: Means) -> dict[tuple[str, int, int], bool]:
    cutter, refused = lexicon(means.rules, means.jieba), frozenset(means.settings.not_first_words)
    return {
        (words, begin, length): _at_words(list(cutter.cut(words)), begin, length, refused)
        for words, begin, length in cases
    }


def _tally(means: Means) -> Path:
    return means.cache / "tallied"


def _verdicts(means: Means) -> Path:
    return means.cache / "whole"


def _context(means: Means) -> str:
    """What jieba's word depends on, beside the words themselves."""
    words = (means.rules / "words.txt").read_bytes()
    held = repr((cutter_version(), hashlib.blake2b(words).digest(), means.settings.not_first_words))
    return hashlib.blake2b(held.encode(), digest_size=16).hexdigest()


def _at_words(words: Sequence[str], begin: int, length: int, refused: frozenset[str]) -> bool:
    borders = dict(zip(accumulate(map(len, words), initial=0), (*words, ""), strict=True))
    return begin in borders and begin + length in borders and borders[begin] not in refused


def _longest(phrases: Sequence[_Tallied], settings: StudySettings) -> tuple[_Tallied, ...]:
    """Drop what stands (almost) only inside a longer phrase; keep the foremost, those in most reports first."""
    most = dict.fromkeys((phrase.text for phrase in phrases), 0)
    for phrase in phrases:
        for inner in _inside(phrase.text, settings.shortest):
            if inner in most:
                most[inner] = max(most[inner], phrase.hits)
    alone = [phrase for phrase in phrases if most[phrase.text] < settings.inside * phrase.hits]
    alone.sort(key=lambda phrase: (-phrase.reports * (len(phrase.text) - 1), phrase.text))
    return tuple(
        sorted(alone[: settings.most], key=lambda phrase: (-phrase.reports, -phrase.hits, phrase.text))
    )


def _inside(text: str, shortest: int) -> list[str]:
    """Every shorter run in a text."""
    return [
        text[begin : begin + size]
        for size in range(shortest, len(text))
        for begin in range(len(text) - size + 1)
    ]
