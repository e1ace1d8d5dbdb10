"""Set phrases and parts: found as a plain count finds them, counted as the phrase search counts, whole, reproducible."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RuleError
from archive.model import Report
from archive.places import ROOT
from archive.rulefiles.strict import load_yaml
from archive.search.answer import Options, search
from archive.search.codec import from_base64, read_codes, read_varints, unwrap
from archive.search.form import load_form, string
from archive.search.reader import Reader
from archive.structuring.layout import StructureFile
from archive.study import build as study
from archive.study import groups
from archive.study.build import Study, StudyOptions
from archive.study.counting import counted
from archive.study.groups import Kept, Member
from archive.study.mining import Limits, recurring
from archive.study.phrase_cache import Change, Part, remined
from archive.study.settings import load_study_settings
from archive.study.streams import Source, Stream, joined, open_stream, stream_of
from search_corpus import build as build_index
from search_corpus import reports

RULES = ROOT / "data" / "rules"
FORM = load_form(RULES)
SIGNS = "党建工作，。X1"


def same(report: Report) -> Report:
    return report


def sources(given_reports: list[Report]) -> list[Source]:
    return [
        Source(
            replace(report, blocks=()),
            hashlib.sha256(repr(report).encode()).hexdigest(),
            partial(same, report),
        )
        for report in given_reports
    ]


def options(work: Path, rules: Path = RULES, jobs: int = 1) -> StudyOptions:
    return StudyOptions(rules, work / "cache", work / "jieba", work / "study", jobs)


@pytest.fixture(scope="module")
def texts() -> list[Report]:
    return sorted(reports(60), key=lambda report: report.id)


@pytest.fixture(scope="module")
def made(texts: list[Report], tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Path]:
    work = tmp_path_factory.mktemp("study")
    return study.build(sources(texts), options(work)), work


def test_phrases_are_counted_as_the_search_counts(
    made: tuple[Study, Path], texts: list[Report], tmp_path: Path
) -> None:
    reader = Reader(build_index(tmp_path, texts) / "search")
    phrases = made[0].phrases
    assert len(phrases) > 100
    for phrase in phrases:
        found = search(phrase.text, reader, Options(limit=0)).to_json()
        assert (phrase.hits, phrase.reports) == (found["hits"], found["total"]), phrase.text
        years = {"" if use.year is None else str(use.year): use.reports for use in phrase.uses}
        assert years == found["byYear"], phrase.text
        assert sum(use.hits for use in phrase.uses) == phrase.hits
    for phrase in phrases[:20]:
        for kind, hits in phrase.parts:
            assert search(f"部分:{kind} {phrase.text}", reader, Options(limit=0)).hits >= hits > 0


def brute(rows: list[str], limits: Limits) -> set[str]:
    """Every run of Han characters in enough texts, unless one longer run has all its occurrences."""
    runs = ["".join(sign if "一" <= sign <= "龥" else " " for sign in row) for row in rows]
    counts: dict[str, list[int]] = {}
    for number, row in enumerate(runs):
        for begin in range(len(row)):
            for end in range(begin + 4, min(begin + limits.longest, len(row)) + 1):
                if " " not in row[begin:end]:
                    counts.setdefault(row[begin:end], []).append(number)
    often = {run: len(where) for run, where in counts.items() if len(set(where)) >= limits.reports}
    return {
        run
        for run, count in often.items()
        if len(run) >= limits.shortest
        and not any(len(other) == len(run) + 1 and run in other and often[other] == count for other in often)
    }


@given(st.lists(st.text(SIGNS, max_size=40), min_size=1, max_size=6), st.integers(1, 3))
def test_mining_finds_what_a_plain_count_finds(rows: list[str], least: int) -> None:
    limits = Limits(4, 8, least)
    stream = stream_of([(row, ()) for row in rows], FORM)
    assert set(recurring(stream, limits)) == brute(rows, limits)


@given(
    st.lists(st.text("党建工作，", max_size=30), min_size=1, max_size=5),
    st.sets(st.text("党建工作", min_size=4, max_size=7)),
)
def test_counting_finds_every_occurrence(rows: list[str], wanted: set[str]) -> None:
    stream = stream_of([(row, (("a", "", row[::-1]),)) for row in rows], FORM)
    whole = [(row + row[::-1]).replace("，", "") for row in rows]
    phrases = sorted(wanted)
    found = counted(stream, phrases)
    for phrase, hits, holding in zip(phrases, found.hits, found.reports, strict=True):
        each = [sum(text.startswith(phrase, at) for at in range(len(text))) for text in whole]
        assert (sum(each), sum(map(bool, each))) == (hits, holding)


@given(
    st.lists(st.text("党建工作，", max_size=30), min_size=1, max_size=5),
    st.lists(st.text("党建工作，", min_size=4, max_size=30), min_size=1, max_size=2),
    st.lists(st.text("党建工作，", min_size=4, max_size=30), min_size=1, max_size=2),
    st.integers(1, 3),
)
def test_mining_what_has_changed_is_mining_all(
    stay: list[str], went: list[str], came: list[str], least: int
) -> None:
    limits = Limits(4, 8, least)

    def stream(rows: list[str]) -> Stream:
        return stream_of([(row, ()) for row in rows], FORM)

    change = Change(Part(stream(came), ()), Part(stream(went), ()))
    before, after = recurring(stream(stay + went), limits), stream(stay + came)
    assert remined(before, change, after, limits) == recurring(after, limits)


def test_only_longest_forms_that_begin_and_end_at_words_stay(made: tuple[Study, Path]) -> None:
    phrases = {phrase.text: phrase for phrase in made[0].phrases}
    settings = load_study_settings(RULES)
    assert "习近平新时代中国特色社会主义思想" in phrases
    for piece in ("时代中国特色社会主义思想", "近平新时代", "新时代中国特色社会主义思", "三会一", "会一课的"):
        assert piece not in phrases
    for text, phrase in phrases.items():
        assert text[0] not in settings.not_first
        assert text[-1] not in settings.not_last
        for other, longer in phrases.items():
            if text != other and text in other:
                assert longer.hits < settings.inside * phrase.hits, (text, other)


def test_a_stream_joined_is_a_stream_of_all(texts: list[Report]) -> None:
    rows = [
        (report.title, tuple((block.anchor, block.part, block.text) for block in report.blocks))
        for report in texts
    ]
    whole, parts = stream_of(rows, FORM), joined([stream_of(rows[:7], FORM), stream_of(rows[7:], FORM)])
    for name in ("units", "room", "starts", "blocks"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name
    assert [whole.names[kind] for kind in whole.kinds] == [parts.names[kind] for kind in parts.kinds]
    assert string(whole.units).split("\0")[:-1] == [
        FORM.apply(title + "".join(block[2] for block in blocks)) for title, blocks in rows
    ]


def test_the_files_do_not_depend_on_processes_or_cache_and_phrases_not_on_order(
    made: tuple[Study, Path], texts: list[Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "GROUP", 8)
    shuffled = sources(texts)
    random.Random(5).shuffle(shuffled)
    first, again = options(tmp_path / "first"), options(tmp_path / "again", jobs=2)
    study.build(sources(texts[1:]), again)
    done = study.build(shuffled, again)
    assert done.phrases == study.build(sources(texts), first).phrases
    assert files(tmp_path / "again", done) == files(tmp_path / "first", study.build(shuffled, first))
    assert made[0].phrases


def files(work: Path, done: Study) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in (work / "study").iterdir()}
    return {**found, "sheet": study.sheet(done).encode()}


def test_groups_lose_nothing_that_recurs(
    texts: list[Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "GROUP", 8)
    study.build(sources(texts), options(tmp_path))
    settings = load_study_settings(RULES)
    paths = sorted(path for path in (tmp_path / "cache" / "streams").iterdir() if not path.suffix)
    ordered = [open_stream(path) for path in paths]
    kept = {
        int(path.name[:2], 16): Kept(path, (Member("r", "", None),) * (len(stream.starts) - 1))
        for path, stream in zip(paths, ordered, strict=True)
    }
    made = groups.groups(kept, settings, tmp_path / "mined")
    assert len(made) > 2
    all_edges = [replace(each, limits=replace(each.limits, not_first="", not_last="")) for each in made]
    found = "|".join(text for group in all_edges for text in groups.mine(group))
    whole = joined(ordered)
    for text in recurring(whole, Limits(4, settings.longest, settings.reports(len(texts)))):
        assert text in found


@pytest.mark.parametrize("changed", [0, pytest.param(1, marks=pytest.mark.slow), 5])
def test_what_is_known_of_phrases_is_brought_up_to_date(
    texts: list[Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: int
) -> None:
    """Reports come, go and change; no group is worked on as a whole, and the files are those of a clean build."""
    monkeypatch.setattr(groups, "GROUP", 20)
    chance = random.Random(changed)
    before = chance.sample(texts, 55)
    study.build(sources(before), options(tmp_path / "kept"))
    after = before[changed:] + [text for text in texts if text not in before][: changed + 1]
    edited = after.pop()
    blocks = [block._replace(text=block.text[::-1]) for block in edited.blocks]
    after.append(replace(edited, blocks=tuple(blocks), year=1999))
    with monkeypatch.context() as patch:
        patch.setattr(groups, "recurring", None)
        found = study.build(sources(after), options(tmp_path / "kept"))
    want = files(tmp_path / "clean", study.build(sources(after), options(tmp_path / "clean")))
    assert files(tmp_path / "kept", found) == want


def test_kept_phrases_of_other_rules_or_half_written_are_not_believed(
    texts: list[Report], tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    text = (rules / "phrases.yml").read_text("utf-8")
    (rules / "phrases.yml").write_text(text.replace("least: 2", "least: 6"), "utf-8")
    study.build(sources(texts), options(tmp_path, rules))
    for name in ("details", "tallied"):
        (tmp_path / "cache" / "mined" / name).write_bytes(b"half")
    want = files(tmp_path / "clean", study.build(sources(texts), options(tmp_path / "clean")))
    assert files(tmp_path, study.build(sources(texts), options(tmp_path))) == want


def test_one_new_report_makes_one_stream(texts: list[Report], tmp_path: Path) -> None:
    study.build(sources(texts[1:]), options(tmp_path))
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache" / "streams").iterdir()}
    study.build(sources(texts), options(tmp_path))
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache" / "streams").iterdir()}
    assert {Path(name).suffix for name, _ in after.items() - before.items()} == {"", ".parts"}
    assert len(after.items() - before.items()) == 2


def test_parts_lead_to_the_reports_that_have_them(made: tuple[Study, Path], texts: list[Report]) -> None:
    found = {each.kind: each for each in made[0].directories}
    assert list(found) == [kind for kind in load_study_settings(RULES).parts if kind in found]
    for kind, each in found.items():
        script = (made[1] / f"{each.name}.js").read_text("utf-8")
        held = json.loads(unwrap(script, each.name))
        rows = read_varints(from_base64(held["rows"], each.name), each.name).reshape(-1, 2)
        want = [
            (row, sum(map(str.isalnum, "".join(block.text for block in report.blocks if block.part == kind))))
            for row, report in enumerate(texts)
            if any(block.part == kind for block in report.blocks)
        ]
        assert list(zip(np.cumsum(rows[:, 0]).tolist(), rows[:, 1].tolist(), strict=True)) == want
        assert (held["kind"], held["reports"], each.reports) == (kind, len(want), len(want))
        years = [entry.labels[0] or 0 for entry in each.newest]
        assert years == sorted(years, reverse=True)


def test_the_list_of_phrases_says_what_was_found(made: tuple[Study, Path]) -> None:
    done, work = made
    listed = json.loads(unwrap((work / f"{done.listed}.js").read_text("utf-8"), done.listed))
    for at, phrase in enumerate(done.phrases):
        text, hits, holding, years, parts = listed["rows"][at]
        assert (text, hits, holding) == (phrase.text, phrase.hits, phrase.reports)
        assert [listed["years"][row] for row in read_codes(years)] == [u.year for u in phrase.uses if u.year]
        assert [listed["parts"][row] for row in read_codes(parts)] == [kind for kind, _ in phrase.parts]
        name = listed["details"][at // listed["each"]]
        shard = json.loads(unwrap((work / f"{name}.js").read_text("utf-8"), name))
        uses, _ = shard[at % listed["each"]]
        assert sum(hits for _, hits, _ in uses) == phrase.hits


def test_an_empty_archive_has_no_phrases_and_no_parts(tmp_path: Path) -> None:
    done = study.build([], options(tmp_path))
    assert (done.phrases, done.directories) == ((), ())
    assert json.loads(study.sheet(done))["total"] == 0


def test_parts_are_those_that_structure_knows() -> None:
    known = {kind.kind for kind in load_yaml(RULES / "structure.yml", StructureFile).parts.kinds}
    assert set(load_study_settings(RULES).parts) <= known


@pytest.mark.parametrize("change", ["shortest: 3", "longest: 2", "share: 0", "inside: 1.5", "least: 1"])
def test_senseless_thresholds_are_refused(tmp_path: Path, change: str) -> None:
    key = change.split(":", maxsplit=1)[0]
    lines = (RULES / "phrases.yml").read_text("utf-8").splitlines()
    text = "\n".join(change if line.startswith(f"{key}:") else line for line in lines)
    (tmp_path / "phrases.yml").write_text(text, "utf-8")
    with pytest.raises(RuleError, match="shortest"):
        load_study_settings(tmp_path)


def test_thresholds_come_from_the_rules(texts: list[Report], tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    text = (rules / "phrases.yml").read_text("utf-8")
    (rules / "phrases.yml").write_text(
        text.replace("most: 1200", "most: 3").replace("least: 2", "least: 5"), "utf-8"
    )
    found = study.build(sources(texts), options(tmp_path, rules)).phrases
    assert len(found) == 3
    assert all(phrase.reports >= 5 for phrase in found)
