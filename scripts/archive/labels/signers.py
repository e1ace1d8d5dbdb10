"""Who signs a report and who is named under its title: bodies, and persons with the office that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.labels.bylines import Signer
from archive.labels.quotes import Span, quote
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Place

DEPARTMENT = "issuer.department"
PART = re.compile("[^ 　\t：:]+")


def signed_levels(view: View, rules: ClassifyRules, *, member: bool) -> Iterator[Candidate]:
    """The tier of each body that signs, or that the one who speaks or signs is head of.

    Of several that sign the first leads. `member`: a person who signs with the name of a body and no office of it
    does not speak for that body.
    """
    closed = False
    for signer in view.signers:
        found = _speaks(signer, rules, member=member)
        if found and (signer.head or not closed):
            closed = closed or not signer.head
            yield found


def names_body(signer: Signer, rules: ClassifyRules) -> bool:
    """True for a signature, and for a line that is nothing but the name of a body."""
    return signer.signed or bool(compiled(rules.level.byline).search(signer.span.text))


def _speaks(signer: Signer, rules: ClassifyRules, *, member: bool) -> Candidate | None:
    """Who leads among those that one line names; a department that signs with an office speaks for its field."""
    post = _post(signer, rules)
    named = member and compiled(rules.level.person).search(signer.span.text)
    bodies = list(_bodies(signer, rules)) if names_body(signer, rules) and not named else []
    first = min([post, *bodies] if post else bodies, key=lambda c: c.evidence.start, default=None)
    joint = first and first.evidence.rule == DEPARTMENT and any(c.value == rules.roles.office for c in bodies)
    return replace(first, confidence=rules.clash_max) if first and joint else first


def _post(signer: Signer, rules: ClassifyRules) -> Candidate | None:
    """The secretary of a branch speaks for it, 县长：李某 for the government."""
    match = compiled(rules.level.post).search(signer.span.text)
    if not match:
        return None
    party = match["party"]
    value = rules.roles.office if not party else next(_tiers(party, rules), "")
    if not value:
        return None
    proof = quote("level.post", signer.span, "body", match.span())
    return Candidate(value, rules.level.post_sure, proof)


def _tiers(words: str, rules: ClassifyRules) -> Iterator[str]:
    return (cue.gives for cue in rules.issuers if compiled(cue.pattern).search(words))


def _bodies(signer: Signer, rules: ClassifyRules) -> Iterator[Candidate]:
    """Each of the bodies that sign on one line."""
    for span in parts_of(signer.span):
        yield from issuing(span, "body", rules.level.signature, rules)


def parts_of(span: Span) -> list[Span]:
    """The names that stand on one line; one whose characters stand apart is one."""
    parts = list(PART.finditer(span.text))
    if all(len(part[0]) <= 2 for part in parts):
        return [span]
    return [Span(part[0], span.start + part.start()) for part in parts]


def issuing(span: Span, where: Place, confidence: float, rules: ClassifyRules) -> Iterator[Candidate]:
    """The first of the issuers whose name stands in the words, also where all characters stand apart."""
    apart = len(span.text) > 2 * len(words := "".join(span.text.split())) - 2
    text = words if apart else span.text.rstrip()
    for cue in rules.issuers:
        match = compiled(cue.pattern).search(text)
        if match:
            found = (0, len(span.text)) if apart else match.span()
            proof = quote(cue.id, span, where, found)
            yield Candidate(cue.gives, min(confidence, cue.confidence), proof, firm=where == "title")
            return
