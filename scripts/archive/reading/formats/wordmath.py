"""Formulas of Word as one line of text: powers raised, fractions with a slash, brackets, roots and signs written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from xml.etree.ElementTree import Element

from archive.reading.formats.raised import lower, upper
from archive.reading.formats.wordtree import GONE

ROOTS: Mapping[str, str] = {"": "√", "2": "√", "3": "∛", "4": "∜"}
BRACKETED = re.compile(r"\([^()]*\)")


def fraction(above: str, below: str) -> str:
    """A fraction with a slash; a part of several words stands in brackets."""
    return "/".join(_grouped(part) for part in (above, below))


def root(degree: str, inner: str) -> str:
    """A root with its degree."""
    return f"{ROOTS.get(degree, f'{upper(degree)}√')}{_grouped(inner)}"


def formula(node: Element) -> str:
    """A formula as one line of text, what has no form of its own in reading order."""
    if node.tag == "m-t":
        return node.text or ""
    if node.tag in GONE:
        return ""
    shape = SHAPES.get(node.tag)
    return joined(map(formula, node)) if shape is None else shape(node)


def joined(parts: Iterable[str]) -> str:
    """Parts of a line side by side; a fraction behind a whole number stands apart: 2 1/2 is not 21/2."""
    return reduce(lambda line, part: line + apart(line, part), parts, "")


def apart(before: str, part: str) -> str:
    """A part of a line, with a space before it where a number would run into a fraction."""
    runs = "/" in part and part[0].isdecimal() and before[-1:].isdecimal()
    return f" {part}" if runs else part


def _grouped(part: str) -> str:
    whole = len(part) < 2 or part.isalnum() or BRACKETED.fullmatch(part)
    return part if whole else f"({part})"


def _part(node: Element, *names: str) -> str:
    return "".join(formula(each) for name in names for each in node.findall(f"m-{name}"))


def _sign(node: Element, name: str, default: str) -> str:
    """A sign that the properties of a shape name; one that is named and empty is none."""
    found = node.find(f"{node.tag}Pr/m-{name}")
    return default if found is None else found.get("m-val", "")


def _brackets(node: Element) -> str:
    inner = _sign(node, "sepChr", "|").join(formula(each) for each in node.findall("m-e"))
    return f"{_sign(node, 'begChr', '(')}{inner}{_sign(node, 'endChr', ')')}"


def _rows(node: Element) -> str:
    """The rows of a matrix or of equations one below the other."""
    rows = [[formula(each) for each in row.findall("m-e")] for row in node.findall("m-mr")]
    return "; ".join(" ".join(row) for row in rows or [[formula(each)] for each in node.findall("m-e")])


SHAPES: Mapping[str, Callable[[Element], str]] = {
    "m-f": lambda node: fraction(_part(node, "num"), _part(node, "den")),
    "m-sSup": lambda node: _part(node, "e") + upper(_part(node, "sup")),
    "m-sSub": lambda node: _part(node, "e") + lower(_part(node, "sub")),
    "m-sSubSup": lambda node: _part(node, "e") + lower(_part(node, "sub")) + upper(_part(node, "sup")),
    "m-sPre": lambda node: lower(_part(node, "sub")) + upper(_part(node, "sup")) + _part(node, "e"),
    "m-d": _brackets,
    "m-rad": lambda node: root(_part(node, "deg"), _part(node, "e")),
    "m-nary": lambda node: (
        _sign(node, "chr", "∫") + lower(_part(node, "sub")) + upper(_part(node, "sup")) + _part(node, "e")
    ),
    "m-acc": lambda node: _part(node, "e") + _sign(node, "chr", "\u0302"),
    "m-limLow": lambda node: _part(node, "e") + lower(_part(node, "lim")),
    "m-limUpp": lambda node: _part(node, "e") + upper(_part(node, "lim")),
    "m-m": _rows,
    "m-eqArr": _rows,
}
