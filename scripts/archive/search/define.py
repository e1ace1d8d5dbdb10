"""Maintenance: make `data/rules/search-form.txt` anew from Unicode and OpenCC.

    cd scripts && python3 -m archive.search.define

Needs the OpenCC package (requirements-dev.txt). A new table changes every position in every index, so it is
made only on purpose; the versions stand in the file, and a test compares the file with this definition.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from importlib.metadata import version

import opencc

from archive.places import RULES
from archive.search.formtable import LAST, FormTable, dump, table_of

SETTLES = 8


def definition() -> FormTable:
    """Compute the form of every code point by the rule."""
    simplify = opencc.OpenCC("t2s").convert
    points = (point for point in range(LAST + 1) if unicodedata.category(chr(point))[0] not in "CZ")
    forms = {point: settled(chr(point), simplify) for point in points}
    named = {point: form for point, form in forms.items() if form}
    return table_of(named, unicodedata.unidata_version, f"OpenCC {version('OpenCC')} t2s")


def settled(text: str, simplify: Callable[[str], str]) -> str:
    """Apply the rule until nothing changes; raises ValueError for a character that never settles."""
    for _ in range(SETTLES):
        after = once(text, simplify)
        if after == text:
            return text
        text = after
    raise ValueError(f"{text!r} does not settle")


def once(text: str, simplify: Callable[[str], str]) -> str:
    """Apply the rule: NFKC, case fold, keep letters and numbers, simplify each character by itself."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (char for char in folded if unicodedata.category(char)[0] in "LN")
    return "".join(map(simplify, kept))


def main() -> None:
    """Write the table into the rules folder."""
    (RULES / "search-form.txt").write_text(dump(definition()), "utf-8")


if __name__ == "__main__":
    main()
