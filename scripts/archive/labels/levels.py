"""The tier of the organisation that speaks (单位层级): title, issuer, signature, office held, subject of sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from archive.labels.kinds import BRACKET, event_verb
from archive.labels.quotes import Place, Span, quote
from archive.labels.shapes import Tier
from archive.labels.signers import OFFICE, issuing, signed_levels
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.labels.years import Kind

# Whose report it is: 代表…委员会向大会… or 受…工会委员会委托.
DELIVERED_FOR = re.compile("(?:代表|受)([^，。]{2,40}?)(?:的?委托|，|向)")
PERSON = "个人"
KEPT = "解释"
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
    if kind.value in reading.personal_types and not _shared(view, rules):
        return [*_bracketed(view, rules), *_headed(view, rules), *_person(view, kind, [], rules)]
    counted = list(_subjects(view, kind, rules))
    if kind.group in reading.issuing_groups or kind.value == "工作报告":
        issued = [*_issuer(view, kind, rules), *_told(view, rules)]
        return [*issued, *_unopposed(counted, issued, rules)]
    if kind.value in reading.news_types:
        return [*_actor(view, rules), *counted]
    found = [
        *_title(view, rules),
        *_holder(view, rules),
        *_own(view, rules),
        *_told(view, rules),
    ]
    found += _signed(view, kind, [*found, *counted], rules)
    found += _unopposed(counted, found, rules)
    if kind.value in reading.office_types and not found:
        found = list(_chief(view, rules))
    return [*found, *_office(view, found, rules), *_person(view, kind, found, rules)]


def _title(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """A tier in the title's bracket, else the last one in the title that is neither topic nor object."""
    yield from _bracketed(view, rules)
    if view.titled:
        yield from _named(Span(BRACKET.sub(lambda m: " " * len(m[0]), view.title)), "title", rules)
    if view.subtitle.text:
        yield from _named(view.subtitle, "body", rules)


def _headed(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """The body whose secretary the title of a personal piece names."""
    pattern, tiers = _words(rules.levels)
    head = compiled(rules.level.headed.replace("{TIER}", pattern.pattern))
    match = head.search(view.title) if view.titled else None
    if match:
        proof = quote("level.headed", Span(view.title), "title", match.span("tier"))
        yield Candidate(tiers[match["tier"]], rules.level.title, proof, firm=True)


def _bracketed(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """A tier in a bracket of the title: 心得体会（党支部书记）."""
    if not view.titled:
        return
    pattern, tiers = _words(rules.levels)
    for match in BRACKET.finditer(view.title):
        inside = pattern.search(match[1])
        if inside and match[1].strip() != "机关":
            span = Span(match[1], match.start(1))
            proof = quote("level.bracket", span, "title", inside.span())
            yield Candidate(tiers[inside[0]], rules.level.bracket, proof, firm=True)


def _named(span: Span, where: Place, rules: ClassifyRules) -> Iterator[Candidate]:
    """The body that a title or the line below it names; where it is spoken at a meeting the name tells little."""
    pattern, tiers = _words(rules.levels)
    text = span.text
    mass = compiled(rules.level.mass).search(text)
    if mass:
        proof = quote("level.mass", span, where, mass.span())
        yield Candidate(MASS, rules.level.title, proof, firm=where == "title")
        return
    named = [m for m in pattern.finditer(text) if not _is_object(text, m, rules)]
    topic = compiled(rules.level.topic)
    subject = [m for m in named if not topic.match(text, m.start())]
    if compiled(rules.level.spoken_at).search(text):
        subject = []
    chosen = subject or named
    if chosen:
        best = _finest(chosen, text)
        told = rules.level.title if where == "title" else rules.level.subtitle
        confidence = told if subject else rules.level.subject_weak
        proof = quote(f"level.{'title' if where == 'title' else 'subtitle'}", span, where, best.span())
        yield Candidate(tiers[best[0]], confidence, proof, firm=where == "title")


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
        yield from issuing(Span(before), "title", rules.level.issuer, rules)
    owner = compiled(rules.level.owner).search(view.title) if view.titled and not end else None
    if owner:
        yield from issuing(Span(owner["who"]), "title", rules.level.issuer, rules)
    signed = list(signed_levels(view, rules, member=False))
    yield from signed or _printer(view, rules)
    yield from _passed_by(view, rules)
    if kind.value == "工作报告":
        yield from _title(view, rules)
        yield from _delivered(view, rules)
        match = compiled(rules.level.party_congress).search(view.title)
        if match:
            proof = quote("level.party_congress", Span(view.title), "title", match.span())
            yield Candidate("党委", rules.level.issuer, proof, firm=True)


def _printer(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """某县人民政府办公室 2023年8月11日印发, where nobody signs."""
    for block in view.blocks[-3:]:
        match = compiled(rules.level.printer).search(block.text)
        if match:
            yield from issuing(Span(match["who"], block.start), "body", rules.level.signature, rules)


def _passed_by(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """（…批准，…发布） under the title."""
    for block in view.blocks[:4]:
        if block.start <= view.body.start and compiled(rules.passed).search(block.text):
            yield from issuing(Span(block.text, block.start), "body", rules.level.signature, rules)


def _delivered(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """代表…人民政府向大会… and 代表…委员会向大会…."""
    match = DELIVERED_FOR.search(view.lead.text)
    if match:
        span = Span(match[1], view.lead.start + match.start(1))
        found = list(issuing(span, "body", rules.level.issuer, rules))
        yield from found
        if not found and re.search("届.{0,6}委员会|区委|县委|市委|省委", match[1]):
            proof = quote("level.delivered", span, "body", (0, len(match[1])))
            yield Candidate("党委", rules.level.issuer, proof)


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


def _unopposed(counted: list[Candidate], told: list[Candidate], rules: ClassifyRules) -> list[Candidate]:
    """Who acts in the text tells less than who signs or decides: it is dropped where they name another body."""
    sure = {c.value for c in told if c.confidence >= rules.accept}
    weak = rules.level.subject_strong
    return [c for c in counted if not sure or c.value in sure or c.confidence >= weak]


def _signed(view: View, kind: Kind, found: list[Candidate], rules: ClassifyRules) -> Iterator[Candidate]:
    """Who signs or stands under the title; an office only where no Party body speaks elsewhere."""
    signed = list(signed_levels(view, rules, member=kind.value not in rules.level.office_holders))
    party = any(c.value in PARTY for c in (*found, *signed))
    for candidate in signed:
        if candidate.value != OFFICE or candidate.evidence.rule == "level.post" or not party:
            yield candidate


def _told(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """What the text says of itself: who decided it, who keeps it, 我支部."""
    yield from _decider(view, rules)
    yield from _keeper(view, rules)
    yield from _ourselves(view, rules)


def _shared(view: View, rules: ClassifyRules) -> bool:
    """Whether the title says that the deeds are those of a body."""
    shared = compiled(rules.level.shared)
    return bool(shared.search(view.title) or shared.search(view.subtitle.text))


def _decider(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """经公司党委研究，… and 省委决定，…: whose decision the text tells."""
    match = compiled(rules.level.decider).search(view.lead.text)
    if match:
        group = "who" if match["who"] else "whom"
        span = Span(match[group], view.lead.start + match.start(group))
        yield from (c for c in issuing(span, "body", rules.level.decider_sure, rules) if c.value in PARTY)


def _keeper(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """本办法由…负责解释: who issued it."""
    match = compiled(rules.level.keeper).search(view.body.text) if KEPT in view.body.text else None
    if match:
        span = Span(match["who"], view.body.start + match.start("who"))
        yield from issuing(span, "body", rules.level.keeper_sure, rules)


def _ourselves(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """我支部 and 本支部: the body that speaks names itself."""
    _, tiers = _words(rules.levels)
    match = compiled(rules.level.ourselves).search(view.body.text)
    if match:
        proof = quote("level.ourselves", view.body, "body", match.span())
        yield Candidate(tiers[match["tier"]], rules.level.ourselves_sure, proof)


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
    pattern, tiers = _words(rules.levels)
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


def _subjects(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
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
    elif kind.value in rules.level.office_types and not found:
        yield Candidate(PERSON, rules.level.type_office, quote("level.office_holder", span, "title", whole))
