"""Kind of unit (领域): words in the title, else words counted in the body; the title wins, a contradiction is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.labels.quotes import Span, quote
from archive.labels.shapes import SectorWords
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.sieve import chosen


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def sector_candidates(view: View, rules: ClassifyRules) -> list[Candidate]:
    """Everything that speaks for a kind of unit."""
    titled = list(_title(view, rules))
    own = {c.value for c in titled}
    named = [c for c in _named(view, rules) if not titled or c.value in own]
    return [*titled, *named, *_body(view, {str(value) for value in own}, rules)]


def _title(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    if not view.titled:
        return
    for words in rules.sectors:
        match = _own_name(words, view.title)
        if match and not _taken_back(words, view):
            proof = quote("sector.title", Span(view.title), "title", match.span())
            yield Candidate(words.value, words.confidence, proof)


def _named(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The one sector whose own names stand in the signature, else there or in the first sentence."""
    signed = [Span(block.text, block.start) for block in view.blocks if block.kind == "signature"]
    lead = Span(view.lead.text[: rules.sector.lead_chars], view.lead.start)
    for spans in (signed, [lead, *signed]):
        found = [
            Candidate(words.value, rules.sector.lead, quote("sector.named", span, "body", match.span()))
            for words in rules.sectors
            for span in spans
            if (match := _own_name(words, span.text))
        ]
        if len({candidate.value for candidate in found}) == 1:
            yield found[0]
            return


def _taken_back(words: SectorWords, view: View) -> bool:
    """Whether the text says that the title means another kind: 公司 of a private owner, 学校 that is a college."""
    return bool(words.unless and compiled(words.unless).search(view.body.text))


def _own_name(words: SectorWords, text: str) -> re.Match[str] | None:
    match = _pattern(words.title).search(text)
    return match or (compiled(words.title_pattern).search(text) if words.title_pattern else None)


def _body(view: View, titled: set[str], rules: ClassifyRules) -> Iterator[Candidate]:
    """The sector most of whose words the body uses, each word counted a few times at most.

    Where the title names a sector, another one must outweigh it clearly; it then stands as a contradiction.
    """
    reading = rules.sector
    text = view.body.text[: reading.chars]
    every = [word for words in rules.sectors for word in words.body]
    there = frozenset(chosen(rules.sieves.sectors.line(text), every))
    counts = [(words, *_count(text, words, there, reading.each_max)) for words in rules.sectors]
    total = sum(count for _, count, _ in counts)
    words, count, found = max(counts, key=lambda row: row[1])
    if not count or count < reading.body_min:
        return
    start = view.body.text.index(found)
    proof = quote("sector.body", view.body, "body", (start, start + len(found)))
    own = sum(counted for other, counted, _ in counts if other.value in titled)
    if titled and words.value not in titled:
        if count >= reading.clash_min and count > own:
            yield Candidate(words.value, reading.clash, proof)
    elif count >= reading.share * total:
        strong = count >= reading.body_strong
        yield Candidate(words.value, words.confidence if strong else reading.weak, proof)


def _count(text: str, words: SectorWords, there: frozenset[str], most: int) -> tuple[int, str]:
    """How often the words occur, and the one that occurs most; words that are not `there` need not be counted."""
    counts = {word: min(text.count(word), most) if word in there else 0 for word in words.body}
    best = max(counts, key=lambda word: counts[word])
    return sum(counts.values()), best
