"""A query answered from an open index: counts, facets, ranked reports and snippets, as `interfaces` fix them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from archive.errors import UsageError
from archive.search.codec import Damaged, Numbers
from archive.search.match import Mask, Matched, Spans, match, reports_of
from archive.search.query import parse
from archive.search.rank import Sort, order
from archive.search.reader import Column, Reader
from archive.search.snippets import Snippet, snippets

LIMIT = 20
SNIPPETS = 3
FACETS = ("year", "type", "level")


@dataclass(frozen=True, slots=True)
class Options:
    """How to answer. Filters take any number of values, "" for unknown; `snippets` None gives all of them."""

    year: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    sort: Sort = "relevance"
    limit: int = LIMIT
    offset: int = 0
    snippets: int | None = SNIPPETS
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One matching report: `count` hits, some of them as snippets."""

    id: str
    title: str
    url: str
    year: int | None
    type: str | None
    unit_level: str | None
    count: int
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer: `hits` and `total` after filters and before `limit`; each `by…` ignores its own filter."""

    query: str
    understood: str
    hits: int
    total: int
    documents: tuple[Document, ...]
    by_year: Mapping[str, int]
    by_type: Mapping[str, int]
    by_level: Mapping[str, int]

    def to_json(self) -> dict[str, object]:
        """Give the result as both readers print it."""
        return {
            "query": self.query,
            "understood": self.understood,
            "hits": self.hits,
            "total": self.total,
            "documents": [asdict(document) for document in self.documents],
            "byYear": dict(self.by_year),
            "byType": dict(self.by_type),
            "byLevel": dict(self.by_level),
        }


def search(text: str, reader: Reader, options: Options | None = None) -> Result:
    """Answer a query. Raises QueryError for a wrong query, Damaged for a broken index."""
    options = options or Options()
    if options.limit < 0 or options.offset < 0 or (options.snippets or 0) < 0:
        raise UsageError("search", "limit、offset、snippets 不能是负数", "写 0 或更大的数")
    query = parse(text, reader.grammar, whole=options.whole)
    matched = match(query, reader)
    masks = {name: _mask(_column(reader, name), _wanted(options, name), matched.reports) for name in FACETS}
    facets = {name: _facet(_column(reader, name), matched.reports, masks, name) for name in FACETS}
    kept = _restricted(matched, np.logical_and.reduce(list(masks.values())), reader)
    spans = kept.spans()
    counts = np.bincount(
        np.searchsorted(kept.reports, reports_of(spans.start, reader)), minlength=len(kept.reports)
    )
    ranked = order(kept, counts, _years(reader, kept.reports), reader, options.sort)
    page = ranked[options.offset : options.offset + options.limit]
    documents = tuple(_document(int(kept.reports[row]), spans, reader, options) for row in page)
    return Result(
        query.text, query.understood, len(spans.start), len(kept.reports), documents,
        facets["year"], facets["type"], facets["level"],
    )  # fmt: skip


def _column(reader: Reader, name: str) -> Column:
    return {"year": reader.columns.year, "type": reader.columns.type, "level": reader.columns.level}[name]


def _wanted(options: Options, name: str) -> tuple[str, ...]:
    return {"year": options.year, "type": options.type, "level": options.level}[name]


def _mask(column: Column, wanted: tuple[str, ...], reports: Numbers) -> Mask:
    """Say which reports pass one filter; no wanted value lets all pass."""
    allowed = np.array([not wanted or name in wanted for name in column.names()], np.bool_)
    return allowed[column.codes[reports]]


def _facet(column: Column, reports: Numbers, masks: Mapping[str, Mask], own: str) -> Mapping[str, int]:
    """Count the reports of each value that pass all filters but the facet's own."""
    passed = np.ones(len(reports), np.bool_)
    for name, mask in masks.items():
        passed &= mask if name != own else True
    counts = np.bincount(column.codes[reports[passed]], minlength=len(column.values))
    return {name: int(count) for name, count in sorted(zip(column.names(), counts, strict=True)) if count}


def _restricted(matched: Matched, mask: Mask, reader: Reader) -> Matched:
    reports = matched.reports[mask]
    terms = tuple(
        (term, spans.kept(np.isin(reports_of(spans.start, reader), reports))) for term, spans in matched.terms
    )
    return Matched(reports, terms)


def _years(reader: Reader, reports: Numbers) -> Numbers:
    values = [-1 if value is None else int(value) for value in reader.columns.year.values]
    return np.array(values, np.int64)[reader.columns.year.codes[reports]]


def _document(report: int, spans: Spans, reader: Reader, options: Options) -> Document:
    first, last = int(reader.starts[report]), int(reader.starts[report + 1])
    begin, end = (int(np.searchsorted(spans.start, at)) for at in (first, last))
    last_shown = end if options.snippets is None else min(end, begin + options.snippets)
    shown = slice(begin, last_shown)
    hits = list(zip((spans.start[shown] - first).tolist(), (spans.end[shown] - first).tolist(), strict=True))
    text = reader.text(report)
    if len(reader.form.units(text.text)) != last - first - 1:
        raise Damaged(f"t/{text.id}", "正文与索引的长度不符")
    year, kind, level = text.labels
    shown_hits = tuple(snippets(text, hits, reader.form))
    return Document(text.id, text.title, text.url, year, kind, level, end - begin, shown_hits)
