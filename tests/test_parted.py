"""A title that shares its line with a page's words loses these and stays; `tests/cases/glued-titles.yml` has the lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from archive.cleaning.clean import clean, restore
from archive.cleaning.rules import load_clean
from archive.rulefiles.overrides import Correction
from conftest import ROOT, RULES

CLEAN = load_clean(RULES)
ROWS = yaml.safe_load((ROOT / "tests" / "cases" / "glued-titles.yml").read_text("utf-8"))
BODY = """2022年，党支部坚持以习近平新时代中国特色社会主义思想为指导，组织集中学习12次，讲党课4次，各项工作取得新的成效。
一、加强理论学习
全年开展主题党日12次，参加党员310人次，慰问困难党员8户，帮助群众解决实际问题23个。
二、存在的问题
学习还不够深入，联系群众还不够紧密，下一步将认真加以改进。"""


def document(row: dict[str, str]) -> str:
    return "\n".join([row["line"], *([row["below"]] if "below" in row else []), BODY])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["line"])
def test_a_title_stays_without_what_a_page_set_beside_it(row: dict[str, str]) -> None:
    text = document(row)
    cleaned = clean(text, CLEAN)
    assert cleaned.text == f"{row['stays']}\n{BODY}"
    assert restore(cleaned) == text


def test_a_person_can_keep_what_stands_beside_a_title() -> None:
    text = document(ROWS[0])
    assert clean(text, CLEAN, Correction(keep=("在线预览 免费下载",))).text == text


def test_a_rule_that_a_person_keeps_parts_no_title() -> None:
    text = document(ROWS[0])
    edits = clean(text, CLEAN, Correction(keep=("edge-appeal",))).edits
    assert "edge-appeal" not in {edit.rule for edit in edits}


@pytest.mark.parametrize("change", [{"longest": 8}, {"twin": 80}, {"parted": 8}])
def test_how_long_such_titles_are_stands_in_the_file(change: dict[str, int]) -> None:
    file = CLEAN.margins.file
    titles = replace(file.titles, **change)
    rules = replace(CLEAN, margins=replace(CLEAN.margins, file=replace(file, titles=titles)))
    row = ROWS[0]
    assert clean(document(row), rules).text != f"{row['stays']}\n{BODY}"
