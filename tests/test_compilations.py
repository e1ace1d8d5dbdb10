"""Compilations are split where headings count; other documents are left whole."""

from __future__ import annotations

import pytest

from archive.cleaning.clean import clean, restore
from archive.cleaning.compilations import split
from archive.cleaning.rules import CleanRules
from archive.model import Raw

INTRO = "下面是小编为大家整理的党支部书记述职报告，供大家参考选择。\n"
BODY = "一年来，我认真履行第一责任人职责。\n一、抓学习。组织学习12次。\n二、抓队伍。发展党员3名。\n"


def raw(text: str, source: str = "a.txt") -> Raw:
    return Raw(source, "0" * 64, "txt", "utf-8", text)


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
    assert text.endswith("".join(child.text for child in children))
    for child, heading in zip(children, headings, strict=True):
        assert child.text.startswith(heading)
        assert [note.code for note in child.notes] == ["compilation"]
        assert "小编" in child.notes[0].text
        assert restore(clean(child.text, clean_rules)) == child.text
        assert "篇" not in clean(child.text, clean_rules).text


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
