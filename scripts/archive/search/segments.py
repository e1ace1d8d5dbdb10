"""One segment of the index: reports that follow one another, encoded in one go and kept until one of them changes.

What depends on the other segments (where it begins, the ordinals of its reports) is left to the merge.
"""

from __future__ import annotations

import functools
import hashlib
import marshal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from archive import files
from archive.caches import kept_value
from archive.rulefiles.once import once
from archive.search.codec import VERSION, Numbers, crc, wrap
from archive.search.documents import PLAIN, Document, Place, document
from archive.search.form import SearchForm, Units, load_form
from archive.search.postings import (
    Postings,
    bigrams,
    bigrams_within,
    mapped_array,
    mapped_postings,
    npy,
    postings,
)
from archive.search.tables import KINDS, SHOWN, Card, card_bytes, dumped, structure_bytes, text_stem

ENCODER = 3  # to be raised when the encoding of a segment changes without the format's version
ZONES = ("all", "head")
USUAL = 2  # the level of most headings; a part of the text tells only deeper ones, and paragraphs that run on
Write = Callable[[Path, bytes], object]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to encode one segment."""

    name: str
    rows: tuple[bytes, ...]
    parts: tuple[str, ...]
    text_units: int
    rules: Path
    cache: Path
    out: Path
    write: Write


@dataclass(frozen=True, slots=True)
class Member:
    """What the tables hold of one report; `texts` are the text parts' names below `search/` with their sizes."""

    id: str
    year: int | None
    type: str
    level: str
    length: int
    title: int
    card: bytes
    structure: bytes
    texts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """What is kept of a segment: its reports in order, and the digest of all that its postings are made from."""

    name: str
    digest: bytes
    members: tuple[Member, ...]

    @property
    def length(self) -> int:
        """How many positions it takes."""
        return sum(member.length + 1 for member in self.members)


def segment_name(places: Sequence[Place], context: bytes) -> str:
    """Name a segment by all that its encoding depends on: its reports, and the table and settings in `context`."""
    digest = hashlib.blake2b(context + bytes([VERSION, ENCODER]), digest_size=16)
    for place in places:
        digest.update(place.digest)
    return digest.hexdigest()


def cache_files(cache: Path, name: str) -> tuple[Path, ...]:
    """Give the files that keep a segment; the last one is written last."""
    arrays = [cache / f"{name}.{zone}.{array}.npy" for zone in ZONES for array in ("table", "content")]
    return (*arrays, cache / f"{name}.units.npy", cache / f"{name}.members")


@functools.lru_cache(1024)
def open_postings(cache: Path, name: str, zone: str) -> Postings:
    """Open one zone of a kept segment without reading it."""
    return mapped_postings(cache / f"{name}.{zone}.table.npy", cache / f"{name}.{zone}.content.npy")


def open_units(cache: Path, name: str) -> Units:
    """Open the search forms of a segment's reports, U+0000 after each, without reading them."""
    return mapped_array(cache / f"{name}.units.npy")


def open_segment(cache: Path, name: str) -> Segment:
    """Read what is kept of a segment's reports."""

    def segment(kept: tuple[bytes, Sequence[tuple[Any, ...]]]) -> Segment:
        digest, rows = kept
        return Segment(name, digest, tuple(Member(*row) for row in rows))

    return kept_value(cache / f"{name}.members", segment)


def open_members(cache: Path, name: str) -> tuple[Member, ...]:
    """Read what is kept of a segment's reports, without the rest."""
    return open_segment(cache, name).members


def is_kept(cache: Path, name: str) -> bool:
    """Say whether a segment was encoded completely before."""
    return all(path.exists() for path in cache_files(cache, name))


@once
def _form(rules: Path) -> SearchForm:
    return load_form(rules)


def encode_segment(task: Task) -> None:
    """Encode a segment: write its texts to the index and keep the rest in the cache."""
    documents = [document(row) for row in task.rows]
    stream = _stream(documents, _form(task.rules))
    *arrays, members = cache_files(task.cache, task.name)
    # Its time tells that the texts were whole; the same bytes would not be written again.
    files.remove(members)
    encoded = (postings(*bigrams(stream.units)), postings(*bigrams_within(stream.units, *stream.shown)))
    contents = [*(content for zone in encoded for content in zone.dump()), npy(stream.units)]
    for path, content in zip(arrays, contents, strict=True):
        task.write(path, content)
    rows = []
    for number, one in enumerate(documents):
        starts = stream.blocks[stream.first[number] : stream.first[number + 1] + 1]
        lengths = np.diff(starts)
        lengths[-1] -= 1
        rows.append(_member(task, one, lengths))
    digest = hashlib.blake2b(stream.units.tobytes(), digest_size=16)
    for array in stream.shown:
        digest.update(array.tobytes())
    task.write(members, marshal.dumps((digest.digest(), rows), PLAIN))


@dataclass(frozen=True, slots=True, eq=False)
class _Stream:
    """The units of all reports, U+0000 after each.

    `blocks` has where each block begins, and the end; `first` the number of each report's first block, and the
    end; `shown` starts and ends of titles and headings.
    """

    units: Units
    blocks: Numbers
    first: Numbers
    shown: tuple[Numbers, Numbers]


def _stream(documents: Sequence[Document], form: SearchForm) -> _Stream:
    texts = [text for one in documents for _, _, _, text, _ in one.blocks]
    bounds = np.fromiter(accumulate(map(len, texts), initial=0), np.int64, len(texts) + 1)
    units, starts = form.measured("".join(texts), bounds)
    counts = np.array([len(one.blocks) for one in documents])
    first = np.concatenate(([0], np.cumsum(counts)))
    owner = np.repeat(np.arange(len(documents)), counts)
    begins = np.append(starts[:-1] + owner, len(units) + len(documents))
    ends = starts[1:] + owner
    shown = np.array([kind in SHOWN for one in documents for _, kind, _, _, _ in one.blocks], np.bool_)
    return _Stream(np.insert(units, starts[first[1:]], 0), begins, first, (begins[:-1][shown], ends[shown]))


def _member(task: Task, one: Document, lengths: Numbers) -> tuple[object, ...]:
    block_codes = np.array(
        [KINDS.index(kind) + len(KINDS) * task.parts.index(part) for _, kind, part, _, _ in one.blocks]
    )
    texts, sizes = [], []
    for number, (start, stop) in enumerate(_parts(lengths, task.text_units)):
        payload = _text(one, (start, stop), int(lengths[:start].sum()), task.parts)
        check = crc(payload)
        name = f"{text_stem(one.id, number)}-{check:08x}"
        script = wrap(name, payload).encode()
        task.write(task.out / f"{name}.js", script)
        texts.append((name, len(script)))
        sizes.append((int(lengths[start:stop].sum()), check))
    card = card_bytes(Card(one.id, tuple(sizes)))
    total, title = int(lengths.sum()), int(lengths[0])
    structure = structure_bytes(lengths, block_codes)
    return one.id, one.year, one.type, one.unit_level, total, title, card, structure, tuple(texts)


def _parts(lengths: Numbers, most: int) -> Iterator[tuple[int, int]]:
    """Cut the blocks of a report into runs of about `most` units; a block is never divided."""
    start, units = 0, 0
    for block, length in enumerate(lengths.tolist()):
        if units and units + length > most:
            yield start, block
            start, units = block, 0
        units += length
    yield start, len(lengths)


def _text(one: Document, span: tuple[int, int], start: int, parts: Sequence[str]) -> str:
    blocks = [
        (
            anchor,
            KINDS.index(kind),
            parts.index(part),
            text,
            *([level] if level > USUAL or (level and kind == "paragraph") else []),
        )
        for anchor, kind, part, text, level in one.blocks[slice(*span)]
    ]
    labels = {"year": one.year, "type": one.type or None, "unit_level": one.unit_level or None}
    return dumped(
        {"id": one.id, "title": one.title, "url": one.url, **labels, "from": start, "blocks": blocks}
    )
