"""`SHA256SUMS` of a site, so that anyone can tell whether a copy is whole: `sha256sum -c SHA256SUMS` in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive import files
from archive.checking.facts import SUMS


def write_sums(folder: Path, digests: Mapping[str, str]) -> None:
    """Write one line a file, in the order of the paths; the last file that a site gets."""
    files.write(folder / SUMS, "".join(f"{digest}  {path}\n" for path, digest in digests.items()))
