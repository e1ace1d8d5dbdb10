"""How the characters of a run look where that changes what they say: R in Wingdings 2 is a tick, a raised 4 a power."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from archive.reading.formats.raised import raised
from archive.reading.formats.symbols import SYMBOL_FONTS, symbol

FONT_NAMES = ("w-ascii", "w-asciiTheme", "w-hAnsi", "w-hAnsiTheme")
# Signs that a run marked as East Asian takes from its Chinese font.
CHINESE_SIGNS = frozenset("·°±×÷")


class Shown(NamedTuple):
    """Text as it is read, with the codes that no table knows, and whether it is written otherwise for being raised."""

    text: str
    unknown: tuple[str, ...] = ()
    lifted: bool = False


class Face(NamedTuple):
    """The font for Latin signs, and whether they are raised; empty and None where nothing is said."""

    font: str = ""
    lifted: bool | None = None
    chinese: bool = False

    @staticmethod
    def of(node: Element) -> Face:
        """What a run or a style says of itself."""
        said = node.find("w-rPr")
        font, lifted, chinese = "", None, False
        for each in () if said is None else said:
            if each.tag == "w-rFonts":
                font = next(filter(None, map(each.get, FONT_NAMES)), "")
                chinese = each.get("w-hint") == "eastAsia"
            elif each.tag == "w-vertAlign":
                lifted = each.get("w-val") == "superscript"
        return Face(font, lifted, chinese) if font or chinese or lifted is not None else PLAIN

    def over(self, other: Face) -> Face:
        """This face, and what it leaves open as the other says it."""
        if self is PLAIN or other is PLAIN:
            return other if self is PLAIN else self
        lifted = other.lifted if self.lifted is None else self.lifted
        return Face(self.font or other.font, lifted, self.chinese)

    def shown(self, text: str) -> Shown:
        """What a text says in this face."""
        if self.font.strip().lower() in SYMBOL_FONTS:
            signs = [(each, self._sign(each)) for each in text]
            unknown = tuple(f"{self.font} {ord(each):04X}" for each, found in signs if not found)
            return Shown("".join(found for _, found in signs), unknown)
        if not self.lifted:
            return Shown(text)
        written = raised(text)
        return Shown(written, lifted=written != text)

    def _sign(self, each: str) -> str:
        """A character in a symbol font; Chinese ones and spaces are in no such font."""
        code = ord(each)
        kept = each.isspace() or (self.chinese and each in CHINESE_SIGNS)
        if kept or not (code < 0x100 or 0xF000 <= code <= 0xF0FF):
            return each
        return symbol(code | 0xF000, self.font)


PLAIN = Face()
