"""Word fields while a document is walked: instructions are not text, results are, a table of contents is neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.reading.formats.numerals import format_number

TOC = re.compile(r"\s*TOC\b", re.IGNORECASE)
# 带圈字符 and 合并字符 have no stored result; their characters stand in the instruction.
OVERSTRIKE = re.compile(
    r"\s*EQ\s*\\o(?:\\a[clr])*\s*\(\s*(.+?)\s*[,，;]\s*(.+?)\s*\)\s*$", re.IGNORECASE | re.DOTALL
)
RINGS = "○◯〇"


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    in_result: bool = False
    seen_result: bool = False


class Fields:
    """The fields that are open at the present place; a result may span paragraphs."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def begin(self) -> None:
        """A field starts with its instruction."""
        self._open.append(_Field())

    def separate(self) -> None:
        """The instruction ends, the result begins; a stray mark is ignored."""
        if self._open:
            self._open[-1].in_result = True
            self._open[-1].seen_result = True

    def end(self) -> str:
        """The field ends; gives the text of a field that shows something without a stored result."""
        if not self._open:
            return ""
        last = self._open.pop()
        return "" if last.seen_result else shown_by("".join(last.instruction))

    def instruct(self, text: str) -> None:
        """Add a piece of instruction."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].instruction.append(text)

    @property
    def hides(self) -> bool:
        """Whether text at this place belongs to an instruction."""
        return any(not each.in_result for each in self._open)

    @property
    def in_contents(self) -> bool:
        """Whether this place is in the result of a table of contents."""
        return any(each.in_result and TOC.match("".join(each.instruction)) for each in self._open)


def shown_by(instruction: str) -> str:
    """What an overstrike shows: a number in a ring becomes ①, anything else its second part."""
    match = OVERSTRIKE.match(instruction)
    if match is None:
        return ""
    under, over = match[1], match[2]
    if under in RINGS and over.isdecimal():
        return format_number(int(over), "decimalEnclosedCircle")
    return over
