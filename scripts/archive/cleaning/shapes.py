"""The shapes of `data/rules/clean.yml`: what a rule may say, the zones, the points of solicitation, the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["line", "inline", "title", "detector"]
Zone = Literal["head", "tail", "edges", "anywhere"]
Policy = Literal["cut", "review"]
Mark = Literal["incomplete", "notice", "password"]
Blanks = Literal["before", "behind", "between", "outside"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds, where it may look, what is done, why, and lines that it must hit and miss.

    `line` rules match whole lines (several, when the pattern holds `{nl}`) inside their zone, and with `glued` also
    the first or last sentence of a line; `inline` rules match anywhere, `title` rules in the first line that stays.
    `detector` names a search in code that needs more than a pattern; thresholds stand under `settings`.

    `needs` are literals of which one must be in the text, so that most rules never run. `least` is how many
    different matches a document must have before the rule cuts; fewer are reported for review. `longest` is the
    length of the longest line that a line rule is tried on, `blanks` where blanks must stand for an inline rule:
    before or behind the words of a line, between lines, or outside all of them. `swap` gives the replacement by what
    was found; with `decode` it is the sign that the HTML reference found stands for.

    In hits, `⟦…⟧` marks what is cut and `⟦old|new⟧` what is replaced; a hit of a line rule without marks is cut
    whole.
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
    glued: bool = False
    least: int = 1
    longest: int = 0
    blanks: Blanks | None = None
    swap: Mapping[str, str] = field(default_factory=dict)
    decode: bool = False


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

    `sure` lines anchor an advertising block (`anchors` of them are needed), `likely` lines belong to one; a line
    that scores `alone` is cut by itself.
    `body` are words that keep a line from being filler between members of a block.
    """

    cues: Mapping[str, Cue]
    sure: int
    likely: int
    alone: int
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
    page_run: int
    head_repeats: int
    head_chars: int
    rare_run: int
    body_least: int
    body_short: int


@dataclass(frozen=True, slots=True)
class Compilation:
    """How a title announces several reports, and how a heading counts one; fewer than `least` are none.

    `why` tells a person why what stands before the first one is cut.
    """

    announce: str
    heading: str
    least: int
    why: str


@dataclass(frozen=True, slots=True)
class Mining:
    """Which repeated edge lines are offered as rules: how deep, in how many documents, how long."""

    edge_lines: int
    documents: int
    line_max: int
    ignore: str


@dataclass(frozen=True, slots=True)
class CleanFile:
    """The shape of `data/rules/clean.yml`."""

    words: Mapping[str, str]
    zones: Zones
    compilation: Compilation
    mining: Mining
    solicitation: Solicitation
    settings: Settings
    rules: tuple[Rule, ...]
