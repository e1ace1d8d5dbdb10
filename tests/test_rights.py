"""What is withdrawn is gone from everything that is published, and one setting keeps search engines away."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from archive.places import Places, places
from project_copy import Project, copy_project, report

WORDS = "绝密养殖基地调研座谈"  # stands in the withdrawn report only


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("rights"))
    text = report(2020, 4, "市渔业渔政局党组").replace("集中学习", WORDS)
    made.put("要撤下.txt", text)
    made.put("另一份.txt", f"{text}\n\n")  # the same text in other bytes, which must not come in its place
    for number in range(3):
        made.put(f"{number}.txt", report(2018 + number, number))
    made.build()
    return made


def row(project: Project) -> dict[str, object]:
    rows = json.loads((project.where.site / "catalog.json").read_bytes())["reports"]
    return next(each for each in rows if "要撤下.txt" in each["sources"])


def holding(folder: Path, *words: str) -> list[str]:
    """The files of a site that hold any of the words, packed ones too."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            if any(word.encode("utf-8") in content for word in words):
                found.append(path.relative_to(folder).as_posix())
    return sorted(found)


def test_a_withdrawn_report_leaves_everything_but_a_page_that_says_so(project: Project) -> None:
    where, held = project.where, row(project)
    ids = [str(held["id"]), *(str(alias) for alias in held["aliases"])]  # type: ignore[attr-defined]
    assert len(ids) == 2
    title, digest = str(held["title"]), str(held["source"])
    assert len(holding(where.site, WORDS)) >= 2  # its page and the index at least
    where.overrides.write_text(f"{ids[1]}:\n  reason: 作者要求\n  withdraw: true\n", encoding="utf-8")
    outcome, _ = project.build()
    assert (outcome.summary.published, outcome.summary.withdrawn) == (3, 2)
    pages = [f"reports/{each[1:3]}/{each}.html" for each in ids]
    assert holding(where.site, WORDS, title, digest, "作者要求") == []
    assert holding(where.site, *ids) == ["SHA256SUMS"]  # the names of the two pages
    for page in pages:
        assert "已撤下" in (where.site / page).read_text(encoding="utf-8")
    for name in ("要撤下.txt", "另一份.txt"):
        (project.raw / name).unlink()
    outcome, _ = project.build()  # the originals are deleted too: the page under the given id stays
    assert "override-unused" not in {each.code for each in outcome.findings}
    assert (where.site / pages[1]).exists()
    assert not (where.site / pages[0]).exists()


@pytest.fixture
def closed(project: Project, tmp_path: Path) -> Places:
    """The same originals, published for people who have the address."""
    config = project.where.config
    before = config.read_text(encoding="utf-8")
    config.write_text(before.replace("indexed: true", "indexed: false"), encoding="utf-8")
    where = places(str(project.raw), str(tmp_path / "out"), project.root)
    project.build(where)
    config.write_text(before, encoding="utf-8")
    return where


def test_one_setting_asks_search_engines_to_stay_away(project: Project, closed: Places) -> None:
    assert (project.where.site / "robots.txt").read_text(encoding="utf-8") == "User-agent: *\nAllow: /\n"
    assert (closed.site / "robots.txt").read_text(encoding="utf-8") == "User-agent: *\nDisallow: /\n"
    for page in closed.site.rglob("*.html"):
        assert '<meta name="robots" content="noindex">' in page.read_text(encoding="utf-8"), page
    open_to_all = (project.where.site / "index.html").read_text(encoding="utf-8")
    assert "noindex" not in open_to_all
