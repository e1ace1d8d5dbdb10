"""Looking around in the XML of a Word document: which of several versions counts, what a wrapper holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from archive.reading.formats.numbering import Label

# What a piece of mc-AlternateContent may require for its first choice to be understood here.
KNOWN = frozenset({"wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "a14", "v", "cx1"})
GONE = frozenset({"w-del", "w-moveFrom"})
# Wrappers whose content counts as if they were not there; insertions among them.
KEPT = frozenset(
    {"w-ins", "w-moveTo", "w-customXml", "w-smartTag", "w-hyperlink", "w-dir", "w-bdo", "w-fldSimple"}
)


def members(node: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside controls and marked insertions."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag == "w-sdt":
            for content in child.findall("w-sdtContent"):
                yield from members(content, tag)
        elif child.tag in KEPT:
            yield from members(child, tag)


def chosen(node: Element) -> Iterable[Element]:
    """The choice of mc-AlternateContent that is understood here, else the fallback, else what there is."""
    choices = node.findall("mc-Choice")
    for choice in choices:
        if set(choice.get("Requires", "").split()) <= KNOWN:
            return choice
    return next(iter((*node.findall("mc-Fallback"), *choices)), ())


def boxes(node: Element) -> Iterator[Element]:
    """The outermost text boxes below a drawing."""
    for child in node:
        if child.tag == "w-txbxContent":
            yield child
        elif child.tag == "mc-AlternateContent":
            for each in chosen(child):
                yield from ((each,) if each.tag == "w-txbxContent" else boxes(each))
        else:
            yield from boxes(child)


def labelled(label: Label | None, text: str) -> str:
    """The paragraph with its automatic number, if it has one."""
    return text if label is None else label.before(text)


def text_of(node: Element) -> str:
    """The characters of `w-t`; white space at its ends counts only when it says so."""
    text = node.text or ""
    return text if node.get("xml-space") == "preserve" else text.strip(" \t\r\n")


def value(node: Element, path: str) -> str:
    """The `w:val` of the element at a path; empty when it is not there."""
    found = node.find(path)
    return "" if found is None else found.get("w-val", "")
