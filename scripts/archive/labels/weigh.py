"""Weighing: candidates for one label become a label; cues that agree add up, a strong contradiction is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.labels.names import PLACES
from archive.labels.vocabulary import ClassifyRules
from archive.model import Alternative, Evidence, Label


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that one cue supports. `firm` candidates (told by the title) are not held down by a contradiction."""

    value: str | int
    confidence: float
    evidence: Evidence
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label, and the contradiction that was met, as one sentence or nothing."""

    label: Label
    conflict: str = ""


def weigh(name: str, candidates: Iterable[Candidate], rules: ClassifyRules) -> Verdict:
    """Take the value with the highest confidence; the first named wins among equals.

    Each further rule for the same value adds `agree`, up to `agree_max`. Another value with `clash` or more is a
    conflict, and holds the winner down to `clash_max`, so that a person looks at it. What is firm decides: there is
    none then, nor between a year and the next, in which the year is reported on.
    """
    ranked = _ranked(tuple(candidates), rules)
    if not ranked:
        return Verdict(Label())
    value, confidence, best = ranked[0]
    rivals = [row for row in ranked[1:] if row[1] >= rules.clash and not _next_year(value, row[0])]
    conflict = ""
    if rivals and not best[0].firm:
        conflict = _sentence(name, value, best, rivals[0])
        confidence = min(confidence, rules.clash_max)
    label = Label(
        value if confidence >= rules.review else None,
        round(confidence, 3),
        f"{best[0].evidence.where}:{best[0].evidence.rule}",
        tuple(candidate.evidence for candidate in best),
        tuple(Alternative(v, round(c, 3)) for v, c, _ in ranked[1:]),
        review=rules.review <= confidence < rules.accept,
    )
    if label.value is None:
        label = replace(label, alternatives=(Alternative(value, label.confidence), *label.alternatives))
    return Verdict(label, conflict)


def _next_year(value: str | int, other: str | int) -> bool:
    return isinstance(value, int) and isinstance(other, int) and other == value + 1


def _ranked(
    candidates: Sequence[Candidate], rules: ClassifyRules
) -> list[tuple[str | int, float, list[Candidate]]]:
    groups: dict[str | int, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.value, []).append(candidate)
    for group in groups.values():
        group.sort(key=lambda c: -c.confidence)
    rows = [(value, _together(group, rules), group) for value, group in groups.items()]
    return sorted(rows, key=lambda row: -row[1])


def _together(group: Sequence[Candidate], rules: ClassifyRules) -> float:
    best = group[0].confidence
    further = len({candidate.evidence.rule for candidate in group}) - 1
    return max(best, min(best + further * rules.agree, rules.agree_max))


def _sentence(
    name: str, value: str | int, best: Sequence[Candidate], rival: tuple[str | int, float, list[Candidate]]
) -> str:
    mine, other = best[0].evidence, rival[2][0].evidence
    return (
        f"{name}：{PLACES[mine.where]}“{mine.quote}”指向{value}，"
        f"{PLACES[other.where]}“{other.quote}”指向{rival[0]}"
    )
