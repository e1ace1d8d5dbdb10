"""Our scripts as the site publishes them: each slimmed, and those that are always wanted together joined into one.

Scripts are written in small files, one matter each. What a page or a question needs of them travels as one file under
the name of the last: a sixth less to load in all, and one request in place of fifteen. Which go together, and in
which order, stands under `extra: bundles:` in `mkdocs.yml`; templates leave out what is joined to another, and
`search/face.js`, which loads scripts on demand, is told of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archive.errors import ArchiveError
from archive.site.slim import slim

FACE = "search/face.js"
TOLD = "const JOINED = [];"
Bundle = tuple[str, ...]
_STRING = re.compile(r'"([\w/.]+)"')


def bundles(lines: Iterable[str]) -> tuple[Bundle, ...]:
    """Read the table: one bundle a line, its scripts as paths below `assets/` without ending."""
    return tuple(tuple(f"{name}.js" for name in line.split()) for line in lines)


def joined(table: Iterable[Bundle]) -> tuple[str, ...]:
    """The scripts that travel within another file."""
    return tuple(path for bundle in table for path in bundle[:-1])


def published(sources: Mapping[str, str], table: Iterable[Bundle]) -> dict[str, str]:
    """What stands at each path below `assets/` in the site, from what stands there in the sources."""
    table = tuple(table)
    within = joined(table)
    _refuse(sources, table)
    told = {**sources, FACE: _told(sources[FACE], _asked(sources, within))}
    texts = {path: slim(text) for path, text in told.items()}
    made = {path: text for path, text in texts.items() if path not in within}
    return made | {bundle[-1]: "".join(texts[path] for path in bundle) for bundle in table}


def _asked(sources: Mapping[str, str], within: Iterable[str]) -> Iterator[str]:
    """Those that a script may ask for: their name, with folder or without, stands in one as a string."""
    strings = {text for source in sources.values() for text in _STRING.findall(source)}
    for path in within:
        name = path.removesuffix(".js")
        if not strings.isdisjoint((path, name, name.rpartition("/")[2])):
            yield path


def _told(face: str, within: Iterable[str]) -> str:
    names = ", ".join(f'"{path}"' for path in within)
    return face.replace(TOLD, f"const JOINED = [{names}];")


def _refuse(sources: Mapping[str, str], table: tuple[Bundle, ...]) -> None:
    """Refuse a table that names a script twice or one that is not there, and a loader that cannot be told of it."""
    seen: set[str] = set()
    for path in (path for bundle in table for path in bundle):
        if path in seen or path not in sources:
            reason = "stands there twice" if path in seen else "is not below docs/assets"
            raise ArchiveError("mkdocs.yml", f"bundles: {path} {reason}", "Correct the table under `extra:`")
        seen.add(path)
    if TOLD not in sources[FACE]:
        raise ArchiveError(FACE, f"the line `{TOLD}` is not there", "Write it as it was")
