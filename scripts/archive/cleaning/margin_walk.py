"""One look at the margins of a text: from the top down, from the end up, and at what stands between."""

from __future__ import annotations

import re

from archive.cleaning.cuts import Span
from archive.cleaning.margin_points import HAN, TRAILER, TRAILER_RULE, Judge, Spot
from archive.cleaning.margin_rules import CLAUSE, CLOSING, MIDDLE, PAGE_WORDS, SIGNS
from archive.cleaning.rules import CleanRules
from archive.cleaning.tables import in_table
from archive.cleaning.voicing import Bounds, Margins
from archive.cleaning.zones import View

ENDS_AS_SENTENCE = re.compile(r"[。；：！？…”]$")
TAIL = re.compile(r"[！!。】\]）)｜|丨\s]+")
PARTING = re.compile(r"[，！!｜|丨‖:：_·/【】\[\]#★☆▲▼◆◇→>＞»]")


class Walk:
    """One walk over the lines that whole-line rules left. It owns what it cuts, lines and parts of them."""

    def __init__(self, view: View, rules: CleanRules) -> None:
        self.view, self.rules = view, rules.margins
        self.held = [n for n, line in enumerate(view.lines) if line.text and n not in view.taken]
        self.texts = [view.lines[n].text for n in self.held]
        asked = rules.first_marginal
        self.may = [view.held[n] >> asked for n in self.held]
        words = {view.lines[n].text: may >> SIGNS for n, may in zip(self.held, self.may, strict=True)}
        self.judge = Judge(rules.margins, view.memory.told, words, view.memory.verdicts)
        self.signs = (1 << len(rules.margins.signs)) - 1
        self.cut: dict[int, str] = {}
        self.parts: list[Span] = []

    def margins(self) -> Margins:
        """The numbers of the lines to cut, each with its rule, and where the body stands."""
        if not self.held:
            return Margins(self.cut, Bounds(-1, 0, len(self.view.lines)))
        at = self._title()
        title = self.view.titled.title if self.view.titled else self._text(at) if at is not None else ""
        first = self._head(at, title)
        last = self._tail(first, title)
        self._lists(last)
        self._middle(first, last, title)
        numbers = [*self.held, len(self.view.lines)]
        bounds = Bounds(-1 if at is None else self.held[at], numbers[first], numbers[last])
        return Margins(self.cut, bounds, tuple(self.parts))

    def _title(self) -> int | None:
        """The place among the held lines of the first one that can be a title, or that holds one."""
        if self.view.titled:
            return self.held.index(self.view.titled.number)
        for at, number in enumerate(self.held[: 2 * self.rules.file.depth]):
            text = self.view.lines[number].text
            if (
                len(text) <= self.rules.file.titles.longest
                and self.rules.title.fullmatch(text)
                and not self.rules.numbered.match(text)
            ):
                below = (self.view.lines[n].text for n in self.held[at + 1 : at + 4])
                if any(len(each) >= self.rules.file.titles.twin and each in text[1:] for each in below):
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
            if outside:
                self._try_part(at, title)
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
        if self.rules.attached.fullmatch(text):
            return True
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
        return self.texts[at]

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
        return (
            len(text) > self.rules.file.listed_chars
            or text.endswith("。")
            or bool(self.rules.official.match(text))
        )

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
        bar = self.rules.file.voice.trailer if verdict.rule == TRAILER_RULE else None
        if enough and not self.rules.is_own(text, bar) and not in_table(self.texts, at):
            self._cut(number, verdict.rule)
        return number in self.cut

    def _cut(self, number: int, rule: str) -> None:
        """Cut a line; of one that is the document's but for the words in brackets at its end only these."""
        line = self.view.lines[number]
        aside = self.rules.before_aside(line.text)
        if aside:
            self.parts.append(Span(line.first + aside, line.last, rule))
        else:
            self.cut[number] = rule

    def _try_part(self, at: int, title: str) -> None:
        """Cut what stands behind the document's own sentences in its last line, if it would go by itself there."""
        number, line = self.held[at], self.view.lines[self.held[at]]
        if number in self.view.touched or not self.may[at] >> SIGNS & self.signs:
            return
        sentences = CLAUSE.findall(line.text)
        # Hardly any line has a sign in its last sentences.
        if len(sentences) < 2 or not self.judge.told("".join(sentences[-2:])).rule:
            return
        start = self.rules.behind_own(line.text)
        words = line.text[start:].lstrip()
        if not start or not words or self.rules.is_own(words):
            return
        verdict = self.judge.verdict(words, Spot("outer", title, self._company(number), self._beside(at)))
        if verdict.points >= self.rules.file.threshold and verdict.rule not in self.view.keep:
            self.parts.append(Span(line.first + start, line.last, verdict.rule))

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
