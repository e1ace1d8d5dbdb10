"""Lines round a document that no rule knows, judged by their place and their words.

    points = place + signs of noise - words of work - what no sign covers; a line with `threshold` points is cut

Whole-line rules (`zones.py`) know forms; sites, accounts and office systems invent new ones every day. What they
have in common is their vocabulary (打印, 浏览, 微信, 资料) and where they stand: above the title or below the closing
lines, where a report has nothing but what official form puts there. Vocabulary, points and official forms are in
`data/rules/margins.yml`; a cut is logged under the rule of its strongest sign, so that it is shown and can be undone
like any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from archive.cleaning.cuts import Span
from archive.cleaning.echoes import Names, places
from archive.cleaning.foreign import Plain
from archive.cleaning.margin_rules import Marginal
from archive.cleaning.margin_walk import Walk
from archive.cleaning.parted import peeled
from archive.cleaning.recurring import called, lone, recurring
from archive.cleaning.rules import CleanRules
from archive.cleaning.stretches import Bars, Stretch, apart
from archive.cleaning.voicing import (
    ASIDE,
    INSERTED,
    VOICE,
    WITHIN_LINES,
    Bounds,
    Heard,
    Lines,
    Listener,
    Margins,
    Standing,
)
from archive.cleaning.zones import Places, View, split_lines
from archive.model import Edit, Note

PERIOD = "。"  # a heading may name what a page does; only in paragraphs names tell of a page


def marginal(view: View, rules: CleanRules, name: str) -> list[Span]:
    """The cuts of one pass that are logged under the rule of that name."""
    found = _margins(view, rules)
    lines = [_line(view, number, name) for number in sorted(found.cut) if found.cut[number] == name]
    return lines + [part for part in found.parts if part.rule == name]


def titled(view: View, rules: CleanRules) -> int:
    """The number of the line that is the title, -1 where none is known."""
    return _margins(view, rules).bounds.title


def voices(
    view: View, rules: CleanRules, edits: Sequence[Edit], names: Names
) -> tuple[list[Span], list[Note]]:
    """Lines that have the voice of a page, to be asked for where no rule finds anything more; and those that may.

    The `edits` of earlier passes tell where lines went, `names` what the page calls itself.
    """
    margins = _margins(view, rules)
    listener = Listener(rules.margins, view.touched, view.memory.voices, names)
    lines = _with_text(view)
    gone = margins.cut.keys() | view.taken.keys()
    standing = Standing.of(lines, gone, margins.bounds, scars(view, rules, edits))
    heard = listener.heard(standing, view.text) if lines else Heard()
    spans = [_line(view, number, VOICE) for number in sorted(heard.cut)]
    return spans, [Note("suspect-line", "像是网页而不是文件里的话", text) for text in heard.unsure]


def alone(view: View, rules: CleanRules, edits: Sequence[Edit]) -> tuple[Names, list[Span]]:
    """What a page calls itself by names that stand alone, and the lines where they do."""
    went = "\n".join(edit.text for edit in edits if edit.kind == "remove")
    names = lone(view.text, went)
    if not names:
        return {}, []
    title = titled(view, rules)
    told = recurring(names, _with_text(view), went, title, rules.margins)
    return told, [*called(view, told, title, rules.margins.file.recurring.longest)]


def scars(view: View, rules: CleanRules, edits: Sequence[Edit]) -> dict[int, int]:
    """How many lines went in earlier passes, by the place of the line below them among those with text in them."""
    found: dict[int, int] = {}
    starts = [line.start for line in view.lines if line.text] if edits else []
    moved = 0
    for edit in edits:
        at = edit.start - moved
        moved += edit.end - edit.start - len(edit.replacement)
        if edit.rule in rules.whole_lines and edit.rule not in WITHIN_LINES:
            below = bisect_left(starts, at)
            found[below] = found.get(below, 0) + sum(map(bool, map(str.strip, edit.text.split("\n"))))
    return {below: count for below, count in found.items() if count}


def _margins(view: View, rules: CleanRules) -> Margins:
    """What was found at the margins of the text, which is looked at once."""
    known = view.memory.margins.get(view.text)
    if known is None:
        known = view.memory.margins[view.text] = Walk(view, rules).margins()
    return known


def _line(view: View, number: int, rule: str) -> Span:
    line = view.lines[number]
    return Span(line.start, min(line.end, len(view.text)), rule)


def bounded(text: str, rules: CleanRules) -> tuple[Lines, Bounds]:
    """The lines of a text that have text in them, by number, and where its body begins and ends by rule."""
    view, _, _ = peeled(View(text, split_lines(text), rules.sieve.lines(text)), rules)
    return _with_text(view), Walk(view, rules).margins().bounds


def _with_text(view: View) -> Lines:
    """The lines that have text in them, with their numbers."""
    return [(number, line.text) for number, line in enumerate(view.lines) if line.text]


def asides(view: View, rules: CleanRules, edits: Sequence[Edit]) -> list[Span]:
    """Words in brackets within a line that have the voice of a page."""
    listener = Listener(rules.margins, view.touched, view.memory.voices)
    standing = Standing.of((), frozenset(), _margins(view, rules).bounds, scars(view, rules, edits))
    return [Span(start, end, ASIDE) for start, end in listener.asides(standing, view.text)]


def inserted(view: View, rules: CleanRules, edits: Sequence[Edit], names: Names) -> list[Span]:
    """Stretches of lines that a page put there; never of the title, nor what is official by its form."""
    margins = rules.margins
    bars = margins.file.inserted
    numbers = set(margins.inserted.suspects(view.text, bars.words))
    ended = (number for number, line in enumerate(view.lines) if PERIOD in line.text)
    named = {at: found for at in ended if (found := tuple(places(names, view.lines[at].text)))}
    if not numbers | named.keys() or margins.inserted.strangeness(view.text) >= bars.strange:
        return []
    title = _margins(view, rules).bounds.title
    reach = bars.bars(torn=any(scars(view, rules, edits).values()))
    # Rows of signs say nothing.
    spoken = [at for at in sorted(numbers - named.keys()) if any(map(str.isalnum, view.lines[at].text))]
    promising = margins.inserted.promising([view.lines[at].text for at in spoken], reach.score)
    asked = [*((spoken[at], ()) for at in promising), *named.items()]
    return [
        Span(view.lines[at].first + each.start, view.lines[at].first + each.end, INSERTED)
        for at, called in asked
        if at != title
        for each in _stretches(view, view.lines[at].text, reach, called, margins)
    ]


def _heard(text: str, reach: Bars, called: Places, margins: Marginal) -> Sequence[Stretch]:
    """What a page spoke into a line; and without its foreign words, where only these say so."""
    heard = margins.inserted.stretches(text, reach, called)
    plain = margins.foreign.plain(text) if heard else Plain(text)
    if not plain.runs and plain.text == text:
        return heard
    weigh = margins.inserted.weigher(plain.text, called)
    again = margins.inserted.stretches(plain.text, reach, called)
    both = (
        each for each in (*heard, *again) if margins.foreign.backs(plain, each, weigh(each.start, each.end))
    )
    return apart(both)


def _stretches(view: View, text: str, reach: Bars, called: Places, margins: Marginal) -> Sequence[Stretch]:
    """What a page spoke into a line, which no pass asks twice; `called` are the places of its names there."""
    known = view.memory.stretches
    if (text, reach, called) not in known:
        heard = () if margins.sure.match(text) else _heard(text, reach, called, margins)
        known[text, reach, called] = [
            each for each in heard if not margins.is_needed(text, each.start, each.end)
        ]
    return known[text, reach, called]
