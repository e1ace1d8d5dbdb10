"""The tier of the organisation that speaks (单位层级): title, issuer, signature, office held, subject of sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from archive.labels.issuing import issuer_levels, told_levels
from archive.labels.kind import Kind
from archive.labels.kinds import event_verb
from archive.labels.quotes import Span, quote
from archive.labels.signers import issuing, signed_levels
from archive.labels.tiers import bracketed, headed, is_object, tier_words, title_levels
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Place


def level_candidates(view: View, kind: Kind, rules: ClassifyRules) -> list[Candidate]:
    """Everything that speaks for a tier."""
    reading = rules.level
    if kind.value in reading.personal_types and not (_shared(view, rules) or _spoken_for(view, rules)):
        return [*bracketed(view, rules), *headed(view, rules), *_person(view, kind, [], rules)]
    counted = list(_subjects(view, kind, rules))
    if kind.group in reading.issuing_groups or kind.delivered:
        issued = [*issuer_levels(view, kind, rules), *told_levels(view, rules)]
        return [*issued, *_unopposed(counted, issued, rules)]
    if kind.value in reading.news_types:
        return [*_actor(view, rules), *counted]
    found = [
        *title_levels(view, rules),
        *_holder(view, rules),
        *_own(view, rules),
        *told_levels(view, rules),
    ]
    found += _signed(view, kind, [*found, *counted], rules)
    found += _unopposed(counted, found, rules)
    if kind.value in reading.office_types and not found:
        found = list(_chief(view, rules))
    return [*found, *_office(view, found, rules), *_person(view, kind, found, rules)]


def _actor(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """Who acts in a piece of news: named before the verb, in the title or in the first sentence."""
    pattern, tiers = tier_words(rules.levels)
    places: tuple[tuple[Span, Place], ...] = (
        (Span(view.title), "title"),
        (Span(view.lead.text[:160], view.lead.start), "body"),
    )
    for span, where in places:
        verb = event_verb(span.text, rules)
        if verb is None:
            continue
        named = list(pattern.finditer(span.text, 0, verb.start()))
        named = [m for m in named if verb.start() - m.end() <= 20 and not is_object(span.text, m, rules)]
        if named:
            confidence = rules.level.issuer if where == "title" else rules.level.subject
            proof = quote("level.actor", span, where, named[-1].span())
            yield Candidate(tiers[named[-1][0]], confidence, proof, firm=where == "title")
            return


def _unopposed(counted: list[Candidate], told: list[Candidate], rules: ClassifyRules) -> list[Candidate]:
    """Who acts in the text tells less than who signs or decides: it is dropped where they name another body."""
    sure = {c.value for c in told if c.confidence >= rules.accept}
    weak = rules.level.subject_strong
    return [c for c in counted if not sure or c.value in sure or c.confidence >= weak]


def _signed(view: View, kind: Kind, found: list[Candidate], rules: ClassifyRules) -> Iterator[Candidate]:
    """Who signs or stands under the title; an office only where no Party body speaks elsewhere."""
    signed = list(signed_levels(view, rules, member=kind.value not in rules.level.office_holders))
    party = any(c.value in rules.roles.party for c in (*found, *signed))
    for candidate in signed:
        if candidate.value != rules.roles.office or candidate.evidence.rule == "level.post" or not party:
            yield candidate


def _shared(view: View, rules: ClassifyRules) -> bool:
    """Whether the title says that the deeds are those of a body."""
    shared = compiled(rules.level.shared)
    return bool(shared.search(view.title) or shared.search(view.subtitle.text))


def _spoken_for(view: View, rules: ClassifyRules) -> bool:
    """Whether a body tells of its work at a meeting: its name stands below the title of a speech of that kind."""
    byline, told = compiled(rules.level.byline), compiled(rules.level.spoken_for)
    speaks = any(signer.head and byline.search(signer.span.text) for signer in view.signers)
    return speaks and bool(told.search(view.title) or told.search(view.subtitle.text))


def _first_from(words: tuple[str, ...], pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match of a pattern that can only begin with one of the words; looking for these takes less time."""
    places: list[int] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            places.append(at)
            at = text.find(word, at + 1)
    return next((match for at in sorted(places) if (match := pattern.match(text, at))), None)


def _holder(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """作为党支部书记，我…: the body that the speaker heads."""
    if not view.held["body"] >> rules.holders & 1:
        return
    pattern, tiers = tier_words(rules.levels)
    holders = compiled(rules.level.holders.replace("{TIER}", pattern.pattern))
    match = _first_from(rules.level.holder_words, holders, view.body.text)
    if match:
        group = "tier" if match["tier"] else "speaks"
        proof = quote("level.holder", view.body, "body", match.span(group))
        yield Candidate(tiers[match[group]], rules.level.holder, proof)


def _chief(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """我担任校长以来 and 校长2019年度述职报告: the office that the speaker heads."""
    pattern = compiled(rules.level.chiefs)
    match = pattern.search(view.title) if view.titled else None
    if match:
        yield Candidate(
            rules.roles.office,
            rules.level.chief,
            quote("level.chief", Span(view.title), "title", match.span()),
        )
    elif match := pattern.search(view.lead.text):
        yield Candidate(
            rules.roles.office, rules.level.chief, quote("level.chief", view.lead, "body", match.span())
        )


def _own(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """Its own committee's rules, meetings, members."""
    _, tiers = tier_words(rules.levels)
    names = {**tiers, "党委会": rules.roles.committee, "党组会": rules.roles.leading_group}
    found = list(compiled(rules.level.committee).finditer(view.body.text))
    if found:
        proof = quote("level.own", view.body, "body", found[0].span())
        yield Candidate(names[found[0]["tier"]], rules.level.own, proof)


def _subjects(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """The tier that is most often the subject of a sentence, by count and share."""
    pattern, tiers = tier_words(rules.levels)
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    text = view.body.text
    for match in pattern.finditer(text):
        if _acts(text, match, rules):
            tier = tiers[match[0]]
            counts[tier] += 1
            first.setdefault(tier, match.span())
    counts.pop(rules.roles.person, None)
    if not counts:
        return
    tier, count = counts.most_common(1)[0]
    share = count / counts.total()
    confidence = _subject_confidence(count, share, rules)
    if share == 1 and first[tier][0] < len(view.lead.text):
        told = not kind.value or kind.value in rules.level.told_types
        confidence = max(confidence, rules.level.subject_told if told else rules.level.subject_lead)
    if confidence:
        yield Candidate(tier, confidence, quote("level.subject", view.body, "body", first[tier]))


def _acts(text: str, match: re.Match[str], rules: ClassifyRules) -> bool:
    """True if the body acts; not when it leads, is inspected, is told to do something, or is one of many."""
    reading = rules.level
    behind = text[match.end() : match.end() + 16]
    if not compiled(reading.after).match(behind):
        return False
    before = text[max(match.start() - 18, 0) : match.start()]
    if compiled(reading.before_not).search(before):
        return False
    return not (compiled(reading.superior).search(before) and compiled(reading.superior_after).match(behind))


def _subject_confidence(count: int, share: float, rules: ClassifyRules) -> float:
    reading = rules.level
    if count >= reading.strong and share >= reading.share_strong:
        return reading.subject_strong
    if count >= reading.some and share >= reading.share:
        return reading.subject
    return reading.subject_weak if share > 0.5 else 0.0


def _office(view: View, found: list[Candidate], rules: ClassifyRules) -> Iterator[Candidate]:
    """A bureau, a company or a school in the title, where no Party body speaks; 中共…委员会 is one."""
    match = compiled(rules.level.offices).search(view.title) if view.titled else None
    if match and compiled(rules.level.party_body).match(match[0]):
        yield from issuing(Span(match[0]), "title", rules.level.issuer, rules)
    elif match:
        party = any(c.value in rules.roles.party for c in found)
        confidence = rules.level.office_party if party else rules.level.office
        proof = quote("level.office", Span(view.title), "title", match.span())
        yield Candidate(rules.roles.office, confidence, proof, firm=True)


def _person(view: View, kind: Kind, found: list[Candidate], rules: ClassifyRules) -> Iterator[Candidate]:
    """Personal pieces; an office-holder's only when no body can be named."""
    span = Span(view.title)
    whole = (0, len(view.title))
    if kind.value in rules.level.personal_types and not (found and _spoken_for(view, rules)):
        yield Candidate(
            rules.roles.person,
            rules.level.type_personal,
            quote("level.personal", span, "title", whole),
            firm=True,
        )
    elif kind.value in rules.level.narrator_types and not found:
        told = compiled(rules.level.narrator).search(view.lead.text)
        if told:
            proof = quote("level.narrator", view.lead, "body", told.span())
            yield Candidate(rules.roles.person, rules.level.narrator_sure, proof)
    elif kind.value in rules.level.office_types and not found:
        yield Candidate(
            rules.roles.person, rules.level.type_office, quote("level.office_holder", span, "title", whole)
        )
