r"""Word's fields EQ, which write with an instruction what they show: `EQ \f(3,4)` is 3/4, `EQ \o\ac(○,3)` is ③.

Chinese layout stores its signs there: 带圈字符, 合并字符 and 拼音指南 have no other text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from archive.reading.formats.numerals import format_number
from archive.reading.formats.raised import lower, raised, upper
from archive.reading.formats.wordmath import fraction, joined, root

EQUATION = re.compile(r"\s*EQ\b", re.IGNORECASE)
SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)\s*')
COMMAND = re.compile(r"\\([a-z])((?:\s*\\(?:[lrb]c\\?.|[a-z]{2}\s*\d*))*)\s*\(", re.IGNORECASE)
BRACKET = re.compile(r"\\([lrb])c\\?(.)", re.IGNORECASE)
ESCAPED = frozenset("\\,;()")
RINGS, BOXES = "○◯〇", "□☐"
BOXED: Mapping[str, str] = {"√": "☑", "✓": "☑", "✔": "☑", "×": "☒", "✗": "☒"}
CLOSING: Mapping[str, str] = {"(": ")", "[": "]", "{": "}", "<": ">"}
DEEP = 20


class _UnknownError(Exception):
    """Something that is not understood here."""


class _Piece(NamedTuple):
    """Text, and whether it stands raised (1), lowered (-1) or on the line."""

    text: str
    level: int = 0

    @property
    def written(self) -> str:
        return raised(self.text) if self.level > 0 else self.text


def is_equation(instruction: str) -> bool:
    """Whether a field is one of these."""
    return EQUATION.match(instruction) is not None


def equation(instruction: str) -> str | None:
    """What the field shows, as one line of text; None when it is not understood."""
    reader = _Reader(SWITCH.sub("", EQUATION.sub("", instruction, count=1)))
    try:
        return reader.sequence("").written
    except _UnknownError:
        return None


class _Reader:
    """Reads one instruction from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def sequence(self, ends: str) -> _Piece:
        """Text and commands up to one of the signs that end them; raised as a whole when all of it is."""
        pieces: list[_Piece] = []
        while self._at < len(self._text) and self._text[self._at] not in ends:
            pieces.append(self._next())
        told = [each for each in pieces if each.text.strip()]
        levels = {each.level for each in told}
        if len(levels) == 1:
            return _Piece(joined(each.text for each in pieces).strip(), levels.pop())
        return _Piece(joined(each.written for each in pieces).strip())

    def _next(self) -> _Piece:
        each = self._text[self._at]
        command = COMMAND.match(self._text, self._at) if each == "\\" else None
        if command is not None:
            return self._command(command)
        if each == "\\":
            self._at += 1
            each = self._text[self._at : self._at + 1]
            if each not in ESCAPED or not each:
                raise _UnknownError
        self._at += 1
        return _Piece(f"({self._inner(')')[0].written})" if each == "(" and self._opens() else each)

    def _opens(self) -> bool:
        """Whether the bracket just read was not escaped: up to its end, commas are its own."""
        return self._text[self._at - 2 : self._at - 1] != "\\"

    def _command(self, command: re.Match[str]) -> _Piece:
        name, options = command[1].lower(), command[2].lower()
        shape = SHAPES.get(name)
        if shape is None:
            raise _UnknownError
        self._at = command.end()
        return shape(self._inner(",;，)" if name == "o" else ",;)"), options)

    def _inner(self, ends: str) -> Sequence[_Piece]:
        """The parts of a bracket that has just been opened, up to its end."""
        self._depth += 1
        if self._depth > DEEP:
            raise _UnknownError
        parts = [self.sequence(ends)]
        while self._text[self._at : self._at + 1] not in {")", ""}:
            self._at += 1
            parts.append(self.sequence(ends))
        if self._at >= len(self._text):
            raise _UnknownError
        self._at += 1
        self._depth -= 1
        return parts


def _over(parts: Sequence[_Piece], _: str) -> _Piece:
    """Signs over each other: a number in a ring, a tick in a box, what stands under a reading, or joined signs."""
    base = [each.text for each in parts if not each.level]
    if len(base) == 2 and base[0] in RINGS and base[1].isdecimal():
        return _Piece(format_number(int(base[1]), "decimalEnclosedCircle"))
    if len(base) == 2 and base[0] in BOXES and base[1] in BOXED:
        return _Piece(BOXED[base[1]])
    return _Piece(base[-1] if base else "".join(each.written for each in parts))


def _shifted(parts: Sequence[_Piece], options: str) -> _Piece:
    level = 1 if "\\up" in options else -1 if "\\do" in options else 0
    return _Piece("".join(each.text for each in parts), level)


def _bracketed(parts: Sequence[_Piece], options: str) -> _Piece:
    signs = dict(BRACKET.findall(options))
    both = signs.get("b", "" if signs else "(")
    return _Piece(f"{signs.get('l', both)}{_listed(parts)}{signs.get('r', CLOSING.get(both, both))}")


def _sum(parts: Sequence[_Piece], options: str) -> _Piece:
    sign = "∑" if "\\su" in options else "∏" if "\\pr" in options else "∫"
    below, above, inner = _several(parts, 3)
    return _Piece(f"{sign}{lower(below)}{upper(above)}{inner}")


def _several(parts: Sequence[_Piece], wanted: int) -> Sequence[str]:
    if len(parts) != wanted:
        raise _UnknownError
    return [each.written for each in parts]


def _listed(parts: Sequence[_Piece]) -> str:
    return ",".join(each.written for each in parts)


def _root(parts: Sequence[_Piece]) -> str:
    degree, inner = _several((_Piece(""), *parts)[-2:], 2)
    return root(degree, inner)


SHAPES: Mapping[str, Callable[[Sequence[_Piece], str], _Piece]] = {
    "o": _over,
    "s": _shifted,
    "b": _bracketed,
    "i": _sum,
    "f": lambda parts, _: _Piece(fraction(*_several(parts, 2))),
    "r": lambda parts, _: _Piece(_root(parts)),
    "x": lambda parts, _: _Piece(_listed(parts)),
    "l": lambda parts, _: _Piece(_listed(parts)),
    "d": lambda parts, _: _Piece("".join(each.written for each in parts)),
}
