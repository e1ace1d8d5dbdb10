"""The year reported on, or planned for: told by the title, else by dates, sections and counts in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from archive.labels.events import five_year, known_events, too_early
from archive.labels.numerals import (
    DATE,
    WITH_SIGN,
    Year,
    masked_numbers,
    month_of,
    year_of,
    years_in,
)
from archive.labels.posted import posted_years
from archive.labels.quotes import Place, Span, quote
from archive.labels.view import View
from archive.labels.vocabulary import ANY_YEAR, ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Block

PAST = frozenset({"总结述职", "汇报检查", "组织生活"})
PLANS = frozenset({"计划部署"})
OFFICIAL = frozenset({"法定公文", "制度规范"})
DELIVERED = "工作报告"
PASSED_MAX = 600
SOURCE_END = 20
PASSED_LINES = 10
PASSED_END = 2
QUOTED = re.compile("《[^《》]*》")
NEWS = frozenset({"新闻稿", "信息简报"})
# （2018年1月15日在…会议上）: when and where it was delivered.
SESSION = re.compile(rf"[（(]{ANY_YEAR}年[^（()）]{{4,60}}(?:上|通过)[）)]")
# The first year named opens a later sentence (2022年以来，…) or is what is reported on (现将2022年…).
SINCE = re.compile(rf"(?:^|[。；]|[将就对]){ANY_YEAR}年(?:度|以来|，|上|下|全|[^0-9]{{1,3}}$)")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is already known of the document: its kind, and how such a document speaks of years.

    `past`: it looks back on a year (a report to a congress does not count: it is dated by its delivery).
    `official`: it is dated by its issue, and a year in its title may be its subject's.
    """

    value: str
    group: str
    past: bool
    official: bool


def kind_of(value: str, rules: ClassifyRules) -> Kind:
    """Look up a value of the vocabulary; an unknown one belongs to no group."""
    group = rules.group(value)
    past = value in rules.years.past_types
    own = past or value in rules.years.dated_types
    return Kind(value, group, past or (group in PAST and value != DELIVERED), group in OFFICIAL and not own)


@dataclass(frozen=True, slots=True)
class Reading:
    """The candidates for the year, and the year that is planned for where a title names two."""

    candidates: tuple[Candidate, ...]
    plan_year: int | None = None


def read_years(view: View, kind: Kind, rules: ClassifyRules) -> Reading:
    """Collect every cue for the year."""
    titled, plan = _title(view, kind, rules)
    span = [
        *(c for c in titled if c.evidence.rule == "year.title_range"),
        *five_year(view, kind.value, rules),
    ]
    found = [*titled, *_below_title(view, kind, rules), *_named(view, kind, rules)]
    if not (
        span and kind.value in rules.five_year.groups
    ):  # a plan is labelled with its years, not with its issue
        found += _closing_date(view, kind, rules)
        found += _opening(view, kind, rules)
    found += _held(view, kind, rules)
    found += _headings(view, kind, rules)
    found += five_year(view, kind.value, rules)
    found += known_events(view, rules)
    if not kind.past and not kind.official and kind.group not in PLANS and kind.value != DELIVERED:
        found += posted_years(view, rules, news=kind.value in NEWS)
    several = {c.value for c in titled if c.evidence.rule == "year.title_several"}
    found += (c for c in _frequent(view, rules) if not several or c.value in several)
    return Reading(tuple(found), plan)


def _title(view: View, kind: Kind, rules: ClassifyRules) -> tuple[list[Candidate], int | None]:
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
    """One year in the title; in an official document it may belong to what is spoken of."""
    cue = rules.year_cues
    found = (year.start, year.end)
    if official:
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


def _below_title(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """The line ——…会议上, dates under the title, and （…通过）."""
    cue = rules.year_cues
    if view.subtitle.text:
        for year in years_in(view.subtitle.text, rules)[:1]:
            yield _dated("year.subtitle", view.subtitle, (year.start, year.end), cue.subtitle)
    head = [block for block in view.blocks[:8] if _heads(block, view)]
    for block in head:
        match = DATE.search(block.text)
        span = Span(block.text, block.start)
        above = bool(match and match["m"]) and block.start < view.body.start
        if match and (block.kind == "date" or (above and SESSION.match(block.text))):
            yield _dated("year.head", span, match.span("y"), cue.head)
        elif match and above and len(block.text) <= 40:
            yield _dated("year.masthead", span, match.span("y"), cue.masthead)
    if kind.official:
        yield from _passed(view, rules)


def _heads(block: Block, view: View) -> bool:
    """True for what stands above the text proper, and for its first paragraph."""
    return block.start <= view.body.start


def _passed(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The last date on which a rule was passed, issued or amended, as the lines under its title tell."""
    dates = [
        (Span(block.text, block.start), match)
        for block in dict.fromkeys((*view.blocks[:PASSED_LINES], *view.blocks[-PASSED_END:]))
        if len(block.text) <= PASSED_MAX and "。" not in block.text
        for match in compiled(rules.passed).finditer(block.text)
    ]
    if dates:
        span, match = max(dates, key=lambda row: year_of(row[1]["y"] or row[1]["z"]))
        yield _dated("year.passed", span, match.span("y" if match["y"] else "z"), rules.year_cues.passed)


def _dated(rule: str, span: Span, found: tuple[int, int], confidence: float, shift: int = 0) -> Candidate:
    value = year_of(span.text[found[0] : found[1]]) + shift
    return Candidate(value, confidence, quote(rule, span, "body", found))


def _named(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    if not view.name or view.name == view.title:
        return
    words = any("\u4e00" <= c <= "\u9fff" for c in view.name)
    confidence = rules.year_cues.name if words else rules.year_cues.name_bare
    years = {year.value: year for year in years_in(view.name.replace("_", " "), rules)}
    if len(years) == 1 and not kind.official:
        year = next(iter(years.values()))
        place: Place = "name"
        yield Candidate(
            year.value, confidence, quote("year.name", Span(view.name), place, (year.start, year.end))
        )


def _closing_date(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """The date that closes the text: what it says depends on the kind of document."""
    dates = [
        b
        for b in view.blocks
        if b.start > view.body.start and (b.kind == "date" or (b.kind == "signature" and DATE.search(b.text)))
    ]
    span = Span(dates[0].text, dates[0].start) if dates else view.tail
    matches = list(DATE.finditer(span.text))
    signed = [
        m
        for m in matches
        if dates or not span.text[m.end() :].strip("0123456789日号 ）)。\n一二三四五六七八九十")
    ]
    if not signed:
        yield from _source_line(view, kind, rules)
        return
    match = signed[-1]
    value, confidence, rule = _signed(year_of(match["y"]), month_of(match["m"]), kind, rules)
    if rules.years.first <= value <= rules.years.last:
        proof = quote(rule, span, "body", match.span("y"))
        # An official document is of the year of its issue; a year in its title is its subject's, and no contradiction.
        yield Candidate(value, confidence, proof, firm=kind.official)


def _signed(year: int, month: int, kind: Kind, rules: ClassifyRules) -> tuple[int, float, str]:
    cue = rules.year_cues
    if kind.official:
        return year, cue.signed_official, "year.signed_official"
    if kind.past and 1 <= month <= rules.years.summary_until:
        return year - 1, cue.signed_summary_before, "year.signed_summary_before"
    if kind.past:
        return year, cue.signed_summary if month else cue.signed_undated, "year.signed_summary"
    if kind.value in rules.years.plan_types and month >= rules.years.plan_from:
        return year + 1, cue.signed_plan_next, "year.signed_plan_next"
    if kind.group in PLANS:
        return year, cue.signed_plan, "year.signed_plan"
    return year, cue.signed_other, "year.signed_other"


def _source_line(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """摘自《…》2009.11.03 as the last words of a piece of news."""
    if kind.value in NEWS:
        for match in list(DATE.finditer(view.tail.text))[-1:]:
            if match["m"] and len(view.tail.text) - match.end() <= SOURCE_END:
                yield _dated("year.source_line", view.tail, match.span("y"), rules.year_cues.source_line)


def _opening(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """2018年，… at the beginning; in news the first full date."""
    if kind.official or kind.value == DELIVERED:
        return
    cue = rules.year_cues
    plain = compiled(rules.years.cited).sub(lambda m: " " * len(m[0]), masked_numbers(view.lead.text, rules))
    head = Span(plain, view.lead.start)
    life = {match.start("y") for match in compiled(rules.years.life).finditer(plain)}
    years = [year for year in years_in(plain, rules) if year.start not in life]
    if not years:
        return
    first = years[0]
    found = (first.start, first.end)
    if kind.value in NEWS:
        dated = DATE.match(head.text, first.start)
        if dated and dated["m"]:
            yield _dated("year.reported", head, found, cue.reported)
    elif (
        first.start <= 12
        and "\n" not in head.text[: first.start]
        and head.text[first.end : first.end + 3].lstrip().startswith(("年", " 年"))
    ):
        yield _dated("year.opening", head, found, cue.opening)
    elif SINCE.search(head.text[: first.end + 4]):
        yield _dated("year.opening_since", head, found, cue.opening_since)
    elif first.start - plain.rfind("\n", 0, first.start) <= 4 and not kind.past:
        latest = max(year.value for year in years_in(view.body.text, rules))
        if first.value == latest and not too_early(first.value, view, rules):
            yield _dated("year.opening_later", head, found, cue.opening_later)


def _held(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """时间：2023年10月17日 of a meeting; 2020年6月至7月 of a survey."""
    reading = rules.years
    if kind.value in reading.held_types:
        for block in view.blocks[:PASSED_LINES]:
            match = compiled(reading.held).search(block.text)
            if match:
                span = Span(block.text, block.start)
                yield _dated("year.held", span, match.span("y"), rules.year_cues.held)
                return
    elif kind.value in reading.survey_types and (match := compiled(reading.surveyed).search(view.lead.text)):
        yield _dated("year.surveyed", view.lead, match.span("y"), rules.year_cues.surveyed)


def _headings(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """Sections that name a year: one that looks back, one that plans."""
    cue = rules.year_cues
    for block in view.blocks:
        if block.kind != "heading" or len(block.text) > 60:
            continue
        span = Span(block.text, block.start)
        plan = compiled(rules.heading_plan).search(block.text)
        past = compiled(rules.heading_past).search(block.text)
        if past and kind.past:
            yield _dated("year.heading_past", span, past.span("y"), cue.heading_past)
        elif plan and kind.past:
            yield _dated(
                "year.heading_plan", span, plan.span("y" if plan["y"] else "z"), cue.heading_plan, -1
            )
        elif plan and (kind.value == DELIVERED or kind.group in PLANS):
            yield _dated("year.heading_due", span, plan.span("y" if plan["y"] else "z"), cue.heading_due)


def _frequent(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The year that the body names most often, outside quoted titles."""
    cue = rules.year_cues
    plain = compiled(rules.years.cited).sub(lambda m: " " * len(m[0]), view.body.text)
    years = [Year(year_of(m[0]), m.start(), m.end()) for m in WITH_SIGN.finditer(plain)]
    counts = Counter(year.value for year in years)
    if not counts:
        return
    value, count = counts.most_common(1)[0]
    if len(counts) == 1 and "\n" not in plain[: years[0].start]:
        sole = (years[0].start, years[0].end)
        yield Candidate(value, cue.sole, quote("year.sole", view.body, "body", sole))
    share = count / len(years)
    if count >= cue.frequent_count and share > cue.frequent_share:
        first = next(year for year in years if year.value == value)
        confidence = cue.frequent + cue.frequent_more * share
        yield Candidate(
            value, confidence, quote("year.frequent", view.body, "body", (first.start, first.end))
        )
