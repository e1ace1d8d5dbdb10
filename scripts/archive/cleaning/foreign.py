"""English words, abbreviations, models, units and formulas in a Chinese sentence: they say nothing of who speaks.

The weights of the voices were learned where Latin letters stood in noise: hosts, brands, machines' remarks. Reports
name systems, papers and partners with the same letters. So where a line has enough Han, what such letters say counts no
more than figures do; only where they are a host, a handle or a word of pages (`told`) do they keep their voice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from archive.cleaning.stretches import OPENING, Stretch

FIGURE = "0"
LETTER, HAN = re.compile(r"[A-Za-z]"), re.compile(r"[一-鿿]")
# Signs without a bracket, a bar, a colon or a mark in a row, with a letter among them; blanks round it are its own.
SIGNS = "A-Za-z0-9 .,&'’+/_%~=<>μ³²℃-"
RUN = re.compile(rf"(?<![!-~À-ʯ])[{SIGNS}]*[A-Za-z][{SIGNS}]*(?![!-~À-ʯ])")
SENTENCE_ENDS = "。！？!?；;…"
WORD = re.compile(r"[A-Za-z]{2,}| [=+<] ")
CALLED = 6  # characters before a handle


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """Which foreign words keep their voice; each is explained in the file."""

    han: int
    words: int
    told: str
    called: str
    office: str
    more: float
    stretch: float
    sentence: float


@dataclass(frozen=True, slots=True)
class Plain:
    """A line in which ordinary foreign words are figures, as long as it was, and where these stood.

    In so many of them letters stand together (`worded`): A05 is a number.
    """

    text: str
    runs: tuple[tuple[int, int], ...] = ()
    worded: int = 0

    def parts_run(self, start: int, end: int) -> bool:
        """Whether a stretch begins or ends within a run, between two of its words."""
        return any(first < border < last for first, last in self.runs for border in (start, end))


@dataclass(frozen=True, slots=True)
class Foreign:
    """The rules for foreign words, compiled."""

    file: ForeignFile
    told: re.Pattern[str]
    called: re.Pattern[str]
    office: re.Pattern[str]

    def plain(self, text: str) -> Plain:
        """The line as it is asked for its voice. One with few Han is asked as it is: there foreign words may be all."""
        if not LETTER.search(text) or not self._is_chinese(text):
            return Plain(text)
        own = self.office.sub(_figures, text)
        found = list(RUN.finditer(own))
        runs = [match.span() for match in found if not self._speaks(match)]
        if own == text and sum(len(WORD.findall(match[0])) for match in found) < self.file.words:
            return Plain(text)
        for start, end in runs:
            own = f"{own[:start]}{FIGURE * (end - start)}{own[end:]}"
        words = [text[slice(*span)] for span in runs]
        inner = (
            (start + len(word) - len(word.lstrip()), start + len(word.rstrip()))
            for (start, _), word in zip(runs, words, strict=True)
        )
        return Plain(own, tuple(inner), sum(WORD.search(word) is not None for word in words))

    def said(self, texts: Sequence[str], words: Callable[[Sequence[str]], list[float]]) -> list[float]:
        """What the words of lines say; of several foreign runs in one each behind the first speaks for a document."""
        asked = [self.plain(text) for text in texts]
        told = words([each.text for each in asked])
        return [
            score - self.file.more * max(0, each.worded - 1) for score, each in zip(told, asked, strict=True)
        ]

    def backs(self, plain: Plain, each: Stretch, weight: float) -> bool:
        """Whether a stretch of a line weighs enough without its foreign words, and parts no run of them."""
        inner = sum(each.start <= start and end <= each.end for start, end in plain.runs)
        heads = plain.text[: each.start].rstrip()[-1:] in SENTENCE_ENDS  # a line's first place is one
        lone = inner <= 1 and heads and plain.text[each.start] not in OPENING
        bar = self.file.sentence if lone else self.file.stretch + self.file.more * max(0, inner - 1)
        return weight >= bar and not plain.parts_run(each.start, each.end)

    def _is_chinese(self, text: str) -> bool:
        return len(list(islice(HAN.finditer(text), self.file.han))) == self.file.han

    def _speaks(self, run: re.Match[str]) -> bool:
        """Whether a run is a host, a handle or a word of pages, or what such a word stands before."""
        start = run.start()
        return bool(self.told.search(run[0]) or self.called.search(run.string, max(0, start - CALLED), start))


def _figures(match: re.Match[str]) -> str:
    return FIGURE * len(match[0])


def load_foreign(file: ForeignFile, made: Callable[[str, str], re.Pattern[str]]) -> Foreign:
    """Compile the patterns of the file."""
    patterns: Mapping[str, str] = {"told": file.told, "called": file.called, "office": file.office}
    told, called, office = (made(pattern, f"foreign: {name}") for name, pattern in patterns.items())
    return Foreign(file, told, called, office)
