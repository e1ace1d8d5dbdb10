"""Rules as they were loaded, kept for the next build with their patterns compiled.

Reading the rule files is quick; compiling their four hundred patterns and asking them which signs they need takes
longer than all other work on one new report. What `re` makes of a pattern is a row of numbers, from which the pattern
is there at once. The functions of `re` used here have no public names; they have been the same since Python 3.11, and
what another Python kept is not read. The file is a pickle that a build wrote for itself, as those in the store are.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import re
import sys
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from re import _compiler, _parser  # type: ignore[attr-defined]  # the docstring says why
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from archive import files
from archive.duplicates.similar import SimilarRules

if TYPE_CHECKING:
    from archive.preparing.ruleset import Ruleset

ACROSS = ".across"  # ends the name of the file of `Across`


class RulesPlace(NamedTuple):
    """Where rules are loaded from: their folder, the digest of what they are made from, and where builds keep them."""

    folder: Path
    digest: str
    kept: Path


@dataclass(frozen=True, slots=True)
class Across:
    """What is asked of the rules where documents are looked at together; it is kept apart, because it is little.

    A build of one report more has the rules themselves, and the code that works on an original, only in the process
    that works on that one. `repeated` is the number of documents in which a line must stand at an edge to be offered as
    a rule, `allowed` has what a correction may say.
    """

    similar: SimilarRules
    repeated: int
    allowed: Mapping[str, frozenset[str]]


class _Compiled(NamedTuple):
    """What `re` makes of a pattern: its text, flags and code, and its groups, which have names or None."""

    text: str
    flags: int
    code: array[int]
    groups: int
    named: Mapping[str, int]
    names: tuple[str | None, ...]


@lru_cache(maxsize=1)  # a process works by one set of rules; one that serves outlives many
def rules_at(place: RulesPlace) -> Ruleset:
    """The rules that a build kept under this digest, wherever their folder lay, else loaded anew; once in each process.

    Raises `RuleError` as `load_ruleset` does.
    """
    kept: Ruleset | None = _read(_file(place))
    if kept:
        return replace(kept, folder=place.folder)
    from archive.preparing.ruleset import load_ruleset  # noqa: PLC0415 - see `Across`

    return load_ruleset(place.folder, place.digest)


@lru_cache(maxsize=1)
def across_at(place: RulesPlace) -> Across:
    """The same of what is asked of the rules by stages that look at documents together."""
    kept: Across | None = _read(_file(place, ACROSS))
    if kept:
        return kept
    from archive.preparing.ruleset import allowed  # noqa: PLC0415 - see `Across`

    rules = rules_at(place)
    return Across(rules.similar, rules.clean.file.mining.documents, allowed(place.folder, rules.classify))


def keep(place: RulesPlace) -> None:
    """Keep the rules that were loaded from a place, and none that were kept before."""
    loads = {_file(place): rules_at, _file(place, ACROSS): across_at}
    for path, load in loads.items():
        if not path.exists():
            file = io.BytesIO()
            _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(load(place))
            files.write(path, zlib.compress(file.getvalue(), level=1))
    files.prune(place.kept, set(map(str, loads)))


def _read(path: Path) -> Any:
    """What was kept in a file; None where there is none, or a damaged one, which goes."""
    try:
        content = zlib.decompress(path.read_bytes())
    except FileNotFoundError:
        return None
    except zlib.error:
        files.remove(path)
        return None
    return pickle.loads(content)  # noqa: S301 - written by `keep`


def _file(place: RulesPlace, part: str = "") -> Path:
    made_of = f"{place.digest}\n{sys.version}\n{np.__version__}"
    name = hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).hexdigest()
    return place.kept / f"{name}{part}"


class _Pickler(pickle.Pickler):
    """Pickles patterns with their code, not only with their text."""

    def reducer_override(self, held: Any) -> Any:
        """How a value is put together again; patterns in a way of their own."""
        return (_restored, _compiled(held)) if isinstance(held, re.Pattern) else NotImplemented


def _compiled(pattern: re.Pattern[str]) -> _Compiled:
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    code = array("I", _compiler._code(parsed, pattern.flags))  # noqa: SLF001 - as above
    named: dict[str, int] = parsed.state.groupdict
    names: list[str | None] = [None] * parsed.state.groups
    for name, number in named.items():
        names[number] = name
    return _Compiled(pattern.pattern, pattern.flags, code, parsed.state.groups - 1, named, tuple(names))


def _restored(*made: Any) -> re.Pattern[str]:
    held = _Compiled(*made)
    code = held.code.tolist()
    pattern: re.Pattern[str] = _compiler._sre.compile(  # noqa: SLF001 - as above
        held.text, held.flags, code, held.groups, held.named, held.names
    )
    return pattern
