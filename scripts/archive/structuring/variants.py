"""Traditional characters read as simplified ones, so that one set of patterns serves both scripts.

Only what the rules look at is changed, one character for one, so that every offset stays; published text never is.
The characters are those of `data/rules/search-form.txt`, the table that searching goes by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.rulefiles.once import once
from archive.search.formtable import load

HAN = range(0x3400, 0xA000)
# A text is written in traditional characters when so many of them stand in its first characters; a simplified
# text holds a stray one (a name, a quotation) now and then.
HEAD = 400
LEAST = 5


NOTHING = re.compile("(?!)")


@dataclass(frozen=True, slots=True)
class Variants:
    """Each traditional character (code point) with its simplified one."""

    table: Mapping[int, int]
    signs: frozenset[str]
    any_sign: re.Pattern[str] = NOTHING

    def plain(self, text: str) -> str:
        """The text in simplified characters, of the same length; the very same text when it is in them already."""
        head = text[:HEAD]
        if not self.any_sign.search(head) or sum(sign in self.signs for sign in head) < LEAST:
            return text
        return text.translate(self.table)


@once
def load_variants(rules_dir: Path) -> Variants:
    """Read the Han characters of the table whose form is another single one. Raises `RuleError` as the table does."""
    table = {
        point: point + run.shift
        for run in load(rules_dir / "search-form.txt").runs
        for point in range(run.first, run.last + 1, run.step)
        if point in HAN and point + run.shift in HAN
    }
    signs = frozenset(map(chr, table))
    return Variants(table, signs, re.compile(f"[{''.join(sorted(signs))}]"))


def as_written(words: str, plain: str, text: str) -> str:
    """Give words that were taken from `plain` (blanks aside) in the characters of `text`, which `plain` reads."""
    bare, written = "".join(plain.split()), "".join(text.split())
    at = bare.find("".join(words.split()))
    if at < 0:
        return words
    signs = iter(written[at:])
    return "".join(sign if sign.isspace() else next(signs) for sign in words)
