"""Who names the passwords: documents that were worked on, or what lies beside one locked original."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.cleaning.clean import passwords
from archive.cleaning.compilations import documents
from archive.model import Cleaned, Raw
from archive.preparing.notices import is_locked
from archive.preparing.ruleset import Ruleset
from archive.reading.formats.passwords import in_short
from archive.reading.originals import Found, neighbours
from archive.reading.read import Reading, read
from archive.rulefiles.overrides import Overrides


def words_of(raw: Raw, cleaned: Cleaned, rules: Ruleset) -> tuple[str, ...]:
    """The passwords that one document names: in what was cut as a notice, or as a text of a few words."""
    return tuple(dict.fromkeys((*passwords(cleaned, rules.clean), *in_short(raw.text, rules.folder))))


def named_by(reading: Reading, rules: Ruleset, overrides: Overrides) -> tuple[str, ...]:
    """The passwords that the documents of one original name."""
    made = (each for raw in reading.raws for each in documents(raw, rules.clean, overrides))
    return tuple(dict.fromkeys(word for raw, cleaned in made for word in words_of(raw, cleaned, rules)))


def opened(path: Path, source: str, rules: Ruleset, overrides: Overrides) -> Reading:
    """Read one original; a locked one with what its neighbours name, the smallest first, until it opens."""
    reading = read(path, source, rules.limits, rules.folder)
    known: dict[str, None] = {}
    for found in _smallest_first(neighbours(path)):
        if not is_locked(failure.code for failure in reading.failures):
            break
        words = named_by(read(found.path, found.source, rules.limits, rules.folder), rules, overrides)
        if set(words) - set(known):
            known.update(dict.fromkeys(words))
            reading = read(path, source, rules.limits, rules.folder, known)
    return reading


def _smallest_first(found: Iterable[Found]) -> Iterator[Found]:
    """Notices are short; a folder of long reports need not be read for one."""
    sizes = {each: os.lstat(each.path).st_size for each in found}
    yield from sorted(sizes, key=lambda each: (sizes[each], each.source))
