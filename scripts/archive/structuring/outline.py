"""Headings that Word marks: paragraphs with an outline level, by their own setting or their style's.

What the file says is believed of short lines only: some typists set whole documents in a style of headings, so where
most lines have a level none counts. A marked line has the rank of its number; one without a number that of its
brothers, the marked lines of its level, or of the next level out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.structuring.headings import LIST_END, STOP
from archive.structuring.layout import StructureRules
from archive.structuring.lines import HASH_RANK, Line

Outline = Sequence[tuple[str, int]]


def letters(words: str) -> str:
    """What is the same of a line before and after cleaning: its letters and digits."""
    return "".join(filter(str.isalnum, words))


def outlined(lines: Sequence[Line], outline: Outline, rules: StructureRules) -> list[Line]:
    """The lines, those with their rank that the `outline`, words with levels from 0 on, shows to be headings."""
    known = {letters(rules.variants.plain(words)): level for words, level in outline}
    levels = {i: known[key] for i, line in enumerate(lines) if (key := letters(line.text)) in known}
    if not levels or 2 * len(levels) > len(lines):
        return list(lines)
    heading = {i: level for i, level in levels.items() if _can_head(i, lines, rules)}
    ranks = _ranks(lines, heading)
    return [
        line._replace(outline=_rank(line, heading[i], ranks)) if i in heading else line
        for i, line in enumerate(lines)
    ]


def _can_head(i: int, lines: Sequence[Line], rules: StructureRules) -> bool:
    """True for a short line that something follows: one sentence, and no item of a list or row of a table."""
    words = lines[i].text
    stop = STOP.search(words)
    whole = stop is None or stop.end() == len(words)
    limits = rules.file.headings
    longest = limits.open_max if stop is None or lines[i].mark else limits.plain_max
    fits = whole and len(words) <= longest
    return fits and "\t" not in words and not LIST_END.search(words) and i + 1 < len(lines)


def _ranks(lines: Sequence[Line], levels: Mapping[int, int]) -> dict[int, int]:
    """The outermost rank of the numbers that the lines of a level have."""
    ranks: dict[int, int] = {}
    for i, level in levels.items():
        mark = lines[i].mark
        if mark:
            ranks[level] = min(ranks.get(level, mark.rank), mark.rank)
    return ranks


def _rank(line: Line, level: int, ranks: Mapping[int, int]) -> int:
    if line.mark:
        return line.mark.rank
    if level in ranks:
        return ranks[level]
    outer = [each for each in ranks if each < level]
    return ranks[max(outer)] + 1 if outer else HASH_RANK + 1 + level
