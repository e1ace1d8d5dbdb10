"""Headings without a number: the short sentence that paragraph after paragraph of a section begins with alike.

A group are the lines of one section that begin with the same form (第一，…, ——…, ●…), or lines in a row whose first
sentences have the same signs between their words (广泛宣传，营造氛围。 选优配强，组建队伍。). Each sentence is cut off
as a heading when enough of the group have it and text runs on behind it; one by itself never is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from archive.structuring.headings import FULL_STOPS, SENTENCE_ENDS, STOP, Heading
from archive.structuring.layout import StructureRules
from archive.structuring.lines import Line

ASPECT = "方面"
BETWEEN = re.compile("[，、：:]|——")
SAME_WORDS = 2
SAME_CLAUSE = 3


class _Opening(NamedTuple):
    """How a line begins: the form in front of its first sentence, and where the sentence ends if it heads the rest.

    `end` is 0 for a sentence that can be no heading. `signs` are those between its words; `tells` is true for one that
    sounds like text.
    """

    at: int
    form: str
    signs: str
    end: int
    words: str
    tells: bool


def parallel_headings(
    lines: Sequence[Line], taken: Container[int], rules: StructureRules
) -> dict[int, Heading]:
    """Give the headings without a number by line; `taken` are lines that are something else already."""
    found: dict[int, Heading] = {}
    least = min(rules.file.parallels.siblings, rules.file.parallels.plain_siblings)
    for section in _sections(lines, taken):
        if len(section) < least:
            continue
        openings = [_opening(i, lines[i], rules) for i in section if not _is_remark(lines[i], rules)]
        if sum(each.end > 0 for each in openings) < least:
            continue
        for group in (*_formed(openings, rules), *_in_rows(openings, rules)):
            found.update((each.at, Heading(each.at, each.end)) for each in group)
    return found


def _sections(lines: Sequence[Line], taken: Container[int]) -> Iterator[list[int]]:
    """The paragraphs without a number between two lines that are none."""
    free = (i for i, line in enumerate(lines) if line.mark is None and i not in taken)
    for _, row in groupby(enumerate(free), lambda pair: pair[1] - pair[0]):
        yield [i for _, i in row]


def _is_remark(line: Line, rules: StructureRules) -> bool:
    """True for a few words that are no sentence, such as a caption: what stands above and below is in a row."""
    return len(line.text) <= rules.file.parallels.remark_max and line.text[-1] not in SENTENCE_ENDS


def _opening(at: int, line: Line, rules: StructureRules) -> _Opening:
    limits = rules.file.parallels
    form = rules.forms.match(line.text) if line.text[0] in rules.form_begins else None
    start = form.end() if form else 0
    named = not form and ASPECT in line.text[: limits.plain_max]
    aspect = rules.patterns["parallels.aspect"].match(line.text) if named else None
    if aspect and len(line.text) - aspect.end() >= limits.rest_min:
        return _Opening(at, "", ASPECT, aspect.end(), aspect[0], tells=False)
    stop = STOP.search(line.text, start, limits.head_max)
    name = form.lastgroup or "" if form else ""
    if stop is None or stop[0] not in FULL_STOPS or len(line.text) - stop.end() < limits.rest_min:
        return _Opening(at, name, "", 0, "", tells=False)
    sentence = line.text[start : stop.end()]
    heads = _heads_formed(sentence, rules) if form else _heads_plain(sentence, rules)
    signs = "".join(BETWEEN.findall(sentence)) if heads else ""
    tells = heads and rules.patterns["parallels.plain_tells"].search(sentence) is not None
    return _Opening(at, name, signs, stop.end() if heads else 0, sentence, tells)


def _heads_formed(sentence: str, rules: StructureRules) -> bool:
    return not rules.patterns["headings.runin_not"].search(sentence)


def _heads_plain(sentence: str, rules: StructureRules) -> bool:
    limits = rules.file.parallels
    fits = limits.plain_min <= len(sentence) <= limits.plain_max
    return fits and not rules.patterns["parallels.plain_not"].search(sentence)


def _formed(openings: Sequence[_Opening], rules: StructureRules) -> Iterator[list[_Opening]]:
    """The lines of a section that begin with one form and whose sentence heads them, where these are enough."""
    limits = rules.file.parallels
    for form in sorted({each.form for each in openings} - {""}):
        group = [each for each in openings if each.form == form]
        heading = [each for each in group if each.end]
        if len(heading) >= limits.siblings and len(heading) >= limits.share * len(group):
            yield heading


def _in_rows(openings: Sequence[_Opening], rules: StructureRules) -> Iterator[list[_Opening]]:
    """Lines in a row that begin with sentences of the same signs, where these are enough.

    Sentences that sound like text must also begin with the same words.
    """
    least = rules.file.parallels.plain_siblings
    plain = [each._replace(end=0) if each.form else each for each in openings]
    yield from _rows([each._replace(end=0) if each.tells else each for each in plain], least)
    yield from _rows(plain, least, _by_words)
    yield from _rows(plain, least, _by_clause)


def _by_signs(opening: _Opening) -> tuple[bool, str]:
    return opening.end > 0, opening.signs


def _by_words(opening: _Opening) -> tuple[bool, str, str]:
    return opening.end > 0, opening.signs, opening.words[:SAME_WORDS]


def _by_clause(opening: _Opening) -> tuple[bool, str, str]:
    """What the second part of a sentence begins with (寻亲，是支部最难的事。 守护孩子，是支部最软的心事。)."""
    second = BETWEEN.split(opening.words, maxsplit=1)[1:]
    return opening.end > 0 and bool(second), opening.signs, "".join(second)[:SAME_CLAUSE]


def _rows(
    openings: Sequence[_Opening],
    least: int,
    like: Callable[[_Opening], tuple[bool, *tuple[str, ...]]] = _by_signs,
) -> Iterator[list[_Opening]]:
    """Lines in a row, at least so many, whose sentences can head them and are alike."""
    for (heads, *_), row in groupby(openings, like):
        group = list(row)
        if heads and len(group) >= least:
            yield group
