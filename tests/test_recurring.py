"""Names that stand alone in several places are a page's; those of bodies, persons, titles and headings are not."""

from __future__ import annotations

import pytest

from archive.cleaning.clean import clean, restore
from archive.cleaning.recurring import lone, recurring
from archive.cleaning.rules import load_clean
from archive.rulefiles.overrides import Correction
from conftest import RULES
from duty_report import CLAUSE, FIRST, LAST, REST, TITLE

CLEAN = load_clean(RULES)
NAME = "山那边的灯"


def report(*, above: str = "", within: str = "", between: str = "", below: str = "") -> str:
    lines = (above, TITLE, FIRST, between, f"{CLAUSE}{within}{REST}", LAST, below)
    return "\n".join(filter(None, lines))


def names(text: str, *gone: str) -> tuple[str, ...]:
    lines = list(enumerate(text.split("\n")))
    title = next(number for number, line in lines if line == TITLE)
    went = "\n".join(gone)
    return tuple(recurring(lone(text, went), lines, went, title, CLEAN.margins))


def test_a_name_above_the_title_and_again_with_other_words_is_a_pages() -> None:
    text = report(above=NAME, between=f"{NAME}·冬至记")
    assert names(text) == (NAME,)
    cleaned = clean(text, CLEAN)
    assert cleaned.text == report()
    assert {edit.rule for edit in cleaned.edits} == {"page-name"}
    assert restore(cleaned) == text


def test_what_went_counts_as_a_place() -> None:
    assert names(report(below=NAME)) == ()
    assert names(report(below=NAME), f"{NAME} 首页 返回") == (NAME,)


def test_a_name_that_stands_alone_tells_what_is_glued_to_a_sentence() -> None:
    glued = f"（{NAME}）"
    text = report(above=NAME, between=f"{NAME}·冬至记", within=glued)
    cleaned = clean(text, CLEAN)
    assert NAME not in cleaned.text
    assert glued in clean(report(within=glued), CLEAN).text
    assert restore(cleaned) == text


def test_one_place_tells_nothing() -> None:
    text = report(above=NAME)
    assert names(text) == ()


def test_the_same_line_twice_tells_nothing() -> None:
    assert names(report(above=NAME, below=NAME)) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("绿源合作社", "绿源合作社理事会"),
        ("李卫东", "李卫东（签名）"),
        ("望江小学", "望江小学·宣"),
        ("党总支书记抓基层党建", "【党总支书记抓基层党建】"),
        ("星期一", "（星期一）上午"),
    ],
)
def test_names_of_bodies_persons_days_and_what_the_title_says_are_the_documents(one: str, other: str) -> None:
    assert names(report(above=one, below=other)) == ()


def test_headings_within_the_text_are_no_names() -> None:
    text = report(between="抓学习").replace(LAST, f"抓学习促提升\n{LAST}")
    assert names(text) == ()
    assert clean(text, CLEAN).text == text


def test_a_name_that_sentences_say_often_is_the_documents() -> None:
    told = f"党员剧社排演话剧《{NAME}》，{NAME}巡演12场，{NAME}获奖，{NAME}进校园。"
    text = report(above=NAME, between=f"{NAME}·冬至记").replace(LAST, f"{told}\n{LAST}")
    assert names(text) == ()


def test_a_signature_is_no_place() -> None:
    text = report(below=f"{NAME}\n2019年12月8日", between=f"{NAME}，群众的灯")
    assert names(text) == ()


@pytest.mark.parametrize("kept", ["page-name", NAME])
def test_a_person_can_keep_it(kept: str) -> None:
    text = report(above=NAME, between=f"{NAME}·冬至记")
    assert clean(text, CLEAN, Correction(keep=(kept,))).text == text
