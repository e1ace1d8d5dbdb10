"""What is known of every file of a site by reading it once: its digest, and of a page its links.

Most files of a new site are those of the one before under a second name. What was found in a file is kept with its
size and time, one folder of the site in one file of the cache, so that only files that are new are read.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from archive import files
from archive.caches import kept_or, kept_value
from archive.checking.links import read_links
from archive.console.progress import Progress, silent
from archive.places import SUMS
from archive.processes.parallel import Jobs, chunks, mapped, side_by_side

VERSION = 3  # to be raised when the same file would be read differently
ENDINGS = (".html", ".css", ".js")
# How long the two parts of a kept file are: what is asked for every time, and the links.
SIZES = struct.Struct(">QQ")
Lead = tuple[str, str, str]
Stamp = tuple[int, int, int]  # size, time of change, inode
Stamps = Mapping[str, Mapping[str, Stamp]]  # by folder, in the order of a walk, and name
Leading = tuple[tuple[Lead, ...], tuple[str, ...]]
Found = tuple[str, Leading]
ENDING = ".facts"  # of what is kept
CHUNK = 100  # files a task
LARGE = "search"  # the folder with about half of all files


@dataclass(frozen=True, slots=True)
class Group:
    """Where the files of one folder lead inside the site: to which files, to which anchors as (file, anchor).

    `asks` says that one of them asks something of others. `leads` has the links of each file, and is None while they
    stand in the cache, at `kept`: they are only read where something is wrong, or in the folder has changed.
    """

    targets: frozenset[str] = frozenset()
    anchors: frozenset[tuple[str, str]] = frozenset()
    asks: bool = False
    leads: Mapping[str, Leading] | None = None
    kept: Path | None = None

    def told(self) -> Mapping[str, Leading]:
        """What each file names, by its path: links as (address, path, anchor), and what it asks of others."""
        if self.leads is not None or self.kept is None:
            return self.leads or {}
        return kept_value(self.kept, lambda held: marshal.loads(held[-SIZES.unpack_from(held)[1] :]), bytes)  # noqa: S302 - as below


@dataclass(frozen=True, slots=True)
class Facts:
    """A site: the digest of each file by path, in the order of the paths, and where the files of each folder lead.

    `stamps` is what these were believed by.
    """

    digests: Mapping[str, str]
    stamps: Stamps
    groups: tuple[Group, ...]


Known = tuple[Mapping[str, Stamp], Mapping[str, str], Group]  # stamps and digests of the files that were read
UNKNOWN: Known = ({}, {}, Group())


@dataclass(frozen=True, slots=True)
class Kept:
    """The cache of facts: its folder, and what is known of each folder of the site, by the cache file's name."""

    place: Path
    known: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of a site: its path below the root, its files with their stamps, and what is known of them.

    `read` has the stamp that each file had when it was read.
    """

    name: str
    stamps: Mapping[str, Stamp]
    read: Mapping[str, Stamp]
    digests: Mapping[str, str]
    group: Group

    @property
    def unknown(self) -> Iterator[str]:
        """The files that must be read, as paths below the root."""
        for name, stamp in self.stamps.items():
            if self.read.get(name) != stamp:
                yield self.path(name)

    @property
    def known(self) -> bool:
        """Whether no file came, went or changed."""
        return self.stamps == self.read

    def path(self, name: str) -> str:
        """A file's path below the root."""
        return f"{self.name}/{name}" if self.name else name


def load_facts(place: Path) -> Kept:
    """Read the cache of facts. That asks nothing of a site, so that it can be done while one is made."""
    return Kept(place, {path.name: _load(path) for path in place.glob(f"*{ENDING}")})


def facts(
    site: Path, jobs: Jobs, before: Kept | None = None, *, few: bool = False, progress: Progress | None = None
) -> Facts:
    """What is known of every file of a site, those read that are not known yet.

    Where these are `few`, asking for all files takes longest, and is done for half of the site in a process of its own,
    of which nobody is told.
    """
    halves: Sequence[Callable[[], Stamps]] = (partial(stamps, site),)
    if few and (site / LARGE).is_dir():
        halves = (partial(stamps, site, inside=LARGE), partial(stamps, site, without=LARGE))
    alone = len(halves) == 1
    told = progress if progress and alone else silent()
    works = [partial(_looked_at, site, half, before, jobs if alone else 1, told) for half in halves]
    found = side_by_side(works, jobs)
    there = dict(sorted((pair for half in found for pair in half.stamps.items()), key=_walked))
    if before:
        files.prune(before.place, {os.fspath(before.place / _named(name)) for name in there})
    digests = sorted(pair for half in found for pair in half.digests.items())
    return Facts(dict(digests), there, tuple(group for half in found for group in half.groups))


def _walked(pair: tuple[str, object]) -> list[str]:
    """The place of a folder in a walk."""
    return pair[0].split("/")


def _looked_at(
    site: Path, half: Callable[[], Stamps], before: Kept | None, jobs: Jobs, progress: Progress
) -> Facts:
    there = half()
    folders = [_folder(name, held, before) for name, held in there.items()]
    unknown = [path for folder in folders if not folder.known for path in folder.unknown]
    made = mapped(partial(_read_some, site), chunks(unknown, CHUNK), jobs, smallest=2)
    told = progress.part("读取文件", chain.from_iterable(made), len(unknown))
    read = dict(zip(unknown, told, strict=True))
    folders = [each if each.known else _renewed(each, read, before) for each in folders]
    digests = {folder.path(name): digest for folder in folders for name, digest in folder.digests.items()}
    return Facts(digests, there, tuple(folder.group for folder in folders))


def stamps(site: Path, inside: str = "", without: str = "") -> Stamps:
    """Size, time and inode of every file of a site, of one of its folders, or of all but one; asked for once."""
    return dict(_stamps(os.fspath(site / inside), inside, without))


def _stamps(folder: str, name: str, without: str = "") -> Iterator[tuple[str, Mapping[str, Stamp]]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    below = [entry for entry in found if entry.is_dir(follow_symlinks=False) and entry.name != without]
    own = ((entry.name, entry.stat()) for entry in found if not entry.is_dir(follow_symlinks=False))
    yield name, {file: (held.st_size, held.st_mtime_ns, held.st_ino) for file, held in own}
    for entry in below:
        yield from _stamps(entry.path, f"{name}/{entry.name}" if name else entry.name)


def _folder(name: str, held: Mapping[str, Stamp], before: Kept | None) -> Folder:
    read, digests, group = before.known.get(_named(name), UNKNOWN) if before else UNKNOWN
    own = held if name else {file: stamp for file, stamp in held.items() if file != SUMS}
    return Folder(name, own, read, digests, group)


def _renewed(folder: Folder, read: Mapping[str, Found], before: Kept | None) -> Folder:
    """The same folder with what was read; kept for the next time."""
    told = folder.group.told()
    digests, leads = {}, {}
    for name in folder.stamps:
        path = folder.path(name)
        digest, leading = read.get(path) or (folder.digests[name], told.get(path, ((), ())))
        digests[name] = digest
        if any(leading):
            leads[path] = leading
    group = _group(leads)
    if before:
        place = before.place / _named(folder.name)
        aims = (group.targets, group.anchors, group.asks)
        head, tail = marshal.dumps((VERSION, dict(folder.stamps), digests, aims)), marshal.dumps(leads)
        files.write(place, SIZES.pack(len(head), len(tail)) + head + tail)
        # Leads are read again where they are asked for, instead of being sent from process to process.
        group = replace(group, leads=None, kept=place)
    return replace(folder, digests=digests, group=group)


def _group(leads: Mapping[str, Leading]) -> Group:
    aims = [(target or path, anchor) for path, (held, _) in leads.items() for _, target, anchor in held]
    return Group(
        frozenset(target for target, _ in aims),
        frozenset(aim for aim in aims if aim[1]),
        any(external for _, external in leads.values()),
        leads,
    )


def _read_some(site: Path, paths: Sequence[str]) -> list[Found]:
    return [_read(site / path, path) for path in paths]


def _read(file: Path, path: str) -> Found:
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if not path.endswith(ENDINGS) or path.startswith("search/"):  # the index's files are data and hold text
        return digest, ((), ())
    found = read_links(path, content.decode("utf-8", "replace"))  # what was damaged is told by its digest
    return digest, (found.leads, found.external)


def _named(folder: str) -> str:
    """The name of the file in which it is kept what was found in a folder."""
    return hashlib.sha256(folder.encode("utf-8", "surrogateescape")).hexdigest()[:24] + ENDING


def _load(path: Path) -> Known:
    def known(content: bytes) -> Known:
        head, tail = SIZES.unpack_from(content)
        if len(content) != SIZES.size + head + tail:
            return UNKNOWN
        version, read, digests, aims = marshal.loads(memoryview(content)[SIZES.size :])  # noqa: S302 - the build's own cache
        targets, anchors, asks = aims
        return (read, digests, Group(targets, anchors, asks, None, path)) if version == VERSION else UNKNOWN

    return kept_or(path, known, UNKNOWN, bytes)
