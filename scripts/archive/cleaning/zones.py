"""Whole lines that are noise: found from the edges inwards, because there noise stands and body does not.

Head and tail are counted in lines that stay. A blank line, or a line that is cut, costs nothing, so that a zone
peels from the edge and means the same on the cleaned text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.cleaning.cuts import Span
from archive.cleaning.margin_points import Spot, Told, Verdict
from archive.cleaning.rules import CleanRules, LineRule
from archive.cleaning.shapes import Rule
from archive.cleaning.stretches import Bars, Stretch
from archive.cleaning.voicing import Margins
from archive.model import Note
from archive.patterns.sieve import Sieve, chosen

WHITE = " \t\r\x0b\x0c\u3000\xa0\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
# Blanks that patterns do not count as such: a line that they end may match once they are gone.
OTHER_BLANKS = ("\x0b", "\x0c", "\u2028", "\u2029", "\u2060")
Places = tuple[tuple[int, int, float], ...]
PROSE = "prose"  # the family of rules for what an editor writes before a text and behind it
STOPS = "。！？!?”；"
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
class Memory:
    """What is known of lines from an earlier zone or pass of the same document, by their text.

    A line that no rule of a zone matched (`quiet`) need not be tried again; `margins` holds what was found in the
    margins of a text, `told` what the words of a line say, `verdicts` what they weigh where it stood, `voices` whose
    voice lines have, `stretches` what a page spoke into them, with the places of its names there, `settled` the remarks
    on lines in which nothing is to be cut, `held` the sieve's answers for whole lines, blanks and all; in lines that
    are `still`, with their ends, no rule for parts of lines finds anything. It owns these and grows.
    """

    quiet: set[tuple[str, str]] = field(default_factory=set)
    scores: dict[str, int] = field(default_factory=dict)
    margins: dict[str, Margins] = field(default_factory=dict)
    voices: dict[str, float] = field(default_factory=dict)
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    verdicts: dict[tuple[str, Spot], Verdict] = field(default_factory=dict)
    stretches: dict[tuple[str, Bars, Places], Sequence[Stretch]] = field(default_factory=dict)
    settled: dict[tuple[str, ...], tuple[Note, ...]] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    still: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class View:
    """The text of one pass, its lines, and the rules that have taken some of them, by the line's number.

    `held` are the answers of the rules' sieve for the lines; `touched` the lines that stay (`imprint.py`) or of which
    a rule cuts a part, `titled` the one of these that holds the title.
    """

    text: str
    lines: tuple[Line, ...]
    held: Sequence[int]
    taken: Mapping[int, Rule] = field(default_factory=dict)
    keep: AbstractSet[str] = frozenset()
    memory: Memory = field(default_factory=Memory)
    touched: AbstractSet[int] = frozenset()
    titled: Titled | None = None


class Titled(NamedTuple):
    """The number of a line that is more than a title, and the title."""

    number: int
    title: str


class Peeled(NamedTuple):
    """What whole-line rules found: cuts, taken lines, and lines for a person to look at."""

    spans: list[Span]
    taken: dict[int, Rule]
    notes: list[Note]
    touched: frozenset[int]


def split_lines(text: str) -> tuple[Line, ...]:
    """All lines of the text with their offsets."""
    found: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        bare, end = raw.strip(WHITE), at + len(raw) + 1
        lead = 0 if bare is raw or not bare else raw.index(bare)  # most lines have no blanks to strip
        found.append(Line(at, bare, at + lead, end))
        at = end
    return tuple(found)


def holds_other_blanks(text: str) -> bool:
    """Whether one of `OTHER_BLANKS` is there; a look for each sign is far faster than one for all."""
    return any(each in text for each in OTHER_BLANKS)


def answers(text: str, sieve: Sieve, memory: Memory) -> list[int]:
    """What the rules' sieve says of each line; lines that an earlier pass has seen are not asked again."""
    lines = text.split("\n")
    fresh = [line for line in lines if line not in memory.held]
    if fresh:
        memory.held.update(zip(fresh, sieve.lines("\n".join(fresh)), strict=True))
    return [memory.held[line] for line in lines]


def peel(view: View, rules: CleanRules) -> Peeled:
    """Cut whole noise lines from the head down, from the tail up, and the unmistakable ones anywhere.

    Lines that are touched already stay as they are.
    """
    state = _Peeler(view, rules)
    state.walk(range(len(view.lines)), "head")
    state.walk(range(len(view.lines) - 1, -1, -1), "tail")
    state.middle()
    return Peeled(state.spans, state.taken, state.notes, frozenset(state.touched))


class _Peeler:
    """One pass over the lines. It owns what it collects; nothing else changes it."""

    def __init__(self, view: View, rules: CleanRules) -> None:
        self.view, self.rules = view, rules
        self.plain = not holds_other_blanks(view.text)
        self.spans: list[Span] = []
        self.taken: dict[int, Rule] = {}
        self.notes: list[Note] = []
        self.touched: set[int] = {*view.touched}

    def walk(self, order: Iterable[int], zone: str) -> None:
        """Go inwards until the lines that stay have used up the zone's depth."""
        zones = self.rules.file.zones
        left = zones.depth
        for number in order:
            line = self.view.lines[number]
            if not line.text or number in self.taken:
                continue
            if number not in self.view.touched:
                if self.try_line(number, zone) or self.try_line(number, "edges"):
                    if number in self.taken:
                        continue
                elif self.try_glued(number):
                    self.touched.add(number)
            left -= zones.body_cost if len(line.text) >= zones.body_chars else 1
            if left <= 0:
                return

    def middle(self) -> None:
        """The lines between the zones, by the rules that hold anywhere."""
        quiet, zone = self.view.memory.quiet, self.rules.zones["middle"]
        for number, (line, held) in enumerate(zip(self.view.lines, self.view.held, strict=True)):
            if not held & zone.every or not held & zone.tried_on(len(line.text)) or number in self.taken:
                continue
            if number in self.view.touched:
                continue
            if ("edges", line.text) not in quiet:
                self.try_line(number, "middle")

    def try_line(self, number: int, zone: str) -> bool:
        """Cut the line, and those below it that a match covers, if a rule says so."""
        line = self.view.lines[number]
        known = (zone, line.text)
        candidates = self.view.held[number] & self.rules.zones[zone].tried_on(len(line.text))
        if (
            not candidates
            or len(line.text) > self.rules.file.zones.line_max
            or known in self.view.memory.quiet
        ):
            return False
        alone = True
        for each in chosen(candidates, self.rules.whole):
            alone = alone and not each.several
            match = each.ended.pattern.match(self.view.text, line.first)
            if match and each.rule.id not in self.view.keep and self.take(number, each, match.end()):
                return True
        if alone and (self.plain or not holds_other_blanks(self.view.text[line.last : line.end])):
            self.view.memory.quiet.add(known)
        return False

    def take(self, number: int, known: LineRule, end: int) -> bool:
        """Take the lines up to `end`, or only name them when a person is to decide."""
        text, lines, rule = self.view.text, self.view.lines, known.rule
        if rule.policy == "review":
            self.notes.append(Note("suspect-line", rule.why, lines[number].text))
            return False
        last = number + text.count("\n", lines[number].first, end)
        part = self.part_of(lines[number], known) if last == number else None
        if part:
            self.spans.append(part)
            self.touched.add(number)
            return True
        self.spans.append(Span(lines[number].start, min(lines[last].end, len(text)), rule.id))
        self.taken.update(dict.fromkeys(range(number, last + 1), rule))
        return True

    def part_of(self, line: Line, known: LineRule) -> Span | None:
        """What a rule knows of a line when sentences of the document are taken off its ends; nothing if that is all.

        An editor begins as the document might, and where such a line ends as a title does it names another page.
        """
        prose = known.rule.family == PROSE
        if prose and line.text[-1] not in STOPS:
            return None
        runs = (
            (line.first + start, line.first + end)
            for start, end in self.rules.margins.cores(line.text)
            if not (prose and start)
        )
        found = next((run for run in runs if known.part.fullmatch(self.view.text, *run)), None)
        return Span(*found, known.rule.id) if found and found != (line.first, line.last) else None

    def try_glued(self, number: int) -> bool:
        """Cut a first or last sentence that would be cut if it were a line of its own; say whether one was.

        Where the document goes on without a stop, its words are in the same sentence, and that stays.
        """
        text, quiet, line = self.view.text, self.view.memory.quiet, self.view.lines[number]
        zone = self.rules.zones["edges"]
        if not self.view.held[number] & zone.glued or ("glued", line.text) in quiet:
            return False
        quiet.add(("glued", line.text))
        for begin, end in _outer_sentences(line):
            held = self.view.held[number] & zone.glued & zone.tried_on(end - begin)
            for each in chosen(held, self.rules.whole):
                wanted = each.rule.id not in self.view.keep and each.part.fullmatch(text, begin, end)
                if wanted and not self.rules.margins.is_own(text[begin:end]):
                    self.spans.append(Span(begin, end, each.rule.id))
                    quiet.discard(("glued", line.text))
                    break
        return ("glued", line.text) not in quiet


def _outer_sentences(line: Line) -> Iterable[tuple[int, int]]:
    """Where the first and the last sentence of a line stand, when it has several and they are short."""
    opening = FIRST_SENTENCE.match(line.text)
    if opening and opening.end() < len(line.text):
        yield line.first, line.first + opening.end()
    closing = LAST_SENTENCE.search(line.text, max(0, len(line.text) - GLUED_MAX))
    if closing:
        yield line.first + closing.start("cut"), line.last
