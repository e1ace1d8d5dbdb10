"""Files are written whole, only when they change, and removed only from generated folders."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sys
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import files


def test_a_write_makes_folders_and_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.md"
    assert files.write(path, "正文\n")
    assert path.read_bytes() == "正文\n".encode()
    before = path.stat().st_mtime_ns
    assert not files.write(path, "正文\n")
    assert path.stat().st_mtime_ns == before
    assert files.write(path, "改过\n")


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "b.md"
    files.write(path, "旧")
    with pytest.raises(RuntimeError):
        _half(path)
    assert [each.name for each in tmp_path.iterdir()] == ["b.md"]
    assert path.read_text(encoding="utf-8") == "旧"


def _half(path: Path) -> None:
    with files.replacing(path) as temporary:
        temporary.write_text("一半", encoding="utf-8")
        raise RuntimeError


def test_lines_are_streamed_one_each(tmp_path: Path) -> None:
    files.write_lines(tmp_path / "x.jsonl", (str(number) for number in range(3)))
    assert (tmp_path / "x.jsonl").read_bytes() == b"0\n1\n2\n"


@given(st.text(st.characters(codec=None) | st.characters(categories=["Cs"])))
def test_any_text_survives_a_line_of_json(text: str) -> None:
    line = files.json_line({"text": text})
    assert "\n" not in line
    assert json.loads(line.encode("utf-8")) == {"text": text}
    assert json.loads(files.json_text([text]).encode("utf-8")) == [text]


def test_readable_text_stays_readable_in_json() -> None:
    assert files.json_line({"a": "党建"}) == '{"a":"党建"}'
    assert files.json_line("\udc81") == '"\\udc81"'
    assert "党建" in files.json_text({"a": "党建"})


def test_sync_removes_what_is_no_longer_made(tmp_path: Path) -> None:
    folder = tmp_path / "browse"
    assert files.sync(folder, {"year/2018.md": "1", "index.md": "2"}) == 2
    assert files.sync(folder, {"index.md": "2"}) == 1
    assert files.sync(folder, {"a.md": "1", "b.md": "1", "c.md": "1"}) == 4
    assert files.sync(folder, {"index.md": "2"}) == 4
    assert [path.name for path in folder.rglob("*")] == ["index.md"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_prune_removes_a_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    outside = tmp_path / "originals"
    files.write(outside / "a.txt", "a")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    assert files.prune(folder, frozenset()) == 1
    assert (outside / "a.txt").exists()
    assert folder.exists()


def test_prune_leaves_no_empty_folder_however_deep(tmp_path: Path) -> None:
    files.write(tmp_path / "reports" / "a" / "b" / "c.md", "1")
    files.write(tmp_path / "reports" / "a" / "kept.md", "1")
    (tmp_path / "reports" / "x" / "y").mkdir(parents=True)
    assert files.prune(tmp_path / "reports", {tmp_path / "reports" / "a" / "kept.md"}) == 1
    assert [path.name for path in sorted((tmp_path / "reports").rglob("*"))] == ["a", "kept.md"]


def test_prune_counts_files_and_leaves_folders_alone_that_are_named(tmp_path: Path) -> None:
    for name in ("kept.md", "one.md", "two.md", "reports/three.md", "browse/four.md"):
        files.write(tmp_path / name, name)
    keep = files.below(tmp_path, ("kept.md",))
    assert files.prune(tmp_path, keep, frozenset(("reports",))) == 3
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["kept.md", "reports", "three.md"]
    assert files.prune(tmp_path / "missing", keep) == 0


def test_discard_takes_the_files_named_and_folders_left_empty(tmp_path: Path) -> None:
    for name in ("a/b/one.md", "a/b/two.md", "c/three.md", "c/kept.md", "four.md"):
        files.write(tmp_path / name, name)
    files.discard(tmp_path, ("a/b/one.md", "a/b/two.md", "c/three.md", "four.md", "a/gone.md"))
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "c",
        "c/kept.md",
    ]


@pytest.mark.parametrize("name", ["../victim", "a/../../victim", "/victim", "", "link/victim", "a\0"])
def test_discard_takes_nothing_outside_its_folder(tmp_path: Path, name: str) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    for path in (folder / "a.md", tmp_path / "victim", elsewhere / "victim"):
        files.write(path, "x")
    (folder / "link").symlink_to(elsewhere, target_is_directory=True)
    assert files.leading_out(folder, ("a.md", name)) == name
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        files.discard(folder, ("a.md", name))
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3


@pytest.mark.parametrize("name", ["C:\\victim", "C:victim", "..\\victim", "\\victim", "a\\..\\..\\victim"])
def test_paths_of_windows_that_lead_out_are_known(name: str) -> None:
    assert not files.stays(PureWindowsPath(name))
    assert files.stays(PureWindowsPath("a\\b.md"))


def test_remove_takes_files_folders_and_nothing(tmp_path: Path) -> None:
    files.write(tmp_path / "d" / "x", "x")
    files.write(tmp_path / "f", "x")
    for name in ("d", "f", "missing"):
        files.remove(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_copy_and_move(tmp_path: Path) -> None:
    files.write(tmp_path / "a", b"1")
    assert files.copy(tmp_path / "a", tmp_path / "b")
    assert not files.copy(tmp_path / "a", tmp_path / "b")
    files.move(tmp_path / "b", tmp_path / "c" / "d")
    assert (tmp_path / "c" / "d").read_bytes() == b"1"
    files.move(tmp_path / "c" / "d", tmp_path / "e" / "f" / "g")
    files.move(tmp_path / "e" / "f" / "g", tmp_path / "c" / "d")
    assert (tmp_path / "c" / "d").read_bytes() == b"1"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")
def test_exchange_swaps_two_folders_at_once(tmp_path: Path) -> None:
    files.write(tmp_path / "a" / "old", "")
    files.write(tmp_path / "b" / "new", "")
    assert files.exchange(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a" / "new").exists()
    assert not files.exchange(tmp_path / "a", tmp_path / "missing")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")
def test_exchange_takes_paths_that_begin_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path / "a" / "old", "")
    files.write(tmp_path / "b" / "new", "")
    monkeypatch.chdir(tmp_path)
    assert files.exchange(Path("a"), Path("b"))
    assert (tmp_path / "a" / "new").exists()
    assert (tmp_path / "b" / "old").exists()


def test_elsewhere_exchange_says_that_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert not files.exchange(tmp_path, tmp_path)


def test_a_link_shares_a_file_and_a_write_parts_it(tmp_path: Path) -> None:
    source, target = tmp_path / "kept" / "a", tmp_path / "site" / "b" / "a"
    files.write(source, "旧")
    files.link(source, target)
    files.link(source, target)
    assert target.samefile(source)
    files.write(source, "新")
    assert target.read_text(encoding="utf-8") == "旧"
    files.write(source.parent / "c" / "d", "1")
    files.link_tree(source.parent, target.parent)
    assert target.samefile(source)
    assert (target.parent / "c" / "d").samefile(source.parent / "c" / "d")


def test_a_tree_that_is_there_is_brought_up_by_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, site = tmp_path / "kept", tmp_path / "site"
    for name in ("a", "b", "c/d"):
        files.write(kept / name, name)
    files.link_tree(kept, site)
    files.write(kept / "b", "new")
    (site / "a").unlink()
    files.write(site / "a", "of somebody else")
    made: list[str] = []
    link = files.link

    def counted(source: str, target: str) -> None:
        made.append(target)
        link(source, target)

    monkeypatch.setattr(files, "link", counted)
    assert files.link_tree(kept, site) == [str(site / name) for name in ("a", "b", "c/d")]
    assert set(made) == {str(site / "a"), str(site / "b")}
    assert all((site / name).samefile(kept / name) for name in ("a", "b", "c/d"))


def test_inodes_are_believed_only_where_they_tell_files_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(tmp_path / "a" / "1", "1")
    files.write(tmp_path / "b" / "1", "1")
    assert files.inodes(tmp_path / "a", tmp_path / "b") == {"1": (tmp_path / "a" / "1").stat().st_ino}
    assert files.inodes(tmp_path / "none", tmp_path / "b") == {}
    if Path("/proc").is_dir():
        assert files.inodes(tmp_path / "a", Path("/proc")) == {}  # another file system
    other = (tmp_path / "b" / "1").stat()
    monkeypatch.setattr(os, "lstat", lambda _: other)  # lists name other inodes than files do
    assert files.inodes(tmp_path / "a", tmp_path / "b") == {}


def test_a_link_is_made_however_deep_its_place(tmp_path: Path) -> None:
    files.write(tmp_path / "kept" / "a", "1")
    files.link(tmp_path / "kept" / "a", tmp_path / "x" / "y" / "z" / "a")
    files.link_tree(tmp_path / "kept", tmp_path / "u" / "v")
    assert (tmp_path / "x" / "y" / "z" / "a").samefile(tmp_path / "u" / "v" / "a")


def test_a_file_that_is_not_there_gets_no_second_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.link(tmp_path / "missing", tmp_path / "x" / "a")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_tree_is_linked_without_walking_out_of_it(tmp_path: Path) -> None:
    files.write(tmp_path / "outside" / "a.txt", "a")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "out").symlink_to(tmp_path / "outside")
    files.link_tree(tmp_path / "kept", tmp_path / "site")
    assert (tmp_path / "site" / "out").is_symlink()


def test_a_name_as_long_as_a_system_takes_can_be_written(tmp_path: Path) -> None:
    name = f"{'长' * 84}.md"  # 255 bytes
    files.write(tmp_path / name, "1")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_where_links_cannot_be_made_a_file_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    files.write(tmp_path / "a", "1")
    files.link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text(encoding="utf-8") == "1"


def test_what_is_written_can_be_read_by_a_server(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        files.write(tmp_path / "a", "1")
    finally:
        os.umask(before)
    assert os.name == "nt" or (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_a_copy_of_any_size_tells_its_digest_and_length(tmp_path: Path) -> None:
    content = bytes(range(256)) * (files.CHUNK // 256 + 3)
    (tmp_path / "a").write_bytes(content)
    assert files.copied(tmp_path / "a", tmp_path / "b" / "a") == (
        hashlib.sha256(content).hexdigest(), len(content),
    )  # fmt: skip
    assert (tmp_path / "b" / "a").read_bytes() == content


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is Linux's")
def test_a_system_without_the_call_says_that_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: object())
    assert not files.exchange(tmp_path, tmp_path)


def test_what_stands_with_the_same_length_and_other_bytes_is_written(tmp_path: Path) -> None:
    files.write(tmp_path / "a", "甲")
    assert files.write(tmp_path / "a", "乙")
    assert (tmp_path / "a").read_text(encoding="utf-8") == "乙"
    assert not files.holds(tmp_path / "a" / "below", b"")
    assert files.json_line(["\udc80党"]) == '["\\udc80\\u515a"]'
    assert files.json_text({"a": ["\udc80", "党"]}).startswith('{\n  "a": [\n    "\\udc80",\n    "\\u515a"\n')


def test_what_is_not_there_is_not_removed_from_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "unlink", refuse)
    files.remove(tmp_path / "none")
    (tmp_path / "a").touch()
    with pytest.raises(OSError, match=os.strerror(errno.EROFS)):
        files.remove(tmp_path / "a")
