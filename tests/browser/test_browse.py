"""The facet page: counts that react, a title filter, sorting, paging, addresses, picking into the basket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.model import Report
from archive.site.catalog import rows
from archive.site.compact import compact
from archive.site.shelves import shelf
from browser.stand_in import browser_page

pytestmark = pytest.mark.browser
LIST = ".entries .entry"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser_page() as page:
        yield page


@pytest.fixture
def browse(site: Path, page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/browse/index.html")
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.reload()
    page.locator(LIST).first.wait_for()
    return page


def facet(name: str, value: str) -> str:
    """Where the box of one value stands."""
    return f".s-facet input[name={name}][value='{value}']"


def told(page: Page, name: str) -> dict[str, int]:
    """What one filter counts."""
    rows = page.locator(f".s-facet:has(legend:text-is('{name}')) .s-facet__row").all()
    pairs = ((row.locator(".s-facet__name").inner_text(), row.locator(".s-facet__count")) for row in rows)
    return {value: int(re.sub(r"\D", "", count.inner_text())) for value, count in pairs}


def test_counts_react_to_the_other_filters_and_tell_what_a_choice_gives(browse: Page) -> None:
    types, years = told(browse, "类型"), told(browse, "年份")
    total = browse.locator(LIST).count()
    assert sum(types.values()) == sum(years.values()) == total
    browse.locator(facet("type", "述职报告")).check()
    expect(browse.locator(LIST)).to_have_count(types["述职报告"])
    assert told(browse, "类型") == types
    narrowed = told(browse, "年份")
    assert sum(narrowed.values()) == types["述职报告"]
    year, count = next(iter(narrowed.items()))
    browse.locator(facet("year", year.removesuffix("年"))).check()
    expect(browse.locator(LIST)).to_have_count(count)
    browse.get_by_role("button", name="清除全部筛选").click()
    expect(browse.locator(LIST)).to_have_count(total)


def test_the_address_holds_the_state_and_the_way_back(browse: Page) -> None:
    total = browse.locator(LIST).count()
    browse.locator(facet("type", "述职报告")).check()
    browse.locator(facet("level", "党支部")).check()
    browse.get_by_label("排序").select_option("篇幅短到长")
    shown = browse.locator(LIST).all_inner_texts()
    browse.reload()
    expect(browse.locator(LIST)).to_have_count(len(shown))
    assert browse.locator(LIST).all_inner_texts() == shown
    browse.locator(".entry__title").first.click()
    browse.locator("[data-report-text]").wait_for()
    browse.go_back()
    expect(browse.locator(LIST)).to_have_count(len(shown))
    assert browse.locator(LIST).all_inner_texts() == shown
    for _ in range(3):
        browse.go_back()
    expect(browse.locator(LIST)).to_have_count(total)
    assert "?" not in browse.url


def test_titles_are_filtered_and_an_empty_answer_says_what_to_do(browse: Page) -> None:
    browse.get_by_label("标题中的词").fill("２０１８ 述职")
    expect(browse.locator(".list__count")).to_contain_text("2 篇")
    assert all("述职" in title for title in browse.locator(".entry__title").all_inner_texts())
    browse.get_by_label("标题中的词").fill("天上掉下来的馅饼")
    expect(browse.get_by_role("heading", name="没有符合的报告")).to_be_visible()
    href = browse.get_by_role("link", name="全文检索").get_attribute("href")
    assert str(href).startswith("../search.html?q=%E5%A4%A9")
    browse.get_by_role("button", name="清除全部条件").click()
    assert browse.locator(LIST).count() > 2


@pytest.mark.parametrize("words", ["２０１８ 述職", "《2018》， 述职。", "2018年　述職報告"])
def test_titles_are_compared_as_the_search_does(browse: Page, words: str) -> None:
    browse.get_by_label("标题中的词").fill(words)
    expect(browse.locator(".list__count")).to_contain_text("2 篇")
    assert all("述职" in title for title in browse.locator(".entry__title").all_inner_texts())
    browse.reload()
    expect(browse.locator(".list__count")).to_contain_text("2 篇")


@pytest.mark.parametrize("sort", ["long", "short"])
def test_lengths_sort(browse: Page, sort: str) -> None:
    browse.get_by_label("排序").select_option(sort)
    sizes = [int(re.sub(r"\D", "", text)) for text in browse.locator(".entry__size").all_inner_texts()]
    assert sizes == sorted(sizes, reverse=sort == "long")
    assert len(set(sizes)) > 2


def test_two_are_picked_by_keyboard_compared_and_put_into_the_basket(browse: Page) -> None:
    boxes = browse.locator(".entry__pick input")
    boxes.nth(0).focus()
    browse.keyboard.press("Space")
    expect(browse.locator(".pick")).to_contain_text("已选 1 篇")
    assert browse.get_by_role("link", name="对照这两篇").count() == 0
    boxes.nth(1).check()
    ids = [browse.locator(LIST).nth(at).get_attribute("data-id") for at in (0, 1)]
    href = browse.get_by_role("link", name="对照这两篇").get_attribute("href")
    assert href == f"../compare.html?a={ids[0]}&b={ids[1]}"
    browse.get_by_role("button", name="加入文件篮").click()
    expect(browse.locator(".pick")).to_contain_text("文件篮 2 篇")
    assert browse.evaluate("archive.shelf.all('basket').map((row) => row.id)") == ids
    assert not boxes.nth(0).is_checked()


def test_picks_outlast_a_look_into_a_report(browse: Page) -> None:
    boxes = browse.locator(".entry__pick input")
    for at in (2, 0):
        boxes.nth(at).check()
    ids = [browse.locator(LIST).nth(at).get_attribute("data-id") for at in (2, 0)]
    browse.locator(".entry__title").nth(1).click()
    browse.locator("[data-report-text]").wait_for()
    browse.go_back()
    expect(browse.locator(".pick")).to_contain_text("已选 2 篇")
    assert boxes.nth(2).is_checked()
    href = browse.get_by_role("link", name="对照这两篇").get_attribute("href")
    assert href == f"../compare.html?a={ids[0]}&b={ids[1]}", "in the order picked"
    browse.get_by_role("button", name="取消").click()
    browse.reload()
    expect(browse.locator(".entry__pick input:checked")).to_have_count(0)
    for held in ("{", "7", '["x", "r00000000dead", null]'):
        browse.evaluate("(held) => sessionStorage.setItem('archive.ticked.browse', held)", held)
        browse.reload()
        browse.locator(LIST).first.wait_for()
        expect(browse.locator(".pick")).not_to_contain_text("已选")


def test_on_a_phone_the_filters_are_folded_until_asked_for(browse: Page) -> None:
    browse.set_viewport_size({"width": 390, "height": 844})
    expect(browse.locator(facet("type", "述职报告"))).to_be_hidden()
    browse.get_by_role("button", name="筛选").click()
    browse.locator(facet("type", "述职报告")).check()
    expect(browse.get_by_role("button", name="筛选（已选 1）")).to_be_visible()
    assert browse.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_list_leads_to_the_same_reports_with_filters(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/browse/year-type/2018-述职报告.html")
    count = page.locator(LIST).count()
    page.get_by_role("link", name="组合筛选、排序与选取").click()
    expect(page.locator(".entry--pick")).to_have_count(count)
    assert page.locator(facet("type", "述职报告")).is_checked()
    assert page.locator(facet("year", "2018")).is_checked()


def test_without_its_catalogue_the_plain_lists_come_back(site: Path, page: Page, tmp_path: Path) -> None:
    text = (site / "browse" / "index.html").read_text("utf-8")
    (tmp_path / "browse").mkdir()
    (tmp_path / "assets").symlink_to(site / "assets")
    (tmp_path / "browse" / "index.html").write_text(text, "utf-8")
    assert page.context.browser
    other = page.context.browser.new_page()
    other.goto((tmp_path / "browse" / "index.html").as_uri())
    expect(other.get_by_role("alert")).to_contain_text("下面的分类列表仍可使用")
    expect(other.locator(".tiles").first).to_be_visible()
    other.close()


def test_ten_thousand_reports_open_filter_and_page_at_once(site: Path, page: Page, tmp_path: Path) -> None:
    kinds, levels = ("工作总结", "述职报告", "工作要点"), ("党委", "党支部", "党组")
    reports = [
        Report(
            f"r{number * 7919 % (1 << 40):012x}", f"{2010 + number % 15}年第{number}单位党建工作{kinds[number % 3]}",
            "a.txt", ("a.txt",), "0" * 64, 1000 + number, (), kinds[number % 3], levels[number % 2], 2010 + number % 15,
        )
        for number in range(10_000)
    ]  # fmt: skip
    script = compact(shelf(rows(reports, {})), {})
    text = re.sub(
        r'data-catalog="[^"]*"',
        f'data-catalog="{script.name}"',
        (site / "browse" / "index.html").read_text("utf-8"),
    )
    for folder in ("browse", "search"):
        (tmp_path / folder).mkdir()
    (tmp_path / "assets").symlink_to(site / "assets")
    (tmp_path / "search" / f"{script.name}.js").write_text(script.text, "utf-8")
    (tmp_path / "browse" / "index.html").write_text(text, "utf-8")
    page.goto((tmp_path / "browse" / "index.html").as_uri())
    expect(page.locator(".list__count")).to_have_text("10\u2009000 篇")
    expect(page.locator(LIST)).to_have_count(50)
    spent = page.evaluate(
        "(() => { const at = performance.now(); document.querySelector('input[value=党支部]').click(); return performance.now() - at; })()"
    )
    assert spent < 1000
    expect(page.locator(".list__count")).to_have_text("5000 篇，共 10\u2009000 篇")
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".s-pager")).to_contain_text("第 51–100 篇")
    assert "page=2" in page.url
    page.go_back()
    expect(page.locator(".s-pager")).to_contain_text("第 1–50 篇")
