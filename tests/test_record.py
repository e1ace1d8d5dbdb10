"""The 整理记录 tells every kind of change in Chinese, and shows no contact, password or link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.cleaning.clean import clean
from archive.cleaning.rules import load_clean, split_hit
from archive.errors import RuleError
from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE, Edit, Evidence, Label, Labels, Record
from archive.reading.formats.passwords import in_text, masked
from archive.rulefiles.announced import MASK, load_announced
from archive.site.record import UNSHOWN, load_words, mask, view

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
WORDS = load_words(RULES)
CLEAN = load_clean(RULES)
FAMILIES = {rule.id: rule.family for rule in CLEAN.rules}
ANNOUNCED = load_announced(RULES)
BODY = "一是抓好理论学习，全年组织集中学习十二次。\n\n" * 12

SECRETS = (
    "咨询QQ：123456789", "QQ群 7788123", "微信wx_abc123", "微信号：zhangsan", "电话 010-12345678", "13800138000",
    "138 0013 8000", "a.b+c@mail.example.com", "http://pan.example.com/s/1abc", "www.example.com/x", "提取码：x1y2",
    "本文档编辑密码：wsx2023", "密码 abc", "公众号：某某范文", "example.cn", "VX:abc_123", "一三八零零一三八零零零",
    "１３８００１３８０００", "联系方式：张三",
)  # fmt: skip


@pytest.mark.parametrize("text", SECRETS)
def test_what_must_not_be_published_is_masked(text: str) -> None:
    shown = mask(f"整理，{text}。", WORDS)
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


@pytest.mark.parametrize("row", [*ANNOUNCED.hits, *ANNOUNCED.misses])
def test_words_that_announce_hide_what_is_behind(row: str) -> None:
    assert mask(re.sub("[⟦⟧]", "", row), WORDS) == re.sub("⟦.*?⟧", MASK, row)


@pytest.mark.parametrize("word", [*ANNOUNCED.passwords, *ANNOUNCED.latin, *ANNOUNCED.contacts])
def test_every_word_that_announces_hides_what_is_behind(word: str) -> None:
    assert "某" not in mask(f"整理，{word}：某某", WORDS)


@pytest.mark.parametrize("word", ANNOUNCED.passwords)
def test_every_word_for_a_password_is_cut_tried_and_masked(word: str) -> None:
    for line in (f"{word}：gongwen", f"{word} wk2020"):
        cut = clean(f"工作总结\n\n{BODY}\n\n{line}", CLEAN)
        assert [edit.text.strip() for edit in cut.edits if FAMILIES[edit.rule] == UNSHOWN] == [line]
    assert in_text(f"{word}：gongwen") == ("gongwen",)
    assert masked(f"总结（{word}gongwen99）.docx") == f"总结（{word}{MASK}）.docx"


def test_no_password_that_a_rule_cuts_is_published() -> None:
    """Whether the rule for passwords took it, and nothing is shown, or another one did, and words are masked."""
    rows = [(rule, split_hit(hit)[0]) for rule in CLEAN.rules if rule.family == UNSHOWN for hit in rule.hits]
    assert len(rows) > 10
    for rule, hit in rows:
        said = [word for word in in_text(hit) if word.isascii() and not word.startswith("http")]
        assert not [word for word in said if word in mask(hit, WORDS)]
        edits = (Edit(rule.id, "remove", 0, len(hit), hit),)
        shown = view(Record("r1", "a.txt", "txt", "utf-8", edits, Labels()), WORDS, FAMILIES).changes[0]
        assert (shown.cut, [place.text for place in shown.places]) == (len(hit), [MASK])


def test_a_rule_that_marks_a_password_belongs_to_its_family() -> None:
    assert {rule.id for rule in CLEAN.rules if rule.mark == "password"} == {
        rule.id for rule in CLEAN.rules if rule.family == UNSHOWN
    }


@pytest.mark.parametrize("words", ["[]", "['']", "[' ']"])
def test_a_word_that_is_none_is_refused(tmp_path: Path, words: str) -> None:
    text = f"passwords: [密码]\nlatin: {words}\ncontacts: [电话]\nhits: []\nmisses: []\n"
    (tmp_path / "secrets.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match="latin：是空的"):
        load_announced(tmp_path)


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
    unknown = {reason.name: reason.unknown for reason in shown.reasons}
    assert (unknown["类型"], unknown["单位层级"]) == (UNKNOWN_TYPE, UNKNOWN_LEVEL)
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
