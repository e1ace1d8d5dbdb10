"""Parts, set phrases and statistics as a reader uses them: from a folder, by mouse and by keyboard, on a phone."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect

from browser.stand_in import launched

pytestmark = pytest.mark.browser
COPIED = "document.addEventListener('copy', () => { window.copied = String(document.activeElement.value); })"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    wrong: list[str] = []
    opened = browser.new_page(viewport={"width": 1366, "height": 900})
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield opened
    opened.close()
    assert not wrong


def number(text: str) -> int:
    found = re.search(r"\d+", text)
    assert found
    return int(found[0])


def test_where_the_years_do_not_fit_the_latest_are_seen_first(site: Path, page: Page) -> None:
    def ends(width: int, least: int) -> list[float]:
        """How far the first and the last year stand from the edges of their box."""
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{site.as_uri()}/statistics.html")
        found: list[float] = page.evaluate(
            "least => { const svg = document.querySelector('svg.columns'); svg.style.minWidth = least + 'px';"
            "const box = svg.parentElement.getBoundingClientRect(); const drawn = svg.getBoundingClientRect();"
            "return [drawn.left - box.left, drawn.right - box.right] }",
            least,
        )
        return found

    first, last = ends(390, 1600)
    assert first < -1000
    assert abs(last) < 1
    assert abs(ends(1366, 0)[0]) < 1, "where they fit, they begin at the left"


def test_compared_phrases_keep_their_words_on_a_phone(site: Path, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.as_uri()}/statistics.html")
    page.locator("textarea").fill("工作\n党建")
    page.get_by_role("button", name="比较").click()
    table = page.locator(".p-lines table")
    table.wait_for()
    drawn = page.locator(".p-lines .lines").nth(2)
    drawn.evaluate("svg => { svg.style.width = '1600px'; svg.parentElement.scrollLeft = 0 }")
    scale = page.locator(".lines__scale").bounding_box()
    frame = drawn.locator("..").bounding_box()
    assert scale
    assert frame
    assert abs(scale["x"] - frame["x"]) < 1, "the scale stays in sight where the years do not fit"
    table.evaluate("table => { table.style.minWidth = '1600px' }")  # as many years as there may be
    box, scroll = table.bounding_box(), table.locator("..").bounding_box()
    assert box
    assert scroll
    assert abs(box["x"] + box["width"] - scroll["x"] - scroll["width"]) < 1, "the latest years are seen first"
    phrase = table.get_by_role("rowheader", name="工作").bounding_box()
    assert phrase
    assert phrase["x"] >= scroll["x"] - 1, "and whose they are"
    assert phrase["width"] > 90


def test_a_part_is_read_across_reports(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/parts.html")
    tab = page.get_by_role("link", name=re.compile("^存在问题"))
    told = number(tab.inner_text())
    tab.focus()
    page.keyboard.press("Enter")
    page.get_by_text(f"“存在问题” {told} 篇").wait_for()
    assert "part=" + quote("存在问题") in page.url
    assert page.locator(".p-entry").count() == min(told, 10)
    years = [number(line) for line in page.locator(".p-entry .s-result__labels").all_inner_texts()]
    assert years == sorted(years, reverse=True)
    page.get_by_role("button", name="下一页").click()
    page.get_by_text("第 2 页，共 2 页").wait_for()
    assert page.locator(".p-entry").count() == told - 10
    page.go_back()
    page.get_by_text("第 1 页，共 2 页").wait_for()


def test_parts_are_filtered_and_lead_to_their_place(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/parts.html?part={quote('存在问题')}&year=2023")
    entry = page.locator(".p-entry")
    page.get_by_text("“存在问题” 1 篇").wait_for()
    words = entry.locator(".p-text p").first.inner_text()
    page.get_by_label("2018年").check()
    entry.nth(1).wait_for()
    assert page.get_by_label("2023年").is_checked()
    entry.first.get_by_role("link").click()
    place = page.locator(":target")
    assert place.get_attribute("data-part") == "存在问题"
    assert words[:20] in page.locator(".text").inner_text()


def test_a_long_part_is_folded_and_copied_with_its_source(site: Path, page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(f"{site.as_uri()}/parts.html?part={quote('存在问题')}&year=2023")
    text = page.locator(".p-text")
    text.wait_for()
    low = text.bounding_box()
    page.get_by_role("button", name="展开全文").press("Enter")
    high = text.bounding_box()
    assert low
    assert high
    assert high["height"] > low["height"]
    page.evaluate(COPIED)
    page.get_by_role("button", name="复制").click()
    page.get_by_text("已复制这一部分，附出处。").wait_for()
    copied = page.evaluate("window.copied")
    assert copied.startswith(text.locator("> *").first.inner_text())
    assert (
        "——《2023党组党建工作总结及下一步工作计划》（2023年·工作总结·党组）“存在问题”部分\n编号 r" in copied
    )
    assert "file:" not in copied


def test_a_part_is_searched_in_the_reports_that_were_filtered(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/parts.html?part={quote('存在问题')}&year=2018")
    box = page.get_by_role("searchbox", name="在这一部分里检索")
    box.fill("学习")
    box.press("Enter")
    page.locator(".s-result").first.wait_for()
    assert "部分:存在问题 学习&year=2018" in unquote(page.url.replace("+", " "))


def test_a_phrase_opens_to_its_years_and_leads_to_the_search(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/phrases.html")
    page.get_by_role("searchbox", name="筛选提法").press_sequentially("习近平新时代中国特色社会主义思想")
    row = page.locator(".p-phrase").first
    expect(page.locator(".s-status")).to_have_text(re.compile(r"^\d 条提法$"))
    row.locator("summary").press("Enter")
    row.locator("svg").wait_for()
    reports, hits = re.findall(r"\d+", row.locator("summary span").inner_text())[:2]
    row.get_by_text("数据表").click()
    told = [number(cell) for cell in row.locator("tbody td").all_inner_texts()]
    assert sum(told) == int(hits)
    row.get_by_role("link", name="查看全部").click()
    page.get_by_text(f"命中 {hits} 处 · {reports} 篇").wait_for()


def test_a_long_phrase_stays_beside_its_sign_on_a_phone(site: Path, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site.as_uri()}/phrases.html")
    page.locator(".p-phrase").first.wait_for()
    page.evaluate("document.querySelector('.p-phrase b').textContent = '坚持以新时代的思想为指导'.repeat(4)")
    row = page.locator(".p-phrase summary").first
    whole, words, counts = (one.bounding_box() for one in (row, row.locator("b"), row.locator("span")))
    assert whole
    assert words
    assert counts
    assert words["y"] - whole["y"] < 20  # no line for the sign alone
    assert whole["x"] + 12 < words["x"] == counts["x"]
    assert counts["y"] >= words["y"] + words["height"]


def test_phrases_are_filtered_and_sorted(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/phrases.html?year=2020&sort=longest")
    page.locator(".p-phrase").first.wait_for()
    sizes = [len(text) for text in page.locator(".p-phrase b").all_inner_texts()]
    assert sizes == sorted(sizes, reverse=True)
    some = page.locator(".s-status").inner_text()
    page.get_by_label("年份").select_option("")
    assert number(page.locator(".s-status").inner_text()) > number(some)
    page.get_by_label("部分").select_option("存在问题")
    assert "part=" in page.url
    page.get_by_label("排序").select_option("recent")
    firsts = [
        number(line.rsplit("·", 1)[1]) for line in page.locator(".p-phrase summary span").all_inner_texts()
    ]
    assert firsts == sorted(firsts, reverse=True)
    page.get_by_role("searchbox", name="筛选提法").fill("天上掉下来的馅饼")
    assert page.get_by_text("没有这样的提法").is_visible()


@pytest.mark.parametrize("words", ["党支部 建设", "黨支部 建設", "党支部，　建设。"])
def test_phrases_are_found_in_any_script_and_with_punctuation(site: Path, page: Page, words: str) -> None:
    page.goto(f"{site.as_uri()}/phrases.html")
    page.get_by_role("searchbox", name="筛选提法").fill(words)
    wanted = "Array.from(document.querySelectorAll('.p-phrase b'), (b) => b.textContent)"
    entries = page.locator(".p-phrase b")
    for word in ("党", "建设"):
        expect(entries.filter(has_not_text=word)).to_have_count(0)
    expect(entries.first).to_be_visible()
    found = page.evaluate(wanted)
    assert found
    page.goto(f"{site.as_uri()}/phrases.html?words={quote(words)}")
    page.locator(".p-phrase").first.wait_for()
    assert page.evaluate(wanted) == found


def test_a_missing_file_is_said_and_tried_again(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.route("**/study/phrases-*", lambda route: route.abort())
    page.goto(f"{site.as_uri()}/phrases.html")
    page.get_by_role("alert").get_by_text("没有载入").first.wait_for()
    page.unroute("**/study/phrases-*")
    page.get_by_role("button", name="再试一次").click()
    page.locator(".p-phrase").first.wait_for()
    page.close()


def test_parts_and_phrases_stand_without_javascript(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(f"{site.as_uri()}/phrases.html")
    assert bare.locator("tbody tr").count() > 50
    bare.goto(f"{site.as_uri()}/parts.html")
    bare.get_by_role("link", name=re.compile("^存在问题")).click()
    heading = bare.locator("h2", has_text="存在问题")
    assert heading.is_visible()
    heading.locator("xpath=..").locator(".entry a").first.click()
    assert bare.locator(":target").get_attribute("data-part") == "存在问题"
    context.close()


def cells(page: Page, row: int) -> list[str]:
    return page.locator(".p-lines tbody tr").nth(row).locator("td").all_inner_texts()


def test_phrases_are_compared_over_the_years(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/statistics.html")
    box = page.get_by_role("textbox", name="要比较的提法，一行一个")
    box.fill("一岗双责\n谈心谈话\n天上掉下来的馅饼")
    page.get_by_role("button", name="比较").click()
    page.locator(".p-lines svg.lines[role=img]").wait_for()
    years = page.locator(".p-lines thead th").all_inner_texts()[1:]
    for row, phrase in enumerate(("一岗双责", "谈心谈话")):
        for year, told in zip(years, cells(page, row), strict=True):
            hits = page.evaluate(
                "([phrase, year]) => archive.search(phrase, {year: [year]}).then((found) => found.hits)",
                [phrase, year],
            )
            assert hits == int(told), (phrase, year)
    assert page.get_by_text("“天上掉下来的馅饼”没有命中。").is_visible()
    page.get_by_role("combobox", name=re.compile("^单位")).select_option("reports")
    expect(page.locator(".p-lines figcaption")).to_have_text("各年每百篇处数")
    assert "unit=reports" in page.url
    per_hundred = float(cells(page, 0)[years.index("2023")])
    assert per_hundred == 100  # one place in the only report of that year
    page.reload()
    page.locator(".p-lines svg.lines[role=img]").wait_for()
    assert box.input_value().startswith("一岗双责\n谈心谈话")


def test_tables_are_copied_and_printed(site: Path, page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(f"{site.as_uri()}/statistics.html")
    page.evaluate(COPIED)
    types = page.locator(".chart", has_text="各类型篇数")
    types.get_by_role("button", name="复制表格").press("Enter")
    page.get_by_text("已复制表格").wait_for()
    copied = [line.split("\t") for line in page.evaluate("window.copied").split("\n")]
    assert copied[0] == ["类型", "篇数", "字数"]
    whole = number(page.locator(".lead").inner_text())
    assert sum(int(line[1]) for line in copied[1:]) == whole
    page.emulate_media(media="print")
    assert not page.locator(".p-course").is_visible()
    assert types.is_visible()


def test_phrases_that_are_not_drawn_are_named(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/statistics.html")
    lines = ["一岗双责", "，，", "谈心谈话", "工作", "党建", "学习", "党支部", "党委", "机关"]
    page.get_by_role("textbox", name="要比较的提法，一行一个").fill("\n".join(lines))
    page.get_by_role("button", name="比较").click()
    drawn = page.locator(".p-lines tbody th")
    expect(drawn).to_have_text([lines[0], *lines[2:7]])
    expect(page.get_by_role("alert")).to_contain_text("“，，”未列入：检索词里没有汉字、字母或数字")
    expect(page.get_by_text("一次最多比较六个，未列入：“党委”、“机关”。")).to_be_visible()
    page.reload()
    expect(drawn).to_have_count(6)
    expect(page.locator("textarea")).to_have_value("\n".join(lines))


def of_years(site: Path, page: Page, sizes: dict[int, tuple[int, int]]) -> None:
    """Let the statistics page think that the archive has these years, each with its reports and characters."""
    html = (site / "statistics.html").read_text("utf-8")
    told = json.dumps(sizes).replace('"', "&#34;")
    other = re.sub(r'data-years="[^"]*"', f'data-years="{told}"', html)
    page.route("**/statistics.html?*", lambda route: route.fulfill(body=other, content_type="text/html"))


def test_many_years_without_a_report_take_no_room_and_no_label_lies_on_another(
    site: Path, page: Page
) -> None:
    years = (1954, 1956, 1959, 1984, *range(2001, 2027))
    of_years(site, page, dict.fromkeys(years, (10, 30000)))
    page.goto(f"{site.as_uri()}/statistics.html?phrase={quote('学习')}")
    picture = page.locator(".p-lines svg.lines[role=img]")
    box = picture.bounding_box()
    assert box
    assert box["width"] < 45 * 52
    expect(picture.locator("text", has_text="…")).to_have_count(2)
    expect(picture.locator("polyline")).to_have_count(3)  # no line leads over a break
    page.set_viewport_size({"width": 612, "height": 900})  # what the margins leave of a sheet
    page.emulate_media(media="print")
    paper = page.locator(".p-lines .lines__paper")
    box = paper.bounding_box()
    assert box
    assert box["height"] > 200
    spans = "each => each.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right])"
    labels = paper.locator("text", has_text=re.compile(r"^\d{4}$")).evaluate_all(spans)
    assert len(labels) > 9
    assert all(one[1] < other[0] for one, other in pairwise(sorted(labels)))


def test_a_year_of_few_words_does_not_rule_the_scale(site: Path, page: Page) -> None:
    of_years(site, page, {2018: (1, 20), **dict.fromkeys((2020, 2021, 2022, 2023), (9, 90000))})
    page.goto(f"{site.as_uri()}/statistics.html?phrase={quote('学习')}&unit=chars")
    picture = page.locator(".p-lines svg.lines[role=img]")
    picture.wait_for()
    top = float(page.locator(".lines__scale text").nth(2).text_content() or "")
    rates = [float(cell.replace("\u2009", "")) for cell in cells(page, 0)]
    assert rates[0] > 100 * top
    assert top / 2 <= max(rates[1:]) <= top
    expect(picture.locator(".is-small")).to_have_count(1)
    assert page.get_by_text("空心点：当年文字不足 5000 字").is_visible()
    ceilings = page.evaluate("[0, 1, 1.2, 2.5, 54, 61, 85].map(archive.lines.ceiling)")
    assert ceilings == [1, 1, 1.5, 3, 60, 80, 100]


def test_a_comparison_of_many_years_is_printed_on_one_sheet(site: Path, page: Page) -> None:
    of_years(site, page, dict.fromkeys((1954, 1956, *range(1999, 2021)), (10, 30000)))
    phrases = ("一岗双责", "谈心谈话", "党建工作", "理论武装", "取得实效", "学习")
    page.goto(f"{site.as_uri()}/statistics.html?{'&'.join(f'phrase={quote(each)}' for each in phrases)}")
    page.locator(".p-lines svg.lines[role=img]").wait_for()
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4"))) as printed:
        assert len(printed.pages) == 1
    page.set_viewport_size({"width": 612, "height": 900})  # what the margins leave of a sheet
    page.emulate_media(media="print")
    boxes = "each => each.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right, box.top].map(Math.round))"
    drawn = page.locator(".p-lines .lines__paper text").evaluate_all(boxes)
    assert drawn
    heads = page.locator(".p-lines thead th").evaluate_all(boxes)
    assert all(0 <= left < right <= 612 for left, right, _ in drawn + heads), "nothing is cut off"
    assert [top for *_, top in heads] == sorted({top for *_, top in heads}), "years go down"
    for row in page.locator(".p-lines tbody tr").all():
        cells_of = row.locator("th, td").evaluate_all(boxes)
        assert [top for *_, top in cells_of] == [top for *_, top in heads], (
            "beside the years, one column a phrase"
        )
        assert 0 < cells_of[0][0] < cells_of[0][1] <= 612


def test_a_wrong_query_is_said_on_the_statistics_page(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/statistics.html?phrase={quote('部分:天气 党建')}")
    page.get_by_role("alert").wait_for()


def test_statistics_stand_without_javascript(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(f"{site.as_uri()}/statistics.html")
    bare.get_by_text("数据表").click()
    bare.locator(".chart", has_text="各年篇数").get_by_role("link", name="2018").click()
    assert bare.url.endswith("browse/year/2018.html")
    context.close()


def test_the_keyboard_list_opens_on_every_page(site: Path, page: Page) -> None:
    for name in ("index.html", "help.html", "search.html"):
        page.goto(f"{site.as_uri()}/{name}")
        page.locator(".brand").focus()
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="键盘操作")
        dialog.get_by_text("到快速查找的框").wait_for()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert page.evaluate("document.activeElement.className") == "brand"
        page.locator("header input[name=q]").press_sequentially("?")
        assert not page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="键盘操作").click()
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_be_hidden()


def test_help_tells_every_tool_with_a_picture(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/help.html")
    pictures = page.locator("article img")
    assert pictures.count() >= 8
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert len(picture.get_attribute("alt") or "") > 4
        expect(picture).to_have_js_property("naturalWidth", int(picture.get_attribute("width") or 0))
    told = page.locator("article").inner_text()
    for link in page.locator(".top__nav a").all():
        if link.inner_text() not in ("帮助", "关于"):
            assert link.inner_text() in told
    page.get_by_role("link", name="看别人怎么写“存在问题”").press("Enter")
    assert page.evaluate("location.hash") == "#duan"
    folder = site / "assets" / "help"
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 300_000


def test_keywords_of_a_report_lead_to_the_search(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/parts.html?part={quote('存在问题')}&year=2023")
    page.locator(".p-entry h2 a").click()
    words = page.locator(".panel__words a")
    words.first.wait_for(state="attached")
    assert 3 <= words.count() <= 8
    assert page.locator("meta[name=keywords]").get_attribute("content") == "，".join(words.all_inner_texts())
    words.first.click()
    expect(page.locator(".s-status")).to_have_text(re.compile(r"^命中 [1-9]"))


def test_the_table_of_a_phrase_is_not_shown_as_open(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/phrases.html")
    page.locator(".p-phrase summary").first.click()
    table = page.locator(".p-phrase .s-chart summary")
    table.wait_for()
    assert table.evaluate("(one) => getComputedStyle(one, '::before').content") != '"▾"'


def test_statistics_are_printed_without_the_empty_form(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/statistics.html")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="各年篇数")).to_be_visible()
    expect(page.get_by_role("heading", name="提法历年比较")).to_be_hidden()
