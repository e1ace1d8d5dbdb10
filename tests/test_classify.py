"""Labels: rows of titles, short texts, the five given reports, and properties of every label."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from archive.cleaning.clean import clean
from archive.cleaning.rules import load_clean
from archive.errors import RuleError
from archive.labels.classify import classify
from archive.labels.roles import PLAYED_BY
from archive.labels.vocabulary import ClassifyFile, ClassifyRules, _patterns, _try_patterns, load_classify
from archive.labels.weigh import Candidate, weigh
from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE, Cleaned, Evidence, Label, Labels
from archive.rulefiles.overrides import Correction, LabelCorrection
from archive.rulefiles.strict import load_yaml, parse
from archive.structuring.layout import StructureRules, load_structure
from archive.structuring.structure import structure
from examples import examples

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "data" / "rules"
CASES = ROOT / "tests" / "cases"
FILLER = "各项工作按照要求有序推进，取得了一定成效，现就有关内容说明于后，请大家对照执行并抓好落实，确保各项任务如期完成。"
NAMES = ("year", "type", "unit_level", "admin_level", "sector")


@cache
def loaded() -> tuple[ClassifyRules, StructureRules]:
    rules = load_classify(RULES)
    return rules, load_structure(RULES, rules.closers)


def labels_of(text: str, source: str = "a/000_0a1b2c3d.txt", rules: ClassifyRules | None = None) -> Labels:
    known, layout = loaded()
    return classify(structure(text, source, layout), Cleaned(text), source, rules or known)


def titles() -> Iterator[tuple[str, str | None, int | None, str | None]]:
    for path in sorted((CASES / "titles").glob("*.yml")):
        yield from yaml.safe_load(path.read_text("utf-8"))


TITLES = list(titles())
SNIPPETS = yaml.safe_load((CASES / "labels.yml").read_text("utf-8"))
GIVEN = yaml.safe_load((CASES / "given" / "reports.yml").read_text("utf-8"))


def titled(title: str) -> str:
    return f"{title}\n\n{FILLER}\n"


def test_there_are_enough_rows() -> None:
    assert len(TITLES) >= 200
    assert len(SNIPPETS) >= 60


@pytest.mark.parametrize(("title", "kind", "year", "level"), TITLES)
def test_a_title_says_kind_year_and_tier(
    title: str, kind: str | None, year: int | None, level: str | None
) -> None:
    labels = labels_of(titled(title))
    assert (labels.type.value, labels.year.value, labels.unit_level.value) == (kind, year, level)


@pytest.mark.parametrize("row", SNIPPETS, ids=lambda row: row["text"].replace("\n", " ")[:40])
def test_a_text_says_what_it_is(row: dict[str, dict[str, str | int | None]]) -> None:
    labels = labels_of(str(row["text"]))
    want = row["want"]
    got = {
        name: labels.statutory_type if name == "statutory_type" else getattr(labels, name).value
        for name in want
    }
    assert got == want
    for name in row.get("review", []):
        assert getattr(labels, name).review
    for name in row.get("accepted", []):
        assert not getattr(labels, name).review


@pytest.mark.parametrize("source", sorted(GIVEN))
def test_the_given_reports_have_the_labels_of_the_design(source: str) -> None:
    text = clean((ROOT / "data" / "raw" / source).read_bytes().decode("utf-8"), load_clean(RULES)).text
    labels = labels_of(text, source)
    want = GIVEN[source]["labels"]
    assert {name: getattr(labels, name).value for name in want} == want


@pytest.mark.parametrize(
    ("title", "name", "words"),
    [
        ("2019年市审计局工作总结", "sector", "市审计局"),
        ("人力资源和社会保障局工作总结", "sector", "人力资源和社会保障局"),
        ("在马克思主义学院成立大会上的讲话", "sector", "马克思主义学院"),
        ("2019年1月5日在云岭县党代会上的讲话", "admin_level", "云岭县"),
        ("党支部（机关）工作总结", "sector", "（机关）"),
        ("2014年政府 工作报告", "unit_level", "政府"),
    ],
)
def test_a_name_is_quoted_whole(title: str, name: str, words: str) -> None:
    assert getattr(labels_of(titled(title)), name).evidence[0].quote == words


def test_a_contradiction_between_title_and_body_is_shown() -> None:
    source = "001_ea0b8187c031d4aa.txt"
    text = clean((ROOT / "data" / "raw" / source).read_bytes().decode("utf-8"), load_clean(RULES)).text
    labels = labels_of(text, source)
    assert labels.sector.review
    assert any("机关" in sentence and "国企" in sentence for sentence in labels.conflicts)


def test_what_a_title_decides_is_no_contradiction() -> None:
    text = "党支部会议记录\n\n时间：2022年3月1日\n\n支部党员逐一发言，对照职责作对照检查，接受大家批评。"
    labels = labels_of(text)
    assert labels.conflicts == ()
    assert not labels.type.review


def test_every_label_of_which_a_contradiction_is_told_is_marked() -> None:
    strong = Candidate(2022, 0.9, Evidence("year.opening", "2022", "body", 0, 4))
    other = Candidate(2020, 0.85, Evidence("year.head", "2020", "body", 9, 13))
    found = weigh("年份", [strong, other], load_classify(RULES))
    assert found.conflict
    assert found.label.review
    assert weigh("年份", [replace(strong, firm=True), other], load_classify(RULES)).conflict == ""
    assert weigh("年份", [strong, replace(other, value=2023)], load_classify(RULES)).conflict == ""


def test_the_wrapper_and_the_planned_year_are_kept() -> None:
    labels = labels_of(titled("关于印发《2019年全市机关党建工作要点》的通知"))
    assert (labels.type.value, labels.statutory_type) == ("工作要点", "通知")
    assert labels_of(titled("2025年工作总结及2026年工作计划")).plan_year == 2026


def test_a_person_is_right() -> None:
    rules, layout = loaded()
    text = titled("2018年党支部工作总结")
    correction = Correction("标题写错", LabelCorrection(year=2019, type="述职报告"))
    labels = classify(structure(text, "a.txt", layout), Cleaned(text), "a.txt", rules, correction)
    assert (labels.year.value, labels.year.confidence, labels.year.method) == (2019, 1.0, "override")
    assert labels.year.evidence[0].quote == "标题写错"
    assert labels.year.alternatives[0].value == 2018
    assert labels.type.value == "述职报告"


@pytest.mark.parametrize("said", ["无", "未注明"])
@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("year", 2018),
        ("type", "工作总结"),
        ("unit_level", "党支部"),
        ("admin_level", "县级"),
        ("sector", "国企"),
    ],
)
def test_a_person_says_that_there_is_none(name: str, known: str | int, said: str) -> None:
    rules, layout = loaded()
    text = titled("云岭县某国有企业党支部2018年工作总结")
    held = structure(text, "a.txt", layout)
    before = getattr(classify(held, Cleaned(text), "a.txt", rules), name)
    correction = Correction("看不出", parse({name: said}, LabelCorrection, "x"))
    labels = classify(held, Cleaned(text), "a.txt", rules, correction)
    label = getattr(labels, name)
    assert (before.value, label.value, label.method, label.review) == (known, None, "override", False)
    assert label.evidence[0].quote == "看不出"
    assert label.alternatives[0].value == known


def test_doubt_is_left_open() -> None:
    labels = labels_of("有关事项\n\n大家好。\n")
    assert [getattr(labels, name).value for name in NAMES] == [None] * 5


@pytest.mark.parametrize(
    ("title", "line", "year", "sure"),
    [
        ("检验科党支部参观市博物馆", "发布时间：2024-06-03 点击数：138 次", 2024, True),
        ("检验科党支部参观市博物馆", "发布时间：2024-01-03 点击数：138 次", 2024, False),
        ("检验科党支部参观市博物馆", "2021-05-31　来源：光明日报", 2021, True),
        ("检验科党支部参观市博物馆", "作者：佚名　　更新时间：2011-6-1", None, False),
        ("参观市博物馆心得体会", "2021-05-31　来源：光明日报", 2021, False),
        ("检验科党支部工作总结", "2021-05-31　来源：光明日报", None, False),
        ("检验科党支部工作要点", "2021-05-31　来源：光明日报", None, False),
        ("关于参观市博物馆的通知", "2021-05-31　来源：光明日报", None, False),
    ],
)
def test_the_day_on_which_a_page_was_published_tells_the_year_of_news_and_hints_at_that_of_talks(
    title: str, line: str, year: int | None, *, sure: bool
) -> None:
    rules, layout = loaded()
    body = "5月29日，检验科党支部组织全体党员参观市博物馆，党员们深受教育。\n\n（供稿：检验科党支部）"
    cleaned = clean(f"{title}\n\n{line}\n\n{body}\n", load_clean(RULES))
    assert line not in cleaned.text
    labels = classify(structure(cleaned.text, "a.txt", layout), cleaned, "a.txt", rules)
    assert (labels.year.value, labels.year.confidence >= rules.accept) == (year, sure)
    if year:
        (proof,) = labels.year.evidence
        assert (proof.where, proof.quote) == ("cut", str(year))


def test_what_is_told_only_by_the_file_name_is_quoted_from_it() -> None:
    labels = labels_of("一、抓学习\n\n坚持学习。\n\n二、抓制度\n\n坚持制度。\n", "2019年党支部工作总结.txt")
    assert (labels.year.value, labels.type.value, labels.unit_level.value) == (2019, "工作总结", "党支部")


@given(
    st.text(alphabet="2018年党支部总结述职报告关于通知的〔〕号一、（）。，\n 〇○", max_size=120),
    st.sampled_from(["a.txt", "b.md"]),
)
@examples(300)
def test_labels_are_in_the_vocabulary_and_quote_what_is_there(text: str, source: str) -> None:
    rules, layout = loaded()
    made = structure(text, source, layout)
    labels = classify(made, Cleaned(text), source, rules)
    known = rules.values()
    for name in NAMES:
        label: Label = getattr(labels, name)
        assert 0 <= label.confidence <= 1
        assert label.value is None or label.confidence >= rules.review
        assert label.review == (rules.review <= label.confidence < rules.accept)
        if name in known and label.value is not None:
            assert label.value in known[name]
        for proof in label.evidence:
            whole = {"title": made.title, "body": text, "name": proof.quote}[proof.where]
            if proof.where == "name":
                continue
            assert plain(whole[proof.start : proof.end]) == plain(proof.quote)


def plain(words: str) -> str:
    return "".join(words.split())


def test_an_unknown_value_or_pattern_is_refused(tmp_path: Path) -> None:
    text = (RULES / "classify.yml").read_text("utf-8")
    for old, new, named in (
        ("gives: 主持词", "gives: 主持人", "主持人"),
        (
            "confidence: 0.96, pattern: '主持(?:词",
            "confidence: 0.96, pattern: '(主持(?:词",
            "type.host_words",
        ),
        ("accept: 0.9", "acept: 0.9", "acept"),
    ):
        (tmp_path / "classify.yml").write_text(text.replace(old, new), "utf-8")
        with pytest.raises(RuleError, match=named):
            load_classify(tmp_path)


@pytest.mark.parametrize("role", PLAYED_BY)
def test_a_role_is_played_by_a_value_that_is_there(role: str, tmp_path: Path) -> None:
    raw = yaml.safe_load((RULES / "classify.yml").read_text("utf-8"))
    raw["roles"][role] = "某值" if isinstance(raw["roles"][role], str) else [*raw["roles"][role], "某值"]
    (tmp_path / "classify.yml").write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    with pytest.raises(RuleError, match=f"roles.{role}：没有“某值”这个取值"):
        load_classify(tmp_path)


def test_a_value_is_renamed_in_the_file_alone(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    path = tmp_path / "rules" / "classify.yml"
    path.write_text(path.read_text("utf-8").replace("行政单位", "行政机关"), "utf-8")
    rules = load_classify(tmp_path / "rules")
    text = titled("某县人民政府关于做好春耕工作的通知")
    assert labels_of(text).unit_level.value == "行政单位"
    assert labels_of(text, rules=rules).unit_level.value == "行政机关"


def test_a_correction_may_say_that_nothing_is_known() -> None:
    known = load_classify(RULES).values()
    assert UNKNOWN_TYPE in known["type"]
    assert UNKNOWN_LEVEL in known["unit_level"]


def pattern_fields() -> dict[str, str]:
    """The key of each single pattern of the file, with the pattern."""
    file = load_yaml(RULES / "classify.yml", ClassifyFile)
    return {key: held for key, held in _patterns(file, "") if held and "[" not in key}


@pytest.mark.parametrize("key", pattern_fields())
def test_a_pattern_that_is_none_is_refused_wherever_it_stands(key: str) -> None:
    file = load_yaml(RULES / "classify.yml", ClassifyFile)
    owner, _, name = key.rpartition(".")
    if owner:
        part = replace(getattr(file, owner), **{name: "(unclosed"})
        changed = replace(file, **cast("Any", {owner: part}))
    else:
        changed = replace(file, **cast("Any", {name: "(unclosed"}))
    with pytest.raises(RuleError, match=f"{key}：模式有误"):
        _try_patterns(changed, "classify.yml")


def test_whatever_is_compiled_is_called_a_pattern_by_its_shape() -> None:
    code = "".join(
        path.read_text("utf-8") for path in (RULES.parents[1] / "scripts/archive/labels").glob("*.py")
    )
    compiled = set(re.findall(r"compiled\(\s*(?:\w+\.)+(\w+)(?!\w|\()", code))
    assert len(compiled) > 30
    named = {
        key.rpartition(".")[2] for key, _ in _patterns(load_yaml(RULES / "classify.yml", ClassifyFile), "")
    }
    assert compiled <= named


TEXTS = [titled(row[0]) for row in TITLES] + [str(row["text"]) for row in SNIPPETS]


def outcome(text: str, rules: ClassifyRules) -> tuple[object, ...]:
    labels = labels_of(text, rules=rules)
    return tuple((getattr(labels, name).value, getattr(labels, name).confidence) for name in NAMES)


def cue_groups() -> list[tuple[str, str]]:
    rules, _ = loaded()
    return [
        (field.name, item.id)
        for field in fields(rules)
        if field.name
        in {"type_cues", "admin_cues", "admin_names", "issuers", "anniversaries", "sessions", "campaigns"}
        for item in getattr(rules, field.name)
    ]


@pytest.mark.parametrize(("group", "rule"), cue_groups())
def test_each_cue_changes_a_row(group: str, rule: str) -> None:
    """Without the cue at least one row comes out otherwise: no cue stands in the file for nothing."""
    rules, _ = loaded()
    cue = next(item for item in getattr(rules, group) if item.id == rule)
    rest = tuple(item for item in getattr(rules, group) if item.id != rule)
    without = replace(rules, **cast("Any", {group: rest}))
    hits = [text for text in TEXTS if re.search(cue.pattern.removeprefix("^"), text, re.MULTILINE)]
    assert any(outcome(text, without) != outcome(text, rules) for text in hits)


WORDS = yaml.safe_load((CASES / "closing-words.yml").read_text("utf-8"))


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_each_closing_word_names_its_kind(kind: str) -> None:
    for word in WORDS[kind]:
        label = labels_of(titled(f"某单位某项{word}")).type
        assert label.value == kind, word
        assert word in label.evidence[0].quote, word


def test_the_rows_know_every_closing_word() -> None:
    assert {alias for aliases in WORDS.values() for alias in aliases} == set(loaded()[0].closers)
