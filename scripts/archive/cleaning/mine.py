"""Candidates for new rules: lines that come back at the edges of many documents, for a person to approve.

A line that heads or ends many unrelated reports was not written by any of their authors. It is never cut for that
alone: the review report lists it with where it was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from archive.cleaning.rules import CleanRules

EXAMPLES = 5
DIGITS = re.compile(r"\d+")
Zone = Literal["head", "tail"]
Edge = tuple[Zone, str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A repeated edge line: an example of it, at which edge, in how many documents, and some of them."""

    line: str
    zone: Zone
    documents: int
    examples: tuple[str, ...]


def edges(text: str, rules: CleanRules, title: str = "") -> tuple[Edge, ...]:
    """The first and last lines of a cleaned text as (zone, shape, line), each once; what a document keeps for mining.

    Digits count as equal in a shape, so that a running number or an id does not hide a repetition. The title's lines
    are not among them, because reports of one body bear the same title year after year; other words that honest
    documents share are passed over by `mining.ignore` in `clean.yml`.
    """
    settings = rules.file.mining
    own = "".join(title.split())
    held = (line for each in text.split("\n") if (line := each.strip()))
    lines = [line for line in held if "".join(line.split()) not in own]
    head, tail = lines[: settings.edge_lines], lines[settings.edge_lines :][-settings.edge_lines :]
    found: set[tuple[Zone, str]] = {("head", line) for line in head} | {("tail", line) for line in tail}
    ignore = re.compile(settings.ignore)
    return tuple(
        (zone, _shape(line), line)
        for zone, line in sorted(found)
        if len(line) <= settings.line_max and not ignore.search(line)
    )


def candidates(texts: Iterable[tuple[str, Sequence[Edge]]], least: int) -> tuple[Candidate, ...]:
    """Mine `(source, edges)` pairs for shapes that stand in at least so many documents; the most frequent first."""
    seen: dict[tuple[Zone, str], list[tuple[str, str]]] = {}
    for source, held in texts:
        for zone, shape, line in held:
            seen.setdefault((zone, shape), []).append((source, line))
    found = [
        Candidate(where[0][1], zone, len(where), tuple(source for source, _ in where[:EXAMPLES]))
        for (zone, _), where in seen.items()
        if len(where) >= least
    ]
    return tuple(sorted(found, key=lambda each: (-each.documents, each.zone, each.line)))


def _shape(line: str) -> str:
    """The line with every run of digits as one and every blank gone."""
    return DIGITS.sub("0", "".join(line.split()))
