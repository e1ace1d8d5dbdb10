"""Clean text as a script of edits: nothing lost, nothing but noise removed.

    restore(clean(text, rules)) == text        exactly, for any text
    clean(clean(x).text).text == clean(x).text  unless a note says that it would not settle

Every rule sees the same text; what they find is resolved once and cut once. Passes repeat until nothing changes
(at most `PASSES`), composed back to offsets of the source: noise may hide noise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from archive.cleaning.cuts import Span, apply, compose, resolve, restore
from archive.cleaning.echoes import echoes
from archive.cleaning.imprint import imprint
from archive.cleaning.margins import alone, asides, inserted, marginal, titled, voices
from archive.cleaning.parted import peeled
from archive.cleaning.recurring import PAGE_NAME
from archive.cleaning.rules import CleanRules
from archive.cleaning.solicit import blocks
from archive.cleaning.voicing import ASIDE, INSERTED, VOICE
from archive.cleaning.within import parts_of_lines, suffixes, title_suffixes
from archive.cleaning.wrapping import broken, page_numbers, running_heads, wrapped
from archive.cleaning.zones import Memory, View, answers, holds_other_blanks, split_lines
from archive.model import Cleaned, Edit, Note
from archive.rulefiles.overrides import PERSON, Correction

__all__ = ["clean", "passwords", "restore", "trim_title"]

PASSES, PASSES_TOLD = 6, "六"
RANDOM_HAN = "random-han"
ODD = re.compile(r"[\ufffd\ue000-\uf8ff]")
LOST = "\ufffd"
MARGINS = (
    "edge-tools",
    "edge-fields",
    "edge-appeal",
    "edge-source",
    "edge-gate",
    "edge-machine",
    "edge-list",
    "edge-trailer",
)


@dataclass(frozen=True, slots=True)
class _Pass:
    """What one pass over the text found."""

    spans: list[Span]
    marks: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = field(default=())


def clean(text: str, rules: CleanRules, correction: Correction | None = None) -> Cleaned:
    """Cut the noise of one text; a person's `keep` and `cut` are applied like rules."""
    edits: tuple[Edit, ...] = ()
    marks: frozenset[str] = frozenset()
    current = text
    wish = correction or Correction()
    memory = Memory()
    found = _pass(current, rules, wish, memory, edits)
    for _ in range(PASSES):
        if not found.spans:
            break
        edits = compose(text, edits, found.spans)
        current = apply(current, found.spans)
        marks |= found.marks
        found = _pass(current, rules, wish, memory, edits)
    notes = found.notes
    if RANDOM_HAN in rules.detectors and RANDOM_HAN not in wish.keep:
        notes += tuple(_rare(current, rules))
    notes += tuple(_damaged(current))
    if found.spans:
        rest = ", ".join(sorted({each.rule for each in found.spans}))
        notes += (Note("unsettled", f"清理{PASSES_TOLD}遍之后仍有可删之处（{rest}），请人工核对", ""),)
    return Cleaned(current, edits, marks, notes)


def _pass(text: str, rules: CleanRules, wish: Correction, memory: Memory, edits: tuple[Edit, ...]) -> _Pass:
    """Ask every rule about the same text, then settle overlaps; `edits` are those of earlier passes."""
    held = answers(text, rules.sieve, memory)
    view = View(text, split_lines(text), held, keep=frozenset(wish.keep), memory=memory)
    view, whole, notes = _whole_lines(view, rules)
    inline = list(_wished(text, wish))
    for name in rules.detectors:
        if name in DETECTORS and name not in WHOLE_LINES and name not in view.keep:
            spans, remarks = DETECTORS[name](view, rules)
            inline += spans
            notes += remarks
    found, remarks = parts_of_lines(view, rules)
    inline += found
    notes += remarks
    inline += title_suffixes(view, rules, titled(view, rules))
    kept = [quote for quote in wish.keep if quote in text]
    if kept:
        whole, inline = ([s for s in spans if not guarded(text, s, kept)] for spans in (whole, inline))
    spans = resolve(whole, inline)
    if not spans:
        spans, remarks = _voices(view, rules, kept, edits)
        notes += remarks
    return _Pass(spans, _marks(spans, rules), tuple(notes))


def _whole_lines(view: View, rules: CleanRules) -> tuple[View, list[Span], list[Note]]:
    """Everything that cuts whole lines or their first and last sentences.

    It goes by the words of the lines and their order. Where an earlier pass found nothing in the same lines, with
    other blanks between them, there is nothing now.
    """
    words = tuple([line.text for line in view.lines if line.text])
    view = replace(view, touched=imprint(view, rules.margins))
    plain = not holds_other_blanks(view.text)
    known = view.memory.settled.get(words) if plain else None
    if known is not None:
        return view, [], list(known)
    view, whole, notes = peeled(view, rules)
    for name in rules.detectors:
        if name in WHOLE_LINES and name not in view.keep:
            spans, remarks = DETECTORS[name](view, rules)
            whole += spans
            notes += remarks
    if plain and not whole:
        view.memory.settled[words] = tuple(notes)
    return view, whole, notes


def _voices(
    view: View, rules: CleanRules, kept: list[str], edits: tuple[Edit, ...]
) -> tuple[list[Span], list[Note]]:
    """What only sounds like noise, where no rule finds anything more: a rule may want but a part of a line."""
    whole: list[Span] = []
    inline: list[Span] = []
    notes: list[Note] = []
    recurring, called = alone(view, rules, edits)
    names = {**echoes(edits, view.text, rules.margins), **recurring}
    if VOICE in rules.detectors and VOICE not in view.keep:
        whole, notes = voices(view, rules, edits, names)
    if ASIDE in rules.detectors and ASIDE not in view.keep:
        inline = asides(view, rules, edits)
    if INSERTED in rules.detectors and INSERTED not in view.keep:
        inline += inserted(view, rules, edits, names)
    if PAGE_NAME in rules.detectors and PAGE_NAME not in view.keep:
        whole += called
    whole, inline = ([s for s in spans if not guarded(view.text, s, kept)] for spans in (whole, inline))
    return resolve(whole, inline), notes


def _marks(spans: list[Span], rules: CleanRules) -> frozenset[str]:
    return frozenset(mark for span in spans if (mark := rules.marks.get(span.rule)))


def _wished(text: str, wish: Correction) -> Iterator[Span]:
    """What a person wants cut, wherever it stands."""
    for quote in wish.cut:
        at = text.find(quote)
        while at >= 0:
            yield Span(at, at + len(quote), PERSON)
            at = text.find(quote, at + len(quote))


def guarded(text: str, span: Span, kept: Sequence[str]) -> bool:
    """Whether a span would touch words that a person wants kept."""
    for quote in kept:
        at = text.find(quote, max(0, span.start - len(quote) + 1))
        if 0 <= at < span.end:
            return True
    return False


def trim_title(title: str, rules: CleanRules) -> str:
    """A title without the suffixes of sharing sites, for titles that stand in a file name only."""
    while spans := resolve((), suffixes(title, 0, rules)):
        title = apply(title, spans).strip()
    return title


def passwords(cleaned: Cleaned, rules: CleanRules) -> tuple[str, ...]:
    """The passwords that cut notices name, for an encrypted file beside them."""
    words: list[str] = []
    for edit in cleaned.edits:
        if rules.marks.get(edit.rule) == "password":
            for line in edit.text.splitlines():
                words += re.findall(r"[!-~]{3,}", line.rpartition("：")[2].rpartition(":")[2])
    return tuple(dict.fromkeys(words))


def _rare(text: str, rules: CleanRules) -> Iterator[Note]:
    """Neighbouring characters that hardly any document has: pointed out, never cut.

    A list (钐、钆、铽) and a name that comes back are no accident, so only runs without a sign between count, of
    characters that the text has once.
    """
    places = [match.start() for match in rules.rare.finditer(text)]
    places = [place for place in places if text.count(text[place]) == 1]
    if len(places) < rules.file.settings.rare_run:
        return
    told = -1
    for first, second in pairwise(places):
        if first > told and second - first <= 3 and text[first : second + 1].isalpha():
            told = second + 6
            quote = text[max(0, first - 6) : second + 6].replace("\n", " ")
            yield Note("random-han", "罕用字相连，可能是插入的乱字，未改动", quote)


def _damaged(text: str) -> Iterator[Note]:
    """Signs that stand for a lost one: U+FFFD, and within words those of private use, which fonts draw differently."""
    odd = (match.start() for match in ODD.finditer(text))
    places = [at for at in odd if text[at] == LOST or _is_within_word(text, at)]
    if places:
        quote = text[max(0, places[0] - 10) : places[0] + 10].replace("\n", " ")
        yield Note("damaged-sign", f"有 {len(places)} 处字已损坏或是自造字，照原样留着", quote)


def _is_within_word(text: str, at: int) -> bool:
    """Whether a sign stands between letters, or behind one: at the beginning of a line it counts points of a list."""
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isalpha() or (behind.isalpha() and before not in {"", "\n", " "})


Found = tuple[list[Span], list[Note]]


def _only_spans(detect: Callable[[View, CleanRules], list[Span]]) -> Callable[[View, CleanRules], Found]:
    return lambda view, rules: (detect(view, rules), [])


def _margin(name: str) -> Callable[[View, CleanRules], Found]:
    return lambda view, rules: (marginal(view, rules, name), [])


# The searches that need more than a pattern, under the ids of their rules in clean.yml.
DETECTORS: Mapping[str, Callable[[View, CleanRules], Found]] = {
    "ad-block": blocks,
    "hard-wrap": _only_spans(wrapped),
    "broken-line": _only_spans(broken),
    "page-number": _only_spans(page_numbers),
    "running-head": _only_spans(running_heads),
} | {name: _margin(name) for name in MARGINS}
WHOLE_LINES = frozenset({"ad-block", "page-number", "running-head", *MARGINS})
