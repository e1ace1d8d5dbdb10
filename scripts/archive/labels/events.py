"""Years that events tell: congresses, anniversaries, campaigns, five-year plans, and what came later than a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.labels.numerals import WITH_SIGN, year_of
from archive.labels.quotes import Span, quote
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Evidence, Place
from archive.numerals import number_of


def five_year(view: View, kind: str, rules: ClassifyRules) -> Iterator[Candidate]:
    """A plan for the “十四五” years is labelled with the last of them, as any plan over a range is."""
    row = rules.five_year
    match = compiled(row.pattern).search(view.title) if kind in row.groups else None
    if match:
        value = row.base + 5 * number_of(match["n"])
        proof = quote("year.five_year", Span(view.title), "title", match.span())
        yield Candidate(value, rules.year_cues.five_year, proof, firm=True)


def known_events(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """Sessions of congresses and anniversaries fall on known years."""
    cue = rules.year_cues
    spans: tuple[tuple[Span, Place], ...] = (
        (Span(view.title), "title"),
        (view.subtitle, "body"),
        (view.lead, "body"),
    )
    for span, place in [(span, place) for span, place in spans if span.text]:
        for row in rules.sessions:
            match = (
                compiled(row.pattern).search(span.text) if place == "title" or span is view.subtitle else None
            )
            if match:
                groups = match.groupdict()
                number = number_of(groups.get("n") or groups.get("m") or "")
                session = number_of(groups.get("k") or "") or 1
                if number >= row.start:
                    value = row.base + 5 * (number - row.start) + session - 1
                    yield Candidate(value, cue.session, quote(row.id, span, place, match.span()))
        for mark in rules.anniversaries:
            match = compiled(mark.pattern).search(span.text)
            if match:
                confidence = _celebrated(span.text, match, rules, titled=place == "title")
                value = mark.base + number_of(match["n"])
                yield Candidate(value, confidence, quote(mark.id, span, place, match.span()))


def _celebrated(text: str, match: re.Match[str], rules: ClassifyRules, *, titled: bool) -> float:
    """How surely an anniversary tells the year: it is celebrated, not looked forward to, nor a speech of that day."""
    reading, cue = rules.years, rules.year_cues
    before, behind = text[max(match.start() - 12, 0) : match.start()], text[match.end() : match.end() + 12]
    if compiled(reading.ahead).search(before) or (
        not titled and compiled(reading.quoted_speech).match(behind)
    ):
        return cue.anniversary_body
    sure = titled or match[0].startswith(("庆祝", "纪念")) or compiled(reading.celebrated).search(before)
    return cue.anniversary if sure or "个" in match[0] or "岁" in match[0] else cue.anniversary_body


def campaign_years(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """A campaign that fell on one year confirms it, unless only what it left is spoken of (巩固…成果).

    By itself it tells none: 6 of 59 running texts that name one are of the next year.
    """
    reading, cue = rules.years, rules.year_cues
    spans: tuple[tuple[Span, Place, float], ...] = (
        (Span(view.title), "title", cue.campaign),
        (view.subtitle, "body", cue.campaign),
        (view.lead, "body", cue.campaign_lead),
    )
    for span, place, confidence in spans:
        for row in rules.campaigns:
            match = compiled(row.pattern).search(span.text)
            if (
                match
                and not compiled(reading.campaign_kept).search(span.text, 0, match.start())
                and not compiled(reading.campaign_over).match(span.text, match.end())
            ):
                yield Candidate(row.year, confidence, quote(row.id, span, place, match.span()))
                return


def out_of_range(view: View, rules: ClassifyRules) -> Evidence | None:
    """Quote the year that the title gives where it cannot be right and no other stands there."""
    years = [(match, year_of(match[0])) for match in WITH_SIGN.finditer(view.title)] if view.titled else []
    known = [year for _, year in years if rules.years.first <= year <= rules.years.last]
    if not years or known:
        return None
    return quote("year.out_of_range", Span(view.title), "title", years[0][0].span())


def too_early(year: int, view: View, rules: ClassifyRules) -> str:
    """Name what the text mentions although it came after the year; nothing when all is in order."""
    for bound in rules.bounds:
        if year < bound.year:
            word = next((word for word in bound.words if word in view.body.text), "")
            if word:
                return f"年份：取{year}年，正文“{word}”不早于{bound.year}年"
    return ""
