"""The rules of labels as data: `data/rules/classify.yml`, read strictly; the vocabularies everyone else asks for.

Patterns are compiled on first use and kept per process (`compiled`), so that reading the file stays cheap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from archive.errors import RuleError
from archive.strict import load_yaml

Where = Literal["title", "subtitle", "lead", "body", "tail", "salutation"]

ZERO = "〇○零0０OＯoОоο◯"
HAN_YEAR = f"[一二][{ZERO}九][{ZERO}一二三四五六七八九][{ZERO}一二三四五六七八九]"
ANY_YEAR = f"(?:(?:19|20)[0-9]{{2}}|(?:１９|２０)[０-９]{{2}}|{HAN_YEAR})"


@dataclass(frozen=True, slots=True)
class TypeWord:
    """One kind of document: its name, its group, and the words that close a title of that kind."""

    value: str
    group: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """One piece of evidence: where the pattern is looked for and what it gives.

    `needs` are literals of which one must be there, so that most patterns never run.
    """

    id: str
    gives: str
    confidence: float
    pattern: str
    where: Where = "title"
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleReading:
    """Confidences by the place of the word in the title, and what is cut off before it is read."""

    alias: float
    near: float
    slack: int
    near_not: str
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
    title_alone: float
    title_and_lead: float
    lead_alone: float
    hit_cap: float
    hit_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearReading:
    """Patterns that find years; `{Y}` and `{Z}` stand for a year in any writing."""

    first: int
    last: int
    number: str
    cited: str
    event: str
    range: str
    plan: str
    short: str
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
    head: float
    passed: float
    signed_official: float
    signed_summary_before: float
    signed_summary: float
    signed_plan: float
    signed_plan_next: float
    signed_other: float
    opening: float
    reported: float
    heading_past: float
    heading_plan: float
    heading_due: float
    source_line: float
    session: float
    anniversary: float
    anniversary_body: float
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
    pattern: str
    base: int


@dataclass(frozen=True, slots=True)
class Sessions:
    """Congresses every five years: number `start` met first in `base`; groups n/m hold the number, k the session."""

    id: str
    pattern: str
    base: int
    start: int


@dataclass(frozen=True, slots=True)
class Bound:
    """What is named here did not exist before `year`."""

    id: str
    year: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of organisation and the words for it."""

    value: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelReading:
    """How the body that speaks is told from superiors, objects and addressees; explained in the file."""

    title: float
    bracket: float
    issuer: float
    signature: float
    holder: float
    own: float
    subject_strong: float
    subject: float
    subject_weak: float
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
    committee: str
    offices: str
    personal_types: tuple[str, ...]
    office_types: tuple[str, ...]
    party_congress: str
    issuer_end: str
    issuing_groups: tuple[str, ...]
    news_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectorWords:
    """One kind of unit: words in the title, words in the body."""

    value: str
    title: tuple[str, ...]
    title_pattern: str
    body: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class SectorReading:
    """Thresholds for words counted in the body."""

    body_min: int
    share: float
    body_strong: int
    weak: float
    clash_min: int
    clash: float
    each_max: int
    chars: int
    government_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassifyRules:
    """The shape of `data/rules/classify.yml`."""

    accept: float
    review: float
    agree: float
    agree_max: float
    clash: float
    clash_max: float
    body_chars: int
    lead_chars: int
    tail_chars: int
    types: tuple[TypeWord, ...]
    unknown_type: str
    title: TitleReading
    weak: Mapping[str, float]
    alias_not: str
    news: NewsReading
    type_cues: tuple[Cue, ...]
    news_lead: str
    years: YearReading
    year_cues: YearCues
    heading_past: str
    heading_plan: str
    passed: str
    anniversaries: tuple[Anniversary, ...]
    sessions: tuple[Sessions, ...]
    bounds: tuple[Bound, ...]
    unknown_level: str
    levels: tuple[Tier, ...]
    level: LevelReading
    issuers: tuple[Cue, ...]
    admin_levels: tuple[str, ...]
    admin_cues: tuple[Cue, ...]
    admin_names: tuple[Cue, ...]
    sectors: tuple[SectorWords, ...]
    sector: SectorReading

    @property
    def closers(self) -> tuple[str, ...]:
        """Every word that can close a title."""
        return tuple(alias for word in self.types for alias in word.aliases)

    def group(self, value: str | int | None) -> str:
        """The group of a kind of document, or nothing for an unknown one."""
        return next((word.group for word in self.types if word.value == value), "")

    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Each label with a closed vocabulary and its values, in the order of the file (for pages and checks)."""
        return {
            "type": (*(word.value for word in self.types), self.unknown_type),
            "unit_level": (*(tier.value for tier in self.levels), self.unknown_level),
            "admin_level": self.admin_levels,
            "sector": (*(words.value for words in self.sectors), "其他"),
        }


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the file once; `{Y}` and `{Z}` become a year in any writing."""
    return re.compile(pattern.replace("{Y}", f"(?P<y>{ANY_YEAR})").replace("{Z}", f"(?P<z>{ANY_YEAR})"))


def load_classify(rules_dir: Path) -> ClassifyRules:
    """Read the file. Raises `RuleError` for an unknown key, a wrong pattern or a cue that gives an unknown value."""
    path = rules_dir / "classify.yml"
    rules = load_yaml(path, ClassifyRules)
    for key, pattern in _patterns(rules, ""):
        try:
            compiled(pattern.replace("{TIER}", "x"))
        except re.error as error:
            raise RuleError(path.as_posix(), f"{key}: {error}", "Correct the regular expression") from error
    _check_values(rules, path.as_posix())
    return rules


PATTERN_KEYS = frozenset(
    "tails second wrapper alias_not verbs verbs_not pattern news_lead number cited event range plan short "
    "heading_past heading_plan passed topic object before_not superior superior_after after holders committee "
    "offices title_pattern near_not issuer_end party_congress".split()
)


def _patterns(value: object, key: str) -> list[tuple[str, str]]:
    """Every pattern of the file with the key it stands under."""
    if isinstance(value, str):
        return [(key, value)] if key.rsplit(".", 1)[-1] in PATTERN_KEYS else []
    if isinstance(value, tuple):
        return [found for item in value for found in _patterns(item, f"{key}[{getattr(item, 'id', '')}]")]
    if is_dataclass(value):
        return [
            found
            for item in fields(value)
            for found in _patterns(getattr(value, item.name), f"{key}.{item.name}".lstrip("."))
        ]
    return []


def _check_values(rules: ClassifyRules, path: str) -> None:
    known = rules.values()
    pairs = (
        (rules.type_cues, "type"),
        (rules.issuers, "unit_level"),
        (rules.admin_cues, "admin_level"),
        (rules.admin_names, "admin_level"),
    )
    for cues, label in pairs:
        for cue in cues:
            if cue.gives not in known[label]:
                cure = f"Known values: {', '.join(known[label])}"
                raise RuleError(path, f"{cue.id}: gives {cue.gives!r}, no value of {label}", cure)
