"""Words that announce a password or a contact, `data/rules/secrets.yml`: one list for what is cut, tried and masked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.errors import RuleError
from archive.places import RULES
from archive.rulefiles.once import once
from archive.rulefiles.strict import load_yaml

MASK = "＊＊＊"


@dataclass(frozen=True, slots=True)
class Announced:
    """The shape of the file; `latin` are words for a password too, which are no fragment of cleaning rules."""

    passwords: tuple[str, ...]
    latin: tuple[str, ...]
    contacts: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    @property
    def fragment(self) -> str:
        """The Chinese words for a password as a pattern."""
        return _any(self.passwords)

    @property
    def password(self) -> str:
        """All words for a password as a pattern, for any case of letters."""
        return _any((*self.passwords, *self.latin))

    @property
    def anything(self) -> str:
        """All words as a pattern, for any case of letters."""
        return _any((*self.passwords, *self.latin, *self.contacts))


@once
def load_announced(rules: Path = RULES) -> Announced:
    """Read the words. Raises `RuleError` for a list without any, and for an empty word, which announces anything."""
    path = rules / "secrets.yml"
    file = load_yaml(path, Announced)
    for name in ("passwords", "latin", "contacts"):
        words: tuple[str, ...] = getattr(file, name)
        if not words or not all(word.strip() for word in words):
            raise RuleError(path.as_posix(), f"{name}：是空的，或有空白的词", "写上词，删去空白的")
    return file


def _any(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first: 微信号 before 微信."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
