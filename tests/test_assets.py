"""A script or style that changes has another name, which every page gives; nothing of the old one is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.checking import check
from archive.places import places
from archive.site.assets import load_assets
from archive.site.offered import Offered
from bench.recall import scripts
from project_copy import Project, copy_project, report, tree

PAGES = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("assets"))
    for number in range(3):
        made.put(f"{number}.txt", report(2015 + number, number))
    made.put("副本.txt", report(2015, 0) + "\n")
    made.build()
    return made


@pytest.mark.parametrize(
    ("changed", "begins", "within"),
    [
        ("archive.css", "archive-", "**/*.html"),
        pytest.param("search/loader.js", "search/loader-", "assets/quick/start-*.js", marks=pytest.mark.slow),
        ("report/tools.js", "report/tools-", "reports/*/r*.html"),
    ],
)
def test_what_changes_has_another_name_and_a_clean_build_gives_the_same(
    project: Project, tmp_path: Path, changed: str, begins: str, within: str
) -> None:
    site, source = project.where.site, project.root / "docs" / "assets" / changed
    (before,) = (site / "assets").glob(f"{begins}*")
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("{", "{ ;" if changed.endswith(".js") else "{ ", 1), encoding="utf-8")
    project.build()
    (after,) = (site / "assets").glob(f"{begins}*")
    assert after.name != before.name
    digest = after.stem.rpartition("-")[2]
    naming = [path for path in site.glob(within) if digest in path.read_text(encoding="utf-8")]
    assert naming
    assert not [path for path in site.rglob("*.html") if before.name in path.read_text(encoding="utf-8")]
    clean = places(None, str(tmp_path / "out"), project.root)
    project.build(clean)
    assert tree(clean.site) == tree(site)
    assert [each for each in check.everything(project.where, 1) if each.severity == "error"] == []


def test_what_is_not_offered_is_not_made(tmp_path: Path) -> None:
    every = load_assets(PAGES, (), Offered(draft=True, study=True), tmp_path / "kept").texts
    fewer = load_assets(PAGES, (), Offered(draft=False, study=True), tmp_path / "kept").texts
    assert {path for path in every if path not in fewer} == {
        path.relative_to(PAGES / "assets").as_posix() for path in (PAGES / "assets" / "draft").rglob("*.js")
    }


def test_what_is_kept_is_believed_only_for_the_same_sources(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    made = load_assets(PAGES, (), Offered(draft=True, study=True), kept)
    before = kept.read_bytes()
    assert load_assets(PAGES, (), Offered(draft=True, study=True), kept) == made
    kept.write_bytes(before[:100])
    assert load_assets(PAGES, (), Offered(draft=True, study=True), kept) == made
    assert kept.read_bytes() == before


def test_the_benchmark_of_the_search_finds_the_engine_in_a_site_and_in_its_sources(project: Project) -> None:
    built = [path.name.rpartition("-")[0] for path in scripts(project.where.site)]
    sources = [path.stem for path in scripts(PAGES)]
    assert "engine" in built
    assert "loader" in built
    assert set(built) <= set(sources)
