"""What a web page's own styles hide: elements that a `<style>` names simply, and styles on the elements themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
BRACE = re.compile(r"[{}]")
SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][a-z_][\w-]*)*", re.IGNORECASE | re.ASCII)
SPOKEN = re.compile(r"display|visibility|font-size", re.IGNORECASE)
IMPORTANT = "!important"
HIDING = {
    "display": re.compile(r"none"),
    "visibility": re.compile(r"hidden|collapse"),
    "font-size": re.compile(r"0+(?:\.0*)?(?:px|pt|em|rem|%)?"),
}


class _Rule(NamedTuple):
    """One declaration: how strong it is, what it is for, and whether it hides."""

    important: bool
    weight: tuple[int, int, int]
    order: int
    selector: str
    name: str
    hides: bool


def hidden_by_style(page: LexborHTMLParser) -> list[LexborNode]:
    """The elements that a style of their own or of the page hides; of several rules the strongest counts.

    Letters without size hide only what holds no other elements: these can have a size of their own.
    """
    rules = sorted(_rules(page))
    nodes = {node.mem_id: node for rule in rules if rule.hides for node in page.css(rule.selector)}
    state: dict[int, dict[str, bool]] = {key: {} for key in nodes}
    for rule in rules if nodes else ():
        for node in page.css(rule.selector):
            if node.mem_id in state:
                state[node.mem_id][rule.name] = rule.hides
    for node in page.css("[style]"):
        for name, hides, _ in _declared(node.attributes.get("style") or ""):
            nodes[node.mem_id] = node
            state.setdefault(node.mem_id, {})[name] = hides
    return [nodes[key] for key, found in state.items() if _is_hidden(nodes[key], found)]


def _is_hidden(node: LexborNode, found: dict[str, bool]) -> bool:
    sizeless = found.get("font-size", False) and all(child.tag == "br" for child in node.iter())
    return found.get("display", False) or found.get("visibility", False) or sizeless


def _rules(page: LexborHTMLParser) -> Iterator[_Rule]:
    """The rules of the page's style sheets that show or hide, each that is repeated but once."""
    found: dict[tuple[bool, str, str], _Rule] = {}
    order = 0
    for sheet in page.css("style"):
        for selectors, style in _blocks(COMMENT.sub("", sheet.text() or "")):
            order += 1
            for name, hides, important in _declared(style):
                for selector in map(str.strip, selectors.split(",")):
                    if selector and SIMPLE.fullmatch(selector):
                        rule = _Rule(important, _weight(selector), order, selector, name, hides)
                        found[important, selector, name] = rule
    yield from found.values()


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule; those within @media and the like hold for other media or widths."""
    depth = begin = after = 0
    selectors = ""
    for match in BRACE.finditer(sheet):
        at = match.start()
        if match[0] == "{":
            depth += 1
            if depth == 1:
                selectors, begin = sheet[after:at].rpartition(";")[2].strip(), at + 1
            continue
        depth = max(0, depth - 1)
        if depth == 0:
            after = at + 1
            if not selectors.startswith("@"):
                yield selectors, sheet[begin:at]


def _weight(selector: str) -> tuple[int, int, int]:
    return selector.count("#"), selector.count("."), selector[0] not in ".#"


def _declared(style: str) -> Iterator[tuple[str, bool, bool]]:
    """What a style says of showing: the property, whether it hides, and whether it insists."""
    for declaration in style.split(";") if SPOKEN.search(style) else ():
        name, _, value = (each.strip().lower() for each in declaration.partition(":"))
        if name in HIDING:
            bare = value.replace(" ", "").removesuffix(IMPORTANT)
            yield name, HIDING[name].fullmatch(bare) is not None, bare != value.replace(" ", "")
