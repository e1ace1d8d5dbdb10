"""Structure: rows of texts and their blocks, and properties: nothing lost, order kept, levels without a gap."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from archive.errors import RuleError
from archive.labels.vocabulary import load_classify
from archive.model import Structure
from archive.structuring.anchors import anchors
from archive.structuring.layout import StructureRules, load_structure
from archive.structuring.structure import structure
from archive.structuring.titles import name_of
from examples import examples

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "data" / "rules"
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "cases" / "structure.yml").read_text("utf-8"))

LINES = st.sampled_from(
    [
        "一、抓学习",
        "二、抓管理。坚持管理。",
        "（一）抓好学习。坚持学习。",
        "（二）抓好管理。坚持管理。",
        "1.人员",
        "（1）名单",
        "①甲",
        "第一章 总则",
        "第一条 为了",
        "同志们：",
        "各单位：",
        "2020年3月1日",
        "机关党委",
        "附件：1.名单",
        "2.名单",
        "存在以下问题：",
        "下一步，继续",
        "2019年计划",
        "# 标题",
        "关于学习的",
        "通知",
        "a\tb",
        "",
        " ",
        "\u3000\u3000今年以来，认真学习，成绩明显。",
        "😀，。",
        "市发〔2020〕3号",
        "## 一、抓",
        "X次，。",
    ]
)
TEXTS = st.one_of(
    st.lists(LINES, max_size=14).map("\n".join),
    st.text(max_size=80),
    st.text(alphabet="一二（）()1、.。：\n #第章附件\t|　总结", max_size=60),
)


@cache
def rules() -> StructureRules:
    return load_structure(RULES, load_classify(RULES).closers)


def cut(text: str, source: str = "a/000_0a1b2c3d.txt") -> Structure:
    return structure(text, source, rules())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_text_becomes_its_blocks(case: dict[str, Any]) -> None:
    made = cut(case["text"], case["name"])
    assert (made.title, made.title_from) == (case["title"], case.get("from", "text"))
    got = [
        [b.kind, b.level, b.text[: len(want[2])], b.part]
        for b, want in zip(made.blocks, case["blocks"], strict=False)
    ]
    assert got == case["blocks"]
    assert len(made.blocks) == len(case["blocks"])
    for block, want in zip(made.blocks, case["blocks"], strict=True):
        if block.kind == "heading" and want[2].endswith(("。", "：")):
            assert block.text == want[2]


def letters(text: str) -> str:
    return "".join(text.split())


@given(TEXTS)
@example("一、甲。乙\n二、丙。丁")
@examples(1500)
def test_no_character_is_lost_and_the_order_is_kept(text: str) -> None:
    made = cut(text)
    body = sorted(made.blocks, key=lambda block: block.start)
    assert list(made.blocks) == body
    assert all(block.text and block.start < block.end for block in made.blocks)
    assert all(letters(text[block.start : block.end]) == letters(block.text) for block in made.blocks)
    covered = {i for block in made.blocks for i in range(block.start, block.end)}
    rest = "".join(c for i, c in enumerate(text) if i not in covered)
    assert letters(rest) == (letters(made.title) if made.title_from == "text" else "")


@given(TEXTS)
@examples(400)
def test_no_level_is_skipped_and_every_anchor_is_its_own(text: str) -> None:
    made = cut(text)
    above = 1
    for block in made.blocks:
        if block.kind == "heading":
            assert 2 <= block.level <= min(above + 1, 6)
            above = block.level
        else:
            assert block.level == 0
    names = [block.anchor for block in made.blocks]
    assert len(set(names)) == len(names)
    assert all(
        name.startswith("h-" if b.kind == "heading" else "p-")
        for name, b in zip(names, made.blocks, strict=True)
    )


def test_an_anchor_depends_on_the_words_only() -> None:
    first, again, tied = anchors([("抓 学习", False), ("别的", False), ("抓学习", False)])[::1]
    assert tied == f"{first}-2"
    assert again != first
    assert anchors([("抓学习", False)]) == (first,)
    assert anchors([("抓学习", True)])[0] == first.replace("p-", "h-")


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("a/2019年总结.docx", "2019年总结"),
        ("012_某局党组工作总结_0a1b2c3d4e5f.txt", "某局党组工作总结"),
        (
            "x.zip!/感悟历史——我院检验科党支部参观市博物馆_党建工作_附属医院.md",
            "感悟历史——我院检验科党支部参观市博物馆",
        ),
        ("百年接力，党旗映照清华园 - 教育部政府门户网站.md", "百年接力，党旗映照清华园"),
        ("000_0a1b2c3d4e5f6071.txt", "000_0a1b2c3d4e5f6071"),
        ("2022年工作总结 - 副本.docx", "2022年工作总结"),
        ("2022年工作总结(1) - 副本 (2).docx", "2022年工作总结"),
    ],
)
def test_a_name_becomes_a_title(source: str, title: str) -> None:
    assert name_of(source).replace(" ", "_") == title.replace(" ", "_")


def test_a_wrong_pattern_names_its_key(tmp_path: Path) -> None:
    text = (RULES / "structure.yml").read_text("utf-8")
    (tmp_path / "structure.yml").write_text(text.replace("plain_not: '", "plain_not: '("), "utf-8")
    with pytest.raises(RuleError, match=r"headings\.plain_not"):
        load_structure(tmp_path, ())
    (tmp_path / "structure.yml").write_text(text.replace("open_max", "opened"), "utf-8")
    with pytest.raises(RuleError, match="opened"):
        load_structure(tmp_path, ())
