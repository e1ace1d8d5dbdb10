"""The pages in a browser: by keyboard, without JavaScript, on a phone, from a folder, with nothing leaving the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from archive.model import Block, Report
from archive.site import render
from browser.stand_in import launched, served

pytestmark = pytest.mark.browser
KINDS = (
    "index.html",
    "browse/index.html",
    "browse/year/2018.html",
    "search.html",
    "about.html",
    "404.html",
    "parts.html",
    "phrases.html",
    "statistics.html",
    "help.html",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as host:
        yield f"{host}/"


def report(site: Path, source: str) -> str:
    rows = json.loads((site / "catalog.json").read_text(encoding="utf-8"))["reports"]
    return str(next(row["url"] for row in rows if row["source"].startswith(source)))


def watched(page: Page) -> list[str]:
    """What went wrong on a page: console errors, exceptions, requests that leave the site."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if _own(request.url) else wrong.append(request.url))
    return wrong


def _own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "file://", "data:"))


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_no_request_leaves_the_site_and_nothing_fails(
    site: Path, address: str, browser: Browser, scheme: str
) -> None:
    base = address if scheme == "http" else f"{site.as_uri()}/"
    page = browser.new_page()
    wrong = watched(page)
    for name in (*KINDS, report(site, "001"), report(site, "naughty")):
        page.goto(base + name, wait_until="load")
        assert page.title() != "owned"
    page.close()
    assert not wrong


def test_no_text_and_no_name_comes_alive(site: Path, address: str, browser: Browser) -> None:
    rows = json.loads((site / "catalog.json").read_text(encoding="utf-8"))["reports"]
    odd = [row["url"] for row in rows if row["source"].startswith("odd/")]
    assert odd
    page = browser.new_page()
    wrong = watched(page)
    lists = ("index.html", "browse/year/2022.html", "search.html?q=onload", "search.html?q=owned&view=kwic")
    for name in (*lists, *odd, *(f"{url}?q=owned" for url in odd)):
        page.goto(address + name)
        if "?" in name:
            page.locator("mark").first.wait_for()
        for element in page.locator("[onmouseover], main svg[onload], base, iframe").all():
            raise AssertionError(f"{name}: {element.evaluate('node => node.outerHTML')}")
        assert page.evaluate("window.owned") is None, name
    page.goto(f"{address}index.html")
    page.locator("header input[name=q]").press_sequentially("2022")
    page.get_by_role("option").nth(1).wait_for()
    assert page.evaluate("window.owned") is None
    page.close()
    assert not wrong


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("width", [390, 800, 1366])
def test_no_page_scrolls_sideways(site: Path, browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for name in (*KINDS, report(site, "001"), report(site, "naughty")):
        page.goto(f"{site.as_uri()}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    context.close()


def test_text_reaches_the_reader_as_it_was_meant(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{report(site, 'naughty')}")
    text = page.locator(".text").inner_text()
    for piece in ('[附件]: http://example.com "标题"', "#标题样", "====", "<已转义>", "_下划_", "😀"):
        assert piece in text
    assert page.locator(".text a, .text img, .text script, .text strong, .text li").count() == 0
    context.close()


def test_browsing_works_without_javascript(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    page.get_by_role("link", name="2018年述职报告 2 篇").click()
    assert page.get_by_role("heading", level=1).inner_text() == "2018年述职报告"
    page.locator(".entry a").first.click()
    assert page.locator(".outline a").count() >= 3
    page.locator(".panel a", has_text="2018").first.click()
    assert page.url.endswith("browse/year/2018.html")
    page.goto(f"{site.as_uri()}/search.html")
    assert page.get_by_text("需要打开 JavaScript").is_visible()
    context.close()


def test_the_keyboard_reaches_text_and_header(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/{report(site, '001')}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.close()


@pytest.mark.parametrize("scripts", ["with scripts", "without"])
def test_a_phone_has_the_whole_navigation_behind_one_button(
    site: Path, browser: Browser, scripts: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=scripts != "without"
    )
    page = context.new_page()
    page.goto(f"{site.as_uri()}/about.html")
    menu = page.locator("details.menu")
    assert page.locator(".top").bounding_box()["height"] < 64  # type: ignore[index]
    assert not menu.get_by_role("link", name="浏览").is_visible()
    menu.locator("summary").click()
    assert menu.get_by_role("link", name="关于").get_attribute("aria-current") == "page"
    menu.get_by_role("link", name="浏览").click()
    assert page.url.endswith("browse/index.html")
    context.close()


def test_the_menu_closes_by_key_and_by_a_press_beside_it(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{site.as_uri()}/about.html")
    link = page.locator("details.menu").get_by_role("link", name="检索")
    page.locator("details.menu summary").focus()
    page.keyboard.press("Enter")
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.mouse.click(200, 800)
    assert not link.is_visible()
    page.close()


def test_escape_closes_a_menu_and_leaves_the_marks(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/{report(site, '补充')}?q={quote('党的建设')}")
    page.locator(".hits").wait_for()
    for open_, item in (("本段的复制与链接", "复制链接"), ("下载", "纯文本")):
        page.get_by_label(open_).or_(page.get_by_text(open_, exact=True)).first.click()
        page.get_by_role("button", name=item).wait_for()
        page.keyboard.press("Escape")
        assert not page.get_by_role("button", name=item).is_visible()
        assert page.locator("mark.hit").count()
        assert page.locator(".hits").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("mark.hit, .hits").count()
    page.close()


def test_nothing_lies_under_the_bar_of_the_hits(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.goto(f"{site.as_uri()}/{report(site, '补充')}?q={quote('党的建设')}")
    page.locator(".hits").wait_for()

    def upper() -> float:
        return float(page.locator(".hits").evaluate("bar => bar.getBoundingClientRect().top"))

    sign = page.get_by_label("本段的复制与链接").nth(3)
    sign.evaluate("sign => scrollBy(0, sign.getBoundingClientRect().bottom - innerHeight + 75)")
    assert sign.evaluate("sign => sign.getBoundingClientRect().bottom") <= upper() + 1
    sign.evaluate("sign => sign.click()")
    item = page.get_by_role("button", name="复制本段").bounding_box()
    assert item
    assert item["y"] + item["height"] <= upper()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    foot = page.locator(".foot").bounding_box()
    assert foot
    assert foot["y"] + foot["height"] <= upper()
    page.close()


def test_colours_are_chosen_and_kept(address: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(f"{address}index.html")
    page.get_by_role("button", name="换成深色").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
    page.goto(f"{address}about.html")
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    context.close()


def test_a_choice_holds_where_the_browser_has_no_room_to_keep_it(site: Path, browser: Browser) -> None:
    page = browser.new_page(color_scheme="light")
    wrong = watched(page)
    page.goto(f"{site.as_uri()}/{report(site, '001')}")
    page.evaluate(
        "for (let size = 1 << 22; size; size >>= 1) {"  # down to the last character
        "  for (let at = 0; ; at++) {"
        "    try { localStorage.setItem('full' + size + '-' + at, 'x'.repeat(size)); } catch (full) { break; } } }"
    )
    page.get_by_role("button", name="换成深色").click()
    page.get_by_role("button", name="换成浅色").wait_for()
    page.get_by_text("浏览器不保存，换一页后恢复原样。").wait_for()
    page.get_by_text("字体", exact=True).click()
    face = page.get_by_role("button", name="仿宋公文体")
    face.click()
    expect(face).to_have_attribute("aria-pressed", "true")
    page.evaluate("localStorage.clear()")
    page.close()
    assert not wrong


def test_a_paragraph_is_copied_with_its_source(site: Path, address: str, browser: Browser) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    page = context.new_page()
    page.goto(address + report(site, "001"))
    first = page.locator(".text > p").first
    words = first.inner_text().replace("¶", "").strip()
    first.get_by_role("button", name="本段的复制与链接").click()
    page.get_by_role("button", name="复制本段").click()
    page.get_by_text("已复制本段，附出处。").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(words)
    assert "《2018年党支部书记抓党建述职报告（机关）》（2018年·述职报告·党支部）第1段" in copied
    assert f"#{first.get_attribute('id')}" in copied
    context.close()


def tall(page: Page, url: str, rows: int) -> None:
    """Serve a report's page with one more table, of so many rows, which stands two windows below the top of its block."""

    def answered(route: Route) -> None:
        text = "".join(f"<tr><td>{at}</td><td>清点仓库第{at}项</td></tr>" for at in range(rows))
        table = f'<div class="table" id="p-tall"><div class="table__box"><table>{text}</table></div></div>'
        body = route.fetch().text()
        table += '<img src="/held.png" alt="">' if rows > 9 else ""
        body = body.replace('<p id="p-', f'{table}<p id="p-', 1)
        route.fulfill(body=body, content_type="text/html")

    page.route(f"**/{url}*", answered)


def test_a_hit_deep_in_a_tall_block_is_in_view(site: Path, address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="no-preference")
    url = report(site, "001")
    tall(page, url, 90)
    held: list[Route] = []  # what the page waits for comes when the hit is marked

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/held.png", hold)
    page.add_init_script(
        "addEventListener('load', () => document.getElementById('p-tall').scrollIntoView())"  # as Chromium may
    )
    page.goto(f"{address}{url}?q={quote('清点仓库第77项')}&hit=1#p-tall", wait_until="commit")
    page.locator("mark.hit.is-current").wait_for()
    held[0].abort()
    page.wait_for_load_state("load")
    page.wait_for_timeout(1000)  # so long a slow way to the anchor takes
    expect(page.locator("mark.hit.is-current")).to_be_in_viewport(timeout=1)
    page.close()


def test_where_a_search_led_the_hits_alone_have_the_colour_of_hits(
    site: Path, address: str, browser: Browser
) -> None:
    page = browser.new_page()
    url = report(site, "001")
    tall(page, url, 3)
    ground = "one => getComputedStyle(one).backgroundColor"
    page.goto(f"{address}{url}#p-tall")
    assert page.locator("#p-tall").evaluate(ground) == "rgba(0, 0, 0, 0)"  # never a whole table
    page.goto(f"{address}{url}?q={quote('坚持')}")
    anchor = page.locator(".text > p", has=page.locator("mark.hit")).first.get_attribute("id")
    page.goto(f"{address}{url}#{anchor}")
    assert page.locator(f"#{anchor}").evaluate(ground) != "rgba(0, 0, 0, 0)"
    page.goto("about:blank")
    page.goto(f"{address}{url}?q={quote('坚持')}#{anchor}")
    page.locator("mark.hit").first.wait_for()
    assert page.locator(f"#{anchor}").evaluate(ground) == "rgba(0, 0, 0, 0)"
    page.get_by_role("button", name="去掉标记").click()
    assert page.locator(f"#{anchor}").evaluate(ground) == "rgba(0, 0, 0, 0)"
    page.close()


@pytest.mark.parametrize("width", [390, 1366])
def test_columns_of_a_table_are_not_squeezed(site: Path, address: str, browser: Browser, width: int) -> None:
    row = [
        *range(1, 3),
        "党委书记、办公室",
        "2023年3月底前",
        "1200",
        "已完成",
        "每月报送一次进展情况并附照片",
    ]
    rows = ["序号\t项\t责任人\t时限\t经费\t完成情况\t备注", *["\t".join(map(str, row))] * 3]
    table = Block("table", 0, "\n".join(rows), "p-1")
    html = render.blocks(Report("r000000000000", "表", "a.txt", ("a.txt",), "0" * 64, 1, (table,)))
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{address}{report(site, '001')}")
    page.locator(".text").evaluate("(node, html) => { node.innerHTML = html; }", html)
    lines = (
        page.locator(".table tbody tr")
        .first.locator("td")
        .evaluate_all(
            "all => all.map((one) => { const range = document.createRange(); range.selectNodeContents(one);"
            " return new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top))).size; })"
        )
    )
    assert lines[:2] == [1, 1]
    assert lines[4:6] == [1, 1]  # 已完成 stands on one line
    assert max(lines) <= 2
    page.close()


@pytest.mark.parametrize("width", [390, 1366])
def test_signs_of_paragraphs_take_no_line_and_titles_are_not_broken_within_words(
    site: Path, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{site.as_uri()}/{report(site, '001')}")
    page.locator(".pilcrow").first.wait_for()
    tall = "Array.from(document.querySelectorAll('.text > *'), (each) => each.getBoundingClientRect().height)"
    shown = page.evaluate(tall)
    hide = "document.querySelectorAll('.pilcrow').forEach((each) => { each.style.display = 'none'; })"
    page.evaluate(hide)
    without = page.evaluate(tall)
    assert max(one - other for one, other in zip(shown, without, strict=True)) < 2
    words = page.locator("h1 .whole")
    assert words.all_inner_texts() == ["2018年", "述职报告", "（机关）"]
    for one in range(words.count()):
        assert words.nth(one).evaluate("each => each.getClientRects().length") == 1
    page.close()


def test_copying_falls_back_where_there_is_no_clipboard(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(f"{site.as_uri()}/{report(site, '001')}")
    page.evaluate(
        "document.addEventListener('copy', () => { window.copied = String(document.activeElement.value); })"
    )
    page.get_by_role("button", name="复制全文").click()
    page.get_by_text("已复制全文，附出处。").wait_for()
    assert "2018年党支部书记抓党建述职报告" in page.evaluate("window.copied")
    page.close()


def test_the_outline_follows_and_leads(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.goto(f"{site.as_uri()}/{report(site, '001')}")
    link = page.locator(".outline a").nth(3)
    link.click()
    expect(link).to_have_attribute("aria-current", "true")
    page.close()


def test_print_shows_the_text_alone(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/{report(site, '001')}")
    page.emulate_media(media="print")
    for hidden in (".top", ".outline", ".record", ".pilcrow", ".beside"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator(".text").is_visible()
    page.close()


INKS = """(marks) => marks.map((mark) => { const { color, backgroundColor } = getComputedStyle(mark); return color + " on " + backgroundColor })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_found_is_printed_in_black(
    site: Path, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{site.as_uri()}/{report(site, '补充')}?q={quote('党的建设')}")
    page.locator("mark.hit.is-current").wait_for()
    page.emulate_media(media="print")
    assert set(page.locator("mark.hit").evaluate_all(INKS)) == {"rgb(0, 0, 0) on rgba(0, 0, 0, 0)"}
    page.goto(f"{site.as_uri()}/search.html?q={quote('党的建设')}")
    page.locator(".s-result mark").first.wait_for()
    assert set(page.locator(".s-result mark").evaluate_all(INKS)) == {"rgb(0, 0, 0) on rgb(255, 233, 168)"}
    page.emulate_media(media="screen")
    page.goto(f"{site.as_uri()}/draft.html")
    page.get_by_label("文稿").fill("党支部坚持把党的建设放在首位，强化理论武装，全年组织学习")
    page.get_by_role("button", name="开始查").click()
    page.locator(".d-mark[role=button]").first.wait_for()
    page.emulate_media(media="print")
    assert set(page.locator(".d-text .d-mark").evaluate_all(INKS)) == {"rgb(0, 0, 0) on rgb(255, 217, 128)"}
    page.close()


def test_the_missing_page_leads_home_from_any_depth(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.route(
        "**/gone.html", lambda route: route.fulfill(path=None, status=404, body=_missing(page, address))
    )
    for folder in ("reports/ab", "study", "word"):
        page.goto(f"{address}archive/{folder}/gone.html")
        assert page.locator("#home").get_attribute("href") == "/archive/index.html"
    page.close()


def _missing(page: Page, address: str) -> str:
    return page.request.get(f"{address}404.html").text()


def test_the_head_of_a_long_table_stays_in_sight_unless_the_table_scrolls(
    site: Path, address: str, browser: Browser
) -> None:
    url = report(site, "001")

    def served(route: Route) -> None:
        cells = "".join(f"<tr><td>{at}</td><td class='wide'>清点仓库第{at}项</td></tr>" for at in range(60))
        box = '<div class="table"><div class="table__box" id="{}"><table><thead><tr><th>序号</th><th>{}</th></tr></thead>'
        tables = "".join(
            f"{box.format(name, words)}<tbody>{cells}</tbody></table></div></div>"
            for name, words in (("whole", "任务"), ("broad", "任" * 90))
        )
        body = route.fetch().text().replace('<p id="p-', f'{tables}<p id="p-', 1)
        route.fulfill(body=body, content_type="text/html")

    for width in (1366, 390):
        page = browser.new_page(viewport={"width": width, "height": 768})
        page.route(f"**/{url}*", served)
        page.goto(f"{address}{url}")
        page.locator("#whole.is-whole").wait_for()
        assert page.locator("#broad.is-whole").count() == 0
        tops = page.evaluate(
            "() => ['whole', 'broad'].map(id => { const box = document.getElementById(id);"
            " scrollTo({top: box.getBoundingClientRect().top + scrollY + 900, behavior: 'instant'});"
            " return box.querySelector('th').getBoundingClientRect().top; })"
        )
        bar = page.evaluate("document.querySelector('.top').clientHeight") if width > 900 else 0
        assert abs(tops[0] - bar) < 3, "below the top bar, which goes with the page on phones"
        assert tops[1] < -500
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.emulate_media(media="print")
        assert page.locator("#whole th").first.evaluate("one => getComputedStyle(one).position") == "static"
        page.close()
