"""Kept rules are the rules: they find the same, and are not believed where anything they are made from has changed."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.cleaning.clean import clean
from archive.errors import RuleError
from archive.preparing import kept
from archive.preparing.kept import ACROSS, RulesPlace, across_at, keep, rules_at
from archive.preparing.ruleset import Ruleset, load_ruleset

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "data" / "rules"
fresh = rules_at.__wrapped__  # as in another process


@pytest.fixture(scope="module")
def loaded() -> Ruleset:
    return load_ruleset(RULES, "test")


@pytest.fixture
def place(tmp_path: Path) -> RulesPlace:
    made = RulesPlace(RULES, "test", tmp_path / "rules")
    keep(made)
    return made


def test_every_pattern_is_there_again_and_finds_the_same(loaded: Ruleset, place: RulesPlace) -> None:
    again = fresh(place)
    assert again is not loaded
    for one, other in zip(loaded.clean.whole, again.clean.whole, strict=True):
        assert (one.rule, one.part) == (other.rule, other.part)
        assert one.ended.pattern == other.ended.pattern
        for text in (*one.rule.hits, *one.rule.misses):
            assert _found(one.ended.pattern, text) == _found(other.ended.pattern, text)
    for (_, mine, _), (_, theirs, _) in zip(loaded.clean.inline, again.clean.inline, strict=True):
        assert mine == theirs
        assert dict(mine.groupindex) == dict(theirs.groupindex)


def test_kept_rules_clean_a_text_as_the_rules_do(loaded: Ruleset, place: RulesPlace) -> None:
    for path in sorted((ROOT / "data" / "raw").rglob("*.txt")):
        text = path.read_text("utf-8")
        assert clean(text, fresh(place).clean).edits == clean(text, loaded.clean).edits


def test_the_tables_of_signs_are_kept_and_not_made_again(
    place: RulesPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("asked anew")

    for name in ("needed", "needed_in_line", "rarest"):
        monkeypatch.setattr(f"archive.cleaning.rules.{name}", refused)
    monkeypatch.setattr("re._compiler.compile", refused)
    re.purge()
    rules = fresh(place)
    assert rules.clean.sieve.lines("点击下载全文\n各位代表：\n")
    assert all(each.ended.pattern for each in rules.clean.whole)


def test_what_is_damaged_is_loaded_and_kept_anew(loaded: Ruleset, place: RulesPlace) -> None:
    path = kept._file(place)
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    assert fresh(place) is loaded
    assert not path.exists()
    keep(place)
    assert path.read_bytes() == content


def test_rules_are_kept_for_their_digest_wherever_their_folder_lies(
    loaded: Ruleset, place: RulesPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = tmp_path / "moved"
    again = fresh(place._replace(folder=moved))
    assert again.folder == moved
    assert again.similar == loaded.similar
    monkeypatch.setattr(pickle, "loads", lambda _: pytest.fail("read"))
    changed = place._replace(digest="changed")
    fresh(changed)
    keep(changed)
    assert {*place.kept.iterdir()} == {kept._file(changed), kept._file(changed, ACROSS)}


def test_what_is_asked_across_documents_is_kept_without_the_rules(
    loaded: Ruleset, place: RulesPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "rules_at", lambda _: pytest.fail("loaded"))
    again = across_at.__wrapped__(place)
    assert again.similar == loaded.similar
    assert again.repeated == loaded.clean.file.mining.documents
    assert again.allowed["type"] == frozenset(loaded.classify.values()["type"])
    assert "label-unsure" in again.allowed["seen"]


def test_a_build_loads_what_works_on_an_original_only_where_one_is_worked_on() -> None:
    heavy = [
        f"archive.{name}"
        for name in ("cleaning.clean", "labels.classify", "preparing.prepare", "structuring.structure")
    ]
    asked = f"import sys, archive.building.pipeline; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT / "scripts", capture_output=True, check=True, encoding="utf-8"
    )
    assert run.stdout.strip() == "[]"


def test_a_rule_that_is_wrong_is_refused_where_none_are_kept(tmp_path: Path) -> None:
    rules = tmp_path / "data"
    shutil.copytree(RULES, rules)
    (rules / "similar.yml").write_text("shingles: 5\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"similar.yml.*没有这个键"):
        fresh(RulesPlace(rules, "test", tmp_path / "rules"))


def _found(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]
