"""Advertising blocks: lines that turn to the reader to sell or to be followed, scored by what they say.

One such line may be chance; a block is cut when it is anchored by several sure ones. Between members of a block
stand slogans without any cue (a brand, “不断迭代”): they go with it, unless they read like body or like a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.cleaning.cuts import Span
from archive.cleaning.rules import CleanRules
from archive.cleaning.zones import View
from archive.model import Note
from archive.patterns.sieve import chosen

RULE = "ad-block"
FRAME = re.compile(r"[^\w\s]{3,}|[【「『《\[][^【】「」『』《》\[\]\n]{2,14}[】」』》\]]")
FAMILY = "advertising"


@dataclass(frozen=True, slots=True)
class Member:
    """A line of a possible block.

    `sure` anchors, `likely` belongs; neither means filler; `cut` is already taken; `frame` is a line of signs only
    or a short one in brackets.
    """

    number: int
    sure: bool = False
    likely: bool = False
    cut: bool = False
    frame: bool = False


def score(text: str, rules: CleanRules) -> int:
    """How strongly a line addresses the reader as a customer; body words and length count against it.

    What speaks for it stands first in the rules: without enough of that the rest need not be looked at.
    """
    total = 0
    for pattern, weight, most in rules.cues:
        if weight < 0 and total < rules.file.solicitation.likely:
            return total
        times = len(set(pattern.findall(text))) if most > 1 else int(pattern.search(text) is not None)
        total += weight * min(times, most)
    return total - max(0, len(text) - 50) // 15


def blocks(view: View, rules: CleanRules) -> tuple[list[Span], list[Note]]:
    """Cut anchored blocks at head and tail; name lone sure lines for review."""
    spans: list[Span] = []
    notes: list[Note] = []
    for run in _runs(view, rules):
        sure = [each for each in run if each.sure]
        strongest = max((view.memory.scores.get(view.lines[each.number].text, 0) for each in sure), default=0)
        if len(sure) >= rules.file.solicitation.anchors or strongest >= rules.file.solicitation.alone:
            fresh = [view.lines[each.number] for each in run if not each.cut]
            spans += (Span(line.start, min(line.end, len(view.text)), RULE) for line in fresh)
        else:
            notes += (
                Note("suspect-line", "像广告，只有一处，未删", view.lines[each.number].text)
                for each in sure
                if not each.cut
            )
    return spans, notes


def _runs(view: View, rules: CleanRules) -> Iterator[list[Member]]:
    """The possible block at the head and the one at the tail."""
    head = _run(view, rules, range(len(view.lines)))
    yield head
    if len(head) < sum(1 for line in view.lines if line.text):
        yield _run(view, rules, range(len(view.lines) - 1, -1, -1))


def _run(view: View, rules: CleanRules, order: range) -> list[Member]:
    """From the edge inwards, up to the last line that belongs.

    A few lines that stay (a title) may stand before the block; within it only members and filler.
    """
    run: list[Member] = []
    open_until = 0
    skipped = 0
    for number in order:
        if not view.lines[number].text:
            continue
        member = _member(view, rules, number)
        if member is None:
            if any(each.sure or each.likely for each in run) or skipped >= 2:
                break
            run, skipped = [], skipped + 1
            continue
        run.append(member)
        if member.sure or member.likely or (member.frame and open_until == len(run) - 1):
            open_until = len(run)
        if len(run) > rules.file.solicitation.block_max:
            break
    return _trimmed(run[:open_until])


def _trimmed(run: list[Member]) -> list[Member]:
    """Without filler at the outer end; a frame of signs or a brand in brackets is no filler there."""
    while run and not (run[0].sure or run[0].likely or run[0].cut or run[0].frame):
        run = run[1:]
    return run


def _points(view: View, rules: CleanRules, number: int) -> int:
    """The score of a line; 0 where all cues that it may hold together would not make it belong to a block."""
    text, scores = view.lines[number].text, view.memory.scores
    if text not in scores:
        speaking = chosen(view.held[number] >> rules.first_cue, rules.speaking)
        most = sum(weight * most for _, weight, most in speaking)
        scores[text] = score(text, rules) if most >= rules.file.solicitation.likely else 0
    return scores[text]


def _member(view: View, rules: CleanRules, number: int) -> Member | None:
    """What a line is to a block; None when it reads like body."""
    if number in view.taken:
        return Member(number, sure=view.taken[number].family == FAMILY, cut=True)
    text = view.lines[number].text
    settings = rules.file.solicitation
    if len(text) > settings.line_max:
        return None
    points = _points(view, rules, number)
    if points >= settings.likely:
        return Member(number, sure=points >= settings.sure, likely=True)
    if rules.body.search(text):
        return None
    if FRAME.fullmatch(text):
        return Member(number, frame=True)
    return Member(number) if len(text) <= settings.filler_max else None
