"""Fingerprints: the promise of winnowing, the packed shards, and drafts checked against plain reading."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import index
from archive.search.reader import Reader
from archive.search.settings import PrintSettings, load_settings
from archive.site.markdown import load
from archive.study import fingerprints
from archive.study.fingerprints import PrintOptions
from archive.study.winnowing import GRAM, GUARANTEE, REACH, WINDOW, Prints
from archive.study.winnowing import fingerprints as chosen

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "data" / "rules"
SCRIPT = ROOT / "tests" / "js" / "draft.js"
few = st.text(st.sampled_from("甲乙丙"), max_size=60)
many = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40), max_size=60)


def stream(*texts: str) -> Prints:
    return chosen(np.array([ord(one) for text in texts for one in f"{text}\0"], np.uint16))


def marks(prints: Prints) -> set[tuple[int, int]]:
    return set(zip(prints.place.tolist(), prints.key.tolist(), strict=True))


@given(few | many, few | many, st.text(st.sampled_from("甲乙丙丁"), min_size=GUARANTEE, max_size=30), few)
def test_two_texts_that_share_a_stretch_share_a_print_in_each_of_its_windows(
    before: str, other: str, shared: str, after: str
) -> None:
    one, two = marks(stream(before + shared + after)), marks(stream(other + shared))
    for window in range(len(shared) - GUARANTEE + 1):
        inside = range(window, window + WINDOW)
        keys = [
            {(place - lead, key) for place, key in found if place - lead in inside}
            for found, lead in ((one, len(before)), (two, len(other)))
        ]
        assert keys[0] & keys[1]


@given(st.lists(few | many, max_size=4))
def test_no_print_reaches_over_the_end_of_a_text(texts: Sequence[str]) -> None:
    together = stream(*texts)
    alone = [stream(text) for text in texts]
    assert together.key.tolist() == [key for each in alone for key in each.key.tolist()]
    assert not any(len(each.place) for text, each in zip(texts, alone, strict=True) if len(text) < GUARANTEE)


def test_the_density_is_that_of_winnowing() -> None:
    chance = random.Random(3)
    text = "".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(50_000))
    assert len(stream(text).place) / len(text) == pytest.approx(2 / (WINDOW + 1), rel=0.03)


def test_what_stands_around_tells_how_far_a_stretch_may_reach() -> None:
    gram, left, right = "一二三四五六", "子丑寅卯辰巳午", "甲乙丙丁戊己庚"
    assert (len(gram), len(left), len(right)) == (GRAM, REACH, REACH)
    one = stream(f"{left}{gram}{right}")
    for same in range(REACH):
        other = stream(f"{left[:1] + '差' * (REACH - 1)}{gram}{right[:same]}{'异' * (REACH - same)}")
        places = [np.flatnonzero(each.place == REACH) for each in (one, other)]
        if all(map(len, places)):
            difference = int(one.right[places[0][0]] ^ other.right[places[1][0]])
            assert difference & ((1 << 3 * same) - 1) == 0


def test_the_browser_chooses_the_same(tmp_path: Path) -> None:
    chance = random.Random(5)
    letters = ["甲乙", "天地玄黄宇宙洪荒", "".join(chr(0x4E00 + each) for each in range(2000))]
    texts = ["", "短", "甲" * 40]
    texts += ["".join(chance.choices(letters[n % 3], k=chance.randrange(200))) for n in range(60)]
    for text, found in zip(texts, _node(tmp_path, {"forms": texts}), strict=True):
        mine = stream(text)
        assert [each["place"] for each in found] == mine.place.tolist(), text
        assert [each["key"] for each in found] == mine.key.tolist()
        inner = [  # at the edges of a draft nothing is compared
            (each["left"], each["right"])
            for each in found
            if REACH <= each["place"] <= len(text) - GRAM - REACH
        ]
        want = [
            (left, right)
            for place, left, right in zip(
                mine.place.tolist(), mine.left.tolist(), mine.right.tolist(), strict=True
            )
            if REACH <= place <= len(text) - GRAM - REACH
        ]
        assert inner == want


def test_shards_are_as_large_as_is_set_and_no_more_than_is_set() -> None:
    settings = PrintSettings(shard_bytes=2560, most_bits=14, few_bytes=0, few_bits=6)
    assert fingerprints.shard_bits(0, settings) == 0
    assert fingerprints.shard_bits(320, settings) == 0
    assert fingerprints.shard_bits(321, settings) == 1
    assert fingerprints.shard_bits(10**9, settings) == 14


def test_a_small_archive_is_in_few_shards_and_a_large_one_in_as_many_as_ever() -> None:
    """300 reports, of which a draft asks for 32 files at most, and 10 000, where no reader may have to load more."""
    settings = load_settings(RULES).prints
    before = replace(settings, few_bytes=0)
    sizes = 10_000, 370_000, 4_400_000
    assert [fingerprints.shard_bits(prints, before) for prints in sizes] == [5, 11, 14]
    assert [fingerprints.shard_bits(prints, settings) for prints in sizes] == [5, 5, 14]


# On the small site ----------------------------------------------------------------------------------------


def _node(folder: Path, asked: object) -> Any:
    run = subprocess.run(
        ["node", str(SCRIPT), str(folder)],
        input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def covered(form: str, texts: Sequence[str], least: int) -> list[tuple[int, int]]:
    """What of a form stands in any of the texts, by plain reading."""
    held = [False] * len(form)
    for at in range(len(form) - least + 1):
        if any(form[at : at + least] in text for text in texts):
            held[at : at + least] = [True] * least
    edges = [at for at in range(len(form) + 1) if (at < len(form) and held[at]) != (at > 0 and held[at - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def together(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch, as one."""
    edges = Counter(edge for span in spans for edge in span)
    alone = sorted(edge for edge, count in edges.items() if count == 1)
    return list(zip(alone[::2], alone[1::2], strict=True))


def drafts(texts: Sequence[str], count: int) -> list[str]:
    """Stretches cut out of the texts at random, near the least lengths, with other words between them."""
    chance = random.Random(17)
    made = []
    for _ in range(count):
        pieces = []
        for _ in range(chance.randrange(1, 12)):
            text = chance.choice(texts)
            at, size = chance.randrange(len(text)), chance.choice((5, 11, 12, 13, 14, 19, 20, 40, 200))
            pieces += [text[at : at + size], "".join(chance.choices("鼎鬲簋爵甲乙", k=chance.randrange(15)))]
        made.append("".join(pieces))
    return made


def test_marks_are_those_of_plain_reading_for_every_least_length(site: Path) -> None:
    reader = Reader(site / "search")
    published = [reader.text(number).text for number in range(len(reader.starts) - 1)]
    forms = [reader.form.apply(text) for text in published]
    least = [13, 14, 20, 40]
    asked = [*drafts(published, 60), "", "天上掉下来的馅饼", published[0]]
    for draft, answer in zip(asked, _node(site / "search", {"drafts": asked, "least": least}), strict=True):
        assert answer["form"] == reader.form.apply(draft)
        for size, result in zip(least, answer["results"], strict=True):
            got = [(mark["start"], mark["end"]) for mark in result["marks"]]
            assert together(got) == covered(answer["form"], forms, size), (size, draft)
            for start, end in got:
                assert any(answer["form"][start:end] in form for form in forms), (size, draft)
            for report in result["reports"]:
                text = next(form for form in forms if report["id"] == _id(reader, forms, form))
                for run in report["runs"]:
                    words = answer["form"][run["start"] : run["end"]]
                    assert len(words) >= size
                    assert text[run["place"] : run["place"] + len(words)] == words


def test_a_passage_ends_where_no_report_goes_on(site: Path) -> None:
    reader = Reader(site / "search")
    text = max((reader.text(number).text for number in range(len(reader.starts) - 1)), key=len)
    form = reader.form.apply(text)
    draft = form[40:100] + form[-100:-40] + "甲乙丙丁" + form[200:240]
    (answer,) = _node(site / "search", {"drafts": [draft], "least": [13]})
    got = [(mark["start"], mark["end"]) for mark in answer["results"][0]["marks"]]
    assert got == [(0, 60), (60, 120), (124, 164)]


def _id(reader: Reader, forms: Sequence[str], form: str) -> str:
    return reader.text(forms.index(form)).id


def test_all_reports_are_listed_where_they_are_few(site: Path) -> None:
    reader = Reader(site / "search")
    published = [reader.text(number) for number in range(len(reader.starts) - 1)]
    (answer,) = _node(site / "search", {"drafts": [published[0].text], "least": [13]})
    form = answer["form"]
    windows = {form[at : at + 13] for at in range(len(form) - 12)}
    want = {
        one.id
        for one in published
        if any(
            text[at : at + 13] in windows for text in [reader.form.apply(one.text)] for at in range(len(text))
        )
    }
    assert {report["id"] for report in answer["results"][0]["reports"]} == want
    assert answer["results"][0]["reports"][0]["shared"] == len(form)
    assert answer["results"][0]["unread"] == []


def test_a_build_with_one_more_report_touches_its_own_shards_only(site: Path, tmp_path: Path) -> None:
    reports = [
        load(path.read_text("utf-8"), path.as_posix())
        for path in sorted((site.parent / "docs/reports").rglob("*.md"))
    ]
    indexing = index.IndexOptions(RULES, tmp_path / "cache", tmp_path / "index")
    options = PrintOptions(indexing, tmp_path / "kept", tmp_path / "prints")

    def made(some: Sequence[Any]) -> fingerprints.PrintSummary:
        return fingerprints.build(index.build(some, indexing).segments, options)

    first = made(reports[:-1])
    assert (first.made, first.read) == (first.shards, len(list((tmp_path / "kept").glob("*.npy"))))
    assert made(reports[:-1]).made == 0
    last = made(reports)
    assert last.read == 1
    assert last.made <= last.shards
    tree = {path.name: path.read_bytes() for path in (tmp_path / "prints").rglob("*.js")}
    shutil.rmtree(tmp_path / "kept")
    shutil.rmtree(tmp_path / "prints")
    whole = made(reports)
    assert whole.made == whole.shards
    assert tree == {path.name: path.read_bytes() for path in (tmp_path / "prints").rglob("*.js")}
    gone = next((tmp_path / "prints" / "f" / "0").glob("0-*.js"))
    gone.unlink()
    assert made(reports).made == 1
    assert tree == {path.name: path.read_bytes() for path in (tmp_path / "prints").rglob("*.js")}


def test_where_most_has_changed_all_shards_are_made(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = sorted((site.parent / "docs/reports").rglob("*.md"))
    reports = [load(path.read_text("utf-8"), path.as_posix()) for path in paths]
    indexing = index.IndexOptions(RULES, tmp_path / "cache", tmp_path / "index")
    options = PrintOptions(indexing, tmp_path / "kept", tmp_path / "prints")
    fingerprints.build(index.build(reports[:-1], indexing).segments, options)
    monkeypatch.setattr(fingerprints, "MOST", 1)
    summary = fingerprints.build(index.build(reports, indexing).segments, options)
    assert summary.made == summary.shards


def test_an_archive_without_reports_has_prints_that_find_nothing(tmp_path: Path) -> None:
    indexing = index.IndexOptions(RULES, tmp_path / "cache", tmp_path / "search")
    summary = fingerprints.build(
        index.build([], indexing).segments, PrintOptions(indexing, tmp_path / "kept", tmp_path / "prints")
    )
    assert (summary.prints, summary.shards) == (0, 1)
    shutil.copytree(tmp_path / "prints" / "f", tmp_path / "search" / "f")
    text = "坚持把党的建设放在首位，全年组织学习" * 3
    (answer,) = _node(tmp_path / "search", {"drafts": [text], "least": [13]})
    assert answer["results"][0] == {"least": 13, "reports": [], "marks": [], "unread": []}
