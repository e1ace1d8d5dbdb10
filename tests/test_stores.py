"""Where originals and results may lie: what the READMEs say of mounted stores."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.places import places
from project_copy import Project, copy_project, report, tree


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = copy_project(tmp_path / "project")
    made.put("甲/2018年.txt", report(2018, 1))
    made.put("2019年.txt", report(2019, 2))
    return made


@pytest.fixture
def mounted(project: Project, tmp_path: Path) -> Iterator[Path]:
    """The originals once more, on a mount that nothing can be written to."""
    place = tmp_path / "mounted"
    place.mkdir()
    try:
        subprocess.run(["mount", "--bind", project.raw, place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user cannot mount")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def test_originals_on_a_mount_that_is_read_only(project: Project, mounted: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Read-only"):
        (mounted / "新.txt").write_text("x", "utf-8")
    project.build()
    where = places(str(mounted), str(tmp_path / "out"), project.root)
    assert project.build(where)[0].built
    assert not project.build(where)[0].built
    assert tree(where.site) == tree(project.where.site)
    assert (where.build / "raw.sha256").read_bytes() == project.where.manifest.read_bytes()


def stamps(folder: Path) -> dict[str, tuple[int, ...]]:
    """Everything that a write, a link or a rename would change."""
    held = {path: path.stat() for path in (folder, *folder.rglob("*"))}
    return {
        path.as_posix(): (each.st_ino, each.st_nlink, each.st_mtime_ns, each.st_ctime_ns)
        for path, each in held.items()
    }


def test_a_build_touches_no_original(project: Project) -> None:
    before = stamps(project.raw)
    project.build()
    assert stamps(project.raw) == before


def test_a_store_that_gives_files_other_inodes_and_times_brings_no_new_build(
    project: Project, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(project.raw, raw)
    where = places(str(raw), str(tmp_path / "out"), project.root)
    assert project.build(where)[0].built
    shutil.rmtree(raw)
    shutil.copytree(project.raw, raw, copy_function=shutil.copyfile)
    assert not project.build(where)[0].built


def test_results_where_links_cannot_be_made(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are copied instead, in the first build and in the next."""
    project.build()

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    where = places(str(project.raw), str(tmp_path / "out"), project.root)
    project.build(where)
    assert tree(where.site) == tree(project.where.site)
    project.put("2020年.txt", report(2020, 3))
    project.build(where)
    monkeypatch.undo()
    project.build()
    assert tree(where.site) == tree(project.where.site)
