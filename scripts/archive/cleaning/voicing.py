"""Cut the lines that have the voice of a page, where no rule knew them; name those that may have it.

What counts beside the words is where a line stands among those that stay (`Standing`): above the title, below it,
behind the closing lines, so many lines from an edge, whether its neighbours go or went in an earlier pass, and how
many lines did. So a line that goes changes what is known of the next, and the search is repeated until nothing
changes. Numbered lines and titles are never cut for their voice, what stands in the place of a title or has an official
form only where its words leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from archive.cleaning.cuts import Span
from archive.cleaning.margin_rules import Marginal
from archive.cleaning.tables import in_table

VOICE, ASIDE = VOICES = "edge-voice", "aside-voice"
INSERTED = "inserted-voice"
WITHIN_LINES = frozenset({ASIDE, INSERTED})
BRACKETED = re.compile(r"[（(【\[〔<［﹝{][^（()）【】\[\]〔〕<>［］﹝﹞{}\n]{3,60}[）)】\]〕>］﹝﹞}]")
ASIDE_LETTERS = 3  # 〔2008〕 says nothing of who speaks
SUBTITLE = "—"
NEVER = float("-inf")  # what the words of a line say of which a sentence is surely the document's
RHYTHM = re.compile(r"([一-鿿]{2,12})[，, \u3000]([一-鿿]{2,12})")  # 回首过去，硕果累累
SPEAKER = re.compile(r"[一-鿿]{1,4}[：:]")
PROSE = "。；：，"  # what a line of prose ends with; within the text it is not asked
TERM = 12  # characters
NEAR = 24  # so many lines on either side may make a table of a row
AMID, ENDED = frozenset("，。；"), frozenset("。！？；：”’）)】!?;:…")
EDGE = 4  # so many lines from an edge are told apart; the weights are learned for these
TORN = (1, 3, 6)  # from so many lines on that go or went more is known of a page

Lines = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers of the title (-1: none), of the first line of the body, and of its last one."""

    title: int
    first: int
    last: int


class Margins(NamedTuple):
    """What was found at the margins of a text.

    The numbers of the lines to cut with their rules, where the body stands, and parts of lines to cut.
    """

    cut: Mapping[int, str]
    bounds: Bounds
    parts: tuple[Span, ...] = ()


class Heard(NamedTuple):
    """The numbers of the lines to cut, and the lines that a person should look at."""

    cut: frozenset[int] = frozenset()
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where lines stand among those that stay; `above` counts these before each line, and after the last.

    `scars` tells how many lines went in earlier passes, by the place among `lines` of the one below them.
    """

    lines: Lines
    stays: Sequence[int]
    above: Sequence[int]
    bounds: Bounds
    scars: Mapping[int, int] = field(default_factory=dict)

    @staticmethod
    def of(
        lines: Lines, gone: AbstractSet[int], bounds: Bounds, scars: Mapping[int, int] | None = None
    ) -> Standing:
        """Look at lines of which those with the numbers `gone` go."""
        stays = [int(number not in gone) for number, _ in lines]
        return Standing(lines, stays, [0, *accumulate(stays)], bounds, scars or {})

    def edges(self) -> Iterator[int]:
        """The lines that have few others before or behind them."""
        first, last = EDGE, self.above[-1] - EDGE
        return (at for at in range(len(self.lines)) if self.above[at] < first or self.above[at + 1] > last)

    def places(self, at: int) -> tuple[str, ...]:
        """What is known of a line's place, each under the name that its weight stands under."""
        above, left = self.above[at], self.above[-1] - self.above[at + 1]
        near = [f"start {above}"] * (above < EDGE) + [f"end {left}"] * (left < EDGE)
        up, down = self._cut(at, at - 1), self._cut(at + 1, at + 1)
        outside, inside = (up, down) if above <= left else (down, up)
        near += ["beside"] * outside + ["inside"] * inside + self._torn()
        return _named(_part(self.lines[at][0], self.bounds), near)

    def aside(self) -> tuple[str, ...]:
        """What is known of the place of words in brackets within a line."""
        return _named("aside", self._torn())

    def _torn(self) -> list[str]:
        cuts = len(self.lines) - self.above[-1] + sum(self.scars.values())
        return [f"torn {least}" for least in TORN if cuts >= least]

    def is_within(self, at: int) -> bool:
        """Whether a line stands within the text and far from its edges."""
        above, left = self.above[at], self.above[-1] - self.above[at + 1]
        part = _part(self.lines[at][0], self.bounds)
        return part == "within" and above >= EDGE and left >= EDGE

    def is_title(self, at: int) -> bool:
        """Whether a line is the title, stands above a subtitle, or last above the body where no title is known."""
        number, title = self.lines[at][0], self.bounds.title
        rest = (self.lines[below] for below in range(at + 1, len(self.lines)) if self.stays[below])
        below, text = next(rest, (self.bounds.last, ""))
        if title < 0:
            return number < self.bounds.first <= below
        return number == title or (below == title and text.startswith(SUBTITLE))

    def interrupts(self, at: int) -> bool:
        """Whether a term within the text stands amid a sentence: a text copied from a page breaks at its links."""
        if not (len(text := self.lines[at][1]) <= TERM and text.isalpha() and self.is_within(at)):
            return False
        above = next((self.lines[each][1] for each in range(at - 1, -1, -1) if self.stays[each]), "")
        return not AMID.isdisjoint(above) and above[-1] not in ENDED

    def belongs(self, at: int) -> bool:
        """Whether a line is one of a kind, amid a sentence, or a row of a table: the document's, whatever it says."""
        first = max(0, at - NEAR)
        near = [text for _, text in self.lines[first : at + NEAR + 1]]
        return self.has_siblings(at) or self.interrupts(at) or in_table(near, at - first)

    def has_siblings(self, at: int) -> bool:
        """Whether a line within the text has others of its kind: headings of one rhythm, words of one speaker."""
        number, text = self.lines[at]
        heading, speaker = RHYTHM.fullmatch(text), SPEAKER.match(text)
        if not (heading or speaker) or _part(number, self.bounds) != "within":
            return False
        stay = [
            line for (_, line), stays in zip(self.lines, self.stays, strict=True) if stays and line != text
        ]
        if heading:
            rhythm = [*map(len, heading.groups())]
            others = filter(None, map(RHYTHM.fullmatch, stay))
            return any([*map(len, each.groups())] == rhythm for each in others)
        return speaker is not None and any(each.startswith(speaker[0]) for each in stay)

    def _cut(self, gap: int, beside: int) -> bool:
        """Whether something went in the gap before a line, or the line beside it goes."""
        return gap in self.scars or (0 <= beside < len(self.lines) and not self.stays[beside])


def _named(part: str, near: Sequence[str]) -> tuple[str, ...]:
    return (part, *near, *(f"{part} {each}" for each in near))


def _part(number: int, bounds: Bounds) -> str:
    if number == bounds.title:
        return "title"
    if number < bounds.title:
        return "before"
    if number < bounds.first:
        return "below"
    return "after" if number > bounds.last else "within"


@dataclass(frozen=True, slots=True)
class Listener:
    """Asks lines for their voice; lines of which a rule cuts a part are left to it. It owns `known`, which grows.

    `names` are words of lines that went (`echoes.py`); a line that has one says so much more.
    """

    rules: Marginal
    touched: AbstractSet[int]
    known: dict[str, float]
    names: Collection[str] = ()

    def heard(self, standing: Standing, text: str = "") -> Heard:
        """Ask every line that may be marginal, until no further one goes.

        The brackets of the `text` are asked with the first of them, because few questions at once cost like one.
        """
        lines = standing.lines
        gone = frozenset(
            number for (number, _), stays in zip(lines, standing.stays, strict=True) if not stays
        )
        waiting = [match[0] for match in self._bracketed(text)]
        within = [at for at, (_, text) in enumerate(lines) if self._is_short(text)]
        cut: frozenset[int] = frozenset()
        while True:
            standing = Standing.of(lines, gone | cut, standing.bounds, standing.scars)
            asked = {*within, *standing.edges()}
            self._hear([*waiting, *(lines[at][1] for at in asked if self._is_left(at, standing))])
            scores = {at: self._score(at, standing) for at in asked}
            more = {lines[at][0] for at, score in scores.items() if score >= self.rules.file.voice.cut}
            if not more:
                ask = self.rules.file.voice.ask
                return Heard(cut, tuple(lines[at][1] for at in sorted(scores) if scores[at] >= ask))
            cut |= more

    def asides(self, standing: Standing, text: str) -> Iterator[tuple[int, int]]:
        """Where words in brackets stand that have the voice of a page."""
        matches = self._bracketed(text)
        self._hear([match[0] for match in matches])
        least = self.rules.file.voice.aside - self.rules.voice.places(standing.aside()) if matches else 0.0
        loud = (match for match in matches if self.known[match[0]] >= least)
        return (match.span() for match in loud if not self.rules.told.match(text, match.start()))

    def _bracketed(self, text: str) -> list[re.Match[str]]:
        return [m for m in BRACKETED.finditer(text) if sum(map(str.isalpha, m[0])) >= ASIDE_LETTERS]

    def _is_short(self, text: str) -> bool:
        """What is asked within the text as well: no prose, and nothing long."""
        return len(text) <= self.rules.file.voice.middle_max and text[-1] not in PROSE

    def _is_left(self, at: int, standing: Standing) -> bool:
        """Not what goes already, not a line of which a rule cuts a part."""
        return bool(standing.stays[at]) and standing.lines[at][0] not in self.touched

    def _score(self, at: int, standing: Standing) -> float:
        """What words and places say together; nothing for what may not go, or where the words alone say too little."""
        if not self._is_left(at, standing):
            return 0.0
        hearing = self.rules.file.voice
        text = standing.lines[at][1]
        words = self.known[text] + (hearing.echo if any(name in text for name in self.names) else 0.0)
        if words < hearing.words or standing.belongs(at):
            return 0.0
        if standing.is_title(at) and (words < hearing.loud or self.rules.titled.match(standing.lines[at][1])):
            return 0.0
        places = standing.places(at)
        return words + self.rules.voice.places(places) - (hearing.middle if standing.is_within(at) else 0.0)

    def _hear(self, texts: Iterable[str]) -> None:
        """Learn what the words of lines say: nothing where the form of a line says more."""
        hearing = self.rules.file.voice
        fresh = [text for text in dict.fromkeys(texts) if text not in self.known]
        short = [text for text in fresh if len(text) <= self.rules.file.line_max]
        self.known.update(dict.fromkeys(fresh, 0.0))
        for text, words in zip(short, self.rules.said(short), strict=True):
            if words + hearing.echo >= hearing.words and (
                self.rules.holds_certain(text) or self.rules.before_aside(text)
            ):
                self.known[text] = NEVER
            else:
                self.known[text] = 0.0 if words >= hearing.words and self._has_form(text, words) else words

    def _has_form(self, text: str, words: float) -> bool:
        """Whether a line is numbered, has no letter, or has an official form that its words do not belie."""
        sure = (self.rules.numbered, self.rules.sure)
        forms = (
            sure if words >= self.rules.file.voice.loud else (*sure, self.rules.unheard, self.rules.official)
        )
        return not any(map(str.isalnum, text)) or any(form.match(text) for form in forms)
