"""`SHA256SUMS` of a site, so that anyone can tell whether a copy is whole: `sha256sum -c SHA256SUMS` in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive import files
from archive.checking.facts import SUMS, Facts


def write_sums(folder: Path, held: Mapping[str, Facts]) -> None:
    """Write one line a file, in the order of the paths; the last file that a site gets."""
    files.write(folder / SUMS, "".join(f"{known.sha256}  {path}\n" for path, known in held.items()))
