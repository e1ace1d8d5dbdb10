"""Passwords that notices beside an encrypted original name: in the same folder, in any document there.

A build has worked on everything before it opens what is locked; who looks at one file alone reads what lies beside it.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from archive.cleaning.clean import passwords
from archive.cleaning.compilations import documents
from archive.model import Cleaned, Finding, Raw
from archive.preparing.ruleset import Ruleset
from archive.reading.formats.passwords import in_short
from archive.reading.originals import Found, neighbours
from archive.reading.read import Reading, read
from archive.rulefiles.codes import finding
from archive.rulefiles.overrides import Overrides

MOST = 200  # passwords that one folder names: each takes a tenth of a second to try
LOCKED = frozenset({"archive-encrypted", "encrypted"})
Named = tuple[str, tuple[str, ...]]  # the source of an original, and the passwords that its documents name


def folder(source: str) -> str:
    """The folder in which notices for an original lie."""
    return posixpath.dirname(source)


def is_locked(codes: Iterable[str]) -> bool:
    """Whether an original that failed for these reasons may be opened with a password."""
    return not LOCKED.isdisjoint(codes)


def by_folder(named: Iterable[Named]) -> Mapping[str, tuple[str, ...]]:
    """The passwords that are named in each folder."""
    found: dict[str, list[str]] = {}
    for source, words in named:
        found.setdefault(folder(source), []).extend(words)
    return {where: tuple(dict.fromkeys(words))[:MOST] for where, words in found.items() if words}


def words_of(raw: Raw, cleaned: Cleaned, rules: Ruleset) -> tuple[str, ...]:
    """The passwords that one document names: in what was cut as a notice, or as a text of a few words."""
    return tuple(dict.fromkeys((*passwords(cleaned, rules.clean), *in_short(raw.text, rules.folder))))


def notice(source: str) -> Finding:
    """A document that only names a password: it is tried on what lies beside it, and never published."""
    return finding("password-notice", source, "只写着密码的说明，用来打开旁边的文件，不发布")


def taken_for_notice(source: str) -> Finding:
    """A text of a few words beside a locked file: it may be the password, which must not be published."""
    return finding("password-notice", source, "与加密文件同处的一两句话，当作密码说明，不发布")


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
