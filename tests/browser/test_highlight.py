"""Marks in a report: every hit, also across punctuation and markup, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from browser.stand_in import browser_page, write

pytestmark = pytest.mark.browser
REPORT = "reports/00/r000000000002.html"
GROUPS = (
    "new Set(Array.from(document.querySelectorAll('mark.hit')).flatMap((m) => m.dataset.hit.split(' '))).size"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("site")
    write(folder)
    return folder.as_uri() + "/"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser_page() as page:
        yield page


def opened(page: Page, home: str, query: str, more: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{home}{REPORT}?q={quote(query)}{more}")
    expect(page.locator("[data-hits-bar]")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "groups", "text"),
    [
        ("同谋划同部署", 2, "同谋划、同部署同谋划——同部署"),
        ("使命抓好党建", 1, "使命抓好党建"),
        ("党建工作党建工作", 1, "党建工作党建工作"),
        ("总结一抓好", 1, "总结一、抓好"),
        ("人人", 2, "人人人"),
        ("2020年第2党支部工作", 1, "2020年第2党支部<工作"),
    ],
)
def test_every_hit_is_marked(page: Page, home: str, query: str, groups: int, text: str) -> None:
    opened(page, home, query)
    assert page.evaluate(GROUPS) == groups
    expect(page.locator(".hits__count")).to_have_text(f"命中 1/{groups}")
    assert "".join(page.locator("mark.hit").all_text_contents()) == text


def test_the_asked_hit_is_current_and_in_view(page: Page, home: str) -> None:
    opened(page, home, "同谋划同部署", "&hit=2#p-1")
    expect(page.locator(".hits__count")).to_have_text("命中 2/2")
    expect(page.locator("mark.hit.is-current")).to_have_text("同谋划——同部署")
    expect(page.locator("mark.hit.is-current")).to_be_in_viewport()


def test_buttons_and_keys_go_round(page: Page, home: str) -> None:
    opened(page, home, "同谋划")
    page.get_by_role("button", name="下一处").click()
    expect(page.locator(".hits__count")).to_have_text("命中 2/2")
    page.keyboard.press("n")
    expect(page.locator(".hits__count")).to_have_text("命中 1/2")
    page.keyboard.press("p")
    expect(page.locator(".hits__count")).to_have_text("命中 2/2")
    page.locator("header input").focus()
    page.keyboard.type("n")
    expect(page.locator(".hits__count")).to_have_text("命中 2/2")


def test_keys_pressed_in_a_dialog_or_with_another_are_not_meant_for_the_marks(page: Page, home: str) -> None:
    opened(page, home, "同谋划")
    page.keyboard.press("Alt+n")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="键盘操作")
    dialog.wait_for()
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    expect(page.locator(".hits__count")).to_have_text("命中 1/2")


def test_closing_leaves_the_report_as_it_was(page: Page, home: str) -> None:
    page.goto(home + REPORT)
    before = page.locator("article").inner_html()
    opened(page, home, "人人")
    page.get_by_role("button", name="去掉标记").click()
    assert page.locator("article").inner_html() == before
    expect(page.locator("[data-hits-bar]")).to_have_count(0)


def test_a_hit_number_out_of_range_goes_to_the_first(page: Page, home: str) -> None:
    opened(page, home, "人人", "&hit=99")
    expect(page.locator(".hits__count")).to_have_text("命中 1/2")


def test_a_report_without_the_phrase_says_so(page: Page, home: str) -> None:
    opened(page, home, "没有这句话")
    expect(page.locator("[data-hits-bar]")).to_contain_text("本篇没有")


def test_a_note_on_a_phone_takes_the_width_that_it_needs(page: Page, home: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{home}reports/00/r000000000000.html?q={quote('并不在这一篇里')}")
    note = page.locator(".hits span")
    expect(note).to_have_text("本篇没有这段文字：并不在这一篇里")
    assert note.evaluate("(one) => one.getClientRects().length") == 1
    assert note.evaluate("(one) => one.getBoundingClientRect().height < 40")
