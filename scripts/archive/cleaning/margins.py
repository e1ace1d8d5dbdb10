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
from collections.abc import Mapping
from dataclasses import dataclass

from archive.cleaning.cuts import Span
from archive.cleaning.margin_rules import Marginal, Sign
from archive.cleaning.rules import CleanRules
from archive.cleaning.zones import View

HAN = re.compile(r"[一-鿿]")
ENDS_AS_SENTENCE = re.compile(r"[。；：！？…”]$")
TAIL = re.compile(r"[！!。】\]）)｜|丨\s]+")
TRAILER, TRAILER_RULE = "trailer", "edge-trailer"
TWIN_LEAST = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """The points of a line and the rule of its strongest sign (empty when no sign is there)."""

    points: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands: the name of its place, the title below or above it, and its neighbours."""

    place: str
    title: str = ""
    company: int = 0
    beside: str = ""


def judge(text: str, spot: Spot, rules: Marginal) -> Verdict:
    """Weigh one line. A line of official form, or one too long to be marginal, gets no points."""
    if len(text) > rules.file.line_max or rules.official.match(text):
        return Verdict(0)
    if rules.contact.search(spot.beside) and rules.contact_part.search(text):
        return Verdict(0)
    place = rules.file.place[spot.place] + rules.file.place["company"] * spot.company
    points, rule, covered = _signs(text, spot.title, rules)
    if not rule and spot.place == TRAILER and len(text) >= rules.file.trailer_chars:
        rule = TRAILER_RULE
    if not rule or place + points < rules.file.threshold:
        return Verdict(place + points, rule)
    rest = sum(1 for match in HAN.finditer(text) if match.start() not in covered)
    against = (
        sum(_weighed(sign, text)[0] for sign in rules.work) if not covered >= set(range(len(text))) else 0
    )
    if spot.place != TRAILER:
        against -= rest // rules.file.rest_chars
    return Verdict(place + points + against, rule)


def _signs(text: str, title: str, rules: Marginal) -> tuple[int, str, set[int]]:
    """Points of all signs, the rule with the most, and the characters that they cover."""
    total, covered = 0, set[int]()
    by_rule: dict[str, int] = {}
    words = 0
    for sign in rules.signs:
        points, found = _weighed(sign, text, covered)
        covered.update(i for start, end in found for i in range(start, end))
        words += 2 * len(found) if sign.alone else len(found)
        total += points
        by_rule[sign.rule] = by_rule.get(sign.rule, 0) + points
    if len(title) >= TWIN_LEAST and title in text and any(map(str.isalnum, text.replace(title, ""))):
        at = text.index(title)
        covered.update(range(at, at + len(title)))
        total += rules.twin.weight
        by_rule[rules.twin.rule] = by_rule.get(rules.twin.rule, 0) + rules.twin.weight
        words += 2
    if words == 1:
        total += rules.file.place["lone"]
    best = max(by_rule, key=lambda name: by_rule[name], default="")
    return total, best if by_rule.get(best, 0) else "", covered


def _weighed(
    sign: Sign, text: str, told: set[int] | frozenset[int] = frozenset()
) -> tuple[int, list[tuple[int, int]]]:
    """What a sign gives: its weight for each different word, at most so many, half for too few.

    A word within what another sign has `told` already is not counted again.
    """
    found = [match.span() for match in sign.pattern.finditer(text)]
    if told:
        found = [(start, end) for start, end in found if not told.issuperset(range(start, end))]
    if not found:
        return 0, found
    different = min(len({text[start:end] for start, end in found}), sign.most)
    points = sign.weight * different
    return (points // 2 if different < sign.least else points), found


def marginal(view: View, rules: CleanRules) -> Mapping[str, list[Span]]:
    """All cuts of one pass, by rule."""
    known = view.memory.margins.get(view.text)
    if known is not None:
        return known
    walk = _Walk(view, rules.margins)
    found: dict[str, list[Span]] = {}
    for number, rule in sorted(walk.cuts().items()):
        line = view.lines[number]
        found.setdefault(rule, []).append(Span(line.start, min(line.end, len(view.text)), rule))
    view.memory.margins[view.text] = found
    return found


class _Walk:
    """One look at the margins of a text: from the top down, from the end up, and at what stands between."""

    def __init__(self, view: View, rules: Marginal) -> None:
        self.view, self.rules = view, rules
        self.held = [n for n, line in enumerate(view.lines) if line.text and n not in view.taken]
        self.cut: dict[int, str] = {}

    def cuts(self) -> dict[int, str]:
        """The numbers of the lines to cut, each with its rule."""
        if not self.held:
            return {}
        at = self._title()
        title = self.view.lines[self.held[at]].text if at is not None else ""
        first = self._head(at, title)
        last = self._tail(first, title)
        self._lists(last)
        self._middle(first, last, title)
        return self.cut

    def _title(self) -> int | None:
        """The place among the held lines of the first one that can be a title."""
        for at, number in enumerate(self.held[: 2 * self.rules.file.depth]):
            text = self.view.lines[number].text
            if len(text) <= 80 and self.rules.title.fullmatch(text) and not self.rules.numbered.match(text):
                points, _, _ = _signs(text, "", self.rules)
                below = (self.view.lines[n].text for n in self.held[at + 1 : at + 4])
                if any(len(each) >= TWIN_LEAST and each in text[1:] for each in below):
                    continue
                if points < self.rules.file.threshold - self.rules.file.place["before"]:
                    return at
        return None

    def _head(self, title_at: int | None, title: str) -> int:
        """Cut above and below the title; the place of the first line that is body."""
        for at, number in enumerate(self.held):
            text = self.view.lines[number].text
            if at == title_at:
                continue
            above = title_at is not None and at < title_at
            if not above and (self._is_body(text) or at > 2 * self.rules.file.depth):
                return at
            self._try(at, "before" if above else "below", title)
        return len(self.held)

    def _tail(self, first: int, title: str) -> int:
        """Cut from the end up; the place of the last line that is body."""
        left = self.rules.file.depth
        closed = self._closed(first)
        behind = "trailer" if self._only_short(closed + 1) else "after"
        for at in range(len(self.held) - 1, first, -1):
            text = self.view.lines[self.held[at]].text
            outside = left == self.rules.file.depth
            if self._try(at, (behind if at > closed else "outer") if outside else "inner", title):
                continue
            left -= 1
            if left <= 0 or self._is_body(text):
                return at
        return first

    def _closed(self, first: int) -> int:
        """The place of the last line that closes a document: thanks, signature with date, date, copies."""
        for at in range(len(self.held) - 1, first, -1):
            if self.rules.closing.match(self.view.lines[self.held[at]].text):
                return at
        return len(self.held)

    def _only_short(self, start: int) -> bool:
        """Whether from there on nothing reads like body, and no list or title of an attachment opens."""
        rest = [self.view.lines[n].text for n in self.held[start:]]
        return not any(self._is_body(text) or self._opens(text) for text in rest)

    def _opens(self, text: str) -> bool:
        return bool(self.rules.title.fullmatch(text)) and not _signs(text, "", self.rules)[1]

    def _middle(self, first: int, last: int, title: str) -> None:
        for at in range(first, min(last + 1, len(self.held))):
            if self.rules.trigger.search(self.view.lines[self.held[at]].text):
                self._try(at, "middle", title)

    def _lists(self, last: int) -> None:
        """Links to other documents: from their heading to the end, when all lines are short."""
        rest = range(last, len(self.held))
        for at in rest:
            text = self.view.lines[self.held[at]].text
            below = [self.held[i] for i in range(at, len(self.held))]
            if self.rules.list_head.fullmatch(text) and not any(map(self._is_link_not, below[1:])):
                self.cut.update({n: self.cut.get(n, "edge-list") for n in below})
                return

    def _is_link_not(self, number: int) -> bool:
        text = self.view.lines[number].text
        return len(text) > 60 or text.endswith("。") or bool(self.rules.official.match(text))

    def _is_body(self, text: str) -> bool:
        settings = self.rules.file
        return (
            len(text) >= settings.body_chars
            and bool(ENDS_AS_SENTENCE.search(text))
            and judge(text, Spot("outer"), self.rules).points < settings.threshold
        ) or bool(self.rules.numbered.match(text))

    def _try(self, at: int, place: str, title: str) -> bool:
        number = self.held[at]
        if number in self.cut:
            return True
        if number in self.view.touched or not self._may_go(at, title):
            return False
        spot = Spot(place, title, self._company(number), self._beside(at))
        verdict = judge(self.view.lines[number].text, spot, self.rules)
        if verdict.points >= self.rules.file.threshold and verdict.rule not in self.view.keep:
            self.cut[number] = verdict.rule
        return number in self.cut

    def _may_go(self, at: int, title: str) -> bool:
        """Not a line that may hold the only title, nor the last number of a table."""
        text = self.view.lines[self.held[at]].text
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
