"""Paths are settled once, and nothing that a build did not make is ever overwritten."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from archive import places as module
from archive.errors import UsageError
from archive.places import SUMS, claim, mounted, places


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project" / "data" / "raw").mkdir(parents=True)
    return tmp_path / "project"


def test_by_default_everything_lies_in_the_project(root: Path) -> None:
    where = places(root=root)
    assert (where.docs, where.site, where.build) == (root / "docs", root / "site", root / "data" / "build")
    assert where.manifest == root / "data" / "raw.sha256"
    assert not where.standalone
    claim(where)
    assert not where.build.exists()


def test_an_output_folder_gets_everything_generated(root: Path, tmp_path: Path) -> None:
    where = places(out=str(tmp_path / "out"), root=root)
    assert (where.docs.name, where.site.name, where.build.name) == ("docs", "site", "build")
    assert {path.parent for path in (where.docs, where.site, where.build)} == {tmp_path / "out"}
    assert where.manifest == root / "data" / "raw.sha256"
    assert where.standalone


def test_originals_elsewhere_keep_their_manifest_in_the_build(root: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    where = places(str(tmp_path / "mine"), str(tmp_path / "out"), root)
    assert where.manifest == tmp_path / "out" / "build" / "raw.sha256"


@pytest.mark.parametrize("out", ["project", "project/data/raw", "project/data", "file"])
def test_an_output_folder_that_collides_is_refused(root: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (root / "data" / "raw" / "docs").mkdir()
    raw = str(root / "data" / "docs") if out == "project/data" else None
    (root / "data" / "docs").mkdir()
    with pytest.raises(UsageError):
        places(raw, str(tmp_path / out), root)


def test_a_missing_raw_folder_is_wrong_usage(root: Path) -> None:
    with pytest.raises(UsageError) as error:
        places(str(root / "none"), root=root)
    assert error.value.exit_code == 2


def test_a_folder_of_somebody_else_is_not_taken(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "home"
    (out / "docs").mkdir(parents=True)
    (out / "docs" / "letter.txt").write_text("mine", encoding="utf-8")
    where = places(out=str(out), root=root)
    with pytest.raises(UsageError):
        claim(where)
    assert (out / "docs" / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_a_claimed_folder_stays_ours(root: Path, tmp_path: Path) -> None:
    where = places(out=str(tmp_path / "out"), root=root)
    claim(where)
    (where.docs).mkdir()
    (where.docs / "x.md").write_text("", encoding="utf-8")
    claim(where)


LINKS = pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")


@LINKS
@pytest.mark.parametrize("out", [None, "out"])
def test_a_site_that_is_a_link_lies_where_the_link_leads(root: Path, tmp_path: Path, out: str | None) -> None:
    served = tmp_path / "served"
    home = tmp_path / out if out else root
    home.mkdir(exist_ok=True)
    (home / "site").symlink_to(served)
    where = places(out=out and str(home), root=root)
    assert where.site == served
    assert where.staging.parent == served.parent  # what is built stands beside the real folder
    claim(where)
    served.mkdir()
    (served / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="不是构建做出来的"):
        claim(where)
    (served / SUMS).write_text("", encoding="utf-8")
    claim(where)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is a mount on Linux")
def test_a_site_that_is_a_mount_point_is_refused_before_any_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mounted(Path("/proc"))
    site = tmp_path / "a b" / "site"
    listed = str(site).replace(" ", "\\040")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"36 35 98:0 /vol {listed} rw,noatime - ext4 /dev/x rw\n", encoding="utf-8")
    monkeypatch.setattr(module, "MOUNTS", mounts)
    assert mounted(site)
    assert not mounted(site.parent)
    with pytest.raises(UsageError, match="上一级"):
        claim(places(out=str(site.parent), root=root))
    assert not site.parent.exists()
