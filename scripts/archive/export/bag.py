"""A bag of originals by RFC 8493 (BagIt 1.0): payload, SHA-256 manifest, tag files, all checked while they are copied.

Every original is compared with the archive's own manifest, so that a damaged one is never handed on as sound. The
bag's date is the newest day on which one of its originals was added, so that the same originals make the same bag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from archive import files
from archive.console.progress import Progress
from archive.errors import ArchiveError
from archive.reading import manifest
from archive.reading.formats.passwords import masked
from archive.reading.manifest import Row
from archive.reading.originals import placed

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ESCAPES = {"%": "%25", "\n": "%0A", "\r": "%0D"}
CURE = "先运行 python3 scripts/check.py --fixity，按提示恢复原件"


TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")


def bagged(rows: Sequence[Row]) -> tuple[str, ...]:
    """Every file of the bag of these originals, by its path in it."""
    return (*map(_payload, rows), *TAGS)


def write_bag(bag: Path, raw: Path, rows: Sequence[Row], progress: Progress) -> dict[str, str]:
    """Put these originals of `raw` into `bag`; give the digests of all its files by their paths in it.

    Raises `ArchiveError` for an original that is missing, changed, or named so that no manifest can name it.
    """
    digests: dict[str, str] = {}
    lines: list[str] = []
    size = 0
    there = placed(raw)
    for row in progress.track("复制原件", rows, len(rows)):
        lines.append(f"{row.sha256}  {_path(row.source)}\n")
        size += _copy(Path(there.get(row.source, raw / row.source)), bag / _payload(row), row)
        digests[_payload(row)] = row.sha256
    tags = {
        TAGS[0]: DECLARATION,
        TAGS[1]: (
            f"Bagging-Date: {manifest.newest({row.source: row for row in rows}, (row.source for row in rows))}\n"
            f"Payload-Oxum: {size}.{len(rows)}\n"
        ),
        TAGS[2]: "".join(lines),
    }
    tags[TAGS[3]] = "".join(f"{_digest(text)}  {name}\n" for name, text in sorted(tags.items()))
    for name, text in tags.items():
        files.write(bag / name, text)
    return digests | {name: _digest(text) for name, text in tags.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _payload(row: Row) -> str:
    return f"data/{row.source}"


def originals(sources: Iterable[str], known: Mapping[str, Row]) -> tuple[Row, ...]:
    """The manifest rows of these sources, by path; a member stands for the file it was in.

    The catalogue names no passwords, so that a path with one is looked for without it.
    """
    rows: dict[str, list[Row]] = {}
    for path in sorted(known):
        rows.setdefault(masked(path), []).append(known[path])
    names = sorted({source.split("!/")[0] for source in sources})
    for name in names:
        if name not in rows:
            raise ArchiveError(name, "清单里没有这个原件的校验值", "先运行 python3 scripts/build.py")
    return tuple(row for name in names for row in rows[name])


def _copy(source: Path, target: Path, row: Row) -> int:
    try:
        digest, size = files.copied(source, target)
    except FileNotFoundError as error:
        raise ArchiveError(row.source, "原件不在了", CURE) from error
    if digest != row.sha256:
        files.remove(target)
        raise ArchiveError(row.source, "原件与收录时不同", CURE)
    return size


def _path(source: str) -> str:
    """A path as a manifest names it: only per cent signs and line ends are encoded."""
    try:
        source.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ArchiveError(
            ascii(source), "文件名不是 UTF-8，清单写不出来", "给原件换一个名字，重新构建"
        ) from error
    return "data/" + "".join(ESCAPES.get(char, char) for char in source)
