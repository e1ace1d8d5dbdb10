"""Similar reports: the estimate against the exact index, and what is linked."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from archive.checking.findings import same_work
from archive.duplicates.grouping import Document, Publication
from archive.duplicates.similar import Pair, load_similar, neighbours, signature, similar_pairs
from archive.model import Report
from archive.prepared import Head
from archive.rulefiles.overrides import Correction, Overrides

RULES = load_similar(Path(__file__).resolve().parent.parent / "data" / "rules")
SIGNS = "党建工作组织学习制度责任落实监督检查干部群众服务发展问题整改"


def text(seed: int, length: int = 3000) -> str:
    chosen = random.Random(seed)
    return "".join(chosen.choice(SIGNS) for _ in range(length))


def units(said: str) -> np.ndarray:
    return np.frombuffer(said.encode("utf-16-le"), np.uint16)


def jaccard(first: str, second: str) -> float:
    runs = [
        {said[i : i + RULES.shingle] for i in range(len(said) - RULES.shingle + 1)}
        for said in (first, second)
    ]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def agreement(first: bytes, second: bytes) -> float:
    return float((np.frombuffer(first, "<u4") == np.frombuffer(second, "<u4")).mean())


@pytest.mark.parametrize("kept", [3000, 2700, 2400, 2000])
def test_the_estimate_is_near_the_exact_index(kept: int) -> None:
    first = text(1)
    second = first[:kept] + text(2, 3000 - kept)
    pairs = similar_pairs({"a": signature(units(first), RULES), "b": signature(units(second), RULES)}, RULES)
    assert len(pairs) == 1
    assert pairs[0].likeness == pytest.approx(jaccard(first, second), abs=0.15)


@pytest.mark.parametrize("length", [40, 80, 160, 400, 1600])
def test_short_reports_are_estimated_as_well_as_long_ones(length: int) -> None:
    errors = []
    for seed in range(20):
        first = text(seed, length)
        second = first[: length * 3 // 4] + text(seed + 100, length // 4)
        likeness = agreement(signature(units(first), RULES), signature(units(second), RULES))
        errors.append(likeness - jaccard(first, second))
    assert abs(sum(errors)) / len(errors) < 0.05
    assert max(map(abs, errors)) < 0.2


def test_runs_count_once_and_in_any_order() -> None:
    said = text(4, 300)
    twice, turned = said * 2, (said[100:] + said[:100]) * 3
    assert signature(units(twice), RULES) == signature(units(turned), RULES)


def test_one_run_fills_every_bin() -> None:
    only = np.frombuffer(signature(units("党建工作好"), RULES), "<u4")
    assert len(only) == RULES.bins == RULES.bands * RULES.rows
    assert len(set(only.tolist())) == 1


def test_different_reports_are_no_pair() -> None:
    assert similar_pairs({str(n): signature(units(text(n)), RULES) for n in range(20)}, RULES) == ()


def test_the_same_text_is_the_same_work() -> None:
    same = signature(units(text(3)), RULES)
    assert similar_pairs({"b": same, "a": same}, RULES) == (Pair("a", "b", 1.0),)
    assert similar_pairs({"a": same, "b": same}, RULES)[0].likeness >= RULES.same


def test_a_text_shorter_than_a_run_is_similar_to_nothing() -> None:
    assert signature(units("党建"), RULES) == b""
    assert similar_pairs({"a": b"", "b": b""}, RULES) == ()


def test_each_report_links_to_its_nearest_ones_only() -> None:
    pairs = [Pair("a", f"b{n}", 0.9 - n / 100) for n in range(RULES.most + 3)]
    linked = neighbours(pairs, RULES)
    assert [name for name, _ in linked["a"]] == [f"b{n}" for n in range(RULES.most)]
    assert linked["b0"] == (("a", 0.9),)


def test_a_form_that_many_fill_in_costs_no_more_than_its_number() -> None:
    same = signature(units(text(3)), RULES)
    names = [f"r{n:05d}" for n in range(2000)]
    pairs = similar_pairs(dict.fromkeys(names, same), RULES)
    assert len(pairs) < len(names) * (RULES.near + 1)
    assert set(neighbours(pairs, RULES)) == set(names)
    found = same_work(pairs, [publication(name) for name in names], Overrides(), RULES.same)
    assert len(found) == len(names) - 1


@pytest.mark.parametrize(("told", "codes"), [((), ["near-duplicate"]), (("r2",), [])])
def test_nearly_equal_reports_are_listed_until_told_apart(told: tuple[str, ...], codes: list[str]) -> None:
    overrides = Overrides({"r1": Correction("两篇", not_same_as=told)})
    shown = [publication("r1"), publication("r2")]
    found = same_work([Pair("r1", "r2", 0.95)], shown, overrides, RULES.same)
    assert [each.code for each in found] == codes


@pytest.mark.parametrize("name", ["r1", "r2"])
def test_a_pair_that_was_seen_from_either_side_is_not_listed(name: str) -> None:
    overrides = Overrides({name: Correction("看过", seen=("near-duplicate",))})
    shown = [publication("r1"), publication("r2")]
    assert same_work([Pair("r1", "r2", 0.95)], shown, overrides, RULES.same) == ()


def test_reports_that_are_only_similar_are_not_listed() -> None:
    shown = [publication("r1"), publication("r2")]
    assert same_work([Pair("r1", "r2", 0.6)], shown, Overrides(), RULES.same) == ()


def publication(name: str) -> Publication:
    report = Report(name, "标题", f"{name}.txt", (f"{name}.txt",), "0" * 64, 2, ())
    return Publication(report, Document("key", 0, Head(report, "", 0, "txt")), 0)
