"""Files of rows: what stands there is copied only while it is what the last build left, and made of the same."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.building.rows import Rows, write_rows

KEYS = st.lists(st.sampled_from("甲乙丙丁戊己"), unique=True)


def at(folder: Path) -> Rows:
    return Rows(folder / "rows.jsonl", folder / "ledger", "code", "起\n", "止\n")


def text(key: str) -> str:
    return "" if key == "空" else f"{key * 3}\n"


def write(rows: Rows, keys: list[str]) -> int:
    """Write rows and hold the file to plain writing; gives the number of rows made anew."""
    made = write_rows(rows, keys, lambda place: text(keys[place]))
    assert rows.path.read_text("utf-8") == "".join((rows.begin, *map(text, keys), rows.end))
    return made


@pytest.mark.parametrize(
    ("then", "made"),
    [
        (["甲", "空", "乙", "丙"], 0),
        (["甲", "空", "新", "乙", "丙"], 1),
        (["丙", "乙", "甲"], 0),
        (["乙"], 0),
        ([], 0),
        (["新", "甲", "空", "乙", "丙", "又"], 2),
    ],
)
def test_only_new_rows_are_made(tmp_path: Path, then: list[str], made: int) -> None:
    assert write(at(tmp_path), ["甲", "空", "乙", "丙"]) == 4
    assert write(at(tmp_path), then) == made


@given(st.lists(KEYS, min_size=1, max_size=5))
def test_any_sequence_of_rows_is_written_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[str]]
) -> None:
    rows = at(tmp_path_factory.mktemp("rows"))
    before: list[str] = []
    for keys in runs:
        assert write(rows, keys) == len(set(keys) - set(before))
        before = keys


def test_a_file_that_was_touched_is_not_copied_from(tmp_path: Path) -> None:
    rows = at(tmp_path)
    write(rows, ["甲", "乙"])
    rows.path.write_text(rows.path.read_text("utf-8").replace("甲", "坏"), "utf-8")
    os.utime(rows.path, ns=(1, 1))
    assert write(rows, ["甲", "乙"]) == 2


def test_a_file_that_was_replaced_is_not_copied_from(tmp_path: Path) -> None:
    rows = at(tmp_path)
    write(rows, ["甲", "乙"])
    time = rows.path.stat().st_mtime_ns
    (tmp_path / "other").write_text(rows.path.read_text("utf-8").replace("甲", "坏"), "utf-8")
    (tmp_path / "other").replace(rows.path)
    os.utime(rows.path, ns=(time, time))
    assert write(rows, ["甲", "乙"]) == 2


def test_rows_made_by_other_code_are_not_copied(tmp_path: Path) -> None:
    write(at(tmp_path), ["甲", "乙"])
    assert write(replace(at(tmp_path), context="other"), ["甲", "乙"]) == 2


@pytest.mark.parametrize("content", [b"", b"no ledger", b"\xe9\x01\x00\x00\x00"])
def test_a_damaged_ledger_is_not_believed(tmp_path: Path, content: bytes) -> None:
    rows = at(tmp_path)
    write(rows, ["甲"])
    rows.ledger.write_bytes(content)
    assert write(rows, ["甲"]) == 1


def test_a_file_that_is_gone_is_written_again(tmp_path: Path) -> None:
    rows = at(tmp_path)
    write(rows, ["甲"])
    rows.path.unlink()
    assert write(rows, ["甲"]) == 1
