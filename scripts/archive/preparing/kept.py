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
from functools import cache
from pathlib import Path
from re import _compiler, _parser  # type: ignore[attr-defined]  # the docstring says why
from typing import Any, NamedTuple

import numpy as np

from archive import files
from archive.preparing.ruleset import Ruleset, load_ruleset


class RulesPlace(NamedTuple):
    """Where rules are loaded from: their folder, the digest of what they are made from, and where builds keep them."""

    folder: Path
    digest: str
    kept: Path


class _Compiled(NamedTuple):
    """What `re` makes of a pattern: its text, flags and code, and its groups, which have names or None."""

    text: str
    flags: int
    code: array[int]
    groups: int
    named: Mapping[str, int]
    names: tuple[str | None, ...]


@cache
def rules_at(place: RulesPlace) -> Ruleset:
    """The rules that a build kept under this digest, else those of the folder, loaded anew; once in each process.

    Raises `RuleError` as `load_ruleset` does.
    """
    path = _file(place)
    try:
        content = zlib.decompress(path.read_bytes())
    except FileNotFoundError:
        return load_ruleset(place.folder, place.digest)
    except zlib.error:  # damaged: to be kept anew
        files.remove(path)
        return load_ruleset(place.folder, place.digest)
    return pickle.loads(content)  # type: ignore[no-any-return]  # noqa: S301 - written by `keep`


def keep(rules: Ruleset, place: RulesPlace) -> None:
    """Keep the rules that were loaded from a place, and none that were kept before."""
    path = _file(place)
    if not path.exists():
        file = io.BytesIO()
        _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(rules)
        files.write(path, zlib.compress(file.getvalue(), level=1))
    files.prune(place.kept, {str(path)})


def _file(place: RulesPlace) -> Path:
    made_of = f"{place.folder}\n{place.digest}\n{sys.version}\n{np.__version__}"
    return place.kept / hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).hexdigest()


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
