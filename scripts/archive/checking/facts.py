"""What is known of every file of a site by reading it once: its digest, and of a page its links.

Most files of a new site are those of the one before under a second name. What was found in a file is kept with its
size and time, one folder of the site in one file of the cache, so that only files that are new are read.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive import files
from archive.checking.links import read_links
from archive.parallel import Jobs, chunks, mapped

VERSION = 1  # to be raised when the same file would be read differently
SUMS = "SHA256SUMS"  # holds the digests of all others
ENDINGS = (".html", ".css", ".js")
Lead = tuple[str, str, str]
Stamp = tuple[int, int]  # size, time of change
Found = tuple[str, tuple[Lead, ...], tuple[str, ...]]
Row = tuple[int, int, str, tuple[Lead, ...], tuple[str, ...]]
CHUNK = 100  # files a task


@dataclass(frozen=True, slots=True)
class Facts:
    """One file: its SHA-256, where it leads inside the site (address, path, anchor), what it asks of others."""

    sha256: str
    leads: tuple[Lead, ...] = ()
    external: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of a site: its path below the root, size and time of each of its files, and what is known of it."""

    name: str
    stamps: Mapping[str, Stamp]
    known: Mapping[str, Row]

    @property
    def unknown(self) -> Iterator[str]:
        """The files that must be read, as paths below the root."""
        for name, stamp in self.stamps.items():
            row = self.known.get(name)
            if row is None or row[:2] != stamp:
                yield self.path(name)

    def path(self, name: str) -> str:
        """A file's path below the root."""
        return f"{self.name}/{name}" if self.name else name


def facts(site: Path, jobs: Jobs, cache: Path | None = None) -> dict[str, Facts]:
    """What is known of every file of a site, those read that are not known yet; by path, in the order of the paths."""
    folders = [_folder(site, name, cache) for name in _folders(site)]
    unknown = [path for folder in folders for path in folder.unknown]
    made = mapped(partial(_read_some, site), chunks(unknown, CHUNK), jobs, smallest=2)
    read = dict(zip(unknown, (each for run in made for each in run), strict=True))
    held: dict[str, Facts] = {}
    for folder in folders:
        rows = dict(_rows(folder, read))
        if cache and rows != folder.known:
            files.write(_kept(cache, folder.name), marshal.dumps((VERSION, rows)))
        held.update((folder.path(name), Facts(*row[2:])) for name, row in rows.items())
    if cache:
        files.prune(cache, {_kept(cache, folder.name) for folder in folders})
    return dict(sorted(held.items()))


def _folder(site: Path, name: str, cache: Path | None) -> Folder:
    with os.scandir(site / name) as entries:
        there = [entry for entry in entries if not entry.is_dir() and (name or entry.name != SUMS)]
    found = ((entry.name, entry.stat()) for entry in there)
    stamps = {name: (status.st_size, status.st_mtime_ns) for name, status in found}
    return Folder(name, stamps, _load(_kept(cache, name)) if cache else {})


def _rows(folder: Folder, read: Mapping[str, Found]) -> Iterator[tuple[str, Row]]:
    """What is known now of each file of a folder."""
    for name, stamp in folder.stamps.items():
        new = read.get(folder.path(name))
        yield name, (*stamp, *new) if new else folder.known[name]


def _read_some(site: Path, paths: Sequence[str]) -> list[Found]:
    return [_read(site / path, path) for path in paths]


def _read(file: Path, path: str) -> Found:
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if not path.endswith(ENDINGS) or path.startswith("search/"):  # the index's files are data and hold text
        return digest, (), ()
    found = read_links(path, content.decode("utf-8"))
    return digest, found.leads, found.external


def _folders(site: Path) -> Iterator[str]:
    start = len(os.fspath(site)) + 1
    for parent, folders, _ in os.walk(site):
        folders.sort()
        yield parent[start:].replace(os.sep, "/")


def _kept(cache: Path, name: str) -> Path:
    return cache / f"{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:24]}.facts"


def _load(path: Path) -> dict[str, Row]:
    try:
        version, rows = marshal.loads(path.read_bytes())  # noqa: S302 - the build's own cache
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return rows if version == VERSION else {}
