"""Every text file of a site compressed beside itself (`page.html.gz`), for servers that send such files as they are.

What was compressed is kept under the digest of its content, so that the next site is only given it again, with its own
digest, size and time: a kept file that is not as it was left is made anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.caches import kept_or
from archive.processes.parallel import Jobs, chunks, mapped

ENDINGS = (".html", ".js", ".css", ".json", ".csv", ".svg", ".xml", ".txt")
LEAST = 1000  # bytes; below, a compressed file saves no packet
LEVEL = 9
CHUNK = 200  # files a task
LIST = "kept.json"
Packed = tuple[str, int, int]  # a compressed file: digest, size, time


@dataclass(frozen=True, slots=True)
class Run:
    """Some files of a site with their digests, where compressed ones are kept, and these by the digests of theirs."""

    site: Path
    kept: Path
    named: Sequence[tuple[str, str]]
    known: Mapping[str, Packed]


def compress(site: Path, digests: Mapping[str, str], kept: Path, jobs: Jobs) -> dict[str, str]:
    """Put a `.gz` beside every text file that is worth it; give the digests of these, by path."""
    named = [each for each in digests.items() if each[0].endswith(ENDINGS)]
    known = _known(kept / LIST)
    runs = [
        Run(site, kept, some, {digest: known[digest] for _, digest in some if digest in known})
        for some in chunks(named, CHUNK)
    ]
    made = {path: packed for run in mapped(compress_some, runs, jobs) for path, packed in run}
    held = {digests[path]: packed for path, packed in made.items()}
    files.write(kept / LIST, files.json_line(held))
    files.prune(kept, {kept / LIST, *(_place(kept, digest) for digest in held)})
    return dict(sorted((f"{path}.gz", digest) for path, (digest, _, _) in made.items()))


def _known(path: Path) -> dict[str, Packed]:
    """What is known of kept files; nothing where that was never written, or is damaged."""

    def known(kept: Mapping[str, Packed]) -> dict[str, Packed]:
        return {digest: (own, size, time) for digest, (own, size, time) in kept.items()}

    return kept_or(path, known, {}, json.loads)


def _place(kept: Path, digest: str) -> Path:
    return kept / digest[:2] / f"{digest}.gz"


def compress_some(run: Run) -> tuple[tuple[str, Packed], ...]:
    """Compress some files, or give them what was compressed before; gives the paths with what is known of it."""
    made = []
    for path, digest in run.named:
        source = run.site / path
        if source.stat().st_size < LEAST:
            continue
        packed = _place(run.kept, digest)
        made.append((path, _packed(source, packed, run.known.get(digest))))
        files.link(packed, source.with_name(f"{source.name}.gz"))
    return tuple(made)


def _packed(source: Path, packed: Path, known: Packed | None) -> Packed:
    if known and _stamp(packed) == known[1:]:
        return known
    content = gzip.compress(source.read_bytes(), LEVEL, mtime=0)
    files.write(packed, content)
    return (hashlib.sha256(content).hexdigest(), *_stamp(packed))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return -1, -1
    return status.st_size, status.st_mtime_ns
