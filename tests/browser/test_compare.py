"""Two reports side by side, as a reader uses it: from a report's page, by title, by mouse, by keyboard, on a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.stand_in import browser_page

pytestmark = pytest.mark.browser
# In search form nothing but letters and digits is left; the fixture's texts are simplified already.
LETTERS = "text => Array.from(text).filter(one => /[\\p{L}\\p{N}]/u.test(one)).join('').toLowerCase()"


def ids(site: Path, prefix: str) -> list[str]:
    rows = json.loads((site / "catalog.json").read_text("utf-8"))["reports"]
    rows.sort(key=lambda row: row["source"])
    return [row["id"] for row in rows if row["source"].startswith(prefix)]


def address(site: Path, a: str, b: str, rest: str = "") -> str:
    return f"{site.as_uri()}/compare.html?a={a}&b={b}{rest}"


def letters(page: Page, selector: str) -> str:
    return str(
        page.evaluate(f"selector => ({LETTERS})(document.querySelector(selector).textContent)", selector)
    )


def marked(page: Page, side: int) -> str:
    pieces = page.locator(".c-side").nth(side).locator("mark.is-current").all_text_contents()
    return str(page.evaluate(LETTERS, "".join(pieces)))


def test_shared_wording_is_marked_on_both_sides_and_counted(site: Path) -> None:
    one, other = ids(site, "补充")[:2]
    with browser_page() as page:
        page.goto(address(site, one, other))
        page.get_by_text("相同的文字").first.wait_for()
        texts = [letters(page, f".c-side:nth-child({n}) .c-text") for n in (1, 2)]
        for side in (0, 1):
            marks = page.locator(".c-side").nth(side).locator("mark").all_text_contents()
            covered = len(str(page.evaluate(LETTERS, "".join(marks))))
            right = _shared(texts[side], texts[1 - side], 10)
            assert covered == right
            said = page.locator(".c-side__share").nth(side).inner_text()
            assert f"{len(texts[side])} 字中的 {right} 字" in said
            assert said.startswith(f"{round(100 * right / len(texts[side]))}%")


def _shared(text: str, other: str, least: int) -> int:
    held = [False] * len(text)
    for at in range(len(text) - least + 1):
        if text[at : at + least] in other:
            held[at : at + least] = [True] * least
    return sum(held)


def test_walking_through_the_stretches_points_at_the_same_words_on_both_sides(site: Path) -> None:
    one, other = ids(site, "00")[:2]
    with browser_page() as page:
        page.goto(address(site, one, other, "&n=6"))
        page.get_by_role("button", name="下一处 ›").click()
        assert page.get_by_text("第 1 / ").is_visible()
        for key in ("n", "n", "p", "n"):
            page.keyboard.press(key)
            assert marked(page, 0) == marked(page, 1)
            assert len(marked(page, 0)) >= 6
            for side in (0, 1):
                mark = page.locator(".c-side").nth(side).locator("mark.is-current").first
                pane = page.locator(".c-pane").nth(side).bounding_box()
                box = mark.bounding_box()
                assert box
                assert pane
                assert pane["y"] - 1 <= box["y"] <= pane["y"] + pane["height"]
        assert page.get_by_text("第 3 / ").is_visible()


def test_the_keys_walk_as_soon_as_the_comparison_is_there(site: Path) -> None:
    one, other = ids(site, "00")[:2]
    with browser_page() as page:
        page.goto(address(site, one, other, "&n=6"))
        page.get_by_text("相同的文字").first.wait_for()
        page.keyboard.press("n")
        expect(page.locator(".c-bar__at")).to_contain_text("第 1 / ")
        page.get_by_role("button", name="左右对调").click()
        page.wait_for_function("other => location.search.startsWith('?a=' + other)", arg=other)
        expect(page.locator(".c-bar__at")).to_contain_text("相同的文字")
        for _ in range(2):
            page.keyboard.press("n")
        expect(page.locator(".c-bar__at")).to_contain_text("第 2 / ")
        page.locator("header input").fill("")
        page.keyboard.type("n")
        expect(page.locator(".c-bar__at")).to_contain_text("第 2 / ")


def test_a_mark_leads_to_its_counterpart_by_mouse_and_by_keyboard(site: Path) -> None:
    one, other = ids(site, "00")[:2]
    with browser_page() as page:
        page.goto(address(site, one, other, "&n=6"))
        second = page.locator(".c-side").nth(1).locator("mark[role=button]")
        second.nth(2).click()
        words = marked(page, 0)
        assert words
        assert words == marked(page, 1)
        second.nth(4).focus()
        page.keyboard.press("Enter")
        assert marked(page, 0) == marked(page, 1) != words


def test_the_least_length_reacts_and_stands_in_the_address(site: Path) -> None:
    one, other = ids(site, "00")[:2]
    with browser_page() as page:
        page.goto(address(site, one, other))
        page.get_by_text("相同的文字").first.wait_for()
        usual = page.locator("mark[role=button]").count()
        page.get_by_label("几个字以上算相同").focus()
        for _ in range(4):
            page.keyboard.press("ArrowLeft")
        assert page.locator("mark[role=button]").count() > usual
        assert "n=6" in page.url
        assert page.get_by_text("占比 = 本篇落在连续 6 字以上").is_visible()
        page.reload()
        page.get_by_text("占比 = 本篇落在连续 6 字以上").wait_for()


def test_reports_are_chosen_by_title_and_changed(site: Path) -> None:
    with browser_page() as page:
        page.goto(f"{site.as_uri()}/compare.html")
        page.get_by_label("左篇").fill("述职")
        page.locator(".c-picker__row").first.click()
        page.locator("input[type=search]:focus").wait_for()
        page.keyboard.type("党建工作总结")
        page.locator(".c-picker__row").nth(1).wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(".c-sides").wait_for()
        titles = page.locator(".c-side h2").all_inner_texts()
        page.get_by_role("button", name="左右对调").click()
        expect(page.locator(".c-side h2").first).to_have_text(titles[1])
        page.get_by_role("button", name="换右篇").click()
        page.get_by_label("右篇").fill(f"reports/x/{ids(site, '补充')[0]}.html")  # an address, pasted
        page.locator(".c-sides").wait_for()
        page.go_back()
        page.get_by_label("右篇").wait_for()


def test_unknown_and_equal_reports_are_told(site: Path) -> None:
    one = ids(site, "00")[0]
    with browser_page() as page:
        page.goto(address(site, one, "r000000000000"))
        assert page.get_by_text("库里没有编号为 r000000000000 的报告").is_visible()
        page.goto(address(site, one, one))
        assert page.get_by_text("同一篇报告").is_visible()
        page.goto(address(site, "<b>", one))
        assert page.get_by_text("库里没有编号为 <b> 的报告").is_visible()


def test_on_a_phone_one_side_is_seen_and_a_stretch_turns_to_the_other(site: Path) -> None:
    one, other = ids(site, "补充")[:2]
    with browser_page(390, 844) as page:
        page.goto(address(site, one, other))
        sides = page.locator(".c-side")
        sides.first.wait_for()
        assert not sides.nth(1).is_visible()
        page.locator("mark").first.click()
        assert sides.nth(1).is_visible()
        assert not sides.nth(0).is_visible()
        assert page.locator(".c-side").nth(1).locator("mark.is-current").first.is_visible()
        page.get_by_role("button", name="左篇", exact=True).click()
        assert sides.nth(0).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_long_stretch_stays_readable_when_it_is_current(site: Path) -> None:
    one, other = ids(site, "odd/")[:2]  # they differ in one character
    with browser_page(390, 844) as page:
        page.goto(address(site, one, other))
        page.locator(".c-mark[role=button]").nth(1).click()
        marks = page.locator(".c-mark.is-current")
        marks.first.wait_for(state="attached")
        inks = "mark => [getComputedStyle(mark).color, getComputedStyle(mark.closest('p')).color]"
        for mark, ink in (each.evaluate(inks) for each in marks.all()):
            assert mark == ink


def test_where_nothing_is_shared_a_phone_shows_no_arrows(site: Path) -> None:
    one, other = ids(site, "补充")[:2]
    with browser_page(390, 844) as page:
        page.goto(address(site, one, other))
        on = page.get_by_role("button", name="下一处")
        on.wait_for()
        assert on.is_enabled()
        page.goto(address(site, one, ids(site, "00")[0], "&n=40"))
        page.get_by_text("没有").first.wait_for()
        assert not on.is_visible()


def test_paragraphs_lead_to_the_report_and_print_shows_both_sides(site: Path) -> None:
    one, other = ids(site, "00")[:2]
    with browser_page(390, 844) as page:
        page.goto(address(site, one, other))
        link = page.locator(".c-block__go").nth(3)
        link.wait_for()
        words = page.locator(".c-block").nth(3).inner_text().replace("¶", "").strip()
        page.emulate_media(media="print")
        assert page.locator(".c-side").nth(1).is_visible()
        assert not page.locator(".c-bar").is_visible()
        page.emulate_media(media="screen")
        link.click()
        page.wait_for_load_state()
        anchor = page.url.rpartition("#")[2]
        assert words in page.locator(f"#{anchor}").inner_text()


def test_a_damaged_index_is_told_and_tried_again(site: Path, tmp_path: Path) -> None:
    one, other = ids(site, "00")[:2]
    with browser_page() as page:
        page.route(
            "**/search/manifest.js*", lambda route: route.fulfill(body="archive.shard('manifest','{}')")
        )
        page.goto(address(site, one, other))
        page.get_by_text("对照没有完成").wait_for()
        page.unroute("**/search/manifest.js*")
        page.get_by_role("button", name="再试一次").click()
        page.locator(".c-sides").wait_for()


def test_a_report_is_chosen_with_arrows_and_enter(site: Path) -> None:
    with browser_page() as page:
        page.goto(f"{site.as_uri()}/compare.html")
        box = page.locator(".c-picker__input").first
        box.fill("党建工作总结")
        rows = page.locator(".c-picker__row")
        rows.nth(1).wait_for()
        title = rows.nth(1).locator(".c-picker__title").inner_text()
        box.press("ArrowDown")
        expect(rows.nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        expect(rows.nth(1)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".c-picker__input")).to_have_count(1)
        expect(page.locator("main")).to_contain_text(title)
        box = page.locator(".c-picker__input")
        box.fill("党建工作总结")
        rows.first.wait_for()
        box.press("Enter")  # the first of them
        expect(box).to_have_count(0)
