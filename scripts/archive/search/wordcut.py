"""What the quick box knows of a report: words cut by jieba (search mode, user words) in search form.

Only title, labels, headings and the first sentence of each section are cut. jieba's dictionary decides about words
and nothing else here does; whether a phrase is found never depends on it.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import marshal
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from archive.caches import kept_value
from archive.rulefiles.once import once
from archive.search.documents import PLAIN, Document, Place, document
from archive.search.form import SearchForm, load_form, string
from archive.search.lexicon import Lexicon, jieba_version, lexicon
from archive.search.segments import Write
from archive.search.settings import load_keyword_rules

CUTTER = 2  # to be raised when the same text would be cut differently
CANDIDATES = 40  # words a report that may become keywords, by frequency
PIECES = 32_768  # headings and phrases that come again and again are cut once
GAP = re.compile(r"\W+")
SENTENCE = re.compile(r"[^。！？!?；;\n]{1,40}")
KEYWORD = re.compile(
    r"[^\W\d_a-z]{2,}"
)  # no figure and nothing in Latin letters, which search form makes small


@dataclass(frozen=True, slots=True)
class WordTask:
    """What a worker needs to cut the reports of one bucket."""

    path: Path
    rows: tuple[bytes, ...]
    rules: Path
    temporary: Path
    write: Write


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one report: title and labels as they stand, candidates for keywords with their frequency."""

    id: str
    shown: tuple[str, int | None, str | None, str | None]
    title: tuple[str, ...]
    labels: tuple[str, ...]
    candidates: tuple[tuple[str, int], ...]


def words_name(bucket: int, places: Sequence[Place], context: bytes) -> str:
    """Name a bucket's words by all that they depend on: reports, dictionaries, search form."""
    digest = hashlib.blake2b(context + cutter_version().encode(), digest_size=16)
    for place in places:
        digest.update(place.digest)
    return f"{bucket:03x}-{digest.hexdigest()}.words"


@functools.cache
def cutter_version() -> str:
    """What tells one way of cutting from another."""
    return f"{CUTTER} {jieba_version()}"


def cut_bucket(task: WordTask) -> None:
    """Cut the reports of one bucket and keep the words."""
    cutter = _cutter(task.rules, task.temporary)
    rows = [cutter.row(document(row)) for row in task.rows]
    task.write(task.path, marshal.dumps(rows, PLAIN))


def open_words(path: Path, *, candidates: bool = True) -> Iterator[Words]:
    """Read what `cut_bucket` kept; without the candidates, which are most of it, where no keywords are wanted."""
    yield from kept_value(
        path, lambda rows: [Words(*(row if candidates else (*row[:-1], ()))) for row in rows]
    )


@once
def _cutter(rules: Path, temporary: Path) -> Cutter:
    return Cutter(lexicon(rules, temporary), load_form(rules), load_keyword_rules(rules).least)


class Cutter:
    """jieba's words with the user words, the search form they are brought into, how often a keyword comes at least."""

    def __init__(self, words: Lexicon, form: SearchForm, least: int) -> None:
        self._lexicon = words
        self._form = form
        self._least = least
        self._keywords = functools.lru_cache(PIECES)(self._keywords_of)

    def row(self, one: Document) -> tuple[object, ...]:
        """Cut one report; in the order of `Words`."""
        title, labels, rest = (self._pieces(texts) for texts in ([one.title], one.labels, passages(one)))
        named = Counter(word for piece in title for word in self._keywords(piece))
        counts = named + Counter(word for piece in rest for word in self._keywords(piece))
        often = [(word, count) for word, count in counts.items() if count >= self._least or word in named]
        candidates = sorted(often, key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
        shown = one.title, one.year, one.type or None, one.unit_level or None
        return one.id, shown, tuple(self._tokens(title)), tuple(self._tokens(labels)), tuple(candidates)

    def _pieces(self, texts: Iterable[str]) -> list[str]:
        """Give the search forms of what stands between punctuation, over which no word reaches."""
        pieces = [piece for text in texts for piece in GAP.split(text)]
        bounds = np.fromiter(accumulate(map(len, pieces), initial=0), np.int64, len(pieces) + 1)
        units, ends = self._form.measured("".join(pieces), bounds)
        return [string(units[start:end]) for start, end in itertools.pairwise(ends.tolist())]

    def _tokens(self, pieces: Iterable[str]) -> Iterator[str]:
        """Cut in search mode; words beyond U+FFFF are left out."""
        for piece in pieces:
            for word in self._lexicon.cut_for_search(piece):
                if max(word) <= "\uffff":
                    yield word

    def _keywords_of(self, piece: str) -> tuple[str, ...]:
        """Cut into words of two or more signs that may be keywords."""
        words = self._lexicon.cut(piece)
        return tuple(
            word
            for word in words
            if KEYWORD.fullmatch(word) and max(word) <= "\uffff" and self._lexicon.tells(word)
        )


def passages(one: Document) -> Iterator[str]:
    """Give the headings and the first sentence after the title and after each heading."""
    begins = True
    for _, kind, _, text, _ in one.blocks:
        if kind == "heading":
            yield text
            begins = True
        elif kind == "title":
            begins = True
        elif begins and kind == "paragraph" and (found := SENTENCE.search(text)):
            begins = False
            yield found[0]
