"""What stands round a report on its page: labels as links, outline, record, neighbours, similar reports, JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE, Report
from archive.site import desk as desks
from archive.site import render
from archive.site.catalog import Row
from archive.site.citation import citation
from archive.site.desk import Setting, Shared
from archive.site.gaps import is_gap, marked
from archive.site.pages import labels
from archive.site.record import View, view
from archive.site.shelves import NO_YEAR, link, of_year, year_name

# What a title is not broken within: a year, the words that name its kind, a short bracket at its end.
WHOLE = re.compile(
    "(?:19|20)[0-9]{2}年度?|[\u4e00-\u9fff]{2}(?:报告|总结|要点|计划|方案|材料|汇报|体会|讲话|发言|记录|意见|办法|通知|决定)|（[^（）<>&]{1,8}）(?=<)"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One label in the panel: its name, its value, the list it leads to, whether a person should look at it."""

    name: str
    value: str
    href: str = ""
    unsure: bool = False
    key: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the template shows beside the text."""

    report: Report
    title: str
    text: str
    outline: tuple[render.Entry, ...]
    facts: tuple[Fact, ...]
    record: View | None
    before: Row | None
    after: Row | None
    similar: tuple[tuple[Row, int], ...]
    linked: str
    citation: str
    beside: str
    labels: str
    core: tuple[tuple[str, str], ...]
    gaps: int
    keywords: tuple[str, ...]


def unbroken(title: str) -> str:
    """Keep words of a title's HTML together where it is set in lines of equal length: the style is in archive.css."""
    return WHOLE.sub(lambda words: f'<span class="whole">{words[0]}</span>', title)


def report_page(held: Shared, setting: Setting, report: Report, record: bytes) -> ReportPage:
    """Gather what the page of one report shows. `record` is its line of `records.jsonl`, or nothing."""
    text, gaps = marked(render.blocks(report), held.words.gap)
    return ReportPage(
        report=report,
        title=unbroken(render.title(report)),
        text=text,
        outline=render.outline(report),
        facts=tuple(_facts(report)),
        record=view(desks.record(record), held.words, held.families) if record else None,
        before=setting.before,
        after=setting.after,
        similar=tuple((row, round(100 * score)) for row, score in setting.similar),
        linked=_linked(report),
        citation=citation(report),
        beside=_beside(report),
        labels=labels(setting.row),
        core=tuple(_core(report)),
        gaps=gaps,
        keywords=tuple(word for word in setting.keywords if not is_gap(word, held.words.gap)),
    )


def _facts(report: Report) -> Iterator[Fact]:
    year = year_name(report.year)
    kind = report.type
    yield Fact("年份", year, _list("year", year), "year" in report.review, "year", year != NO_YEAR)
    yield Fact("类型", kind, _list("type", kind), "type" in report.review, "type", kind != UNKNOWN_TYPE)
    level = report.unit_level
    known = level != UNKNOWN_LEVEL
    yield Fact("单位层级", level, _list("level", level), "unit_level" in report.review, "unit_level", known)
    if report.admin_level:
        yield Fact("行政层级", report.admin_level, "", "admin_level" in report.review, "admin_level")
    if report.sector:
        yield Fact("领域", report.sector, "", "sector" in report.review, "sector")
    if report.statutory_type:
        yield Fact("公文种类", report.statutory_type)
    if report.plan_year:
        yield Fact("计划年份", str(report.plan_year))
    if year != NO_YEAR and kind != UNKNOWN_TYPE:
        yield Fact("同年同类", f"{year}年{kind}", _list("year-type", f"{year}-{kind}"))


def _beside(report: Report) -> str:
    """How the neighbours are alike, in words."""
    kind = "类型未定" if report.type == UNKNOWN_TYPE else report.type
    year = of_year(year_name(report.year))
    return f"{year.removesuffix('的')}、{kind}" if report.type == UNKNOWN_TYPE else f"{year}{kind}"


def _list(group: str, name: str) -> str:
    return link(f"browse/{group}/{name}")


def _core(report: Report) -> Iterator[tuple[str, str]]:
    """Dublin Core, as far as it is known."""
    yield "title", report.title
    yield "identifier", report.id
    yield "language", "zh-Hans"
    if report.type != UNKNOWN_TYPE:
        yield "type", report.type
    if report.year:
        yield "date", str(report.year)
    for value in (report.unit_level, report.admin_level, report.sector):
        if value and value != UNKNOWN_LEVEL:
            yield "subject", value
    for source in report.sources:
        yield "source", source


def _linked(report: Report) -> str:
    """JSON-LD in the words of schema.org; `<` is escaped so that no title can end the element."""
    about = [value for value in (report.unit_level, report.sector) if value and value != UNKNOWN_LEVEL]
    sources = [{"@type": "CreativeWork", "name": name} for name in report.sources]
    sources[0]["identifier"] = f"sha256:{report.sha256}"
    values = {
        "@context": "https://schema.org",
        "@type": "Report",
        "headline": report.title,
        "identifier": report.id,
        "inLanguage": "zh-Hans",
        "genre": report.type if report.type != UNKNOWN_TYPE else None,
        "temporalCoverage": str(report.year) if report.year else None,
        "about": about or None,
        "isBasedOn": sources,
    }
    given = {key: value for key, value in values.items() if value}
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
