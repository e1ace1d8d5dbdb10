"""Whose voice a line has: learned weights, what they may not touch, and the command that learns them."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cleaning.clean import clean
from archive.cleaning.rules import load_clean
from archive.cleaning.voice import Voice, load_voice, shape, spoken
from archive.cleaning.voicing import Bounds, Standing
from archive.errors import RuleError
from archive.places import places
from archive.reviewing.explanation import explain
from archive.rulefiles.overrides import Correction
from conftest import ROOT, RULES

sys.path.insert(0, str(ROOT / "tests" / "accuracy"))

import learn
from labelled import HELD_OUT

CLEAN = load_clean(RULES)
BODY = "2019年，局党组坚持以政治建设为统领，组织集中学习12次，各项工作取得新的成效。"
CHAT = "姐妹们这篇我改了三遍才过，拿走不谢呀"


def report(*above: str, below: tuple[str, ...] = ()) -> str:
    return "\n".join((*above, "2019年党建工作总结", BODY, "一、抓好学习", BODY, *below))


def cut_by_voice(text: str, correction: Correction | None = None) -> list[str]:
    edits = clean(text, CLEAN, correction).edits
    return [edit.text.strip() for edit in edits if edit.rule in {"edge-voice", "aside-voice"}]


@pytest.mark.parametrize(
    "line",
    [
        "记者 张华 通讯员 李明",
        "（记者 王小云）",
        "14:20-16:50 分组讨论",
        "文字：刘某某",
        "（摘自《某某日报》）",
        "——",
        "【发文字号】某发5号",
    ],
)
def test_lines_of_the_document_are_never_asked(line: str) -> None:
    assert cut_by_voice(report(line, CHAT)) == [CHAT]
    assert cut_by_voice(report(below=(line, CHAT)))[-1:] in ([CHAT], [])


@pytest.mark.parametrize(
    "line", ["00:17:42 抱歉断网了，我重新共享一下屏幕，能看见的扣1", "谢谢楼主分享，为了下载附件顶一个！！！"]
)
def test_loud_words_belie_the_form_of_a_line(line: str) -> None:
    assert CLEAN.margins.unheard.match(line) or CLEAN.margins.official.match(line)
    assert line in cut_by_voice(report(line))
    quiet = replace(CLEAN.margins.file, voice=replace(CLEAN.margins.file.voice, loud=99.0))
    assert line in clean(report(line), replace(CLEAN, margins=replace(CLEAN.margins, file=quiet))).text


def test_loud_words_are_no_title() -> None:
    line = "关注者 1,204　被浏览 36,581"
    assert cut_by_voice(f"{line}\n{BODY}\n一、抓好学习\n{BODY}") == [line]


@pytest.mark.parametrize(
    "line",
    ["举报网站：www.12380.gov.cn", "| 微信公众号 | 阅读量 | 点赞数 |", "文字：张三　摄影：李四　编辑：王五"],
)
def test_some_forms_are_never_belied(line: str) -> None:
    assert CLEAN.margins.voice.words([line])[0] >= CLEAN.margins.file.voice.loud
    for text in (report(line, CHAT), report(below=(line, CHAT)), report(below=(line, BODY, CHAT))):
        assert cut_by_voice(text) == [CHAT]


def test_a_title_with_loud_words_behind_it_stays() -> None:
    title = "关于召开党员大会的通知 点击收听 播报音频 12分47秒"
    assert CLEAN.margins.voice.words([title])[0] >= CLEAN.margins.file.voice.loud
    assert clean(f"{title}\n{BODY}\n一、抓好学习\n{BODY}", CLEAN).text.startswith(title.split(maxsplit=1)[0])


def test_a_title_in_two_lines_stays_whole() -> None:
    text = f"某某区关于加强基层组织建设\n2019年工作总结\n{BODY}"
    assert clean(text, CLEAN).text == text


def test_a_word_that_a_link_broke_out_of_its_sentence_stays() -> None:
    broken = (
        "坚持以人为本，制定了28部行政法规。针对\n收容遣送\n工作中存在的问题，制定并组织实施了新的管理办法。"
    )
    paragraphs = [BODY, f"{BODY}二、", f"{BODY}三、", BODY, broken, BODY, f"{BODY}二、", f"{BODY}三、", BODY]
    text = "\n".join(("2004年工作总结", *paragraphs))
    assert CLEAN.margins.voice.words(["收容遣送"])[0] > CLEAN.margins.file.voice.cut
    assert broken in clean(f"打印本页 关闭窗口\n{text}", CLEAN).text


def test_a_scale_of_fees_stays() -> None:
    scale = (
        "1000元以下的部分 40－100元",
        "1001元至50000元的部分 按4%－5%交纳",
        "1000001元以上的部分 按0.25%－0.5%交纳",
    )
    assert max(CLEAN.margins.voice.words(scale)) > 0
    text = report(below=(BODY, *scale))
    assert clean(text, CLEAN).text == text


@pytest.mark.parametrize(
    "sentence",
    [
        "采取发放测评表（测评表可在组织部网站“下载中心”栏目下载）的方式进行。",
        "各支部书记（党建工作群QQ群号：87654321，请实名加入）要切实负起责任。",
        "请将自查报告（纸质版加盖公章，电子版发送至邮箱sdsf2023@126.com）报县教育局。",
        "印制服务指南（可扫码下载电子版）5000份，发放到各村便民服务站。",
        "须在微信工作群报备（群名：供销社工作群，未加入的请尽快加入）。",
        "参赛人员填写报名表（可从群文件下载），于3月5日前报机关党委。",
        "广泛发动职工投票（点击链接或扫描二维码进入投票页面），评出“最美职工”10名。",
        "党员老龄化较为突出，[具体数据]名党员年龄在60岁以上。",
        "全县新改建农村公路86公里[此处需补充2023年数据]，方便了群众出行。",
        "全年引进项目12个，建成投产5个。【XX局：这部分要充实】",
        "为群众办实事120件（请发改局提供数据）。",
        "根据[相关文件名称]要求，进一步健全了制度。",
    ],
)
def test_words_in_brackets_that_tell_where_to_hand_in_or_leave_a_gap_stay(sentence: str) -> None:
    text = report(CHAT, below=(sentence, BODY, CHAT, CHAT))
    assert sentence in clean(text, CLEAN).text
    deaf = replace(CLEAN, margins=replace(CLEAN.margins, told=re.compile("(?!)"), sure=re.compile("(?!)")))
    assert sentence not in clean(text, deaf).text


@pytest.mark.parametrize("line", ["【办公室：此处数据请核对】", "（注：此处需补充2023年数据）"])
def test_a_line_that_is_a_gap_stays(line: str) -> None:
    text = report(CHAT, below=(BODY, line, BODY, CHAT, CHAT))
    assert line in clean(text, CLEAN).text
    deaf = replace(CLEAN, margins=replace(CLEAN.margins, told=re.compile("(?!)"), sure=re.compile("(?!)")))
    assert line not in clean(text, deaf).text


def test_what_a_seller_says_of_the_same_things_in_brackets_goes() -> None:
    sentence = "（本站会员可从群文件下载完整版电子稿）各支部书记要切实负起责任。"
    assert "群文件" not in clean(report(CHAT, below=(sentence, BODY, CHAT)), CLEAN).text


def test_a_person_can_keep_what_the_voice_would_cut() -> None:
    assert cut_by_voice(report(CHAT)) == [CHAT]
    assert cut_by_voice(report(CHAT), Correction(keep=("edge-voice",))) == []


def test_a_line_that_is_nearly_sure_is_named_for_a_person() -> None:
    voice = CLEAN.margins.file.voice
    scale = Voice.of({name: round(0.25 * weight) for name, weight in CLEAN.margins.voice.weights.items()})
    rules = replace(CLEAN, margins=replace(CLEAN.margins, voice=scale))
    found = clean(report(CHAT), rules)
    assert voice.ask < voice.cut
    assert CHAT in found.text
    assert [note.text for note in found.notes if note.code == "suspect-line"] == [CHAT]


def test_the_reason_names_the_words(tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(report(CHAT), encoding="utf-8")
    where = places(None, str(tmp_path / "out"), ROOT)
    told = "\n".join(explain(path, where).lines)
    assert "[edge-voice]" in told
    assert "最像的字：" in told


def test_long_lines_and_prose_within_the_text_are_not_asked() -> None:
    middle = "\n".join([BODY] * 5)
    chat = "哈哈楼主这篇写得太好了👍先收藏了慢慢抄"
    assert cut_by_voice(f"2019年党建工作总结\n{middle}\n{chat}\n{middle}") == [chat]
    assert cut_by_voice(f"2019年党建工作总结\n{middle}\n{chat}。\n{middle}") == []


def test_places_count_only_the_lines_that_stay() -> None:
    lines = [(number, f"第{number}行") for number in range(12)]
    standing = Standing.of(lines, {1, 11}, Bounds(2, 4, 9))
    assert standing.places(0)[:4] == ("before", "start 0", "inside", "torn 1")
    assert standing.places(2)[:4] == ("title", "start 1", "beside", "torn 1")
    assert standing.places(3) == ("below", "start 2", "torn 1", "below start 2", "below torn 1")
    assert standing.places(6) == ("within", "torn 1", "within torn 1")
    assert standing.places(10)[:4] == ("after", "end 0", "beside", "torn 1")
    assert set(standing.edges()) == {0, 1, 2, 3, 4, 7, 8, 9, 10, 11}
    assert [at for at in range(12) if standing.is_within(at)] == [5, 6]


def test_lines_that_went_in_earlier_passes_count_where_they_stood() -> None:
    lines = [(number, f"第{number}行") for number in range(12)]
    standing = Standing.of(lines, frozenset(), Bounds(2, 4, 9), {0: 2, 12: 1})
    assert standing.places(0)[:5] == ("before", "start 0", "beside", "torn 1", "torn 3")
    assert "beside" in standing.places(11)
    assert not {"beside", "inside"} & set(standing.places(5))
    assert standing.aside() == ("aside", "torn 1", "torn 3", "aside torn 1", "aside torn 3")


def test_a_line_is_surer_to_go_where_others_went() -> None:
    line = "我先收了慢慢看"
    notice = "关注公众号：老秘书公文网 领取更多资料"
    assert cut_by_voice(report(below=(line,))) == []
    assert cut_by_voice(report(below=(notice, line, notice))) == [line]


@pytest.mark.parametrize("above", ["小楼道里的大党建", "党建搭台 企业唱戏"])
def test_the_line_above_a_subtitle_is_never_asked(above: str) -> None:
    text = f"{CHAT}\n{above}\n——桂花巷社区党支部2019年经验材料\n{BODY}\n一、抓好学习\n{BODY}"
    standing = Standing.of([*enumerate(text.split("\n"))], {0}, Bounds(2, 3, 5))
    assert [at for at in range(6) if standing.is_title(at)] == [1, 2]
    assert above in clean(text, CLEAN).text


def test_without_a_known_title_the_last_line_above_the_body_stays() -> None:
    lines = [(0, "电子书"), (1, "春风里"), (2, BODY), (3, BODY)]
    assert [at for at in range(4) if Standing.of(lines, set(), Bounds(-1, 2, 3)).is_title(at)] == [1]
    assert [at for at in range(4) if Standing.of(lines, {1}, Bounds(-1, 2, 3)).is_title(at)] == [0, 1]


def test_headings_of_one_rhythm_and_words_of_one_speaker_are_siblings() -> None:
    texts = ["题", "学原文 悟原理", BODY, "找差距 立行动", "老周：收到", BODY, "老周：好的", "下一篇 返回"]
    standing = Standing.of([*enumerate(texts)], frozenset(), Bounds(0, 1, 7))
    assert [at for at in range(8) if standing.has_siblings(at)] == [1, 3, 4, 6]


HONEST = (ROOT / "tests" / "accuracy" / "lines" / "honest.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", HONEST[::15])
def test_lines_that_a_careless_cleaner_would_cut_stay(line: str) -> None:
    advert = "关注公众号：老秘书公文网 领取更多资料"
    for text in (
        report(below=(line,)),
        report(below=(line, advert)),
        report(line),
        report(below=(line, BODY)),
    ):
        found = (edit for edit in clean(text, CLEAN).edits if edit.kind == "remove")
        assert not [edit for edit in found if edit.text.strip() and edit.text.strip() in line]


@given(st.text("学习。；，a1！ ", min_size=1, max_size=70))
def test_a_shape_weighs_what_its_features_weigh(text: str) -> None:
    voice = CLEAN.margins.voice
    assert voice.shapes.weight(text) == sum(voice.weights.get(name, 0) for name in shape(text))


def test_figures_addresses_and_long_words_count_as_one_sign() -> None:
    assert set(spoken("见https://a.example/b?c=1 第20页")[0]) == set(spoken("见www.b.example 第3页")[0])
    assert set(spoken("Typography")[0]) == set(spoken("Lithography")[0])


def test_the_loudest_words_come_first() -> None:
    voice = Voice.of({"扫码": 90, "码领": 120, "学习": -80})
    assert voice.loudest("扫码领学习资料") == ("码领", "扫码")
    assert voice.words(["扫码领学习"]) == pytest.approx([(90 + 120 - 80) * 2 / 5**0.5 / 100])


@given(
    st.lists(
        st.text(
            st.sampled_from("扫码领学^$_ 。9A\U0001f600\ud800") | st.characters(exclude_characters="\n"),
            min_size=1,
        )
    )
)
def test_lines_looked_up_together_weigh_what_each_feature_weighs(lines: list[str]) -> None:
    voice = CLEAN.margins.voice
    for line, words in zip(lines, voice.words(lines), strict=True):
        said, value = spoken(line)
        weights = sum(voice.weights.get(name, 0) for name in said) * value
        assert words == (weights + sum(voice.weights.get(name, 0) for name in shape(line))) / 100


def test_a_damaged_file_of_weights_is_refused(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    path = tmp_path / "rules" / "voice.txt"
    path.write_text("# head\n12 扫码\nabc\n", encoding="utf-8")
    with pytest.raises(RuleError, match="第 3 行"):
        load_voice(path)


def test_learning_tells_lines_apart_that_it_has_not_seen() -> None:
    groups = {"own", "rules", "batch 1", "batch 2"}
    every = [*learn.marked_lines(CLEAN), *learn.rule_lines(CLEAN)]
    lines = [line for line in every if line.group in groups]
    table = learn.worded(lines)
    seen = np.array([line.group != "batch 2" for line in lines])
    weights = learn.learned(table, lines, seen)
    told = learn.told_apart(weights, lines, "batch 2", 2.0)
    noise, of_noise, rest, of_rest = map(int, re.findall(r"\d+", told.partition(":")[2]))
    assert noise > 0.7 * of_noise
    assert rest <= 0.02 * of_rest
    text = learn.text_of(weights)
    assert text == learn.text_of(learn.learned(table, lines, seen))
    assert text.startswith("# Whose voice")
    assert text.count("\n") == 3 + len(weights)


def test_that_something_went_never_speaks_for_the_document() -> None:
    weights = CLEAN.margins.voice.weights
    signs = ("beside", "inside", "torn")
    told = [
        weight
        for name, weight in weights.items()
        if name.startswith("place ") and any(s in name for s in signs)
    ]
    assert min(told) > 0


def test_held_out_documents_are_never_learned_from() -> None:
    groups = {line.group for line in learn.marked_lines(CLEAN)}
    assert groups >= HELD_OUT


def test_a_line_with_a_certain_sentence_stays_whatever_the_page_calls_itself() -> None:
    notice = "欢迎您的光临，Word文档下载后可修改编辑。谢谢！"
    sentence = "组织党员下乡走访，解决问题36个。"
    for lines in ((f"{notice}{sentence}", notice), (notice, f"{notice}{sentence}")):
        assert sentence in clean(report(below=lines), CLEAN).text
    assert "文档分享网" not in clean(report("文档分享网www.doc-share.xyz。"), CLEAN).text
    assert sentence in clean(report(f"文档分享网www.doc-share.xyz。{sentence}"), CLEAN).text
