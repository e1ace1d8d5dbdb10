"""The rules of labels as data: `data/rules/classify.yml`, read strictly; the vocabularies everyone else asks for.

Patterns are compiled on first use and kept per process (`compiled`), so that reading the file stays cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import get_type_hints

from archive.errors import RuleError
from archive.labels.roles import Roles, unknown
from archive.labels.shapes import (
    Cue,
    LevelReading,
    NewsReading,
    SectorReading,
    SectorWords,
    Tier,
    TitleReading,
    TypeWord,
)
from archive.labels.year_shapes import (
    Anniversary,
    Bound,
    Campaign,
    FiveYear,
    Sessions,
    YearCues,
    YearReading,
)
from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE
from archive.numerals import ZERO
from archive.patterns.needed import Signs, Weight, commonness, needed, rarest
from archive.patterns.sieve import Sieve
from archive.reading.encoding import ranks_of
from archive.rulefiles.strict import Pattern, load_yaml
from archive.structuring.variants import Variants, load_variants

NO_VARIANTS = Variants({}, frozenset())
HAN_YEAR = f"[{ZERO}九][{ZERO}一二三四五六七八九][{ZERO}一二三四五六七八九]"
# Every alternative begins with a literal, by which the engine skips what cannot begin a year.
ANY_YEAR = f"(?:19[0-9]{{2}}|20[0-9]{{2}}|１９[０-９]{{2}}|２０[０-９]{{2}}|一{HAN_YEAR}|二{HAN_YEAR})"


@dataclass(frozen=True, slots=True)
class ClassifyFile:
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
    title: TitleReading
    weak: Mapping[str, float]
    alias_not: Pattern
    news: NewsReading
    type_cues: tuple[Cue, ...]
    news_lead: Pattern
    years: YearReading
    year_cues: YearCues
    heading_past: Pattern
    heading_plan: Pattern
    passed: Pattern
    anniversaries: tuple[Anniversary, ...]
    five_year: FiveYear
    sessions: tuple[Sessions, ...]
    campaigns: tuple[Campaign, ...]
    bounds: tuple[Bound, ...]
    levels: tuple[Tier, ...]
    roles: Roles
    level: LevelReading
    issuers: tuple[Cue, ...]
    admin_levels: tuple[str, ...]
    admin_cues: tuple[Cue, ...]
    admin_names: tuple[Cue, ...]
    admin_above: Pattern
    name_boundary: Pattern
    sectors: tuple[SectorWords, ...]
    sector: SectorReading


@dataclass(frozen=True, slots=True)
class ClassifyRules(ClassifyFile):
    """The file, the characters that are read as others, and the kind of document that each word names.

    `sieve` says what a text can hold at all: bit `n` is that of cue `n` for the kind, then come the cues for the
    administrative level, the words of the sectors, and the pattern of those who head a body.
    """

    variants: Variants
    sieve: Sieve
    kinds: Mapping[str, str] = field(default_factory=dict, hash=False)
    lengths: tuple[int, ...] = ()

    @property
    def holders(self) -> int:
        """The number of the last set of the sieve, that of those who head a body."""
        return len(self.type_cues) + len(self.admin_cues) + sum(len(words.body) for words in self.sectors)

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
            "type": (*(word.value for word in self.types), UNKNOWN_TYPE),
            "unit_level": (*(tier.value for tier in self.levels), UNKNOWN_LEVEL),
            "admin_level": self.admin_levels,
            "sector": (*(words.value for words in self.sectors), self.roles.other_sector),
        }


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the file once; `{Y}` and `{Z}` become a year in any writing."""
    return re.compile(pattern.replace("{Y}", f"(?P<y>{ANY_YEAR})").replace("{Z}", f"(?P<z>{ANY_YEAR})"))


def load_classify(rules_dir: Path) -> ClassifyRules:
    """Read the file. Raises `RuleError` for an unknown key, a wrong pattern or a cue that gives an unknown value."""
    path = rules_dir / "classify.yml"
    file = load_yaml(path, ClassifyFile)
    rules = ClassifyRules(
        **{item.name: getattr(file, item.name) for item in fields(file)},
        variants=NO_VARIANTS,
        sieve=Sieve(lambda: _sets(file, commonness(ranks_of(rules_dir)))),
        kinds=(kinds := {alias: word.value for word in file.types for alias in word.aliases}),
        lengths=tuple(sorted({len(alias) for alias in kinds}, reverse=True)),
    )
    _try_patterns(file, path.as_posix())
    _check_values(rules, path.as_posix())
    _check_roles(rules, path.as_posix())
    return replace(rules, variants=load_variants(rules_dir))


def _sets(file: ClassifyFile, weight: Weight) -> list[Signs | None]:
    cues = [_needed(cue, weight) for cue in (*file.type_cues, *file.admin_cues)]
    words = [rarest([word], weight) for sector in file.sectors for word in sector.body]
    return [*cues, *words, needed(compiled(file.level.holders.replace("{TIER}", "(?:)")), weight)]


def _needed(cue: Cue, weight: Weight) -> Signs | None:
    known = [each for each in (rarest(cue.needs, weight), needed(compiled(cue.pattern), weight)) if each]
    return min(known, key=weight, default=None)


def _try_patterns(file: ClassifyFile, path: str) -> None:
    for key, pattern in _patterns(file, ""):
        try:
            compiled(pattern.replace("{TIER}", "x"))
        except re.error as error:
            raise RuleError(path, f"{key}：模式有误（{error}）", "改正模式") from error


def _patterns(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Every value that its shape calls a pattern, with the key it stands under."""
    if isinstance(value, tuple):
        for item in value:
            yield from _patterns(item, f"{key}[{getattr(item, 'id', '')}]")
    elif is_dataclass(value) and not isinstance(value, type):
        types = get_type_hints(type(value))
        for item in fields(value):
            held, name = getattr(value, item.name), f"{key}.{item.name}".lstrip(".")
            if types[item.name] is Pattern:
                yield name, held
            else:
                yield from _patterns(held, name)


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
                cure = f"可用的取值：{'、'.join(known[label])}"
                raise RuleError(path, f"{cue.id}：gives 写的“{cue.gives}”不是 {label} 的取值", cure)


def _check_roles(rules: ClassifyRules, path: str) -> None:
    kinds, groups = [word.value for word in rules.types], [word.group for word in rules.types]
    tiers = [tier.value for tier in rules.levels]
    for name, value, there in unknown(rules.roles, {"kind": kinds, "group": groups, "tier": tiers}):
        raise RuleError(path, f"roles.{name}：没有“{value}”这个取值", f"可用的取值：{'、'.join(there)}")
