"""Cleaning: every rule does what it says and is needed, nothing else is touched, and all can be undone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from archive.cleaning.clean import clean, passwords, restore, trim_title
from archive.cleaning.margin_rules import CLAUSE, WHOLE_SENTENCE
from archive.cleaning.rules import CleanRules, load_clean, split_hit
from archive.cleaning.shapes import Rule
from archive.errors import RuleError
from archive.model import Cleaned, Edit
from archive.rulefiles.overrides import Correction
from conftest import ROOT, RULES
from costs import cost, growth
from examples import examples

RULE_SET = load_clean(RULES)
BY_ID = {rule.id: rule for rule in RULE_SET.rules}
CASES = sorted((ROOT / "tests" / "cases" / "clean").iterdir())
TITLE = "2019年党建工作总结"
BODY = [
    "今年以来，局党组坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻党的十九大精神，各项工作取得新的成效。",
    "一、强化政治引领",
    "始终把政治建设摆在首位，组织中心组学习12次、专题研讨4次，开展主题党日活动，教育引导党员干部坚定理想信念。",
    "二、夯实基层基础",
    "规范落实“三会一课”制度，召开支部党员大会4次、支委会12次，书记讲党课2次，支部标准化规范化水平进一步提升。",
]


def letters(text: str) -> str:
    """What must not get lost: Han characters, letters and digits, in their order."""
    return "".join(filter(str.isalnum, text))


def han(text: str) -> str:
    return "".join(re.findall(r"[\u3400-\u9fff]", text))


@cache
def cleaned(text: str) -> Cleaned:
    return clean(text, RULE_SET)


def documents(rule: Rule, sample: str) -> list[str]:
    """The sample in a document, at each place where the rule may look."""
    if rule.kind == "title":
        return ["\n".join([sample, *BODY])]
    if rule.kind != "line":
        return [sample]
    found = []
    to_the_end = "\\Z" in rule.pattern[-8:]
    if rule.zone != "tail" and not to_the_end:
        found += ["\n".join([TITLE, sample, *BODY]), "\n".join([sample, TITLE, *BODY])]
    if rule.zone != "head":
        found.append("\n".join([TITLE, *BODY, sample]))
    if rule.zone == "anywhere" and not to_the_end:
        found.append("\n".join([TITLE, *BODY[:2], sample, *BODY[2:]]))
    return found


@pytest.mark.parametrize("name", BY_ID)
def test_a_rule_hits_its_hits(name: str) -> None:
    rule = BY_ID[name]
    assert rule.hits
    if rule.policy == "review":
        return
    for hit in rule.hits:
        raw, wanted = split_hit(hit)
        if rule.kind == "line" and "⟦" not in hit:
            wanted = ""
        for noisy, plain in zip(documents(rule, raw), documents(rule, wanted), strict=True):
            assert letters(cleaned(noisy).text) == letters(cleaned(plain).text)
            assert restore(cleaned(noisy)) == noisy


BESIDE = "组织全体党员深入村组开展走访，为群众解决问题36个。"


@pytest.mark.parametrize("name", [rule.id for rule in RULE_SET.rules if rule.kind == "line"])
def test_a_sentence_of_the_document_stays_beside_what_a_rule_cuts(name: str) -> None:
    """Behind an editor's words; before these stands the beginning of what the editor says."""
    for hit in BY_ID[name].hits:
        if "\n" in hit or "⟦" in hit:
            continue
        notice = hit if hit[-1] in "。！？!?" else f"{hit}。"
        for line in (notice + BESIDE, BESIDE + notice)[: 1 if BY_ID[name].family == "prose" else 2]:
            for text in documents(BY_ID[name], line):
                assert BESIDE in cleaned(text).text
                assert restore(cleaned(text)) == text


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        ("版权提示：仅限个人学习累计服务1900余小时，捐款1.84万元。", "组织党员开展志愿服务。"),
        ("更多范文请关注公众号：老马写材料。", "全年共召开党委会12次，研究重大事项36项。"),
        (
            "下面是小编为大家整理的工作总结，欢迎大家阅读参考。",
            "我们将继续加强队伍建设，推动各项工作再上新台阶。",
        ),
    ],
)
def test_a_notice_goes_and_leaves_the_sentence_that_is_glued_behind_it(notice: str, sentence: str) -> None:
    for lines in ([TITLE, *BODY, notice + sentence], [TITLE, *BODY[:3], notice + sentence, *BODY[3:]]):
        assert cleaned("\n".join(lines)).text == "\n".join(lines).replace(notice, "")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("！！！长按识别二维码关注我们！！！", ""),
        ("（更多精彩内容，请关注公众号！）。", ""),
        ("【更多资料请加入QQ群！】！", ""),
        ("本文来源于网络，仅供学习交流。请勿用于商业用途。", ""),
        ("】更多资料请加入QQ群！" + BESIDE, BESIDE),
        ("》更多资料请加入QQ群！" + BESIDE, BESIDE),
        ("本文来源于网络，仅供学习交流，请勿转载；" + BESIDE, BESIDE),
        (f"“{BESIDE}更多范文请关注公众号：老马写材料。”", f"“{BESIDE}更多范文请关注公众号：老马写材料。”"),
        ("链接：https://pan.baidu.com/s/1aBcDe?pwd=8k2m 全面从严治党、基层组织建设工作情况汇报", ""),
    ],
)
@pytest.mark.parametrize("place", [1, 2])
def test_a_line_is_parted_between_whole_sentences_and_joined_to_nothing(
    line: str, left: str, place: int
) -> None:
    """Neither signs nor half a quote stay, and what stays is not joined to the title or a heading above it."""
    lines = [TITLE, *BODY]
    noisy = "\n".join([*lines[:place], line, *lines[place:]])
    assert cleaned(noisy).text == "\n".join([*lines[:place], *([left] if left else []), *lines[place:]])


@given(st.text("一二。！？；!?a1=/”）】》 　", max_size=30))
def test_all_of_a_line_is_in_its_sentences(line: str) -> None:
    said = "".join(WHOLE_SENTENCE.findall(line))
    assert said in {line, ""}
    assert said or not line.strip("。！？!?")
    assert "".join(CLAUSE.findall(line)) in {line, ""}


def test_a_line_that_is_parted_counts_for_the_depth_of_its_edge() -> None:
    glued = ["更多范文请关注公众号：老马写材料。" + BESIDE] * 12
    for line in ("审核：陈甜、罗安童", "时间：2026-02-03"):
        text = "\n".join([TITLE, *glued, *BODY[:1] * 3, line, *BODY[:1] * 20])
        assert line in cleaned(text).text


def test_a_very_long_last_line_takes_no_longer_than_it_is_long() -> None:
    def ends(count: int) -> str:
        return f"{TITLE}\n{BODY[0]}\n{BODY[0] * count}"

    assert clean(ends(5000), RULE_SET).text == ends(5000)
    assert growth(lambda count: clean(ends(count), RULE_SET), 1250) < 8


def test_what_an_editor_names_of_another_page_goes_whole() -> None:
    text = "\n".join([TITLE, *BODY, "推荐阅读：重磅！我市地铁二号线东延线有新进展"])
    assert cleaned(text).text == "\n".join([TITLE, *BODY])


@pytest.mark.parametrize("name", BY_ID)
def test_a_rule_misses_its_misses(name: str) -> None:
    rule = BY_ID[name]
    assert rule.misses
    for miss in rule.misses:
        raw, _ = split_hit(miss)
        for text in documents(rule, raw):
            assert letters(cleaned(text).text) == letters(text)


@pytest.mark.parametrize("name", BY_ID)
def test_a_rule_is_needed(name: str) -> None:
    """Without it, some hit comes out differently."""
    rule, rest = BY_ID[name], RULE_SET.without(name)
    texts = [text for hit in rule.hits for text in documents(rule, split_hit(hit)[0])]
    assert any(clean(text, rest) != cleaned(text) for text in texts)


@pytest.mark.parametrize("kind", ["keep", "hits"])
def test_a_person_can_keep_what_any_rule_would_cut(kind: str) -> None:
    for rule in RULE_SET.rules:
        raw = split_hit(rule.hits[0])[0]
        text = documents(rule, raw)[0]
        wish = Correction(
            reason="原文如此", keep=(rule.id,) if kind == "keep" else tuple(filter(None, raw.split("\n")))
        )
        edits = clean(text, RULE_SET, wish).edits
        assert rule.id not in {edit.rule for edit in edits if kind == "keep" or letters(edit.text)}


def test_a_person_can_have_words_cut() -> None:
    text = "\n".join([TITLE, *BODY])
    found = clean(text, RULE_SET, Correction(reason="夹带广告", cut=("专题研讨4次、", "专题研讨4次")))
    assert "专题研讨" not in found.text
    assert restore(found) == text
    assert {"override"} == {edit.rule for edit in found.edits}


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_golden(folder: Path, update_cases: bool) -> None:  # noqa: FBT001 - a fixture
    raw = (folder / "raw.txt").read_bytes().decode("utf-8")
    found = cleaned(raw)
    rows = "".join(json.dumps(row(edit), ensure_ascii=True) + "\n" for edit in found.edits)
    if update_cases:
        (folder / "want.txt").write_bytes(found.text.encode("utf-8"))
        (folder / "want.edits.jsonl").write_bytes(rows.encode("ascii"))
    assert found.text == (folder / "want.txt").read_bytes().decode("utf-8")
    assert rows == (folder / "want.edits.jsonl").read_bytes().decode("ascii")
    assert restore(found) == raw
    assert clean(found.text, RULE_SET).edits == ()


def rows(name: str) -> list[str]:
    return (ROOT / "tests" / "cases" / "lines" / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("noise", rows("noise.txt"))
def test_a_line_of_noise_goes_from_either_end(noise: str) -> None:
    wanted = letters("\n".join([TITLE, *BODY]))
    assert letters(cleaned("\n".join([TITLE, *BODY, noise])).text) == wanted
    if not re.search("完|结束|END|上一|下一", noise):
        assert letters(cleaned("\n".join([noise, TITLE, *BODY])).text) == wanted


@pytest.mark.parametrize("line", [*rows("body.txt"), *rows("closing.txt")])
def test_a_line_of_body_stays_at_either_end(line: str) -> None:
    for text in ("\n".join([TITLE, *BODY, line]), "\n".join([TITLE, line, *BODY])):
        assert letters(cleaned(text).text) == letters(text)


@pytest.mark.parametrize("line", rows("closing.txt"))
def test_what_closes_a_talk_or_a_document_stays_beside_noise(line: str) -> None:
    wanted = letters("\n".join([TITLE, *BODY, line]))
    for noise in ("关注公众号：老秘书公文网 领取更多资料", "阅读 2147 · 送花 86 · 收藏 13"):
        assert letters(cleaned("\n".join([TITLE, *BODY, line, noise])).text) == wanted


def row(edit: Edit) -> dict[str, str | int]:
    return {name: getattr(edit, name) for name in ("rule", "kind", "start", "end", "text", "replacement")}


# ---- properties over real noise in real lines -----------------------------------------------------------------

HITS = sorted({split_hit(hit)[0] for rule in RULE_SET.rules for hit in rule.hits})
MISSES = sorted({split_hit(miss)[0] for rule in RULE_SET.rules for miss in rule.misses})
LINES = st.one_of(st.sampled_from(HITS), st.sampled_from(MISSES), st.sampled_from([TITLE, *BODY, "", "　　"]))
ODD = st.text(
    alphabet=st.sampled_from("党组，。:;()#$<>[]{}&\n\r\t \u3000\ufeff\u200b\udc81-—―1a第一页密码：整理"),
    max_size=12,
)
GLUED = st.lists(st.one_of(LINES, ODD), max_size=3).map("".join)
TEXTS = st.one_of(
    st.lists(st.one_of(LINES, GLUED), max_size=14).flatmap(
        lambda lines: st.sampled_from(["\n", "\r\n", "\n\n"]).map(lambda end: end.join(lines))
    ),
    st.text(max_size=60),
)
Check = Callable[[str, Cleaned], None]


@given(TEXTS)
@example("|\f")
@example("【思想汇报】相关文章：\n1.大学生入党思想汇报范文\n2.预备党员转正思想汇报1500字\n\u3000\u3000")
@example("|\u2060\n一、抓好学习")
@examples(1500)
def test_cleaning_can_be_undone_and_repeated(text: str) -> None:
    found = clean(text, RULE_SET)
    assert restore(found) == text
    end = 0
    for edit in found.edits:
        assert edit.start >= end
        assert edit.end > edit.start
        assert text[edit.start : edit.end] == edit.text
        assert (edit.kind == "remove") == (edit.replacement == "")
        if edit.kind == "replace":
            assert not han(edit.text + edit.replacement)
        end = edit.end
    removed = han("".join(edit.text for edit in found.edits))
    assert sorted(han(text)) == sorted(han(found.text) + removed)
    if not any(note.code == "unsettled" for note in found.notes):
        again = clean(found.text, RULE_SET)
        assert again.text == found.text
        assert again.edits == ()


@given(st.lists(st.sampled_from(BODY + MISSES), min_size=1, max_size=12))
@examples(300)
def test_body_lines_lose_nothing(lines: list[str]) -> None:
    body = [line for line in lines if "⟦" not in line and "\n" not in line]
    text = "\n".join([TITLE, *BODY[:3], *body, *BODY[3:]])
    assert letters(clean(text, RULE_SET).text) == letters(text)


# ---- marks, notes, titles, passwords --------------------------------------------------------------------------


def test_marks_say_what_was_cut() -> None:
    assert cleaned("\n".join([TITLE, *BODY, "试读结束，购买后阅读全文"])).marks == {"incomplete"}
    assert cleaned("\n".join(["本文系邮箱投稿，仅供学习参考，请勿照搬照抄！", TITLE, *BODY])).marks == {
        "notice"
    }
    assert cleaned("\n".join([TITLE, *BODY, "本文档编辑密码：wsx2023"])).marks == {"password"}
    assert cleaned("\n".join([TITLE, *BODY])).marks == frozenset()


@pytest.mark.parametrize("needs", ["['']", "[密码, '']", "[]"])
def test_a_line_rule_without_a_word_to_look_for_is_refused(tmp_path: Path, needs: str) -> None:
    rules = shutil.copytree(RULES, tmp_path / "rules")
    text = (rules / "clean.yml").read_text("utf-8")
    changed = text.replace("needs: [密码, 口令, 码, 密钥, 密匙]", f"needs: {needs}")
    (rules / "clean.yml").write_text(changed, "utf-8")
    with pytest.raises(RuleError, match=r"password-line .*needs"):
        load_clean(rules)


def test_passwords_are_kept_for_files_beside() -> None:
    text = "\n".join([TITLE, *BODY, "本文档编辑密码：wsx2023", "解压密码: 8866"])
    assert passwords(cleaned(text), RULE_SET) == ("wsx2023", "8866")


def test_a_lone_advertising_line_is_named_and_stays() -> None:
    text = "\n".join([TITLE, *BODY, "海量干货持续更新，欢迎私信", "中共某某局党组", "2019年12月30日"])
    found = cleaned(text)
    assert found.text == text
    assert [note.code for note in found.notes] == ["suspect-line"]


@pytest.mark.parametrize(
    "case",
    yaml.safe_load((ROOT / "tests" / "cases" / "random-han.yml").read_text(encoding="utf-8")),
    ids=lambda case: case["text"],
)
def test_random_han_is_named_and_stays(case: dict[str, Any]) -> None:
    found = cleaned(case["text"])
    assert [(note.code, note.text) for note in found.notes] == [
        ("random-han", quote) for quote in case["quotes"]
    ]
    assert not found.edits


@pytest.mark.parametrize(
    ("head", "count"), [("本作品是法律，属于公有领域。", 5), ("相关阅读：", 5), ("往期推荐", 6)]
)
def test_a_list_that_is_none_takes_no_time(head: str, count: int) -> None:
    def listed(blanks: str) -> str:
        return f"{TITLE}\n{head}\n{f'1. 某某某某某某某某某{blanks}' * count}{'某' * 401}。\n"

    parted_in_several_ways = cost(lambda: clean(listed(" \u3000\r\n\u3000"), RULE_SET))
    assert parted_in_several_ways < 20 * cost(lambda: clean(listed("\n"), RULE_SET))


def test_a_first_line_longer_than_a_title_keeps_its_end() -> None:
    suffix = "_范文大全"
    for length, left in ((100, 100 - len(suffix)), (101, 101)):
        title = "2021年党建工作总结".ljust(length - len(suffix), "和") + suffix
        assert len(cleaned("\n".join([title, *BODY])).text.split("\n")[0]) == left


def test_nested_tokens_take_several_passes() -> None:
    text = "一是抓好学习。##paid##paidbegin##begin##二是抓好队伍。"
    found = clean(text, RULE_SET)
    assert found.text == "一是抓好学习。二是抓好队伍。"
    assert restore(found) == text


def test_six_passes_are_made_and_no_more() -> None:
    """What stands six deep comes apart; what is left of seven deep is named."""
    six = f"{'##paid' * 6}begin##{'begin##' * 5}"
    assert clean(f"一是抓好{six}学习。", RULE_SET).text == "一是抓好学习。"
    assert not clean(f"一是抓好{six}学习。", RULE_SET).notes
    assert clean(f"一是抓好##paid{six}begin##学习。", RULE_SET).text == "一是抓好##paidbegin##学习。"


def test_the_shortest_jammer_goes_and_a_single_one_is_quoted_with_its_neighbours() -> None:
    found = cleaned("一是抓好学习。xK7f2\n二是抓好队伍。Qz8mT\n三是抓好作风。")
    assert found.text == "一是抓好学习。\n二是抓好队伍。\n三是抓好作风。"
    assert cleaned("落实责任bWFpbGJ=制").text == "落实责任制"
    text = "一二三四五六七八九是抓好学习。xK7f#2q\n二是抓好队伍，三是抓好作风。"
    found = cleaned(text)
    assert found.text == text
    assert [(note.code, note.text) for note in found.notes] == [
        ("suspect-inline", "八九是抓好学习。xK7f#2q\n二是抓好队伍，")
    ]


def test_a_title_below_noise_loses_its_suffix_and_nothing_round_it() -> None:
    above = "试读结束，购买后阅读全文\n"
    found = cleaned(f"{above}{TITLE}_范文大全\n" + "\n".join(BODY))
    assert found.text == "\n".join([TITLE, *BODY])
    assert [edit.start for edit in found.edits if edit.text == "_范文大全"] == [len(above) + len(TITLE)]


def test_what_does_not_settle_is_a_note() -> None:
    nested = "##paidbegin##"
    for _ in range(6):
        nested = f"##paid{nested}begin##"
    found = clean(f"一是抓好{nested}学习。", RULE_SET)
    assert [note.code for note in found.notes] == ["unsettled"]
    assert restore(found) == f"一是抓好{nested}学习。"


def test_a_title_in_a_file_name_loses_its_suffixes() -> None:
    assert trim_title("2021年党建工作总结(精选6篇)_范文大全", RULE_SET) == "2021年党建工作总结"
    assert trim_title("2020年党建工作总结（党组）", RULE_SET) == "2020年党建工作总结（党组）"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\ufeff",
        " \n　\n",
        "\x00" * 50,
        "党" * 100_000,
        " " * 100_000 + "党",
        "\n" * 100_000,
        "\r" * 100_000,
        "#" * 100_000,
        "[(" * 50_000,
    ],
)
def test_extremes(text: str) -> None:
    found = clean(text, RULE_SET)
    assert restore(found) == text
    assert clean(found.text, RULE_SET).text == found.text


def test_rules_are_cached(clean_rules: CleanRules) -> None:
    assert clean_rules is load_clean(RULES)


def test_what_a_speaker_asks_of_the_hall_is_no_notice_of_a_site() -> None:
    asked = "讲之前说明一下，课件里引用了几张尚未发表的实验图，版权属于课题组，请勿转发到朋友圈，发表以后我会把电子版放到内网，供各位免费下载。"
    text = "\n".join([TITLE, f"今天这堂党课，谈三个实验室里天天碰到的问题。{asked}", *BODY])
    assert cleaned(text).text == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2021年工\ufffd作总结", 1),
        ("张\ue004同志、李\ufffd同志到会", 2),
        ("\uf0b7 一是抓学习", 0),
        ("\uf06c一是抓学习", 0),
        ("2021年工作总结", 0),
    ],
)
def test_signs_that_stand_for_lost_ones_are_pointed_out(text: str, told: int) -> None:
    notes = [note for note in cleaned(text).notes if note.code == "damaged-sign"]
    assert [f"有 {told} 处" in note.message for note in notes] == [True] * bool(told)
