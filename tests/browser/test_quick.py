"""The quick box: the way into the text first, reports by their words after it, nothing loaded early."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

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
def page(shared: Page, home: str) -> Page:
    shared.set_viewport_size({"width": 1280, "height": 800})
    shared.goto(home + "reports/00/r000000000000.html")
    return shared


def field(page: Page) -> Locator:
    return page.get_by_role("combobox").first


def test_nothing_is_loaded_before_the_box_is_used(page: Page) -> None:
    assert page.evaluate("window.opened") is None
    assert page.evaluate("window.lunr") is None
    field(page).press_sequentially("支部")
    expect(page.get_by_role("option").nth(1)).to_be_visible()
    assert page.evaluate("window.opened") == 1


def test_the_text_comes_first_and_then_the_reports(page: Page) -> None:
    field(page).press_sequentially("第17党支部")
    options = page.get_by_role("option")
    expect(options.first).to_have_text("在正文中检索 “第17党支部”")
    expect(options.nth(1)).to_contain_text("第17党支部<工作>总结")
    assert options.count() <= 9


def test_the_last_word_may_be_unfinished(page: Page) -> None:
    field(page).press_sequentially("党支")
    expect(page.get_by_role("option").nth(1)).to_contain_text("党支部")


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_keys_reach_the_box(page: Page, key: str) -> None:
    page.keyboard.press(key)
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")


def test_arrows_choose_and_enter_opens(page: Page) -> None:
    field(page).press_sequentially("支部")
    expect(page.get_by_role("option").nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\.html\?q=%E6%94%AF%E9%83%A8$"))


def test_enter_alone_searches_the_text(page: Page) -> None:
    field(page).fill("人人")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\.html\?q=%E4%BA%BA%E4%BA%BA$"))


def test_escape_closes(page: Page) -> None:
    field(page).press_sequentially("支部")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value("支部")


def test_an_index_that_does_not_load_leaves_the_way_into_the_text(page: Page) -> None:
    page.evaluate("window.wordsFail = true")
    field(page).press_sequentially("支部")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_text("仍可检索正文")).to_be_visible()


def test_a_bare_name_of_many_scripts_is_text(page: Page) -> None:
    field(page).fill("<img src=x onerror=alert(1)>")
    expect(page.get_by_role("option").first).to_contain_text("<img src=x onerror=alert(1)>")


def test_the_home_box_says_how_many_hits_there_are(page: Page, home: str) -> None:
    page.goto(home + "index.html")
    box = page.locator("[data-quick=home] input")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    box.press_sequentially("同谋划")
    expect(page.locator("[data-quick=home] .quick__count")).to_have_text("命中 90 处 · 45 篇")


def test_the_list_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    field(page).press_sequentially("支部")
    box = page.get_by_role("listbox").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
