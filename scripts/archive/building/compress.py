"""Every text file of a site compressed beside itself (`page.html.gz`), for servers that send such files as they are.

What was compressed is kept under the digest of its content, so that the next site is only given it again.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.parallel import Jobs, chunks, mapped

ENDINGS = (".html", ".js", ".css", ".json", ".csv", ".svg", ".xml", ".txt")
LEAST = 1000  # bytes; below, a compressed file saves no packet
LEVEL = 9
CHUNK = 200  # files a task


@dataclass(frozen=True, slots=True)
class Run:
    """Some files of a site with their digests, and where compressed ones are kept."""

    site: Path
    kept: Path
    named: Sequence[tuple[str, str]]


def compress(site: Path, digests: Mapping[str, str], kept: Path, jobs: Jobs) -> None:
    """Put a `.gz` beside every text file that is worth it."""
    named = [each for each in digests.items() if each[0].endswith(ENDINGS)]
    runs = [Run(site, kept, some) for some in chunks(named, CHUNK)]
    used = {path for run in mapped(compress_some, runs, jobs) for path in run}
    files.prune(kept, used)


def compress_some(run: Run) -> tuple[Path, ...]:
    """Compress some files, or give them what was compressed before; gives what is kept of them."""
    used = []
    for path, digest in run.named:
        source, packed = run.site / path, run.kept / digest[:2] / f"{digest}.gz"
        if source.stat().st_size < LEAST:
            continue
        if not packed.exists():
            files.write(packed, gzip.compress(source.read_bytes(), LEVEL, mtime=0))
        files.link(packed, source.with_name(f"{source.name}.gz"))
        used.append(packed)
    return tuple(used)
