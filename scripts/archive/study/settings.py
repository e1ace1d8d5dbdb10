"""What readers study: the parts in their order and the thresholds of set phrases, from `data/rules/phrases.yml`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from archive.errors import RuleError
from archive.rulefiles.strict import load_yaml

FILE = "phrases.yml"
LEAST_CHARACTERS = 4  # a place is looked up by its first four units


@dataclass(frozen=True, slots=True)
class StudySettings:
    """Section kinds, lengths in characters, numbers of reports, shares, edges of phrases; the file says why."""

    parts: tuple[str, ...]
    shortest: int
    longest: int
    share: float
    least: int
    most: int
    inside: float
    not_first: str
    not_last: str
    not_first_words: tuple[str, ...]

    def reports(self, total: int) -> int:
        """In how many of `total` reports a phrase must stand."""
        return max(self.least, math.ceil(self.share * total))


def load_study_settings(rules: Path) -> StudySettings:
    """Load the thresholds; raises RuleError when one is missing, unknown or senseless."""
    path = rules / FILE
    settings = load_yaml(path, StudySettings)
    sizes = LEAST_CHARACTERS <= settings.shortest <= settings.longest
    shares = 0 < settings.share <= 1 and 0 < settings.inside <= 1
    if not (sizes and shares and settings.least >= 2 and settings.most >= 0):
        raise RuleError(
            str(path),
            f"要求 {LEAST_CHARACTERS} ≤ shortest ≤ longest，比例在 0 与 1 之间，least ≥ 2",
            "改正取值",
        )
    return settings
