"""What a page calls itself, told by its standing alone: a short name as a line, and again with other words or signs.

    学府公文铺  …一年来，（学府公文铺 整理）局党组…  学府公文铺｜一元一篇     →   学府公文铺

Sites set their name above a text, below it and between its paragraphs, and no word of it need be one of advertising. A
document's own short lines come back too: titles, offices, signatures, headings, cells of tables. So a name counts only
if no office ends like it, the title does not have it, sentences hardly do, no date follows it as it follows a
signature, some place of it is at an end of the text or between signs, and it does not sound like a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive.cleaning.cuts import Span
from archive.cleaning.echoes import Names
from archive.cleaning.margin_rules import NUMBERED, Marginal
from archive.cleaning.voicing import Lines
from archive.cleaning.zones import View
from archive.model import Edit

PAGE_NAME = "page-name"
LONE = re.compile(r"[\W_]*([一-鿿][一-鿿A-Za-z0-9]{2,9})[\W_]*")
SIGNED = re.compile(r"^[\W_]|[\W_]$")
OPENS, CLOSES = "（(【[〔<［﹝{〖「『＜", "）)】]〕>］﹝﹞}〗」』＞"
BETWEEN = re.compile(
    rf"[{re.escape(OPENS)}][^{re.escape(OPENS + CLOSES)}\n]{{3,40}}[{re.escape(CLOSES)}]|[#＃][^#＃\s]{{3,16}}[#＃]"
)
RUNS_ON = "。；：，、"  # what no name ends with


class Place(NamedTuple):
    """A short line or words in brackets: the words, whether they are a line, and one above the title or at the end."""

    text: str
    line: bool
    outer: bool

    def says(self, name: str) -> bool:
        """Whether the words begin with the name, but for signs."""
        return re.match(rf"[\W_]*{re.escape(name)}", self.text) is not None


def recurring(lines: Lines, gone: Sequence[Edit], title: int, rules: Marginal) -> Names:
    """The names that stand alone in the lines that stay, or in those that went, and are a page's.

    `title` is the number of the line that is the title, -1 where none is known.
    """
    bars = rules.file.recurring
    stay = list(_places(lines, title, rules))
    places = [*stay, *_gone(gone, bars.longest)]
    lone = (LONE.fullmatch(place.text) for place in places if place.line)
    names = [
        name
        for name in dict.fromkeys(match[1] for match in lone if match)
        if name not in dict(lines).get(title, "")
    ]
    names = [name for name in names if not rules.lone_own.fullmatch(name)]
    names = [name for name in names if any(name in text for _, text in lines) and _recurs(name, places)]
    names = [name for name in names if _alone(name, stay, places, lines)]
    said = zip(names, rules.voice.words(names), strict=True)
    return {name: bars.echo for name, words in said if words >= bars.voice}


def _places(lines: Lines, title: int, rules: Marginal) -> Iterator[Place]:
    """Short lines that stay but for title and signatures, and what stands in brackets within others."""
    longest, last = rules.file.recurring.longest, len(lines) - 1
    for at, (number, text) in enumerate(lines):
        if number == title:
            continue
        if not _is_short(text, longest):
            yield from (Place(match[0], line=False, outer=False) for match in BETWEEN.finditer(text))
        elif at == last or lines[at + 1][0] == title or not rules.closing.match(lines[at + 1][1]):
            yield Place(text, line=True, outer=number < max(title, 1) or at == last)


def _gone(edits: Sequence[Edit], longest: int) -> Iterator[Place]:
    """The short lines among what went."""
    gone = (line.strip() for edit in edits if edit.kind == "remove" for line in edit.text.split("\n"))
    return (Place(text, line=True, outer=True) for text in gone if _is_short(text, longest))


def _is_short(text: str, longest: int) -> bool:
    return len(text) <= 2 * longest and 0 < sum(map(str.isalnum, text)) <= longest and text[-1] not in RUNS_ON


def _recurs(name: str, places: Sequence[Place]) -> bool:
    """Whether a name stands alone in two ways or more, once at an end or between signs."""
    said = [place for place in places if place.says(name)]
    return len({place.text for place in said}) > 1 and any(
        place.outer or SIGNED.search(place.text) for place in said
    )


def _alone(name: str, stay: Sequence[Place], places: Sequence[Place], lines: Lines) -> bool:
    """Whether sentences say a name no oftener than it stands alone."""
    within = sum(text.count(name) for _, text in lines) - sum(each.text.count(name) for each in stay)
    return within <= sum(place.says(name) for place in places)


def called(view: View, names: Names, title: int, longest: int) -> Iterator[Span]:
    """The lines but the title that say hardly more than a name of the page."""
    for number, line in enumerate(view.lines):
        if number == title or not _is_short(line.text, longest) or NUMBERED.match(line.text):
            continue
        if any(name in line.text for name in names):
            yield Span(line.start, min(line.end, len(view.text)), PAGE_NAME)
