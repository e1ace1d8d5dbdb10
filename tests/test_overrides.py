"""Corrections by people: read strictly, each with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import RuleError
from archive.rulefiles.overrides import Correction, LabelCorrection, load_overrides
from conftest import ROOT

VOCABULARY = {
    "type": frozenset({"工作总结", "述职报告"}),
    "seen": frozenset({"incomplete", "personal-phone"}),
}
GOOD = """
r0123456789ab:
  reason: 标题里的年份是计划年度
  labels: {year: 2022, type: 工作总结}
  title: 2022年党建工作总结
  keep: [credit-contact, 请勿外传]
  cut: [扫码领取]
  same_as: [r111111111111]
  not_same_as: [r222222222222]
  seen: [personal-phone]
rffffffffffff: {reason: 作者要求, withdraw: true}
rddddddddddd0: {reason: 是一份, whole: true}
rddddddddddd1: {reason: 是两份, split: [2019年工作总结]}
"""


def load(folder: Path, text: str) -> dict[str, Correction]:
    path = folder / "overrides.yml"
    path.write_text(text, encoding="utf-8")
    return dict(load_overrides(path, VOCABULARY).corrections)


def test_every_kind_of_correction(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD)
    assert found["r0123456789ab"] == Correction(
        reason="标题里的年份是计划年度",
        labels=LabelCorrection(year=2022, type="工作总结"),
        title="2022年党建工作总结",
        keep=("credit-contact", "请勿外传"),
        cut=("扫码领取",),
        same_as=("r111111111111",),
        not_same_as=("r222222222222",),
        seen=("personal-phone",),
    )
    assert found["r0123456789ab"].labels.given() == {"year": 2022, "type": "工作总结"}
    assert found["rffffffffffff"].withdraw
    assert found["rddddddddddd0"] == Correction("是一份", whole=True)
    assert found["rddddddddddd1"] == Correction("是两份", split=("2019年工作总结",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("r0123456789ab: {labels: {year: 2022}}", "没有写 reason"),
        ("r0123456789ab: {reason: x}", "什么也没有更正"),
        ("r0123: {reason: x, title: y}", "不是文档编号"),
        ("r0123456789ab: {reason: x, same_as: [abc]}", "不是文档编号"),
        ("r0123456789ab: {reason: x, cut: ['']}", "空的字句"),
        ("r0123456789ab: {reason: x, split: [' ']}", "空的字句"),
        ("r0123456789ab: {reason: x, split: [a], whole: true}", "whole（不拆）和 split（拆开）相反"),
        (
            "r0123456789ab: {reason: x, labels: {type: 总结}}",
            "type 没有“总结”这个取值。可用的取值：工作总结、述职报告",
        ),
        (
            "r0123456789ab: {reason: x, seen: [phone]}",
            "seen 没有“phone”这个取值。可用的取值：incomplete、personal-phone",
        ),
        ("r0123456789ab: {reason: x, labels: {type: 没有}}", "；没有的写“无”"),
        ("r0123456789ab: {reason: x, labels: {year: 没有}}", "labels.year：这里应当是整数"),
        ("r0123456789ab: {reason: x, lables: {}}", "这里可用的键：reason、labels"),
        ("r0123456789ab: {reason: x, labels: {yaer: 2022}}", "这里可用的键：year、type"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RuleError) as error:
        load(tmp_path, text)
    assert says in str(error.value)


@pytest.mark.parametrize(
    "labels", ["year: 无", "admin_level: 无", "sector: 未注明", "type: 无", "unit_level: 无", "plan_year: 无"]
)
def test_a_label_can_be_set_to_none(tmp_path: Path, labels: str) -> None:
    name, value = labels.split(": ")
    found = load(tmp_path, f"r0123456789ab: {{reason: x, labels: {{{labels}}}}}")
    assert found["r0123456789ab"].labels.given() == {name: value}


def test_the_repository_has_none_yet_and_a_missing_file_is_none(tmp_path: Path) -> None:
    assert load_overrides(ROOT / "data" / "overrides.yml").unused(frozenset()) == ()
    assert load_overrides(tmp_path / "none.yml").for_id("r0123456789ab") is None


def test_an_entry_whose_document_is_gone(tmp_path: Path) -> None:
    gone = "reeeeeeeeeeee: {reason: 改题, title: 题}\n"
    (tmp_path / "overrides.yml").write_text(GOOD + gone, encoding="utf-8")
    found = load_overrides(tmp_path / "overrides.yml")
    gone_ids = ("rddddddddddd0", "rddddddddddd1", "reeeeeeeeeeee")
    assert found.unused(frozenset({"r0123456789ab"})) == gone_ids
    parted = frozenset({"rddddddddddd0", "rddddddddddd1"})
    assert found.unused(frozenset({"r0123456789ab"}), parted) == ("rddddddddddd0", "reeeeeeeeeeee")
    assert found.withdrawn == ("rffffffffffff",)  # goes on without the original
