"""Whole lines that are noise: found from the edges inwards, because there noise stands and body does not.

Head and tail are counted in lines that stay. A blank line, or a line that is cut, costs nothing, so that a zone
peels from the edge and means the same on the cleaned text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from archive.cuts import Span
from archive.model import Note
from archive.rules import CleanRules, Rule

WHITE = " \t\r\x0b\x0c\u3000\xa0\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
SENTENCE_END = re.compile(r"[。！？!；](?=[^。！？!；]+\Z)")


class Line(NamedTuple):
    """A line of the text: where it begins, where its text begins and ends, and where the next one begins."""

    start: int
    text: str
    first: int
    end: int

    @property
    def last(self) -> int:
        """Where the text of the line ends, blanks not counted."""
        return self.first + len(self.text)


@dataclass(frozen=True, slots=True)
class View:
    """The text of one pass, its lines, and the numbers of the lines that a rule has already taken."""

    text: str
    lines: tuple[Line, ...]
    taken: Mapping[int, Rule]
    keep: Set[str] = frozenset()


class Peeled(NamedTuple):
    """What whole-line rules found: cuts, taken lines, and lines for a person to look at."""

    spans: list[Span]
    taken: dict[int, Rule]
    notes: list[Note]


def split_lines(text: str) -> tuple[Line, ...]:
    """All lines of the text with their offsets."""
    found: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        bare = raw.strip(WHITE)
        lead = len(raw) - len(raw.lstrip(WHITE)) if bare else 0
        found.append(Line(at, bare, at + lead, at + len(raw) + 1))
        at += len(raw) + 1
    return tuple(found)


def peel(text: str, lines: tuple[Line, ...], rules: CleanRules, keep: Set[str]) -> Peeled:
    """Cut whole noise lines from the head down, from the tail up, and the unmistakable ones anywhere."""
    state = _Peeler(text, lines, rules, keep)
    state.walk(range(len(lines)), "head")
    state.walk(range(len(lines) - 1, -1, -1), "tail")
    state.middle()
    return Peeled(state.spans, state.taken, state.notes)


class _Peeler:
    """One pass over the lines. It owns what it collects; nothing else changes it."""

    def __init__(self, text: str, lines: tuple[Line, ...], rules: CleanRules, keep: Set[str]) -> None:
        self.text, self.lines, self.rules, self.keep = text, lines, rules, keep
        self.spans: list[Span] = []
        self.taken: dict[int, Rule] = {}
        self.notes: list[Note] = []
        self.looked: set[int] = set()

    def walk(self, order: Iterable[int], zone: str) -> None:
        """Go inwards until the lines that stay have used up the zone's depth."""
        zones = self.rules.file.zones
        pattern = self.rules.lines[zone]
        left = zones.depth
        for number in order:
            line = self.lines[number]
            if not line.text or number in self.taken:
                continue
            if self.try_line(number, pattern):
                continue
            if self.rules.glued.groups:
                self.try_glued(line)
            self.looked.add(number)
            left -= zones.body_cost if len(line.text) >= zones.body_chars else 1
            if left <= 0:
                return

    def middle(self) -> None:
        """The lines between the zones, by the rules that hold anywhere."""
        pattern, longest = self.rules.lines["middle"], self.rules.file.zones.line_max
        for number, line in enumerate(self.lines):
            if line.text and len(line.text) <= longest and number not in self.taken and number not in self.looked:
                self.try_line(number, pattern)

    def try_line(self, number: int, pattern: re.Pattern[str]) -> bool:
        """Cut the line, and those below it that the match covers, if a rule says so."""
        line = self.lines[number]
        if len(line.text) > self.rules.file.zones.line_max:
            return False
        match = pattern.match(self.text, line.first)
        if match is None or match.lastgroup is None:
            return False
        rule = self.rules.named(match.lastgroup)
        if rule.id in self.keep:
            return False
        if rule.policy == "review":
            self.notes.append(Note("suspect-line", rule.why, line.text))
            return False
        last = number + self.text.count("\n", line.first, match.end())
        end = min(self.lines[last].end, len(self.text))
        self.spans.append(Span(line.start, end, rule.id))
        self.taken.update(dict.fromkeys(range(number, last + 1), rule))
        return True

    def try_glued(self, line: Line) -> None:
        """Cut a first or last sentence that would be cut if it were a line of its own."""
        first = self.rules.opening.match(self.text, line.first, line.last)
        if first and first.lastgroup and first.end() < line.last:
            self.take_part(first.lastgroup, line.first, first.end())
        last = SENTENCE_END.search(line.text)
        if last:
            begin = line.first + last.end()
            begin += len(self.text[begin : line.last]) - len(self.text[begin : line.last].lstrip(WHITE))
            match = self.rules.glued.match(self.text, begin, line.last)
            if match and match.lastgroup:
                self.take_part(match.lastgroup, begin, line.last)

    def take_part(self, group: str, start: int, end: int) -> None:
        rule = self.rules.named(group)
        if rule.id not in self.keep:
            self.spans.append(Span(start, end, rule.id))
