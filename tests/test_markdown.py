"""A report survives its Markdown file, and no text becomes markup on the way to the page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveError
from archive.model import RUNS_ON, Block, Report
from archive.site import markdown, render
from archive.site.markdown import dump, load
from archive.site.tables import table_of
from shown_text import shown

HOSTILE = (
    "<script>alert(1)</script>", "<b onclick=x>", "</div>", "<!-- x -->", "<?php ?>", "<![CDATA[x]]>",
    "<http://a.b>", "<a@b.c>", "[附件]: http://x", "[a](javascript:alert(1))", "![x](y)", "[a][b]",
    "[TOC]", "[^1]: x", "*[HTML]: y", "{: onclick=x }", "{#id}", "{.a}", "# x", "#标题", "x #", "x ##",
    "## ", "> x", ">", "- x", "* x", "+ x", "1. x", "１. x", "1.x", "12.", "---", "- - -", "***", "___",
    "====", "----", "~~~", "~~~ x", "```", "``` x ```", "`x`", "**x**", "__x__", "_x_", "*x*", "|a|b|",
    "a|b", "|---|---|", "\tx", "    x", "\u3000\u3000x", " x ", "x  ", "\\", "\\*", "\\\\", "&", "&amp;",
    "&lt;", "&#60;", "&copy;", "&#x41;", "AT&T", "x\ny", "x  \ny", "\n", "\n\n", "\r\n", "\u2028",
    "\u2029", "\x0b", "\x0c", "\x1c", "\x00", "\x02", "\x03", "\x02klzzwxh:0\x03", "\x02wzxhzdk:0\x03",
    "\udc80", "😀", "no", "a: b", "a : b", ": x", "《〈》〉", "“”", "%20", "$x$", "==x==", "--", "-x",
    "+x", "~x~", "x\x85y", "\ufeffx", "\xa0", "x {#t}", "x {: #p }", "<", ">", "<x", "a<b", "a <b c",
    "1.", "\\1", "&#", "&#;", "&#1", "http://a.b", "--- ", "---\n",
)  # fmt: skip

texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), min_size=1, max_size=4).map(
    "".join
)
lines = texts.filter(lambda text: text != "" and text == text.strip("\x85"))  # no stage leaves it at an edge
anchors = st.from_regex(r"\A[hp]-[0-9a-f]{6}(-[2-9])?\Z")
parts = st.sampled_from(("", "基本情况", "主要做法", "存在问题"))
nowhere = {"start": st.just(0), "end": st.just(0)}
headings = st.builds(Block, st.just("heading"), st.integers(2, 6), lines, anchors, parts, **nowhere)
kinds = st.sampled_from(("paragraph", "addressee", "salutation", "signature", "date", "attachment", "table"))
paragraphs = st.builds(Block, kinds, st.just(0), lines, anchors, parts, **nowhere)
runs = st.builds(Block, st.just("paragraph"), st.just(RUNS_ON), lines, anchors, parts, **nowhere)
cells = st.lists(
    st.lists(texts.map(lambda text: text.strip("\x85")), min_size=2, max_size=3).map("\t".join),
    min_size=2,
    max_size=3,
)
tables = st.builds(Block, st.just("table"), st.just(0), cells.map("\n".join), anchors, parts, **nowhere)
names = texts.filter(bool)
reports = st.builds(
    Report,
    id=st.from_regex(r"\Ar[0-9a-f]{12}\Z"),
    title=lines,
    source=names,
    sources=st.lists(names, min_size=1, max_size=3).map(tuple),
    sha256=st.from_regex(r"\A[0-9a-f]{64}\Z"),
    chars=st.integers(0, 10**6),
    blocks=st.lists(st.one_of(headings, paragraphs, runs, tables), max_size=6).map(tuple),
    type=names,
    unit_level=names,
    year=st.none() | st.integers(1900, 2100),
    admin_level=st.none() | names,
    sector=st.none() | names,
    statutory_type=st.none() | names,
    plan_year=st.none() | st.integers(1900, 2100),
    incomplete=st.booleans(),
    review=st.lists(st.sampled_from(("year", "type")), max_size=2).map(tuple),
    aliases=st.lists(st.from_regex(r"\Ar[0-9a-f]{12}\Z"), max_size=2).map(tuple),
)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def report(*blocks: Block, title: str = "标题") -> Report:
    return Report("r0123456789ab", title, "a.txt", ("a.txt",), "0" * 64, 2, blocks)


def test_a_table_is_shown_as_one() -> None:
    text = "序号\t项目\t得分\n1\t<b>抓好学习，每月组织一次\t15\n合计\n"
    html = render.blocks(report(Block("table", 0, text, "p-000001", "基本情况")))
    assert html == (
        '<div class="table" data-part="基本情况" id="p-000001">'
        '<div class="table__box" role="group" aria-label="表格" tabindex="0"><table>'
        "<thead><tr><th>序号</th>\t<th>项目</th>\t<th>得分</th></tr>\n</thead>"
        '<tbody><tr><td>1</td>\t<td class="wide">&lt;b&gt;抓好学习，每月组织一次</td>\t<td>15</td></tr>\n'
        "<tr><td>合计</td><td></td><td></td></tr>\n<tr><td></td><td></td><td></td></tr></tbody></table></div></div>"
    )
    assert "<table>" not in render.blocks(report(Block("table", 0, "填报单位：某局\t日期：六月", "p-000001")))


@pytest.mark.parametrize(
    ("text", "headed"),
    [
        ("指标\t数值\n产值\t1.5亿元\n税收\t2", True),
        ("问题\t措施\n学习不够深入\t每月组织一次集中学习", True),
        ("姓名\t王某\n性别\t男", False),
        ("1\t学习\n2\t管理", False),
        ("姓名\t\n王某\t12", False),
        ("项目\n学习\t12", False),
    ],
)
def test_a_first_row_is_a_head_where_it_names_columns(text: str, headed: bool) -> None:  # noqa: FBT001 - a row
    table = table_of(text)
    assert table is not None
    assert table.headed is headed


def paragraph(text: str) -> Report:
    return report(Block("paragraph", 0, text, "p-000001"))


@RELAXED
@given(reports)
def test_a_report_survives_its_file(value: Report) -> None:
    assert load(dump(value)) == value


@given(st.text(st.sampled_from("关告（“，。 :#-_./'yntruefalsx019"), min_size=1, max_size=8))
def test_what_stands_as_it_is_is_what_the_library_writes(text: str) -> None:
    for value in (text, [text], [f"{text}.txt", f"报告{text}"]):
        assert markdown._entry("key", value) == markdown._yaml({"key": value}, markdown._Dumper)


@RELAXED
@given(reports)
def test_the_file_is_plain_utf_8_without_control_characters(value: Report) -> None:
    text = dump(value)
    text.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]", text)


@RELAXED
@given(reports)
def test_rendered_text_is_the_intended_text_and_nothing_is_live(value: Report) -> None:
    shown(value)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("after", ["", "尾", "\nx", " {#t}"])
def test_each_hostile_text_stays_text(text: str, after: str) -> None:
    if not (text + after).strip("\x85"):
        return
    value = report(
        Block("paragraph", 0, text + after, "p-000001"),
        Block("heading", 2, text + after, "h-000002"),
        Block("paragraph", 0, text + after, "p-000003"),
        title=text + after,
    )
    shown(value)
    assert load(dump(value)) == value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "一、抓好 党建（2018）1.5%：a-b，c+d=e；x|y ~ ! “q”",
            "一、抓好 党建（2018）1.5%：a-b，c+d=e；x|y ~ ! “q”",
        ),
        ("1.抓好", "1.抓好"),
        ("1. 抓好", "1\\. 抓好"),
        ("-抓好", "-抓好"),
        ("- 抓好", "\\- 抓好"),
        ("---", "\\---"),
        ("# 题", "\\# 题"),
        ("=====", "====="),
        ("　　缩进", "&#12288;　缩进"),
        ("a\tb", "a&#9;b"),
        ("~~~", "&#126;~~"),
        ("<br>", "&lt;br>"),
        ("A&B", "A&amp;B"),
    ],
)
def test_only_what_markdown_acts_on_is_escaped(text: str, written: str) -> None:
    assert dump(paragraph(text)).split("\n\n")[-1] == f"{written}\n{{: #p-000001 }}\n"


def test_the_file_as_people_read_it() -> None:
    value = Report(
        "r0123456789ab", "2018年述职报告", "a.txt", ("a.txt", "b.txt"), "0" * 64, 20,
        (
            Block("salutation", 0, "各位领导：", "p-000001"),
            Block("heading", 2, "一、主要做法", "h-000002", "主要做法"),
            Block("paragraph", 0, "抓党建。", "p-000003", "主要做法"),
            Block("signature", 0, "XXX", "p-000004"),
        ),
        type="述职报告", unit_level="党支部", year=2018, incomplete=True, aliases=("r1123456789ab",),
    )  # fmt: skip
    assert dump(value) == (
        "---\nid: r0123456789ab\ntitle: 2018年述职报告\nyear: 2018\ntype: 述职报告\n"
        "unit_level: 党支部\nsource: a.txt\n"
        f"sources:\n- a.txt\n- b.txt\nsha256: '{'0' * 64}'\nchars: 20\n"
        "incomplete: true\naliases:\n- r1123456789ab\n---\n\n"
        "# 2018年述职报告 {#t}\n\n各位领导：\n{: #p-000001 .salutation }\n\n"
        '## 一、主要做法 {#h-000002 data-part="主要做法"}\n\n抓党建。\n{: #p-000003 }\n\n'
        'XXX\n{: #p-000004 .signature data-part="" }\n'
    )


def test_the_front_matter_holds_a_value_on_one_line_however_long() -> None:
    title = "年度 工作 总结 " * 60 + "完"
    assert f"\ntitle: {title}\n" in dump(report(title=title))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("id: r0", "extra: 1\nid: r0", "extra"),
        ("chars: 2", "chars: two", "chars"),
        ("title: 标题", "title: 别的", "第一行不是"),
        ("title: 标题", "title: 标题\ntitle: 标题", "写了两次"),
        ("title: 标题\n", "", "缺少 title"),
        ("文字", "文*字", "不是构建写的样子"),
        ("文字", "<b>文字", "不是构建写的样子"),
        ("{: #p-000001 }", "", "不是构建写的样子"),
        ("{: #p-000001 }", "{: #p-000001 .big }", "不是构建写的样子"),
        ("---\nid", "id", "不是报告页"),
        ("title: 标题", "title: [", "第 2 行"),
    ],
)
def test_a_file_that_the_build_did_not_write_is_refused(old: str, new: str, reason: str) -> None:
    text = dump(paragraph("文字"))
    assert old in text
    with pytest.raises(ArchiveError, match=reason):
        load(text.replace(old, new, 1))


def test_a_key_twice_beside_a_damaged_byte_is_refused() -> None:
    text = dump(report(title="标\udcff题"))
    assert load(text).title == "标\udcff题"
    with pytest.raises(ArchiveError, match="写了两次"):
        load(text.replace("chars: ", "year: 2020\nyear: 2021\nchars: ", 1))


@pytest.mark.parametrize(
    "broken",
    [
        report(title=""),
        paragraph(""),
        report(Block("paragraph", 0, "x", "1-bad anchor")),
        report(Block("paragraph", 0, "x", "p-1", 'a"b')),
        report(Block("heading", 1, "x", "h-1")),
        report(Block("heading", 7, "x", "h-1")),
    ],
)
def test_what_no_stage_may_hand_over_is_refused(broken: Report) -> None:
    with pytest.raises(ValueError, match=r"empty|plain word|level"):
        dump(broken)


def test_the_outline_hangs_a_skipped_level_below_the_heading_above() -> None:
    levels = (2, 4, 3, 2, 3)
    value = report(*(Block("heading", level, str(n), f"h-{n}") for n, level in enumerate(levels)))
    tree = [(entry.text, [child.text for child in entry.children]) for entry in render.outline(value)]
    assert tree == [("0", ["1", "2"]), ("3", ["4"])]


def test_block_offsets_are_not_kept() -> None:
    value = report(Block("paragraph", 0, "x", "p-1", "", 5, 6))
    assert load(dump(value)) == replace(value, blocks=(Block("paragraph", 0, "x", "p-1"),))
