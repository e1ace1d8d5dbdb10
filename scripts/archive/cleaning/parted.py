"""A title that shares its line with a page's words: the words go, the title stays.

    党支部2022年度工作总结 在线预览 免费下载   →   党支部2022年度工作总结

A line goes whole where most of what it says is a page's, and would take the only title of a document along. So where a
line at the head parts into a title and something that would go if it stood alone, only that goes; no other rule for
whole lines is asked about the line. It is left to them where a title stands by itself in the next lines, because a
page names the document too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

from archive.cleaning.cuts import Span
from archive.cleaning.margin_points import Judge, Spot
from archive.cleaning.rules import CleanRules
from archive.cleaning.within import spans_of, suffixes
from archive.cleaning.zones import Titled, View, peel
from archive.model import Note
from archive.patterns.sieve import chosen

GLUES = " \t\u3000_｜|丨"
GLUE = re.compile(rf"[{GLUES}]+|(?<=[】\]）)])|(?=[【\[（(★☆◆→])")  # between a title and what a page adds
GLUED = re.compile(rf"[{GLUES}【\[（(★☆◆→]")  # every such place has one of these signs beside it


def peeled(view: View, rules: CleanRules) -> tuple[View, list[Span], list[Note]]:
    """Part the title from what stands on its line, then peel off whole lines; gives the view with what was found."""
    parted = _parted(view, rules)
    spans: list[Span] = []
    if parted:
        titled, span = parted
        view = replace(view, touched=view.touched | {titled.number}, titled=titled)
        spans = [] if _known(view, titled.number, span, rules) else [span]
    found = peel(view, rules)
    view = replace(view, taken=found.taken, touched=found.touched)
    return view, spans + found.spans, found.notes


def _known(view: View, number: int, span: Span, rules: CleanRules) -> bool:
    """Whether rules for titles and for parts of lines know all of it; they say more than the rule of a margin."""
    line = view.lines[number]
    found = suffixes(line.text, line.first, rules)
    for at, each in spans_of(rules, view.held[number] >> len(rules.whole), view.text, line.first, line.last):
        found += [each] if rules.inline[at].rule.policy == "cut" and each.rule not in view.keep else []
    letters = (at for at in range(span.start, span.end) if view.text[at].isalnum())
    return all(any(each.start <= at < each.end for each in found) for at in letters)


def _parted(view: View, rules: CleanRules) -> tuple[Titled, Span] | None:
    """The first line above the body that is a title with a page's words before or behind it, and these."""
    head = _head(view, rules)
    judge = Judge(rules.margins, view.memory.told, verdicts=view.memory.verdicts)
    for at, number in enumerate(head):
        line, known = view.lines[number], ("whole", view.lines[number].text)
        found = None if known in view.memory.quiet else next(_parts(line.text, judge), None)
        rule = _rule(line.text[slice(*found[2:])], view, rules, judge) if found else ""
        if not found or not rule:
            view.memory.quiet.add(known)
            continue
        near = (
            view.lines[each].text
            for each in (*head[:at], *head[at + 1 : at + 1 + rules.margins.file.titles.parted_below])
        )
        if any(_is_title(each, judge) for each in near):
            return None
        first, last, start, end = found
        return Titled(number, line.text[first:last]), Span(line.first + start, line.first + end, rule)
    return None


def _head(view: View, rules: CleanRules) -> list[int]:
    """The numbers of the lines above the first that is numbered, or too long to stand there."""
    held = ((number, line.text) for number, line in enumerate(view.lines) if line.text)
    above = takewhile(
        lambda each: (
            len(each[1]) <= rules.margins.file.titles.parted and not rules.margins.numbered.match(each[1])
        ),
        held,
    )
    return [number for number, _ in islice(above, rules.margins.file.depth)]


def _parts(text: str, judge: Judge) -> Iterator[tuple[int, int, int, int]]:
    """Where a title and the rest of a line stand, longest titles first, those at its start before those at its end.

    A rest without a letter says nothing of a page.
    """
    if not GLUED.search(text):
        return iter(())
    glues = [match.span() for match in GLUE.finditer(text)]
    parts = [(0, start, start, len(text)) for start, _ in reversed(glues)]
    parts += [(end, len(text), 0, end) for _, end in glues]
    said = (each for each in parts if any(map(str.isalpha, text[slice(*each[2:])])))
    return (each for each in said if _is_title(text[slice(*each[:2])], judge))


def _is_title(text: str, judge: Judge) -> bool:
    """Whether a text is a title of some length in which nothing speaks for noise."""
    sizes = judge.rules.file.titles
    return (
        sizes.twin <= len(text) <= sizes.longest
        and judge.rules.title.fullmatch(text) is not None
        and not judge.rules.numbered.match(text)
        and not judge.told(text).rule
    )


def _rule(words: str, view: View, rules: CleanRules, judge: Judge) -> str:
    """The rule by which words would go if they stood alone above a title; empty when they would stay."""
    words = words.strip(GLUES)
    verdict = judge.verdict(words, Spot("before"))
    if verdict.points >= rules.margins.file.threshold and verdict.rule not in view.keep:
        return verdict.rule
    asked = rules.zones["head"].every | rules.zones["edges"].every
    for each in chosen(rules.sieve.line(words) & asked, rules.whole):
        if each.rule.policy == "cut" and each.rule.id not in view.keep and each.part.fullmatch(words):
            return each.rule.id
    return ""
