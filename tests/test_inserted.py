"""Where a page spoke into a paragraph: what goes, what must stay, and the command that learns it."""

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

from archive.cleaning.clean import clean, restore
from archive.cleaning.inserted import load_inserted
from archive.cleaning.rules import load_clean
from archive.cleaning.stretches import Bars
from archive.errors import RuleError
from archive.places import places
from archive.reviewing.explanation import explain
from archive.rulefiles.overrides import Correction
from conftest import ROOT, RULES
from costs import growth

sys.path.insert(0, str(ROOT / "tests" / "accuracy"))

import learn_inserted
from labelled import HELD_OUT, marked_lines

CLEAN = load_clean(RULES)
KNOWN = CLEAN.margins.inserted
FIRST = "2019年，局党组坚持以政治建设为统领，组织集中学习12次，各项工作取得新的成效。"
NEXT = "下一步，将继续抓好理论学习，推动各项工作再上新台阶。"
ADVERT = "关注公众号：老秘书公文网 领取更多资料"
BARS = Bars(1.0, 0.6, 0.95, 80)


def report(*lines: str) -> str:
    return "\n".join(("2019年党建工作总结", FIRST, *lines, "一、抓好学习", FIRST))


def cuts(text: str, correction: Correction | None = None) -> list[str]:
    return [edit.text for edit in clean(text, CLEAN, correction).edits if edit.rule == "inserted-voice"]


@pytest.mark.parametrize(
    "noise",
    [
        "更多范文请关注公众号老秘书公文网。",
        "（本段由AI助手生成，请核对后使用）",
        "[批注 李科长：这个数字请再核一下]",
    ],
)
def test_what_a_page_says_goes_at_the_start_between_sentences_and_at_the_end(noise: str) -> None:
    for text in (noise + FIRST + NEXT, FIRST + noise + NEXT, FIRST + NEXT + noise):
        found = clean(report(text), CLEAN)
        assert FIRST + NEXT in found.text
        assert restore(found) == report(text)


HONEST = (ROOT / "tests" / "accuracy" / "lines" / "honest-within.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", HONEST[::12])
def test_sentences_that_a_careless_cleaner_would_cut_stay(line: str) -> None:
    for text in (line + FIRST, FIRST + line + NEXT, FIRST + line):
        for torn in (), (ADVERT,):
            assert line in clean("\n".join((*torn, report(text))), CLEAN).text


@pytest.mark.parametrize(
    "line",
    [
        "（二）优化检索功能。首页增加“站内搜索”和“高级搜索”，提供“打印本页”“关闭窗口”“分享到微信”等功能，方便公众使用。",
        "全年发布信息5632条，每条信息均标注来源、发布时间、浏览次数和责任编辑，做到“上一篇”“下一篇”链接准确有效。网站总访问量达230万人次。",
    ],
)
def test_a_sentence_stays_that_would_be_none_without_the_words_of_a_page_in_it(line: str) -> None:
    above = "您现在的位置：首页 > 公文写作 > 工作总结\n[字体：大 中 小]  [打印本页]  [关闭窗口]"
    below = "相关热词搜索：工作总结 政府网站\n上一篇：乡镇工作总结  下一篇：党建工作总结"
    text = f"{above}\n{report(line)}\n{below}"
    assert line in clean(text, CLEAN).text
    never = re.compile("(?!)")
    deaf = replace(CLEAN, margins=replace(CLEAN.margins, listed=never, needing=never))
    assert line not in clean(text, deaf).text


def test_a_person_can_keep_what_would_go() -> None:
    text = report(f"{FIRST}更多范文请关注公众号老秘书公文网。{NEXT}")
    assert cuts(text)
    assert cuts(text, Correction(keep=("inserted-voice",))) == []
    assert cuts(text, Correction(keep=("关注公众号老秘书",))) == []


def test_a_text_in_traditional_script_is_not_asked() -> None:
    lines = (
        "五年以來，中央人民政府在中國共産黨的領導之下，根據共同綱領所規定的目標進行了自己的工作，得到了全國人民的支持。",
        "逐步地實現國家的社會主義工業化和對農業、手工業和資本主義工商業的社會主義改造，保證國民經濟的比重穩步增長。",
        "關於用經濟計劃指導國民經濟的發展和改造、使生産力不斷提高的規定，並不是空談，而是有物質基礎的。",
    )
    text = "\n".join(("政府工作報告", *lines, "更多範文請關注公眾號：老秘書公文網"))
    assert KNOWN.strangeness(text) > CLEAN.margins.file.inserted.strange > KNOWN.strangeness(report(FIRST))
    assert all(line in clean(text, CLEAN).text for line in lines)


def test_rows_of_tables_stay() -> None:
    rows = "| 地铁费用 | 8元/人往返 | 40  | 320元 |\n| 总计   | /      | /   | 480元 |"
    text = report(rows)
    assert rows in clean(f"{ADVERT}\n{text}", CLEAN).text


def test_a_part_goes_where_only_the_border_is_in_doubt() -> None:
    line = "自主经营的项目少，更多范文请关注公众号老秘书公文网大机组检修提前三天完工。"
    (whole,) = KNOWN.stretches(line, Bars(1.0, 0.0, 1.0, 80))
    assert KNOWN.stretches(line, Bars(1.0, whole.sure + 0.01, 1.0, 80)) == []
    (part,) = KNOWN.stretches(line, Bars(1.0, whole.sure + 0.01, whole.sure + 0.02, 80))
    assert whole.start <= part.start < part.end <= whole.end
    assert part.end - part.start < whole.end - whole.start
    assert part.sure > whole.sure


def test_more_goes_where_other_lines_went() -> None:
    noise = "更多范文请关注公众号老秘书公文网。"
    text = report(f"{FIRST}{noise}{NEXT}")
    score = max(each.score for each in KNOWN.stretches(f"{FIRST}{noise}{NEXT}", Bars(1.0, 0.3, 0.95, 80)))
    margins = CLEAN.margins
    bars = replace(margins.file.inserted, cut=score + 1, torn=score - 1)
    rules = replace(CLEAN, margins=replace(margins, file=replace(margins.file, inserted=bars)))
    assert noise in clean(text, rules).text
    assert noise not in clean(f"{ADVERT}\n{text}", rules).text


def test_never_the_title_nor_a_whole_line_nor_a_by_line() -> None:
    noise = "更多范文请关注公众号老秘书公文网。"
    assert KNOWN.stretches(noise, BARS) == []
    assert cuts(f"2019年党建工作总结[点击查看大图]\n{ADVERT}\n{FIRST}") == []
    assert cuts(report(f"{FIRST}（记者 王小云 摄影 李明）", ADVERT)) == []


def test_brackets_are_never_torn_apart_nor_figures() -> None:
    for noise in ("（点击查看[大图]）", "【第3页，共12页】"):
        line = FIRST + noise + NEXT
        assert [line[each.start : each.end] for each in KNOWN.stretches(line, BARS)] in ([noise], [])


def test_the_reason_names_the_words(tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(report(f"{FIRST}更多范文请关注公众号老秘书公文网。{NEXT}"), encoding="utf-8")
    told = "\n".join(explain(path, places(None, str(tmp_path / "out"), ROOT)).lines)
    assert "[inserted-voice]" in told
    assert "最像的字：" in told


@given(
    st.lists(
        st.sampled_from(
            [FIRST, NEXT, "[点击查看大图]", "更多范文请关注公众号", "（", "）", "\ud800", "12", "\U0001f600"]
        )
    )
)
def test_stretches_lie_in_the_line_and_apart(parts: list[str]) -> None:
    line = "".join(parts)
    at = 0
    for each in sorted(KNOWN.stretches(line, BARS)) if line else ():
        assert at <= each.start < each.end <= len(line)
        assert (each.start, each.end) != (0, len(line))
        assert each.score >= BARS.score
        assert BARS.sure <= each.sure <= 1
        at = each.end


def test_a_damaged_file_of_weights_is_refused(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    path = tmp_path / "rules" / "inserted.txt"
    for damaged in ("开 1 2 3", "开会 1 2 3 4 5 x"):
        path.write_text(f"### head\n{damaged}\n", encoding="utf-8")
        load_inserted.cache_clear()
        with pytest.raises(RuleError, match="第 2 行"):
            load_inserted(path)


def test_learning_finds_noise_that_it_has_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn_inserted, "LOT", 300)
    lines = [each for each in marked_lines() if each[0] in {"batch 9", "batch 14"}]
    marked = [
        (f"part {number % 5}", learn_inserted.Sample(text, tuple(stretches), 1.0))
        for number, (_, line, is_noise) in enumerate(lines)
        if not is_noise
        for text, stretches in [learn_inserted.unmarked(line)]
    ]
    noise = [("part", line) for _, line, is_noise in lines if is_noise][:500]
    given = learn_inserted.Material(
        tuple(marked), tuple(noise), (("part", "群众可扫描二维码反映问题。"),), ()
    )
    samples = learn_inserted.samples(given, frozenset({"part 0"}), 1)
    assert samples == learn_inserted.samples(given, frozenset({"part 0"}), 1)
    path = tmp_path / "inserted.txt"
    path.write_text(learn_inserted.learned([samples]), encoding="utf-8")
    told = learn_inserted.told_apart(
        load_inserted(path), (each for group, each in marked if group == "part 0")
    )
    found, total, part, others = map(int, re.findall(r"\d+", told))
    assert found + part > 0.1 * total
    assert others <= 2


def test_weights_are_the_mean_of_several_draws() -> None:
    one = {"扫": np.array([3.0, 0, 0, 0, 0]), "扫码": np.array([1.0, 0, 0, 0, 0, -2.0])}
    two = {"扫": np.array([1.0, 0, 0, 0, 1.0]), "学习": np.array([0.1, 0, 0, 0, 0, 0])}
    rows = [row for row in learn_inserted.text_of([one, two]).splitlines() if not row.startswith("#")]
    assert rows == ["扫 200 0 0 0 50", "扫码 50 0 0 0 0 -100"]


def test_held_out_documents_are_never_learned_from() -> None:
    groups = {group for group, _, _ in marked_lines()}
    assert groups >= HELD_OUT


@pytest.mark.parametrize("sign", ["—", "\ue000", "甲\n"])
def test_long_rows_of_signs_cost_no_more_than_they_are_long(sign: str) -> None:
    head = "2019年工作总结\n" * (sign != "甲\n")
    assert growth(lambda count: clean(head + sign * count, CLEAN), 5_000) < 8
