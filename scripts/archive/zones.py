"""Whole lines that are noise: found from the edges inwards, because there noise stands and body does not.

Head and tail are counted in lines that stay. A blank line, or a line that is cut, costs nothing, so that a zone
peels from the edge and means the same on the cleaned text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from archive.cuts import Span
from archive.model import Note
from archive.rules import CleanRules, LineRule, Rule, ZoneRules

WHITE = " \t\r\x0b\x0c\u3000\xa0\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
GLUED_MAX = 120
FIRST_SENTENCE = re.compile(r"[^。！!\n]{4,119}[。！!]+")
LAST_SENTENCE = re.compile(r"[。！？!；”）][ \u3000]*(?P<cut>[^。！？!；\s][^。！？!；]{3,119}[。！!]*)\Z")


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
    keep: AbstractSet[str] = frozenset()


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


def peel(text: str, lines: tuple[Line, ...], rules: CleanRules, keep: AbstractSet[str]) -> Peeled:
    """Cut whole noise lines from the head down, from the tail up, and the unmistakable ones anywhere."""
    state = _Peeler(text, lines, rules, keep)
    state.walk(range(len(lines)), "head")
    state.walk(range(len(lines) - 1, -1, -1), "tail")
    state.middle()
    return Peeled(state.spans, state.taken, state.notes)


class _Peeler:
    """One pass over the lines. It owns what it collects; nothing else changes it."""

    def __init__(self, text: str, lines: tuple[Line, ...], rules: CleanRules, keep: AbstractSet[str]) -> None:
        self.text, self.lines, self.rules, self.keep = text, lines, rules, keep
        self.spans: list[Span] = []
        self.taken: dict[int, Rule] = {}
        self.notes: list[Note] = []

    def walk(self, order: Iterable[int], zone: str) -> None:
        """Go inwards until the lines that stay have used up the zone's depth."""
        zones = self.rules.file.zones
        rules = self.rules.lines[zone]
        left = zones.depth
        for number in order:
            line = self.lines[number]
            if not line.text or number in self.taken:
                continue
            if len(line.text) <= zones.line_max and self.try_line(number, rules):
                continue
            self.try_glued(line, rules)
            left -= zones.body_cost if len(line.text) >= zones.body_chars else 1
            if left <= 0:
                return

    def middle(self) -> None:
        """The lines between the zones, by the rules that hold anywhere."""
        rules, longest = self.rules.lines["middle"], self.rules.file.zones.line_max
        for number, line in enumerate(self.lines):
            if line.text and len(line.text) <= longest and number not in self.taken:
                self.try_line(number, rules)

    def try_line(self, number: int, zone: ZoneRules) -> bool:
        """Cut the line, and those below it that a match covers, if a rule says so."""
        line = self.lines[number]
        for each in _candidates(line.text, zone):
            match = each.whole.match(self.text, line.first)
            if match is None or each.rule.id in self.keep:
                continue
            if each.rule.policy == "review":
                self.notes.append(Note("suspect-line", each.rule.why, line.text))
                continue
            last = number + self.text.count("\n", line.first, match.end())
            self.spans.append(Span(line.start, min(self.lines[last].end, len(self.text)), each.rule.id))
            self.taken.update(dict.fromkeys(range(number, last + 1), each.rule))
            return True
        return False

    def try_glued(self, line: Line, zone: ZoneRules) -> None:
        """Cut a first or last sentence that would be cut if it were a line of its own."""
        for begin, end in _outer_sentences(line):
            for each in _candidates(self.text[begin:end], zone):
                if not each.rule.glued or each.rule.id in self.keep:
                    continue
                if each.part.fullmatch(self.text, begin, end):
                    self.spans.append(Span(begin, end, each.rule.id))
                    break


def _candidates(text: str, zone: ZoneRules) -> Iterable[LineRule]:
    """The rules that may match, in their order: a character that they need is there."""
    held = zone.characters.intersection(text)
    if not held:
        return ()
    size = len(text)
    found = {each.order: each for character in held for each in zone.rules[character] if size <= each.longest}
    return [found[order] for order in sorted(found)]


def _outer_sentences(line: Line) -> Iterable[tuple[int, int]]:
    """Where the first and the last sentence of a line stand, when it has several and they are short."""
    opening = FIRST_SENTENCE.match(line.text)
    if opening and opening.end() < len(line.text):
        yield line.first, line.first + opening.end()
    closing = LAST_SENTENCE.search(line.text, max(0, len(line.text) - GLUED_MAX))
    if closing:
        yield line.first + closing.start("cut"), line.last
