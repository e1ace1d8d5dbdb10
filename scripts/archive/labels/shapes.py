"""The shapes of the sections of `data/rules/classify.yml`; every number and pattern is explained in that file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
    pattern: str
    where: Where = "title"
    needs: tuple[str, ...] = ()
    along: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class TitleReading:
    """Confidences by the place of the word in the title, and what is cut off before it is read."""

    alias: float
    near: float
    slack: int
    near_only: str
    colon: float
    bracket: float
    subtitle: float
    name: float
    tails: str
    second: str
    wrapper: str
    wrapper_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewsReading:
    """How an event told as news is known."""

    verbs: str
    verbs_not: str
    sure: str
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
    not_before: str = ""


@dataclass(frozen=True, slots=True)
class Acting:
    """How the first sentences tell whose act a text is: the body as `who`; one of `needs` must be there."""

    needs: tuple[str, ...]
    pattern: str


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
    topic: str
    object: str
    before_not: str
    superior: str
    superior_after: str
    after: str
    holders: str
    holder_words: tuple[str, ...]
    chiefs: str
    committee: str
    offices: str
    party_body: str
    personal_types: tuple[str, ...]
    office_types: tuple[str, ...]
    party_congress: str
    issuer_end: str
    issuing_groups: tuple[str, ...]
    news_types: tuple[str, ...]
    told_types: tuple[str, ...]
    subject_told: float
    office_holders: tuple[str, ...]
    bystander: str
    byline: str
    printer: str
    decider: str
    decider_sure: float
    acting: tuple[Acting, ...]
    acting_sure: float
    owner: str
    shared: str
    spoken_for: str
    narrator: str
    narrator_types: tuple[str, ...]
    narrator_sure: float
    headed: str
    mass: str
    spoken_at: str
    subtitle: float
    keeper: str
    keeper_sure: float
    ourselves: str
    ourselves_sure: float
    post: str
    post_sure: float
    person: str


@dataclass(frozen=True, slots=True)
class SectorWords:
    """One kind of unit: words in the title, words in the body, and what takes a word back.

    One of `unless_needs` stands in every text that `unless` finds; they only save time.
    """

    value: str
    title: tuple[str, ...]
    title_pattern: str
    body: tuple[str, ...]
    confidence: float
    unless: str = ""
    unless_needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectorReading:
    """How sure each place of a name is, and thresholds for words counted in the body; explained in the file."""

    vague: str
    vague_gives: str
    vague_sure: float
    signed: float
    signed_office: float
    office: str
    street: str
    town: str
    town_sure: float
    street_sure: float
    whole: str
    whole_gives: str
    whole_sure: float
    whole_spoken: float
    topic: str
    topic_sure: float
    rural: str
    rural_gives: str
    ourselves: str
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
