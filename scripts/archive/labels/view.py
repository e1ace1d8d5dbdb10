"""What the cues look at: the title and the clean text, cut once into the places where evidence stands."""

from __future__ import annotations

from dataclasses import dataclass

from archive.labels.bylines import Signer, signers
from archive.labels.quotes import EMPTY, Place, Span, quote
from archive.labels.shapes import Cue
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate
from archive.model import Block, Structure
from archive.sieve import Sieve

TITLES = frozenset({"title", "subtitle"})
SUBTITLE = ("——", "--", "—", "――", "–")


@dataclass(frozen=True, slots=True)
class View:
    """One report as the cues see it. Spans quote the clean text; `name` is the file's name without its ending."""

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

    def place(self, where: str) -> Span:
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


def view_of(structure: Structure, text: str, source: str, rules: ClassifyRules) -> View:
    """Cut one report. The body is looked at up to `body_chars`, from the first block on."""
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


def seen(cues: tuple[Cue, ...], sieve: Sieve, view: View) -> list[Candidate]:
    """Try each cue where it belongs and may stand; give a candidate for each that is found."""
    found: list[Candidate] = []
    spans = {where: view.place(where) for where in dict.fromkeys(cue.where for cue in cues)}
    answers = {where: sieve.line(span.text) for where, span in spans.items()}
    for number, cue in enumerate(cues):
        if not answers[cue.where] >> number & 1:
            continue
        span = spans[cue.where]
        if cue.needs and not _has_one(cue.needs, span.text):
            continue
        match = compiled(cue.pattern).search(span.text)
        if match and match.end() > match.start():
            where: Place = "title" if cue.where == "title" else "body"
            proof = quote(cue.id, span, where, match.span())
            firm = cue.where in TITLES
            found.append(Candidate(cue.gives, cue.confidence, proof, firm=firm))
    return found
