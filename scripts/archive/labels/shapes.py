"""The shapes of the sections of `data/rules/classify.yml`; every number and pattern is explained in that file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from archive.rulefiles.strict import Pattern

NEVER = Pattern("")  # none was written: it is not asked
Where = Literal["title", "subtitle", "lead", "body", "tail", "salutation"]


@dataclass(frozen=True, slots=True)
class TypeWord:
    """One kind of document: its name, its group, and the words that close a title of that kind."""

    value: str
    group: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """One piece of evidence: where the pattern is looked for and what it gives.

    `needs` are literals of which one must be there, so that most patterns never run. It counts only where the title
    or the text holds `along`, and not where the title, the beginning or what follows it holds `unless`.
    """

    id: str
    gives: str
    confidence: float
    pattern: Pattern
    where: Where = "title"
    needs: tuple[str, ...] = ()
    along: Pattern = NEVER
    unless: Pattern = NEVER


@dataclass(frozen=True, slots=True)
class TitleReading:
    """Confidences by the place of the word in the title, and what is cut off before it is read."""

    alias: float
    near: float
    slack: int
    near_only: Pattern
    colon: float
    bracket: float
    subtitle: float
    name: float
    tails: Pattern
    second: Pattern
    wrapper: Pattern
    wrapper_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewsReading:
    """How an event told as news is known."""

    verbs: Pattern
    verbs_not: Pattern
    sure: Pattern
    title_sure: float
    title_alone: float
    title_and_lead: float
    lead_alone: float
    hit_cap: float
    hit_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tier:
    """One tier of organisation and the words for it; equal only to itself, so that it is quickly looked up."""

    value: str
    words: tuple[str, ...]
    not_before: Pattern = NEVER


@dataclass(frozen=True, slots=True)
class Acting:
    """How the first sentences tell whose act a text is: the body as `who`; one of `needs` must be there."""

    needs: tuple[str, ...]
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class LevelReading:
    """How the body that speaks is told from superiors, objects and addressees; explained in the file."""

    title: float
    bracket: float
    issuer: float
    signature: float
    holder: float
    chief: float
    own: float
    subject_strong: float
    subject: float
    subject_weak: float
    subject_lead: float
    strong: int
    some: int
    share_strong: float
    share: float
    office: float
    office_party: float
    type_personal: float
    type_office: float
    government_report: float
    topic: Pattern
    object: Pattern
    before_not: Pattern
    superior: Pattern
    superior_after: Pattern
    after: Pattern
    holders: Pattern
    holder_words: tuple[str, ...]
    chiefs: Pattern
    committee: Pattern
    offices: Pattern
    party_body: Pattern
    personal_types: tuple[str, ...]
    office_types: tuple[str, ...]
    party_congress: Pattern
    issuer_end: Pattern
    issuing_groups: tuple[str, ...]
    news_types: tuple[str, ...]
    told_types: tuple[str, ...]
    subject_told: float
    office_holders: tuple[str, ...]
    bystander: Pattern
    byline: Pattern
    printer: Pattern
    decider: Pattern
    decider_sure: float
    acting: tuple[Acting, ...]
    acting_sure: float
    owner: Pattern
    shared: Pattern
    spoken_for: Pattern
    narrator: Pattern
    narrator_types: tuple[str, ...]
    narrator_sure: float
    headed: Pattern
    mass: Pattern
    spoken_at: Pattern
    subtitle: float
    keeper: Pattern
    keeper_sure: float
    ourselves: Pattern
    ourselves_sure: float
    post: Pattern
    post_sure: float
    person: Pattern


@dataclass(frozen=True, slots=True)
class SectorWords:
    """One kind of unit: words in the title, words in the body, and what takes a word back.

    One of `unless_needs` stands in every text that `unless` finds; they only save time.
    """

    value: str
    title: tuple[str, ...]
    title_pattern: Pattern
    body: tuple[str, ...]
    confidence: float
    unless: Pattern = NEVER
    unless_needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectorReading:
    """How sure each place of a name is, and thresholds for words counted in the body; explained in the file."""

    vague: Pattern
    vague_gives: str
    vague_sure: float
    signed: float
    signed_office: float
    office: str
    street: Pattern
    town: Pattern
    town_sure: float
    street_sure: float
    whole: Pattern
    whole_gives: str
    whole_sure: float
    whole_spoken: float
    topic: Pattern
    topic_sure: float
    rural: Pattern
    rural_gives: str
    ourselves: Pattern
    units: Mapping[str, str]
    ourselves_sure: float
    personal: tuple[str, ...]
    personal_lead: float
    body_min: int
    share: float
    body_strong: int
    weak: float
    lead: float
    lead_chars: int
    clash_min: int
    clash: float
    each_max: int
    chars: int
    government_types: tuple[str, ...]
