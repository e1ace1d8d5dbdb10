"""An original folder that lost its files does not replace the site, unless a person says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.building.emptied import FEW
from archive.building.pipeline import Options, build
from archive.console.progress import Progress
from archive.errors import ArchiveError
from archive.reviewing.accepting import accept
from project_copy import Project, copy_project, report, tree

NAMES = [f"甲/{number}.txt" for number in range(2 * FEW + 1)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("emptied"))
    for number, name in enumerate(NAMES):
        made.put(name, report(2000 + number, number))
    made.build()
    return made


def test_a_folder_that_is_not_mounted_leaves_the_site_until_a_person_says_so(project: Project) -> None:
    site, rows = tree(project.where.site), project.where.manifest.read_bytes()
    kept = project.raw.with_name("kept")
    project.raw.rename(kept)
    project.raw.mkdir()
    with pytest.raises(ArchiveError, match=f"{len(NAMES)} 个原件一个也不在，像是没有挂载"):
        project.build()
    for name in NAMES[:FEW]:
        project.put(name, (kept / name).read_bytes())
    with pytest.raises(ArchiveError, match=f"有 {FEW + 1} 个不在了"):
        project.build()
    assert (tree(project.where.site), project.where.manifest.read_bytes()) == (site, rows)
    project.put(NAMES[FEW], (kept / NAMES[FEW]).read_bytes())
    assert project.build()[0].summary.published == FEW + 1  # a smaller part may go
    (project.raw / NAMES[0]).unlink()
    outcome = build(project.where, Options(jobs=1, missing=True), Progress(quiet=True))
    assert outcome.summary.published == FEW
    accept(project.where, ["."])
    assert project.build()[0].summary.published == FEW
    shutil.rmtree(project.raw)
    kept.rename(project.raw)
    (project.raw / "甲").rename(project.raw / "乙")  # a folder that was renamed has all its files
    assert project.build()[0].summary.published == len(NAMES)


def test_a_new_place_without_originals_says_so(tmp_path: Path) -> None:
    outcome, _ = copy_project(tmp_path).build()
    assert "originals-none" in [each.code for each in outcome.findings]
