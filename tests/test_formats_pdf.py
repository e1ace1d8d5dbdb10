"""PDF: paragraphs come back from printed lines, page furniture is set aside, what has no text is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import Unreadable
from archive.model import Raw
from archive.reading.formats.detect import detect
from archive.reading.formats.original import Original
from archive.reading.formats.pdf import read_pdf
from archive.reading.limits import load
from conftest import RULES
from office_files import Text, pdf

LIMITS = load(RULES)
FULL = "一年来我们坚持以人民为中心的发展思想扎实推进各项"
SIZE = 16.0
LEFT, TOP, LEADING = 90.0, 90.0, 28.0


def read(content: bytes) -> Raw:
    return read_pdf(Original("a.pdf", content, LIMITS, Path("a.pdf"))).raws[0]


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as found:
        read(content)
    return found.value.code


def page(lines: list[tuple[int, str]], furniture: tuple[Text, ...] = ()) -> list[Text]:
    """Lines with an indent in characters, one below the other."""
    return [
        *furniture,
        *(Text(LEFT + SIZE * indent, TOP + LEADING * i, text) for i, (indent, text) in enumerate(lines)),
    ]


def test_paragraphs_begin_at_an_indent() -> None:
    first = [(2, FULL[:22]), (0, FULL[:24]), (0, "工作。"), (2, FULL[:22]), (0, FULL[:24]), (0, "任务。")]
    assert read(pdf([page(first)])).text.split("\n") == [
        FULL[:22] + FULL[:24] + "工作。",
        FULL[:22] + FULL[:24] + "任务。",
    ]


def test_a_paragraph_runs_over_the_page() -> None:
    pages = [page([(2, FULL[:22]), (0, FULL[:24])]), page([(0, "继续到下一页。"), (2, "新的一段。")])]
    assert read(pdf(pages)).text.split("\n") == [FULL[:22] + FULL[:24] + "继续到下一页。", "新的一段。"]


def test_headings_stand_alone() -> None:
    lines = [
        (8, "工作总结"),
        (0, FULL[:24]),
        (0, "结尾。"),
        (2, "一、总体情况"),
        (2, FULL[:22]),
        (0, FULL[:24]),
        (0, "完。"),
    ]
    got = read(pdf([page(lines)])).text.split("\n")
    assert got == ["工作总结", FULL[:24] + "结尾。", "一、总体情况", FULL[:22] + FULL[:24] + "完。"]


def test_a_numbered_item_after_a_full_line_stays_apart() -> None:
    lines = [(0, FULL[:23] + "。"), (0, "（二）" + FULL[:21]), (0, "继续。")]
    assert read(pdf([page(lines)])).text.split("\n") == [FULL[:23] + "。", "（二）" + FULL[:21] + "继续。"]


def test_other_sizes_and_wide_gaps_part_paragraphs() -> None:
    pieces = [
        Text(LEFT, 90, FULL[:24]),
        Text(LEFT, 118, FULL[:19], 20.0),
        Text(LEFT, 146, FULL[:24]),
        Text(LEFT, 240, FULL[:24]),
    ]
    assert len(read(pdf([pieces])).text.split("\n")) == 4


def test_page_numbers_and_running_heads_are_set_aside() -> None:
    def furniture(number: int) -> tuple[Text, ...]:
        return Text(200, 50, f"某市工作简报 第5期 第{number}页", 10.0), Text(280, 800, f"— {number} —", 12.0)

    pages = [page([(2, f"{n}" + FULL[:22]), (0, f"第{n}页的正文。")], furniture(n)) for n in (1, 2, 3)]
    raw = read(pdf(pages))
    assert "简报" not in raw.text
    assert "—" not in raw.text
    assert raw.text.count("页的正文") == 3
    note = next(note for note in raw.notes if note.code == "pdf-furniture")
    assert note.text.split("\n")[:2] == ["某市工作简报 第5期 第1页", "— 1 —"]


def test_numbered_first_lines_are_no_running_head() -> None:
    pages = [page([(0, f"附件{n}"), (2, FULL[:22])]) for n in (1, 2, 3)]
    assert [read(pdf(pages)).text.count(f"附件{n}") for n in (1, 2, 3)] == [1, 1, 1]


def test_a_line_broken_before_a_long_word_goes_on() -> None:
    lines = [
        (2, FULL[:22]),
        (0, FULL[:20]),
        (0, "2023年1月完成。"),
        (2, FULL[:22]),
        (0, FULL[:20]),
        (0, "短行之后。"),
    ]
    text = read(pdf([page(lines)])).text.split("\n")
    assert text == [FULL[:22] + FULL[:20], "2023年1月完成。", FULL[:22] + FULL[:20], "短行之后。"]
    lines[1] = lines[4] = (0, FULL[:22])
    lines[2] = (0, "2023年1月完成。")
    assert read(pdf([page(lines)])).text.split("\n")[0].endswith("2023年1月完成。")


def test_a_line_that_stands_on_two_pages_only_is_text() -> None:
    pages = [page([(2, "正文。")], (Text(200, 50, "工作简报", 10.0),)) for _ in range(2)]
    assert read(pdf(pages)).text.count("工作简报") == 2


def test_a_number_in_the_middle_of_the_page_is_text() -> None:
    assert read(pdf([page([(2, "共完成"), (2, "12"), (2, "项。")])])).text.split("\n") == [
        "共完成",
        "12",
        "项。",
    ]


def test_spaces_are_seen() -> None:
    pieces = [
        Text(90, 90, "annual"),
        Text(145, 90, "report"),
        Text(90, 120, "甲"),
        Text(140, 120, "乙"),
        Text(156, 120, "丙"),
    ]
    assert read(pdf([pieces])).text.split("\n") == ["annual report", "甲 乙丙"]


def test_words_are_joined_with_a_space_and_han_without() -> None:
    lines = [Text(90, 90, "the work of all the members of our branch has"), Text(90, 118, "been done")]
    assert read(pdf([lines])).text == "the work of all the members of our branch has been done"


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [
        Text(60, 90 + 20 * i, "左栏文字共有十二个字呀" + "一二三四五六七八九十甲乙丙丁"[i], 12.0)
        for i in range(14)
    ]
    right = [
        Text(320, 90 + 20 * i, "右栏文字共有十二个字呀" + "一二三四五六七八九十甲乙丙丁"[i], 12.0)
        for i in range(14)
    ]
    text = read(pdf([[*left, *right]])).text
    assert text.index("左栏文字共有十二个字呀丁") < text.index("右栏文字共有十二个字呀一")


def test_what_runs_over_both_columns_above_them_is_one_line() -> None:
    def column(x: float, name: str) -> list[Text]:
        return [Text(x, 110 + 20 * i, f"{name}栏文字共有十二个字呀呀", 12.0) for i in range(14)]

    masthead = [Text(230, 60, "机关党建工作简报", 16.0), Text(245, 85, "第12期", 12.0)]
    found = read(pdf([[*masthead, *column(60, "左"), *column(320, "右")]])).text.split("\n")
    assert found[:2] == ["机关党建工作简报", "第12期"]
    assert "".join(found[2:]).startswith("左栏文字")


def test_the_last_character_of_a_centred_heading_belongs_to_it() -> None:
    lines = [(0, f"{FULL[:23]}政"), (12, "治"), (2, FULL[:22]), (0, FULL[:24]), (0, "结尾。")]
    assert read(pdf([page(lines)])).text.split("\n")[0] == f"{FULL[:23]}政治"
    numbered = [(8, "工作总结"), (12, "一"), *lines[2:]]
    assert read(pdf([page(numbered)])).text.split("\n")[:2] == ["工作总结", "一"]


def test_ruled_tables_are_rows_of_cells() -> None:
    boxes = [
        (90.0 + 150 * x, 150.0 + 30 * y, 240.0 + 150 * x, 180.0 + 30 * y) for x in range(2) for y in range(2)
    ]
    cells = [Text(95 + 150 * x, 172 + 30 * y, f"格{x}{y}", 12.0) for x in range(2) for y in range(2)]
    around = [Text(90, 120, "表前的文字。", 12.0), Text(90, 260, "表后的文字。", 12.0)]
    assert read(pdf([[*around, *cells]], boxes=boxes)).text.split("\n") == [
        "表前的文字。", "格00\t格10", "格01\t格11", "表后的文字。",
    ]  # fmt: skip
    frame = [(50.0, 50.0, 500.0, 700.0)]
    assert read(pdf([around], boxes=frame)).text.split("\n") == ["表前的文字。", "表后的文字。"]


def grid(top: float, rows: int, columns: int = 3) -> list[tuple[float, float, float, float]]:
    return [
        (90.0 + 100 * x, top + 30 * y, 190.0 + 100 * x, top + 30 + 30 * y)
        for x in range(columns)
        for y in range(rows)
    ]


def cells(top: float, *rows: str) -> list[Text]:
    """The cells of rows that `grid` rules from there on, parted by bars."""
    return [
        Text(95.0 + 100 * x, top + 22 + 30 * y, words, 12.0)
        for y, row in enumerate(rows)
        for x, words in enumerate(row.split("|"))
        if words
    ]


def over_pages(first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    """A table whose rows stand at the end of one page and the top of the next."""
    end = 760.0 - 30 * len(first)
    pages = [[Text(90, 300, "表前的文字。", 12.0), *cells(end, *first)], cells(60, *second)]
    return read(pdf(pages, ruled={0: grid(end, len(first)), 1: grid(60, len(second))})).text.split("\n")


def test_a_row_that_the_end_of_a_page_cuts_is_one_row() -> None:
    assert over_pages(("序号|问题|措施", "1|学习不够|定期督"), ("||办。", "2|作风不实|整改")) == [
        "表前的文字。",
        "序号\t问题\t措施",
        "1\t学习不够\t定期督办。",
        "2\t作风不实\t整改",
    ]


def test_a_head_left_alone_on_the_page_above_is_a_row() -> None:
    assert over_pages(("序号|项目|计划数",), ("1|改造|12个", "2|管网|25公里"))[1:] == [
        "序号\t项目\t计划数",
        "1\t改造\t12个",
        "2\t管网\t25公里",
    ]


def test_a_head_that_comes_again_stands_once() -> None:
    head = "序号|项目|计划数"
    assert over_pages((head, "1|改造|12个"), (head, "2|管网|25公里"))[1:] == [
        "序号\t项目\t计划数",
        "1\t改造\t12个",
        "2\t管网\t25公里",
    ]


@pytest.mark.parametrize("row", ["|管网|25公里", "3||整改", "||12"])
def test_a_whole_row_on_the_next_page_stays_one(row: str) -> None:
    found = over_pages(("序号|项目|计划数", "1|改造|12"), (row, "2|管网|25"))
    assert found[2] == "1\t改造\t12"
    assert len(found) == 5


def test_a_wide_line_does_not_set_the_edge() -> None:
    wide = Text(90, 60, "表头文字很宽" * 5, 14.0)
    body = [
        Text(90 + (28 if i % 3 == 0 else 0), 100 + 24 * i, FULL[: 20 if i % 3 == 0 else 22], 14.0)
        for i in range(9)
    ]
    assert len(read(pdf([[wide, *body]])).text.split("\n")) == 4


def test_text_printed_twice_counts_once() -> None:
    assert read(pdf([[Text(90, 90, "加粗标题"), Text(90.3, 90, "加粗标题")]])).text == "加粗标题"


def test_radicals_become_ordinary_characters() -> None:
    raw = read(pdf([[Text(90, 90, "⼀年⼯作⽂件意⻅⺠主")]]))
    assert raw.text == "一年工作文件意见民主"
    assert next(note.text for note in raw.notes if note.code == "pdf-radicals") == "⼀⼯⽂⻅⺠"


def test_watermarks_and_pictures_are_noted() -> None:
    raw = read(pdf([[Text(90, 90, "正文"), Text(200, 500, "内部资料", 40.0, tilted=True)], []], pictures=[1]))
    assert raw.text == "正文"
    assert {note.code: note.text for note in raw.notes} == {
        "pdf-watermark": "内部资料",
        "pdf-picture-pages": "2",
    }


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_table_laid_across_the_sheet_is_text_and_a_mark_at_its_edge_is_none(turned: int) -> None:
    # Lines of one page follow each other to the right, upwards and to the left, as it is turned.
    at = {90: (100, 700, 1, 0), 180: (500, 700, 0, -1), 270: (500, 100, -1, 0)}[turned]
    lines = [FULL[:23] + "。", FULL[:20] + "第二行。"]
    across = [
        Text(at[0] + at[2] * LEADING * i, at[1] + at[3] * LEADING * i, line, turned=turned)
        for i, line in enumerate(lines)
    ]
    raw = read(pdf([[Text(90, 60, "附表如下。"), Text(30, 400, "装订线", turned=turned), *across]]))
    assert raw.text.split("\n")[0] == "附表如下。"
    assert all(line in raw.text for line in lines)
    assert raw.text.index(lines[0]) < raw.text.index(lines[1])
    few = read(pdf([[Text(90, 60, "正文。"), Text(30, 400, "装订线", turned=turned)]]))
    assert few.text == "正文。"
    assert [note.text for note in few.notes if note.code == "pdf-watermark"] == ["装订线"]


def test_raised_figures_are_written_raised() -> None:
    texts = [
        Text(90, 100, "产值10", 12.0),
        Text(126, 95, "4", 8.0),
        Text(130, 100, "元，据统计", 12.0),
        Text(190, 95, "[1]", 8.0),
        Text(202, 100, "全年", 12.0),
        Text(226, 100, "25", 8.0),  # small, and on the line
        Text(234, 100, "项。", 12.0),
    ]
    raw = read(pdf([texts]))
    assert raw.text == "产值10⁴元，据统计[1]全年25项。"
    assert [(note.code, note.message, note.text) for note in raw.notes] == [
        ("pdf-raised", "上标的数字 1 处，写成了 ²、³ 这样的字符", "⁴")
    ]


def test_text_within_the_frame_of_a_table_but_in_no_cell_is_kept() -> None:
    texts = [Text(100, 130, "指标"), Text(220, 130, "数值"), Text(100, 160, "增长"), Text(220, 160, "7")]
    cells = [(x0, top, x0 + 120, top + 30) for top in (110.0, 140.0) for x0 in (90.0, 210.0)]
    beside = (330.0, 110.0, 450.0, 140.0)  # makes the frame wider; nothing is ruled below it
    raw = read(pdf([[*texts, Text(340, 160, "说明")]], boxes=[*cells, beside]))
    assert raw.text.startswith("说明\n指标\t数值")
    assert raw.text.endswith("增长\t7")


def level(*heights: float) -> list[tuple[float, float, float, float]]:
    """Level rules, drawn as thin boxes from one edge of `cells` to the other."""
    return [(90.0, height, 390.0, height + 0.5) for height in heights]


def test_a_table_that_is_open_at_its_sides_keeps_its_columns() -> None:
    uprights = [(x, 150.0, x + 0.5, 210.0) for x in (190.0, 290.0)]
    texts = cells(150, "指标|单位|数值", "收入|亿元|120")
    assert read(pdf([texts], boxes=[*level(150, 180, 210), *uprights])).text.split("\n") == [
        "指标\t单位\t数值",
        "收入\t亿元\t120",
    ]


@pytest.mark.parametrize("rules", [(150, 180, 270), (150, 180, 210, 240, 270)])
def test_a_table_with_level_rules_alone_keeps_its_columns(rules: tuple[float, ...]) -> None:
    texts = cells(150, "指标|单位|数值", "收入|亿元|120", "人口||5", "面积|公顷|8")
    texts.append(Text(90, 130, "表前的文字。", 12.0))
    assert read(pdf([texts], boxes=level(*rules))).text.split("\n") == [
        "表前的文字。",
        "指标\t单位\t数值",
        "收入\t亿元\t120",
        "人口\t\t5",
        "面积\t公顷\t8",
    ]


def test_a_cell_that_spans_columns_and_one_on_two_lines_between_level_rules() -> None:
    head = [Text(227, 166, "各年的数值", 12.0), *cells(144, "指标"), *cells(161, "|去年|今年")]
    wrapped = [*cells(190, "收入较多的|100|120"), Text(95, 226, "农村居民", 12.0)]
    rest = cells(236, *("人口|5|6" for _ in range(8)))
    heights = (150, 194, *range(236, 477, 30))
    found = read(pdf([[*head, *wrapped, *rest]], boxes=level(*heights)))
    assert found.text.split("\n") == [
        "指标\t各年的数值",
        "—\t去年\t今年",
        "收入较多的农村居民\t100\t120",
        *["人口\t5\t6"] * 8,
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [f"{FULL[:20]}{n}" for n in "一二三四"],
        ["抄送：县委办公室。", "青溪镇政府|2023年|12月印发", "共印五份"],
        ["表1 收入", "甲|100|120", "表2 支出", "乙|100|120"],
    ],
)
def test_prose_and_captions_between_rules_are_no_table(rows: list[str]) -> None:
    boxes = level(*(150 + 30 * n for n in range(len(rows) + 1)))
    assert "\t" not in read(pdf([cells(150, *rows)], boxes=boxes)).text


def test_a_list_with_figures_at_its_edge_is_no_table() -> None:
    texts = cells(150, *("工作总结", "2023年||12字", "工作要点", "2024年||15字", "工作报告", "2025年||16字"))
    assert "\t" not in read(pdf([texts], boxes=level(150, 210, 270, 330))).text


def test_what_runs_out_over_the_rules_is_no_cell() -> None:
    texts = [*cells(150, "指标|单位|数值", "收入|亿元|120", "人口|万人|5"), Text(378, 202, "更长的", 12.0)]
    assert "收入\t" not in read(pdf([texts], boxes=level(150, 180, 210, 240))).text


def test_a_sign_without_a_code_is_shown_as_damaged() -> None:
    content = pdf([[Text(90, 90, FULL * 3), Text(90, 120, "青溪镇工作总结")]])
    raw = read(content.replace(b"<6EAA> <6EAA>\n", b""))
    assert "青\ufffd镇工作总结" in raw.text
    assert "cid" not in raw.text


def test_what_cannot_be_read() -> None:
    assert refused(pdf([[]])) == "needs-ocr"
    assert refused(pdf([[Text(90, 90, "没有对应的编码" * 5)]], mapped=False)) == "needs-ocr"
    assert refused(b"%PDF-1.4\nnothing here") in {"pdf-damaged", "needs-ocr"}
    with pytest.raises(Unreadable, match="页"):
        read_pdf(Original("a.pdf", pdf([[], []]), replace(LIMITS, pages=1), Path("a.pdf")))


def test_a_text_that_mentions_the_sign_of_a_pdf_is_text() -> None:
    for said in ("文件头为%PDF-1.4的电子公文", "the header %PDF-1.4 was checked"):
        assert detect(said.encode(), "a.txt") is None
    for before in (b"", b"\xef\xbb\xbf", b" \t", b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"\x01\x02\0"):
        assert detect(before + b"%PDF-1.4\n", "a.pdf") == "pdf"
