"""Word's automatic numbering: 一、（一）1. are not in the text of a docx, but counted while it is shown.

The definitions (`numbering.xml`) are read once; a `Counter` then walks the paragraphs in document order. Counters
belong to the abstract definition: instances of the same one go on counting together, unless an instance has a
start override, which restarts its level the first time that the instance is used there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import category
from xml.etree.ElementTree import Element

from archive.reading.formats.numerals import custom, format_number
from archive.reading.formats.styles import Styles, number, on
from archive.reading.formats.symbols import from_symbol_font

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
# After one of these a number needs no space before the text.
CLOSING = "、．。，：；）】〕〉》」』）)]｝】"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its first number, format, text with `%1` places, what follows, and when it starts again."""

    start: int = 0
    format: str = "decimal"
    custom: str = ""
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    style: str = ""
    font: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """A `w-num`: the abstract definition it counts in, its levels with overrides, and start overrides."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Definitions:
    """All instances by id."""

    instances: Mapping[int, Instance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """The number shown before a paragraph and what separates it from the text: tab, space or nothing."""

    text: str
    suffix: str

    def before(self, text: str) -> str:
        """The number put before the text as a person would have typed it.

        The tab after an automatic number is layout: 一、 and （一） are written without it, while `1.` before a
        digit or a number without punctuation needs a space to stay a number.
        """
        if not text or self.suffix == "nothing":
            return self.text + text
        if self.suffix == "space":
            return f"{self.text} {text}"
        last = self.text[-1:]
        closed = last in CLOSING or category(last) == "No" or (last == "." and not text[:1].isdigit())
        return self.text + text if closed else f"{self.text} {text}"


def load_numbering(root: Element | None, styles: Styles) -> Definitions:
    """Read `numbering.xml`, following links from a numbering style to the definition that carries it."""
    if root is None:
        return Definitions()
    abstracts = {node.get("w-abstractNumId", ""): node for node in root.findall("w-abstractNum")}
    targets = {node.get("w-numId", ""): _value(node, "w-abstractNumId") for node in root.findall("w-num")}
    instances: dict[int, Instance] = {}
    for node in root.findall("w-num"):
        num_id = node.get("w-numId", "")
        if num_id.isdecimal():
            abstract = _linked(targets[num_id], abstracts, targets, styles)
            instances[int(num_id)] = _instance(node, abstract, abstracts.get(abstract))
    return Definitions(instances)


def _linked(
    abstract: str, abstracts: Mapping[str, Element], targets: Mapping[str, str], styles: Styles
) -> str:
    """The definition behind `numStyleLink`, which has no levels of its own."""
    for _ in range(LEVELS):
        node = abstracts.get(abstract)
        link = "" if node is None else _value(node, "w-numStyleLink")
        if not link:
            break
        num_id = next((style.num_id for style in styles.chain(link) if style.num_id), None)
        owner = next((key for key, each in abstracts.items() if _value(each, "w-styleLink") == link), "")
        abstract = targets.get(str(num_id), owner) if targets.get(str(num_id)) != abstract else owner
    return abstract


def _instance(node: Element, abstract: str, definition: Element | None) -> Instance:
    nodes = [] if definition is None else definition.findall("w-lvl")
    levels = {index: _level(each) for each in nodes if (index := _index(each)) is not None}
    starts: dict[int, int] = {}
    for override in node.findall("w-lvlOverride"):
        index = _index(override)
        if index is None:
            continue
        own = override.find("w-lvl")
        if own is not None:
            levels[index] = _level(own)
        start = number(override.find("w-startOverride"))
        if start is not None:
            starts[index] = start
    return Instance(abstract, levels, starts)


def _index(node: Element) -> int | None:
    value = node.get("w-ilvl", "")
    return int(value) if value.isdecimal() and int(value) < LEVELS else None


def _value(node: Element, path: str) -> str:
    found = node.find(path)
    return "" if found is None else found.get("w-val", "")


def _level(node: Element) -> Level:
    """Read a `w-lvl`. A format too new for the schema stands in mc-AlternateContent beside its fallback."""
    chosen = node.find("mc-AlternateContent/mc-Choice/w-numFmt")
    chosen = node.find("w-numFmt") if chosen is None else chosen
    fonts = node.find("w-rPr/w-rFonts")
    text = node.find("w-lvlText")
    shown = "" if text is None or _switched_off(text) else text.get("w-val", "")
    return Level(
        start=number(node.find("w-start")) or 0,
        format="decimal" if chosen is None else chosen.get("w-val", "decimal"),
        custom="" if chosen is None else chosen.get("w-format", ""),
        text=shown,
        suffix=_value(node, "w-suff") or "tab",
        restart=number(node.find("w-lvlRestart")),
        legal=bool(on(node.find("w-isLgl"))),
        hidden=bool(on(node.find("w-rPr/w-vanish"))),
        style=_value(node, "w-pStyle"),
        font="" if fonts is None else fonts.get("w-ascii", fonts.get("w-hAnsi", "")),
    )


def _switched_off(text: Element) -> bool:
    """Whether the level's text is switched off (`w-null`)."""
    return text.get("w-null", "0").lower() in {"1", "true", "on"}


class Counter:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, definitions: Definitions, styles: Styles) -> None:
        self._definitions = definitions
        self._styles = styles
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[int, int]] = set()

    def next(self, style_id: str, num_id: int | None, level: int | None) -> Label | None:
        """Count one paragraph and give its label; None when it is not numbered.

        `num_id` and `level` are the paragraph's own; what it does not say comes from its style. A `num_id` of 0
        takes the style's numbering away.
        """
        styled = self._styled(style_id)
        num_id = styled[0] if num_id is None else num_id
        level = styled[1] if level is None else level
        instance = self._definitions.instances.get(num_id or 0)
        if instance is None or not num_id or level not in instance.levels:
            return None
        counts = self._advance(num_id, instance, level)
        definition = instance.levels[level]
        text = _render(instance, definition, counts)
        if definition.hidden or not text:
            return None
        return Label(text, definition.suffix)

    def _styled(self, style_id: str) -> tuple[int | None, int]:
        """Instance and level from the style chain: a level bound to the style outranks the style's own number."""
        level: int | None = None
        for style in self._styles.chain(style_id):
            level = style.level if level is None else level
            if style.num_id is None:
                continue
            instance = self._definitions.instances.get(style.num_id)
            levels = {} if instance is None else instance.levels
            bound = next((index for index, each in levels.items() if each.style == style.id), None)
            return style.num_id, bound if bound is not None else (level or 0)
        return None, level or 0

    def _advance(self, num_id: int, instance: Instance, level: int) -> list[int | None]:
        counts = self._counts.setdefault(instance.abstract, [None] * LEVELS)
        override = instance.starts.get(level)
        if override is not None and (num_id, level) not in self._started:
            counts[level] = override
        else:
            before = counts[level]
            start = instance.levels[level].start if override is None else override
            counts[level] = start if before is None else before + 1
        self._started.add((num_id, level))
        for deeper in range(level + 1, LEVELS):
            restart = instance.levels[deeper].restart if deeper in instance.levels else None
            if restart is None or (restart > 0 and level <= restart - 1):
                counts[deeper] = None
        return counts


def _render(instance: Instance, definition: Level, counts: list[int | None]) -> str:
    """The level's text with its places filled; a level above that has not been counted shows its start."""
    if definition.format == "bullet":
        return from_symbol_font(definition.text, definition.font)

    def fill(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        level = instance.levels.get(index, Level(start=1))
        counted = counts[index]
        value = instance.starts.get(index, level.start) if counted is None else counted
        if definition.legal:
            return str(value)
        return custom(value, level.custom) if level.format == "custom" else format_number(value, level.format)

    return PLACE.sub(fill, definition.text)
