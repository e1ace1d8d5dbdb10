"""`SHA256SUMS` of a site, so that anyone can tell whether a copy is whole: `sha256sum -c SHA256SUMS` in its folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from archive import files
from archive.parallel import chunks, mapped

FILE = "SHA256SUMS"
CHUNK = 500  # files a task


def write_sums(folder: Path, jobs: int) -> None:
    """Write one line a file, in the order of the paths; the last file that a site gets."""
    names = sorted(_names(folder))
    runs = mapped(partial(_digests, folder), chunks(names, CHUNK), jobs, smallest=2)
    files.write(folder / FILE, "".join(line for run in runs for line in run))


def _names(folder: Path) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name).relative_to(folder).as_posix()
            if path != FILE:
                yield path


def _digests(folder: Path, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
