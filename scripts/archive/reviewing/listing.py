"""The list for review as lines for a terminal: all of it, or what is asked for, with counts by code at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.cleaning.mine import Candidate
from archive.console.summary import SEVERITIES
from archive.labels.names import NAMES
from archive.model import Finding
from archive.reviewing.review import Review, Unsure, reasons, value_shown

CANDIDATE = "候选"  # what stands where findings have their code
REVIEWED = "待核"
COUNTED = (REVIEWED, *(name for _, name in SEVERITIES), CANDIDATE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for: items with a code, of a label, the first of them; empty for all."""

    code: str = ""
    label: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the list: its code, its lines, the label it is about if any, and as what it is counted."""

    code: str
    lines: Sequence[str]
    label: str = ""
    counted: str = REVIEWED


def as_text(review: Review, wanted: Wanted | None = None) -> Iterator[str]:
    """The lines of what is asked for; the last one counts all that fits, also beyond the limit.

    What is to be reviewed is counted as builds and checks count it, apart from errors, warnings and candidates.
    """
    asked = wanted or Wanted()
    whole = list(_items(review))
    held = [each for each in whole if _fits(each, asked)]
    shown = held[: asked.limit]
    yield from (line for each in shown for line in each.lines)
    part = f"；列出前 {len(shown)} 项" if len(shown) < len(held) else ""
    nothing = f"没有这样的；全部是{'；'.join(_counted(whole))}" if whole else "没有待核事项"
    yield "；".join(_counted(held)) + part if held else nothing


def _counted(held: Sequence[Item]) -> Iterator[str]:
    for name in COUNTED:
        counts = Counter(each.code for each in held if each.counted == name)
        told = " · ".join(f"{code} {count}" for code, count in sorted(counts.items()))
        if counts:
            yield (
                f"{name} {counts.total()} 项（{told}）"
                if name != CANDIDATE
                else f"候选行 {counts.total()} 条"
            )


def _fits(each: Item, wanted: Wanted) -> bool:
    return wanted.code in {"", each.code} and wanted.label in {"", each.label}


def _items(review: Review) -> Iterator[Item]:
    yield from map(_label, review.labels)
    yield from map(_finding, review.findings)
    for number, candidate in enumerate(review.candidates, 1):
        yield _candidate(number, candidate)


def _label(each: Unsure) -> Item:
    value = f"{NAMES[each.label]} {value_shown(each.value)}（{each.confidence:.2f}）"
    lines = (f"{each.id}  {value}  {each.source}", *(f"    {line}" for line in reasons(each)))
    return Item("label-conflict" if each.conflict else "label-unsure", lines, each.label)


def _finding(each: Finding) -> Item:
    name = f"{each.id}  " if each.id else ""
    counted = dict(SEVERITIES).get(each.severity, REVIEWED)
    return Item(each.code, (f"{name}{each.code}  {each.path}  {each.message}。{each.cure}",), counted=counted)


def _candidate(number: int, each: Candidate) -> Item:
    edge = "开头" if each.zone == "head" else "结尾"
    return Item(
        CANDIDATE, (f"{CANDIDATE} {number}  {edge}  {each.documents} 篇  {each.line}",), counted=CANDIDATE
    )
