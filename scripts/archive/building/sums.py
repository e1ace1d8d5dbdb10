"""`SHA256SUMS` of a site, so that anyone can tell whether a copy is whole: `sha256sum -c SHA256SUMS` in its folder.

Compressed files have a list of their own, so that sites with and without them have the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive import files
from archive.places import SUMS


def write_sums(folder: Path, digests: Mapping[str, str], name: str = SUMS) -> None:
    """Write one line a file, in the order of the paths; the last files that a site gets."""
    files.write(folder / name, "".join(f"{digest}  {path}\n" for path, digest in digests.items()))
