"""Whether a pattern finds in each line by itself what it finds in the whole text: read off its parse.

The parser is the one of `re` itself: it has no public name, has been the same since Python 3.11, and is used here and
in `needed` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # the docstring says why
from typing import Any

from archive.patterns.points import LINE_END

# The classes that hold the line end.
OPEN_CLASSES = frozenset(
    {_constants.CATEGORY_SPACE, _constants.CATEGORY_NOT_WORD, _constants.CATEGORY_NOT_DIGIT}
)
SINGLE = frozenset({_constants.LITERAL, _constants.NOT_LITERAL})
# Nodes whose parts within stand last.
NESTED = frozenset(
    {
        _constants.SUBPATTERN,
        _constants.ASSERT,
        _constants.MAX_REPEAT,
        _constants.MIN_REPEAT,
        _constants.POSSESSIVE_REPEAT,
    }
)
LOOKS = frozenset({_constants.ASSERT, _constants.ASSERT_NOT})
OUTERMOST = frozenset({_constants.AT_BEGINNING_STRING, _constants.AT_END_STRING})  # of a text, not of a line
EMPTY = frozenset({_constants.ASSERT_NOT, _constants.AT, _constants.GROUPREF})


def keeps_to_line(pattern: re.Pattern[str]) -> bool:
    """Whether a pattern finds the same in a line, its line end counted in, as in the whole text.

    Its matches hold characters, but no line end. Of the lines round it, it sees the line end before and that behind
    its own, and nothing beyond; it is asked for the beginning or the end of a text, but of no word.
    """
    parts = _parser.parse(pattern.pattern, pattern.flags)
    leaves = crosses(parts, pattern.flags, looking=False) or _looks_far(parts, pattern.flags)
    return not leaves and parts.getwidth()[0] > 0


def _looks_far(parts: Iterable[tuple[Any, Any]], flags: int) -> bool:
    """Whether a pattern looks beyond a line end, or asks for a place that a line by itself may have elsewhere."""
    for sign, value in parts:
        if sign is _constants.AT and value not in OUTERMOST:
            return True
        if sign in LOOKS and _reaches(value[1], value[0], flags):
            return True
        inner = value[1] if sign is _constants.BRANCH else [value[-1]] if sign in NESTED else []
        inner = [value[1]] if sign is _constants.ASSERT_NOT else inner
        if any(_looks_far(each, flags) for each in inner):
            return True
    return False


def _reaches(parts: Iterable[tuple[Any, Any]], step: int, flags: int) -> bool:
    """Whether anything is looked at beyond a line end; looking goes ahead (`step` 1) or back (-1)."""
    *near, last = list(parts)[::step] or [(_constants.FAILURE, None)]
    if any(_may_end(each, flags) for each in near):
        return True
    sign, value = last
    if sign is _constants.BRANCH:
        return any(_reaches(each, step, flags) for each in value[1])
    return sign not in SINGLE and sign is not _constants.IN and _may_end(last, flags)


def crosses(parts: Iterable[tuple[Any, Any]], flags: int, *, looking: bool = True) -> bool:
    """Whether a match may hold a line end, or, `looking` round itself, ask for one."""
    return any(_may_end(part, flags, looking=looking) for part in parts)


def _may_end(part: tuple[Any, Any], flags: int, *, looking: bool = True) -> bool:
    """Whether a part of a pattern may take a line end; one that is not known here may."""
    sign, value = part
    if sign in LOOKS and not looking:
        return False
    if sign is _constants.SUBPATTERN:
        flags = (flags | value[1]) & ~value[2]
    if sign is _constants.BRANCH:
        return any(crosses(each, flags, looking=looking) for each in value[1])
    if sign in NESTED:
        return crosses(value[-1], flags, looking=looking)
    if sign is _constants.IN:
        return any(_takes_end(each) for each in value) != (value[0][0] is _constants.NEGATE)
    if sign is _constants.ANY:
        return bool(flags & re.DOTALL)
    return _takes_end(part) if sign in SINGLE else sign not in EMPTY


def _takes_end(part: tuple[Any, Any]) -> bool:
    """Whether a character or one part of a set is the line end or holds it."""
    sign, value = part
    if sign is _constants.RANGE:
        return bool(value[0] <= LINE_END <= value[1])
    if sign is _constants.NOT_LITERAL:
        return bool(value != LINE_END)
    known = frozenset({LINE_END}) if sign is _constants.LITERAL else OPEN_CLASSES
    return value in known
