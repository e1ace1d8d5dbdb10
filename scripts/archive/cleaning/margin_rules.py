"""Vocabulary and points for marginal lines: `data/rules/margins.yml`, read strictly and compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.cleaning.foreign import Foreign, load_foreign
from archive.cleaning.gaps import load_gaps
from archive.cleaning.inserted import Inserted, load_inserted
from archive.cleaning.margin_shapes import (
    MarginFile,
)
from archive.cleaning.stretches import BRACKETS
from archive.cleaning.voice import Voice, load_voice
from archive.patterns.needed import Signs, Weight, needed, rarest
from archive.patterns.sieve import Sieve
from archive.rulefiles.strict import load_yaml

TITLE_END = r"(?=$|[^\w，,、]|_)"  # a title that goes on is a sentence
NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十\d]+[章条节]"
)
SENTENCE = re.compile(r"[^。！？；!?;【】\[\]（）()]+[。！？；!?;]?")
# Sentences, and what ； ends besides: all of a line is in them, and a stop within an address ends none.
WHOLE = r"[{ends}!?]*(?:[^{ends}!?]|[!?](?=[A-Za-z0-9/=&#%_-]))+[{ends}!?”’」』）)】\]》〉]*"
WHOLE_SENTENCE, CLAUSE = (re.compile(WHOLE.format(ends=ends)) for ends in ("。！？", "。！？；"))
# A line of some words that ends with others in brackets.
INSIDE = r"[^（()）【】\[\]]"
TAILED = re.compile(
    rf"(?P<own>(?:[^（()）【】\[\]一-鿿]*[一-鿿]){{5}}{INSIDE}*?)[ \u3000]*[（(【\[]{INSIDE}+[）)】\]]"
)
CLOSED = "”》"
SENTENCE_LEAST = 12  # characters; shorter ones say too little of who speaks
# What every line is asked for the margins, behind the rules of clean.yml; then come the signs.
CLOSING, MIDDLE, PAGE_WORDS, SIGNS = range(4)


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of words, compiled."""

    rule: str
    pattern: re.Pattern[str]
    weight: int
    most: int
    least: int = 1
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Marginal:
    """The rules for marginal lines, compiled.

    `titled` is a title with whatever was set behind it. `unheard` are lines that go for their voice only where it is
    loud, `sure` those that never do, `told` words in brackets that never do, `listed` and `needing` what makes a
    sentence need a stretch of it. `own` are names that are the document's, whoever says them, `lone_own` also those
    that may stand alone in it. `page_words` stand in long sentences that are no body. `bulletin`, `issue`
    and `made_by` are those of `imprint.py`.
    `sieve` says which of `signs` and then of `work` a line may hold.
    """

    file: MarginFile
    title: re.Pattern[str]
    titled: re.Pattern[str]
    closing: re.Pattern[str]
    official: re.Pattern[str]
    contact: re.Pattern[str]
    contact_part: re.Pattern[str]
    list_head: re.Pattern[str]
    attached: re.Pattern[str]
    numbered: re.Pattern[str]
    work: tuple[Sign, ...]
    signs: tuple[Sign, ...]
    twin: Sign
    page_words: re.Pattern[str]
    middle: re.Pattern[str]
    sieve: Sieve
    voice: Voice
    foreign: Foreign
    inserted: Inserted
    unheard: re.Pattern[str]
    sure: re.Pattern[str]
    told: re.Pattern[str]
    listed: re.Pattern[str]
    needing: re.Pattern[str]
    own: re.Pattern[str]
    lone_own: re.Pattern[str]
    bulletin: re.Pattern[str]
    issue: re.Pattern[str]
    made_by: re.Pattern[str]

    def said(self, texts: Sequence[str]) -> list[float]:
        """What the words of lines say of whose voice they have; ordinary foreign words say nothing."""
        return self.foreign.said(texts, self.voice.words)

    def is_own(self, text: str, bar: float | None = None) -> bool:
        """Whether a line has the document's voice, or a sentence of it: the signs of a page may be what it is about."""
        sentences = [each for each in SENTENCE.findall(text) if SENTENCE_LEAST <= len(each) < len(text)]
        least = min(self.said([text, *sentences]))
        return least < (self.file.voice.own if bar is None else bar)

    def holds_certain(self, text: str) -> bool:
        """Whether one of several sentences of a line is the document's, whatever stands beside it."""
        sentences = [each for each in WHOLE_SENTENCE.findall(text) if SENTENCE_LEAST <= len(each) < len(text)]
        return min(self.said(sentences), default=0.0) < self.file.voice.certain

    def before_aside(self, text: str) -> int:
        """Where words in brackets begin at the end of a line that is surely the document's without them, else 0."""
        tailed = TAILED.fullmatch(text)
        if not tailed:
            return 0
        own = tailed["own"]
        sure = self.said([own])[0] < self.file.voice.tailed or self.unheard.match(own)
        return tailed.end("own") if sure else 0

    def cores(self, text: str) -> list[tuple[int, int]]:
        """Where a line stands when none, some or all of its own sentences at either end are left out; shortest first.

        A sentence is the document's own by its voice; a run has at least one. Brackets are not torn apart.
        """
        sentences = self._sentences(text)
        own = [each for _, _, each in sentences]
        starts = [start for at, (start, _, _) in enumerate(sentences) if all(own[:at])]
        ends = [end for at, (_, end, _) in enumerate(sentences) if all(own[at + 1 :])]
        runs = ((start, end) for start in starts for end in ends if start < end)
        whole = [
            (start, end) for start, end in runs if _even(text[start:end]) or _even(text[:start] + text[end:])
        ]
        return sorted(whole, key=lambda run: run[1] - run[0])

    def is_needed(self, text: str, start: int, end: int) -> bool:
        """Whether a stretch of a line is the document's by its form, or by what follows it."""
        if self.unheard.match(text, start) or self.told.match(text, start):
            return True
        last = text[end - 1]
        if (last.isalnum() or last in CLOSED) and self.needing.match(text, end):
            return True
        return text[end : end + 1].isalpha() and self.listed.search(text, start, end) is not None

    def behind_own(self, text: str) -> int:
        """Where a line goes on behind the last sentence that is the document's own; 0 where none is."""
        ends = [end for _, end, own in self._sentences(text) if own]
        return ends[-1] if ends and _even(text[ends[-1] :]) else 0

    def _sentences(self, text: str) -> list[tuple[int, int, bool]]:
        """Where the sentences of a line begin and end, and whether they have the document's voice."""
        spans = [match.span() for match in CLAUSE.finditer(text)] or [(0, len(text))]
        said = self.said([text[slice(*span)] for span in spans])
        bars = (self.file.voice.own, self.file.voice.certain)
        return [
            (start, end, words < bars[end - start < SENTENCE_LEAST])
            for (start, end), words in zip(spans, said, strict=True)
        ]

    def asked(self, weight: Weight) -> tuple[Signs | None, ...]:
        """What lines are asked for everywhere: `CLOSING`, `MIDDLE` and `PAGE_WORDS`, then all `signs`, then `work`."""
        middle = rarest(self.file.middle, weight)
        words = (needed(each.pattern, weight) for each in (*self.signs, *self.work))
        return needed(self.closing, weight), middle, needed(self.page_words, weight), *words


def _even(text: str) -> bool:
    """Whether as many brackets and quotes of each kind are opened as are closed."""
    kinds: dict[int, int] = {}
    for sign in text:
        if sign in BRACKETS:
            kind, step = BRACKETS[sign]
            kinds[kind] = kinds.get(kind, 0) + step
    return not any(kinds.values())


def load_margins(
    path: Path, compile_with: Callable[[str, Mapping[str, str], str], re.Pattern[str]], weight: Weight
) -> Marginal:
    """Read and compile `margins.yml`; `compile_with` puts named fragments into a pattern."""
    file = load_yaml(path, MarginFile)
    words = {**file.words, "gap": load_gaps(path.parent).in_brackets()}

    def made(pattern: str, owner: str) -> re.Pattern[str]:
        return compile_with(pattern, words, owner)

    signs = {
        name: Sign(each.rule, made(each.pattern, name), each.weight, each.most, each.least, each.alone)
        for name, each in file.signs.items()
    }
    plain = tuple(sign for name, sign in signs.items() if name != "twin")
    work = tuple(Sign("", made(w.pattern, n), w.weight, w.most) for n, w in file.work.items())
    return Marginal(
        file=file,
        title=made(file.title, "title"),
        titled=made(f"(?:{file.title}){TITLE_END}", "title"),
        closing=made(file.closing, "closing"),
        official=made(file.official, "official"),
        contact=made(file.contact, "contact"),
        contact_part=made(file.contact_part, "contact_part"),
        list_head=made(file.list_head, "list_head"),
        attached=made(file.attached, "attached"),
        numbered=NUMBERED,
        work=work,
        signs=plain,
        twin=signs["twin"],
        page_words=made(file.page_words, "page_words"),
        middle=re.compile("|".join(map(re.escape, file.middle))),
        sieve=Sieve(lambda: [needed(each.pattern, weight) for each in (*plain, *work)]),
        voice=load_voice(path.with_name("voice.txt")),
        foreign=load_foreign(file.foreign, made),
        inserted=load_inserted(path.with_name("inserted.txt")),
        unheard=made(file.voice.keep, "voice: keep"),
        sure=made(file.voice.sure, "voice: sure"),
        told=made(file.voice.told, "voice: told"),
        listed=made(file.inserted.listed, "inserted: listed"),
        needing=made(file.inserted.needing, "inserted: needing"),
        own=made(file.echoes.own, "echoes: own"),
        lone_own=made(f"(?:{file.echoes.own}|{file.recurring.own})", "recurring: own"),
        bulletin=made(file.bulletins.name, "bulletins: name"),
        issue=made(file.bulletins.issue, "bulletins: issue"),
        made_by=made(file.bulletins.made_by, "bulletins: made_by"),
    )
