"""Lines of the clean text: where each stands, its words, and the number in front of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.structuring.layout import StructureRules

HASH_RANK = -10  # outside of all numbers: headings that Markdown or Word marks
HASHES = re.compile(r"(#{1,6})[ \t　]+(?=\S)")


class Mark(NamedTuple):
    """The number in front of a line: family, place of the family among all, whether it opens a list, width."""

    family: str
    rank: int
    first: bool
    width: int


class Line(NamedTuple):
    """One line that holds something: `source[start:end]`, trimmed; `hashes` counts Markdown's `#`, cut off.

    `outline` is the rank of a line that Word marks as a heading.
    """

    start: int
    end: int
    text: str
    mark: Mark | None = None
    hashes: int = 0
    gap: bool = False
    outline: int | None = None

    @property
    def is_marked(self) -> bool:
        """Whether Markdown or Word says that the line is a heading."""
        return bool(self.hashes) or self.outline is not None

    @property
    def rest(self) -> str:
        """The words after the number."""
        return self.text[self.mark.width :] if self.mark else self.text


def lines_of(text: str, rules: StructureRules, *, markdown: bool) -> tuple[Line, ...]:
    """Cut the text at line ends, in order, leaving out what is only white space.

    `markdown` is true for a source that was written in it: only there does a leading `#` mark a heading.
    """
    found: list[Line] = []
    offset = 0
    gap = False
    for whole in text.splitlines(keepends=True):
        words = whole.strip()
        if words:
            start = offset + whole.index(words[0])
            hashes = HASHES.match(words) if markdown else None
            if hashes:
                found.append(_heading(start, words, hashes, rules, gap=gap))
            else:
                found.append(Line(start, start + len(words), words, mark_of(words, rules), 0, gap))
        gap = not words
        offset += len(whole)
    return tuple(found)


def _heading(start: int, words: str, hashes: re.Match[str], rules: StructureRules, *, gap: bool) -> Line:
    """A line that Markdown marks as a heading, without the marks."""
    cut = hashes.end()
    mark = mark_of(words[cut:], rules)
    return Line(start + cut, start + len(words), words[cut:], mark, len(hashes[1]), gap)


def mark_of(words: str, rules: StructureRules) -> Mark | None:
    """Read the number in front of the words, if there is one and words follow it."""
    if rules.mark_begins and words[:1] not in rules.mark_begins:
        return None
    match = rules.mark.match(words)
    if match is None or match.end() >= len(words):
        return None
    family = match.lastgroup or ""
    number = next((match[name] for name in rules.numerals[family] if match[name]), "")
    blank = len(words) - match.end() - len(words[match.end() :].lstrip())
    return Mark(family, rules.ranks[family], number in rules.file.first, match.end() + blank)
