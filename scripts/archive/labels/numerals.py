"""Years in every writing that the reports use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.labels.vocabulary import ANY_YEAR, ClassifyRules, compiled
from archive.numerals import DIGITS, WIDE, number_of

YEAR = re.compile(
    rf"(?<![0-9A-Za-z０-９一二三四五六七八九十百千万第]){ANY_YEAR}(?![0-9０-９一二三四五六七八九十百千万])"
)
# The same years: they are found by the sign, which is far rarer than what they can begin with.
BEFORE_SIGN = re.compile(rf"年(?<={ANY_YEAR}年)")
YEAR_WIDTH = 4
WITH_SIGN = re.compile(rf"{ANY_YEAR}(?=年)")
DATE = re.compile(
    rf"(?P<y>{ANY_YEAR})\s*[年.\-/]\s*(?:(?P<m>1[0-2]|0?[1-9]|[一二三四五六七八九十]{{1,3}}|元)(?![0-9])\s*月?[.\-/]?)?"
)


@dataclass(frozen=True, slots=True)
class Year:
    """A year named in a text, with its place there."""

    value: int
    start: int
    end: int


def year_of(words: str) -> int:
    """Read a year in digits, full-width digits or Han numerals with any sign for zero."""
    if words.isdecimal():  # in any script
        return int(words)
    return int("".join(str(DIGITS.get(c, c)) for c in words.translate(WIDE)))


def years_in(text: str, rules: ClassifyRules) -> list[Year]:
    """Every year named in the text, in order; years inside cited numbers do not count, nor ones out of bounds."""
    if not text:
        return []
    masked = masked_numbers(text, rules)
    found = (Year(year_of(m[0]), m.start(), m.end()) for m in YEAR.finditer(masked))
    return [year for year in found if rules.years.first <= year.value <= rules.years.last]


def masked_numbers(text: str, rules: ClassifyRules) -> str:
    """Blank out cited document numbers, keeping every offset."""
    if "号" not in text:
        return text
    return compiled(rules.years.number).sub(lambda m: " " * len(m[0]), text)


def month_of(words: str | None) -> int:
    """Read a month; 0 when there is none."""
    if not words:
        return 0
    return 1 if words == "元" else number_of(words)
