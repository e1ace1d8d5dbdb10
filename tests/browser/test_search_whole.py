"""The index, the engine, the page and the marks together: what is counted is what is shown and what is marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from archive.search import index
from browser.stand_in import ROOT, browser_page, model_reports, write

pytestmark = pytest.mark.browser
GROUPS = (
    "new Set(Array.from(document.querySelectorAll('mark.hit'))"
    ".flatMap((mark) => mark.dataset.hit.split(' '))).size"
)
QUERIES = (
    "同谋划同部署", "同谋划、同部署", "使命抓好党建", "人人", "人", "党建工作党建工作", "同…署", "坚持*{9}同部署",
    "不忘 使命", "同谋划|牢记使命", "党建 -第3次", "标题:党支部", "小标题:党建", "部分:主要做法 党建", "部分:存在问题 牢记",
    "标题：党支部", "部分：主要做法 党建", "党建 －第3次", "同＊署", "同谋划||牢记使命",
    '"谋划、同"', '"使命，抓好"', "總結一抓好", "2020年第2党支部工作",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("site")
    write(folder, stand_in=False)
    options = index.IndexOptions(ROOT / "data" / "rules", folder / "cache", folder / "search")
    index.build(model_reports(), options)
    return folder.as_uri() + "/"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser_page() as page:
        yield page


@pytest.mark.parametrize("query", QUERIES)
def test_every_hit_that_is_counted_is_marked(page: Page, home: str, query: str) -> None:
    page.goto(home + "index.html")
    found = page.evaluate("(query) => archive.search(query, { limit: 100 })", query)
    counts = {document["url"]: document["count"] for document in found["documents"]}
    assert counts, "each of these queries has hits"
    for url in sorted(counts)[:2]:
        page.goto(f"{home}{url}?q={quote(query)}")
        expect(page.locator(".hits__count")).to_have_text(f"命中 1/{counts[url]}")
        assert page.evaluate(GROUPS) == counts[url]


def test_the_page_shows_what_the_engine_finds(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=" + quote("同谋划、同部署"))
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 45 篇")
    page.get_by_label("2018年").check()
    expect(page.locator(".s-status")).to_have_text("命中 20 处 · 10 篇")
    page.get_by_role("button", name="语境").click()
    expect(page.locator(".s-kwic tbody tr")).to_have_count(20)
    page.locator(".s-kwic__match a").nth(1).click()
    expect(page.locator("mark.hit.is-current")).to_contain_text("同谋划")


def test_a_wrong_query_is_explained(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=" + quote("部分:天气 党建"))
    expect(page.get_by_role("alert")).to_contain_text("这样写查不了")


def test_the_engine_comes_with_the_first_question(page: Page, home: str) -> None:
    page.goto(home + "reports/00/r000000000000.html")
    assert page.evaluate("[typeof archive.search, typeof archive.engine]") == ["function", "undefined"]
    assert page.evaluate("archive.search('人人').then((found) => found.hits)") == 90


@pytest.mark.parametrize("view", ["", "&sort=hits", "&view=kwic&order=left"])
def test_the_way_back_leads_to_what_was_shown(page: Page, home: str, view: str) -> None:
    shown = home + "search.html?q=" + quote("同谋划") + "&year=2018&type=" + quote("工作总结") + view
    page.goto(shown)
    page.locator(".s-result__hits a, .s-kwic__match a").first.click()
    expect(page.locator("mark.hit.is-current")).to_have_text("同谋划")
    page.get_by_role("link", name="回到检索").click()
    expect(page).to_have_url(shown)
    expect(page.locator(".s-facet input:checked")).to_have_count(2)


@pytest.mark.parametrize("query", ['"党建', "把…", "同谋划、 同部署"])
def test_what_is_read_as_one_phrase_is_not_offered_as_one(page: Page, home: str, query: str) -> None:
    page.goto(home + "search.html?q=" + quote(query))
    expect(page.locator(".s-understood")).to_have_text(f"理解为：整句精确检索：{query} ")
    expect(page.get_by_role("button", name="整句精确检索")).to_have_count(0)


def test_an_unknown_part_in_full_width_is_explained_and_offered_as_text(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=" + quote("部分：天气"))
    expect(page.get_by_role("alert")).to_contain_text("没有“天气”这种部分")
    page.get_by_role("button", name="整句精确检索").click()
    expect(page.locator(".s-form input")).to_have_value("部分天气")


@pytest.mark.parametrize("query", ["人", "坚持同谋划同部署第7次同谋划同部署人人人都来不忘初心牢", "长" * 500])
def test_short_and_long_queries_are_answered(page: Page, home: str, query: str) -> None:
    page.goto(home + "search.html?q=" + quote(query))
    wanted = ".s-message h2" if query.startswith("长") else ".s-result"
    expect(page.locator(wanted).first).to_be_visible()


def test_words_lead_to_reports(page: Page, home: str) -> None:
    page.goto(home + "search.html")
    page.locator("header input[name=q]").press_sequentially("第17党支")
    expect(page.get_by_role("option").nth(1)).to_contain_text("第17党支部<工作>总结")
