"""Where a query occurs, exactly: every hit and no other, from posting lists, block bounds and, last, the text.

All positions are UTF-16 units of the search form: those of `Spans` count through the whole collection (report i
begins at `index.starts[i]`), half-open. A hit of a phrase is each of its occurrences, overlapping ones too; a hit of a
term with gaps is the shortest match from its start, inside one block. Reports match when they have a hit of every
group and none of an excluded one; their hits are the distinct spans of the wanted terms. Parts hold for what is not
excluded and does not look for a title, which stands in no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.codec import Numbers
from archive.search.tables import Zone
from archive.search.tree import Group, Query, QueryError, Term

Mask = NDArray[np.bool_]

# So many reports are read in full to verify signs: about 2 MB for a browser. More is an error, not a part.
MOST_VERIFIED = 300
HEADING = "heading"


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The blocks of some reports that have any units: first position, kind and part, ascending."""

    begins: Numbers
    kinds: NDArray[np.str_]
    parts: NDArray[np.str_]

    def block(self, positions: Numbers) -> Numbers:
        """Give the row of the block that holds each position (of these reports)."""
        return np.searchsorted(self.begins, positions, side="right") - 1


class Index(Protocol):
    """What matching asks of an index, on disk or in memory."""

    @property
    def starts(self) -> Numbers:
        """First position of every report, and after them the end of the last."""

    @property
    def titles(self) -> Numbers:
        """Units of every report's title."""

    def size(self, zone: Zone, key: int) -> int:
        """About how many bytes the list of a term has; 0 if the term is certainly absent."""

    def positions(self, zone: Zone, key: int) -> Numbers:
        """All positions of a term `unit << 16 | next unit`, ascending."""

    def prefix(self, zone: Zone, unit: int) -> Numbers:
        """All positions of a unit, ascending."""

    def layout(self, reports: Numbers) -> Layout:
        """The blocks of these reports (ordinals, ascending)."""

    def confirmed(self, report: int, term: Term, hits: tuple[Numbers, Numbers]) -> Mask:
        """Say of which hits (starts and ends within the report) the text has the term's signs too."""


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Hits of one term, ascending by start; starts are distinct."""

    start: Numbers
    end: Numbers

    def kept(self, mask: Mask) -> Spans:
        """Only the hits that the mask says."""
        return Spans(self.start[mask], self.end[mask])


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The matching reports (ordinals, ascending) and the hits of each wanted term in them."""

    reports: Numbers
    terms: tuple[tuple[Term, Spans], ...]

    def spans(self) -> Spans:
        """All distinct hits, ascending by start, then end."""
        starts = np.concatenate([spans.start for _, spans in self.terms])
        ends = np.concatenate([spans.end for _, spans in self.terms])
        pairs = np.unique(np.stack((starts, ends), axis=1), axis=0)
        return Spans(pairs[:, 0], pairs[:, 1])


def match(query: Query, index: Index) -> Matched:
    """Find all matching reports and their hits; raises QueryError when too much text would have to be read."""
    hits = {
        (term, group.negative): _hits(
            term, () if group.negative or term.field == "title" else query.parts, index
        )
        for group in query.groups
        for term in group.options
    }
    if any(term.checked for term, _ in hits):
        hits = _verified(query, hits, index)
    reports = _reports(query.groups, hits, index)
    kept = tuple((term, _within(hits[term, False], reports, index)) for term in dict.fromkeys(query.terms))
    return Matched(reports, kept)


Found = dict[tuple[Term, bool], Spans]


def _reports(groups: Sequence[Group], hits: Found, index: Index) -> Numbers:
    chosen = np.ones(len(index.starts) - 1, np.bool_)
    for group in groups:
        mask = np.zeros_like(chosen)
        for term in group.options:
            mask[reports_of(hits[term, group.negative].start, index)] = True
        chosen &= ~mask if group.negative else mask
    return np.flatnonzero(chosen)


def reports_of(positions: Numbers, index: Index) -> Numbers:
    """Give the ordinal of the report that each position stands in."""
    return np.searchsorted(index.starts, positions, side="right") - 1


def _within(spans: Spans, reports: Numbers, index: Index) -> Spans:
    return spans.kept(np.isin(reports_of(spans.start, index), reports))


def _verified(query: Query, hits: Found, index: Index) -> Found:
    """Replace hits of terms whose signs count by those that the text confirms, in reports that could still match."""
    loose = [
        group for group in query.groups if not (group.negative and any(t.checked for t in group.options))
    ]
    possible = _reports(loose, hits, index)
    checked = {key: _within(spans, possible, index) for key, spans in hits.items() if key[0].checked}
    starts = np.concatenate([spans.start for spans in checked.values()])
    reports = np.unique(reports_of(starts, index))
    if len(reports) > MOST_VERIFIED:
        size = f"标点和数字要逐篇核对原文，现有 {len(reports)} 篇，超过 {MOST_VERIFIED} 篇"
        raise QueryError(
            "strict", query.text, (size, "请写长一些、再加一个词，或去掉引号和数字里的标点"), query.understood
        )
    confirmed = {key: _confirmed(key[0], spans, index) for key, spans in checked.items()}
    return {key: confirmed.get(key) or spans for key, spans in hits.items()}


def _confirmed(term: Term, spans: Spans, index: Index) -> Spans:
    owners, right = reports_of(spans.start, index), np.zeros(len(spans.start), np.bool_)
    for report in np.unique(owners).tolist():
        own, first = owners == report, int(index.starts[report])
        right[own] = index.confirmed(report, term, (spans.start[own] - first, spans.end[own] - first))
    return spans.kept(right)


def _hits(term: Term, parts: tuple[str, ...], index: Index) -> Spans:
    zone: Zone = "head" if term.field else "all"
    pieces = [units_of(piece) for piece in term.pieces]
    places = [phrase(piece, zone, index) for piece in pieces]
    sizes = [len(piece) for piece in pieces]
    spans = Spans(places[0], places[0] + sizes[0])
    if term.gaps:
        spans = _gapped(places, sizes, term.gaps, index)
    if term.field:
        reports = reports_of(spans.start, index)
        in_title = spans.end <= index.starts[reports] + index.titles[reports]
        spans = spans.kept(in_title if term.field == "title" else ~in_title)
    return _in_parts(spans, parts, index) if parts else spans


def units_of(text: str) -> list[int]:
    """Give the UTF-16 units of a string."""
    return [int(unit) for unit in np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")]


def phrase(units: Sequence[int], zone: Zone, index: Index) -> Numbers:
    """Find every position of a run of units: two neighbours at a time, the shortest lists first."""
    if len(units) == 1:
        return index.prefix(zone, units[0])
    keys = [units[at] << 16 | units[at + 1] for at in range(len(units) - 1)]
    sizes = {key: index.size(zone, key) for key in set(keys)}
    if not all(sizes.values()):
        return np.zeros(0, np.int64)
    found: Numbers | None = None
    for at in sorted(_cover([sizes[key] for key in keys]), key=lambda at: sizes[keys[at]]):
        places = index.positions(zone, keys[at]) - at
        found = places if found is None else found[np.isin(found, places, assume_unique=True)]
        if not len(found):
            break
    return np.zeros(0, np.int64) if found is None else found


def _cover(sizes: Sequence[int]) -> list[int]:
    """Choose the cheapest pairs that cover a phrase: the first, the last, and no two neighbours left out."""
    best: list[tuple[int, int]] = []
    for at, size in enumerate(sizes):
        before = [(best[k][0], k) for k in range(max(at - 2, 0), at)] if at else [(0, -1)]
        cost, last = min(before)
        best.append((cost + size, last))
    chosen, at = [], len(sizes) - 1
    while at >= 0:
        chosen.append(at)
        at = best[at][1]
    return chosen


def _gapped(places: list[Numbers], sizes: list[int], gaps: tuple[int, ...], index: Index) -> Spans:
    """Join pieces: first by distance alone, then, in the few reports left, inside one block as well."""
    near = _chained(places, sizes, gaps, None)
    if not len(near.start):
        return near
    reports = np.unique(reports_of(near.start, index))
    layout = index.layout(reports)
    few = [place[np.isin(reports_of(place, index), reports)] for place in places]
    return _chained(few, sizes, gaps, layout)


def _chained(places: list[Numbers], sizes: list[int], gaps: tuple[int, ...], layout: Layout | None) -> Spans:
    """From the last piece back: to each place the nearest chain that begins after it, near enough."""
    chain = _in_block(Spans(places[-1], places[-1] + sizes[-1]), layout)
    for place, size, gap in zip(places[-2::-1], sizes[-2::-1], gaps[::-1], strict=True):
        found = np.searchsorted(chain.start, place + size)
        begins, nearest = place[found < len(chain.start)], found[found < len(chain.start)]
        close = chain.start[nearest] - (begins + size) <= gap
        chain = _in_block(Spans(begins[close], chain.end[nearest[close]]), layout)
    return chain


def _in_block(spans: Spans, layout: Layout | None) -> Spans:
    if layout is None:
        return spans
    return spans.kept(layout.block(spans.start) == layout.block(spans.end - 1))


def _in_parts(spans: Spans, parts: tuple[str, ...], index: Index) -> Spans:
    """Keep the hits all of whose blocks stand in parts of these kinds."""
    if not len(spans.start):
        return spans
    layout = index.layout(np.unique(reports_of(spans.start, index)))
    outside = np.concatenate(([0], np.cumsum(~np.isin(layout.parts, parts))))
    first, last = layout.block(spans.start), layout.block(spans.end - 1)
    return spans.kept(outside[last + 1] == outside[first])


def in_headings(term: Term, spans: Spans, index: Index) -> Mask:
    """Say which hits lie inside one title or heading."""
    if term.gaps:
        if not len(spans.start):
            return np.zeros(0, np.bool_)
        layout = index.layout(np.unique(reports_of(spans.start, index)))
        return np.isin(layout.kinds[layout.block(spans.start)], ("title", HEADING))
    return np.isin(spans.start, phrase(units_of(term.pieces[0]), "head", index))
