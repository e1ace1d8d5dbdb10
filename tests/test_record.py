"""The 整理记录 tells every kind of change in Chinese, and shows no contact, password or link."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.cleaning.rules import load_clean
from archive.model import Edit, Evidence, Label, Labels, Record
from archive.site.record import MASK, load_words, mask, view

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
WORDS = load_words(RULES)
FAMILIES = {rule.id: rule.family for rule in load_clean(RULES).rules}

SECRETS = (
    "咨询QQ：123456789", "QQ群 7788123", "微信wx_abc123", "微信号：zhangsan", "电话 010-12345678", "13800138000",
    "138 0013 8000", "a.b+c@mail.example.com", "http://pan.example.com/s/1abc", "www.example.com/x", "提取码：x1y2",
    "本文档编辑密码：wsx2023", "密码 abc", "公众号：某某范文", "example.cn", "VX:abc_123", "一三八零零一三八零零零",
    "１３８００１３８０００", "联系方式：张三",
)  # fmt: skip


@pytest.mark.parametrize("text", SECRETS)
def test_what_must_not_be_published_is_masked(text: str) -> None:
    shown = mask(f"整理，{text}。")
    assert MASK in shown
    for secret in (
        "123456789",
        "7788123",
        "wx_abc123",
        "zhangsan",
        "12345678",
        "8000",
        "example",
        "x1y2",
        "wsx2023",
    ):
        assert secret not in shown
    for secret in ("abc", "某某范文", "零零", "８０００", "张三"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text", ["2018年度述职报告", "本文系邮箱投稿，仅供学习参考", "##paidbegin##", "全文共785字"]
)
def test_ordinary_words_stay(text: str) -> None:
    assert mask(text) == text


def test_every_family_of_rules_has_words() -> None:
    assert set(FAMILIES.values()) <= set(WORDS.families)
    assert set(WORDS.rules) <= set(FAMILIES)


def test_changes_are_counted_by_reason_and_quoted_masked() -> None:
    edits = (
        Edit("credit-contact", "remove", 0, 20, "某某整理，咨询QQ123456\n"),
        Edit("half-width-sign", "replace", 40, 41, ",", "，"),
        Edit("half-width-sign", "replace", 50, 51, ",", "，"),
        Edit("override", "remove", 90, 100, "多余的一句"),
        Edit("gone", "remove", 100, 101, "x"),
    )
    labels = Labels(
        year=Label(2018, 0.97, "cue", (Evidence("r", "2018", "title"), Evidence("r", "2018", "title"))),
        conflicts=("标题与正文不一致，QQ123456",),
    )
    shown = view(Record("r1", "a.txt", "txt", "gb18030", edits, labels), WORDS, FAMILIES)
    told = {change.name: change for change in shown.changes}
    assert shown.edits == 5
    assert told["去掉整理者的署名和联系方式"].places[0].text == f"某某整理，咨询QQ{MASK}"
    assert told["统一中文标点的全半角"].count == 2
    assert told["按人工更正处理"].count == 1
    assert told[WORDS.other].count == 1
    assert shown.reasons[0].quotes == (("标题", "2018"),)
    assert shown.conflicts == (f"标题与正文不一致，QQ{MASK}",)


def test_what_a_person_cut_is_counted_and_not_shown() -> None:
    edits = (
        Edit("override", "remove", 0, 8, "家住东门路12号。"),
        Edit("override", "remove", 9, 12, "又一句"),
        Edit("disclaimer-use", "remove", 20, 22, "声明"),
    )
    shown = view(Record("r1", "a", "txt", None, edits, Labels()), WORDS, FAMILIES)
    told = {change.name: change for change in shown.changes}["按人工更正处理"]
    assert (told.count, told.cut, told.places, told.more) == (2, 12, (), 0)
    assert "东门路" not in repr(shown)


def test_long_cuts_are_quoted_in_part() -> None:
    edits = tuple(Edit("disclaimer-use", "remove", n * 200, n * 200 + 150, "声" * 150) for n in range(9))
    change = view(Record("r1", "a", "txt", None, edits, Labels()), WORDS, FAMILIES).changes[0]
    assert len(change.places) == 5
    assert change.more == 4
    assert change.places[0].text == "声" * 60 + "…"
    assert change.places[0].at == 0
