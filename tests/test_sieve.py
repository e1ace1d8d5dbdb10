"""The sieve in front of the rules: it says of no line that a rule cannot match there when it can."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cleaning.clean import clean
from archive.cleaning.rules import load_clean, split_hit
from archive.patterns.linewise import keeps_to_line
from archive.patterns.needed import (
    Signs,
    beginnings,
    characters_only,
    commonness,
    needed,
    needed_in_line,
    rarest,
)
from archive.patterns.sieve import Sieve, chosen
from conftest import RULES
from examples import examples

RULE_SET = load_clean(RULES)
# The same rules with a sieve that lets everything through but lines without the words that a rule asks for.
WEIGHT = characters_only(commonness(RULE_SET.ranks))
WORDS = [rarest(each.rule.needs, WEIGHT) for each in RULE_SET.whole]
MARGINAL = len(RULE_SET.margins.signs) + len(RULE_SET.margins.work)
OPEN_SIEVE = Sieve(lambda: [*WORDS, *[None] * (len(RULE_SET.inline) + len(RULE_SET.speaking) + 3 + MARGINAL)])
OPEN_MARGINS = replace(RULE_SET.margins, sieve=Sieve(lambda: [None] * MARGINAL))
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
RANGES = st.lists(st.tuples(POINTS, POINTS).map(lambda pair: (min(pair), max(pair))), max_size=3).map(tuple)
LETTERS = st.characters(exclude_characters="\n", codec=None)
PAIRS = st.frozensets(st.text(LETTERS | st.sampled_from("ab"), min_size=2, max_size=2), max_size=3)
SETS = st.lists(st.none() | st.builds(Signs, RANGES, PAIRS), max_size=140)


def by_count(signs: Signs) -> float:
    return inf if signs.pairs else sum(last - first + 1 for first, last in signs.characters)


def pairs_first(signs: Signs) -> float:
    return len(signs.pairs) + 1000 * by_count(Signs(signs.characters))


def shown(pattern: str, flags: int = re.ASCII) -> str | None:
    """The characters that a pattern needs, ranges written out."""
    found = needed(re.compile(pattern, flags), by_count)
    if found is None:
        return None
    return "".join(chr(point) for first, last in found.characters for point in range(first, last + 1))


@given(TEXTS)
@examples(500)
def test_the_sieve_changes_nothing(text: str) -> None:
    assert clean(text, RULE_SET) == clean(text, OPEN)


def holds(line: str, signs: Signs | None) -> bool:
    if signs is None:
        return True
    single = any(a <= ord(each) <= b for a, b in signs.characters for each in line)
    return single or any(a + b in signs.pairs for a, b in pairwise(line))


@given(SETS, st.lists(st.text(LETTERS | st.sampled_from("ab"), max_size=8), min_size=1), SETS)
def test_every_line_is_told_what_it_holds(
    sets: list[Signs | None], lines: list[str], besides: list[Signs | None]
) -> None:
    besides = besides[: len(sets)]
    sieve = Sieve(lambda: sets, lambda: besides)
    answers = sieve.lines("\n".join(lines))
    assert len(answers) == len(lines)
    for line, answer in zip(lines, answers, strict=True):
        short, long = sieve.line(f"{line}\n"), sieve.line(f"{line}\n" + " " * 100)
        for number, signs in enumerate(sets):
            also = besides[number] if number < len(besides) else None
            held = holds(f"{line}\n", signs) and holds(f"{line}\n", also)
            assert not held or (answer & short & long) >> number & 1
            known = [one for one in (signs, also) if one is not None]
            if max((b for one in known for _, b in one.characters), default=0) < 0x10000 and line.isascii():
                assert held == bool(short >> number & 1)
        assert not answer >> len(sets)


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


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("总结|报告", "总结 报告"),
        ("(?:[甲乙])?丙丁", "丙丁"),
        ("[甲乙]+[丙丁]", "甲丙 甲丁 乙丙 乙丁"),
        (r"第\d", " ".join(f"第{each}" for each in "0123456789")),
        ("(?:甲|乙丙)丁", "甲丁 丙丁"),
        ("甲(?=乙)丙", "甲丙"),
        ("[甲乙](?<=丙.)丁?", "丙乙 丙甲"),
        ("[甲乙](?<=(?:丙丁|丁丙).)", "丙丁 丁丙"),
        ("(?<=甲.)乙", ""),
        ("甲乙?丙", ""),
        ("甲\n乙丙", "乙丙"),
        ("甲\n丙", ""),
        ("(?<=甲乙)丙", "甲乙"),
        ("(?:甲乙){0,3}丙", ""),
        ("(?:丙甲乙){2}", "丙甲"),
        ("(?i:ab)", "AB Ab aB ab"),
        ("甲^乙", ""),
        ("[一-鿿][一-鿿]", ""),
    ],
)
def test_which_pairs_a_pattern_needs(pattern: str, wanted: str) -> None:
    found = needed(re.compile(pattern, re.ASCII), pairs_first)
    assert (found.pairs if found else frozenset()) == frozenset(wanted.split())


@pytest.mark.parametrize(
    "pattern", ["甲\n", r"甲\s", "[^乙]甲", "甲(?=\n)", "(?s:甲.)", r"[\t-\r]甲", r"甲\W", r"(?:甲|\D)甲"]
)
def test_what_may_reach_over_a_line_end_is_not_asked_of_a_line(pattern: str) -> None:
    assert needed_in_line(re.compile(pattern), by_count) is None
    assert needed(re.compile(pattern), by_count)


@pytest.mark.parametrize(
    "pattern", ["甲.", r"甲[^\n]{3}", r"^甲\d$", "(?!\n)甲", "(?P<a>甲)(?P=a)", r"[^\W]甲", r"甲\S"]
)
def test_what_stays_in_a_line_is_asked_of_it(pattern: str) -> None:
    assert needed_in_line(re.compile(pattern), by_count)


def test_digits_of_all_scripts_are_not_taken_for_ascii_ones() -> None:
    assert shown(r"\d", 0) is None


def test_rare_characters_are_chosen() -> None:
    common = commonness({"的": 0, "一": 1, "确": 900})
    single = Signs(tuple(sorted((ord(each), ord(each)) for each in "确一A")))
    assert rarest(["的确", "一，", "1A"], characters_only(common)) == single
    assert rarest(["的确", "一，", "确一"], common) == Signs((), frozenset({"的确", "一，", "确一"}))
    assert rarest([], common) is None


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("甲乙|[丙丁]戊?", "甲丙丁"),
        ("(?:甲|乙)*丙", ""),
        (r"\d", "0123456789"),
        ("[^甲]", ""),
        ("[一-鿿]", ""),
    ],
)
def test_what_a_pattern_begins_with(pattern: str, wanted: str) -> None:
    assert beginnings(re.compile(pattern, re.ASCII)) == frozenset(wanted)


@pytest.mark.parametrize(
    ("pattern", "keeps"),
    [
        ("甲乙", True),
        ("甲$", False),
        (r"甲\Z", True),
        (r"(?<=\A甲)乙", True),
        ("甲(?!\n)", True),
        (r"甲(?=乙?\n|\Z)", True),
        (r"甲(?=\n乙)", False),
        (r"甲(?=\s*乙)", False),
        (r"甲(?=\n*)", False),
        (r"(?:(?<=\n甲)|(?<=[丙\n]丁))乙", True),
        (r"(?<=乙\n)甲", False),
        (r"甲\n?", False),
        ("(?:甲(?!乙)|丙)", True),
        (r"(?:甲\b|乙)", False),
        ("甲*", False),
    ],
)
def test_which_patterns_find_in_a_line_what_they_find_in_the_text(pattern: str, *, keeps: bool) -> None:
    assert keeps_to_line(re.compile(pattern)) is keeps


@given(TEXTS)
@examples(200)
def test_rules_that_keep_to_a_line_find_there_what_they_find_in_the_text(text: str) -> None:
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
    places = list(zip(starts, [*starts[1:], len(text)], strict=True))
    for rule in RULE_SET.inline:
        if rule.by_line:
            found = [match.span() for place in places for match in rule.pattern.finditer(text, *place)]
            assert found == [match.span() for match in rule.pattern.finditer(text)]
