r"""The only module that writes files: whole or not at all, and only what changed.

A file is written beside its place and moved there, so that a reader or a killed run never sees half of it.
Bytes that are already there are left alone, so that an unchanged build touches nothing. Text is UTF-8 with
`\n` line ends on every system.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path, PurePath

AT_FDCWD = -100
CHUNK = 1_048_576  # bytes
RENAME_EXCHANGE = 2
MODE = 0o644
FOLDER_MODE = 0o755
LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # `json.dumps` makes one for every call
NEW = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def write(path: Path, content: str | bytes) -> bool:
    """Make `path` hold exactly `content`; say whether that took a write. Folders are made as needed."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    if holds(path, data):
        return False
    folder, name = os.path.split(path)
    temporary = _beside(folder, name)
    handle = _created(temporary, folder)
    try:
        with open(handle, "wb", buffering=0) as file:  # noqa: PTH123 - the handle is open already
            _fill(file, data)
        Path(temporary).replace(path)
    except BaseException:
        _discard(temporary)
        raise
    return True


def _fill(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def holds(path: Path, data: bytes) -> bool:
    """Whether the file is there with exactly these bytes."""
    try:
        return os.stat(path).st_size == len(data) and path.read_bytes() == data  # noqa: PTH116 - many files
    except (FileNotFoundError, NotADirectoryError):
        return False


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and move it there when the block ends without an error."""
    folder, name = os.path.split(path)
    temporary = _beside(folder, name)
    try:
        os.close(_created(temporary, folder))
        held = Path(temporary)
        yield held
        held.replace(path)
    except BaseException:
        _discard(temporary)
        raise


def _beside(folder: str, name: str) -> str:
    beside = f".{name[:40]}.{os.getpid()}-{threading.get_ident()}.part"
    return os.path.join(folder, beside)  # noqa: PTH118 - a build writes tens of thousands of files


def _created(temporary: str, folder: str) -> int:
    """Make the file beside, and its folder if need be; give its handle."""
    try:
        handle = os.open(temporary, NEW, MODE)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
        handle = os.open(temporary, NEW, MODE)
    os.chmod(temporary, MODE)  # noqa: PTH101 - as above
    return handle


def _discard(temporary: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(temporary)  # noqa: PTH108 - as above


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write one line each, streamed, so that no more than one line is held in memory."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line)
            file.write("\n")


def json_line(value: object) -> str:
    """One value as one line of JSON: readable characters, or ASCII escapes where bytes were damaged.

    A damaged byte is kept as a lone surrogate, which UTF-8 cannot hold but a JSON escape can.
    """
    line = LINE.encode(value)
    if line.isascii() or not _has_surrogate(line):
        return line
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def json_text(value: object) -> str:
    """A value as readable, indented JSON that ends in a line end; escaped as in `json_line`."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if _has_surrogate(text):
        text = json.dumps(value, ensure_ascii=True, indent=2)
    return text + "\n"


def link(source: Path | str, target: Path | str) -> None:
    """Give a file a second name in place of whatever has that name, or copy it where links cannot be made.

    Two trees may share a file, because `write` never changes one but puts a new one in its place.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        folder = os.path.dirname(target)  # noqa: PTH120 - many files
        if os.path.isdir(folder):  # noqa: PTH112 - as above
            raise  # it is the source that is missing
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
        link(source, target)
    except FileExistsError:
        if not Path(target).samefile(source):
            os.unlink(target)  # noqa: PTH108 - as above
            link(source, target)
    except OSError:
        copy(Path(source), Path(target))


def link_tree(source: Path, target: Path) -> list[str]:
    """Give every file of a folder a second name below another one, where it has none yet; give the paths there."""
    there, paths, place = inodes(target, source), [], os.fspath(target)
    with os.scandir(source) as entries:
        found = sorted(entries, key=lambda each: each.name)
    for entry in found:
        path = f"{place}{os.sep}{entry.name}"
        if there.get(entry.name) == entry.inode():
            paths.append(path)
        elif entry.is_dir(follow_symlinks=False):
            paths += link_tree(Path(entry.path), Path(path))
        else:
            link(entry.path, path)
            paths.append(path)
    return paths


def inodes(folder: Path, beside: Path) -> dict[str, int]:
    """The inode of each file that stands in a folder itself, without asking for each: which other names it has.

    Empty where that would not tell files apart: the folder `beside`, whose files they may be, lies on another file
    system, or the system names other inodes in a list of files than for a file.
    """
    try:
        if os.stat(folder).st_dev != os.stat(beside).st_dev:  # noqa: PTH116 - many folders
            return {}
        with os.scandir(folder) as entries:
            found = {entry.name: entry for entry in entries if not entry.is_dir(follow_symlinks=False)}
    except FileNotFoundError:
        return {}
    first = next(iter(found.values()), None)
    if first is None or os.lstat(first.path).st_ino != first.inode():
        return {}
    return {name: entry.inode() for name, entry in found.items()}


def copy(source: Path, target: Path) -> bool:
    """Make `target` hold what `source` holds; say whether that took a write."""
    return write(target, source.read_bytes())


def copied(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file of any size; give the SHA-256 and the size of what was copied."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as content, replacing(target) as temporary, temporary.open("wb") as out:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return digest.hexdigest(), size


def sync(folder: Path, wanted: Mapping[str, str | bytes]) -> int:
    """Make a generated folder hold exactly the files named, relative to it; give the number of changes."""
    written = sum(write(folder / name, content) for name, content in wanted.items())
    return written + prune(folder, {folder / name for name in wanted})


def below(folder: Path, names: Iterable[str]) -> set[str]:
    """The paths of many files of a folder, whose names are given with `/`."""
    start = f"{os.fspath(folder)}{os.sep}"
    return {f"{start}{name.replace('/', os.sep)}" for name in names}


def prune(
    folder: Path, keep: AbstractSet[Path] | AbstractSet[str], but: AbstractSet[str] = frozenset()
) -> int:
    """Remove every file of a generated folder that is not to be kept, then the empty folders; say how many files.

    `but` names folders in it that are not even looked into. Symbolic links are removed as links; nothing outside
    `folder` is ever touched.
    """
    wanted: dict[str, set[str]] = {}
    for path in map(os.fspath, keep):
        parent, _, name = path.rpartition(os.sep)
        wanted.setdefault(parent, set()).add(name)
    return _pruned(os.fspath(folder), wanted, but)[0] if folder.is_dir() else 0


def _pruned(folder: str, wanted: Mapping[str, AbstractSet[str]], but: AbstractSet[str]) -> tuple[int, int]:
    """Prune one folder; give how many files went, and how many files and folders stay in it."""
    with os.scandir(folder) as entries:
        found = list(entries)
    held = wanted.get(folder, frozenset())
    removed = left = 0
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            gone, more = (0, 1) if entry.name in but else _pruned(entry.path, wanted, frozenset())
            removed, left = removed + gone, left + bool(more)
            if not more:
                os.rmdir(entry.path)  # noqa: PTH106 - many files
        elif entry.name in held:
            left += 1
        else:
            os.unlink(entry.path)  # noqa: PTH108 - as above
            removed += 1
    return removed, left


def discard(folder: Path, names: Iterable[str]) -> None:
    """Remove files of a folder by their paths in it, then the folders in it that are left empty.

    Raises `ValueError`, before anything is removed, for a path that leads out of the folder.
    """
    wanted = tuple(names)
    strange = leading_out(folder, wanted)
    if strange is not None:
        raise ValueError(strange)
    parents: set[Path] = set()
    for name in wanted:
        (folder / name).unlink(missing_ok=True)
        parents.update((folder / name).relative_to(folder).parents)
    for parent in sorted(parents - {Path()}, key=lambda each: len(each.parts), reverse=True):
        with suppress(OSError):  # something else lies there
            (folder / parent).rmdir()


def leading_out(folder: Path, names: Iterable[str]) -> str | None:
    """The first of some paths that leads out of a folder: `..`, another root, or a link to a folder elsewhere."""
    home, inside = folder.resolve(), {Path()}
    for name in names:
        path = Path(name)
        if not stays(path):
            return name
        if path.parent not in inside and not (folder / path.parent).resolve().is_relative_to(home):
            return name
        inside.add(path.parent)
    return None


def stays(path: PurePath) -> bool:
    """Whether a path names something in the folder that it is joined to, as far as its words say."""
    return bool(path.parts) and not path.anchor and ".." not in path.parts and "\0" not in str(path)


def remove(path: Path) -> None:
    """Remove a file or a whole generated folder; it may be missing already."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif os.path.lexists(path):  # where nothing can be written, removing what is not there is refused as well
        path.unlink(missing_ok=True)


def let_in(folder: Path, names: Iterable[str]) -> None:
    """Let everyone read some folders below one, as `write` does with files, whatever was asked of new folders.

    `names` are their paths below `folder`, the empty one for itself.
    """
    for name in names:
        path = f"{os.fspath(folder)}{os.sep}{name}"
        mode = os.stat(path).st_mode  # noqa: PTH116 - many folders
        if mode & FOLDER_MODE != FOLDER_MODE:
            os.chmod(path, mode & 0o7777 | FOLDER_MODE)  # noqa: PTH101 - as above


def exchange(first: Path, second: Path) -> bool:
    """Swap two folders in one step where the system can (Linux); say whether it was done."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    done: int = rename(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE)
    return done == 0


def move(source: Path, target: Path) -> None:
    """Rename within one file system; the target must not be there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
