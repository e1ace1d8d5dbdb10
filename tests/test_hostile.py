"""No text of an original, and no name of a file, becomes markup: from its bytes to the built page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.checking import markup
from archive.places import MISSING
from fuzz import run, targets
from hostile_site import ATTACKS, CASES, framed
from project_copy import Project

attacks = st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=8)), min_size=1, max_size=6)
texts = st.tuples(attacks, st.sampled_from(("", "\n", " ", "　　", "。"))).map(
    lambda made: made[1].join(made[0])
)
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
LONG = settings(max_examples=10_000, deadline=None, suppress_health_check=SLOW)


@pytest.mark.parametrize("kind", CASES)
def test_attacks_stay_text_alone_and_in_every_place_of_a_report(kind: str) -> None:
    for attack in CASES[kind]:
        for text in (attack, framed(attack)):
            targets.text(text.encode("utf-8"))


@QUICK
@given(texts)
def test_attacks_joined_at_will_stay_text(text: str) -> None:
    targets.text(text.encode("utf-8"))


@pytest.mark.slow
@LONG
@given(texts)
def test_attacks_joined_at_will_stay_text_ten_thousand_times(text: str) -> None:
    targets.text(framed(text).encode("utf-8", "replace"))


@QUICK
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_stay_text(data: bytes) -> None:
    targets.text(data)


@pytest.mark.slow
@LONG
@given(st.one_of(st.binary(max_size=400), texts.map(lambda text: text.encode("utf-8"))))
def test_cleaning_loses_nothing_of_any_bytes(data: bytes) -> None:
    targets.cut(data)


@QUICK
@given(st.one_of(st.binary(max_size=60), texts.map(lambda text: text.encode("utf-8"))))
def test_any_query_is_understood_or_refused(data: bytes) -> None:
    targets.query(data)


@pytest.mark.parametrize("task", range(len(targets.TASKS)))
def test_attacks_in_other_formats_stay_text(task: int) -> None:
    for attack in ATTACKS[::9]:
        targets.office(bytes([task]) + f"<w:p><w:r><w:t>{attack}</w:t></w:r></w:p>{attack}".encode())


# The built site ------------------------------------------------------------------------------------------


def test_a_site_of_attacks_is_built_of_allowed_markup_only(attacked: Project) -> None:
    where = attacked.where
    rows = json.loads((where.site / "catalog.json").read_bytes())["reports"]
    assert len(rows) > len(ATTACKS)
    assert markup.site(where.site, where.rules, 1) == ()


def test_no_file_of_a_site_of_attacks_has_a_name_that_came_from_them(attacked: Project) -> None:
    for path in attacked.where.site.rglob("*"):
        name = path.relative_to(attacked.where.site).as_posix()
        assert "owned" not in name
        assert "script" not in name.removeprefix("assets/")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>x</script>",
        '<script src="x.js" onload="y"></script>',
        '<p onclick="x">',
        '<p style="x">',
        "<p onclick=x>",
        "<iframe>",
        '<a href="javascript:x">',
        '<a href=" javascript:x">',
        '<a href="java&#115;cript:x">',
        '<a href="data:text/html,x">',
        '<form action="javascript:x">',
        "<p\nonclick=x>",
        "<p/onclick=x>",
        "<style>a{}</style>",
        '<base href="x">',
        "<!-- <b> -->",
        "<x",
        "<?php",
        '<script type="application/ld+json">{"a":"<!--"}</script>',
    ],
)
def test_the_scan_sees_what_must_not_be_there(attack: str) -> None:
    pattern = markup.load_pattern(targets.RULES)
    sound = (
        f'<!doctype html><html lang="zh"><head>{markup.POLICY}x"><script defer src="a.js"></script></head>'
    )
    assert list(markup.page("a.html", sound, pattern)) == []
    assert len(list(markup.page("a.html", f"{sound}<p>x{attack}", pattern))) == 1


def test_each_page_that_is_wrong_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>", encoding="utf-8")
    found = markup.site(tmp_path, targets.RULES, 1)
    assert [(each.code, each.path) for each in found] == [("markup-forbidden", "a.html")]


def test_the_scan_asks_for_the_policy_and_knows_the_page_that_brings_its_own() -> None:
    pattern = markup.load_pattern(targets.RULES)
    assert list(markup.page("a.html", "<p>x</p>", pattern)) == ["没有内容安全策略"]
    inline = f'{markup.POLICY}x"><style>a{{}}</style><script>go()</script>'
    assert list(markup.page(MISSING, inline, pattern)) == []
    assert len(list(markup.page("reports/404.html", inline, pattern))) == 1


# What fuzzing found --------------------------------------------------------------------------------------


def test_the_fuzzing_command_knows_every_target() -> None:
    assert set(run.NAMES) == set(targets.TARGETS)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_what_fuzzing_once_found_stays_cured(name: str) -> None:
    found = sorted((run.FOUND / name).glob("*"))
    if not found:
        pytest.skip(f"fuzzing has found nothing for {name} yet")
    for path in found:
        targets.TARGETS[name](path.read_bytes())
