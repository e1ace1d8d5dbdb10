"""Word fields while a document is walked: instructions are not text, results are, a table of contents is neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.reading.formats.symbols import symbol
from archive.reading.formats.wordequations import equation, is_equation

TOC = re.compile(r"\s*TOC\b", re.IGNORECASE)
SYMBOL = re.compile(r'\s*SYMBOL\s+(\d{1,5})\b.*\\f\s*"?([^"\\]+)', re.IGNORECASE)


@dataclass(slots=True)
class _Field:
    """A field: its number in the part, what its form shows, and whether its result has text."""

    number: int
    form: str
    instruction: list[str] = field(default_factory=list)
    in_result: bool = False
    filled: bool = False


class Ended(NamedTuple):
    """The text of a field that shows something without a stored result; an instruction that was not understood."""

    text: str = ""
    unread: str = ""


class Fields:
    """The fields that are open at the present place; a result may span paragraphs. Some are `ignored`, by number."""

    def __init__(self, ignored: frozenset[int] = frozenset()) -> None:
        self._open: list[_Field] = []
        self._ignored = ignored
        self._begun = 0

    def begin(self, form: str) -> None:
        """A field starts with its instruction; `form` is what it shows as a control of a form."""
        if self._begun not in self._ignored:
            self._open.append(_Field(self._begun, form))
        self._begun += 1

    def separate(self) -> None:
        """The instruction ends, the result begins; a stray mark is ignored."""
        if self._open:
            self._open[-1].in_result = True

    def fill(self, text: str) -> None:
        """Text stands in the results of the fields that are open."""
        for each in self._open:
            each.filled = each.filled or bool(text.strip())

    def end(self) -> Ended:
        """The field ends."""
        last = self._open.pop() if self._open else None
        if last is None or last.filled:
            return Ended()
        if last.form:
            return Ended(last.form)
        instruction = "".join(last.instruction)
        shown = shown_by(instruction)
        return Ended(unread=instruction.strip()) if shown is None else Ended(shown)

    def instruct(self, text: str) -> None:
        """Add a piece of instruction."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].instruction.append(text)

    @property
    def unclosed(self) -> frozenset[int]:
        """The numbers of the fields that are open."""
        return frozenset(each.number for each in self._open)

    @property
    def hides(self) -> bool:
        """Whether text at this place belongs to an instruction."""
        return any(not each.in_result for each in self._open)

    @property
    def in_contents(self) -> bool:
        """Whether this place is in the result of a table of contents."""
        return any(each.in_result and TOC.match("".join(each.instruction)) for each in self._open)


def shown_by(instruction: str) -> str | None:
    """What a field shows by its instruction alone; None for an equation that is not understood."""
    if is_equation(instruction):
        return equation(instruction)
    named = SYMBOL.match(instruction)
    return symbol(int(named[1]), named[2]) if named else ""
