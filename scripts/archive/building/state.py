"""What the last build was made from and what it left, so that a build with nothing to do does nothing.

The state is written last. It holds only while every input has the same bytes and every output file has the
size and time that the build left it with; anything else, and the build runs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from archive import files
from archive.building import lock
from archive.building.output import hand_pages
from archive.caches import kept_or
from archive.checking.facts import Stamps, stamps
from archive.console.summary import Summary
from archive.errors import RuleError
from archive.places import MARK, SUMS, Places
from archive.preparing.digests import digest_of
from archive.reading.formats import office
from archive.reading.originals import Found
from archive.rulefiles.strict import parse

FILE = "state.json"


@dataclass(frozen=True, slots=True)
class State:
    """Digests of all inputs and outputs, and the counts that the build gave; its findings stand in `findings.jsonl`.

    `ground` covers the inputs without originals.
    """

    ground: str
    inputs: str
    outputs: str
    summary: Summary


def ground_digest(where: Places, options: str) -> str:
    """One digest over rules, code, corrections, pages by hand, configuration and options."""
    total = hashlib.sha256(options.encode())
    held = (
        where.rules,
        where.overrides,
        where.config,
        where.root / "scripts",
        where.root / "requirements.txt",
    )
    total.update(digest_of(*(path for path in held if path.exists())).encode())
    for path in hand_pages(where.pages):
        total.update(path.relative_to(where.pages).as_posix().encode("utf-8", "surrogateescape"))
        total.update(path.read_bytes())
    return total.hexdigest()


def inputs_digest(where: Places, ground: str, found: Sequence[Found]) -> str:
    """One digest over the ground, the originals and the dates on which they were added.

    With LibreOffice more can be read, and better.
    """
    total = hashlib.sha256(f"{ground} {office.command() is not None}".encode())
    for each in found:
        total.update(f"{each.source}\0{each.sha256}\n".encode("utf-8", "surrogatepass"))
    if where.manifest.exists():
        total.update(where.manifest.read_bytes())
    return total.hexdigest()


def docs_digest(where: Places) -> str:
    """One digest over the name, size and time of every page that is written for MkDocs; none of them is the site's."""
    total = hashlib.sha256()
    for place in (where.docs / "reports", where.docs / "browse"):
        for text in _listing(os.fspath(place), frozenset()):
            total.update(text.encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def outputs_digest(where: Places, docs: str, site: Stamps | None = None) -> str:
    """One digest over the name, size and time of every file that the build left, `docs` being that of the pages.

    `site` is what is known of the site's files already, but for the sums, which are written last. What lies ready to be
    put into the site is mostly the site's own files under another name: these are named by their inodes alone, because
    size and time are asked for in the site.
    """
    total = hashlib.sha256(docs.encode())
    held = _with_sums(site, where.site / SUMS) if site else _stamps(where.site)
    for folder, stamped in held.items():
        lines = (f"{name}\0{size}\0{time}" for name, (size, time, _) in stamped.items())
        total.update("\n".join((folder, *lines)).encode("utf-8", "surrogateescape"))
    inodes = frozenset(inode for stamped in held.values() for _, _, inode in stamped.values())
    ready = (where.index, where.study, where.prints)
    shared = {place: inodes for place in ready if where.site.is_dir() and files.inodes(where.site, place)}
    for place in ready:
        for text in _listing(os.fspath(place), shared.get(place, frozenset())):
            total.update(text.encode("utf-8", "surrogateescape"))
    for path in _left(where):
        total.update(f"{path.name}\0{path.stat().st_size}\0{path.stat().st_mtime_ns}\n".encode())
    return total.hexdigest()


def _left(where: Places) -> list[Path]:
    """Every file directly in the folder of the build, and what is kept of withdrawn documents, wherever that lies."""
    held = (path for path in where.build.iterdir() if path.name not in {lock.FILE, MARK})
    return sorted(path for path in {*held, where.withdrawn} if path.is_file())


def _stamps(site: Path) -> Stamps:
    return stamps(site) if site.is_dir() else {}


def _with_sums(known: Stamps, sums: Path) -> Stamps:
    """What is known of a site's files with the one that was written last."""
    status = sums.stat()
    own = {**known[""], SUMS: (status.st_size, status.st_mtime_ns, status.st_ino)}
    return {**known, "": dict(sorted(own.items()))}


def _listing(folder: str, shared: frozenset[int]) -> Iterator[str]:
    """One text a folder: its path, and the name, size and time of each of its files; of those shared, the inode."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    lines, below = [folder], []
    for entry in found:
        if entry.inode() in shared:
            lines.append(f"{entry.name}\0{entry.inode()}")
        elif entry.is_dir(follow_symlinks=False):
            below.append(entry.path)
        else:
            status = entry.stat(follow_symlinks=False)
            lines.append(f"{entry.name}\0{status.st_size}\0{status.st_mtime_ns}")
    yield "\n".join(lines)
    for path in below:
        yield from _listing(path, shared)


def load(where: Places) -> State | None:
    """The state of the last build, or None when there is none that can be read."""
    path = where.cache / FILE
    try:
        return kept_or(path, lambda held: parse(held, State, path.as_posix()), None, json.loads)
    except RuleError:
        return None


def save(where: Places, state: State) -> None:
    """Write the state; the last write of a build."""
    plain = asdict(state)
    files.write(where.cache / FILE, files.json_line(plain))


def forget(where: Places) -> None:
    """Drop the state before anything is written, so that a killed build is not taken for a finished one."""
    files.remove(where.cache / FILE)
