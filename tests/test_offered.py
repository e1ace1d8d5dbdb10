"""What is switched off in `publish.yml` is not made, not published and not spoken of; switched on, all is as before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.checking import check
from archive.errors import ArchiveError, RuleError
from archive.places import Places, places
from archive.site.offered import BELONGS, FILE, Offered, bundled, entries, load_offered, passages
from bench import room
from project_copy import Project, copy_project, report, tree

PAGES = Path(__file__).resolve().parents[1] / "docs"
TEXT = "甲\n<!-- with draft -->\n乙\n<!-- end -->\n丙\n<!-- with study -->\n丁\n<!-- end -->\n戊\n"
WORDS = {"draft": ("查重",), "study": ("分段", "parts.html", "phrases.html")}


def switch(project: Project, **on: bool) -> None:
    lines = (f"{name}: {str(each).lower()}\n" for name, each in {"draft": True, "study": True, **on}.items())
    (project.where.rules / FILE).write_text("".join(lines), encoding="utf-8")


def held(where: Places) -> dict[str, str]:
    return tree(where.docs / "browse", where.site, where.index, where.study, where.prints)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("offered"))
    for number in range(6):
        made.put(f"{number}.txt", report(2015 + number, number))
    made.build()
    return made


def test_a_passage_stays_where_what_it_speaks_of_is_offered() -> None:
    assert passages(TEXT, Offered(draft=True, study=True), "a.md") == "甲\n乙\n丙\n丁\n戊\n"
    assert passages(TEXT, Offered(draft=False, study=True), "a.md") == "甲\n丙\n丁\n戊\n"
    assert passages(TEXT, Offered(draft=True, study=False), "a.md") == "甲\n乙\n丙\n戊\n"


@pytest.mark.parametrize(
    "text",
    [
        "<!-- with drafts -->\n甲\n<!-- end -->\n",
        "<!-- with draft -->\n甲\n",
        "甲\n<!-- end -->\n",
        "<!-- with draft -->\n<!-- with study -->\n<!-- end -->\n<!-- end -->\n",
    ],
)
def test_a_passage_that_is_marked_wrongly_is_refused_with_the_names_that_there_are(text: str) -> None:
    with pytest.raises(ArchiveError, match=r"a\.md.*draft、study"):
        passages(text, Offered(draft=True, study=True), "a.md")


def test_an_unknown_offer_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    for text, told in (
        ("drafts: false\n", "没有这个键。这里可用的键：draft、study"),
        ("draft: false\n", "缺少键 study"),
    ):
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        with pytest.raises(RuleError, match=told):
            load_offered(tmp_path)


def test_what_belongs_to_an_offer_is_there() -> None:
    for path in (path for held in BELONGS.values() for path in held):
        assert (PAGES / path).exists(), path


def test_navigation_and_bundles_lose_what_is_not_offered() -> None:
    nav = [{"首页": "index.md"}, {"查重": "draft.md"}, "parts.md"]
    assert entries(nav, Offered(draft=False, study=True)) == [{"首页": "index.md"}, "parts.md"]
    table = (("draft/prints.js", "draft/page.js"), ("study/study.js", "study/parts.js", "study/lines.js"))
    assert bundled(table, Offered(draft=False, study=False)) == (("study/study.js", "study/lines.js"),)
    assert bundled(table, Offered(draft=True, study=True)) == table


@pytest.mark.parametrize(
    "off",
    [*(pytest.param((each,), marks=pytest.mark.slow) for each in ("draft", "study")), ("draft", "study")],
)
def test_what_is_switched_off_leaves_no_trace_and_comes_back_the_same(
    project: Project, tmp_path: Path, off: tuple[str, ...]
) -> None:
    before = held(project.where)
    switch(project, **dict.fromkeys(off, False))
    assert project.build()[0].exit_code == 0
    without = held(project.where)
    counted = room.count(project.where.site).kinds
    gone = {room.OFFERS[name] for name in off}
    assert {kind for kind, taken in counted.items() if not taken.files} == gone
    clean = places(None, str(tmp_path / "out"), project.root)
    project.build(clean)
    assert held(clean) == without
    work = {"draft": clean.cache / "prints", "study": clean.cache / "study"}
    assert {name for name, place in work.items() if not place.exists()} == set(off)
    found = check.everything(project.where, 1)
    assert [each for each in found if each.severity != "review"] == []
    _no_trace(project.where, off)
    switch(project)
    project.build()
    assert held(project.where) == before


def _no_trace(where: Places, off: tuple[str, ...]) -> None:
    """No file, no address and no word of what is off."""
    for name in off:
        for path in (page.replace(".md", ".html") for page in BELONGS[name]):
            assert not (where.site / path).exists(), path
        for page in where.site.rglob("*.html"):
            text = re.sub(r'<div class="text">.*?</article>', "", page.read_text("utf-8"), flags=re.DOTALL)
            assert not [word for word in (*WORDS[name], "<!--") if word in text], page
    made = {
        "draft": (where.prints, where.site / "search" / "f"),
        "study": (where.study, where.site / "study"),
    }
    assert not [path for name in off for path in made[name] if path.exists()]
    assert (where.build / "study.json").exists() is ("study" not in off)
