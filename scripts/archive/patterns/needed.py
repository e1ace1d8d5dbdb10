"""Which signs a pattern cannot do without: read off its parse, so that no list has to be kept beside it.

    needed(pattern, weight)   characters and pairs of neighbouring characters of which every match holds one, or None

Of a sequence the part is taken whose signs are rarest; of alternatives all of them count. Two neighbouring parts that
are one of few characters each give pairs, which are far rarer than characters. What follows or stands before a match
(lookahead, lookbehind) is in the same text and counts as well. The parser is the one of `re` itself, as in `linewise`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise, product
from math import inf
from re import _constants, _parser  # type: ignore[attr-defined]  # `linewise` says why
from typing import Any, NamedTuple

from archive.patterns.linewise import LOOKS, SINGLE, crosses

Ranges = tuple[tuple[int, int], ...]


class Signs(NamedTuple):
    """Characters (first and last of each range) and pairs of neighbouring characters."""

    characters: Ranges = ()
    pairs: frozenset[str] = frozenset()


class Part(NamedTuple):
    """What is known of a part of a pattern: the signs it needs, the characters it can begin and end with."""

    needs: Signs | None = None
    heads: Ranges | None = None
    tails: Ranges | None = None


Weight = Callable[[Signs], float]

CASED = re.IGNORECASE.value
SIGNS = frozenset("，。、：；“”（）\n")
WIDE = 512  # larger ranges are whole scripts, and hold what any text has
DIGITS: Ranges = ((0x30, 0x39),)
PAIRS = 600  # more are not worth a place in a table
NEIGHBOURS = 0.1  # how much rarer a pair is than the rarer of its two characters
NOTHING = Part()
WIDTH_ONE = SINGLE | {_constants.IN, _constants.ANY}


def commonness(ranks: Mapping[str, int]) -> Weight:
    """How common signs are in Chinese text: Han by their rank, signs and digits by what reports hold of them."""

    def weight(signs: Signs) -> float:
        pairs = sum([rarer(pair) for pair in signs.pairs])
        return sum([width(first, last) for first, last in signs.characters]) + NEIGHBOURS * pairs

    @cache
    def rarer(pair: str) -> float:
        return min(_common(pair[0], ranks), _common(pair[1], ranks))

    @cache
    def width(first: int, last: int) -> float:
        if last - first > WIDE:
            return float(last - first)
        return sum(_common(chr(point), ranks) for point in range(first, last + 1))

    return weight


def characters_only(weight: Weight) -> Weight:
    """The same weight for those who have no use for pairs."""
    return lambda signs: inf if signs.pairs else weight(signs)


def rarest(words: Iterable[str], weight: Weight) -> Signs | None:
    """The rarest character or pair of each word, for a text that must hold one of the words; None without words."""
    return _any_of([min(_signs_of(word), key=weight) for word in words]) or None


def _signs_of(word: str) -> list[Signs]:
    characters = [Signs(((ord(each), ord(each)),)) for each in word]
    return characters + [Signs((), frozenset({a + b})) for a, b in pairwise(word) if "\n" not in a + b]


def _common(character: str, ranks: Mapping[str, int]) -> float:
    if character in ranks:
        return 1 / (10 + ranks[character])
    if character in SIGNS:
        return 1.0
    return 0.05 if character.isdigit() else 0.005 if character.isascii() else 0.0001


def needed(pattern: re.Pattern[str], weight: Weight) -> Signs | None:
    """The rarest signs of which a match of `pattern` must hold one.

    `weight` says how common signs are. None means that nothing is known, and the pattern has to be tried. A pair never
    holds a line end.
    """
    return _sequence(_parser.parse(pattern.pattern, pattern.flags), weight, pattern.flags).needs


def needed_in_line(pattern: re.Pattern[str], weight: Weight) -> Signs | None:
    """The same, to be asked of the line that a match stands in; None where a match may reach over a line end.

    What a match asks to follow or to stand before it counts as well.
    """
    parts = _parser.parse(pattern.pattern, pattern.flags)
    return None if crosses(parts, pattern.flags) else _sequence(parts, weight, pattern.flags).needs


def beginnings(pattern: re.Pattern[str]) -> frozenset[str]:
    """The characters of which every match of `pattern` begins with one; none where that is not known."""
    heads = _sequence(_parser.parse(pattern.pattern, pattern.flags), _even, pattern.flags).heads
    return frozenset(_characters(heads)) if heads and _count(heads) <= WIDE else frozenset()


def _sequence(parts: Iterable[tuple[Any, Any]], weight: Weight, flags: int) -> Part:
    known: list[Signs] = []
    solid: list[Part] = []  # those that take characters; what is only looked at stands between none of them
    for part in parts:
        read = _part(part, weight, flags)
        known += [read.needs] if read.needs else []
        if part[0] in LOOKS:
            known += _before(part, solid, flags)
        else:
            solid.append(read)
    known += [pairs for first, second in pairwise(solid) if (pairs := _pairs(first.tails, second.heads))]
    return Part(
        min(known, key=weight, default=None),
        solid[0].heads if solid else None,
        solid[-1].tails if solid else None,
    )


def _before(part: tuple[Any, Any], read: Sequence[Part], flags: int) -> list[Signs]:
    """The pairs of the character that was read last and what a lookbehind asks to stand before it."""
    sign, value = part
    if sign is not _constants.ASSERT or value[0] > 0 or not read or len(value[1]) < 2:
        return []
    if any(kind not in WIDTH_ONE for kind, _ in value[1]):
        return []
    pairs = _pairs(_part(value[1][-2], _even, flags).tails, read[-1].tails)
    return [pairs] if pairs else []


def _even(_: Signs) -> float:
    """A weight for parts that are one character, where nothing is to be weighed."""
    return 0.0


def _part(part: tuple[Any, Any], weight: Weight, flags: int) -> Part:
    sign, value = part
    if sign is _constants.LITERAL:
        return _one(_literal(value, flags))
    if sign is _constants.IN:
        return _one(_joined([_member(each, flags) for each in value]))
    if sign is _constants.BRANCH:
        each = [_sequence(one, weight, flags) for one in value[1]]
        return Part(
            _any_of([one.needs for one in each]),
            _joined([one.heads for one in each]),
            _joined([one.tails for one in each]),
        )
    inner = INNER.get(sign)
    return inner(value, weight, flags) if inner else NOTHING


def _one(ranges: Ranges | None) -> Part:
    """A part that is exactly one character."""
    return Part(Signs(ranges) if ranges else None, ranges, ranges)


def _pairs(tails: Ranges | None, heads: Ranges | None) -> Signs | None:
    """All pairs of a character that ends a part and one that begins the next; None where there are too many."""
    if not tails or not heads or _count(tails) * _count(heads) > PAIRS:
        return None
    pairs = frozenset(map("".join, product(_characters(tails), _characters(heads))))
    return Signs((), pairs) if not any("\n" in pair for pair in pairs) else None


def _count(ranges: Ranges) -> int:
    return sum(last - first + 1 for first, last in ranges)


def _characters(ranges: Ranges) -> list[str]:
    return [chr(point) for first, last in ranges for point in range(first, last + 1)]


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


def _joined(sets: Sequence[Ranges | None]) -> Ranges | None:
    """All characters of alternatives; one of which nothing is known spoils it."""
    every = [one for one in sets if one is not None]
    return tuple(sorted({each for one in every for each in one})) if len(every) == len(sets) else None


def _any_of(sets: Sequence[Signs | None]) -> Signs | None:
    """All signs of alternatives; one of which nothing is known spoils it."""
    every = [one for one in sets if one is not None]
    if not every or len(every) < len(sets):
        return None
    return Signs(
        _joined([one.characters for one in every]) or (), frozenset().union(*(one.pairs for one in every))
    )


def _repeated(value: Any, weight: Weight, flags: int) -> Part:
    least, _, inner = value
    return _sequence(inner, weight, flags) if least else NOTHING


def _group(value: Any, weight: Weight, flags: int) -> Part:
    _, more, less, inner = value
    return _sequence(inner, weight, (flags | more) & ~less)


def _looked_at(value: Any, weight: Weight, flags: int) -> Part:
    return Part(_sequence(value[1], weight, flags).needs)


INNER: Mapping[Any, Callable[[Any, Weight, int], Part]] = {
    _constants.MAX_REPEAT: _repeated,
    _constants.MIN_REPEAT: _repeated,
    _constants.POSSESSIVE_REPEAT: _repeated,
    _constants.SUBPATTERN: _group,
    _constants.ATOMIC_GROUP: _sequence,
    _constants.ASSERT: _looked_at,
}
