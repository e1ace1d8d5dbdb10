"""The originals of a build: every file below the raw folder, by name, with the digest of its bytes."""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.caches import kept_or
from archive.reading.formats.detect import is_litter, is_page_part, page_folders

RACY = 2 * 10**9  # nanoseconds; the coarsest clock of a file system in use (FAT) ticks every two seconds
VERSION = 1
PIECE = 1 << 16  # bytes that are read at once
Stamped = tuple[int, int, int, int, str]  # size, inode, times of change and of status change, digest


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


def discover(raw: Path, known: Digests | None = None) -> tuple[Found, ...]:
    """Every original in the order of its source; the bytes of those that `known` vouches for are not read.

    Hidden files, what systems leave behind (thumbnails, Word's lock files), `*.sha256` lists and the parts of saved
    pages are no originals. Folders are not entered through symbolic links; such a link is itself an original, to be
    set aside.
    """
    taken = placed(raw)
    digest = known.digest if known else _digest
    return tuple(Found(Path(path), source, digest(path)) for source, path in sorted(taken.items()))


def placed(raw: Path) -> dict[str, str]:
    """Where each original really lies, by its source, which may read otherwise than the bytes of its name."""
    taken: dict[str, str] = {}
    for path in sorted(_originals(os.fspath(raw)), key=lambda path: path.split(os.sep)):  # noqa: PTH206 - as below
        source = _source(path, os.fspath(raw))
        taken[source if source not in taken else f"{source}~{len(taken)}"] = path
    return taken


def neighbours(path: Path) -> tuple[Found, ...]:
    """The originals that lie in the folder of one, without it, under their own names; their bytes are not read."""
    names = sorted(each.name for each in path.parent.iterdir() if each != path and not each.is_dir())
    kept = [name for name in names if _is_original(name)]
    return tuple(Found(path.parent / name, _source(name, ""), None) for name in kept)


def _originals(raw: str) -> list[str]:
    """The paths of all originals; what a browser put beside a page is known once all names are."""
    paths = {path: path.replace(os.sep, "/") for path in _walk(raw)}
    beside = page_folders(paths.values())
    return [path for path, slashed in paths.items() if not is_page_part(slashed, beside)]


def _walk(raw: str) -> Iterator[str]:
    for parent, folders, names in os.walk(raw):
        links = [name for name in folders if os.path.islink(f"{parent}/{name}")]  # noqa: PTH114 - many files
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        for name in [*names, *links]:
            if _is_original(name):
                yield os.path.join(parent, name)  # noqa: PTH118 - as above


def _is_original(name: str) -> bool:
    return not is_litter(name) and not name.endswith(".sha256")


def source_name(path: Path, raw: Path) -> str:
    """The path relative to the raw folder with `/`, as text that can be shown and written anywhere."""
    return _source(os.fspath(path), os.fspath(raw))


def _source(path: str, raw: str) -> str:
    data = os.fsencode(path.removeprefix(raw).lstrip(os.sep).replace(os.sep, "/"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def _digest(path: str) -> str | None:
    """The digest of a regular file's bytes; nothing else is opened, because a pipe would never end.

    `hashlib.file_digest` clears a quarter of a megabyte for each file, which took a third of the time.
    """
    total = hashlib.sha256()
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as above
            while piece := file.read(PIECE):
                total.update(piece)
    except OSError:
        return None
    return total.hexdigest()


class Digests:
    """What is known of originals that have not been touched since they were last read, as git's index knows it.

    A file is vouched for by its size, inode and times of change and of status change, to the nanosecond: putting an
    old time of change back moves the other. What was touched less than RACY before it was read is not kept, because
    it may be touched again within one tick of the file system's clock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _load(path)
        self._seen: dict[str, Stamped] = {}

    def digest(self, path: str) -> str | None:
        """The digest of a regular file's bytes, read unless the file is as it was."""
        try:
            status = os.lstat(path)
        except OSError:
            return None
        stamp = status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns
        held = self._known.get(path)
        if held and held[:4] == stamp and stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK):
            self._seen[path] = held
            return held[4]
        before = time.time_ns()
        found = _digest(path)
        if found and max(stamp[2:]) < before - RACY:
            self._seen[path] = (*stamp, found)
        return found

    def keep(self) -> None:
        """Keep what is known of the files that were asked for."""
        if self._seen != self._known:
            files.write(self._path, marshal.dumps((VERSION, self._seen)))


def _load(path: Path) -> dict[str, Stamped]:
    def known(kept: tuple[int, dict[str, Stamped]]) -> dict[str, Stamped]:
        version, stamps = kept
        return stamps if version == VERSION else {}

    return kept_or(path, known, {})
