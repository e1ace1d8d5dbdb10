"""Lines round a document: official forms stay, every place has its own bar, and the vocabulary is read strictly."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from archive.cleaning.clean import clean, restore
from archive.cleaning.margin_points import Judge, Spot
from archive.cleaning.rules import load_clean
from archive.errors import RuleError
from conftest import RULES

CLEAN = load_clean(RULES)
JUDGE = Judge(CLEAN.margins)
BODY = "2019年，局党组坚持以政治建设为统领，组织集中学习12次，各项工作取得新的成效。"
LEAST = JUDGE.rules.file.threshold


def points(text: str, place: str, **more: str | int) -> int:
    return JUDGE.verdict(text, Spot(place, **more)).points  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        "联系人：刘主任　　联系电话：0738-6221234",
        "抄送：市委办公室，市委组织部。",
        "附件：1.申报表",
        "江组通〔2023〕18号",
        "清水县人民政府办公室",
        "（此件公开发布）",
        "2022年2月22日",
        "统计人：张三   审核人：李四   填报日期：2023.12.20",
        "审核：王芳    拟稿：李明    校对：陈静",
        "总分：96分    等次：好",
        "XX省优秀共产党员推荐审批表",
    ],
)
def test_an_official_form_gets_no_points_anywhere(line: str) -> None:
    assert all(
        points(line, place) == 0 for place in JUDGE.rules.file.place if place not in {"company", "lone"}
    )


@pytest.mark.parametrize("title", ["版权声明制度", "免责声明起草说明", "XX省优秀共产党员推荐审批表"])
def test_a_first_line_that_can_be_a_title_is_not_cut_for_a_word(title: str) -> None:
    text = f"{title}\n{BODY}\n一、总体要求\n{BODY}"
    assert clean(text, CLEAN).text == text


@pytest.mark.parametrize(
    "last",
    [
        "统计人：张三   审核人：李四   填报日期：2023.12.20",
        "审核：王芳    拟稿：李明    校对：陈静",
        "总分：96分    等次：好",
        "领导批示：已阅，请办公室印发。王某某 12.25",
        "归档编号：2023-DQ-015",
        "【需协调事项】\n无",
        "参考文献：\n[1] 张某. 国企党建研究[J]. 党建, 2021(5): 12-15.\n[2] 李某. 融合之路[M]. 北京: 人民出版社, 2020.",
        "论文写作：职工发表论文12篇",
        "客服热线：95598（24小时服务）",
        "责任单位：营销部\n完成时限：2022年12月",
        "举报网站：http://www.12388.gov.cn\n微信公众号：扫描下方二维码，关注“清风XX”，点击“我要举报”",
    ],
)
def test_the_last_line_of_a_document_stays(last: str) -> None:
    text = f"XX县供销社2023年工作总结\n{BODY}\n一、主要工作\n{BODY}\n{last}"
    assert clean(text, CLEAN).text == text


MADE_BY = "编辑：张 敏          审核：李 刚"


def test_who_made_a_bulletin_stays_at_its_foot() -> None:
    head = "工  作  简  报\n（第 8 期）\nXX市教育局党建办\n市一中开展主题党日活动"
    text = f"{head}\n{BODY}\n{BODY}\n送：局领导，各科室\n{MADE_BY}"
    assert clean(text, CLEAN).text == text


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("市一中开展主题党日活动", MADE_BY),  # no bulletin
        ("工作简报\n市一中开展主题党日活动", MADE_BY),  # no number
        ("工作简报\n（第 8 期）\n市一中开展主题党日活动", "责任编辑：张敏"),
    ],
)
def test_an_editor_of_a_page_goes(head: str, foot: str) -> None:
    assert foot not in clean(f"{head}\n{BODY}\n{BODY}\n{foot}", CLEAN).text


def test_an_address_beside_a_contact_belongs_to_the_notice() -> None:
    line = "电子邮箱：hrss_jyk@163.com　　QQ工作群：512345678"
    assert points(line, "outer") >= LEAST
    assert points(line, "outer", beside="联系人：刘主任　联系电话：6221234") == 0


def test_the_same_line_needs_more_between_paragraphs_than_at_the_end() -> None:
    line = "觉得有用就转发收藏"
    assert points(line, "outer") > points(line, "inner") > points(line, "middle")
    assert points(line, "inner", company=2) > points(line, "inner", company=1) > points(line, "inner")


def test_a_line_that_repeats_the_title_and_adds_to_it_is_noise() -> None:
    title = "某局2019年机关党建工作总结"
    assert points(f"写写帮 - {title}", "before", title=title) >= LEAST
    assert points(title, "before", title=title) < LEAST


def test_a_sign_must_name_a_rule_that_exists(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    path = folder / "margins.yml"
    path.write_text(path.read_text("utf-8").replace("rule: edge-gate", "rule: edge-gates"), "utf-8")
    with pytest.raises(RuleError, match="edge-gates"):
        load_clean(folder)


@pytest.mark.parametrize(
    "line",
    [
        "教学片播放时间：每月10日、25日晚7:30。",
        "谨防“冒充领导”加QQ、加微信实施诈骗。",
        "直播间的党员朋友们，大家好！",
        "群主为群管理第一责任人",
    ],
)
def test_a_line_with_signs_of_a_page_stays_where_its_words_are_the_documents(line: str) -> None:
    advert = "关注公众号：老秘书公文网 领取更多资料"
    text = f"2019年党建工作总结\n{BODY}\n一、抓好学习\n{BODY}\n{line}\n{advert}"
    assert points(line, "outer", company=1) >= LEAST
    assert clean(text, CLEAN).text == text.removesuffix(f"\n{advert}")
    deaf = replace(CLEAN.margins.file, voice=replace(CLEAN.margins.file.voice, own=-99.0))
    rules = replace(CLEAN, margins=replace(CLEAN.margins, file=deaf))
    assert line not in clean(text, rules).text


@pytest.mark.parametrize(
    ("line", "noise"),
    [
        (
            "青年朋友们，清清沱水，需要你我共同守护。让我们立即行动起来，用青春的双手留住一河碧水！",
            "[本帖最后由 小桔灯 于 2015-3-20 22:14 编辑]",
        ),
        ("最后，请乡党委书记郑全福同志作重要讲话。", "（楼主辛苦了，已下载）"),
        ("今后，我将扬长避短，以更加饱满的热情投入到工作中。", "——@所有人 收到请回复——"),
    ],
)
def test_a_line_of_which_a_sentence_is_the_documents_is_not_cut_whole(line: str, noise: str) -> None:
    assert clean(f"2019年工作总结\n{BODY}\n{line}{noise}", CLEAN).text == f"2019年工作总结\n{BODY}\n{line}"


def test_what_a_page_says_behind_the_last_sentence_goes_alone() -> None:
    last = "我们将继续加强队伍建设，推动各项工作再上新台阶。"
    for noise in ("扫描下方二维码进入简牍阁知识星球，老用户续费立减。", "思享公文出品 | 必属精品"):
        edits = clean(f"2019年工作总结\n{BODY}\n{BODY}\n{last}{noise}", CLEAN).edits
        assert [edit.text for edit in edits] == [noise]
        assert edits[0].rule.startswith("edge-")
    assert clean(f"2019年工作总结\n{BODY}\n{BODY}\n{last}汇报完毕，谢谢大家！", CLEAN).edits == ()


def test_the_name_of_a_page_above_a_title_is_no_title() -> None:
    page = "疏影横斜 | 一个写宣讲稿的公众号"
    for title in ("把二十大的好声音讲进咱们小院里", "2019年工作总结"):
        assert clean(f"{page}\n{title}\n{BODY}", CLEAN).text == f"{title}\n{BODY}"


def test_a_title_below_the_name_of_a_page_loses_what_a_site_set_behind_it() -> None:
    text = f"疏影横斜 | 一个写宣讲稿的公众号\n2019年工作总结_范文大全\n{BODY}"
    assert clean(text, CLEAN).text == f"2019年工作总结\n{BODY}"


def test_a_line_of_the_document_loses_only_what_stands_in_brackets_at_its_end() -> None:
    line = "党旗插在掌子面"
    report = f"2019年党建工作总结\n{BODY}"
    text = f"{line} 【独家首发·搬运必究】\n{report}"
    cleaned = clean(text, CLEAN)
    assert cleaned.text == f"{line}\n{report}"
    assert restore(cleaned) == text
