"""Several reports in one file become several documents, each a stretch of the source text.

Sharing sites sell “述职报告(精选6篇)”: the title says how many, and headings (第一篇 / 篇一：) count them. Such a file
is split at those headings and every child is marked for review; a person can have it left whole, or name the lines at
which it is to be split. What stands before the first heading that counts (the title and the site's prose) goes with the
first child and is cut from it, as an edit like all others: the texts of the children, one after the other, are the text
of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from archive.cleaning.clean import clean, guarded
from archive.cleaning.cuts import Span
from archive.cleaning.dividing import Spot, divided
from archive.cleaning.rules import CleanRules
from archive.identity import identity
from archive.model import Cleaned, Edit, Note, Raw
from archive.numerals import number_of
from archive.rulefiles.overrides import Correction, Overrides

TITLE_LINES = 3
PREFACE = "compilation"  # the rule that cuts what stands before the first report


def split(raw: Raw, rules: CleanRules, overrides: Overrides) -> tuple[Raw, ...]:
    """The children of a compilation, numbered from 1 in `part`; the document itself when it is none.

    The headings must count up from one without a gap, and the title or the file's name must announce several. What a
    person says of the file is done instead.
    """
    if raw.part:
        return (raw,)
    starts = _counted(raw, rules)
    parts = tuple(_parts(raw, starts))
    whole = identity(raw)
    correction = overrides.for_id(whole)
    if correction and correction.split:
        return _as_named(replace(raw, kin=tuple(map(identity, parts))), correction.split)
    if not parts:
        return (raw,)
    if correction and correction.whole:
        return (replace(raw, kin=tuple(map(identity, parts))),)
    left = len(raw.text[: starts[0]].strip())
    rest = f"，第一篇之前的 {left} 字没有归入任何一篇" if left else ""
    told = Note("compilation", f"一个文件里有 {len(starts)} 篇，已逐篇拆开{rest}，请核对")
    return tuple(replace(part, notes=(*raw.notes, told), kin=(whole,)) for part in parts)


def _counted(raw: Raw, rules: CleanRules) -> list[int]:
    """Where the reports of a compilation begin; nothing when it is none."""
    starts = _starts(raw.text, rules) if _announced(raw, rules) else []
    return starts if len(starts) >= rules.file.compilation.least else []


def _as_named(raw: Raw, lines: Sequence[str]) -> tuple[Raw, ...]:
    """The stretches between the lines that a person named; the whole where one of them is not there exactly once.

    What stands above the first of them is a report of its own. Of all of them the whole is kin, and what it was split
    into without the person: what was withdrawn under one of these ids does not come back.
    """
    found = divided(raw.text, lines)
    if found.unfit:
        named = "、".join(f"“{line}”" for line, _ in found.unfit)
        return (replace(raw, notes=(*raw.notes, Note("split-unfit", f"没有拆开：{named}不是正好有一行"))),)
    spots = found.spots if raw.text[: found.spots[0].start].strip() else found.spots[1:]
    first = Spot(1, 0, "" if spots == found.spots else found.spots[0].name)
    bounds = (first, *spots, Spot(0, len(raw.text), ""))
    return tuple(
        replace(
            raw,
            text=raw.text[begin.start : end.start],
            part=number,
            bounds=(begin.name, end.name),
            kin=(identity(raw), *raw.kin),
        )
        for number, (begin, end) in enumerate(pairwise(bounds), 1)
    )


def _parts(raw: Raw, starts: list[int]) -> Iterator[Raw]:
    """The stretches from heading to heading; the first begins where the file does."""
    if not starts:
        return
    ends = [*starts[1:], len(raw.text)]
    yield replace(raw, text=raw.text[: ends[0]], part=1, preface=starts[0])
    for number, (start, end) in enumerate(zip(starts[1:], ends[1:], strict=True), 2):
        yield replace(raw, text=raw.text[start:end], part=number)


def documents(raw: Raw, rules: CleanRules, overrides: Overrides) -> Iterator[tuple[Raw, Cleaned]]:
    """The documents of one text of an original, each with what cleaning makes of it."""
    for part in split(raw, rules, overrides):
        yield part, cleaned_of(part, rules, overrides.with_cuts_of_kin(identity(part), part.kin))


def cleaned_of(raw: Raw, rules: CleanRules, correction: Correction | None = None) -> Cleaned:
    """Clean one document. What stands before the first report of a compilation goes whole, as one edit.

    Where a person keeps words of it, or `compilation`, it belongs to the first report.
    """
    quotes = correction.keep if correction else ()
    span = Span(0, raw.preface, PREFACE)
    if not raw.preface or PREFACE in quotes or guarded(raw.text, span, quotes):
        return clean(raw.text, rules, correction)
    rest = clean(raw.text[raw.preface :], rules, correction)
    cut = Edit(PREFACE, "remove", 0, raw.preface, raw.text[: raw.preface])
    moved = (replace(each, start=each.start + raw.preface, end=each.end + raw.preface) for each in rest.edits)
    return replace(rest, edits=(cut, *moved))


def _announced(raw: Raw, rules: CleanRules) -> bool:
    """Whether the file's name or one of the first lines says that there are several."""
    name = raw.source.rpartition("/")[2].rpartition(".")[0]
    head = [line.strip() for line in raw.text[:2000].split("\n") if line.strip()][:TITLE_LINES]
    longest = rules.margins.file.titles.longest
    return any(rules.announce.search(line) for line in (name, *head) if len(line) <= longest)


def _starts(text: str, rules: CleanRules) -> list[int]:
    """Where the headings stand that count 1, 2, 3 …; a table of contents before them is passed over."""
    starts: list[int] = []
    for match in rules.part.finditer(text):
        number = number_of(match[match.lastgroup or 0])
        if number == len(starts) + 1:
            starts.append(match.start())
        elif number == 1 and _is_contents(text, starts):
            starts = [match.start()]
    return starts


def _is_contents(text: str, starts: list[int]) -> bool:
    """Whether the headings so far follow each other with nothing between: a table of contents."""
    return all(text.count("\n", a, b) <= 2 for a, b in pairwise(starts))
