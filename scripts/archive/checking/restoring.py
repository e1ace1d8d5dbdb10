"""Clean every original again, undo the cleaning, and compare with the bytes on disk: nothing may be lost.

A text file must come back byte for byte. What another format holds has no bytes of its own to compare; its text
must come back sign for sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.checking.findings import finding
from archive.cleaning.clean import clean
from archive.cleaning.compilations import split
from archive.cleaning.cuts import restore
from archive.model import Finding, Raw
from archive.parallel import Jobs, chunks, mapped
from archive.preparing.ruleset import Ruleset, digest_of, load_ruleset
from archive.reading.encoding import encode
from archive.reading.originals import Found, discover
from archive.reading.read import TEXT, read

CHUNK = 64


@dataclass(frozen=True, slots=True)
class Restored:
    """How many text files came back byte for byte, how many other documents sign for sign, and what did not.

    `unread` counts originals that hold no document that can be read.
    """

    files: int = 0
    texts: int = 0
    unread: int = 0
    wrong: tuple[Finding, ...] = ()

    def __add__(self, other: Restored) -> Restored:
        return Restored(
            self.files + other.files,
            self.texts + other.texts,
            self.unread + other.unread,
            self.wrong + other.wrong,
        )


def restored(raw: Path, rules: Path, jobs: Jobs) -> Restored:
    """Try every original below `raw`, in `jobs` processes."""
    total = Restored()
    work = partial(_some, rules, digest_of(rules))
    for found in mapped(work, chunks(discover(raw), CHUNK), jobs, smallest=2):
        total += found
    return total


def _some(rules: Path, digest: str, found: Sequence[Found]) -> Restored:
    ruleset = load_ruleset(rules, digest)
    total = Restored()
    for each in found:
        total += _one(each, ruleset)
    return total


def _one(found: Found, rules: Ruleset) -> Restored:
    raws = read(found.path, found.source, rules.limits, rules.folder).raws
    if not raws:
        return Restored(unread=1)
    wrong = tuple(_wrong(found, raws, rules))
    plain = all(raw.format in TEXT and raw.source == found.source for raw in raws)
    good = 0 if wrong else 1
    return Restored(files=good if plain else 0, texts=0 if plain else good, wrong=wrong)


def _wrong(found: Found, raws: Sequence[Raw], rules: Ruleset) -> Iterator[Finding]:
    for whole in raws:
        for raw in (whole, *(part for part in split(whole, rules.clean) if part.part)):
            if restore(clean(raw.text, rules.clean)) != raw.text:
                yield finding("restore-failed", raw.source)
        if whole.format in TEXT and whole.source == found.source and whole.encoding:
            text = restore(clean(whole.text, rules.clean))
            if encode(text, whole.encoding) != found.path.read_bytes():
                yield finding("restore-failed", found.source)
