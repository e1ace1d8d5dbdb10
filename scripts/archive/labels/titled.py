"""The years that a title names: one, a range, one reported on with one planned for, the terms of a school year."""

from __future__ import annotations

import re

from archive.labels.kind import Kind
from archive.labels.numerals import Year, year_of, years_in
from archive.labels.quotes import Span, quote
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate

QUOTED = re.compile("《[^《》]*》")


def titled_years(view: View, kind: Kind, rules: ClassifyRules) -> tuple[list[Candidate], int | None]:
    """Collect the cues of the title, and the year that is planned for where it names two."""
    if not view.titled:
        return [], None
    cue, official = rules.year_cues, kind.official
    title = QUOTED.sub(lambda m: " " * len(m[0]), view.title) if official else view.title
    event = {m.start("y") for m in compiled(rules.years.event).finditer(title)}
    years = _unnumbered([year for year in years_in(title, rules) if year.start not in event], title, rules)
    if not years:
        return _short(title, rules), None
    spanned = compiled(rules.years.range).search(title)
    if spanned:
        return [
            _school_year(title, spanned, kind, rules)
            or _told("year.title_range", title, spanned.span("z"), cue.title_range)
        ], None
    values = {year.value for year in years}
    if len(values) == 1:
        return [_one(title, years[0], rules, official=official)], None
    plan = compiled(rules.years.plan).search(title)
    if plan:
        found = _told("year.title_plan", title, (years[0].start, years[0].end), cue.title_plan)
        return [found], year_of(plan["z"])
    return [_told("year.title_several", title, (y.start, y.end), cue.title_several) for y in years], None


def _unnumbered(years: list[Year], title: str, rules: ClassifyRules) -> list[Year]:
    """Leave out a number in a bracket at the end, as libraries and collections count with, where 年 tells the year."""
    serial = compiled(rules.years.serial).search(title)
    told = [year for year in years if title[year.end : year.end + 2].lstrip().startswith("年")]
    return [year for year in years if year.start < serial.start()] if serial and told else years


def _school_year(title: str, spanned: re.Match[str], kind: Kind, rules: ClassifyRules) -> Candidate | None:
    """A plan for 2012—2013学年第一学期 is for 2012, one for the second term for 2013, one for both for either."""
    if kind.past:
        return None
    rest = title[spanned.end() :].removeprefix("年")
    term = compiled(rules.years.term).match(rest)
    if term:
        side = "y" if term["term"] in "一上" else "z"
        return _told("year.title_term", title, spanned.span(side), rules.year_cues.title_term)
    if not compiled(rules.years.school_year).match(rest):
        return None
    cue = rules.year_cues.school_year
    return _told("year.school_year", title, spanned.span("z"), cue, firm=False)


def _one(title: str, year: Year, rules: ClassifyRules, *, official: bool) -> Candidate:
    """One year in the title; in an official document without figures of it, it may belong to what is spoken of."""
    cue = rules.year_cues
    found = (year.start, year.end)
    if official and not compiled(rules.years.reported).search(title):
        return _told("year.title_statutory", title, found, cue.title_statutory, firm=False)
    if title[year.end : year.end + 2].lstrip().startswith("年"):
        return _told("year.title", title, found, cue.title)
    return _told("year.title_bare", title, found, cue.title_bare)


def _short(title: str, rules: ClassifyRules) -> list[Candidate]:
    match = compiled(rules.years.short).search(title)
    if not match:
        return []
    proof = quote("year.title_short", Span(title), "title", match.span("s"))
    return [Candidate(2000 + int(match["s"]), rules.year_cues.title_short, proof, firm=True)]


def _told(
    rule: str, title: str, found: tuple[int, int], confidence: float, *, firm: bool = True
) -> Candidate:
    value = year_of(title[found[0] : found[1]])
    return Candidate(value, confidence, quote(rule, Span(title), "title", found), firm=firm)
