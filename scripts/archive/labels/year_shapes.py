"""The shapes of what `data/rules/classify.yml` says of years; every number and pattern is explained in that file."""

from __future__ import annotations

from dataclasses import dataclass

from archive.rulefiles.strict import Pattern


@dataclass(frozen=True, slots=True)
class YearReading:
    """Patterns that find years; `{Y}` and `{Z}` stand for a year in any writing."""

    life: Pattern
    first: int
    last: int
    number: Pattern
    cited: Pattern
    event: Pattern
    range: Pattern
    plan: Pattern
    term: Pattern
    school_year: Pattern
    held: Pattern
    held_types: tuple[str, ...]
    surveyed: Pattern
    in_force: Pattern
    in_force_of: Pattern
    in_force_next: int
    survey_types: tuple[str, ...]
    ahead: Pattern
    quoted_speech: Pattern
    celebrated: Pattern
    campaign_kept: Pattern
    campaign_over: Pattern
    short: Pattern
    posted: Pattern
    not_posted: Pattern
    posted_rules: tuple[str, ...]
    posted_next: int
    reported: Pattern
    serial: Pattern
    summary_until: int
    plan_from: int
    plan_types: tuple[str, ...]
    past_types: tuple[str, ...]
    dated_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearCues:
    """Confidence of each way in which a text tells its year; explained in the file."""

    title: float
    title_bare: float
    title_range: float
    title_plan: float
    title_short: float
    title_several: float
    title_statutory: float
    subtitle: float
    masthead: float
    opening_later: float
    head: float
    passed: float
    signed_official: float
    signed_summary_before: float
    signed_summary: float
    signed_undated: float
    signed_plan: float
    signed_plan_next: float
    signed_other: float
    opening: float
    reported: float
    heading_past: float
    heading_plan: float
    heading_due: float
    source_line: float
    posted: float
    posted_next: float
    posted_other: float
    five_year: float
    sole: float
    opening_since: float
    session: float
    anniversary: float
    anniversary_body: float
    campaign: float
    campaign_lead: float
    held: float
    surveyed: float
    in_force: float
    in_force_next: float
    title_term: float
    school_year: float
    frequent: float
    frequent_more: float
    frequent_count: int
    frequent_share: float
    name: float
    name_bare: float


@dataclass(frozen=True, slots=True)
class Anniversary:
    """N years after `base`; the pattern holds N."""

    id: str
    pattern: Pattern
    base: int


@dataclass(frozen=True, slots=True)
class Sessions:
    """Congresses every five years: number `start` met first in `base`; groups n/m hold the number, k the session."""

    id: str
    pattern: Pattern
    base: int
    start: int


@dataclass(frozen=True, slots=True)
class FiveYear:
    """The last year of the five-year plan that a title of one of `groups` (kinds of document) names; group n."""

    pattern: Pattern
    base: int
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of the whole Party that fell on one year."""

    id: str
    year: int
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Bound:
    """What is named here did not exist before `year`."""

    id: str
    year: int
    words: tuple[str, ...]
