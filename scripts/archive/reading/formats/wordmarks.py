"""What pieces of a Word document say of themselves: that they are hidden or deleted, and which sign they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from archive.reading.formats.faces import PLAIN, Face
from archive.reading.formats.numbering import Label
from archive.reading.formats.styles import Styles, number, on
from archive.reading.formats.symbols import symbol
from archive.reading.formats.wordtree import value

SIGNS: Mapping[str, str] = {
    "w-tab": "\t", "w-ptab": "\t", "w-cr": "\n", "w-noBreakHyphen": "-", "w-softHyphen": "",
}  # fmt: skip
REFERENCES: Mapping[str, str] = {"w-footnoteReference": "w-footnote", "w-endnoteReference": "w-endnote"}
TICKED, UNTICKED = "☑", "□"


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark at a paragraph's end: where it is deleted or hidden, the next paragraph continues this one."""

    deleted: bool
    hidden: bool

    @staticmethod
    def of(paragraph: Element) -> Mark:
        """The mark of a paragraph."""
        mark = paragraph.find("w-pPr/w-rPr")
        if mark is None:
            return Mark(deleted=False, hidden=False)
        deleted = mark.find("w-del") is not None or mark.find("w-moveFrom") is not None
        return Mark(deleted, hidden=bool(on(mark.find("w-vanish"))))


@dataclass(frozen=True, slots=True)
class Carry:
    """A paragraph whose mark is deleted or hidden, so that the next one continues it."""

    text: str = ""
    label: Label | None = None


def is_hidden(run: Element, style: str, styles: Styles) -> bool:
    """A run says so itself, or its styles do; two styles that both say so cancel out (a toggle)."""
    own = on(run.find("w-rPr/w-vanish"))
    if own is not None:
        return own
    named = value(run, "w-rPr/w-rStyle")
    either = styles.is_hidden(style) != (bool(named) and styles.is_hidden(named))
    return either or styles.hidden


def face_of(run: Element, style: str, styles: Styles) -> Face:
    """How a run looks: as it says itself, else as its own style, else as that of the paragraph says."""
    named = styles.faces.get(value(run, "w-rPr/w-rStyle"), PLAIN)
    return Face.of(run).over(named).over(styles.faces.get(style, PLAIN))


def form(node: Element) -> str:
    """What a control of a form shows that stores no result: its box, ticked or not, or the entry chosen of a list."""
    box, entries = node.find("w-ffData/w-checkBox"), node.findall("w-ffData/w-ddList/w-listEntry")
    if box is not None:
        checked = on(box.find("w-checked"))
        return TICKED if (on(box.find("w-default")) if checked is None else checked) else UNTICKED
    found = (number(node.find(f"w-ffData/w-ddList/w-{each}")) for each in ("result", "default"))
    at = next((each for each in found if each is not None), 0)
    return entries[at].get("w-val", "") if 0 <= at < len(entries) else ""


def sign(node: Element) -> str:
    """The sign of `w-sym`; empty where its font is not known."""
    try:
        return symbol(int(node.get("w-char", ""), 16), node.get("w-font", ""))
    except ValueError:
        return ""
