"""What an author left open (X次, XX局, ____, [具体数据]名) is shown as such: marked on the page, never changed.

The mark goes round the characters of the finished HTML of the blocks, whose text holds no element of its own, so that
what stands in a heading or paragraph stays the same character for character. The pattern is that of
`archive.cleaning.gaps`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf

from archive.patterns.needed import Signs, needed

_TEXT = re.compile(r">[^<]+<")
MARK = '<span class="gap" title="原件如此，未填写">'


def marked(html: str, pattern: str) -> tuple[str, int]:
    """The HTML of a report's blocks with every gap in a mark, and how many there are."""
    gap, sign = _compiled(pattern)
    count = 0

    def text(found: re.Match[str]) -> str:
        nonlocal count
        if not sign.search(found[0]):
            return found[0]
        marked, here = gap.subn(lambda hit: f"{MARK}{hit[0]}</span>", found[0])
        count += here
        return marked

    return _TEXT.sub(text, html), count


def is_gap(word: str, pattern: str) -> bool:
    """Whether a word is nothing but a gap, and so no keyword of a report."""
    return bool(_compiled(pattern)[0].fullmatch(word))


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern, and a faster one for a character without which it cannot match."""
    gap = re.compile(pattern)
    known = needed(gap, _width)
    ranges = known.characters if known else ()
    signs = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)
    return gap, re.compile(f"[{signs}]" if signs else "")


def _width(signs: Signs) -> float:
    """Few characters are best; pairs are of no use here."""
    return inf if signs.pairs else sum(last - first + 1 for first, last in signs.characters)
