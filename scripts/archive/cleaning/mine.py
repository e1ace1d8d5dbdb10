"""Candidates for new rules: lines that come back at the edges of many documents, for a person to approve.

A line that heads or ends many unrelated reports was not written by any of their authors. It is never cut for that
alone: the review report lists it with where it was seen. What a person turned down (`data/rules/rejected.yml`) is not
offered again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.errors import RuleError
from archive.rulefiles.strict import load_yaml

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that came back at an edge and is no noise, as a person decided, and why."""

    line: str
    zone: Zone
    reason: str


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """`data/rules/rejected.yml`; the list may be left empty."""

    lines: tuple[Rejected, ...] | None = None


Shapes = frozenset[tuple[Zone, str]]


def load_rejected(rules: Path) -> Shapes:
    """Read what was turned down, as shapes at an edge. Raises `RuleError` for an empty or a repeated entry."""
    path = rules / "rejected.yml"
    found: set[tuple[Zone, str]] = set()
    for each in load_yaml(path, RejectedFile).lines or ():
        if not each.line.strip() or not each.reason.strip():
            raise RuleError(path.as_posix(), "有一条没有写 line 或 reason", "写上这一行和理由，或删去这一条")
        shape = each.zone, shape_of(each.line)
        if shape in found:
            raise RuleError(path.as_posix(), f"“{each.line}”写了两次", "删去其中一条")
        found.add(shape)
    return frozenset(found)


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
        (zone, shape_of(line), line)
        for zone, line in sorted(found)
        if len(line) <= settings.line_max and not ignore.search(line)
    )


def candidates(
    texts: Iterable[tuple[str, Sequence[Edge]]], least: int, rejected: Shapes = frozenset()
) -> tuple[Candidate, ...]:
    """Mine `(source, edges)` pairs for shapes that stand in at least so many documents; the most frequent first."""
    seen: dict[tuple[Zone, str], list[tuple[str, str]]] = {}
    for source, held in texts:
        for zone, shape, line in held:
            seen.setdefault((zone, shape), []).append((source, line))
    found = [
        Candidate(where[0][1], zone, len(where), tuple(source for source, _ in where[:EXAMPLES]))
        for (zone, shape), where in seen.items()
        if len(where) >= least and (zone, shape) not in rejected
    ]
    return tuple(sorted(found, key=lambda each: (-each.documents, each.zone, each.line)))


def shape_of(line: str) -> str:
    """The line with every run of digits as one and every blank gone."""
    return DIGITS.sub("0", "".join(line.split()))
