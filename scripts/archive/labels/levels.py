"""The tier of the organisation that speaks (单位层级): title, issuer, signature, office held, subject of sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from archive.labels.kinds import BRACKET, event_verb
from archive.labels.quotes import Place, Span, quote
from archive.labels.shapes import Tier
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.labels.years import Kind

# Whose report it is: 代表…委员会向大会… or 受…工会委员会委托.
DELIVERED_FOR = re.compile("(?:代表|受)([^，。]{2,40}?)(?:的?委托|，|向)")
OFFICE = "行政单位"
PERSON = "个人"
MASS = "群团组织"
PARTY = frozenset({"党小组", "党支部", "党总支", "机关党委", "党工委", "党组", "纪委", "党委"})


@cache
def _words(levels: tuple[Tier, ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for all tiers, longer words first, and the tier of each word."""
    tiers = {word: tier.value for tier in levels for word in tier.words}
    after = {word: f"(?!{tier.not_before})" for tier in levels if tier.not_before for word in tier.words}
    return re.compile(
        "|".join(word + after.get(word, "") for word in sorted(tiers, key=len, reverse=True))
    ), tiers


def level_candidates(view: View, kind: Kind, rules: ClassifyRules) -> list[Candidate]:
    """Everything that speaks for a tier."""
    reading = rules.level
    counted = list(_subjects(view, rules))
    if kind.group in reading.issuing_groups or kind.value == "工作报告":
        return [*_issuer(view, kind, rules), *counted]
    if kind.value in reading.news_types:
        return [*_actor(view, rules), *counted]
    found = [
        *_title(view, rules),
        *_signature(view, rules),
        *_holder(view, rules),
        *_own(view, rules),
        *counted,
    ]
    if kind.value in reading.office_types and not found:
        found = list(_chief(view, rules))
    return [*found, *_office(view, found, rules), *_person(view, kind, found, rules)]


def _title(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """A tier in the title's bracket, else the last one in the title that is neither topic nor object."""
    if not view.titled:
        return
    pattern, tiers = _words(rules.levels)
    for match in BRACKET.finditer(view.title):
        inside = pattern.search(match[1])
        if inside and match[1].strip() != "机关":
            span = Span(match[1], match.start(1))
            proof = quote("level.bracket", span, "title", inside.span())
            yield Candidate(tiers[inside[0]], rules.level.bracket, proof, firm=True)
    plain = BRACKET.sub(lambda m: " " * len(m[0]), view.title)
    named = [m for m in pattern.finditer(plain) if not _is_object(plain, m, rules)]
    subject = [m for m in named if not compiled(rules.level.topic).match(plain, m.start())]
    chosen = subject or named
    if chosen:
        best = _finest(chosen, plain)
        confidence = rules.level.title if subject else rules.level.subject_weak
        proof = quote("level.title", Span(plain), "title", best.span())
        yield Candidate(tiers[best[0]], confidence, proof, firm=True)


def _finest(named: list[re.Match[str]], title: str) -> re.Match[str]:
    """The last of the names that stand together at the first of them (XX局党委机关党支部)."""
    best = named[0]
    for match in named[1:]:
        if match.start() - best.end() <= 8 and not re.search(
            "[0-9、，和及与关]", title[best.end() : match.start()]
        ):
            best = match
    return best


def _is_object(text: str, match: re.Match[str], rules: ClassifyRules) -> bool:
    return bool(compiled(rules.level.object).search(text[max(match.start() - 8, 0) : match.start()]))


def _issuer(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """Who issues an official document or delivers a report: before 关于, in the signature, under the title."""
    if kind.value == "工作报告" and "政府工作报告" in view.title.replace(" ", ""):
        start = view.title.index("政府工作报告") if "政府工作报告" in view.title else 0
        proof = quote("level.government_report", Span(view.title), "title", (start, start + 2))
        yield Candidate(OFFICE, rules.level.government_report, proof, firm=True)
        return
    end = compiled(rules.level.issuer_end).search(view.title)
    before = view.title[: end.start()] if end else ""
    if not end and kind.group == "法定公文":
        before = view.title.removesuffix(kind.value)
    if len(before) >= 2 and view.titled:
        yield from _issuing(Span(before), "title", rules.level.issuer, rules)
    for block in view.blocks:
        if block.kind == "signature":
            yield from _issuing(Span(block.text, block.start), "body", rules.level.signature, rules)
    yield from _passed_by(view, rules)
    if kind.value == "工作报告":
        yield from _delivered(view, rules)
        match = compiled(rules.level.party_congress).search(view.title)
        if match:
            proof = quote("level.party_congress", Span(view.title), "title", match.span())
            yield Candidate("党委", rules.level.issuer, proof, firm=True)


def _passed_by(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """（…批准，…发布） under the title, and a short last line that names a body."""
    for block in view.blocks[:4]:
        if block.start <= view.body.start and compiled(rules.passed).search(block.text):
            yield from _issuing(Span(block.text, block.start), "body", rules.level.signature, rules)
    last = view.blocks[-1] if view.blocks else None
    if last and last.kind == "paragraph" and len(last.text) <= 60:
        yield from _issuing(Span(last.text, last.start), "body", rules.level.signature, rules)


def _delivered(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """代表…人民政府向大会… and 代表…委员会向大会…."""
    match = DELIVERED_FOR.search(view.lead.text)
    if match:
        span = Span(match[1], view.lead.start + match.start(1))
        found = list(_issuing(span, "body", rules.level.issuer, rules))
        yield from found
        if not found and re.search("届.{0,6}委员会|区委|县委|市委|省委", match[1]):
            proof = quote("level.delivered", span, "body", (0, len(match[1])))
            yield Candidate("党委", rules.level.issuer, proof)


def _issuing(span: Span, where: Place, confidence: float, rules: ClassifyRules) -> Iterator[Candidate]:
    apart = len(span.text) > 2 * len(words := "".join(span.text.split())) - 2
    text = words if apart else span.text.rstrip()
    for cue in rules.issuers:
        match = compiled(cue.pattern).search(text)
        if match:
            found = (0, len(span.text)) if apart else match.span()
            proof = quote(cue.id, span, where, found)
            yield Candidate(cue.gives, confidence, proof, firm=where == "title")
            return


def _actor(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """Who acts in a piece of news: named before the verb, in the title or in the first sentence."""
    pattern, tiers = _words(rules.levels)
    places: tuple[tuple[Span, Place], ...] = (
        (Span(view.title), "title"),
        (Span(view.lead.text[:160], view.lead.start), "body"),
    )
    for span, where in places:
        verb = event_verb(span.text, rules)
        if verb is None:
            continue
        named = list(pattern.finditer(span.text, 0, verb.start()))
        named = [m for m in named if verb.start() - m.end() <= 20 and not _is_object(span.text, m, rules)]
        if named:
            confidence = rules.level.issuer if where == "title" else rules.level.subject
            proof = quote("level.actor", span, where, named[-1].span())
            yield Candidate(tiers[named[-1][0]], confidence, proof, firm=where == "title")
            return


def _signature(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    pattern, tiers = _words(rules.levels)
    for block in view.blocks:
        if block.kind == "signature":
            named = list(pattern.finditer(block.text))
            span = Span(block.text, block.start)
            issued = list(_issuing(span, "body", rules.level.signature, rules))
            if any(c.value == MASS for c in issued):  # 共青团某县委员会: not the 县委 that its name holds
                yield from (c for c in issued if c.value == MASS)
            elif not named:
                yield from (c for c in issued if c.value in PARTY)
            else:
                proof = quote("level.signature", span, "body", named[-1].span())
                yield Candidate(tiers[named[-1][0]], rules.level.signature, proof)


def _holder(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """作为党支部书记，我…: the body that the speaker heads."""
    pattern, tiers = _words(rules.levels)
    match = compiled(rules.level.holders.replace("{TIER}", pattern.pattern)).search(view.body.text)
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
            OFFICE, rules.level.chief, quote("level.chief", Span(view.title), "title", match.span())
        )
    elif match := pattern.search(view.lead.text):
        yield Candidate(OFFICE, rules.level.chief, quote("level.chief", view.lead, "body", match.span()))


def _own(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """Its own committee's rules, meetings, members."""
    _, tiers = _words(rules.levels)
    names = {**tiers, "党委会": "党委", "党组会": "党组"}
    found = list(compiled(rules.level.committee).finditer(view.body.text))
    if found:
        proof = quote("level.own", view.body, "body", found[0].span())
        yield Candidate(names[found[0]["tier"]], rules.level.own, proof)


def _subjects(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The tier that is most often the subject of a sentence, by count and share."""
    pattern, tiers = _words(rules.levels)
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    text = view.body.text
    for match in pattern.finditer(text):
        if _acts(text, match, rules):
            tier = tiers[match[0]]
            counts[tier] += 1
            first.setdefault(tier, match.span())
    counts.pop(PERSON, None)
    if not counts:
        return
    tier, count = counts.most_common(1)[0]
    share = count / counts.total()
    confidence = _subject_confidence(count, share, rules)
    if share == 1 and first[tier][0] < len(view.lead.text):
        confidence = max(confidence, rules.level.subject_lead)
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
    """A bureau, a company or a school in the title, where no Party body speaks."""
    match = compiled(rules.level.offices).search(view.title) if view.titled else None
    if match:
        party = any(c.value in PARTY for c in found)
        confidence = rules.level.office_party if party else rules.level.office
        proof = quote("level.office", Span(view.title), "title", match.span())
        yield Candidate(OFFICE, confidence, proof, firm=True)


def _person(view: View, kind: Kind, found: list[Candidate], rules: ClassifyRules) -> Iterator[Candidate]:
    """Personal pieces; an office-holder's only when no body can be named."""
    span = Span(view.title)
    whole = (0, len(view.title))
    if kind.value in rules.level.personal_types:
        yield Candidate(
            PERSON, rules.level.type_personal, quote("level.personal", span, "title", whole), firm=True
        )
    elif kind.value in rules.level.speaker_types and not found:
        yield Candidate(PERSON, rules.level.type_speaker, quote("level.speaker", span, "title", whole))
    elif kind.value in rules.level.office_types and not found:
        yield Candidate(PERSON, rules.level.type_office, quote("level.office_holder", span, "title", whole))
