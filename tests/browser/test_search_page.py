"""The search page, alone: what is shown, what stands in the address, what the keyboard does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.stand_in import browser_page, write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("site")
    write(folder)
    return folder.as_uri() + "/"


@pytest.fixture(scope="module")
def shared() -> Iterator[Page]:
    with browser_page() as page:
        yield page


@pytest.fixture
def page(shared: Page) -> Page:
    shared.goto("about:blank")
    shared.emulate_media(media="null")
    shared.set_viewport_size({"width": 1280, "height": 800})
    return shared


def test_many_hits_are_told_with_thin_spaces(page: Page, home: str) -> None:
    page.goto(home + "search.html")
    page.locator(".s-form input").fill("同谋划")  # the engine comes with the first question
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 45 篇")
    page.evaluate(
        "(ask => { archive.search = Object.assign((...all) => ask(...all).then("
        "found => Object.assign(found, { hits: found.hits * 1000, total: found.total * 1000 })), ask) })(archive.search)"
    )
    page.locator(".s-form input").fill("同谋划同部署")
    expect(page.locator(".s-status")).to_have_text("命中 90\u2009000 处 · 45\u2009000 篇")


def test_results_come_while_typing_and_stand_in_the_address(page: Page, home: str) -> None:
    page.goto(home + "search.html")
    expect(page.get_by_text("可以这样查")).to_be_visible()
    page.locator(".s-form input").press_sequentially("同谋划同部署", delay=20)
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 45 篇")
    expect(page.locator(".s-result")).to_have_count(20)
    expect(page.locator(".s-result__hits mark").first).to_have_text("同谋划、同部署")
    assert "q=" in page.url
    assert page.evaluate("asked.length") <= 3, "each key must not be a question"


def test_a_title_with_markup_is_text(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=党建")
    expect(page.locator(".s-result__title").first).to_contain_text("<工作>")


def test_a_result_leads_to_its_hit(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    hits = page.locator(".s-result").first.locator(".s-result__hits a")
    assert (hits.nth(1).get_attribute("href") or "").endswith(
        "reports/00/r000000000000.html?q=%E5%90%8C%E8%B0%8B%E5%88%92&hit=2#p-1"
    )


def test_facets_react_to_each_other_and_can_be_taken_back(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    page.get_by_label("2018年").check()
    expect(page.locator(".s-status")).to_have_text("命中 20 处 · 10 篇")
    expect(page.get_by_label("2019年")).to_be_visible()
    focused = "document.activeElement.dataset.facet"
    assert page.evaluate(focused) == "year:2018"
    page.get_by_label("年份未注明").check()
    expect(page.locator(".s-status")).to_have_text("命中 30 处 · 15 篇")
    page.get_by_label("述职报告").check()
    expect(page.locator(".s-status")).not_to_have_text("命中 30 处 · 15 篇")
    page.reload()
    expect(page.locator(".s-facet input:checked")).to_have_count(3)
    page.get_by_role("button", name="清除全部筛选").click()
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 45 篇")
    page.go_back()
    expect(page.locator(".s-facet input:checked")).to_have_count(3)


def test_pages_follow_one_another(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".s-pager")).to_contain_text("第 21–40 篇，共 45 篇")
    assert "offset=20" in page.url
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_role("button", name="下一页")).to_be_disabled()
    expect(page.locator(".s-result")).to_have_count(5)


def test_contexts_are_sorted_by_the_chosen_neighbour(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    page.get_by_role("button", name="语境").click()
    expect(page.locator(".s-kwic tbody tr")).to_have_count(90)
    page.get_by_label("语境排序").select_option("left")
    expect(page.locator(".s-kwic__before").first).to_have_text("坚持")
    page.reload()
    expect(page.get_by_role("button", name="语境")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".s-kwic__before").first).to_have_text("坚持")
    href = page.locator(".s-kwic__match a").first.get_attribute("href") or ""
    assert re.search(r"hit=1#p-1$", href)


def test_a_context_names_its_report_and_leads_to_it_from_any_place(page: Page, home: str) -> None:
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for cell in ("before", "match", "after", "source"):
            page.goto(home + "search.html?q=不忘初心&view=kwic")
            row = page.locator(".s-kwic tbody tr").nth(1)
            source = row.locator(".s-kwic__source")
            expect(source).to_contain_text("2019 述职报告")
            expect(source.get_by_role("link")).to_have_text("2019年第1党支部<工作>总结")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            box = row.locator(f".s-kwic__{cell}").bounding_box()
            assert box is not None
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 3)
            expect(page).to_have_url(re.compile(r"r000000000001\.html\?q=.*&hit=1#p-2$"))


@pytest.mark.parametrize("width", [1000, 600])
def test_contexts_are_printed_whole(page: Page, home: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(media="print")
    page.goto(home + "search.html?q=人人人&view=kwic")
    page.locator(".s-kwic tbody tr").first.wait_for()
    box = page.locator(".s-kwic").bounding_box()
    assert box is not None
    assert box["width"] > width * 0.8, "the place of the filters is free"
    cut = page.evaluate(
        "Array.from(document.querySelectorAll('.s-kwic td, .s-kwic__source a'))"
        ".filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"
    )
    assert not cut


def test_years_are_drawn_and_tabled_and_can_be_chosen(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    expect(page.locator(".s-chart rect.s-chart__fill")).to_have_count(5)
    page.get_by_text("数据表").click()
    expect(page.locator(".s-table tbody tr")).to_have_count(5)
    page.locator(".s-chart__bar").first.click()
    expect(page.get_by_label("2018年")).to_be_checked()


def test_no_count_stands_over_an_empty_search(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 45 篇")
    page.locator(".s-form input").fill("")
    expect(page.get_by_text("可以这样查")).to_be_visible()
    expect(page.locator(".s-status")).to_have_text("")


def test_all_years_of_the_chart_are_on_the_paper(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    page.locator(".s-chart").wait_for()
    page.evaluate(
        "() => { const counts = {}; for (let year = 1960; year < 2026; year++) counts[year] = 1;"
        " document.querySelector('.s-chart').replaceWith(archive.chart.draw(counts,"
        " {label: '各年', heading: '处', unit: '处', chosen: [], choose: () => undefined})); }"
    )
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    try:
        drawn = page.locator(".s-chart svg").bounding_box()
        paper = page.locator(".s-chart").bounding_box()
    finally:
        page.emulate_media(media="screen")
        page.set_viewport_size(before)
    assert drawn is not None
    assert paper is not None
    assert drawn["width"] <= paper["width"]
    assert drawn["height"] < 100


def test_years_of_a_dense_chart_are_whole_and_apart(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    page.locator(".s-chart").wait_for()
    years = [1954, 1962, 1970, 1984, 1994, *range(1996, 2027)]
    page.evaluate(
        "years => { const counts = { '': 4 }; for (const year of years) counts[year] = 3;"
        " document.querySelector('.s-chart').replaceWith(archive.chart.draw(counts,"
        " { label: '各年', unit: '处', heading: '处数', chosen: [], choose() {} })); }",
        years,
    )
    box = page.locator(".s-chart__scroll").bounding_box()
    assert box is not None
    spans = page.evaluate(
        "Array.from(document.querySelectorAll('.s-chart__year'), (one) => one.getBoundingClientRect())"
        ".map((one) => [one.left, one.right])"
    )
    assert len(spans) > 10
    assert box["x"] <= spans[0][0]
    assert spans[-1][1] <= box["x"] + box["width"]
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    page.locator(".s-chart__year", has_text="不详").wait_for()
    assert page.locator(".s-chart__bar text", has_text="…").count() == 4, "one for each closed gap"
    labels = page.locator(".s-chart__year").all_text_contents()
    assert labels[:5] == ["1954", "1962", "1970", "1984", "1994"], (
        "years beside a gap are those that have reports"
    )


def test_csv_is_saved_with_its_mark(page: Page, home: str, tmp_path: Path) -> None:
    page.goto(home + "search.html?q=同谋划&year=2018")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "hits.csv")
    content = (tmp_path / "hits.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").count("\r\n") == 21
    assert download.value.suggested_filename == "检索-同谋划.csv"
    expect(page.locator(".toast")).to_contain_text("20 处")


def test_hits_are_copied_with_their_source(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=人人人")
    page.get_by_role("button", name="复制").click()
    expect(page.locator(".toast")).to_contain_text("已复制 45 处")


def test_a_late_answer_is_dropped(page: Page, home: str) -> None:
    page.goto(home + "search.html")
    page.locator(".s-form input").fill("钝人人")
    page.wait_for_timeout(300)
    page.locator(".s-form input").fill("党建工作")
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 36 篇")
    page.wait_for_timeout(800)
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 36 篇")


def test_nothing_is_asked_while_an_input_method_composes(page: Page, home: str) -> None:
    page.goto(home + "search.html")
    client = page.context.new_cdp_session(page)
    page.locator(".s-form input").focus()
    client.send("Input.imeSetComposition", {"text": "ren", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(500)
    assert page.evaluate("window.asked") is None
    client.send("Input.insertText", {"text": "人人"})
    expect(page.locator(".s-status")).to_have_text("命中 90 处 · 45 篇")


def test_long_work_shows_a_bar_and_can_be_cancelled(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=慢人人")
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.locator(".s-status")).to_contain_text("已取消")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_a_broken_index_says_what_to_do(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=坏")
    expect(page.get_by_role("alert")).to_contain_text("请重新载入本页")
    expect(page.get_by_role("button", name="再试一次")).to_be_visible()
    expect(page.locator(".s-result")).to_have_count(0)


def test_a_wrong_query_is_offered_as_plain_text(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=-党建")
    expect(page.get_by_role("alert")).to_contain_text("只有减号后的词")
    page.get_by_role("button", name="整句精确检索").click()
    expect(page.locator(".s-form input")).to_have_value("党建")
    expect(page.locator(".s-result").first).to_be_visible()


def test_how_a_query_was_read_is_said(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=党建 工作")
    expect(page.locator(".s-notice")).to_contain_text("理解为：“党建”和“工作”")
    page.get_by_role("button", name="整句精确检索").click()
    expect(page.locator(".s-form input")).to_have_value("党建工作")
    expect(page.locator(".s-notice")).to_be_empty()


def test_no_hit_says_what_next_and_shows_related_reports_alone(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=第3党支部总结某某")
    expect(page.get_by_role("heading", name="没有一篇报告含有这段文字")).to_be_visible()
    expect(page.locator(".s-related__list li").first).to_contain_text("第3党支部")
    page.get_by_role("button", name="改查").first.click()
    assert page.locator(".s-form input").input_value() != "第3党支部总结某某"


def test_the_keyboard_is_enough(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    expect(page.locator(".s-result")).to_have_count(20)
    page.keyboard.press("/")
    expect(page.locator(".s-form input")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator(".s-result__title a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".s-form input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".s-form input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"reports/00/.*hit=1"))


@pytest.mark.parametrize("query", ["", " ", "人", "同" * 30, "长" * 500, "<b>&\"'", "𠀀", "%%%"])
def test_odd_queries_behave(page: Page, home: str, query: str) -> None:
    page.goto(home + "search.html")
    page.locator(".s-form input").fill(query)
    page.keyboard.press("Enter")
    expect(page.locator(".s-welcome, .s-message, .s-results").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_narrow_screen_folds_the_filters(page: Page, home: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for query in ("?q=同谋划", "?q=同谋划&view=kwic", ""):
        page.goto(home + "search.html" + query)
        expect(page.locator(".s-welcome, .s-results, .s-kwic").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query
    page.goto(home + "search.html?q=同谋划")
    expect(page.get_by_label("2018年")).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    page.get_by_label("2018年").check()
    expect(page.locator(".s-status")).to_have_text("命中 20 处 · 10 篇")
    clear = page.get_by_role("button", name="清除全部筛选").bounding_box()
    years = page.locator(".s-facet").first.bounding_box()
    assert clear is not None
    assert years is not None
    assert clear["y"] + clear["height"] <= years["y"], "it stands above the filters, not in the place of one"


def test_what_is_pressed_is_not_printed(page: Page, home: str) -> None:
    page.goto(home + "search.html?q=同谋划")
    following = page.get_by_role("button", name="下一页")
    following.wait_for()
    page.emulate_media(media="print")
    expect(following).to_be_hidden()
    expect(page.locator(".s-form button")).to_be_hidden()
    expect(page.locator(".s-pager")).to_contain_text("第 1–20 篇，共 45 篇")
