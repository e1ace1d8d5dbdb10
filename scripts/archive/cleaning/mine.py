"""Candidates for new rules: lines that come back at the edges of many documents, for a person to approve.

A line that heads or ends many unrelated reports was not written by any of their authors. It is never cut for that
alone: the review report lists it with where it was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from archive.cleaning.rules import CleanRules

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A repeated edge line: an example of it, at which edge, in how many documents, and some of them."""

    line: str
    zone: Literal["head", "tail"]
    documents: int
    examples: tuple[str, ...]


def candidates(texts: Iterable[tuple[str, str]], rules: CleanRules) -> tuple[Candidate, ...]:
    """Mine `(source, cleaned text)` pairs; the most frequent first.

    Digits count as equal, so that a running number or an id does not hide a repetition. Titles and other words
    that honest documents share are passed over by `mining.ignore` in `clean.yml`.
    """
    seen: dict[tuple[Literal["head", "tail"], str], list[tuple[str, str]]] = {}
    ignore = re.compile(rules.file.mining.ignore)
    for source, text in texts:
        for zone, line in sorted(_edges(text, rules)):
            if not ignore.search(line):
                seen.setdefault((zone, _shape(line)), []).append((source, line))
    found = [
        Candidate(where[0][1], zone, len(where), tuple(source for source, _ in where[:EXAMPLES]))
        for (zone, _), where in seen.items()
        if len(where) >= rules.file.mining.documents
    ]
    return tuple(sorted(found, key=lambda each: (-each.documents, each.zone, each.line)))


def _edges(text: str, rules: CleanRules) -> set[tuple[Literal["head", "tail"], str]]:
    settings = rules.file.mining
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    head = {("head", line) for line in lines[: settings.edge_lines] if len(line) <= settings.line_max}
    tail = {("tail", line) for line in lines[settings.edge_lines :][-settings.edge_lines :]}
    return {("head", line) for _, line in head} | {
        ("tail", t) for _, t in tail if len(t) <= settings.line_max
    }


def _shape(line: str) -> str:
    """The line with every run of digits as one and every blank gone."""
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", line))
