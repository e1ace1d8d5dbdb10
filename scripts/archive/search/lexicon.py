"""jieba's words: its dictionary kept by first characters, and its way of cutting with that dictionary alone.

Importing jieba and loading its dictionary takes half a second, most of it for words that the few texts of a small
change do not hold. So jieba is asked once: it reads its dictionary, takes the user words and weighs them; what it made
is kept in one part a first character, of which only those are unpacked that a text needs. A text is cut as
`jieba.Tokenizer.cut` and `cut_for_search` cut it with `HMM=False`: of all ways to divide it into known words the one
whose words are likeliest together, of equals the one with the longest first word. Which words may be keywords is kept
with them, as jieba's dictionary alone tells what kind of word each is.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import logging
import marshal
import math
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from archive import files
from archive.caches import kept_or
from archive.rulefiles.once import once
from archive.search.documents import PLAIN
from archive.search.settings import KeywordRules, load_keyword_rules

MADE = 2  # to be raised when the same dictionary would be kept in another form
PIECE = re.compile(r"([一-鿕a-zA-Z0-9+#&._%-]+)|\r\n|.", re.DOTALL)  # jieba's re_han_default
LATIN = re.compile(r"[a-zA-Z0-9]")
Weights = dict[str, float | None]  # the beginning of a word, which is none itself, has None


class Lexicon:
    """Cuts texts into words, and knows the telling ones, which may be keywords.

    `parts` has the weights of words by their first character, packed, `telling` those words, and `other` is the weight
    of any other sign.
    """

    def __init__(self, parts: dict[str, bytes], telling: dict[str, bytes], other: float) -> None:
        self._parts = parts
        self._telling = telling
        self._other = other
        self._told: dict[str, frozenset[str]] = {}
        self._weights: Weights = {}
        self._known: set[str] = set()

    def cut(self, text: str) -> Iterator[str]:
        """Give the words of a text; every sign is in one of them."""
        self._learn(text)
        for piece in PIECE.finditer(text):
            yield from self._words(piece[0]) if piece[1] else (piece[0],)

    def cut_for_search(self, text: str) -> Iterator[str]:
        """Give before each longer word the words of two and of three characters inside it."""
        weights = self._weights
        for word in self.cut(text):
            for size in (2, 3):
                if len(word) > size:
                    inner = (word[at : at + size] for at in range(len(word) - size + 1))
                    yield from (each for each in inner if weights.get(each) is not None)
            yield word

    def tells(self, word: str) -> bool:
        """Whether a word may be a keyword."""
        first = word[0]
        if first not in self._told:
            self._told[first] = frozenset(self._telling.get(first, b"").decode().split("\n"))
        return word in self._told[first]

    def _learn(self, text: str) -> None:
        """Unpack the words that begin with any of these characters."""
        for char in set(text) - self._known:
            self._known.add(char)
            if char in self._parts:
                self._weights |= marshal.loads(self._parts[char])  # noqa: S302 - the build's own cache

    def _words(self, text: str) -> Iterator[str]:
        """Follow the likeliest way; single Latin letters and digits in a row are one word."""
        ends = self._likeliest(text)
        at, latin = 0, 0
        while at < len(text):
            word = text[at : ends[at]]
            if len(word) > 1 or not LATIN.match(word):
                if latin < at:
                    yield text[latin:at]
                yield word
                latin = ends[at]
            at = ends[at]
        if latin < at:
            yield text[latin:at]

    def _likeliest(self, text: str) -> list[int]:
        """Say for each place where the word ends that begins there on the likeliest way from it to the end."""
        weights, size = self._weights, len(text)
        ends, best = [0] * size, [0.0] * (size + 1)
        for begin in range(size - 1, -1, -1):
            end, found = begin + 1, -math.inf
            piece = text[begin]
            while piece in weights:
                weight = weights[piece]
                if weight is not None and (way := weight + best[end]) >= found:
                    found, ends[begin] = way, end
                if end == size:
                    break
                end += 1
                piece = text[begin:end]
            if not ends[begin]:
                found, ends[begin] = self._other + best[begin + 1], begin + 1
            best[begin] = found
        return ends


@functools.cache
def jieba_version() -> str:
    """What jieba's dictionary and its way of cutting depend on."""
    return version("jieba")


@once
def lexicon(rules: Path, folder: Path) -> Lexicon:
    """Give jieba's words and the user words, read once a process; `folder` is where they are kept."""
    words = (rules / "words.txt").read_text("utf-8")
    context = repr((MADE, jieba_version(), words)).encode() + (rules / "keywords.yml").read_bytes()
    path = folder / f"words-{hashlib.blake2b(context, digest_size=8).hexdigest()}"
    known = kept_or(path, lambda kept: Lexicon(*kept), None)
    if known is not None:
        return known
    parts, telling, other = _asked(words, load_keyword_rules(rules), folder)
    files.write(path, marshal.dumps((parts, telling, other), PLAIN))
    return Lexicon(parts, telling, other)


def _asked(words: str, rules: KeywordRules, folder: Path) -> tuple[dict[str, bytes], dict[str, bytes], float]:
    """Let jieba read its dictionary and take the user words, one a line; `folder` is where it keeps what it read."""
    import jieba  # noqa: PLC0415 - a build that finds its words kept never needs it

    # What it keeps is asked for once; where the disk is full, the next write says so in a sentence.
    jieba.setLogLevel(logging.CRITICAL)
    folder.mkdir(parents=True, exist_ok=True)
    cutter = jieba.Tokenizer()
    cutter.tmp_dir = str(folder)
    cutter.initialize()
    user = [word for line in words.splitlines() if (word := line.partition("#")[0].strip())]
    for word in user:
        cutter.add_word(word)
    whole = math.log(cutter.total)
    parts: dict[str, Weights] = {}
    for word, often in cutter.FREQ.items():
        parts.setdefault(word[0], {})[word] = math.log(often) - whole if often else None
    with cutter.get_dict_file() as lines:
        rows = (line.decode("utf-8").split() for line in lines)
        telling = {*user, *rules.also, *(row[0] for row in rows if row[2] in rules.kinds)} - rules.never
    packed = {char: marshal.dumps(held, PLAIN) for char, held in parts.items()}
    return packed, _by_first(telling), math.log(1) - whole


def _by_first(words: Iterable[str]) -> dict[str, bytes]:
    return {
        first: "\n".join(some).encode()
        for first, some in itertools.groupby(sorted(words), lambda word: word[0])
    }
