"""What an author left open: `data/rules/gaps.yml`, which pages mark and cleaning leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.errors import RuleError
from archive.rulefiles.strict import load_yaml

FILE = "gaps.yml"
_NAMED = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Gaps:
    """The shape of the file; `{name}` in a pattern of `bracketed` stands for one of `words`."""

    signs: str
    bracketed: tuple[str, ...]
    words: Mapping[str, str]

    def in_brackets(self) -> str:
        """The pattern of words in brackets that are a gap, brackets and all; few lines have its first character."""
        return f"(?={self.words['left']})(?:{'|'.join(map(self._whole, self.bracketed))})"

    def anywhere(self) -> str:
        """The pattern of every gap; of a gap in brackets the brackets are part."""
        return f"{self.in_brackets()}|{self.signs}"

    def _whole(self, pattern: str) -> str:
        return _NAMED.sub(lambda name: f"(?:{self.words[name[1]]})", pattern)


def load_gaps(rules: Path) -> Gaps:
    """Read and try the file. Raises `RuleError` for a pattern that is none."""
    path = rules / FILE
    gaps = load_yaml(path, Gaps)
    try:
        re.compile(gaps.anywhere())
    except KeyError as error:
        raise RuleError(
            path.as_posix(), f"没有词表 {error}", f"可用的词表：{'、'.join(gaps.words)}"
        ) from error
    except re.error as error:
        raise RuleError(path.as_posix(), f"模式有误（{error}）", "改正模式") from error
    return gaps
