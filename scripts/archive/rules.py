"""Cleaning rules are data: `data/rules/clean.yml`, read strictly and compiled once per process.

Others that keep rules or vocabularies in YAML use the same `load_yaml` (see `strict.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from archive.errors import RuleError
from archive.strict import load_yaml, parse

__all__ = ["CleanRules", "Rule", "Solicitation", "Zones", "load_clean", "load_yaml", "parse"]

Kind = Literal["line", "inline", "title", "detector"]
Zone = Literal["head", "tail", "edges", "anywhere"]
Policy = Literal["cut", "review"]
Mark = Literal["incomplete", "notice", "password"]

FRAGMENT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds, where it may look, what is done, why, and lines that it must hit and miss.

    `line` rules match whole lines (several, when the pattern holds `{nl}`) inside their zone; `inline` rules match
    anywhere; `title` rules match in the first line that stays. `detector` names a search in code that needs more
    than a pattern; its thresholds stand under `settings`. `needs` are literals of which one must be in the text,
    so that most rules never run. In hits, `⟦…⟧` marks what is cut and `⟦old|new⟧` what is replaced; a hit of a line
    rule without marks is cut whole.
    """

    id: str
    family: str
    kind: Kind
    why: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    pattern: str = ""
    zone: Zone = "anywhere"
    policy: Policy = "cut"
    replacement: str = ""
    mark: Mark | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Zones:
    """How far head and tail reach, counted in lines that stay; a cut or blank line costs nothing.

    A line of `body_chars` or more characters is body and costs `body_cost`. Whole-line rules look at lines of at
    most `line_max` characters.
    """

    depth: int
    body_chars: int
    body_cost: int
    line_max: int


@dataclass(frozen=True, slots=True)
class Cue:
    """One group of words and what its presence in a line is worth, counted at most `most` times."""

    pattern: str
    weight: int
    most: int = 1


@dataclass(frozen=True, slots=True)
class Solicitation:
    """Scores for lines that turn to the reader to sell something or to be followed.

    `sure` lines anchor an advertising block (`anchors` of them are needed), `likely` lines belong to one.
    `body` are words that keep a line from being filler between members of a block.
    """

    cues: Mapping[str, Cue]
    sure: int
    likely: int
    anchors: int
    line_max: int
    filler_max: int
    block_max: int
    body: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of the detectors; each is explained where it stands in the file."""

    wrap_lines: int
    wrap_share: float
    wrap_min: int
    wrap_max: int
    wrap_slack: int
    head_repeats: int
    page_run: int
    line_end_repeats: int
    pinyin_repeats: int
    rare_run: int
    traditional: str


@dataclass(frozen=True, slots=True)
class CleanFile:
    """The shape of `data/rules/clean.yml`."""

    words: Mapping[str, str]
    zones: Zones
    solicitation: Solicitation
    settings: Settings
    rules: tuple[Rule, ...]
