"""Whose voice a line has: that of the document, or that of the page, the shop or the chat it was copied from.

    voice = bias + Σ weight of each sign and pair of neighbouring signs × 2 / √length + weight of place and shape

Rules know forms and words; pages invent new ones every day. What running text of this field sounds like is known
from millions of characters of it, and the weights of `data/rules/voice.txt` tell how much each pair of signs
speaks for a page (above 0) or for a document (below 0). They are learned by logistic regression from lines that a
person marked (`tests/accuracy/learn.py`), so that each cut can still be shown with the words that decided it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from math import sqrt
from pathlib import Path

from archive.errors import RuleError

SHORTEST = 4
LONGEST_WORD = 8
ADDRESS = re.compile(r"https?://\S+|www\.\S+")
DIGITS = re.compile(r"\d+")
LATIN = re.compile(r"[A-Za-z]+")
SENTENCE = re.compile(r".{20,}[。；]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Voice:
    """Learned weights by feature, in hundredths; a feature that is not among them weighs nothing."""

    weights: Mapping[str, int]

    def words(self, text: str) -> float:
        """The logarithm of the odds that a line is the page's, as its words and its shape tell."""
        said, value = spoken(text)
        told = sum(map(self.weights.get, said, repeat(0)))
        return (told * value + sum(self.weights.get(name, 0) for name in shape(text))) / 100

    def places(self, places: Iterable[str]) -> float:
        """What its places add to that."""
        return sum(self.weights.get(f"place {place}", 0) for place in places) / 100

    def loudest(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The words of a line that say most for a page, strongest first."""
        pairs = [
            name for name in dict.fromkeys(spoken(text)[0]) if len(name) > 1 and self.weights.get(name, 0) > 0
        ]
        return tuple(sorted(pairs, key=lambda name: -self.weights[name])[:most])


def spoken(text: str) -> tuple[list[str], float]:
    """The signs and the pairs of neighbouring signs of a line, and what each of them counts.

    Figures, addresses and long foreign words count as one sign.
    """
    plain = ADDRESS.sub("@", unicodedata.normalize("NFKC", text))
    plain = LATIN.sub(_word, DIGITS.sub("0", plain)).replace(" ", "_")
    framed = f"^{plain}$"
    return [*set(plain), *map(str.__add__, framed, framed[1:])], 2 / sqrt(max(SHORTEST, len(plain)))


def shape(text: str) -> tuple[str, ...]:
    """What is known of a line besides its words: its length, its last sign, whether it is a sentence."""
    last = text[-1] if not text[-1].isalnum() else unicodedata.category(text[-1])
    return (
        "bias",
        f"length {len(text).bit_length()}",
        f"last {last}",
        f"sentence {bool(SENTENCE.fullmatch(text))}",
    )


def _word(match: re.Match[str]) -> str:
    return match[0].lower() if len(match[0]) < LONGEST_WORD else "A"


@cache
def load_voice(path: Path) -> Voice:
    """Read the learned weights: a comment, then a line a feature, its weight in hundredths before it."""
    weights: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        weight, _, name = line.partition(" ")
        try:
            weights[name] = int(weight)
        except ValueError as error:
            raise RuleError(
                path.as_posix(),
                f"line {number}: no weight before the feature: {line!r}",
                "Make the file anew with tests/accuracy/learn.py",
            ) from error
    return Voice(weights)
