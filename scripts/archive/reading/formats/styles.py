"""What Word styles say about a paragraph or a run: its numbering and whether it is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from xml.etree.ElementTree import Element

from archive.reading.formats.faces import Face

HEADING = re.compile("(?:heading|标题) ?([1-9])", re.IGNORECASE)
TEXT_LEVEL = 9  # the outline level of running text
CHAIN = 64  # a longer chain of base styles is a circle


def on(node: Element | None) -> bool | None:
    """The value of a switch such as `<w-vanish w-val="0"/>`; None when it is not there."""
    if node is None:
        return None
    return node.get("w-val", "true").lower() not in {"0", "false", "off"}


def number(node: Element | None) -> int | None:
    """The whole number in `w-val`; None when it is missing or is no number."""
    value = "" if node is None else node.get("w-val", "")
    return int(value) if value.lstrip("-").isdecimal() and value.isascii() and len(value) < 10 else None


@dataclass(frozen=True, slots=True)
class Style:
    """One style as far as text depends on it; `num_id` and `level` are its own, not inherited."""

    id: str
    based_on: str | None
    face: Face
    num_id: int | None
    level: int | None
    hidden: bool | None
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles of a document, with the default of paragraphs and the document's default for hidden text.

    `faces` are those of the styles with all that they are based on.
    """

    by_id: Mapping[str, Style] = field(default_factory=dict)
    paragraph: str = ""
    hidden: bool = False
    faces: Mapping[str, Face] = field(default_factory=dict)

    def chain(self, style_id: str) -> Iterator[Style]:
        """The style and those it is based on, nearest first."""
        for _ in range(CHAIN):
            style = self.by_id.get(style_id)
            if style is None:
                return
            yield style
            style_id = style.based_on or ""

    def is_hidden(self, style_id: str) -> bool:
        """The nearest statement in the chain about hidden text."""
        return next((style.hidden for style in self.chain(style_id) if style.hidden is not None), False)

    def outline(self, node: Element, style_id: str) -> int | None:
        """The level of a paragraph that is a heading, from 0 on: its own, or what its style says; None for text."""
        own = number(node.find("w-pPr/w-outlineLvl"))
        styled = (style.outline for style in self.chain(style_id) if style.outline is not None)
        level = next(styled, None) if own is None else own
        return level if level is not None and 0 <= level < TEXT_LEVEL else None


def load_styles(root: Element | None) -> Styles:
    """Read `styles.xml`; a document without one has no styles."""
    if root is None:
        return Styles()
    by_id: dict[str, Style] = {}
    default = ""
    for node in root.iter("w-style"):
        style = _style(node)
        by_id.setdefault(style.id, style)
        is_default = node.get("w-default", "0").lower() in {"1", "true", "on"}
        if is_default and node.get("w-type", "paragraph") == "paragraph":
            default = style.id
    hidden = on(root.find("w-docDefaults/w-rPrDefault/w-rPr/w-vanish"))
    styles = Styles(by_id, default, bool(hidden))
    faces = {each: reduce(Face.over, (style.face for style in styles.chain(each))) for each in by_id}
    return replace(styles, faces=faces)


def _style(node: Element) -> Style:
    base = node.find("w-basedOn")
    return Style(
        node.get("w-styleId", ""),
        None if base is None else base.get("w-val"),
        Face.of(node),
        number(node.find("w-pPr/w-numPr/w-numId")),
        number(node.find("w-pPr/w-numPr/w-ilvl")),
        on(node.find("w-rPr/w-vanish")),
        _outline(node),
    )


def _outline(node: Element) -> int | None:
    """The level that a style gives a paragraph: its setting, or the number in the name of a style of headings."""
    own = number(node.find("w-pPr/w-outlineLvl"))
    name = node.find("w-name")
    named = None if name is None else HEADING.fullmatch(name.get("w-val", ""))
    return int(named[1]) - 1 if own is None and named else own
