"""Raised and lowered characters as Unicode has them: in plain text 10 and a raised 4 would read as 104."""

from __future__ import annotations

import re

SUPERSCRIPTS = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
SUBSCRIPTS = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
FIGURES = re.compile(r"[-+−–]?\d+(?:[.,，、]\d+)*|[-+−–n]", re.ASCII)
UPPER = re.compile(r"[0-9+\-−–=()ni]+")
LOWER = re.compile(r"[0-9+\-−–=()]+")
RAISED = "写成了 ²、³ 这样的字符"
# Signs that stand above by themselves.
HIGH = frozenset("′″*°")


def raised(text: str) -> str:
    """Raised figures as they are written raised (m², 10⁻³); other words, as in 1st or [1], are left."""
    return text.translate(SUPERSCRIPTS) if FIGURES.fullmatch(text.strip()) else text


def upper(text: str) -> str:
    """What stands raised in a formula: in raised characters where there are any, else behind a `^`."""
    if UPPER.fullmatch(text):
        return text.translate(SUPERSCRIPTS)
    return text if HIGH.issuperset(text) else f"^{_grouped(text)}"


def lower(text: str) -> str:
    """What stands lowered in a formula: in lowered characters where there are any, else behind a `_`."""
    if LOWER.fullmatch(text):
        return text.translate(SUBSCRIPTS)
    return f"_{_grouped(text)}" if text else ""


def _grouped(text: str) -> str:
    return text if len(text) == 1 else f"({text})"
