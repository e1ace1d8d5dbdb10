"""Compilations are split where headings count; other documents are left whole."""

from __future__ import annotations

import pytest

from archive.cleaning import compilations
from archive.cleaning.clean import restore
from archive.cleaning.compilations import PREFACE, cleaned_of
from archive.cleaning.rules import CleanRules
from archive.identity import identity
from archive.model import Edit, Raw
from archive.rulefiles.overrides import Correction, Overrides

INTRO = "下面是小编为大家整理的党支部书记述职报告，供大家参考选择。\n"
BODY = "一年来，我认真履行第一责任人职责。\n一、抓学习。组织学习12次。\n二、抓队伍。发展党员3名。\n"


DIGEST = "0" * 64
WHOLE = "r000000000000"


def raw(text: str, source: str = "a.txt") -> Raw:
    return Raw(source, DIGEST, "txt", "utf-8", text)


def split(held: Raw, rules: CleanRules, **corrections: Correction) -> tuple[Raw, ...]:
    return compilations.split(held, rules, Overrides(corrections))


@pytest.mark.parametrize(
    "headings",
    [
        ("第一篇：2021年述职报告", "第二篇：2022年述职报告", "第三篇：2023年述职报告"),
        ("篇一", "篇二", "篇三"),
        ("【篇1】", "【篇2】", "【篇3】"),
        ("党支部书记述职报告 第1篇", "党支部书记述职报告 第2篇", "党支部书记述职报告 第3篇"),
        ("范文一：", "范文二：", "范文三："),
    ],
)
def test_children_are_stretches_of_the_source(clean_rules: CleanRules, headings: tuple[str, ...]) -> None:
    text = "党支部书记述职报告(精选3篇)\n" + INTRO + "".join(f"{each}\n{BODY}" for each in headings)
    children = split(raw(text), clean_rules)
    assert [child.part for child in children] == [1, 2, 3]
    assert "".join(child.text for child in children) == text
    for child, heading in zip(children, headings, strict=True):
        assert child.text[child.preface :].startswith(heading)
        assert [note.code for note in child.notes] == ["compilation"]
        cleaned = cleaned_of(child, clean_rules)
        assert restore(cleaned) == child.text
        assert "篇" not in cleaned.text


def two(rules: CleanRules) -> tuple[Raw, Raw]:
    first, second = split(raw(f"述职报告(精选2篇)\n{INTRO}篇一\n{BODY}篇二\n{BODY}"), rules)
    return first, second


def test_what_stands_before_the_first_report_is_one_edit_of_it(clean_rules: CleanRules) -> None:
    """All that is made of the rest has the offsets of the whole stretch."""
    first, second = two(clean_rules)
    before = f"述职报告(精选2篇)\n{INTRO}"
    cleaned = cleaned_of(first, clean_rules)
    assert cleaned.edits[0] == Edit(PREFACE, "remove", 0, len(before), before)
    assert all(first.text[each.start : each.end] == each.text for each in cleaned.edits)
    assert "篇一" in {each.text.strip() for each in cleaned.edits[1:]}
    assert cleaned.text == cleaned_of(second, clean_rules).text
    assert f"第一篇之前的 {len(before.strip())} 字没有归入任何一篇" in first.notes[0].message
    assert PREFACE not in {each.rule for each in cleaned_of(second, clean_rules).edits}


@pytest.mark.parametrize("kept", [PREFACE, "参考选择"])
def test_a_person_can_keep_what_stands_before_the_first_report(clean_rules: CleanRules, kept: str) -> None:
    first, second = two(clean_rules)
    cleaned = cleaned_of(first, clean_rules, Correction("x", keep=(kept,)))
    assert PREFACE not in {each.rule for each in cleaned.edits}
    assert restore(cleaned) == first.text
    assert ("参考选择" in cleaned.text) == (kept == "参考选择")
    assert cleaned.text.startswith("述职报告\n")
    other = cleaned_of(first, clean_rules, Correction("x", keep=("发展党员",)))
    assert other.text == cleaned_of(second, clean_rules).text


def test_a_person_can_have_it_left_whole(clean_rules: CleanRules) -> None:
    """Its parts are known by name, because decisions about them must not be forgotten."""
    given = raw(f"述职报告(精选2篇)\n篇一：\n{BODY}篇二：\n{BODY}")
    parts = split(given, clean_rules)
    (whole,) = split(given, clean_rules, **{WHOLE: Correction("x", whole=True)})
    assert (whole.text, whole.part, whole.notes) == (given.text, 0, ())
    assert identity(whole) == WHOLE
    assert whole.kin == tuple(map(identity, parts))
    assert [part.kin for part in parts] == [(WHOLE,), (WHOLE,)]
    assert split(given, clean_rules, **{WHOLE: Correction("x", title="别的")}) == parts


def test_the_file_name_may_announce(clean_rules: CleanRules) -> None:
    text = f"篇一：\n{BODY}篇二：\n{BODY}"
    assert len(split(raw(text, "x/述职报告（通用2篇）.txt"), clean_rules)) == 2
    assert len(split(raw(text, "x/述职报告.txt"), clean_rules)) == 1


def test_a_table_of_contents_is_passed_over(clean_rules: CleanRules) -> None:
    contents = "第一篇：甲单位总结\n第二篇：乙单位总结\n"
    text = f"工作总结(精选2篇)\n{contents}第一篇：甲单位总结\n{BODY}第二篇：乙单位总结\n{BODY}"
    children = split(raw(text), clean_rules)
    assert [child.text.count("抓学习") for child in children] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        f"2021年工作总结\n第一篇章\n{BODY}",
        f"中华人民共和国某法\n第一篇 总则\n{BODY}第二篇 分则\n{BODY}",
        f"撰写心得36篇情况汇报\n{BODY}",
        f"工作总结(精选6篇)\n{BODY}",
        f"工作总结(精选6篇)\n第一篇：甲\n{BODY}",
    ],
)
def test_other_documents_stay_whole(clean_rules: CleanRules, text: str) -> None:
    assert split(raw(text), clean_rules) == (raw(text),)


def test_numbers_above_ten(clean_rules: CleanRules) -> None:
    numerals = [*"一二三四五六七八九十", "十一", "十二"]
    text = "工作总结（精选12篇）\n" + "".join(f"篇{each}：\n{BODY}" for each in numerals)
    assert len(split(raw(text), clean_rules)) == 12
