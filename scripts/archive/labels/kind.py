"""What the kind of a document says of how it speaks of years and of the bodies it names."""

from __future__ import annotations

from dataclasses import dataclass

from archive.labels.vocabulary import ClassifyRules

PAST = frozenset({"总结述职", "汇报检查", "组织生活"})
OFFICIAL = frozenset({"法定公文", "制度规范"})
DELIVERED = "工作报告"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is already known of the document: its kind, and how such a document speaks of years.

    `past`: it looks back on a year (a report to a congress does not count: it is dated by its delivery).
    `official`: it is dated by its issue, and a year in its title may be its subject's.
    """

    value: str
    group: str
    past: bool
    official: bool


def kind_of(value: str, rules: ClassifyRules) -> Kind:
    """Look up a value of the vocabulary; an unknown one belongs to no group."""
    group = rules.group(value)
    past = value in rules.years.past_types
    own = past or value in rules.years.dated_types
    return Kind(value, group, past or (group in PAST and value != DELIVERED), group in OFFICIAL and not own)
