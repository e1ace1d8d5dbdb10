"""Tiers of organisation named in titles: which words name them, which of several names is the one that speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from archive.labels.kinds import BRACKET
from archive.labels.quotes import Span, quote
from archive.labels.shapes import Tier
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Place

MASS = "群团组织"


@cache
def tier_words(levels: tuple[Tier, ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for all tiers, longer words first, and the tier of each word.

    Words with the same first character stand together: so fewer are tried where none is.
    """
    tiers = {word: tier.value for tier in levels for word in tier.words}
    after = {word: f"(?!{tier.not_before})" for tier in levels if tier.not_before for word in tier.words}
    rests: dict[str, list[str]] = {}
    for word in sorted(tiers, key=len, reverse=True):
        rests.setdefault(word[0], []).append(word[1:] + after.get(word, ""))
    groups = (f"{first}(?:{'|'.join(each)})" for first, each in rests.items())
    return re.compile("|".join(groups)), tiers


def title_levels(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """A tier in the title's bracket, else the last one in the title that is neither topic nor object."""
    yield from bracketed(view, rules)
    if view.titled:
        yield from _named(Span(BRACKET.sub(lambda m: " " * len(m[0]), view.title)), "title", rules)
    if view.subtitle.text:
        yield from _named(view.subtitle, "body", rules)


def bracketed(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """A tier in a bracket of the title: 心得体会（党支部书记）."""
    if not view.titled:
        return
    pattern, tiers = tier_words(rules.levels)
    for match in BRACKET.finditer(view.title):
        inside = pattern.search(match[1])
        if inside and match[1].strip() != "机关":
            span = Span(match[1], match.start(1))
            proof = quote("level.bracket", span, "title", inside.span())
            yield Candidate(tiers[inside[0]], rules.level.bracket, proof, firm=True)


def headed(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The body whose secretary the title of a personal piece names."""
    pattern, tiers = tier_words(rules.levels)
    head = compiled(rules.level.headed.replace("{TIER}", pattern.pattern))
    match = head.search(view.title) if view.titled else None
    if match:
        proof = quote("level.headed", Span(view.title), "title", match.span("tier"))
        yield Candidate(tiers[match["tier"]], rules.level.title, proof, firm=True)


def _named(span: Span, where: Place, rules: ClassifyRules) -> Iterator[Candidate]:
    """The body that a title or the line below it names; where it is spoken at a meeting the name tells little."""
    pattern, tiers = tier_words(rules.levels)
    text = span.text
    mass = compiled(rules.level.mass).search(text)
    if mass:
        proof = quote("level.mass", span, where, mass.span())
        yield Candidate(MASS, rules.level.title, proof, firm=where == "title")
        return
    named = [m for m in pattern.finditer(text) if not is_object(text, m, rules)]
    topic = compiled(rules.level.topic)
    subject = [m for m in named if not topic.match(text, m.start())]
    if compiled(rules.level.spoken_at).search(text):
        subject = []
    chosen = subject or named
    if chosen:
        best = _finest(chosen, text)
        told = rules.level.title if where == "title" else rules.level.subtitle
        confidence = told if subject else rules.level.subject_weak
        proof = quote(f"level.{'title' if where == 'title' else 'subtitle'}", span, where, best.span())
        yield Candidate(tiers[best[0]], confidence, proof, firm=where == "title")


def _finest(named: list[re.Match[str]], title: str) -> re.Match[str]:
    """The last of the names that stand together at the first of them (XX局党委机关党支部)."""
    best = named[0]
    for match in named[1:]:
        if match.start() - best.end() <= 8 and not re.search(
            "[0-9、，和及与关]", title[best.end() : match.start()]
        ):
            best = match
    return best


def is_object(text: str, match: re.Match[str], rules: ClassifyRules) -> bool:
    """True for a body that is told, heard or one of many (各党支部, 致…党委)."""
    return bool(compiled(rules.level.object).search(text[max(match.start() - 8, 0) : match.start()]))
