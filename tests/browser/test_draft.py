"""Checking a draft, as a reader does it: pasted, opened as GBK or docx, with mouse and keyboard, on a phone, from a folder."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.search.reader import Reader
from browser.stand_in import browser_page

pytestmark = pytest.mark.browser
OWN = "社区食堂的开办经过由我们自己写成谁也没有写过，老人们的反映另行整理。"
DELETED = "这一句已经在修订里删去不应当读出来"


@pytest.fixture(scope="module")
def words(site: Path) -> str:
    """Forty characters of one report, in the middle of a paragraph."""
    reader = Reader(site / "search")
    texts = [reader.text(number) for number in range(len(reader.starts) - 1)]
    longest = max(texts, key=lambda one: len(one.text))
    block = max(longest.blocks, key=lambda one: len(one.text))
    return block.text[20:60]


@pytest.fixture
def page(site: Path) -> Iterator[Page]:
    with browser_page() as opened:
        opened.goto(f"{site.as_uri()}/draft.html")
        yield opened


def check(page: Page) -> None:
    page.get_by_role("button", name="开始查").click()
    page.locator(".d-result").wait_for()


def marked(page: Page) -> list[str]:
    return page.locator(".d-text .d-mark").all_text_contents()


def test_a_pasted_draft_is_marked_with_its_source(site: Path, page: Page, words: str) -> None:
    page.get_by_label("文稿").fill(f"我们的开头：{words}{OWN}")
    assert page.get_by_text("文稿只在本机处理，不会上传").is_visible()
    check(page)
    assert "".join(marked(page)).strip("，。、；：（）《》“”") in f"：{words}"
    assert page.get_by_text("共 1 处").is_visible()
    page.locator(".d-mark[role=button]").click()
    assert page.get_by_role("heading", name="第 1 处").is_visible()
    source = page.locator(".d-detail .d-sources a").first
    with page.expect_popup() as opened:
        source.click()
    report = opened.value
    report.locator("mark.hit").first.wait_for()
    shown = "".join(report.locator("mark.hit.is-current").all_text_contents())
    assert shown.replace("¶", "")[:10] == words.lstrip("，。、；：（）《》“”")[:10]


@pytest.mark.parametrize("height", [600, 950, 1200])
def test_the_title_is_not_under_the_bar_when_the_check_is_done(page: Page, words: str, height: int) -> None:
    page.set_viewport_size({"width": 1366, "height": height})
    page.emulate_media(reduced_motion="reduce")  # where it has scrolled to, at once
    page.get_by_label("文稿").fill(f"{words}{OWN}")
    check(page)
    expect(page.locator(".d-summary")).to_be_focused()
    bar = page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom")
    for name in ("h1", ".d-rate-all"):
        box = page.locator(name).bounding_box()
        assert box
        assert bar <= box["y"] <= 300, name
    page.get_by_role("button", name="下一处 ›").click()  # what can be seen already is not moved
    expect(page.locator(".d-mark.is-current").first).to_be_in_viewport()
    box = page.locator("h1").bounding_box()
    assert box
    assert box["y"] >= bar


def test_a_passage_out_of_sight_is_brought_to_the_middle(page: Page, words: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.get_by_label("文稿").fill(f"{words[:20]}。\n" + f"{OWN}\n" * 40 + words[20:] + f"\n{OWN}" * 40)
    check(page)
    for _ in range(2):
        page.get_by_role("button", name="下一处 ›").click()
    box = page.locator(".d-mark.is-current").first.bounding_box()
    assert box
    assert 200 < box["y"] < 600


def test_the_rates_are_those_of_the_sentences_and_of_the_whole(page: Page, words: str) -> None:
    letters = [one for one in words if one.isalnum()]
    own = [one for one in OWN if one.isalnum()]
    page.get_by_label("文稿").fill(f"{words}。\n{OWN}\n")
    check(page)
    share = round(100 * len(letters) / (len(letters) + len(own)))
    assert page.locator(".d-rate-all b").inner_text() == f"{share}%"
    assert f"全文 {len(letters) + len(own)} 字，{len(letters)} 字" in page.locator(".d-rate-all").inner_text()
    rate = page.get_by_role("img", name="100%").first
    box = rate.bounding_box()
    assert box
    assert box["width"] > 10
    text = page.locator(".d-text")
    text.evaluate("node => getSelection().selectAllChildren(node)")
    assert page.evaluate("String(getSelection())").strip() == text.inner_text().strip() == f"{words}。\n{OWN}"


def test_a_draft_of_ones_own_has_no_mark(page: Page) -> None:
    page.get_by_label("文稿").fill(OWN)
    check(page)
    assert page.get_by_text("没有连续 13 字以上与库中报告相同的文字").is_visible()
    assert not marked(page)
    assert page.locator(".d-rate-all b").inner_text() == "0%"


def test_too_little_to_check_is_told(page: Page) -> None:
    page.get_by_label("文稿").fill("太短")
    page.get_by_role("button", name="开始查").click()
    page.get_by_text("文稿不足 13 个字").wait_for()


def test_the_keyboard_alone_is_enough(page: Page, words: str) -> None:
    page.get_by_label("文稿").focus()
    page.keyboard.insert_text(f"{words[:20]}。\n{OWN}\n{words[20:]}")
    page.keyboard.press("Control+Enter")
    page.locator(".d-result").wait_for()
    page.get_by_label("几个字以上算相同").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("n")
    assert page.get_by_role("heading", name="第 1 处").is_visible()
    page.keyboard.press("n")
    assert page.get_by_role("heading", name="第 2 处").is_visible()
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.className").startswith("d-mark")
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="第 1 处").is_visible()


def test_the_least_length_takes_marks_away_and_brings_them_back(page: Page, words: str) -> None:
    page.get_by_label("文稿").fill(f"{words[:16]}。\n{OWN}")
    check(page)
    assert page.locator(".d-mark[role=button]").count() == 1
    page.get_by_label("几个字以上算相同").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.get_by_text("没有连续 21 字以上").wait_for()
    page.keyboard.press("Home")
    page.locator(".d-text .d-mark").first.wait_for()


def test_the_keys_walk_as_soon_as_the_check_is_done(page: Page, words: str) -> None:
    page.get_by_label("文稿").fill(f"{words}\n{OWN}")
    check(page)
    assert page.evaluate("document.activeElement.className") == "d-summary"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    assert page.get_by_role("heading", name="第 1 处").is_visible()


def test_a_long_passage_says_who_has_all_of_it_and_stays_readable(site: Path, page: Page) -> None:
    reader = Reader(site / "search")
    texts = [reader.text(number).text for number in range(len(reader.starts) - 1)]
    text = next(one for one in texts if "编号第5。" in one)  # its neighbours differ from it in this number
    page.get_by_label("文稿").fill(text)
    check(page)
    page.locator(".d-mark[role=button]").first.click()
    detail = page.locator(".d-detail")
    expect(detail.locator("p").first).to_have_text("整段见于 1 篇：")
    expect(detail.locator("ol").first.locator("li")).to_have_count(1)
    expect(detail).to_contain_text(re.compile(r"其中片段（13 字以上）另见于 \d+ 篇："))
    shares = [int(each) for each in re.findall(r"相同 (\d+) 字", detail.inner_text())]
    heading = re.search(r"，(\d+) 字", detail.locator("h2").inner_text())
    assert heading
    assert [each for each in shares if each == int(heading[1])] == shares[:1]
    assert len(shares) > 1
    inks = "mark => [getComputedStyle(mark).color, getComputedStyle(document.body).color]"
    mark, ink = page.locator(".d-mark.is-current").first.evaluate(inks)
    assert mark == ink


def test_files_in_gbk_and_word_are_opened(site: Path, page: Page, words: str, tmp_path: Path) -> None:
    gbk = tmp_path / "文稿.txt"
    gbk.write_bytes(f"标题\r\n{words}".encode("gb18030"))
    page.get_by_label("打开文件").set_input_files(gbk)
    page.wait_for_function("words => document.querySelector('#draft').value.includes(words)", arg=words)
    docx = tmp_path / "文稿.docx"
    docx.write_bytes(_docx(tmp_path, words))
    page.get_by_label("打开文件").set_input_files(docx)
    page.wait_for_function("() => document.querySelector('#draft').value.startsWith('第一段')")
    value = page.get_by_label("文稿").input_value()
    assert value == f"第一段\n{words}\n甲\t乙\n丙\t\n尾"
    check(page)
    assert page.locator(".d-mark[role=button]").count() == 1


def _docx(folder: Path, words: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{one}</w:t></w:r></w:p></w:tc>' for one in row)}</w:tr>"
        for row in (("甲", "乙"), ("丙", ""))
    )
    body = (
        f"<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>第一</w:t></w:r><w:r><w:t>段</w:t></w:r></w:p>"
        f"<w:p><w:del><w:r><w:delText>{DELETED}</w:delText></w:r></w:del><w:ins><w:r><w:t>{words}</w:t></w:r></w:ins>"
        f"<w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:tbl>{rows}</w:tbl>"
        "<w:p><w:r><w:t>尾</w:t></w:r></w:p>"
    )
    path = folder / "x.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "另存为 docx"),
        ("文.pdf", b"%PDF-1.7", "复制正文粘贴"),
        ("坏.docx", b"PK\x03\x04" + b"\0" * 40, "已损坏或加了密码"),
    ],
)
def test_files_that_cannot_be_read_are_told(
    page: Page, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page.get_by_label("打开文件").set_input_files(path)
    page.get_by_text(told).wait_for()
    assert page.get_by_label("文稿").input_value() == ""


def test_a_check_can_be_cancelled_and_the_draft_stays(page: Page, words: str) -> None:
    page.route("**/search/f/**", lambda _: None)  # nothing comes: the reader waits
    page.reload()
    page.get_by_label("文稿").fill(words)
    page.get_by_role("button", name="开始查").click()
    page.get_by_role("button", name="取消").click()
    page.get_by_text("已取消，文稿还在").wait_for()
    assert page.get_by_label("文稿").input_value() == words
    assert not page.locator(".d-result").is_visible()


def test_a_missing_shard_is_told_and_nothing_is_claimed(page: Page, words: str) -> None:
    page.route("**/search/f/directory-*", lambda route: route.fulfill(body="archive.shard('x','')"))
    page.reload()
    page.get_by_label("文稿").fill(words)
    page.get_by_role("button", name="开始查").click()
    page.get_by_text("没有查完").wait_for()
    assert not page.locator(".d-result").is_visible()
    page.unroute("**/search/f/directory-*")
    check(page)


def test_one_report_alone_is_marked_on_demand(page: Page, words: str) -> None:
    page.get_by_label("文稿").fill(
        f"{words}。\n{OWN}\n党委坚持把党的建设放在首位，强化理论武装，全年组织学习"
    )
    check(page)
    assert page.locator(".d-mark[role=button]").count() == 2
    page.get_by_role("button", name="只标这一篇").first.click()
    assert page.locator(".d-mark.is-faded").count() >= 1
    page.get_by_role("button", name="看全部标记").click()
    assert page.locator(".d-mark.is-faded").count() == 0


def test_the_result_is_taken_away(page: Page, words: str) -> None:
    page.evaluate("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.evaluate(
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; })"
    )
    page.get_by_label("文稿").fill(f"=1+1，{words}。\n{OWN}")
    check(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    table = Path(download.value.path()).read_text("utf-8-sig")
    assert table.startswith("序号,句子,字数")
    assert "'=1+1" in table
    assert re.search(r",编号 r\w{12}\n", table)
    assert "file:" not in table
    page.get_by_role("button", name="复制结果").click()
    page.get_by_text("已复制结果").wait_for()
    assert "查重结果：全文" in page.evaluate("window.copied")
    assert re.search(r"》 编号 r\w{12}$", page.evaluate("window.copied"))
    page.emulate_media(media="print")
    assert page.locator(".d-text").is_visible()
    assert not page.locator(".c-bar").is_visible()


def test_on_a_phone_a_mark_leads_to_its_sources_and_back(site: Path, words: str) -> None:
    with browser_page(390, 844) as page:
        page.goto(f"{site.as_uri()}/draft.html")
        page.get_by_label("文稿").fill(f"{words}\n{OWN * 12}")
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(".d-mark[role=button]").click()
        page.wait_for_function(
            "() => [document.querySelector('.d-detail').getBoundingClientRect().top].every(top => top > 0 && top < 422)"
        )
        page.get_by_role("button", name="回到文中").click()
        assert page.evaluate("document.activeElement.className").startswith("d-mark")
        page.get_by_role("button", name="改文稿").click()
        assert page.get_by_label("文稿").input_value().startswith(words)


def test_nothing_of_the_draft_leaves_the_page(site: Path, words: str) -> None:
    with browser_page() as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
        page.goto(f"{site.as_uri()}/draft.html")
        page.get_by_label("文稿").fill(words)
        check(page)
        assert all(url.startswith(site.as_uri()) for url in asked)
        assert not any(words[:6] in url for url in asked)
        assert page.evaluate(f"JSON.stringify(localStorage).includes({json.dumps(words[:6])})") is False
