"""What is known of every file of a site by reading it once: its digest, and of a page its links.

Most files of a new site are those of the one before under a second name. What was found in a file is kept with its
size and time, one folder of the site in one file of the cache, so that only files that are new are read.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.checking.links import read_links
from archive.parallel import Jobs, mapped

VERSION = 1  # to be raised when the same file would be read differently
SUMS = "SHA256SUMS"  # holds the digests of all others
ENDINGS = (".html", ".css", ".js")
Lead = tuple[str, str, str]
Row = tuple[int, int, str, tuple[Lead, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Facts:
    """One file: its SHA-256, where it leads inside the site (address, path, anchor), what it asks of others."""

    sha256: str
    leads: tuple[Lead, ...] = ()
    external: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of a site to be read, with its path below the root, and where its facts are kept, if anywhere."""

    site: Path
    name: str
    cache: Path | None


def facts(site: Path, jobs: Jobs, cache: Path | None = None) -> dict[str, Facts]:
    """Read every file of a site that is not known yet; by path, in the order of the paths."""
    tasks = [Folder(site, name, cache) for name in _folders(site)]
    found = {name: held for run in mapped(read_folder, tasks, jobs) for name, held in run.items()}
    if cache:
        files.prune(cache, {_kept(task.cache, task.name) for task in tasks if task.cache})
    return dict(sorted(found.items()))


def read_folder(task: Folder) -> dict[str, Facts]:
    """The facts of the files that stand in one folder itself."""
    path = _kept(task.cache, task.name) if task.cache else None
    known = _load(path) if path else {}
    rows = dict(_rows(task, known))
    if path and rows != known:
        files.write(path, marshal.dumps((VERSION, rows)))
    start = f"{task.name}/" if task.name else ""
    return {
        f"{start}{name}": Facts(sha256, leads, external)
        for name, (_, _, sha256, leads, external) in rows.items()
    }


def _rows(task: Folder, known: Mapping[str, Row]) -> Iterator[tuple[str, Row]]:
    with os.scandir(task.site / task.name) as entries:
        there = sorted((entry for entry in entries if not entry.is_dir()), key=lambda entry: entry.name)
    for entry in there:
        if not task.name and entry.name == SUMS:
            continue
        status = entry.stat()
        row = known.get(entry.name)
        if row is None or row[:2] != (status.st_size, status.st_mtime_ns):
            path = f"{task.name}/{entry.name}" if task.name else entry.name
            row = (status.st_size, status.st_mtime_ns, *_read(Path(entry.path), path))
        yield entry.name, row


def _read(file: Path, path: str) -> tuple[str, tuple[Lead, ...], tuple[str, ...]]:
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
