"""Mining: edge lines that come back are offered, words that honest documents share are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.cleaning.mine import Candidate, candidates, edges, load_rejected
from archive.cleaning.rules import CleanRules
from archive.errors import RuleError
from conftest import RULES

BODY = "今年以来，各项工作取得新的成效。\n一、抓学习\n组织学习。\n二、抓队伍\n发展党员。\n三、抓作风\n持续用力。\n"


def mined(texts: list[tuple[str, str]], rules: CleanRules) -> tuple[Candidate, ...]:
    return candidates([(name, edges(text, rules)) for name, text in texts], rules.file.mining.documents)


def test_repeated_edge_lines_are_offered(clean_rules: CleanRules) -> None:
    texts = [(f"{n}.txt", f"单位{n}号工作总结\n{BODY}第{n}期资料由云笔斋呈上") for n in range(7)]
    found = mined(texts, clean_rules)
    assert ("tail", 7) in {(each.zone, each.documents) for each in found if "云笔斋" in each.line}
    example = next(each for each in found if "云笔斋" in each.line)
    assert len(example.examples) == 5


def test_rare_and_honest_lines_are_not(clean_rules: CleanRules) -> None:
    texts = [(f"{n}.txt", f"各位代表：\n{BODY}2019年12月{n}日") for n in range(9)]
    assert not [each for each in mined(texts, clean_rules) if "日" in each.line or "：" in each.line]
    assert mined(texts[:4], clean_rules) == ()


LINES = {
    "nothing": ("", None),
    "an empty list": ("lines:\n", None),
    "two": ("lines:\n  - {line: 甲1, zone: head, reason: x}\n  - {line: 甲1, zone: tail, reason: x}\n", None),
    "twice": (
        "lines:\n  - {line: 甲 1, zone: head, reason: x}\n  - {line: 甲2, zone: head, reason: x}\n",
        "写了两次",
    ),
    "no reason": ("lines:\n  - {line: 甲, zone: head, reason: ' '}\n", "没有写 line 或 reason"),
    "no line": ("lines:\n  - {line: '', zone: head, reason: x}\n", "没有写 line 或 reason"),
    "another edge": ("lines:\n  - {line: 甲, zone: middle, reason: x}\n", "可用的取值：head、tail"),
    "another key": ("line:\n  - {line: 甲, zone: head, reason: x}\n", "这里可用的键：lines"),
}


@pytest.mark.parametrize("name", LINES)
def test_what_was_turned_down_is_read_strictly(tmp_path: Path, name: str) -> None:
    text, refusal = LINES[name]
    (tmp_path / "rejected.yml").write_text(text, "utf-8")
    if refusal:
        with pytest.raises(RuleError, match=refusal):
            load_rejected(tmp_path)
    else:
        assert load_rejected(tmp_path) == ({("head", "甲0"), ("tail", "甲0")} if name == "two" else set())


def test_the_repository_has_turned_nothing_down() -> None:
    assert load_rejected(RULES) == set()


def test_a_title_is_no_candidate(clean_rules: CleanRules) -> None:
    edge = edges(f"西河县教育局党委2010年\n工作要点\n{BODY}", clean_rules, "西河县教育局党委2010年工作要点")
    assert not [line for _, _, line in edge if line in {"西河县教育局党委2010年", "工作要点"}]
