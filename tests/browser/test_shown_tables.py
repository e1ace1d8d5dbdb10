"""Tables of reports where their text is shown by scripts: in a comparison, in a part read across reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.stand_in import browser_page
from project_copy import copy_project

pytestmark = pytest.mark.browser
PROSE = "认真贯彻上级部署，扎实开展各项工作，取得了明显成效，干部群众普遍认可。"
ROWS = "序号\t整改任务\t完成时限\n1\t健全党建工作责任制度并抓好落实\t6月底\n2\t\t长期坚持"
CELLS = [line.split("\t") for line in ROWS.split("\n")]


@pytest.fixture(scope="module")
def tabled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site of two reports that share a table, which stands in a part of each."""
    project = copy_project(tmp_path_factory.mktemp("tabled"))
    for year in (2019, 2020):
        own = f"{year}年是不平凡的一年，全年共发展党员{year - 2000}名。{PROSE}"
        project.put(
            f"{year}.txt",
            f"XX局{year}年党建工作总结\n\n{own}\n一、主要做法\n{own}\n二、存在问题\n{own}\n{ROWS}\n三、下一步打算\n{own}\n",
        )
    project.build()
    return project.where.site


def cells(page: Page, table: str) -> list[list[str]]:
    return [row.locator("td").all_text_contents() for row in page.locator(f"{table} tr").all()]


def test_a_comparison_shows_tables_and_marks_in_their_cells(tabled: Path) -> None:
    one, other = (row["id"] for row in json.loads((tabled / "catalog.json").read_text("utf-8"))["reports"])
    with browser_page() as page:
        page.goto(f"{tabled.as_uri()}/compare.html?a={one}&b={other}")
        page.locator(".c-side").nth(1).wait_for()
        for side in (1, 2):
            assert cells(page, f".c-side:nth-child({side}) table") == CELLS
        cell = page.locator(".c-side table mark", has_text="健全党建工作责任制度").first
        number = cell.get_attribute("data-run")
        assert page.locator(f".c-side mark[role=button][data-run='{number}']").count() >= 1
        cell.click()
        current = page.locator(".c-side").nth(1).locator("table mark.is-current").all_text_contents()
        assert "健全党建工作责任制度并抓好落实" in current


def test_a_part_shows_tables(tabled: Path) -> None:
    with browser_page() as page:
        page.goto(f"{tabled.as_uri()}/parts.html?part=存在问题")
        page.locator(".p-entry").nth(1).wait_for()
        assert cells(page, ".p-entry:first-of-type table") == CELLS
