"""The originals of a build: every file below the raw folder, by name, with the digest of its bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.reading.formats.detect import is_litter


@dataclass(frozen=True, slots=True)
class Found:
    """One file of the raw folder.

    `source` is its path relative to the raw folder, always printable: bytes of a name that are no UTF-8 are
    read as GBK, or written as escapes. `sha256` is None for what must not or cannot be opened (a link, a
    device, a file without permission); reading says why.
    """

    path: Path
    source: str
    sha256: str | None


def discover(raw: Path) -> tuple[Found, ...]:
    """Every original in the order of its source.

    Hidden files, what systems leave behind (thumbnails, Word's lock files) and `*.sha256` lists are no originals.
    Folders are not entered through symbolic links; such a link is itself an original, to be set aside.
    """
    taken: dict[str, Path] = {}
    for path in sorted(_walk(raw)):
        source = source_name(path, raw)
        taken[source if source not in taken else f"{source}~{len(taken)}"] = path
    return tuple(Found(path, source, _digest(path)) for source, path in sorted(taken.items()))


def _walk(raw: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(raw):
        here = Path(parent)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        for name in [*names, *links]:
            if not is_litter(name) and not name.endswith(".sha256"):
                yield here / name


def source_name(path: Path, raw: Path) -> str:
    """The path relative to the raw folder with `/`, as text that can be shown and written anywhere."""
    relative = path.relative_to(raw).as_posix()
    data = os.fsencode(relative)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def _digest(path: Path) -> str | None:
    """The digest of a regular file's bytes; nothing else is opened, because a pipe would never end."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
