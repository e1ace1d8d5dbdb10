"""The search form: the table equals its definition, and every way to apply it gives the same."""

from __future__ import annotations

import unicodedata
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RuleError
from archive.search.codec import Damaged
from archive.search.define import definition
from archive.search.form import SearchForm, load_form, search_form, string
from archive.search.formtable import LAST, FormTable, dump, in_core, load, merged, of_payload, part, payload

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
FILE = RULES / "search-form.txt"


@pytest.fixture(scope="module")
def table() -> FormTable:
    return load(FILE)


@pytest.fixture(scope="module")
def form(table: FormTable) -> SearchForm:
    assert load_form(RULES).apply("黨") == "党"
    return search_form(table)


def test_table_is_its_definition_on_all_code_points(table: FormTable) -> None:
    made_with = unicodedata.unidata_version, f"OpenCC {version('OpenCC')} t2s"
    if (table.unicode, table.opencc) == made_with:
        assert definition() == table
    else:  # another Unicode knows more characters, but has the same rule for those of the table
        assert _differences(definition(), table) < 200


def _differences(one: FormTable, other: FormTable) -> int:
    a, b = search_form(one), search_form(other)
    return sum(a.apply(chr(point)) != b.apply(chr(point)) for point in range(0x10000) if b.count[point])


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("不忘初心、牢记使命", "不忘初心牢记使命"),
        ("ＡＢＣ１２３", "abc123"),
        ("黨的建設　工作", "党的建设工作"),
        ("①⑵㈢Ⅳ", "12三iv"),
        ("STRASSE straße", "strassestrasse"),
        ("二〇一八年 二○一八", "二〇一八年二一八"),
        ("XXX支部“牛鼻子”", "xxx支部牛鼻子"),
        ("\u3000 \n\t……——《》", ""),
        ("𠀀😀", "𠀀"),
        ("⾏政", "行政"),
    ],
)
def test_form_of(form: SearchForm, text: str, want: str) -> None:
    assert form.apply(text) == want


def test_form_of_every_code_point_is_settled(form: SearchForm) -> None:
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, LAST + 1))))
    once = form.apply(everything)
    assert form.apply(once) == once
    assert "\0" not in once


@given(st.text(), st.text())
def test_form_of_a_concatenation(form: SearchForm, one: str, other: str) -> None:
    assert form.apply(one + other) == form.apply(one) + form.apply(other)


@given(st.text(st.characters(codec=None)))
def test_every_unit_leads_back_to_its_character(form: SearchForm, text: str) -> None:
    mapped = form.mapped(text)
    apart = [form.units(char) for char in text]
    assert mapped.source.tolist() == [i for i, units in enumerate(apart) for _ in units]
    assert mapped.units.tolist() == [int(unit) for units in apart for unit in units]


@given(st.lists(st.text()))
def test_measured_bounds_are_lengths_of_forms(form: SearchForm, texts: list[str]) -> None:
    bounds = np.cumsum([0, *map(len, texts)])
    units, ends = form.measured("".join(texts), bounds)
    pieces = [string(units[a:b]) for a, b in zip(ends.tolist(), ends.tolist()[1:], strict=False)]
    assert pieces == [form.apply(text) for text in texts]


def test_file_and_payloads_hold_the_whole_table(table: FormTable, tmp_path: Path) -> None:
    copy = tmp_path / "table.txt"
    copy.write_text(dump(table), "utf-8")
    assert load(copy) == table
    core, rare = part(table, core=True), part(table, core=False)
    assert merged(of_payload(payload(core), "form"), of_payload(payload(rare), "rare")) == table


def test_core_decides_alone_about_what_it_covers(table: FormTable, form: SearchForm) -> None:
    core = search_form(part(table, core=True))
    covered = [point for point in range(LAST + 1) if in_core(point)]
    assert core.count[covered].tolist() == form.count[covered].tolist()
    assert core.count.sum() == core.count[covered].sum()
    # Of equal counts, so that equal wholes are equal character by character.
    text = "".join(map(chr, covered))
    assert core.apply(text) == form.apply(text)


@pytest.mark.parametrize("line", ["keep 30", "map 41-5a", "many bd", "drop 20", "map 41-5a +zz", ""])
def test_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "table.txt"
    file.write_text(f"unicode 1\nopencc 1\n{line}\n", "utf-8")
    with pytest.raises(RuleError, match="第 3 行"):
        load(file)


def test_versions_are_needed(tmp_path: Path) -> None:
    file = tmp_path / "table.txt"
    file.write_text("keep 30-39\n", "utf-8")
    with pytest.raises(RuleError, match="没有写版本"):
        load(file)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"unicode":"1"}', "null"])
def test_damaged_payload_is_refused(text: str) -> None:
    with pytest.raises(Damaged):
        of_payload(text, "form-00000000")
