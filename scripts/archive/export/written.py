"""Only what an export wrote is ever removed or replaced by a later one; what people put beside it stays.

The mark in the folder lists every file that was written, with its SHA-256. While a run writes, its files stand there
without one, so that what a stopped run left behind is known as well.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.errors import UsageError

MARK = ".archive-export"
HEAD = "Generated: scripts/export.py removes of this folder what is listed here, and nothing else."
LOST = "导出清单已损坏，不知道哪些文件是导出写的"
CURE = "移走或改名后再导出，或换一个文件夹"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The files that exports wrote into a folder, by their paths in it; `listed` is false where nobody noted them."""

    folder: Path
    digests: Mapping[str, str]
    listed: bool = True

    def wrote(self, name: str) -> bool:
        """Whether a file is there as an export wrote it."""
        path = self.folder / name
        return name in self.digests and path.is_file() and self.digests[name] in {"", digest_of(path)}


def earlier(folder: Path) -> Earlier:
    """What exports wrote into a folder. Raises `UsageError` for one that holds things of somebody else alone."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(str(folder), "--out 是一个文件", "换一个文件夹")
    if not folder.exists() or not any(folder.iterdir()):
        return Earlier(folder, {})
    mark = folder / MARK
    if not mark.exists():
        raise UsageError(str(folder), "这个文件夹里已有别的东西，导出会覆盖它们", "换一个空文件夹")
    try:
        head, *lines = mark.read_text(encoding="utf-8").split("\n")
        digests = dict(map(_line, filter(None, lines))) if head else None
    except ValueError as error:
        raise UsageError(str(mark), LOST, CURE) from error
    if digests is None:
        raise UsageError(str(mark), LOST, CURE)
    strange = files.leading_out(folder, digests)
    if strange is not None:
        raise UsageError(str(mark), f"导出清单里的“{strange}”不在这个文件夹里", CURE)
    return Earlier(folder, digests, listed=head == HEAD)


def _line(text: str) -> tuple[str, str]:
    """One file and its digest. Raises `ValueError` for anything else."""
    held = json.loads(text)
    if not (isinstance(held, list) and len(held) == 2 and all(isinstance(each, str) for each in held)):
        raise ValueError(text)
    return held[0], held[1]


def begin(before: Earlier, wanted: Iterable[str]) -> None:
    """Remove what exports wrote and this one does not make, and note what it is going to write.

    Raises `UsageError`, before anything is changed, where a file of somebody else has a wanted name. Where no list
    was kept what has such a name counts as written by an export.
    """
    names = dict.fromkeys(wanted, "")
    for name in names if before.listed else ():
        if (before.folder / name).exists() and not before.wrote(name):
            raise UsageError(
                str(before.folder / name), "这个文件不是导出写的，或写出以后改过，再导出会盖掉它", CURE
            )
    gone = [name for name in before.digests if name not in names and before.wrote(name)]
    files.discard(before.folder, gone)
    _note(before.folder, names)


def finish(folder: Path, made: Mapping[str, str]) -> tuple[str, ...]:
    """Note what was written; give the files that no export wrote, or that were changed since, and that stay."""
    _note(folder, made)
    return tuple(sorted(name for name in _names(folder) if name not in made and name != MARK))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _note(folder: Path, names: Mapping[str, str]) -> None:
    files.write_lines(
        folder / MARK, (HEAD, *(files.json_line([name, names[name]]) for name in sorted(names)))
    )


def _names(folder: Path) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name).relative_to(folder).as_posix() for name in names)
