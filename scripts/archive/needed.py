"""Which characters a pattern cannot do without: read off its parse, so that no list has to be kept beside it.

    needed(pattern, weight)   ranges of characters of which every match holds one, or None when there are none

Of a sequence the part is taken whose characters are rarest; of alternatives all of them count. What follows or
stands before a match (lookahead, lookbehind) is in the same text and counts as well. The parser is the one of `re`
itself: it has no public name, has been the same since Python 3.11, and is used nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from re import _constants, _parser  # type: ignore[attr-defined]  # the docstring says why
from typing import Any

Ranges = tuple[tuple[int, int], ...]
Weight = Callable[[Ranges], float]

CASED = re.IGNORECASE.value
SIGNS = frozenset("，。、：；“”（）\n")
WIDE = 512  # larger ranges are whole scripts, and hold what any text has
DIGITS: Ranges = ((0x30, 0x39),)


def commonness(ranks: Mapping[str, int]) -> Weight:
    """How common sets are in Chinese text: Han by their rank, signs and digits by what reports hold of them."""

    def weight(ranges: Ranges) -> float:
        return sum(width(first, last) for first, last in ranges)

    def width(first: int, last: int) -> float:
        if last - first > WIDE:
            return float(last - first)
        return sum(_common(chr(point), ranks) for point in range(first, last + 1))

    return weight


def rarest(words: Iterable[str], weight: Weight) -> Ranges | None:
    """The rarest character of each word, for a text that must hold one of the words; None without words."""
    points = {
        min(((ord(each), ord(each)) for each in word), key=lambda one: weight((one,))) for word in words
    }
    return tuple(sorted(points)) or None


def _common(character: str, ranks: Mapping[str, int]) -> float:
    if character in ranks:
        return 1 / (10 + ranks[character])
    if character in SIGNS:
        return 1.0
    return 0.05 if character.isdigit() else 0.005 if character.isascii() else 0.0001


def needed(pattern: re.Pattern[str], weight: Weight) -> Ranges | None:
    """The rarest set of characters (first, last) of which a match of `pattern` must hold one.

    `weight` says how common a set is. None means that nothing is known, and the pattern has to be tried.
    """
    return _sequence(_parser.parse(pattern.pattern, pattern.flags), weight, pattern.flags)


def _sequence(parts: Iterable[tuple[Any, Any]], weight: Weight, flags: int) -> Ranges | None:
    known = [each for part in parts if (each := _part(part, weight, flags))]
    return min(known, key=weight, default=None)


def _part(part: tuple[Any, Any], weight: Weight, flags: int) -> Ranges | None:
    sign, value = part
    if sign is _constants.LITERAL:
        return _literal(value, flags)
    if sign is _constants.IN:
        return _any_of([_member(each, flags) for each in value])
    if sign is _constants.BRANCH:
        return _any_of([_sequence(each, weight, flags) for each in value[1]])
    inner = INNER.get(sign)
    return inner(value, weight, flags) if inner else None


def _member(part: tuple[Any, Any], flags: int) -> Ranges | None:
    """One part of a set; a negated set, and classes other than digits, say nothing."""
    sign, value = part
    if sign is _constants.LITERAL:
        return _literal(value, flags)
    if sign is _constants.RANGE and not flags & CASED:
        return (value,)
    return DIGITS if value is _constants.CATEGORY_DIGIT and flags & re.ASCII else None


def _literal(point: int, flags: int) -> Ranges | None:
    """One character; in a pattern without case both cases of an ASCII letter, and of others nothing is said."""
    if not flags & CASED:
        return ((point, point),)
    if point > 0x7F or not flags & re.ASCII:
        return None
    return tuple((ord(each), ord(each)) for each in sorted({chr(point).lower(), chr(point).upper()}))


def _any_of(sets: list[Ranges | None]) -> Ranges | None:
    """All characters of alternatives; one of which nothing is known spoils it."""
    every = [one for one in sets if one is not None]
    return tuple(sorted({each for one in every for each in one})) if len(every) == len(sets) else None


def _repeated(value: Any, weight: Weight, flags: int) -> Ranges | None:
    least, _, inner = value
    return _sequence(inner, weight, flags) if least else None


def _group(value: Any, weight: Weight, flags: int) -> Ranges | None:
    _, more, less, inner = value
    return _sequence(inner, weight, (flags | more) & ~less)


def _looked_at(value: Any, weight: Weight, flags: int) -> Ranges | None:
    return _sequence(value[1], weight, flags)


INNER: Mapping[Any, Callable[[Any, Weight, int], Ranges | None]] = {
    _constants.MAX_REPEAT: _repeated,
    _constants.MIN_REPEAT: _repeated,
    _constants.POSSESSIVE_REPEAT: _repeated,
    _constants.SUBPATTERN: _group,
    _constants.ATOMIC_GROUP: _sequence,
    _constants.ASSERT: _looked_at,
}
