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
from archive.model import RUNS_ON, Structure
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
        [b.kind, b.level if b.kind == "heading" else 0, b.text[: len(want[2])], b.part]
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
    for block in made.blocks:
        marks = "|-:" if block.kind == "table" and "|" in text[block.start : block.end] else ""
        got, want = (
            letters(each.translate(dict.fromkeys(map(ord, marks))))
            for each in (block.text, text[block.start : block.end])
        )
        assert got == want
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
            assert block.level == 0 or (block.level == RUNS_ON and block.kind == "paragraph")
    names = [block.anchor for block in made.blocks]
    assert len(set(names)) == len(names)
    assert all(
        name.startswith("h-" if b.kind == "heading" else "p-")
        for name, b in zip(names, made.blocks, strict=True)
    )


def tables(text: str) -> list[str]:
    return [
        block.text
        for block in cut(f"局党委2023年工作总结\n全年工作平稳。\n{text}\n全年工作结束。").blocks
        if block.kind == "table"
    ]


def test_rows_of_one_source_table_are_one_block() -> None:
    assert tables("序号\t项目\t分值\n1\t\t15\n小计\t\t\t完成1项") == [
        "序号\t项目\t分值\n1\t\t15\n小计\t\t\t完成1项"
    ]
    # One above every row.
    assert tables("序号\t项目\n\n1\t学习\n\n2\t管理") == ["序号\t项目\n1\t学习\n2\t管理"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("填报单位\t填报日期", "序号\t问题\t措施\t时限\n1\t学习\t整改\t六月"),
        ("填报单位：某局\t填报日期：六月", "序号\t问题\t措施\n1\t学习\t整改"),
        ("序号\t问题\n1\t学习\n\n", "序号\t措施\n1\t整改"),
        ("序号\t问题\t措施\n1\t学习\t整改", "填表人：甲\t审核人：乙"),
    ],
)
def test_two_tables_do_not_melt_into_one(above: str, below: str) -> None:
    assert tables(f"{above}\n{below}") == [above.strip(), below]


def test_a_head_over_columns_that_were_merged_stays_with_its_table() -> None:
    whole = "项目\t金额\n—\t一月\t二月\t三月\n修路\t1\t2\t3"
    assert tables(whole) == [whole]


def test_the_bars_of_a_markdown_table_are_markup() -> None:
    written = "| 序号 | 时间 |\n|------|:----:|\n| 1 | 甲\\|乙 |"
    assert tables(written) == ["序号\t时间\n1\t甲|乙"]
    assert tables("| 学習 | 時間 |\n|---|---|\n| 黨課 | 機關黨員學習貫徹會議 |") == [
        "学習\t時間\n黨課\t機關黨員學習貫徹會議"
    ]


def test_the_rest_of_a_line_that_a_heading_began_is_known() -> None:
    text = "党支部工作总结\n一、主要工作\n（一）抓好学习。坚持每周学习一次，全年组织学习五十次。\n（二）抓好管理。严格考勤制度，早到晚走。\n平时抓落实。"
    levels = [(block.text[:4], block.level) for block in cut(text).blocks if block.kind == "paragraph"]
    assert levels == [("坚持每周", RUNS_ON), ("严格考勤", RUNS_ON), ("平时抓落", 0)]


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


OUTLINED = """XX公司2022年党建工作总结
坚持党的领导、加强党的建设，是国有企业的“根”和“魂”。
{first}
开展学习
全年12次。
落实责任
签订12份，印发清单。
营造氛围
制作展板。"""


def outlined(first: str, *outline: tuple[str, int]) -> list[tuple[str, int]]:
    found = structure(OUTLINED.format(first=first), "a.docx", rules(), outline)
    return [(block.text, block.level) for block in found.blocks if block.kind == "heading"]


def test_headings_that_word_marks_have_its_levels() -> None:
    marked = (("夯实基础", 0), ("开展 学习", 1), ("落实责任", 1), ("营造氛围", 0))
    wanted = [("夯实基础", 2), ("开展学习", 3), ("落实责任", 3), ("营造氛围", 2)]
    assert outlined("夯实基础", *marked) == wanted
    assert outlined("夯实基础") == []


def test_a_marked_heading_without_a_number_has_the_rank_of_its_level() -> None:
    marked = (("一、夯实基础", 0), ("开展学习", 1), ("落实责任", 1), ("营造氛围", 0))
    wanted = [("一、夯实基础", 2), ("开展学习", 3), ("落实责任", 3), ("营造氛围", 2)]
    assert outlined("一、夯实基础", *marked) == wanted


def test_a_document_all_set_in_a_style_of_headings_has_none_of_it() -> None:
    assert outlined("夯实基础", *((line, 0) for line in OUTLINED.splitlines()[3:])) == []


def test_a_marked_paragraph_or_last_line_is_no_heading() -> None:
    assert outlined("夯实基础", (OUTLINED.splitlines()[1], 0), ("制作展板。", 0)) == []


REST = "全年组织集中学习十二次，专题研讨四次，党员干部的理论素养不断提高。"
HEADS = {
    "an item of an agenda that is no sentence": (
        f"进行第一项：奏唱国歌\n请坐下。\n进行第二项：宣读表彰决定\n{REST}",
        ["进行第一项：奏唱国歌", "进行第二项：宣读表彰决定"],
    ),
    "what a speaker says of the agenda": (
        f"进行第一项：请大家全体起立。\n{REST}\n进行第二项：下面颁发奖牌。\n{REST}",
        [],
    ),
    "a part without a number": (f"{REST}\n今后工作建议\n凝聚到部署上来。", ["今后工作建议"]),
    "a row of the same first words, another sentence below it": (
        (
            f"巡察是政治体检，必须站稳立场。{REST}\n巡察是精细活，必须练就硬功。{REST}\n"
            f"巡察是良心活，必须守住底线。{REST}\n时间虽短，却是一次淬火。{REST}"
        ),
        ["巡察是政治体检，必须站稳立场。", "巡察是精细活，必须练就硬功。", "巡察是良心活，必须守住底线。"],
    ),
    "a row of the same second words": (
        f"街头，是党员最熟悉的地方。{REST}\n寻亲，是党员最难啃的骨头。{REST}\n守护，是党员最柔软的心事。{REST}",
        ["街头，是党员最熟悉的地方。", "寻亲，是党员最难啃的骨头。", "守护，是党员最柔软的心事。"],
    ),
    "a row of aspects": (
        f"政治建设方面：{REST}\n思想建设方面：{REST}\n作风建设方面：{REST}",
        ["政治建设方面：", "思想建设方面：", "作风建设方面："],
    ),
    "a row with a remark in it": (
        f"工业经济逆势前行。{REST}\n农村面貌持续改善。{REST}\n（见右图）\n社会事业协调发展。{REST}",
        ["工业经济逆势前行。", "农村面貌持续改善。", "社会事业协调发展。"],
    ),
    "points that count": (f"一抓分类定级。{REST}\n二抓整改提高。{REST}\n三抓带头引领。{REST}", []),
    "a by-line between paragraphs": (f"{REST}\n{REST}\n荐稿人：雨后春笋\n{REST}", []),
    "the last of some sentences above an address": (
        f"（一）抓好学习。{REST}\n（二）抓好管理。{REST}\n（三）深化监督，实现全覆盖。\n同志们，打铁还需自身硬，{REST}",
        ["（一）抓好学习。", "（二）抓好管理。"],
    ),
    "a paragraph cut off at a semicolon": (
        f"（一）政治建设方面。学习不够深入，笔记不够完整；\n对新思想的理解停在会背。{REST}\n（二）作风建设方面。{REST}",
        ["（一）政治建设方面。", "（二）作风建设方面。"],
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_what_heads_a_paragraph(name: str) -> None:
    text, wanted = HEADS[name]
    found = structure(f"2022年工作情况汇报\n{REST}\n{text}", "a.txt", rules())
    assert [block.text for block in found.blocks if block.kind == "heading"] == wanted
