"""The points of one marginal line: what its place and its words say for noise and against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.cleaning.margin_rules import Marginal, Sign
from archive.patterns.sieve import chosen

HAN = re.compile(r"[一-鿿]")
TRAILER, TRAILER_RULE = "trailer", "edge-trailer"
NOTHING: frozenset[int] = frozenset()


class Verdict(NamedTuple):
    """The points of a line and the rule of its strongest sign (empty when no sign is there)."""

    points: int
    rule: str = ""


class Told(NamedTuple):
    """What the words of a line say for noise: points, the rule with the most, and the characters covered."""

    points: int
    rule: str
    covered: AbstractSet[int]


class Spot(NamedTuple):
    """Where a line stands: the name of its place, the title, how many neighbours are cut, what is beside it."""

    place: str
    title: str = ""
    company: int = 0
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Weighs lines by the rules; what the words of a line say is worked out once. It owns what grows.

    `known` is what the words of lines say, `verdicts` what was found of a line where it stood.

    `held` says of a line which of the signs and of the words of work it may hold, by its text; of others the rules
    are asked.
    """

    rules: Marginal
    known: dict[tuple[str, str], Told] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    verdicts: dict[tuple[str, Spot], Verdict] = field(default_factory=dict)

    def verdict(self, text: str, spot: Spot) -> Verdict:
        """Weigh one line. A line of official form, or one too long to be marginal, gets no points."""
        known = self.verdicts.get((text, spot))
        if known is None:
            known = self.verdicts[text, spot] = self._weighed(text, spot)
        return known

    def _weighed(self, text: str, spot: Spot) -> Verdict:
        rules, place = self.rules, self.rules.file.place
        if len(text) > rules.file.line_max or rules.official.match(text):
            return Verdict(0)
        if rules.contact.search(spot.beside) and rules.contact_part.search(text):
            return Verdict(0)
        told = self.told(text, spot.title)
        points = place[spot.place] + place["company"] * spot.company + told.points
        if not told.rule and spot.place == TRAILER and len(text) >= rules.file.trailer_chars:
            return Verdict(points + self._against(text), TRAILER_RULE)
        if not told.rule or points < rules.file.threshold:
            return Verdict(points, told.rule)
        if spot.place != TRAILER:
            rest = sum(1 for match in HAN.finditer(text) if match.start() not in told.covered)
            points -= rest // rules.file.rest_chars
        return Verdict(points + (self._against(text) if len(told.covered) < len(text) else 0), told.rule)

    def told(self, text: str, title: str = "") -> Told:
        """What the words of a line say for noise; a line that repeats the title and adds to it says so too."""
        known = self.known.get((text, title))
        if known is None:
            signs = chosen(self._held(text), self.rules.signs)
            plain = self.rules.foreign.plain(text).text if len(text) <= self.rules.file.line_max else text
            known = self.known[text, title] = _signs(plain, title, signs, self.rules)
        return known

    def _held(self, text: str) -> int:
        held = self.held.get(text)
        return self.rules.sieve.line(text) if held is None else held

    def _against(self, text: str) -> int:
        held = self._held(text) >> len(self.rules.signs)
        return sum(_weighed(sign, text, NOTHING)[0] for sign in chosen(held, self.rules.work))


def _signs(text: str, title: str, signs: Iterable[Sign], rules: Marginal) -> Told:
    covered = set[int]()
    by_rule: dict[str, int] = {}
    words = 0
    for sign in signs:
        points, found = _weighed(sign, text, covered)
        if found:
            for start, end in found:
                covered.update(range(start, end))
            words += 2 * len(found) if sign.alone else len(found)
            by_rule[sign.rule] = by_rule.get(sign.rule, 0) + points
    if (
        len(title) >= rules.file.titles.twin
        and title in text
        and any(map(str.isalnum, text.replace(title, "")))
    ):
        at = text.index(title)
        covered.update(range(at, at + len(title)))
        by_rule[rules.twin.rule] = by_rule.get(rules.twin.rule, 0) + rules.twin.weight
        words += 2
    total = sum(by_rule.values()) + (rules.file.place["lone"] if words == 1 else 0)
    best = max(by_rule, key=lambda name: by_rule[name], default="")
    return Told(total, best if by_rule.get(best, 0) else "", covered)


def _weighed(sign: Sign, text: str, told: AbstractSet[int]) -> tuple[int, list[tuple[int, int]]]:
    """What a sign gives: its weight for each different word, at most so many, half for too few.

    A word within what another sign has `told` already is not counted again.
    """
    found = [match.span() for match in sign.pattern.finditer(text)]
    if found and told:
        found = [span for span in found if not told >= set(range(*span))]
    if not found:
        return 0, found
    different = min(len({text[start:end] for start, end in found}), sign.most)
    points = sign.weight * different
    return (points // 2 if different < sign.least else points), found
