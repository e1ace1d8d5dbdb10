"""The map of a site: within the limits of the protocol, whole, in parts where it must be, and held against the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.building import pipeline
from archive.building.pipeline import Options
from archive.checking import check
from archive.console.progress import Progress
from archive.site.sitemap import FILE, PROTOCOL, Limits, pages, paths, sitemap
from project_copy import Project, copy_project, report, tree

ADDRESS = "https://example.org/a"
LISTED = ["about.html", "browse/type/工作总结.html", "index.html", "reports/01/r1.html", "x&y.html"]


def all_paths(made: Mapping[str, str]) -> list[str]:
    """The pages of a map, as a search engine finds them."""
    found = list(paths(made[FILE], ADDRESS))
    return [path for part in found for path in paths(made[part], ADDRESS)] if len(made) > 1 else found


def test_a_small_site_has_one_file() -> None:
    made = sitemap(LISTED, f"{ADDRESS}/")
    assert list(made) == [FILE]
    assert all_paths(made) == LISTED
    for name in ("browse/type/%E5%B7%A5%E4%BD%9C%E6%80%BB%E7%BB%93.html", "x%26y.html"):
        assert f"<url><loc>{ADDRESS}/{name}</loc></url>\n" in made[FILE]


def test_an_empty_site_has_an_empty_map() -> None:
    assert all_paths(sitemap([], ADDRESS)) == []


def test_what_one_file_would_not_hold_stands_in_numbered_parts() -> None:
    made = sitemap(LISTED, ADDRESS, Limits(addresses=2))
    assert list(made) == [FILE, "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    assert "<sitemapindex " in made[FILE]
    assert re.findall(r"<loc>(.*?)</loc>", made[FILE]) == [f"{ADDRESS}/{name}" for name in list(made)[1:]]
    assert [text.count("<url>") for text in list(made.values())[1:]] == [2, 2, 1]
    assert all_paths(made) == LISTED


@given(st.lists(st.text("ab/中&", min_size=1, max_size=20)), st.integers(1, 9), st.integers(200, 900))
def test_no_part_holds_more_than_is_allowed_and_nothing_is_lost(
    names: list[str], most: int, size: int
) -> None:
    limits = Limits(most, size)
    made = sitemap(names, ADDRESS, limits)
    assert all_paths(made) == names
    for name, text in made.items():
        if name != FILE or len(made) == 1:
            assert text.count("<url>") <= limits.addresses
            assert len(text.encode()) <= limits.size or text.count("<url>") == 1


def test_the_limits_are_those_of_the_protocol() -> None:
    assert (PROTOCOL.addresses, PROTOCOL.size) == (50_000, 50 * 1024 * 1024)
    made = sitemap([f"{number}.html" for number in range(PROTOCOL.addresses + 1)], ADDRESS)
    assert [made[name].count("<url>") for name in list(made)[1:]] == [PROTOCOL.addresses, 1]


def test_pages_alone_are_listed_in_their_order() -> None:
    assert pages(["b.html", "a.js", "x/404.html", "a.html"], {"404"}) == ["a.html", "b.html"]


# A whole site ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("mapped"))
    for number in range(3):
        made.put(f"{number}.txt", report(2015 + number, number))
    build(made)
    return made


def build(project: Project) -> pipeline.Outcome:
    options = Options(jobs=1, today="2026-01-02", address=f"{ADDRESS}/")
    return pipeline.build(project.where, options, Progress(quiet=True))


def faults(project: Project) -> list[tuple[str, str, str]]:
    """What is wrong with the site, but that its files are not as the build left them: the tests change them."""
    found = check.everything(project.where, 1)
    wrong = (each for each in found if each.severity == "error" and each.code != "site-damaged")
    return [(each.code, each.path, each.message) for each in wrong]


def write_map(site: Path, limits: Limits) -> Mapping[str, str]:
    listed = pages((path.relative_to(site).as_posix() for path in site.rglob("*")), {"404"})
    made = sitemap(listed, ADDRESS, limits)
    for name, text in made.items():
        (site / name).write_text(text, encoding="utf-8")
    return made


def test_a_site_with_an_address_below_a_folder_is_sound(project: Project) -> None:
    assert faults(project) == []
    assert build(project).exit_code == 0


def test_a_map_in_parts_is_held_against_the_site_and_written_whole_again(project: Project) -> None:
    before = tree(project.where.site)
    made = write_map(project.where.site, Limits(addresses=4))
    assert len(made) > 3
    assert faults(project) == []
    second = project.where.site / "sitemap-2.xml"
    text = second.read_text(encoding="utf-8")
    second.write_text(text.replace("<loc>", "<loc>https://example.com/", 1), encoding="utf-8")
    ((code, path, _),) = faults(project)
    assert (code, path) == ("link-broken", "sitemap-2.xml")
    second.unlink()
    assert ("link-broken", FILE, "sitemap-2.xml") in faults(project)
    build(project)
    assert tree(project.where.site) == before


def test_a_report_that_the_map_lacks_is_missed(project: Project) -> None:
    place = project.where.site / FILE
    text = place.read_text(encoding="utf-8")
    place.write_text(
        re.sub(r"<url><loc>[^<]*/reports/[^<]*</loc></url>\n", "", text, count=1), encoding="utf-8"
    )
    assert faults(project) == [("catalog-mismatch", FILE, "网站地图里缺 1 篇")]
    place.unlink()
    assert ("link-broken", FILE, FILE) in faults(project)
    build(project)
    assert faults(project) == []


def test_a_site_that_search_engines_shall_not_list_has_no_map(project: Project) -> None:
    config = project.where.config
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("indexed: true", "indexed: false"), encoding="utf-8")
    assert build(project).exit_code == 0
    assert not (project.where.site / FILE).exists()
    config.write_text(text, encoding="utf-8")
    build(project)
    assert (project.where.site / FILE).exists()
