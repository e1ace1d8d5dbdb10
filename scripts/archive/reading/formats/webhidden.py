"""What a web page's own styles hide: elements that a `<style>` names simply, and styles on the elements themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
# Rules within @media and the like hold for other media or other widths.
BLOCK = re.compile(r"([^{}]*)\{([^{}]*)\}")
NESTED = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]*;")
SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][a-z_-][\w-]*)*", re.IGNORECASE)
DECLARATION = re.compile(
    r"(?<![\w-])(display|visibility|font-size)\s*:\s*([^;!}]+?)\s*(!\s*important)?\s*(?=[;}]|$)",
    re.IGNORECASE,
)
HIDING = {
    "display": re.compile(r"none", re.IGNORECASE),
    "visibility": re.compile(r"hidden|collapse", re.IGNORECASE),
    "font-size": re.compile(r"0*(?:\.0+)?0(?:\.0+)?(?:px|pt|em|rem|%)?", re.IGNORECASE),
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
    nodes: dict[int, LexborNode] = {}
    state: dict[int, dict[str, bool]] = {}
    for rule in sorted(_rules(page)):
        for node in page.css(rule.selector):
            nodes[node.mem_id] = node
            state.setdefault(node.mem_id, {})[rule.name] = rule.hides
    for node in page.css("[style]"):
        for name, hides, _ in _declared(node.attributes.get("style") or ""):
            nodes[node.mem_id] = node
            state.setdefault(node.mem_id, {})[name] = hides
    return [nodes[key] for key, found in state.items() if _is_hidden(nodes[key], found)]


def _is_hidden(node: LexborNode, found: dict[str, bool]) -> bool:
    sizeless = found.get("font-size", False) and all(child.tag == "br" for child in node.iter())
    return found.get("display", False) or found.get("visibility", False) or sizeless


def _rules(page: LexborHTMLParser) -> Iterator[_Rule]:
    """The rules of the page's style sheets that show or hide; none where nothing hides."""
    order = 0
    for sheet in page.css("style"):
        text = NESTED.sub("", COMMENT.sub("", sheet.text() or ""))
        if not any(hides for _, hides, _ in _declared(text)):
            continue
        for match in BLOCK.finditer(text):
            for name, hides, important in _declared(match[2]):
                for selector in map(str.strip, match[1].split(",")):
                    if selector and SIMPLE.fullmatch(selector):
                        order += 1
                        yield _Rule(important, _weight(selector), order, selector, name, hides)


def _weight(selector: str) -> tuple[int, int, int]:
    return selector.count("#"), selector.count("."), selector[0] not in ".#"


def _declared(style: str) -> Iterator[tuple[str, bool, bool]]:
    """What a style says of showing: the property, whether it hides, and whether it insists."""
    for match in DECLARATION.finditer(style):
        name = match[1].lower()
        yield name, HIDING[name].fullmatch(match[2]) is not None, bool(match[3])
