"""Lines round a document that no rule knows, judged by their place and their words.

    points = place + signs of noise - words of work - what no sign covers; a line with `threshold` points is cut

Whole-line rules (`zones.py`) know forms; sites, accounts and office systems invent new ones every day. What they
have in common is their vocabulary (打印, 浏览, 微信, 资料) and where they stand: above the title or below the closing
lines, where a report has nothing but what official form puts there. Vocabulary, points and official forms are in
`data/rules/margins.yml`; a cut is logged under the rule of its strongest sign, so that it is shown and can be undone
like any other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from archive.cleaning.cuts import Span
from archive.cleaning.margin_points import HAN, TRAILER, TRAILER_RULE, TWIN_LEAST, Judge, Spot
from archive.cleaning.margin_rules import CLOSING, MIDDLE, PAGE_WORDS, SIGNS
from archive.cleaning.rules import CleanRules
from archive.cleaning.voicing import ASIDE, INSERTED, VOICE, Bounds, Heard, Lines, Listener, Margins, Standing
from archive.cleaning.zones import View, peel, split_lines
from archive.model import Edit, Note

ENDS_AS_SENTENCE = re.compile(r"[。；：！？…”]$")
TAIL = re.compile(r"[！!。】\]）)｜|丨\s]+")
PARTING = re.compile(r"[，！!｜|丨‖:：_·/【】\[\]#★☆▲▼◆◇→>＞»]")
TITLE_MAX = 80
WITHIN_LINES = frozenset({ASIDE, INSERTED})


def marginal(view: View, rules: CleanRules, name: str) -> list[Span]:
    """The cuts of one pass that are logged under the rule of that name."""
    cut = _margins(view, rules).cut
    return [_line(view, number, name) for number in sorted(cut) if cut[number] == name]


def voices(view: View, rules: CleanRules, edits: Sequence[Edit]) -> tuple[list[Span], list[Note]]:
    """Lines that have the voice of a page, to be asked for where no rule finds anything more; and those that may.

    The `edits` of earlier passes tell where lines went.
    """
    margins = _margins(view, rules)
    listener = Listener(rules.margins, view.touched, view.memory.voices)
    lines = _with_text(view)
    gone = margins.cut.keys() | view.taken.keys()
    standing = Standing.of(lines, gone, margins.bounds, scars(view, rules, edits))
    heard = listener.heard(standing, view.text) if lines else Heard()
    spans = [_line(view, number, VOICE) for number in sorted(heard.cut)]
    return spans, [Note("suspect-line", "像是网页而不是文件里的话", text) for text in heard.unsure]


def scars(view: View, rules: CleanRules, edits: Sequence[Edit]) -> dict[int, int]:
    """How many lines went in earlier passes, by the place of the line below them among those with text in them."""
    found: dict[int, int] = {}
    starts = [line.start for line in view.lines if line.text] if edits else []
    moved = 0
    for edit in edits:
        at = edit.start - moved
        moved += edit.end - edit.start - len(edit.replacement)
        if edit.rule in rules.whole_lines and edit.rule not in WITHIN_LINES:
            below = bisect_left(starts, at)
            found[below] = found.get(below, 0) + sum(map(bool, map(str.strip, edit.text.split("\n"))))
    return {below: count for below, count in found.items() if count}


def _margins(view: View, rules: CleanRules) -> Margins:
    """What was found at the margins of the text, which is looked at once."""
    known = view.memory.margins.get(view.text)
    if known is None:
        known = view.memory.margins[view.text] = _Walk(view, rules).margins()
    return known


def _line(view: View, number: int, rule: str) -> Span:
    line = view.lines[number]
    return Span(line.start, min(line.end, len(view.text)), rule)


def bounded(text: str, rules: CleanRules) -> tuple[Lines, Bounds]:
    """The lines of a text that have text in them, by number, and where its body begins and ends by rule."""
    view = View(text, split_lines(text), rules.sieve.lines(text))
    peeled = peel(view, rules)
    view = replace(view, taken=peeled.taken, touched=peeled.touched)
    return _with_text(view), _Walk(view, rules).margins().bounds


def _with_text(view: View) -> Lines:
    """The lines that have text in them, with their numbers."""
    return [(number, line.text) for number, line in enumerate(view.lines) if line.text]


def asides(view: View, rules: CleanRules, edits: Sequence[Edit]) -> list[Span]:
    """Words in brackets within a line that have the voice of a page."""
    listener = Listener(rules.margins, view.touched, view.memory.voices)
    standing = Standing.of((), frozenset(), _margins(view, rules).bounds, scars(view, rules, edits))
    return [Span(start, end, ASIDE) for start, end in listener.asides(standing, view.text)]


def inserted(view: View, rules: CleanRules, edits: Sequence[Edit]) -> list[Span]:
    """Stretches of lines that a page put there; never of the title, nor what is official by its form."""
    margins = rules.margins
    bars = margins.file.inserted
    numbers = margins.inserted.suspects(view.text, bars.words)
    if not numbers:
        return []
    title = _margins(view, rules).bounds.title
    reach = bars.bars(torn=any(scars(view, rules, edits).values()))
    lines = [view.lines[number] for number in numbers if number != title]
    return [
        Span(line.first + each.start, line.first + each.end, INSERTED)
        for line in (
            lines[at] for at in margins.inserted.promising([line.text for line in lines], reach.score)
        )
        for each in margins.inserted.stretches(line.text, reach)
        if not margins.unheard.match(line.text, each.start)
    ]


class _Walk:
    """One look at the margins of a text: from the top down, from the end up, and at what stands between."""

    def __init__(self, view: View, rules: CleanRules) -> None:
        self.view, self.rules = view, rules.margins
        self.held = [n for n, line in enumerate(view.lines) if line.text and n not in view.taken]
        asked = rules.first_marginal
        self.may = [view.held[n] >> asked for n in self.held]
        words = {view.lines[n].text: may >> SIGNS for n, may in zip(self.held, self.may, strict=True)}
        self.judge = Judge(rules.margins, view.memory.told, words, view.memory.verdicts)
        self.cut: dict[int, str] = {}

    def margins(self) -> Margins:
        """The numbers of the lines to cut, each with its rule, and where the body stands."""
        if not self.held:
            return Margins(self.cut, Bounds(-1, 0, len(self.view.lines)))
        at = self._title()
        title = self._text(at) if at is not None else ""
        first = self._head(at, title)
        last = self._tail(first, title)
        self._lists(last)
        self._middle(first, last, title)
        numbers = [*self.held, len(self.view.lines)]
        return Margins(self.cut, Bounds(-1 if at is None else self.held[at], numbers[first], numbers[last]))

    def _title(self) -> int | None:
        """The place among the held lines of the first one that can be a title."""
        for at, number in enumerate(self.held[: 2 * self.rules.file.depth]):
            text = self.view.lines[number].text
            if (
                len(text) <= TITLE_MAX
                and self.rules.title.fullmatch(text)
                and not self.rules.numbered.match(text)
            ):
                below = (self.view.lines[n].text for n in self.held[at + 1 : at + 4])
                if any(len(each) >= TWIN_LEAST and each in text[1:] for each in below):
                    continue
                plain = not PARTING.search(text) and not self.rules.page_words.search(text)
                if (
                    plain
                    or self.judge.told(text).points
                    < self.rules.file.threshold - self.rules.file.place["before"]
                ):
                    return at
        return None

    def _head(self, title_at: int | None, title: str) -> int:
        """Cut above and below the title; the place of the first line that is body."""
        for at in range(len(self.held)):
            if at == title_at:
                continue
            above = title_at is not None and at < title_at
            if not above and (self._is_body(at) or at > 2 * self.rules.file.depth):
                return at
            self._try(at, "before" if above else "below", title)
        return len(self.held)

    def _tail(self, first: int, title: str) -> int:
        """Cut from the end up; the place of the last line that is body."""
        left = self.rules.file.depth
        closed = self._closed(first)
        behind = TRAILER if self._only_short(closed + 1) else "after"
        for at in range(len(self.held) - 1, first, -1):
            outside = left == self.rules.file.depth
            if self._try(at, (behind if at > closed else "outer") if outside else "inner", title):
                continue
            left -= 1
            if left <= 0 or self._is_body(at):
                return at
        return first

    def _closed(self, first: int) -> int:
        """The place of the last line that closes a document: thanks, signature with date, date, copies."""
        for at in range(len(self.held) - 1, first, -1):
            if self.may[at] >> CLOSING & 1 and self.rules.closing.match(self._text(at)):
                return at
        return len(self.held)

    def _only_short(self, start: int) -> bool:
        """Whether from there on nothing reads like body, and no list or title of an attachment opens."""
        rest = range(start, len(self.held))
        return not any(self._is_body(at) or self._opens(self._text(at)) for at in rest)

    def _opens(self, text: str) -> bool:
        return bool(self.rules.title.fullmatch(text)) and not self.judge.told(text).rule

    def _middle(self, first: int, last: int, title: str) -> None:
        """Between paragraphs: only lines with one of a few words."""
        for at in range(first, min(last + 1, len(self.held))):
            if not self.may[at] >> MIDDLE & 1:
                continue
            text = self._text(at)
            if len(text) <= self.rules.file.line_max and self.rules.middle.search(text):
                self._try(at, "middle", title)

    def _text(self, at: int) -> str:
        return self.view.lines[self.held[at]].text

    def _may(self, at: int, question: int) -> bool:
        """Whether the words that are asked for can stand in the line."""
        return bool(self.may[at] >> question & 1)

    def _lists(self, last: int) -> None:
        """Links to other documents: from their heading to the end, when all lines are short."""
        rest = range(last, len(self.held))
        for at in rest:
            if not self.rules.list_head.fullmatch(self._text(at)):
                continue
            below = self.held[at:]
            if not any(map(self._is_link_not, below[1:])):
                self.cut.update({n: self.cut.get(n, "edge-list") for n in below})
                return

    def _is_link_not(self, number: int) -> bool:
        text = self.view.lines[number].text
        return len(text) > 60 or text.endswith("。") or bool(self.rules.official.match(text))

    def _is_body(self, at: int) -> bool:
        """A numbered line, or a sentence of some length that does not speak to a reader of a page."""
        text = self._text(at)
        if self.rules.numbered.match(text):
            return True
        if len(text) < self.rules.file.body_chars or not ENDS_AS_SENTENCE.search(text):
            return False
        if len(text) > self.rules.file.line_max or not self._may(at, PAGE_WORDS):
            return True
        if not self.rules.page_words.search(text):
            return True
        return self.judge.verdict(text, Spot("outer")).points < self.rules.file.threshold

    def _try(self, at: int, place: str, title: str) -> bool:
        number = self.held[at]
        if number in self.cut:
            return True
        if number in self.view.touched or not self._may_go(at, title):
            return False
        text, spot = self._text(at), Spot(place, title, self._company(number), self._beside(at))
        verdict = self.judge.verdict(text, spot)
        enough = verdict.points >= self.rules.file.threshold and verdict.rule not in self.view.keep
        if enough and (verdict.rule == TRAILER_RULE or not self._speaks_as_document(text)):
            self.cut[number] = verdict.rule
        return number in self.cut

    def _speaks_as_document(self, text: str) -> bool:
        """Whether a line's words have the document's voice: the signs of a page may be what it is about.

        It is not asked what a line says that only its place gives away.
        """
        (words,) = self.rules.voice.words([text])
        return words < self.rules.file.voice.own

    def _may_go(self, at: int, title: str) -> bool:
        """Not a line that may hold the only title, nor the last number of a table."""
        text = self._text(at)
        if len(text) > self.rules.file.line_max:
            return False
        if not title and TAIL.split(text)[-1] and self.rules.title.fullmatch(TAIL.split(text)[-1]):
            return False
        if HAN.search(text) or not text[-1:].isdigit() or at == 0:
            return True
        before = self.view.lines[self.held[at - 1]].text
        return bool(ENDS_AS_SENTENCE.search(before) or self.rules.official.match(before))

    def _company(self, number: int) -> int:
        """How many of the next lines above and below with text in them are noise."""
        return sum(self._gone(each) for each in (self._next(number, -1), self._next(number, 1)))

    def _gone(self, number: int | None) -> bool:
        return number is not None and (number in self.cut or number in self.view.taken)

    def _next(self, number: int, step: int) -> int | None:
        lines = self.view.lines
        number += step
        while 0 <= number < len(lines):
            if lines[number].text:
                return number
            number += step
        return None

    def _beside(self, at: int) -> str:
        near = (i for i in (at - 1, at + 1) if 0 <= i < len(self.held))
        return "\n".join(self.view.lines[self.held[i]].text for i in near)
