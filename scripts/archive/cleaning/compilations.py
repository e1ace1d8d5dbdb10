"""Several reports in one file become several documents, each a stretch of the source text.

Sharing sites sell “述职报告(精选6篇)”: the title says how many, and headings (第一篇 / 篇一：) count them. Such a file
is split at those headings and every child is marked for review. What stands before the first heading (the title
and the site's prose) belongs to no child and is kept as a note.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from archive.cleaning.margin_points import TITLE_MAX
from archive.cleaning.rules import CleanRules
from archive.model import Note, Raw

NUMERALS = {each: value for value, each in enumerate("零一二三四五六七八九")}
TITLE_LINES = 3


def split(raw: Raw, rules: CleanRules) -> tuple[Raw, ...]:
    """The children of a compilation, numbered from 1 in `part`; the document itself when it is none.

    The headings must count up from one without a gap, and the title or the file's name must announce several.
    """
    if raw.part or not _announced(raw, rules):
        return (raw,)
    starts = _starts(raw.text, rules)
    if len(starts) < rules.file.compilation.least:
        return (raw,)
    ends = [*starts[1:], len(raw.text)]
    preface = raw.text[: starts[0]].strip()
    told = Note("compilation", f"一个文件里有 {len(starts)} 篇，已逐篇拆开，请核对", preface)
    return tuple(
        replace(raw, text=raw.text[start:end], part=number, notes=(*raw.notes, told))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def _announced(raw: Raw, rules: CleanRules) -> bool:
    """Whether the file's name or one of the first lines says that there are several."""
    name = raw.source.rpartition("/")[2].rpartition(".")[0]
    head = [line.strip() for line in raw.text[:2000].split("\n") if line.strip()][:TITLE_LINES]
    return any(rules.announce.search(line) for line in (name, *head) if len(line) <= TITLE_MAX)


def _starts(text: str, rules: CleanRules) -> list[int]:
    """Where the headings stand that count 1, 2, 3 …; a table of contents before them is passed over."""
    starts: list[int] = []
    for match in rules.part.finditer(text):
        number = _number(match[match.lastgroup or 0])
        if number == len(starts) + 1:
            starts.append(match.start())
        elif number == 1 and _is_contents(text, starts):
            starts = [match.start()]
    return starts


def _is_contents(text: str, starts: list[int]) -> bool:
    """Whether the headings so far follow each other with nothing between: a table of contents."""
    return all(text.count("\n", a, b) <= 2 for a, b in pairwise(starts))


def _number(digits: str) -> int:
    """The value of 3, 三, 十, 十二 or 二十."""
    found = re.fullmatch(r"\d+", digits)
    if found:
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return NUMERALS.get(digits, 0)
    return NUMERALS.get(tens, 1) * 10 + NUMERALS.get(ones, 0)
