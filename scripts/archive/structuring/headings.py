"""Which numbered lines are headings: judged by length, end sign, brothers and what stands below them.

Lines of one family under one parent are a group. A line that is short and open is a heading when its group has
text below its lines; a short sentence is one when text stands below it; a sentence that text runs on from is cut
off as a heading when enough brothers have the same shape (`Split`). Everything else is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Literal, NamedTuple

from archive.structuring.layout import HeadingRules, StructureRules
from archive.structuring.lines import Line

Shape = Literal["open", "stop", "run", "item", "long"]
OUTER = frozenset({"part", "chapter", "section"})
LABELLED = frozenset({"han"})
LABEL = re.compile("[^，。；、：:！？（(]{2,}[：:](?!$)")
SENTENCE_ENDS = "。！？"
# A typist's full stop between Han characters too. The sign stands first in the pattern: `re` looks for it alone then.
STOP = re.compile("[。！？!?]|[.](?<=[一-鿿][.])(?=[一-鿿])")
FULL_STOPS = "。."
LIST_END = re.compile("[；;，,]$")
ABOVE_TEXT = ("headings.below_title", "title.front", "lead.speaker", "lead.signature")
BROKEN_OFF = "，,"  # behind a whole sentence: a paragraph that was cut off, not an item of a list
COMMA = re.compile("[，、]")


class Item(NamedTuple):
    """One numbered line: its place among the lines, its shape, and whether something stands below it."""

    at: int
    shape: Shape
    content: bool


class Heading(NamedTuple):
    """The line `at` is a heading down to `end` characters of its text; `end` is its length unless text runs on."""

    at: int
    end: int


def find_headings(lines: Sequence[Line], edges: Container[int], rules: StructureRules) -> dict[int, Heading]:
    """Decide each group of numbered lines; give the headings by line. `edges` are lines round the text proper."""
    found = {i: Heading(i, len(line.text)) for i, line in enumerate(lines) if line.is_marked}
    for group in _groups(lines):
        members = [i for i in group if i not in found]
        for heading in _decide(_items(members, lines, edges, rules), lines, rules):
            found[heading.at] = heading
    return found


def _groups(lines: Sequence[Line]) -> list[list[int]]:
    """Collect lines of one family under one parent; a numeral that starts again opens a new group.

    One that goes on under the next parent, （五） after （四）, goes on with its group.
    """
    last: dict[int, list[int]] = {}
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        if line.mark is None:
            continue
        rank = line.mark.rank
        if rank not in last or line.mark.first:
            last[rank] = []
            groups.append(last[rank])
        last[rank].append(i)
    return groups


def _items(
    group: Sequence[int], lines: Sequence[Line], edges: Container[int], rules: StructureRules
) -> list[Item]:
    found = []
    for i in group:
        content = _has_content(i, lines, edges, rules)
        found.append(Item(i, _shape(lines[i], rules, goes_on=content and lines[i + 1].mark is None), content))
    if found and found[-1].shape == "stop" and found[-1].content:
        turns = rules.patterns["headings.turns"].search(lines[found[-1].at + 1].text)
        found[-1] = found[-1]._replace(content=not turns)
    return found


def _has_content(i: int, lines: Sequence[Line], edges: Container[int], rules: StructureRules) -> bool:
    """True if the next line is neither a brother nor a heading further out, nor closes the document."""
    mark = lines[i].mark
    if mark is None or i + 1 == len(lines) or i + 1 in edges:
        return False
    below = lines[i + 1]
    if below.mark:
        return below.mark.rank > mark.rank
    return not rules.patterns["headings.closing"].search(below.text)


def _shape(line: Line, rules: StructureRules, *, goes_on: bool) -> Shape:
    """The shape of a line; a paragraph that was cut off behind a whole sentence and `goes_on` below is no item."""
    limits = rules.file.headings
    rest = line.rest
    stop = STOP.search(rest)
    if LIST_END.search(rest) and not (stop and (goes_on or rest[-1] in BROKEN_OFF)):
        return "item"
    if stop is None or _answers_itself(stop, rest):
        return "open" if len(rest) <= limits.open_max else "long"
    if stop.end() == len(rest):
        return "stop" if len(rest) <= limits.stop_max else "long"
    noted = rules.patterns["headings.noted"].search(rest[stop.end() :])
    return "run" if not noted and _runs_in(rest[: stop.end()], rules) else "long"


def _answers_itself(stop: re.Match[str], rest: str) -> bool:
    """True where words without an end sign follow a question or a call: 怎么抓？一级带着一级干."""
    return stop[0] not in FULL_STOPS and stop.end() < len(rest) and not STOP.search(rest, stop.end())


def _runs_in(head: str, rules: StructureRules) -> bool:
    limits = rules.file.headings
    return (
        limits.runin_min <= len(head) <= limits.runin_max
        and len(COMMA.findall(head)) <= limits.runin_commas
        and not rules.patterns["headings.runin_not"].search(head)
    )


def _decide(items: Sequence[Item], lines: Sequence[Line], rules: StructureRules) -> list[Heading]:
    """Apply the rules of the module to one group."""
    if not items:
        return []
    limits = rules.file.headings
    family = _family(lines[items[0].at])
    if family in OUTER:
        return [Heading(i.at, len(lines[i.at].text)) for i in items if i.shape in {"open", "stop"}]
    counted_up = sum(item.shape == "item" for item in items)
    listed = 2 * counted_up >= len(items)  # one alone may be a paragraph that was cut off
    carrying = _carrying(items, limits)
    found = [
        Heading(i.at, len(lines[i.at].text))
        for i in items
        if (i.shape == "open" and carrying and not (listed and not i.content))
        or (i.shape == "stop" and i.content and carrying and not counted_up)
    ]
    if not listed and _share_runin(items, limits):
        found += [Heading(i.at, _head_end(lines[i.at])) for i in items if i.shape == "run"]
    return found or (_labels(items, lines, rules) if family in LABELLED else [])


def _labels(items: Sequence[Item], lines: Sequence[Line], rules: StructureRules) -> list[Heading]:
    """The names of what is told in a group in which enough lines have one."""
    limits = rules.file.headings
    named = [Heading(i.at, end) for i in items if (end := _label_end(lines[i.at], rules))]
    return named if len(named) >= max(limits.runin_siblings, limits.runin_share * len(items)) else []


def _label_end(line: Line, rules: StructureRules) -> int:
    """Where the name of what is told ends (一、报名时间：3月1日至5日。); 0 without one or a sentence behind it."""
    found = LABEL.match(line.rest)
    named = found and found.end() <= rules.file.headings.label_max and line.text[-1] in SENTENCE_ENDS
    return len(line.text) - len(line.rest) + found.end() if found and named else 0


def _carrying(items: Sequence[Item], limits: HeadingRules) -> bool:
    """True if enough of the short lines have text below them, or if brothers carry their text on the line.

    Text below the last one alone follows a list.
    """
    short = [item for item in items if item.shape in {"open", "stop"}]
    runs = sum(item.shape == "run" for item in items)
    with_text = sum(item.content for item in short)
    if len(items) > 1 and not runs and not any(item.content for item in items[:-1]):
        return False
    return bool(short) and (with_text + runs) >= limits.content_share * (len(short) + runs)


def _share_runin(items: Sequence[Item], limits: HeadingRules) -> bool:
    runs = sum(item.shape == "run" for item in items)
    others = sum(item.shape == "long" or (item.shape == "stop" and not item.content) for item in items)
    return runs >= limits.runin_siblings and runs >= limits.runin_share * (runs + others)


def _head_end(line: Line) -> int:
    stop = STOP.search(line.rest)
    width = line.mark.width if line.mark else 0
    return width + (stop.end() if stop else len(line.rest))


def _family(line: Line) -> str:
    return line.mark.family if line.mark else ""


def _carries(line: Line, limits: HeadingRules) -> bool:
    """True for a paragraph: long, or a whole sentence of some length."""
    whole = len(line.text) >= limits.plain_sentence and line.text[-1] in SENTENCE_ENDS
    return len(line.text) >= limits.plain_next or whole


def is_plain_heading(i: int, lines: Sequence[Line], rules: StructureRules) -> bool:
    """True for a short line without number or end sign that stands between a text and a long paragraph."""
    if not _is_plain(i, lines, rules):
        return False
    below = lines[i + 1]
    long_below = _carries(below, rules.file.headings)
    if names_section(lines[i].text, rules):
        return bool(below.mark) or long_below or below.text[-1] in SENTENCE_ENDS
    introduces = rules.patterns["headings.introduces"].search(lines[i].text)
    return (
        not introduces and below.mark is None and long_below and _carries(lines[i - 1], rules.file.headings)
    )


def names_section(words: str, rules: StructureRules) -> bool:
    """True for words that head a part of a report without a number, with a sign such as ● in front or without."""
    bullet = rules.patterns["headings.bullet"].match(words)
    return bool(rules.patterns["headings.section"].search(words[bullet.end() :] if bullet else words))


def bulleted(
    found: Sequence[int], free: Sequence[int], lines: Sequence[Line], rules: StructureRules
) -> list[int]:
    """The `free` lines that begin with the sign in front of a heading that was `found`, short and with text below.

    The next line with the same sign is no text below.
    """
    bullet = rules.patterns["headings.bullet"]
    signs = {lines[i].text[0] for i in found if bullet.match(lines[i].text)}
    if not signs:
        return []
    return [
        i
        for i in free
        if lines[i].text[0] in signs
        and _is_plain(i, lines, rules)
        and lines[i + 1].text[0] != lines[i].text[0]
    ]


def heads_like(i: int, others: Sequence[int], lines: Sequence[Line], rules: StructureRules) -> bool:
    """True for a line above the first paragraph that is as the plain headings further down: it heads the first."""
    alike = i >= 0 and any(not names_section(lines[other].text, rules) for other in others)
    return (
        alike
        and _is_plain(i, lines, rules)
        and _carries(lines[i + 1], rules.file.headings)
        and not rules.patterns["headings.reported"].search(lines[i + 1].text)
        and not any(rules.patterns[name].search(lines[i].text) for name in ABOVE_TEXT)
    )


def _is_plain(i: int, lines: Sequence[Line], rules: StructureRules) -> bool:
    """True for a short line without number or end sign, with another below it."""
    limits = rules.file.headings
    line = lines[i]
    short = len(line.text) <= limits.plain_max and (
        len(line.text) >= limits.plain_min or names_section(line.text, rules)
    )
    if not short or line.mark or STOP.search(line.text) or i + 1 >= len(lines):
        return False
    return not rules.patterns["headings.plain_not"].search(line.text)
