"""Finds numbers of persons in published text: telephone, QQ, identity card, bank card; it cuts nothing.

What a kind looks like stands in `data/rules/personal.yml`. A long number counts only when its check character is
right: identity cards by GB 11643-1999 (weights 2^(17-i) mod 11), bank cards by ISO/IEC 7812 (Luhn), so that
document numbers and amounts are not taken for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from archive.errors import RuleError
from archive.model import Note
from archive.rulefiles.strict import load_yaml

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LETTERS = "10X98765432"
HALF = {
    full: full - 0xFEE0 for full in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
# Where a number may stand: most text has none, and the kinds are only looked for round such a place.
PLACE = re.compile(r"[0-9０-９][0-9０-９ －—-]{3,}[0-9０-９XxＸｘ]")
BEFORE, AFTER = 16, 4  # characters round a place that a kind may ask for


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of number as the rule file has it."""

    pattern: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    check: Literal["", "id-card", "luhn"] = ""


@dataclass(frozen=True, slots=True)
class _File:
    kinds: dict[str, Kind]


@dataclass(frozen=True, slots=True)
class PersonalRules:
    """The kinds by finding code, compiled."""

    kinds: Mapping[str, Kind]
    patterns: Mapping[str, re.Pattern[str]]


def load_personal(rules: Path) -> PersonalRules:
    """Read the kinds strictly. Raises `RuleError` for a pattern that is none or that names no number."""
    path = rules / "personal.yml"
    kinds = load_yaml(path, _File).kinds
    patterns = {}
    for code, kind in kinds.items():
        try:
            patterns[code] = re.compile(kind.pattern)
        except re.error as error:
            raise RuleError(path.as_posix(), f"{code}：模式有误（{error}）", "改正模式") from error
        if "number" not in patterns[code].groupindex:
            raise RuleError(path.as_posix(), f"{code}：模式里没有名为 number 的组", "写成 (?P<number>…)")
    return PersonalRules(kinds, patterns)


def personal(text: str, rules: PersonalRules) -> Iterator[Note]:
    """One note for each kind that stands in the text: how often, and the first with its middle hidden."""
    found: dict[str, list[str]] = {}
    for place in PLACE.finditer(text):
        start = max(0, place.start() - BEFORE)
        round_it = text[start : place.end() + AFTER].translate(HALF)
        for code, pattern in rules.patterns.items():
            right = CHECKS[rules.kinds[code].check]
            for match in pattern.finditer(round_it):
                if match.end("number") + start > place.start() and right(match["number"]):
                    found.setdefault(code, []).append(match["number"])
    for code in sorted(found):
        yield Note(code, f"有 {len(found[code])} 处，第一处是 {masked(found[code][0])}")


def masked(number: str) -> str:
    """The first three and the last two characters: enough to find it, too little to use it."""
    return f"{number[:3]}{'*' * max(1, len(number) - 5)}{number[-2:]}"


def is_id_card(number: str) -> bool:
    """Whether 18 characters are a citizen's number: a day that has been, and the right check character."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return born.year >= 1800 and LETTERS[total % 11] == number[-1].upper()


def is_luhn(number: str) -> bool:
    """Whether the digits satisfy the check of payment cards; spaces and hyphens between them do not count."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


CHECKS: Mapping[str, Callable[[str], bool]] = {"": lambda _: True, "id-card": is_id_card, "luhn": is_luhn}
