"""What the cues look at: the title and the clean text, cut once into the places where evidence stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from archive.labels.bylines import Signer, signers
from archive.labels.quotes import EMPTY, Span, quote
from archive.labels.shapes import Cue, Where
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Block, Cleaned, Place, Structure

TITLES = frozenset({"title", "subtitle"})
BEHIND = 24
# The places that are asked what they hold each by itself, and those that are stretches of the text.
APART: tuple[Where, ...] = ("title", "subtitle", "salutation")
WITHIN: tuple[Where, ...] = ("body", "lead", "tail")
SUBTITLE = ("——", "--", "—", "――", "–")


@dataclass(frozen=True, slots=True)
class View:
    """One report as the cues see it. Spans quote the clean text; `name` is the file's name without its ending.

    `posted` are the lines of a web page, removed from the text, that say when it was put there; their spans quote
    the source text. `held` are the answers of the rules' sieve for the places.
    """

    title: str
    titled: bool
    name: str
    body: Span
    lead: Span
    tail: Span
    subtitle: Span
    salutation: Span
    blocks: tuple[Block, ...]
    signers: tuple[Signer, ...] = ()
    posted: tuple[Span, ...] = ()
    held: Mapping[Where, int] = field(default_factory=dict)

    def place(self, where: Where) -> Span:
        """The text that a cue's `where` names."""
        if where == "title":
            return Span(self.title, 0)
        return {
            "body": self.body,
            "lead": self.lead,
            "tail": self.tail,
            "subtitle": self.subtitle,
            "salutation": self.salutation,
        }[where]


def view_of(structure: Structure, cleaned: Cleaned, source: str, rules: ClassifyRules) -> View:
    """Cut one report. The body is looked at up to `body_chars`, from the first block on."""
    text = cleaned.text
    view = _cut(structure, text, source, rules)
    posted = (Span(edit.text, edit.start) for edit in cleaned.edits if edit.rule in rules.years.posted_rules)
    held = {where: rules.sieve.line(view.place(where).text) for where in APART}
    within = [view.place(where) for where in WITHIN]
    places = [(span.start, span.start + len(span.text)) for span in within]
    held.update(zip(WITHIN, rules.sieve.stretches(text, places), strict=True))
    return replace(view, posted=tuple(posted), held=held)


def _cut(structure: Structure, text: str, source: str, rules: ClassifyRules) -> View:
    blocks = structure.blocks
    name = source.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not blocks:
        titled = structure.title_from == "text"
        return View(structure.title, titled, name, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, blocks)
    first = next((b for b in blocks if b.kind == "paragraph" and _is_prose(b)), blocks[0])
    end = max(block.end for block in blocks)
    tail = max(end - rules.tail_chars, first.start)
    return View(
        structure.title,
        structure.title_from == "text" or any("\u4e00" <= c <= "\u9fff" for c in structure.title),
        name,
        Span(text[first.start : first.start + rules.body_chars], first.start),
        Span(text[first.start : first.start + rules.lead_chars], first.start),
        Span(text[tail:end], tail),
        _subtitle(blocks),
        _span(next((b for b in blocks[:6] if b.kind == "salutation"), None)),
        blocks,
        signers(blocks, rules),
    )


def _is_prose(block: Block) -> bool:
    """True for text proper: not a subtitle, a document number or a bracketed note under the title."""
    told = len(block.text) >= 20 or any(sign in block.text for sign in "：:。")
    return told and not block.text.startswith((*SUBTITLE, "（", "(", "【"))


def _subtitle(blocks: tuple[Block, ...]) -> Span:
    """The line ——… under the title, or a bracketed one there."""
    return _span(next((b for b in blocks[:4] if b.text.startswith(SUBTITLE)), None))


def _span(block: Block | None) -> Span:
    return Span(block.text, block.start) if block else EMPTY


def _has_one(words: tuple[str, ...], text: str) -> bool:
    for word in words:  # noqa: SIM110 - any() with a generator takes three times as long
        if word in text:
            return True
    return False


def _borne_out(cue: Cue, match: re.Match[str], view: View) -> bool:
    """Whether the rest of the text lets the cue count: it holds what must go along, and nothing that takes it back."""
    if cue.along and not any(compiled(cue.along).search(text) for text in (view.title, view.body.text)):
        return False
    if not cue.unless:
        return True
    behind = match.string[match.end() : match.end() + BEHIND]
    return not any(compiled(cue.unless).search(text) for text in (view.title, view.lead.text, behind))


def seen(cues: tuple[Cue, ...], first: int, view: View) -> list[Candidate]:
    """Try each cue where it belongs and may stand; give a candidate for each that is found.

    `first` is the number of the first of these cues in the rules' sieve.
    """
    found: list[Candidate] = []
    for number, cue in enumerate(cues, start=first):
        if not view.held[cue.where] >> number & 1:
            continue
        span = view.place(cue.where)
        if cue.needs and not _has_one(cue.needs, span.text):
            continue
        match = compiled(cue.pattern).search(span.text)
        if match and match.end() > match.start() and _borne_out(cue, match, view):
            where: Place = "title" if cue.where == "title" else "body"
            proof = quote(cue.id, span, where, match.span())
            firm = cue.where in TITLES
            found.append(Candidate(cue.gives, cue.confidence, proof, firm=firm))
    return found
