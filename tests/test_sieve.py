"""The sieve in front of the rules: it says of no line that a rule cannot match there when it can."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cleaning.clean import clean
from archive.cleaning.rules import load_clean, split_hit
from archive.needed import Ranges, commonness, needed, rarest
from archive.sieve import Sieve, chosen
from conftest import RULES
from examples import examples

RULE_SET = load_clean(RULES)
# The same rules with a sieve that lets everything through but lines without the words that a rule asks for.
WORDS = [rarest(each.rule.needs, commonness(RULE_SET.ranks)) for each in RULE_SET.whole]
OPEN_SIEVE = Sieve(lambda: [*WORDS, *[None] * (len(RULE_SET.inline) + 3)])
OPEN_MARGINS = replace(
    RULE_SET.margins, sieve=Sieve(lambda: [None] * (len(RULE_SET.margins.signs) + len(RULE_SET.margins.work)))
)
OPEN = replace(RULE_SET, sieve=OPEN_SIEVE, margins=OPEN_MARGINS)
SAMPLES = [split_hit(each)[0] for rule in RULE_SET.rules for each in (*rule.hits, *rule.misses)]
BODY = [
    "2019年党建工作总结",
    "今年以来，局党组坚持围绕中心、服务大局，组织集中学习12次，各项工作取得新的成效。",
    "一、强化政治引领",
    "（二）落实“三会一课”制度(试行)，书记讲党课2次 。",
    "2019年12月30日",
]
TEXTS = st.lists(st.sampled_from(SAMPLES + BODY) | st.text(max_size=12), max_size=9).map("\n".join)
POINTS = st.integers(0, 0x10FFFF)
SETS = st.lists(
    st.none()
    | st.lists(st.tuples(POINTS, POINTS).map(lambda pair: (min(pair), max(pair))), min_size=1).map(tuple),
    max_size=140,
)


def weight(ranges: Ranges) -> float:
    return sum(last - first + 1 for first, last in ranges)


def shown(pattern: str, flags: int = re.ASCII) -> str | None:
    """The characters that a pattern needs, ranges written out."""
    found = needed(re.compile(pattern, flags), weight)
    return (
        None
        if found is None
        else "".join(chr(point) for first, last in found for point in range(first, last + 1))
    )


@given(TEXTS)
@examples(500)
def test_the_sieve_changes_nothing(text: str) -> None:
    assert clean(text, RULE_SET) == clean(text, OPEN)


@given(SETS, st.lists(st.text(st.characters(exclude_characters="\n", codec=None), max_size=8), min_size=1))
def test_every_line_is_told_what_it_holds(sets: list[Ranges | None], lines: list[str]) -> None:
    sieve = Sieve(lambda: sets)
    answers = sieve.lines("\n".join(lines))
    assert len(answers) == len(lines)
    for line, answer in zip(lines, answers, strict=True):
        assert answer == sieve.line(f"{line}\n")
        for number, ranges in enumerate(sets):
            held = ranges is None or any(a <= ord(each) <= b for a, b in ranges for each in f"{line}\n")
            assert not held or answer >> number & 1
            if ranges and max(b for _, b in ranges) < 0x10000 and line.isascii():
                assert held == bool(answer >> number & 1)


def test_chosen_keeps_the_order_and_ignores_what_is_beyond() -> None:
    assert list(chosen(0b110101, "abc")) == ["a", "c"]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("总结|报告", "总报"),
        ("(?:[甲乙丙])?丁", "丁"),
        ("[甲乙]+[丙丁戊]", "甲乙"),
        ("(?=.*微信)[^\n]{3,}", "微"),
        ("(?<=甲)[丁-乙]*", "甲"),
        ("(?!甲)乙?", None),
        ("甲|.", None),
        ("[^甲]", None),
        (r"第\d", "第"),
        (r"\d年?", "0123456789"),
        (r"\w", None),
        ("(?i:vip)", "Vv"),
        ("(?i:[a-z])", None),
        ("甲{0,3}", None),
        ("(?P<cut>甲)(?P=cut)", "甲"),
        ("", None),
    ],
)
def test_what_a_pattern_needs(pattern: str, wanted: str | None) -> None:
    assert (shown(pattern) or "") == "".join(sorted(wanted or ""))


def test_digits_of_all_scripts_are_not_taken_for_ascii_ones() -> None:
    assert shown(r"\d", 0) is None


def test_rare_characters_are_chosen() -> None:
    common = commonness({"的": 0, "一": 1, "确": 900})
    assert rarest(["的确", "一，", "1A"], common) == tuple(sorted((ord(each), ord(each)) for each in "确一A"))
    assert rarest([], common) is None
