"""The quick box's index: reports ranked by words. Made with lunr.py, read by lunr.js and by `search`.

`words-CCCCCCCC` (a script like all others, see `codec`): PAYLOAD = JSON

    {"index": INDEX, "reports": [[id, title, year|null, type|null, unit_level|null], …]}

INDEX is lunr's own serialisation (version 2.3.9), without a pipeline, with the fields `title`, `labels` and
`keywords`; a document's ref is its row in `reports`, in decimal. Its words are in search form, none beyond U+FFFF.
A query is cut with the words of this index (`cut`): at each place the longest word, and all words inside it; every
word weighs as much as it is long.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import cast
from zlib import crc32

import numpy as np
from lunr.index import Index
from lunr.query import Query
from numpy.typing import NDArray

from archive.model import report_path
from archive.search.codec import Damaged, Numbers, unwrap
from archive.search.documents import PLAIN
from archive.search.form import SearchForm
from archive.search.segments import Write
from archive.search.settings import WordSettings
from archive.search.tables import dumped
from archive.search.weighing import Fields, by_value, weighed
from archive.search.wordtable import TableTask, WordTable, word_table

FIELDS = ("title", "labels", "keywords")
LONGEST = 16
STEM = "words"
CHECK = 4  # bytes of a checksum
FEW = 2  # reports: what so many have is a keyword in the smallest archive too
VERSION = 4  # to be raised when the same words would be kept in another form

Keywords = dict[str, tuple[str, ...]]  # of each report that has any, by its id, the weightiest first
Payload = tuple[str, Keywords]  # the word index as it is published, and the keywords that it was made with


@dataclass(frozen=True, slots=True)
class PayloadTask:
    """The words of all buckets in order, of how many reports they are, and where the finished index is kept."""

    names: tuple[str, ...]
    reports: int
    folder: Path
    settings: WordSettings
    write: Write

    @property
    def table(self) -> TableTask:
        """The table of these words, with candidates for keywords where there are to be keywords."""
        return TableTask(self.names, self.folder, self.reports <= self.settings.keywords_up_to, self.write)

    @property
    def path(self) -> Path:
        """Where the payload and the keywords for exactly these words and settings are kept."""
        context = repr((VERSION, self.names, self.settings)).encode()
        return self.folder / f"{hashlib.blake2b(context, digest_size=16).hexdigest()}.payload"

    @property
    def kept(self) -> frozenset[Path]:
        """Everything that is kept beside the words of the buckets."""
        return frozenset((self.path, self.table.path))


def word_index(task: PayloadTask) -> Payload:
    """Give the payload of the word index and the keywords of the reports, made anew only when a word has changed.

    What is kept is believed while its checksum is right.
    """
    known = _kept(task.path)
    if known:
        return known
    table = word_table(task.table)
    if not table.shown:
        return "", {}
    made = payload(table, task.settings)
    content = marshal.dumps(made, PLAIN)
    task.write(task.path, crc32(content).to_bytes(CHECK, "big") + content)
    return made


def _kept(path: Path) -> Payload | None:
    try:
        held = path.read_bytes()
    except FileNotFoundError:
        return None
    if crc32(held[CHECK:]) != int.from_bytes(held[:CHECK], "big") or len(held) <= CHECK:
        return None
    return cast("Payload", marshal.loads(held[CHECK:]))  # noqa: S302 - the build's own cache


def payload(table: WordTable, settings: WordSettings) -> Payload:
    """Build the index over reports in order of id; give its payload, and each report's keywords by their weight."""
    keywords, each = chosen(table, settings)
    ends = np.cumsum(table.sizes[:, :2].sum(axis=1))
    words = np.insert(table.words, np.repeat(ends, each), keywords)
    sizes = np.column_stack((table.sizes[:, :2], each))
    boosts = {field: getattr(settings, field) for field in FIELDS}
    made = weighed(Fields(table.terms, sizes.ravel(), words), boosts)
    strongest = {table.shown[number][0]: best for number, best in made.strongest("keywords")}
    return f'{{"index":{made.text()},"reports":{dumped(table.shown)}}}', strongest


def chosen(table: WordTable, settings: WordSettings) -> tuple[Numbers, Numbers]:
    """Choose each report's keywords by TF-IDF over all reports, best first; none where there are too many reports.

    Words of too many reports are none, nor those inside another keyword of the report. Gives the keywords of one report
    after another, and how many each has.
    """
    counts = table.sizes[:, 2]
    if len(counts) > settings.keywords_up_to or not len(table.candidates):
        return np.zeros(0, np.int64), np.zeros(len(counts), np.int64)
    held = np.arange(int(counts.max())) < counts[:, None]
    weights = np.full(held.shape, -np.inf)
    weights[held] = table.frequency * _weight(table, settings)[table.candidates]
    terms = np.zeros(held.shape, np.int64)
    terms[held] = table.candidates
    best = np.argsort(-weights, axis=1, kind="stable")[:, : settings.keywords_each]
    each = np.minimum((weights > 0).sum(axis=1), settings.keywords_each)
    listed = np.take_along_axis(terms, best, axis=1)[np.arange(best.shape[1]) < each[:, None]]
    return _apart(table.terms, listed, each)


def _weight(table: WordTable, settings: WordSettings) -> NDArray[np.float64]:
    """How much each term says as a candidate: the fewer reports have it, the more; nothing if too many have it."""
    spread = np.bincount(table.candidates, minlength=len(table.terms))
    reports = len(table.shown)
    often = max(FEW, reports // settings.keywords_share)
    return by_value(spread, lambda count: math.log(1 + reports / max(count, 1)) if count <= often else 0)


def _apart(terms: Sequence[str], listed: Numbers, each: Numbers) -> tuple[Numbers, Numbers]:
    """Leave out of each report's words those inside another of them; give the rest, and how many each has."""
    words = [terms[at] for at in listed.tolist()]
    bounds = np.append(0, np.cumsum(each))
    single: list[bool] = []
    for start, stop in pairwise(bounds.tolist()):
        together = "\n".join(words[start:stop])
        single += [together.count(word) == 1 for word in words[start:stop]]
    kept = np.array(single, np.bool_)
    return listed[kept], np.diff(np.append(0, np.cumsum(kept))[bounds])


@dataclass(frozen=True, slots=True)
class WordHit:
    """One report that the words lead to."""

    id: str
    title: str
    url: str
    year: int | None
    type: str | None
    unit_level: str | None
    score: float


class WordIndex:
    """The published word index, opened for queries. Raises Damaged when the payload is not what it should be."""

    def __init__(self, text: str, name: str, form: SearchForm) -> None:
        try:
            content = json.loads(text)
            self._index = Index.load(content["index"])
            self._reports = [tuple(row) for row in content["reports"]]
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise Damaged(name, "词语索引已损坏") from error
        self._form = form
        self._vocabulary = frozenset(self._index.inverted_index)
        self._longest = min(LONGEST, max(map(len, self._vocabulary), default=0))

    def search(self, query: str, limit: int) -> list[WordHit]:
        """Give the reports that fit the words of a query best, best first."""
        terms = map(self._form.apply, query.split())
        words = {word: None for term in terms for word in cut(term, self._vocabulary, self._longest)}
        if not words:
            return []
        asked = Query(self._index.fields)
        for word in words:
            asked.term(word, use_pipeline=False, boost=len(word))
        return [self._hit(found) for found in self._index.query(asked)[:limit]]

    def _hit(self, found: dict[str, object]) -> WordHit:
        report, title, year, kind, level = self._reports[int(str(found["ref"]))]
        url = f"{report_path(report)}.html"
        return WordHit(report, title, url, year, kind, level, float(str(found["score"])))


def cut(text: str, vocabulary: AbstractSet[str], longest: int) -> list[str]:
    """Cut a text in search form with an index's own words; each word once, in the order in which it begins."""
    words: dict[str, None] = {}
    at = 0
    while at < len(text):
        sizes = range(min(longest, len(text) - at), 0, -1)
        size = next((size for size in sizes if text[at : at + size] in vocabulary), 0)
        inner = (text[a:b] for a in range(at, at + size) for b in range(a + 2, at + size + 1))
        words.update((word, None) for word in inner if word in vocabulary)
        if size:
            words[text[at : at + size]] = None
        at += max(size, 1)
    return list(words)


def open_word_index(path: Path, name: str, form: SearchForm) -> WordIndex:
    """Open the word index of a site's `search/` folder by the name in its manifest."""
    try:
        script = (path / f"{name}.js").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(name, "索引文件缺失或读不出来") from error
    return WordIndex(unwrap(script, name), name, form)
