"""Originals are found in any folder, in one order, under names that can always be shown; nothing else is opened."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from pathlib import Path

import pytest

from archive.reading.originals import PIECE, RACY, Digests, discover, source_name


def put(folder: Path, name: str, content: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_of_all_folders_in_order_with_their_digests(tmp_path: Path) -> None:
    for name in ("b.txt", "甲/c.docx", "a.txt", "甲/乙/d"):
        put(tmp_path, name, name.encode())
    found = discover(tmp_path)
    assert [each.source for each in found] == ["a.txt", "b.txt", "甲/c.docx", "甲/乙/d"]
    assert found[0].sha256 == hashlib.sha256(b"a.txt").hexdigest()


@pytest.mark.parametrize("size", [0, PIECE, 2 * PIECE + 1])
def test_the_digest_is_that_of_all_bytes(tmp_path: Path, size: int) -> None:
    content = bytes(each % 251 for each in range(size))
    put(tmp_path, "a.txt", content)
    assert [each.sha256 for each in discover(tmp_path)] == [hashlib.sha256(content).hexdigest()]


def test_hidden_files_and_checksum_lists_are_no_originals(tmp_path: Path) -> None:
    for name in (".DS_Store", ".git/config", "raw.sha256", "a.txt"):
        put(tmp_path, name)
    assert [each.source for each in discover(tmp_path)] == ["a.txt"]


def test_the_parts_of_a_saved_page_are_no_originals(tmp_path: Path) -> None:
    for name in (
        "a/页.html",
        "a/页_files/style.css",
        "a/页_files/saved_resource.html",
        "a/页_files/里/logo.png",
        "a/页_files/附件.docx",
        "b/页_files/style.css",
        "b/旧.HTM",
        "b/旧.files/x.js",
        "b/档_files/总结.html",
    ):
        put(tmp_path, name)
    assert [each.source for each in discover(tmp_path)] == [
        "a/页.html",
        "a/页_files/附件.docx",
        "b/旧.HTM",
        "b/档_files/总结.html",
        "b/页_files/style.css",
    ]


def aged(path: Path, seconds: int = 10) -> None:
    """Let a file have been changed some time ago, as far as `utime` can."""
    status = path.stat()
    then = status.st_mtime_ns - seconds * 10**9
    os.utime(path, ns=(then, then))


def digests(raw: Path, kept: Path) -> list[str | None]:
    held = Digests(kept)
    found = discover(raw, held)
    held.keep()
    return [each.sha256 for each in found]


def test_an_original_that_nobody_touched_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, kept = put(tmp_path, "raw/a.txt", b"old"), tmp_path / "kept"
    monkeypatch.setattr("archive.reading.originals.RACY", 0)
    aged(path)
    time.sleep(0.02)  # longer than a tick of the kernel's clock
    first = digests(path.parent, kept)
    monkeypatch.setattr("archive.reading.originals._digest", lambda _: pytest.fail("was read"))
    assert digests(path.parent, kept) == first


@pytest.mark.skipif(os.name == "nt", reason="no time of status change there")
def test_a_change_that_keeps_size_and_time_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = put(tmp_path, "raw/a.txt", b"old"), tmp_path / "kept"
    monkeypatch.setattr("archive.reading.originals.RACY", 0)
    status = path.stat()
    time.sleep(0.02)
    digests(path.parent, kept)
    path.write_bytes(b"new")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert digests(path.parent, kept) == [hashlib.sha256(b"new").hexdigest()]


def test_what_was_just_written_is_never_believed_from_memory(tmp_path: Path) -> None:
    path, kept = put(tmp_path, "raw/a.txt", b"old"), tmp_path / "kept"
    digests(path.parent, kept)
    assert path.stat().st_mtime_ns > time.time_ns() - RACY
    assert b"a.txt" not in (kept.read_bytes() if kept.exists() else b"")
    kept.write_bytes(b"half")
    assert digests(path.parent, kept) == [hashlib.sha256(b"old").hexdigest()]


@pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")
def test_links_and_pipes_are_named_and_not_opened(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    put(tmp_path, "outside/secret.txt")
    raw.mkdir()
    (raw / "folder").symlink_to(tmp_path / "outside")
    (raw / "file.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    os.mkfifo(raw / "pipe")
    assert [(each.source, each.sha256) for each in discover(raw)] == [
        ("file.txt", None),
        ("folder", None),
        ("pipe", None),
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems refuse such names")
def test_names_that_are_no_utf8_are_read_as_gbk_or_escaped(tmp_path: Path) -> None:
    for name in ("报告.txt".encode("gb18030"), b"\xff\xfe.txt", "报告.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"x")
    sources = [each.source for each in discover(tmp_path)]
    assert len(set(sources)) == 3
    assert {"报告.txt", "\\xff\\xfe.txt"} < set(sources)
    for source in sources:
        source.encode("utf-8")


def test_sources_use_slashes(tmp_path: Path) -> None:
    assert source_name(tmp_path / "甲" / "乙.txt", tmp_path) == "甲/乙.txt"
