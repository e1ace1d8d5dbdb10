"""The year reported on, or planned for: told by the title, else by dates, sections and counts in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.labels.events import campaign_years, five_year, known_events, too_early
from archive.labels.kind import Kind
from archive.labels.numerals import (
    BEFORE_SIGN,
    DATE,
    YEAR_WIDTH,
    masked_numbers,
    month_of,
    year_of,
    years_in,
)
from archive.labels.posted import posted_years
from archive.labels.quotes import Span, quote
from archive.labels.titled import titled_years
from archive.labels.view import View
from archive.labels.vocabulary import ANY_YEAR, ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Block, Place

PASSED_MAX = 600
SOURCE_END = 20
PASSED_LINES = 10
PASSED_END = 2
# （2018年1月15日在…会议上）: when and where it was delivered.
SESSION = re.compile(rf"[（(]{ANY_YEAR}年[^（()）]{{4,60}}(?:上|通过)[）)]")
# The first year named opens a later sentence (2022年以来，…) or is what is reported on (现将2022年…).
SINCE = re.compile(rf"(?:^|[。；]|[将就对]){ANY_YEAR}年(?:度|以来|，|上|下|全|[^0-9]{{1,3}}$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """The candidates for the year, and the year that is planned for where a title names two."""

    candidates: tuple[Candidate, ...]
    plan_year: int | None = None


def read_years(view: View, kind: Kind, rules: ClassifyRules) -> Reading:
    """Collect every cue for the year."""
    titled, plan = titled_years(view, kind, rules)
    ending = list(five_year(view, kind.value, rules))
    span = [*(c for c in titled if c.evidence.rule == "year.title_range"), *ending]
    found = [*titled, *_below_title(view, kind, rules), *_named(view, kind, rules)]
    # A plan is labelled with its years, not with its issue.
    if not (span and kind.value in rules.five_year.groups):
        found += _closing_date(view, kind, rules)
        found += _opening(view, kind, rules)
    found += _held(view, kind, rules)
    found += _headings(view, kind, rules)
    found += ending
    found += known_events(view, rules)
    if not kind.past and not kind.official and not kind.plan and not kind.delivered:
        found += posted_years(view, rules, news=kind.news)
    if kind.official and all(c.confidence < rules.year_cues.in_force for c in found):
        found += _in_force(view, rules)
    several = {c.value for c in titled if c.evidence.rule == "year.title_several"}
    found += (c for c in _frequent(view, rules) if not several or c.value in several)
    if not kind.delivered:
        found += [c for c in campaign_years(view, rules) if _confirms(c, found, rules)]
    return Reading(tuple(found), plan)


def _confirms(candidate: Candidate, found: Iterable[Candidate], rules: ClassifyRules) -> bool:
    """Whether another cue tells the same year, and none that would be shown another one."""
    told = any(c.value == candidate.value for c in found)
    return told and all(c.value == candidate.value or c.confidence < rules.review for c in found)


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


def _in_force(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """本办法自2021年7月1日起施行: rules are issued in that year, or, when it is in January, in the one before."""
    reading, cue, text = rules.years, rules.year_cues, view.body.text
    match = compiled(reading.in_force).search(text)
    if match and compiled(reading.in_force_of).search(
        text, text.rfind("。", 0, match.start()) + 1, match.start()
    ):
        sure = cue.in_force if int(match["m"]) > reading.in_force_next else cue.in_force_next
        yield _dated("year.in_force", view.body, match.span("y"), sure)


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
    if kind.plan:
        return year, cue.signed_plan, "year.signed_plan"
    return year, cue.signed_other, "year.signed_other"


def _source_line(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """摘自《…》2009.11.03 as the last words of a piece of news."""
    if kind.news:
        for match in list(DATE.finditer(view.tail.text))[-1:]:
            if match["m"] and len(view.tail.text) - match.end() <= SOURCE_END:
                yield _dated("year.source_line", view.tail, match.span("y"), rules.year_cues.source_line)


def _opening(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """2018年，… at the beginning; in news the first full date."""
    if kind.official or kind.delivered:
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
    if kind.news:
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
        elif plan and (kind.delivered or kind.plan):
            yield _dated("year.heading_due", span, plan.span("y" if plan["y"] else "z"), cue.heading_due)


def _frequent(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The year that the body names most often, outside quoted titles."""
    cue = rules.year_cues
    plain = compiled(rules.years.cited).sub(lambda m: " " * len(m[0]), view.body.text)
    years = [(sign.start() - YEAR_WIDTH, sign.start()) for sign in BEFORE_SIGN.finditer(plain)]
    if not years:
        return
    values = [year_of(plain[start:end]) for start, end in years]
    counts = Counter(values)
    value, count = counts.most_common(1)[0]
    if len(counts) == 1 and "\n" not in plain[: years[0][0]]:
        yield Candidate(value, cue.sole, quote("year.sole", view.body, "body", years[0]))
    share = count / len(years)
    if count >= cue.frequent_count and share > cue.frequent_share:
        first = years[values.index(value)]
        confidence = cue.frequent + cue.frequent_more * share
        yield Candidate(value, confidence, quote("year.frequent", view.body, "body", first))
