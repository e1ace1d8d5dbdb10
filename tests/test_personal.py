"""Numbers of persons are found in what is published, told with their middle hidden, and left where they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cleaning.personal import LETTERS, WEIGHTS, is_id_card, is_luhn, load_personal, masked, personal
from archive.errors import RuleError
from archive.preparing.prepare import prepare
from archive.preparing.ruleset import load_ruleset
from archive.reading.originals import discover
from archive.rulefiles.codes import load_codes
from archive.rulefiles.overrides import Overrides

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
PERSONAL = load_personal(RULES)
CASES = [(code, text, True) for code, kind in PERSONAL.kinds.items() for text in kind.hits]
CASES += [(code, text, False) for code, kind in PERSONAL.kinds.items() for text in kind.misses]


@pytest.mark.parametrize(("code", "text", "hit"), CASES)
def test_each_kind_hits_its_hits_and_misses_its_misses(code: str, text: str, *, hit: bool) -> None:
    assert (code in {note.code for note in personal(text, PERSONAL)}) is hit


def test_every_kind_is_a_finding_to_be_reviewed() -> None:
    assert [load_codes()[code].severity for code in PERSONAL.kinds] == ["review"] * 4
    assert list(PERSONAL.kinds) == ["personal-bank", "personal-id", "personal-phone", "personal-qq"]


def test_a_note_counts_and_hides() -> None:
    (note,) = personal("电话13800138000，或13900139000。", PERSONAL)
    assert (note.code, note.message) == ("personal-phone", "有 2 处，第一处是 138******00")
    assert masked("12345") == "123*45"


@given(st.integers(1, 999999), st.dates(min_value=date(1800, 1, 1)), st.integers(0, 999))
def test_the_check_character_of_identity_cards_notices_every_wrong_digit(
    place: int, born: date, number: int
) -> None:
    body = f"{place:06d}{born.year:04d}{born.month:02d}{born.day:02d}{number:03d}"
    right = LETTERS[sum(int(a) * b for a, b in zip(body, WEIGHTS, strict=True)) % 11]
    assert [sign for sign in LETTERS if is_id_card(body + sign)] == [right]


@given(st.text("0123456789", min_size=15, max_size=18))
def test_exactly_one_digit_completes_a_card_number(body: str) -> None:
    assert sum(is_luhn(f"{body}{digit}") for digit in range(10)) == 1


def test_what_is_published_is_looked_at_and_not_changed(tmp_path: Path) -> None:
    text = "党支部2019年工作总结\n2019年，党支部认真开展学习。\n联系人张三的身份证号为11010519491231002X。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (found,) = discover(tmp_path)
    ((head, body),) = prepare(found, load_ruleset(RULES, "test"), Overrides()).documents
    assert "personal-id" in {note.code for note in head.notes}
    assert "11010519491231002X" in body.markdown
    assert "11010519491231002X" not in body.record


@pytest.mark.parametrize(("pattern", "says"), [("(", "unterminated"), ("x", "number")])
def test_a_pattern_that_cannot_work_is_refused(tmp_path: Path, pattern: str, says: str) -> None:
    (tmp_path / "personal.yml").write_text(
        f"kinds:\n  a: {{pattern: '{pattern}', hits: [x], misses: [y]}}\n", encoding="utf-8"
    )
    with pytest.raises(RuleError, match=says):
        load_personal(tmp_path)
