"""The 整理记录 of one report as the page shows it: what was done, how often and where, in plain Chinese.

Cut text may hold contacts, passwords and links: `mask` hides them before anything reaches the page, and of what was
cut as a password nothing is shown. What a person cut is only counted, because it may be an address, a name or an
illness, which no pattern knows. The full text stays in `build/edits.jsonl`, which is never published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.cleaning.gaps import load_gaps
from archive.labels.names import NAMES, PLACES
from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE, Edit, Label, Labels, Record
from archive.rulefiles.announced import MASK, load_announced
from archive.rulefiles.overrides import PERSON
from archive.rulefiles.strict import load_yaml

QUOTED = 60
UNSHOWN = "password"  # the family of rules for passwords and what they open: of such a cut nothing is shown


@dataclass(frozen=True, slots=True)
class Named:
    """`data/rules/record.yml`: families and single rules in the words of the page."""

    families: dict[str, str]
    rules: dict[str, str]
    other: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a report goes by: how it names rules, the pattern of a gap, that of what is hidden."""

    families: dict[str, str]
    rules: dict[str, str]
    other: str
    gap: str
    secret: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Place:
    """One removal: how far into the original it stands (per cent), and what stood there."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """All changes made for one reason. `cut` counts the characters removed."""

    name: str
    count: int
    cut: int
    places: tuple[Place, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One label with the words it rests on: `quotes` are (where, words). `unknown` stands where there is no value."""

    name: str
    value: str
    unknown: str
    unsure: bool
    confidence: int
    quotes: tuple[tuple[str, str], ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows of a record."""

    edits: int
    changes: tuple[Change, ...]
    reasons: tuple[Reason, ...]
    conflicts: tuple[str, ...]
    format: str
    encoding: str


SHOWN = 5


def load_words(rules: Path) -> Words:
    """Read the page's words for rules, and what a gap is."""
    named = load_yaml(rules / "record.yml", Named)
    return Words(named.families, named.rules, named.other, load_gaps(rules).anywhere(), _secret(rules))


def _secret(rules: Path) -> re.Pattern[str]:
    """The pattern of what is hidden; what is masked too often costs a reader nothing.

    A link, a mail address, then whatever follows a word that announces a contact or a password, then any long run of
    digits or of letters with digits.
    """
    return re.compile(
        r"(?:https?|ftp)[:：]\S+|www[.。．]\S+|[\w.+-]+[@＠][\w.-]+"
        r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|cc|vip|top|xyz|info)\b\S*"
        rf"|(?P<said>(?i:{load_announced(rules).anything})[^\S\n]*(?:[是为:：=]|统一|号码?|账号)*(?:(?<=[:：=])\s*|[^\S\n]*))"
        r"[^\s，。；、！？）)】」》,;]+"
        r"|(?=[\w-]*\d)[A-Za-z0-9_０-９Ａ-Ｚａ-ｚ-]{5,}|(?:\d[\s-]?){5,}|[〇零一二三四五六七八九]{6,}"
    )


def mask(text: str, words: Words) -> str:
    """Hide links, addresses, contacts, passwords and long numbers."""
    return words.secret.sub(lambda match: f"{match['said'] or ''}{MASK}", text)


def view(record: Record, words: Words, families: Mapping[str, str]) -> View:
    """Turn a record into what its page shows. `families` says to which family a rule belongs."""
    reach = max((edit.end for edit in record.edits), default=0)
    groups: dict[str, list[Edit]] = {}
    for edit in record.edits:
        groups.setdefault(_name(edit.rule, words, families), []).append(edit)

    def shown(edit: Edit) -> str:
        return MASK if families.get(edit.rule) == UNSHOWN else " ".join(mask(edit.text, words).split())

    changes = (_change(name, edits, reach, shown) for name, edits in groups.items())
    return View(
        edits=len(record.edits),
        changes=tuple(sorted(changes, key=lambda change: (-change.cut, -change.count, change.name))),
        reasons=tuple(_reason(key, name, record.labels, words) for key, name in NAMES.items()),
        conflicts=tuple(mask(text, words) for text in record.labels.conflicts),
        format=record.format,
        encoding=record.encoding or "",
    )


def _change(name: str, edits: Sequence[Edit], reach: int, shown: Callable[[Edit], str]) -> Change:
    gone = [edit for edit in edits if edit.kind == "remove" and edit.text.strip()]
    told = [edit for edit in gone if edit.rule != PERSON]
    return Change(
        name=name,
        count=len(edits),
        cut=sum(len(edit.text.strip()) for edit in gone),
        places=tuple(_place(edit, reach, shown(edit)) for edit in told[:SHOWN]),
        more=max(0, len(told) - SHOWN),
    )


def _place(edit: Edit, reach: int, shown: str) -> Place:
    cut = f"{shown[:QUOTED]}…" if len(shown) > QUOTED else shown
    return Place(round(100 * edit.start / reach) if reach else 0, cut)


def _name(rule: str, words: Words, families: Mapping[str, str]) -> str:
    return words.rules.get(rule) or words.families.get(families.get(rule, rule), words.other)


def _reason(key: str, name: str, labels: Labels, words: Words) -> Reason:
    label: Label = getattr(labels, key)
    quotes = dict.fromkeys(
        (PLACES[each.where], mask(each.quote, words)) for each in label.evidence if each.quote
    )
    others = (f"{other.value}（{round(100 * other.confidence)}%）" for other in label.alternatives)
    return Reason(
        name=name,
        value="" if label.value is None else str(label.value),
        unknown=UNKNOWN_TYPE if key == "type" else UNKNOWN_LEVEL,
        unsure=label.review,
        confidence=round(100 * label.confidence),
        quotes=tuple(quotes)[:SHOWN],
        others=tuple(others)[:3],
    )
