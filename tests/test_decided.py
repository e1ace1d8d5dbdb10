"""What a person or a machine changes outside the originals reaches the next build: an accepted rule, LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest

import review as command
from archive.checking.check import built
from archive.checking.review import from_json
from archive.reading.formats import office
from project_copy import Project, copy_project, report

LINE = "青石岭晚风集"
RICH = rb"{\rtf1\ansi\ansicpg936 \'b9\'a4\'d7\'f7\'d7\'dc\'bd\'e1\par \'c8\'ab\'c4\'ea\'b9\'a4\'d7\'f7\par}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_project(tmp_path)


def told(project: Project) -> set[tuple[str, str]]:
    return {(each.code, each.path) for each in built(project.where.build / "findings.jsonl")}


def test_an_accepted_candidate_is_cut_from_every_report(project: Project) -> None:
    """And is a candidate no more; titles that differ in their year alone never were."""
    for number in range(7):
        project.put(f"{number}.txt", report(2010 + number, number) + LINE + "\n")
    project.build()
    offered = from_json((project.where.build / "review.json").read_text("utf-8")).candidates
    assert not [each.line for each in offered if "年度党建工作总结" in each.line]
    place = str(1 + [each.line for each in offered].index(LINE))
    assert command.main(["rule", place, "--id", "evening", "--reason", "网站的名字"], project.root) == 0
    project.build()
    left = from_json((project.where.build / "review.json").read_text("utf-8")).candidates
    assert {each.line for each in offered} - {each.line for each in left} == {LINE}
    pages = list((project.where.docs / "reports").rglob("*.md"))
    assert len(pages) == 7
    assert not [page for page in pages if LINE in page.read_text("utf-8")]


@pytest.mark.office
def test_what_was_read_without_libreoffice_is_read_again_with_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.put("甲.rtf", RICH)
    with monkeypatch.context() as missing:
        missing.setattr(office, "COMMANDS", ())
        missing.setattr(office, "PLACES", ())
        office.command.cache_clear()
        project.build()
        assert ("office-fallback", "甲.rtf") in told(project)
        assert not project.build()[0].built
    office.command.cache_clear()
    assert project.build()[0].built
    assert ("office-fallback", "甲.rtf") not in told(project)
    assert not project.build()[0].built
