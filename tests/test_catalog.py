"""The catalogue has every key for every report, in one order, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import ArchiveError
from archive.model import Report
from archive.site.catalog import KEYS, load, rows, rows_csv, rows_json


def report(number: int, **more: object) -> Report:
    values: dict[str, object] = {
        "title": f"题{number}",
        "source": "a.txt",
        "sources": ("a.txt",),
        "year": 2018,
    }
    return Report(id=f"r{number:012x}", sha256="0" * 64, chars=3, blocks=(), **(values | more))  # type: ignore[arg-type]


def test_every_key_is_there_and_unknown_is_null() -> None:
    held = json.loads(rows_json(rows([report(1, year=None)], {})))
    assert held["version"] == 1
    assert list(held["reports"][0]) == [
        "id", "title", "year", "type", "unit_level", "admin_level", "sector", "url", "source", "sources", "aliases",
        "chars", "edits",
    ]  # fmt: skip
    assert held["reports"][0]["year"] is None
    assert held["reports"][0]["url"] == "reports/00/r000000000001.html"
    assert held["reports"][0]["edits"] == 0


def test_rows_are_newest_first_and_unknown_years_last() -> None:
    found = rows(
        [report(1, year=None), report(2, year=2018), report(3, year=2020), report(4, title="一")], {}
    )
    assert [row.id[-1] for row in found] == ["3", "4", "2", "1"]


def test_the_catalogue_does_not_depend_on_the_order_of_reports() -> None:
    some = [report(number, year=2010 + number % 3) for number in range(6)]
    assert rows_json(rows(some, {})) == rows_json(rows(some[::-1], {}))
    assert rows_csv(rows(some, {})) == rows_csv(rows(some[::-1], {}))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_looks_like_a_formula_is_guarded(start: str) -> None:
    text = rows_csv(rows([report(1, title=f"{start}cmd|' /C calc'!A0", source="@x", sources=("@x",))], {}))
    row = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert row["title"].startswith(f"'{start}")
    assert row["source"] == "'@x"


def test_csv_and_json_say_the_same() -> None:
    some = [report(1, sources=("a.txt", "b.txt"), aliases=("r1", "r2")), report(2, sector="机关")]
    text = rows_csv(rows(some, {"r000000000001": 7}))
    assert text.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    held = json.loads(rows_json(rows(some, {"r000000000001": 7})))["reports"]
    for row, item in zip(table, held, strict=True):
        for key in KEYS:
            value = item[key]
            assert row[key] == (
                "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
            )


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_title_and_file_name_can_be_read_back(title: str, source: str) -> None:
    some = [report(1, title=title, source=source, sources=(source,))]
    text = rows_json(rows(some, {}))
    text.encode("utf-8")
    rows_csv(rows(some, {})).encode("utf-8")
    assert load(text) == rows(some, {})


def test_a_damaged_byte_in_a_file_name_is_kept() -> None:
    some = [report(1, source="\udcff.txt", sources=("\udcff.txt",))]
    assert load(rows_json(rows(some, {})))[0].source == "\udcff.txt"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version":2,"reports":[]}', '{"version":1,"reports":[{"id":"r1"}]}']
)
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(ArchiveError, match="catalog"):
        load(text)
