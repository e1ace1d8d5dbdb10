"""Which values of `data/rules/classify.yml` have a part to play in how documents are read; the file names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

Of = Literal["kind", "group", "tier"]


@dataclass(frozen=True, slots=True)
class Roles:
    """Kinds of document, groups of them and tiers by the part that they play; each is explained in the file."""

    delivered: str
    news: str
    news_kinds: frozenset[str]
    past: frozenset[str]
    official: frozenset[str]
    statutory: str
    plans: frozenset[str]
    party: frozenset[str]
    committee: str
    leading_group: str
    office: str
    person: str
    other_sector: str


# What each role is played by; no list of the file has the sector that none of its words names.
PLAYED_BY: Mapping[str, Of] = {
    "delivered": "kind",
    "news": "kind",
    "news_kinds": "kind",
    "past": "group",
    "official": "group",
    "statutory": "group",
    "plans": "group",
    "party": "tier",
    "committee": "tier",
    "leading_group": "tier",
    "office": "tier",
    "person": "tier",
}


def unknown(roles: Roles, known: Mapping[Of, Iterable[str]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each role that is given to a value which is not there: its name, the value, and those that are."""
    for item in fields(roles):
        if item.name in PLAYED_BY:
            there = tuple(dict.fromkeys(known[PLAYED_BY[item.name]]))
            given = getattr(roles, item.name)
            for value in (given,) if isinstance(given, str) else sorted(given):
                if value not in there:
                    yield item.name, value, there
