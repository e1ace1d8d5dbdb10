"""Tables that were typed with blanks or tabs stay, wherever they stand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from archive.cleaning.clean import clean
from archive.cleaning.rules import CleanRules, load_clean
from archive.cleaning.tables import in_table

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
BODY = ["一年来，全县上下坚持以习近平新时代中国特色社会主义思想为指导，各项工作取得新的成效。"] * 6
CLOSED = ["长岭县商务局", "2021年12月30日"]
ROWS = [
    ("走访群众（户）", "320", "411"),
    ("信访件", "15", "9"),
    ("办结率", "98.5%", "99%"),
    ("学校", "151", "160"),
]
SEPARATORS = (" ", "  ", "\t", "\u3000")


@cache
def rules() -> CleanRules:
    return load_clean(RULES)


def kept(lines: list[str]) -> list[str]:
    return clean("\n".join(lines), rules()).text.split("\n")


def table(separator: str) -> list[str]:
    return [separator.join(row) for row in ROWS]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_rows_stay_between_paragraphs(separator: str) -> None:
    rows = table(separator)
    assert set(rows) <= set(kept(["2021年商务工作总结", *BODY, *rows, *BODY, *CLOSED]))


@pytest.mark.parametrize("separator", SEPARATORS)
def test_rows_stay_behind_the_signature(separator: str) -> None:
    rows = table(separator)
    assert set(rows) <= set(kept(["2021年商务工作总结", *BODY, *CLOSED, "主要指标", *rows]))


def test_a_row_with_fewer_fields_stays_beside_the_others() -> None:
    assert "学校 151" in kept(["2021年商务工作总结", *BODY, *table(" ")[:3], "学校 151", *BODY, *CLOSED])


@pytest.mark.parametrize(
    ("lines", "at", "known"),
    [
        (["阅读 1234 点赞 56"], 0, False),
        (["东乡 11", "西乡 12"], 0, True),
        (["项目 数量", "东乡 11", "西乡 12"], 0, True),
        (["项目 数量", "东乡 11"], 1, False),
        (["东乡 多", "西乡 少", "北乡 无"], 1, False),
        (["东乡 11", "今天，阅读 12"], 0, False),
        (["东乡 11", "西乡 12", "南乡 —"], 2, True),
        (["距考试还有 3 天", "已有 311 人阅过"], 0, False),
        (["东乡 11 人", "西乡 12 人", "南乡 7 人"], 0, True),
        (["岗位表.xls 2088", "报名表.doc 2651"], 0, False),
    ],
)
def test_what_a_row_is(lines: list[str], at: int, known: bool) -> None:  # noqa: FBT001 - a row of the table
    assert in_table(lines, at) is known


def test_what_a_page_counts_of_itself_is_no_table() -> None:
    assert "阅读 1234 点赞 56" not in kept(["2021年商务工作总结", *BODY, *CLOSED, "阅读 1234 点赞 56"])


def test_an_attachment_behind_the_signature_is_kept_and_files_to_download_open_none() -> None:
    names = ["附件1", "先进个人名单", "张三\u3000李四\u3000王五", "一等奖：张三"]
    assert kept(["2021年商务工作总结", *BODY, *CLOSED, *names])[-4:] == names
    offered = kept(["2021年商务工作总结", *BODY, *CLOSED, "附件：名单.docx", "第3联\u3000档案室留存"])
    assert "第3联\u3000档案室留存" not in offered


def test_an_office_with_a_name_stays_and_words_about_it_go() -> None:
    text = kept(
        [
            "新的一年",
            *BODY,
            "语文组 罗美珍",
            "图文：罗美珍 编辑：办公室 一审：林老师",
            "精选留言 家长A：罗老师辛苦了！",
        ]
    )
    assert text[-1] == "语文组 罗美珍"
    head = "县委常委、县纪委书记\u3000某某某"
    said = kept(["在推进会上的讲话", f"{head}（名字别漏改，去年有人照念原稿闹了笑话）", "同志们：", *BODY])
    assert said[1] == head
