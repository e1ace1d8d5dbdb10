"""Who issues an official document or delivers a report, and what a text says of the body that speaks in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.labels.kind import Kind
from archive.labels.quotes import Span, quote
from archive.labels.signers import issuing, signed_levels
from archive.labels.tiers import tier_words, title_levels
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate

# Whose report it is: 代表…委员会向大会… or 受…工会委员会委托.
DELIVERED_FOR = re.compile("(?:代表|受)([^，。]{2,40}?)(?:的?委托|，|向)")
GOVERNMENT_REPORT = re.compile(r"(?P<who>政\s*府)\s*工\s*作\s*报\s*告")
KEPT = "解释"


def issuer_levels(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """Who issues an official document or delivers a report: before 关于, in the signature, under the title."""
    report = GOVERNMENT_REPORT.search(view.title) if kind.delivered else None
    if report:
        proof = quote("level.government_report", Span(view.title), "title", report.span("who"))
        yield Candidate(rules.roles.office, rules.level.government_report, proof, firm=True)
        return
    end = compiled(rules.level.issuer_end).search(view.title)
    before = view.title[: end.start()] if end else ""
    if not end and kind.statutory:
        before = view.title.removesuffix(kind.value)
    if len(before) >= 2 and view.titled:
        yield from issuing(Span(before), "title", rules.level.issuer, rules)
    owner = compiled(rules.level.owner).search(view.title) if view.titled and not end else None
    if owner:
        yield from issuing(Span(owner["who"]), "title", rules.level.issuer, rules)
    signed = list(signed_levels(view, rules, member=False))
    yield from signed or _printer(view, rules)
    yield from _passed_by(view, rules)
    if kind.delivered:
        yield from title_levels(view, rules)
        yield from _delivered(view, rules)
        match = compiled(rules.level.party_congress).search(view.title)
        if match:
            proof = quote("level.party_congress", Span(view.title), "title", match.span())
            yield Candidate(rules.roles.committee, rules.level.issuer, proof, firm=True)


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
            yield Candidate(rules.roles.committee, rules.level.issuer, proof)


def told_levels(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """What the text says of itself: who decided it, who looked into it or agreed on it, who keeps it, 我支部."""
    yield from _decider(view, rules)
    yield from _acting(view, rules)
    yield from _keeper(view, rules)
    yield from _ourselves(view, rules)


def _decider(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """经公司党委研究，… and 省委决定，…: whose decision the text tells."""
    match = compiled(rules.level.decider).search(view.lead.text)
    if match:
        group = "who" if match["who"] else "whom"
        span = Span(match[group], view.lead.start + match.start(group))
        yield from (
            c for c in issuing(span, "body", rules.level.decider_sure, rules) if c.value in rules.roles.party
        )


def _acting(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """县农业农村局成立调研组 and 镇党委与各村党支部签订本责任书: whose act the text is, told in its first sentences."""
    for way in rules.level.acting:
        named = any(word in view.lead.text for word in way.needs)
        match = compiled(way.pattern).search(view.lead.text) if named else None
        if match:
            span = Span(match["who"], view.lead.start + match.start("who"))
            yield from issuing(span, "body", rules.level.acting_sure, rules)


def _keeper(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """本办法由…负责解释: who issued it."""
    match = compiled(rules.level.keeper).search(view.body.text) if KEPT in view.body.text else None
    if match:
        span = Span(match["who"], view.body.start + match.start("who"))
        yield from issuing(span, "body", rules.level.keeper_sure, rules)


def _ourselves(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """我支部 and 本支部: the body that speaks names itself."""
    _, tiers = tier_words(rules.levels)
    match = compiled(rules.level.ourselves).search(view.body.text)
    if match:
        proof = quote("level.ourselves", view.body, "body", match.span())
        yield Candidate(tiers[match["tier"]], rules.level.ourselves_sure, proof)
