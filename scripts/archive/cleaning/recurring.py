"""What a page calls itself, told by its standing alone: a short name as a line, and again with other words or signs.

    学府公文铺  …一年来，（学府公文铺 整理）局党组…  学府公文铺｜一元一篇     →   学府公文铺

Sites set their name above a text, below it and between its paragraphs, and no word of it need be one of advertising. A
document's own short lines come back too: titles, offices, signatures, headings, cells of tables. So a name counts only
if no office ends like it, the title does not have it, sentences hardly do, no date follows it as it follows a
signature, some place of it is at an end of the text or between signs, and it does not sound like a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from archive.cleaning.cuts import Span
from archive.cleaning.echoes import Names
from archive.cleaning.margin_rules import NUMBERED, Marginal
from archive.cleaning.voicing import Lines
from archive.cleaning.zones import View

PAGE_NAME = "page-name"
RUNS_ON = "。；：，、"  # what no name ends with
LONE = re.compile(
    rf"^(?:[^\w\n]|_)*([一-鿿][一-鿿A-Za-z0-9]{{2,9}})(?:[^\w\n]|_)*(?<![{RUNS_ON}])$", re.MULTILINE
)
SIGNED = re.compile(r"^[\W_]|[\W_]$")
OPENS, CLOSES = "（(【[〔<［﹝{〖「『＜", "）)】]〕>］﹝﹞}〗」』＞"
BETWEEN = re.compile(
    rf"[{re.escape(OPENS)}][^{re.escape(OPENS + CLOSES)}\n]{{3,40}}[{re.escape(CLOSES)}]|[#＃][^#＃\s]{{3,16}}[#＃]"
)


class Place(NamedTuple):
    """A short line or words in brackets, and whether it is a line above the title or at the end."""

    text: str
    outer: bool

    def says(self, name: str) -> bool:
        """Whether the words begin with the name, but for signs."""
        return re.match(rf"[\W_]*{re.escape(name)}", self.text) is not None


def recurring(names: Sequence[str], lines: Lines, went: str, title: int, rules: Marginal) -> Names:
    """Those of the names, which are `lone` in the lines of a text or in what went, that are a page's.

    `title` is the number of the line that is the title, -1 where none is known.
    """
    bars = rules.file.recurring
    text = "\n".join(line for _, line in lines)
    titled = dict(lines).get(title, "")
    short = {number: line for number, line in lines if _is_short(line, bars.longest)}
    stay = [*_lines(lines, short, title, rules), *_asides(lines, short)]
    gone = (line for line in map(str.strip, went.split("\n")) if _is_short(line, bars.longest))
    places = [*stay, *(Place(line, outer=True) for line in gone)]
    names = [name for name in names if name not in titled and not rules.lone_own.fullmatch(name)]
    names = [name for name in names if _recurs(name, places) and _alone(name, stay, places, text)]
    said = zip(names, rules.voice.words(names), strict=True)
    return {name: bars.echo for name, words in said if words >= bars.voice}


def lone(text: str, went: str) -> list[str]:
    """What is alone on a line of the text or of what went, and stands in another place as well: hardly anything is."""
    names = dict.fromkeys((*LONE.findall(text), *LONE.findall(went)))
    return [name for name in names if _comes_back(name, text, went)]


def _comes_back(name: str, text: str, went: str) -> bool:
    """Whether the text has a name, and it stands in another place as well."""
    said = text.count(name)
    return said > 1 or bool(said and name in went)


def _lines(lines: Lines, short: Mapping[int, str], title: int, rules: Marginal) -> Iterator[Place]:
    """Short lines but title and signatures, which have a date below."""
    last = lines[-1][0]
    for (number, text), (below, next_text) in pairwise([*lines, (-1, "")]):
        signed = below != title and rules.closing.match(next_text)
        if number in short and number != title and not signed:
            yield Place(text, outer=number < max(title, 1) or number == last)


def _asides(lines: Lines, short: Mapping[int, str]) -> Iterator[Place]:
    """What stands in brackets within other lines."""
    rest = "\n".join(text for number, text in lines if number not in short)
    return (Place(match[0], outer=False) for match in BETWEEN.finditer(rest))


def _is_short(text: str, longest: int) -> bool:
    if not text or len(text) > 2 * longest or text[-1] in RUNS_ON:
        return False
    return 0 < sum(map(str.isalnum, text)) <= longest


def _recurs(name: str, places: Sequence[Place]) -> bool:
    """Whether a name stands alone in two ways or more, once at an end or between signs."""
    said = [place for place in places if place.says(name)]
    return len({place.text for place in said}) > 1 and any(
        place.outer or SIGNED.search(place.text) for place in said
    )


def _alone(name: str, stay: Sequence[Place], places: Sequence[Place], text: str) -> bool:
    """Whether sentences say a name no oftener than it stands alone."""
    within = text.count(name) - sum(each.text.count(name) for each in stay)
    return within <= sum(place.says(name) for place in places)


def called(view: View, names: Names, title: int, longest: int) -> Iterator[Span]:
    """The lines but the title that say hardly more than a name of the page."""
    for number, line in enumerate(view.lines if names else ()):
        if number == title or not _is_short(line.text, longest) or NUMBERED.match(line.text):
            continue
        if any(name in line.text for name in names):
            yield Span(line.start, min(line.end, len(view.text)), PAGE_NAME)
