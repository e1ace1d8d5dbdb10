"""A person names the lines at which new reports begin; a text is divided there.

A line is known by its letters and digits, so that spaces, signs and widths need not be copied. Where several lines are
the same, its number stands before it: `37:述职报告`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
NUMBERED = re.compile(r"\s*([0-9]+)\s*[:：]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a text: its number from 1, where it begins, and a name for it that no other line has."""

    number: int
    start: int
    name: str


@dataclass(frozen=True, slots=True)
class Division:
    """Where new reports begin, in the order of the text, and the named lines that are not there exactly once.

    Those stand with the numbers of the lines that are like them.
    """

    spots: tuple[Spot, ...]
    unfit: tuple[tuple[str, tuple[int, ...]], ...]


def divided(text: str, named: Sequence[str]) -> Division:
    """Find the lines that a person named."""
    lines = _by_letters(text)
    found = {line: _spots(line, lines) for line in named}
    unfit = tuple(
        (line, tuple(spot.number for spot in spots)) for line, spots in found.items() if len(spots) != 1
    )
    chosen = {spots[0].start: spots[0] for spots in found.values() if len(spots) == 1}
    return Division(tuple(chosen[start] for start in sorted(chosen)), unfit)


def _by_letters(text: str) -> dict[str, tuple[Spot, ...]]:
    """All lines that say anything, by their letters."""
    found: dict[str, tuple[Spot, ...]] = {}
    for number, match in zip(count(1), LINE.finditer(text), strict=False):
        letters = letters_of(match[1])
        if letters:
            same = found.get(letters, ())
            found[letters] = (*same, Spot(number, match.start(), f"{len(same) + 1}:{letters}"))
    return found


def _spots(named: str, lines: dict[str, tuple[Spot, ...]]) -> tuple[Spot, ...]:
    """The lines that a person may mean; one that begins with its number is looked for there."""
    spots = lines.get(letters_of(named), ())
    told = NUMBERED.fullmatch(named)
    if spots or not told:
        return spots
    same = lines.get(letters_of(told[2]), ())
    return tuple(spot for spot in same if spot.number == int(told[1]))


def letters_of(line: str) -> str:
    """What a person's words are known by: letters and digits, however signs, blanks and widths are written."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", line)))
