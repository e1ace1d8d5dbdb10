"""Clean every original again, undo the cleaning, and compare with the bytes on disk: nothing may be lost.

A text file must come back byte for byte, one with several reports from all of them together. What another format holds
has no bytes of its own to compare; its text must come back sign for sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.cleaning.compilations import documents
from archive.cleaning.cuts import restore
from archive.errors import Unreadable
from archive.model import Cleaned, Finding, Raw
from archive.places import Places
from archive.preparing.digests import digest_of
from archive.preparing.naming import words_of
from archive.preparing.notices import Named, by_folder, folder, is_locked
from archive.preparing.ruleset import Ruleset, corrections, load_ruleset
from archive.processes.parallel import Jobs, chunks, mapped
from archive.reading.encoding import encode
from archive.reading.originals import Found, discover
from archive.reading.overtime import limited
from archive.reading.read import TEXT, read
from archive.rulefiles.codes import finding
from archive.rulefiles.overrides import Overrides

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


@dataclass(frozen=True, slots=True)
class _Task:
    """A run of originals, and the passwords of each folder; None while they are not known."""

    found: Sequence[Found]
    rules: Path
    overrides: Path
    digest: str
    words: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a run gave. Originals that are locked count when they are tried with what notices name."""

    total: Restored = Restored()
    named: tuple[Named, ...] = ()
    locked: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """One text of an original, and its documents, each with what cleaning made of it."""

    whole: Raw
    documents: Sequence[tuple[Raw, Cleaned]]


def restored(where: Places, jobs: Jobs) -> Restored:
    """Try every original, in `jobs` processes; those that are locked again, with what lies beside them."""
    first = _Task((), where.rules, where.overrides, digest_of(where.rules))
    tried = _all(discover(where.raw), first, jobs)
    words = by_folder(named for each in tried for named in each.named)
    again = _all([found for each in tried for found in each.locked], replace(first, words=words), jobs)
    return sum((each.total for each in (*tried, *again)), Restored())


def _all(found: Sequence[Found], task: _Task, jobs: Jobs) -> tuple[_Tried, ...]:
    tasks = [replace(task, found=run) for run in chunks(found, CHUNK)]
    return tuple(mapped(_some, tasks, jobs, smallest=2))


def _some(task: _Task) -> _Tried:
    rules = load_ruleset(task.rules, task.digest)
    overrides = corrections(task.overrides, rules)
    tried = [_one(found, task.words, rules, overrides) for found in task.found]
    return _Tried(
        sum((each.total for each in tried), Restored()),
        tuple(named for each in tried for named in each.named),
        tuple(found for each in tried for found in each.locked),
    )


def _one(
    found: Found, words: Mapping[str, tuple[str, ...]] | None, rules: Ruleset, overrides: Overrides
) -> _Tried:
    """Try one original, for no longer than a build would."""
    keys = (words or {}).get(folder(found.source), ())
    try:
        with limited(rules.limits, found.source):
            reading = read(found.path, found.source, rules.limits, rules.folder, keys)
            made = [_Made(raw, [*documents(raw, rules.clean, overrides)]) for raw in reading.raws]
            named = ((found.source, _named(made, rules)),)
            if words is None and is_locked(failure.code for failure in reading.failures):
                return _Tried(named=named, locked=(found,))
            return _Tried(_compared(found, made), named)
    except Unreadable:
        return _Tried(Restored(unread=1))


def _named(made: Sequence[_Made], rules: Ruleset) -> tuple[str, ...]:
    parts = (each for one in made for each in one.documents)
    return tuple(word for raw, cleaned in parts for word in words_of(raw, cleaned, rules))


def _compared(found: Found, made: Sequence[_Made]) -> Restored:
    if not made:
        return Restored(unread=1)
    wrong = tuple(each for one in made for each in _wrong(found, one))
    good = 0 if wrong else 1
    plain = all(_is_plain(found, one.whole) for one in made)
    return Restored(files=good if plain else 0, texts=0 if plain else good, wrong=wrong)


def _is_plain(found: Found, raw: Raw) -> bool:
    return raw.format in TEXT and raw.source == found.source


def _wrong(found: Found, made: _Made) -> Iterator[Finding]:
    whole = made.whole
    texts = [restore(cleaned) for _, cleaned in made.documents]
    for (part, _), text in zip(made.documents, texts, strict=True):
        if text != part.text:
            yield finding("restore-failed", part.source)
    text = "".join(texts)
    lost = text != whole.text
    if _is_plain(found, whole) and whole.encoding:
        lost = encode(text, whole.encoding) != found.path.read_bytes()
    if lost:
        yield finding("restore-failed", found.source)
