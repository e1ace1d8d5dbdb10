"""Figures as they are written: 6.5% is neither 65 nor 16.5%, though the search form of each holds 65.

The search form has no signs. Where a query holds a figure with a decimal point, commas between thousands, or a percent
or permille sign, the text of a hit must hold the same figures; other digits count as any character does.
`docs/assets/search/query.js` reads them in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FIGURE = re.compile(r"([0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)*)([%‰]?)")
_NARROW = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "０１２３４５６７８９．％"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with a sign in it: half-open offsets in its text, and what it says in half width."""

    start: int
    end: int
    said: str


def figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text that have a sign within or behind; a row of digits alone is none."""
    found = FIGURE.finditer(text.translate(_NARROW))
    # A space before and behind the digits: none begins within another, and 6.5 is in 6.5%, but not the other way round.
    return tuple(
        Figure(match.start(), match.end(), f" {match[1]} {match[2]}")
        for match in found
        if not match[0].isdigit()
    )


def said(text: str) -> str:
    """All figures of a query in one row; empty when it has none."""
    return "".join(figure.said for figure in figures(text))
