"""What the kind of a document says of how it speaks of years and of the bodies it names."""

from __future__ import annotations

from dataclasses import dataclass

from archive.labels.vocabulary import ClassifyRules


@dataclass(frozen=True, slots=True)
class Kind:
    """What is already known of the document: its kind, and how such a document speaks of years.

    `past`: it looks back on a year (a report to a congress does not count: it is dated by its delivery).
    `official`: it is dated by its issue, and a year in its title may be its subject's; of such `statutory` ones the
    title begins with the issuer. `delivered`: it is a report to a congress. `plan` and `news` are what they say.
    """

    value: str
    group: str
    past: bool
    official: bool
    statutory: bool
    delivered: bool
    plan: bool
    news: bool


def kind_of(value: str, rules: ClassifyRules) -> Kind:
    """Look up a value of the vocabulary; an unknown one belongs to no group."""
    group, roles = rules.group(value), rules.roles
    delivered = value == roles.delivered
    past = value in rules.years.past_types
    own = past or value in rules.years.dated_types
    return Kind(
        value,
        group,
        past=past or (group in roles.past and not delivered),
        official=group in roles.official and not own,
        statutory=group == roles.statutory,
        delivered=delivered,
        plan=group in roles.plans,
        news=value in roles.news_kinds,
    )
