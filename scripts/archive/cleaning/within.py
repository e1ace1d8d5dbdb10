"""Noise within lines that rules know by its form: parts of lines, and what sharing sites put behind a title.

Which rules are asked at all is read off the lines (`archive.patterns.sieve`); those that keep to a line are asked line
by line, the others the whole text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from archive.cleaning.cuts import Span
from archive.cleaning.rules import CleanRules, InlineRule
from archive.cleaning.shapes import Blanks, Rule
from archive.cleaning.zones import Line, View
from archive.model import Note
from archive.patterns.sieve import chosen


def parts_of_lines(view: View, rules: CleanRules) -> tuple[list[Span], list[Note]]:
    """What rules for parts of lines find: what is to be cut, and what is only pointed out."""
    text = view.text
    spans: list[Span] = []
    notes: list[Note] = []
    asked = reduce(or_, view.held, 0) >> len(rules.whole)
    by_line = _by_line(view, rules)
    blanks = _blanks(view)
    for number in chosen(asked, range(len(rules.inline))):
        inline = rules.inline[number]
        rule = inline.rule
        if rule.id in view.keep or (rule.blanks and rule.blanks not in blanks):
            continue
        found = by_line.get(number, []) if inline.by_line else _in_text(inline, view)
        if not found or not _may_match(rule, text):
            continue
        if rule.policy == "cut" and _often(text, found, rule.least):
            spans += found
        else:
            notes += (
                Note("suspect-inline", rule.why, text[max(0, s.start - 8) : s.end + 8]) for s in found[:3]
            )
    return spans, notes


def _by_line(view: View, rules: CleanRules) -> dict[int, list[Span]]:
    """What rules that keep to a line find in the lines that may hold it, by the rule's number.

    A line in which none of them found anything in an earlier pass is not asked again.
    """
    found: dict[int, list[Span]] = {}
    first, end, still = len(rules.whole), len(view.text), view.memory.still
    for line, held in zip(view.lines, view.held, strict=True):
        bits = held >> first & rules.by_line
        if not bits:
            continue
        place = line.start, min(line.end, end)
        words = view.text[slice(*place)]
        if words in still:
            continue
        spans = list(spans_of(rules, bits, view.text, *place))
        for number, span in spans:
            found.setdefault(number, []).append(span)
        if not spans:
            still.add(words)
    return found


def spans_of(rules: CleanRules, bits: int, text: str, start: int, end: int) -> Iterator[tuple[int, Span]]:
    """What those rules for parts of lines that the bits choose find in a part of a text, by the rule's number."""
    for number in chosen(bits, range(len(rules.inline))):
        for match in rules.inline[number].pattern.finditer(text, start, end):
            yield number, _span(rules.inline[number].rule, match)


def _in_text(inline: InlineRule, view: View) -> list[Span]:
    """What a rule finds that may reach over line ends; the literals that it needs are cheaper to look for first."""
    rule, text = inline.rule, view.text
    if not _may_match(rule, text):
        return []
    places = _outside(view) if rule.blanks == "outside" else [(0, len(text))]
    return [_span(rule, match) for place in places for match in inline.pattern.finditer(text, *place)]


def _outside(view: View) -> list[tuple[int, int]]:
    """Where blanks may stand outside of all lines: up to the first sign of the text, and behind the last one."""
    end = len(view.text)
    first = next((line.first + 1 for line in view.lines if line.text), end)
    last = next((line.last for line in reversed(view.lines) if line.text), end)
    return [(0, first), (last, end)]


def _blanks(view: View) -> frozenset[Blanks]:
    """Where blanks stand in a text, as rules ask for them."""
    stand = set[Blanks]()
    if view.text[:1].isspace() or view.text[-1:].isspace():
        stand.add("outside")
    if "\n\n" in view.text:
        stand.add("between")
    if sum([len(line.text) + 1 for line in view.lines]) == len(view.text) + 1:
        return frozenset(stand)
    for line in view.lines:
        if line.end - line.start == len(line.text) + 1:
            continue
        stand |= {"before"} if line.first > line.start or not line.text else set()
        stand |= {"behind"} if line.last < line.end - 1 else set()
        stand |= set() if line.text else {"between"}
    return frozenset(stand)


def _often(text: str, found: list[Span], least: int) -> bool:
    """Whether at least so many different things were found: the same one again may be the author's."""
    return (
        len({text[each.start : each.end] for each in found[: 4 * least]}) >= least
        if least > 1
        else bool(found)
    )


def _may_match(rule: Rule, text: str) -> bool:
    """Whether one of the literals that the rule needs is there."""
    for each in rule.needs:  # any() with a generator takes three times as long
        if each in text:
            return True
    return not rule.needs


def _span(rule: Rule, match: re.Match[str]) -> Span:
    start, end = match.span("cut") if "cut" in match.re.groupindex else match.span()
    return Span(start, end, rule.id, _replacement(rule, match.string[start:end]))


def _replacement(rule: Rule, found: str) -> str:
    """What is put in the place of what was found."""
    if rule.decode:
        return html.unescape(found)
    return rule.swap.get(found, rule.replacement) if rule.swap else rule.replacement


def title_suffixes(view: View, rules: CleanRules, title: int) -> list[Span]:
    """Suffixes of the line with the number `title`, or where none is known (-1) of the first line that stays.

    What would be left of that must be like a title: it may be the name of a page with what it says of itself.
    """
    first = (number for number, line in enumerate(view.lines) if line.text and number not in view.taken)
    number = title if title >= 0 else next(first, -1)
    if number < 0:
        return []
    line = view.lines[number]
    known, sizes = ("title", line.text), rules.margins.file.titles
    if len(line.text) > sizes.suffixed or known in view.memory.quiet:
        return []
    found = suffixes(line.text, line.first, rules)
    if title < 0 and 0 < len(line.text) - sum(each.end - each.start for each in found) < sizes.suffixed_left:
        found = [each for each in found if rules.margins.title.fullmatch(_without(line, each))]
    view.memory.quiet.update([known] if not found else [])
    return [each for each in found if each.rule not in view.keep]


def _without(line: Line, span: Span) -> str:
    return line.text[: span.start - line.first] + line.text[span.end - line.first :]


def suffixes(title: str, offset: int, rules: CleanRules) -> list[Span]:
    """What sharing sites put behind a title that begins at an offset of its text."""
    spans: list[Span] = []
    for rule, pattern in rules.titles:
        match = pattern.search(title)
        if match:
            span = _span(rule, match)
            spans.append(Span(span.start + offset, span.end + offset, span.rule, span.replacement))
    return spans
