"""Beside the text of a report: type, citing, keeping, taking away; the basket page; the printed page."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from archive.export import plain
from archive.export.document import Document, document
from archive.export.layout import load_layout
from archive.export.ooxml import fixed
from archive.export.word import parts
from archive.site.markdown import load
from browser.stand_in import ROOT, browser_page

pytestmark = pytest.mark.browser
FIXED = fixed(load_layout(ROOT / "data" / "rules"))
COPIED = "Object.defineProperty(window, 'isSecureContext', {value: false}); document.addEventListener('copy', () => { window.copied = String(document.activeElement.value); })"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser_page() as page:
        yield page


def rows(site: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((site / "catalog.json").read_text("utf-8"))["reports"]
    return found


def row(site: Path, source: str) -> dict[str, Any]:
    return next(each for each in rows(site) if each["source"].startswith(source))


def made(site: Path, url: str) -> Document:
    """What Python makes files of, for a page of the site."""
    path = site.parent / "docs" / url.replace(".html", ".md")
    return document(load(path.read_text("utf-8")))


@pytest.fixture
def report(site: Path, page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/{row(site, '001')['url']}")
    page.evaluate("localStorage.clear()")
    page.reload()
    return page


def press(page: Page, menu: str, name: str) -> None:
    page.locator(".tools summary", has_text=menu).click()
    page.get_by_role("button", name=name, exact=True).click()


def test_the_face_and_the_size_are_chosen_and_kept(report: Page) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.text')).fontSize)"
    usual = report.evaluate(size)
    press(report, "字体", "仿宋公文体")
    assert "FangSong" in report.evaluate("getComputedStyle(document.querySelector('.text p')).fontFamily")
    for _ in range(3):
        report.get_by_role("button", name="字号放大").click()
    expect(report.get_by_role("button", name="字号放大")).to_have_attribute("aria-disabled", "true")
    report.keyboard.press("Enter")
    large = report.evaluate(size)
    assert large > 1.4 * usual
    report.keyboard.press("Escape")
    expect(report.get_by_role("button", name="字号放大")).to_be_hidden()
    report.reload()
    assert report.evaluate(size) == large
    expect(report.locator("[data-set-face=document]")).to_have_attribute("aria-pressed", "true")
    press(report, "字体", "屏幕体")
    assert "FangSong" not in report.evaluate("getComputedStyle(document.querySelector('.text p')).fontFamily")


def test_a_paragraph_is_cited_by_its_number(report: Page) -> None:
    report.evaluate(COPIED)
    third = report.locator(".text > p").nth(2)
    third.get_by_role("button", name="本段的复制与链接").focus()
    report.keyboard.press("Enter")
    expect(report.locator(".paragraph-tools")).to_contain_text("第3段")
    report.get_by_role("button", name="复制本段").press("Enter")
    expect(report.locator(".toast")).to_have_text("已复制本段，附出处。")
    words, source, number = report.evaluate("window.copied").split("\n")
    assert words == third.evaluate("node => node.firstChild.parentNode.textContent").replace("¶", "")
    assert source == "——《2018年党支部书记抓党建述职报告（机关）》（2018年·述职报告·党支部）第3段"
    assert number == f"编号 {report.locator('[data-report-text]').get_attribute('data-id')}"


def test_a_citation_leads_to_the_place_where_the_site_has_an_address(report: Page) -> None:
    report.evaluate(COPIED)
    third = report.locator(".text > p").nth(2)
    anchor = third.get_attribute("id")
    take = "name => document.querySelector('.text > p:nth-of-type(3) .pilcrow').click() || Array.from(document.querySelectorAll('.paragraph-tools button')).find((one) => one.textContent === name).click()"
    report.evaluate(take, "复制链接")
    expect(report.locator(".toast")).to_have_text("已复制本段的链接，只在本机有效。")
    assert report.evaluate("window.copied") == f"{report.url}#{anchor}"
    report.evaluate(
        "document.head.append(archive.element('link', {rel: 'canonical', href: 'https://example.org/a/reports/1.html'}))"
    )
    for name, said in (("复制链接", "已复制本段的链接。"), ("复制本段", "已复制本段，附出处。")):
        report.evaluate(take, name)
        expect(report.locator(".toast")).to_have_text(said)
        assert report.evaluate("window.copied").endswith(f"https://example.org/a/reports/1.html#{anchor}")


def test_gaps_are_shown_and_the_text_stays(site: Path, report: Page) -> None:
    gaps = report.locator(".text .gap")
    assert {"XXX", "X"} <= set(gaps.all_inner_texts())
    assert gaps.first.get_attribute("title") == "原件如此，未填写"
    expect(report.locator("#record")).to_contain_text(f"原件有 {gaps.count()} 处空缺")
    texts = [line.text for line in made(site, row(site, "001")["url"]).lines]
    shown = report.evaluate(
        "Array.from(document.querySelectorAll('.text > [id]'), (node) => archive.paragraphs.words(node))"
    )
    assert shown == texts


@pytest.mark.parametrize(
    ("name", "kind"), [("Word（公文版式）", "docx"), ("纯文本", "txt"), ("Markdown", "md")]
)
def test_a_file_is_the_same_as_from_the_command(site: Path, report: Page, name: str, kind: str) -> None:
    want = made(site, row(site, "001")["url"])
    with report.expect_download() as waiting:
        press(report, "下载", name)
    assert waiting.value.suggested_filename == f"{want.title}.{kind}"
    content = Path(waiting.value.path()).read_bytes()
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert [(each, archive.read(each).decode()) for each in archive.namelist()] == list(
                parts(want, FIXED)
            )
    else:
        assert content.decode() == (plain.text(want) if kind == "txt" else plain.markdown(want))
    expect(report.locator(".toast")).to_contain_text("已生成")


def test_wechat_is_told_how_to_get_the_file(site: Path, page: Page) -> None:
    assert page.context.browser
    context = page.context.browser.new_context(user_agent="Mozilla/5.0 MicroMessenger/8.0")
    inside = context.new_page()
    inside.goto(f"{site.as_uri()}/{row(site, '001')['url']}")
    press(inside, "下载", "Word（公文版式）")
    expect(inside.locator(".toast")).to_contain_text("在浏览器打开")
    context.close()


def test_the_basket_goes_out_as_one_zip(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/basket.html")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator("#basket")).to_contain_text("文件篮是空的")
    chosen = [row(site, source)["url"] for source in ("001", "naughty", "补充3")]
    for url in chosen:
        page.goto(f"{site.as_uri()}/{url}")
        page.get_by_role("button", name="放入文件篮").click()
        expect(page.get_by_role("button", name="已在文件篮")).to_be_visible()
    page.get_by_role("button", name="收藏").click()
    page.locator(".tools").get_by_role("link", name="文件篮").click()
    expect(page.locator("#basket .shelf__row")).to_have_count(3)
    expect(page.locator("#saved .shelf__row")).to_have_count(1)
    expect(page.locator("#read .shelf__row")).to_have_count(3)
    for kind in ("docx", "md"):
        page.get_by_label("格式").select_option(kind)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="打包下载").click()
        assert waiting.value.suggested_filename == "文件篮-3篇.zip"
        with zipfile.ZipFile(waiting.value.path()) as archive:
            assert len(archive.namelist()) == 3
            for url in chosen:
                want = made(site, url)
                assert all(name.endswith(f".{kind}") for name in archive.namelist())
                contents = [archive.read(name) for name in archive.namelist()]
                assert any(_holds(content, want, kind) for content in contents), want.title


def _holds(content: bytes, want: Document, kind: str) -> bool:
    if kind == "md":
        return content.decode() == plain.markdown(want)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name).decode()) for name in archive.namelist()] == list(
            parts(want, FIXED)
        )


def test_shelves_are_emptied_row_by_row_and_whole(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/basket.html")
    put = "(rows) => { localStorage.clear(); for (const name of ['basket', 'saved', 'read']) archive.shelf.put(name, rows); }"
    some = [{"id": each["id"], "title": each["title"], "labels": "2018年"} for each in rows(site)[:3]]
    page.evaluate(put, some)
    for at in (0, 1):
        page.locator("#basket .entry__pick input").nth(at).check()
    expect(page.get_by_role("link", name="对照这两篇")).to_have_attribute(
        "href", f"compare.html?a={some[0]['id']}&b={some[1]['id']}"
    )
    page.locator("#basket .entry__title").nth(2).click()
    page.locator("[data-report-text]").wait_for()
    page.go_back()
    expect(page.get_by_role("link", name="对照这两篇")).to_be_visible()
    page.locator("#basket").get_by_role("button", name=f"取出《{some[0]['title']}》").click()
    expect(page.locator("#basket .shelf__row")).to_have_count(2)
    page.locator("#read").get_by_role("button", name="清空").click()
    expect(page.locator("#read")).to_contain_text("还没有读过的报告")
    page.locator("#saved").get_by_role("button", name="全部放入文件篮").click()
    expect(page.locator("#basket .shelf__row")).to_have_count(3)
    page.reload()
    expect(page.locator("#basket .shelf__row")).to_have_count(3)
    expect(page.locator("#read .shelf__row")).to_have_count(0)


def test_what_was_cleared_can_be_put_back(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/basket.html")
    some = [{"id": each["id"], "title": each["title"], "labels": "2018年"} for each in rows(site)[:3]]
    page.evaluate(
        "(rows) => { localStorage.clear(); for (const name of ['basket', 'saved']) archive.shelf.put(name, rows); }",
        some,
    )
    for name in ("basket", "saved"):
        page.locator(f"#{name}").get_by_role("button", name="清空", exact=True).click()
        expect(page.locator(".toast")).to_have_text("已清空 3 篇，可以撤销。")
        expect(page.locator(f"#{name} .shelf__row")).to_have_count(0)
        page.locator(f"#{name}").get_by_role("button", name="撤销清空").click()
        expect(page.locator(f"#{name} .shelf__row")).to_have_count(3)
        expect(page.locator(f"#{name} .shelf__undo")).to_have_count(0)
    kept = page.evaluate("archive.shelf.all('saved').map((row) => row.id)")
    assert kept == [each["id"] for each in some]


def test_a_full_basket_says_what_did_not_fit(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/basket.html")
    page.evaluate("""() => { localStorage.clear();
        const rows = (from, count) => Array.from({length: count}, (_, at) => ({id: 'r' + String(from + at).padStart(12, '0'), title: '题' + (from + at), labels: ''}));
        archive.shelf.put('basket', rows(0, 10)); archive.shelf.put('saved', rows(5, 303)); }""")
    page.locator("#saved").get_by_role("button", name="全部放入文件篮").click()
    expect(page.locator(".toast")).to_have_text("已放入文件篮 195 篇。文件篮最多 200 篇，未放入 108 篇。")
    held = page.evaluate("archive.shelf.all('basket').map((row) => row.title)")
    assert len(held) == 200
    assert {f"题{number}" for number in range(10)} <= set(held), "what was there before stays"
    page.goto(f"{site.as_uri()}/{row(site, '001')['url']}")
    page.get_by_role("button", name="放入文件篮").click()
    expect(page.locator(".toast")).to_have_text("文件篮最多 200 篇，未放入 1 篇。")
    expect(page.get_by_role("button", name="放入文件篮")).to_have_attribute("aria-pressed", "false")
    page.goto(f"{site.as_uri()}/browse/index.html")
    page.locator(".entry__pick input").first.check()
    page.get_by_role("button", name="加入文件篮").click()
    expect(page.locator(".toast")).to_have_text("文件篮最多 200 篇，未放入 1 篇。")
    page.evaluate("localStorage.clear()")


def test_a_withdrawn_report_in_the_basket_is_named_and_no_file_made(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/basket.html")
    page.evaluate(
        "archive.shelf.drop('basket'); archive.shelf.put('basket', [{id: 'r00000000dead', title: '旧', labels: ''}])"
    )
    page.get_by_role("button", name="打包下载").click()
    expect(page.locator(".notice")).to_contain_text("有一篇已经撤下，请先取出：r00000000dead")


def test_what_storage_holds_is_never_trusted(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/basket.html")
    for held in ("{", "7", '[{"id":"../../evil","title":"x"},{"id":"r0123456789ab"},null]'):
        page.evaluate("(held) => localStorage.setItem('archive.basket', held)", held)
        page.reload()
        expect(page.locator("#basket")).to_contain_text("文件篮是空的")
    page.evaluate("localStorage.clear()")


def test_hits_are_marked_and_the_engine_comes_for_them_alone(site: Path, page: Page) -> None:
    url = f"{site.as_uri()}/{row(site, '001')['url']}"
    page.goto(url)
    loaded = "Array.from(document.scripts).some((script) => script.src.includes('/search/engine'))"
    assert not page.evaluate(loaded)
    page.goto(f"{url}?q={quote('XXX党支部')}")
    expect(page.locator(".hits__count")).to_contain_text("命中 1/")
    assert page.evaluate(loaded)
    page.keyboard.press("n")
    expect(page.locator(".hits__count")).to_contain_text("命中 2/")
    assert "".join(page.locator("mark.hit.is-current").all_inner_texts()) == "XXX党支部"


def test_a_printed_report_is_laid_out_as_official_documents_are(report: Page) -> None:
    content = report.pdf(prefer_css_page_size=True)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 4
        assert (round(float(pdf.pages[0].width)), round(float(pdf.pages[0].height))) == (595, 842)
        pages = [page.chars for page in pdf.pages]
    full = Counter(round(char["top"]) for char in pages[1] if 15.5 < char["size"] < 16.5)
    assert len(full) == 22
    assert max(full.values()) >= 28
    assert {round(char["size"]) for char in pages[0] if char["top"] < 140} == {22}
    numbers = ["".join(char["text"] for char in chars if 13.5 < char["size"] < 14.5) for chars in pages[:2]]
    assert numbers == ["— 1 —", "— 2 —"]
    left, right = (
        min(char["x0"] for char in chars if 13.5 < char["size"] < 14.5) for chars in (pages[1], pages[0])
    )
    assert left < 297 < right
    text = "".join(char["text"] for chars in pages for char in chars)
    assert "¶" not in text
    assert "整理记录" not in text
    assert f"编号{report.locator('[data-id]').first.get_attribute('data-id')}" in text.replace(" ", "")


def test_on_a_phone_every_tool_is_reached(site: Path, report: Page) -> None:
    report.set_viewport_size({"width": 390, "height": 844})
    report.locator(".tools summary", has_text="下载").click()
    menu = report.locator(".tools__menu[open] > div").bounding_box()
    assert menu
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 390
    assert report.evaluate("document.documentElement.scrollWidth") <= 390
    report.goto(f"{site.as_uri()}/basket.html")
    assert report.evaluate("document.documentElement.scrollWidth") <= 390
