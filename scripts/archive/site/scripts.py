"""Our scripts as the site publishes them: each slimmed, and the engine's files joined into one.

The engine is written in small files and asked for as a whole, so that it travels as one: a fifth less to load, and one
request in place of fifteen. Which files, and in which order, `search/face.js` says; those that the quick box needs
without the engine stay by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.errors import ArchiveError
from archive.site.slim import slim

FACE = "search/face.js"
_LIST = r"const {} = \[([^\]]*)\];"
_NAME = re.compile(r'"(\w+)"')


def published(sources: Mapping[str, str]) -> dict[str, str]:
    """What stands at each path below `assets/` in the site, from what stands there in the sources."""
    engine, shared = _names(sources[FACE], "ENGINE"), _names(sources[FACE], "WORDS")
    joined = [name for name in engine if name not in shared]
    parts = [f"search/{name}.js" for name in joined]
    made = {path: slim(text) for path, text in sources.items() if path not in parts}
    made[parts[-1]] = "".join(slim(sources[path]) for path in parts)
    told = ", ".join(f'"{name}"' for name in (*shared, joined[-1]))
    made[FACE] = slim(re.sub(_LIST.format("ENGINE"), f"const ENGINE = [{told}];", sources[FACE]))
    return made


def _names(face: str, name: str) -> tuple[str, ...]:
    found = re.search(_LIST.format(name), face)
    names = tuple(_NAME.findall(found[1])) if found else ()
    if not names:
        raise ArchiveError(
            FACE, f"the list {name} of the engine's files is not found", "Write it as one literal of names"
        )
    return names
