"""Line ends that the author did not make: hard wraps of a fixed width, and print furniture between pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from archive.cleaning.cuts import Span
from archive.cleaning.rules import CleanRules
from archive.cleaning.zones import Line, View

PAGE_NUMBER = re.compile(r"[-—－–─·•\s]*(?:第\s*)?(\d{1,4})\s*(?:页)?[-—－–─·•\s]*")
OF_PAGES = re.compile(r"[-—－–─·•\s]*(\d{1,3})\s*/\s*(\d{1,3})[-—－–─·•\s]*")
FOOT = re.compile(r"(.*[\w”》）)])[ \t\u3000]*第[ \t\u3000]*(\d{1,4})[ \t\u3000]*页")
PAGE = "页"
PAGE_NUMBER_MAX = 12
FIRST_LINE = 2  # cells by which the first line of a paragraph is set in
NAME = re.compile(r"[一-鿿][一-鿿\s]{0,6}[一-鿿]")  # 王某某, with 5/12 below it
ITEM_MAX = 24  # characters of what a number above it counts
SENTENCE_END = "。！？：；!?:…”"
STARTS_PARAGRAPH = re.compile(
    r"[一二三四五六七八九十百]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．)）]|第[一二三四五六七八九十百\d]+[章节条部篇]"
    r"|[①-⑳㈠-㈩⑴-⒇]|[#*>|]|附件?[:：\d]|[-—]{2}|[“《【]?[一二三四五六七八九十]是"
)
COMMAS = "，、"
COMMA_MIN = 24  # characters of a line that is no heading and no line of verse
CLOSING = "，。、；：！？）》”’』」】〉,;"
HAN_NEXT = re.compile(r"[\u3400-\u9fff“‘（《〈【]")


def wrapped(view: View, rules: CleanRules) -> list[Span]:
    """Join lines that were broken at a fixed width: most long lines end within a few cells of the same width.

    A line end that closes a sentence stays unless the paragraphs of the text are marked otherwise (by indents or
    blank lines); a line that begins like a heading or an item begins a paragraph.
    """
    settings = rules.file.settings
    lines = view.lines
    if max(map(len, (line.text for line in lines))) > settings.wrap_max:
        return []
    least = settings.wrap_min - settings.wrap_slack
    widths = [_width(line.text) if 2 * len(line.text) >= least else 0 for line in lines]
    width = _fixed_width(widths, rules)
    indented = any(line.text and _indent(view.text, line) >= FIRST_LINE for line in lines)
    if not width and indented:
        indents = [_indent(view.text, line) if line.text else 0 for line in lines]
        widths = [each and each + indent for each, indent in zip(widths, indents, strict=True)]
        width = _marked_width(lines, widths, indents, rules)
    if not width:
        return []
    marked = indented or _has_gaps(lines)
    spans: list[Span] = []
    for number, (above, below) in enumerate(pairwise(lines)):
        if number in view.taken or number + 1 in view.taken or not above.text or not below.text:
            continue
        if number in view.touched:  # its end may be what goes; the next pass sees what is left
            continue
        if not width - settings.wrap_slack <= widths[number] <= width:
            continue
        if (indented and _indent(view.text, below) >= FIRST_LINE) or STARTS_PARAGRAPH.match(below.text):
            continue
        if above.text[-1] in SENTENCE_END and not marked:
            continue
        spans.append(_join(above, below))
    return spans


def _fixed_width(widths: Sequence[int], rules: CleanRules) -> int:
    """The width that the lines were broken at, or 0."""
    settings = rules.file.settings
    long = [each for each in widths if each >= settings.wrap_min]
    if len(long) < settings.wrap_lines or max(long) > settings.wrap_max:
        return 0
    top = max(long)
    near = sum(1 for each in long if each >= top - settings.wrap_slack)
    return top if near >= settings.wrap_share * len(long) else 0


def _marked_width(
    lines: Sequence[Line], widths: Sequence[int], indents: Sequence[int], rules: CleanRules
) -> int:
    """The width of a text whose paragraphs are set in, or 0; their last lines, which end anywhere, do not count.

    What breaks within a sentence above a line that is not set in was wrapped, and nearly all such lines must be as wide
    as the widest; what stands above a line that is set in ends a paragraph.
    """
    settings = rules.file.settings
    top = max(widths)
    least = top - settings.wrap_slack
    broken_off: list[bool] = []
    ended: list[bool] = []
    for number, (above, below) in enumerate(pairwise(lines)):
        if not above.text or not below.text:
            continue
        if indents[number + 1] >= FIRST_LINE:
            ended.append(above.text[-1] in SENTENCE_END or widths[number] < least)
        elif widths[number] >= settings.wrap_min and above.text[-1] not in SENTENCE_END:
            broken_off.append(widths[number] >= least)
    enough = len(broken_off) >= settings.wrap_marked and top <= settings.wrap_max
    share = settings.wrap_marked_share
    sure = sum(broken_off) >= share * len(broken_off) and sum(ended) >= share * len(ended)
    return top if enough and sure else 0


def _width(text: str) -> int:
    """Cells of a fixed-width screen: two for a Han character or full-width sign."""
    if text.isascii():
        return len(text)
    return sum(2 if each > "\u2e7f" or east_asian_width(each) in "WFA" else 1 for each in text)


def _indent(text: str, line: Line) -> int:
    lead = text[line.start : line.first]
    return sum(2 if each == "\u3000" else 1 for each in lead)


def _has_gaps(lines: Sequence[Line]) -> bool:
    """Whether blank lines between lines mark the paragraphs."""
    return (
        sum(
            1
            for a, b, c in zip(lines, lines[1:], lines[2:], strict=False)
            if a.text and not b.text and c.text
        )
        >= 2
    )


def _join(above: Line, below: Line) -> Span:
    """Between two Latin words a space stays; between Han nothing does."""
    word = (
        above.text[-1].isascii()
        and above.text[-1].isalnum()
        and below.text[0].isascii()
        and below.text[0].isalnum()
    )
    return Span(above.last, below.first, "hard-wrap", " " if word else "")


def broken(view: View, _rules: CleanRules) -> list[Span]:
    """Join what no author breaks: a line that begins with a closing sign continues the one above.

    Pages with links give such lines: text, the words of the link, and the rest each stand on a line of their own.
    The words of the link are then joined to the text above too, when that ends within a sentence.
    """
    spans = _broken_off(view)
    if {line.text[0] for line in view.lines if line.text}.isdisjoint(CLOSING):
        return spans
    full = [(n, line) for n, line in enumerate(view.lines) if line.text and n not in view.taken]
    for position, ((above_number, above), (number, below)) in enumerate(pairwise(full)):
        if below.text[0] not in CLOSING or number - above_number > 1 or not _continues(above.text):
            continue
        if number in view.touched:  # its first sign may be what goes
            continue
        spans.append(Span(above.last, below.first, "broken-line"))
        before = full[position - 1] if position else None
        if before and above_number - before[0] == 1 and len(above.text) <= 30 and _open_end(before[1].text):
            spans.append(Span(before[1].last, above.first, "broken-line"))
    return spans


def _broken_off(view: View) -> list[Span]:
    """Join a line too long for a heading that ends in a comma with the sentence end below it."""
    spans: list[Span] = []
    for number, (above, below) in enumerate(pairwise(view.lines)):
        if len(above.text) < COMMA_MIN or above.text[-1] not in COMMAS or not below.text:
            continue
        if {number, number + 1} & (view.taken.keys() | view.touched) or below.text[-1] not in "。！？；":
            continue
        inside = HAN_NEXT.match(below.text) and not STARTS_PARAGRAPH.match(below.text)
        if inside and _indent(view.text, below) < FIRST_LINE:
            spans.append(Span(above.last, below.first, "broken-line"))
    return spans


def _continues(text: str) -> bool:
    return text[-1] not in "。！？；："


def _open_end(text: str) -> bool:
    """A line of text that stops within a sentence: too long for a heading, and no sign at its end."""
    return (len(text) > 15 and text[-1] not in SENTENCE_END) or text[-1] in "《“（、，"


def page_numbers(view: View, rules: CleanRules) -> list[Span]:
    """Cut page numbers: between dashes (— 12 —) one is certain, bare ones must count up `page_run` times."""
    full = _full(view) if _may_be_paged(view) else []
    return [_whole(view, full[i], "page-number") for i in _page_numbers(full, rules.file.settings.page_run)]


def running_heads(view: View, rules: CleanRules) -> list[Span]:
    """Cut short lines that stand beside a page number or a page break on `head_repeats` pages or more."""
    settings = rules.file.settings
    feet = _running_feet(view, settings.head_repeats, settings.head_chars)
    if not _may_be_paged(view) and "\f" not in view.text:
        return feet
    full = _full(view)
    numbers = set(_page_numbers(full, settings.page_run))
    beside = {i + step for i in numbers for step in (-1, 1)} - numbers
    if "\f" in view.text:
        beside |= {i for i, line in enumerate(full) if "\f" in view.text[line.start : line.first]}
    heads = Counter(full[i].text for i in beside if 0 <= i < len(full))
    often = {t for t, n in heads.items() if n >= settings.head_repeats and len(t) <= settings.head_chars}
    return feet + [
        _whole(view, full[i], "running-head")
        for i in sorted(beside)
        if i < len(full) and full[i].text in often
    ]


def _running_feet(view: View, repeats: int, longest: int) -> list[Span]:
    """Cut short lines that are the same but for 第N页 at their end, where N counts up by one `repeats` times."""
    ended = [line for line in view.lines if len(line.text) <= longest and line.text.endswith(PAGE)]
    pages: dict[str, list[tuple[int, Line]]] = {}
    for line in ended if len(ended) >= repeats else ():
        foot = FOOT.fullmatch(line.text)
        if foot:
            pages.setdefault(foot[1], []).append((int(foot[2]), line))
    often = (each for each in pages.values() if len(each) >= repeats)
    counted = (each for each in often if all(b[0] == a[0] + 1 for a, b in pairwise(each)))
    return [_whole(view, line, "running-head") for each in counted for _, line in each]


def _may_be_paged(view: View) -> bool:
    """Whether any line could be a page number: in most texts none is, and nothing more need be looked at."""
    short = [line.text for line in view.lines if 0 < len(line.text) <= PAGE_NUMBER_MAX]
    return any(PAGE_NUMBER.fullmatch(each) or OF_PAGES.fullmatch(each) for each in short)


def _full(view: View) -> list[Line]:
    """The lines that are neither blank nor cut."""
    return [line for n, line in enumerate(view.lines) if line.text and n not in view.taken]


def _page_numbers(full: Sequence[Line], run: int) -> Iterator[int]:
    """Positions of page-number lines among the full lines."""
    bare: list[tuple[int, int]] = []
    for i, line in [(i, line) for i, line in enumerate(full) if len(line.text) <= PAGE_NUMBER_MAX]:
        match = PAGE_NUMBER.fullmatch(line.text)
        if (
            match
            and not line.text.isdigit()
            and line.text[0] in "-—－–─·•第"
            and line.text[-1] not in "0123456789"
        ):
            yield i
        elif match and line.text.isdigit():
            bare.append((i, int(match[1])))
    yield from (i for chain in _chains(bare, run) if not _count_items(full, chain) for i in chain)
    yield from _of_pages(full)


def _of_pages(full: Sequence[Line]) -> Iterator[int]:
    """Positions of lines such as 3/12; below a name that is a day, unless the same number of pages comes back."""
    found = [
        (i, *map(int, match.groups()))
        for i, line in enumerate(full)
        if len(line.text) <= PAGE_NUMBER_MAX and (match := OF_PAGES.fullmatch(line.text))
    ]
    pages = Counter(last for _, number, last in found if number <= last)
    for i, number, last in found:
        if number <= last and (pages[last] > 1 or i == 0 or not NAME.fullmatch(full[i - 1].text)):
            yield i


def _count_items(full: Sequence[Line], chain: Sequence[int]) -> bool:
    """Whether numbers count what stands below them: each a short line of its own, and none the same."""
    below = [full[i + 1].text for i in chain if i + 1 < len(full)]
    short = [
        each
        for each in below
        if len(each) <= ITEM_MAX and each[-1] not in CLOSING and each[-1] not in "。！？"
    ]
    return full[chain[0]].text.lstrip("0") == "1" and len({*short}) == len(chain)


def _chains(bare: Sequence[tuple[int, int]], run: int) -> Iterator[Sequence[int]]:
    """Positions of bare numbers that count up by one, `run` of them or more."""
    chain: list[int] = []
    for k, (i, value) in enumerate(bare):
        if k and value == bare[k - 1][1] + 1 and i - bare[k - 1][0] > 2:
            chain = [*chain, i]
        else:
            yield from [chain] if len(chain) >= run else []
            chain = [i]
    yield from [chain] if len(chain) >= run else []


def _whole(view: View, line: Line, rule: str) -> Span:
    return Span(line.start, min(line.end, len(view.text)), rule)
