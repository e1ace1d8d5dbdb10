"""Administrative level (行政层级): names of places in title and signature, superiors named in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.labels.bylines import Signer
from archive.labels.kind import Kind
from archive.labels.quotes import Span, quote, whole_name
from archive.labels.signers import names_body, parts_of
from archive.labels.view import View, seen
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Place

ABOUT = "关于"
# Whose charter is cited does not tell who speaks.
QUOTED = re.compile("《[^《》]*》")
# Who is addressed does not tell who speaks.
TOLD = frozenset({"addressee", "salutation"})


def admin_candidates(view: View, kind: Kind, rules: ClassifyRules) -> list[Candidate]:
    """Everything that speaks for a level; the innermost place of a name decides."""
    return [*_names(view, kind, rules), *seen(rules.admin_cues, len(rules.type_cues), view)]


def _names(view: View, kind: Kind, rules: ClassifyRules) -> Iterator[Candidate]:
    """Where the body that speaks is named: title (in official documents before 关于), below it, signature."""
    official = kind.group in rules.level.issuing_groups
    spans: list[tuple[Span, Place]] = []
    told = False
    if view.titled:
        title = view.title.split(ABOUT, 1)[0] if official and ABOUT in view.title else view.title
        spans.append((Span(title), "title"))
        told = any(_innermost(Span(title), "title", rules))
    if view.subtitle.text:
        spans.append((view.subtitle, "body"))
    spans += [(span, "body") for signer in view.signers for span in _leading(signer, rules)]
    spans += [
        (Span(_own_words(block.text, rules), block.start), "body")
        for block in view.blocks
        if official
        and not told
        and block.start <= view.body.start
        and len(block.text) < 120
        and block.kind not in TOLD
    ]
    if official and view.blocks and len(view.blocks[-1].text) <= 60:
        spans.append((Span(view.blocks[-1].text, view.blocks[-1].start), "body"))
    for span, where in spans:
        yield from _innermost(span, where, rules)


def _own_words(text: str, rules: ClassifyRules) -> str:
    """Blank out what is cited and under whose lead the body works, keeping every offset."""
    plain = QUOTED.sub(lambda m: " " * len(m[0]), text)
    return compiled(rules.admin_above).sub(lambda m: " " * len(m[0]), plain)


def _leading(signer: Signer, rules: ClassifyRules) -> list[Span]:
    """Under the title the whole line; where several sign on one line, the first that names a place."""
    if signer.head:
        return [signer.span]
    if not names_body(signer, rules):
        return []
    return [part for part in parts_of(signer.span) if any(_innermost(part, "body", rules))][:1]


def _innermost(span: Span, where: Place, rules: ClassifyRules) -> Iterator[Candidate]:
    for cue in rules.admin_names:
        match = compiled(cue.pattern).search(span.text)
        if match and match.end() > match.start():
            name = whole_name(span.text, match.span(), compiled(rules.name_boundary))
            proof = quote(cue.id, span, where, name)
            yield Candidate(cue.gives, cue.confidence, proof, firm=where == "title")
            return
