"""Lists of contents: lines below 目录 that stand below once more, or end in leader dots and the number of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.structuring.layout import StructureRules
from archive.structuring.lines import Line

PAGE = re.compile(r"[\s.．…·—-]*[0-9]{1,3}$")
BLANKS = re.compile(r"\s+")


def contents(lines: Sequence[Line], rules: StructureRules) -> frozenset[int]:
    """Give the lines of lists of contents, with the line 目录 above them: they are no headings."""
    named, led = rules.patterns["headings.contents"], rules.patterns["headings.leader"]
    found = {i for i, line in enumerate(lines) if line.text[-1].isdigit() and led.search(line.text)}
    for start in [i for i, line in enumerate(lines) if line.text[0] == "目" and named.search(line.text)]:
        bare = [BLANKS.sub("", line.text) for line in lines[start + 1 :]]
        entries = _entries(bare, found, start + 1)
        found.update(range(start, start + 1 + entries) if entries else ())
    return frozenset(found)


def _entries(bare: Sequence[str], led: set[int], first: int) -> int:
    """How many lines from the first on are entries of the list."""
    for k, words in enumerate(bare):
        if first + k not in led and not _recurs(words, bare[k + 1 :]):
            return k
    return len(bare)


def _recurs(words: str, below: Sequence[str]) -> bool:
    """True if the entry, or what stands in front of its page number, begins a line further below."""
    heads = {words, PAGE.sub("", words)} - {""}
    return any(line.startswith(head) for line in below for head in heads)
