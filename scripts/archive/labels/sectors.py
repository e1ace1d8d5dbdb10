"""Kind of unit (领域): words in the title, else words counted in the body; the title wins, a contradiction is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from archive.labels.kind import Kind
from archive.labels.quotes import Span, quote, whole_name
from archive.labels.shapes import SectorWords
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Place
from archive.patterns.sieve import chosen


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def sector_candidates(view: View, kind: Kind, rules: ClassifyRules) -> list[Candidate]:
    """Everything that speaks for a kind of unit; where the title names one, another must outweigh it clearly."""
    titled = list(_title(view, rules))
    own = {c.value for c in titled if c.confidence > rules.sector.topic_sure}
    named = [c for c in _named(view, kind, rules) if not own or c.value in own]
    titles = {str(c.value) for c in titled}
    return [*titled, *named, *_ourselves(view, kind, rules), *_body(view, titles, rules)]


def _title(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The unit that the title begins with; a name behind 关于 is what is spoken of."""
    if not view.titled:
        return
    reading, title = rules.sector, view.title
    topic = compiled(reading.topic).match(title)
    issuer = title[: topic.end()].removesuffix("关于") if topic else ""
    found = [c for c in _all_named(Span(issuer), "sector.title", "title", rules) if not _back(c, view, rules)]
    if not found:
        found = [
            c for c in _all_named(Span(title), "sector.title", "title", rules) if not _back(c, view, rules)
        ]
        if topic:
            found = [replace(c, confidence=min(c.confidence, reading.topic_sure)) for c in found]
    yield from found
    whole = compiled(reading.whole).search(title)
    if whole and not any(c.confidence > reading.topic_sure for c in found):
        proof = quote("sector.whole", Span(title), "title", whole.span())
        spoken = compiled(rules.level.spoken_at).search(title)
        yield Candidate(reading.whole_gives, reading.whole_spoken if spoken else reading.whole_sure, proof)
    rural = compiled(reading.rural).search(title)
    if rural and not any(c.value == reading.rural_gives for c in found):
        proof = quote("sector.rural", Span(title), "title", rural.span())
        yield Candidate(reading.rural_gives, reading.clash, proof)


def _all_named(span: Span, rule: str, where: Place, rules: ClassifyRules) -> Iterator[Candidate]:
    """Each sector whose own names stand there; a name of no kind in particular only where no other does."""
    reading = rules.sector
    found = False
    for words in rules.sectors:
        match = _own_name(words, span.text, rules)
        if match:
            found = True
            sure = _sure(span.text, words.confidence, rules)
            yield Candidate(words.value, sure, quote(rule, span, where, match))
    vague = compiled(reading.vague).search(span.text)
    if vague and not found:
        yield Candidate(reading.vague_gives, reading.vague_sure, quote(rule, span, where, vague.span()))


def _sure(text: str, confidence: float, rules: ClassifyRules) -> float:
    """How sure a name is: a street's and a town's are said of two kinds."""
    reading = rules.sector
    if compiled(reading.street).search(text):
        return reading.street_sure
    return reading.town_sure if compiled(reading.town).search(text) else confidence


def _named(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """The one sector whose own names sign or stand under the title, else stand in the first sentence."""
    reading = rules.sector
    personal = kind.value in reading.personal
    signed = [
        c
        for signer in view.signers
        for c in _all_named(signer.span, "sector.signed", "body", rules)
        if not _back(c, view, rules)
    ]
    if len({c.value for c in signed}) == 1:
        best = max(signed, key=lambda c: c.confidence)
        sure = reading.signed_office if best.value == reading.office else reading.signed
        cap = reading.lead if personal else sure
        yield replace(
            best, confidence=cap if best.confidence > reading.town_sure else min(cap, best.confidence)
        )
        return
    lead = Span(view.lead.text[: reading.lead_chars], view.lead.start)
    found = [*signed, *_all_named(lead, "sector.named", "body", rules)]
    if len({c.value for c in found}) == 1:
        sure = reading.personal_lead if personal else reading.lead
        yield replace(found[0], confidence=min(found[0].confidence, sure))


def _ourselves(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """我局 and 我县: the unit names itself."""
    if kind.value in rules.sector.personal:
        return
    match = compiled(rules.sector.ourselves).search(view.body.text)
    if match:
        proof = quote("sector.ourselves", view.body, "body", match.span("unit"))
        yield Candidate(rules.sector.units[match["unit"]], rules.sector.ourselves_sure, proof)


def _back(candidate: Candidate, view: View, rules: ClassifyRules) -> bool:
    words = next(words for words in rules.sectors if words.value == candidate.value)
    return _taken_back(words, view)


def _taken_back(words: SectorWords, view: View) -> bool:
    """Whether the text says that the title means another kind: 公司 of a private owner, 学校 that is a college."""
    unless = compiled(words.unless)
    return any(
        unless.search(text)
        for text in (view.title, view.body.text)
        if any(need in text for need in words.unless_needs)
    )


def _own_name(words: SectorWords, text: str, rules: ClassifyRules) -> tuple[int, int] | None:
    """Where a name of the sector stands; a pattern finds only its end, so that the name is looked for before it."""
    word = _pattern(words.title).search(text)
    if word:
        return word.span()
    named = compiled(words.title_pattern).search(text) if words.title_pattern else None
    return whole_name(text, named.span(), compiled(rules.name_boundary)) if named else None


def _body(view: View, titled: set[str], rules: ClassifyRules) -> Iterator[Candidate]:
    """The sector most of whose words the body uses, each word counted a few times at most.

    Where the title names a sector, another one must outweigh it clearly; it then stands as a contradiction.
    """
    reading = rules.sector
    text = view.body.text[: reading.chars]
    every = [word for words in rules.sectors for word in words.body]
    held = view.held["body"] >> len(rules.type_cues) + len(rules.admin_cues)
    there = frozenset(chosen(held, every))
    counts = [(words, *_count(text, words, there, reading.each_max)) for words in rules.sectors]
    total = sum(count for _, count, _ in counts)
    words, count, found = max(counts, key=lambda row: row[1])
    if not count or count < reading.body_min or _taken_back(words, view):
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
    counts = {word: min(text.count(word), most) for word in words.body if word in there}
    best = max(counts, key=counts.__getitem__) if counts else ""
    return sum(counts.values()), best
