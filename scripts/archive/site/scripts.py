"""Our scripts as the site publishes them: slimmed, joined where they are always wanted together, named by content.

Scripts are written in small files, one matter each. What a page or a question needs of them travels as one file under
the name of the last: a sixth less to load in all, and one request in place of fifteen. Which go together, and in
which order, stands under `extra: bundles:` in `mkdocs.yml`; templates name the last of a bundle. Each file's
name holds a digest of its content, so that browsers may keep it for ever; `search/face.js`, which loads scripts on
demand, is told of both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from archive.errors import ArchiveError
from archive.site.slim import slim

FACE = "search/face.js"
TOLD = "const JOINED = [];"
NAMED = "const DIGESTS = {};"
VENDOR = "vendor/"  # scripts of others stay as they came
DIGITS = 8  # of the digest, as in the names of the index
Bundle = tuple[str, ...]
OPENING = '(function(archive){"use strict";'
CLOSING = "})((window.archive=window.archive||({})));\n"
SEAM = CLOSING + OPENING
_STRING = re.compile(r'"([\w/.]+)"')


def digest(text: str) -> str:
    """What the name of a script or a style says of its content."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:DIGITS]


def named(path: str, text: str) -> str:
    """The path of a script or a style with its digest before the ending."""
    stem, _, ending = path.rpartition(".")
    return f"{stem}-{digest(text)}.{ending}"


def bundles(lines: Iterable[str]) -> tuple[Bundle, ...]:
    """Read the table: one bundle a line, its scripts as paths below `assets/` without ending."""
    return tuple(tuple(f"{name}.js" for name in line.split()) for line in lines)


def joined(table: Iterable[Bundle]) -> tuple[str, ...]:
    """The scripts that travel within another file."""
    return tuple(path for bundle in table for path in bundle[:-1])


def published(sources: Mapping[str, str], table: Iterable[Bundle]) -> dict[str, str]:
    """What scripts hold as they are published, by their paths below `assets/` without digest."""
    table = tuple(table)
    within = joined(table)
    _refuse(sources, table)
    texts = {path: text if path.startswith(VENDOR) else slim(text) for path, text in sources.items()}
    home = next((bundle for bundle in table if FACE in bundle), (FACE,))
    made = {path: text for path, text in texts.items() if path not in (*within, home[-1])}
    made |= {bundle[-1]: _together(bundle, texts) for bundle in table if bundle is not home}
    names = {path: digest(made[path]) for path in _asked(sources, made)}
    told = slim(_with_names(sources[FACE], _asked(sources, within), names))
    return made | {home[-1]: _together(home, texts | {FACE: told})}


def _together(bundle: Bundle, texts: Mapping[str, str]) -> str:
    """Scripts in their order; what opens and closes each of them stands once, and each is a block of its own there."""
    return (
        "".join(texts[path] for path in bundle)
        .replace(SEAM, "}{")
        .replace(OPENING, OPENING + "{")
        .replace(CLOSING, "}" + CLOSING)
    )


def _asked(sources: Mapping[str, str], paths: Iterable[str]) -> list[str]:
    """Those that a script may ask for: their name, with folder or without, stands in one as a string."""
    own = (text for path, text in sources.items() if not path.startswith(VENDOR))
    strings = {text for source in own for text in _STRING.findall(source)}
    return [path for path in paths if not strings.isdisjoint(_called(path))]


def _called(path: str) -> tuple[str, str, str]:
    name = path.removesuffix(".js")
    return path, name, name.rpartition("/")[2]


def _with_names(face: str, within: Iterable[str], names: Mapping[str, str]) -> str:
    listed = ", ".join(f'"{path}"' for path in within)
    digests = ", ".join(f'"{path}": "{name}"' for path, name in sorted(names.items()))
    face = face.replace(TOLD, f"const JOINED = [{listed}];")
    return face.replace(NAMED, f"const DIGESTS = {{{digests}}};")


def _refuse(sources: Mapping[str, str], table: tuple[Bundle, ...]) -> None:
    """Refuse a table that names a script twice or one that is not there, and a loader that cannot be told of it."""
    seen: set[str] = set()
    for path in (path for bundle in table for path in bundle):
        if path in seen or path not in sources:
            reason = "写了两次" if path in seen else "不在 docs/assets 里"
            raise ArchiveError("mkdocs.yml", f"bundles 里的 {path} {reason}", "改正 extra: 下面的这张表")
        seen.add(path)
    for line in (TOLD, NAMED):
        if line not in sources[FACE]:
            raise ArchiveError(FACE, f"缺少“{line}”这一行", "照原样写回")
