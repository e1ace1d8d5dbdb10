"""The index writer: the lists equal brute force, and the result depends on the reports alone."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveError, RuleError
from archive.model import Block, Report
from archive.search import codec, publish
from archive.search.documents import Place
from archive.search.form import load_form
from archive.search.index import IndexOptions, build
from archive.search.merge import Lists, merge
from archive.search.postings import bigrams, bigrams_within, postings
from archive.search.reader import Reader
from archive.search.runs import BODY, FEW, MANY_BODY, TAIL, segmented, tail_begin
from archive.search.settings import RunSizes, load_settings
from archive.search.shard import decode_shard
from archive.search.shards import long_lists, pieces
from archive.search.tables import quantised

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
ALPHABET = "党建黨,。 a１𠀀"
UNITS = st.lists(st.integers(1, 4), max_size=30)


def report(number: int, texts: Sequence[str], heads: int = 0) -> Report:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    blocks = tuple(
        Block("heading" if i < heads else "paragraph", 0, text, f"p-{i}", "基本情况" if i % 2 else "")
        for i, text in enumerate(texts)
    )
    return Report("r" + digest[:12], f"标题{number}", "a.txt", ("a.txt",), digest, 0, blocks)


def corpus(count: int, seed: int = 1) -> list[Report]:
    rng = random.Random(seed)
    return [
        report(
            n, ["".join(rng.choices(ALPHABET, k=rng.randint(0, 40))) for _ in range(rng.randint(0, 5))], n % 3
        )
        for n in range(count)
    ]


def options(folder: Path, jobs: int = 1, rules: Path = RULES) -> IndexOptions:
    return IndexOptions(rules, folder / "cache", folder / "out", jobs)


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules with a tail of up to a quarter of the reports, in small shards."""
    rules = tmp_path_factory.mktemp("quarters") / "rules"
    shutil.copytree(RULES, rules)
    text = (rules / "search.yml").read_text("utf-8")
    for name, value in (("tail_share", 4), ("shard_bytes", 1024), ("tail_shard_bytes", 60)):
        text = re.sub(rf"(?m)^{name}: .*", f"{name}: {value}", text)
    (rules / "search.yml").write_text(text, "utf-8")
    return rules


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kept(folder: Path) -> list[str]:
    return sorted(name for name in tree(folder / "cache") if not name.startswith("jieba"))


def forms(reports: Iterable[Report]) -> list[list[str]]:
    apply = load_form(RULES).apply
    return [[apply(one.title), *(apply(block.text) for block in one.blocks)] for one in reports]


def units(text: str) -> list[int]:
    return list(map(int, np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")))


def brute(stream: Sequence[int]) -> dict[int, list[int]]:
    lists: dict[int, list[int]] = {}
    for at, unit in enumerate(stream):
        if unit:
            lists.setdefault(unit << 16 | stream[at + 1], []).append(at)
    return lists


@pytest.mark.parametrize(("count", "runs"), [(80, 1), (83, 2), (3, 1)])
def test_lists_of_both_zones_equal_brute_force(tmp_path: Path, quarters: Path, count: int, runs: int) -> None:
    reports = corpus(count)
    summary = build(reports, options(tmp_path, rules=quarters))
    assert summary.merged == 2 * runs
    texts = forms(reports)
    stream = units("".join("".join(blocks) + "\0" for blocks in texts))
    reader = Reader(tmp_path / "out")
    assert reader.starts.tolist() == np.cumsum([0, *(len(units("".join(t))) + 1 for t in texts)]).tolist()
    every = brute(stream)
    for key, positions in every.items():
        assert reader.positions("all", key).tolist() == positions
    for unit in {key >> 16 for key in every}:
        assert reader.prefix("all", unit).tolist() == [at for at, other in enumerate(stream) if other == unit]
    assert summary == replace(summary, reports=count, units=len(stream) - count)
    assert len(every) <= summary.terms <= runs * len(every)
    assert summary.files == len(list((tmp_path / "out").rglob("*.js")))
    heads = _heads(reports, texts)
    for key in every:
        assert reader.positions("head", key).tolist() == heads.get(key, [])


def _heads(reports: Sequence[Report], texts: Sequence[Sequence[str]]) -> dict[int, list[int]]:
    """Compute the heading zone's lists by the definition."""
    lists: dict[int, list[int]] = {}
    base = 0
    for one, blocks in zip(reports, texts, strict=True):
        kinds = ["title", *(block.kind for block in one.blocks)]
        for kind, text in zip(kinds, blocks, strict=True):
            if kind in {"title", "heading"}:
                for key, positions in brute([*units(text), 0]).items():
                    lists.setdefault(key, []).extend(base + at for at in positions)
            base += len(units(text))
        base += 1
    return {key: sorted(positions) for key, positions in lists.items()}


def test_texts_and_structure_are_those_of_the_reports(tmp_path: Path) -> None:
    reports = corpus(70, seed=3)
    reports[5] = report(5, ["长" * 3000] * 5, 1)
    build(reports, options(tmp_path))
    reader = Reader(tmp_path / "out")
    for ordinal, one in enumerate(reports):
        text = reader.text(ordinal)
        assert (text.id, text.title, text.url) == (one.id, one.title, f"{one.path}.html")
        assert [block.text for block in text.blocks] == [one.title, *(block.text for block in one.blocks)]
        assert [block.anchor for block in text.blocks] == ["t", *(block.anchor for block in one.blocks)]
        assert text.labels == (None, None, None)
    layout = reader.layout(np.arange(len(reports)))
    assert set(layout.parts.tolist()) <= {"", "基本情况"}
    assert len(list((tmp_path / "out" / "t").rglob(f"{reports[5].id}.*"))) > 1


def test_a_text_part_tells_the_level_of_deeper_headings(tmp_path: Path) -> None:
    blocks = tuple(Block("heading", level, f"第{level}级", f"h-{level}") for level in (2, 3, 4))
    build([replace(report(1, []), blocks=blocks)], options(tmp_path))
    (path,) = (tmp_path / "out" / "t").rglob("*.js")
    name = path.relative_to(tmp_path / "out").as_posix().removesuffix(".js")
    rows = json.loads(codec.unwrap(path.read_text(encoding="utf-8"), name))["blocks"]
    assert [row[4:] for row in rows] == [[], [], [3], [4]]


def test_result_depends_on_the_reports_and_their_order_alone(tmp_path: Path) -> None:
    reports = corpus(60)
    build(reports, options(tmp_path / "a"))
    build(iter(reports), options(tmp_path / "b", jobs=2))
    assert tree(tmp_path / "a" / "out") == tree(tmp_path / "b" / "out")


@given(st.lists(st.lists(st.integers(0, 12), unique=True), min_size=2, max_size=4))
@example([[0], []])
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_incremental_equals_clean(tmp_path: Path, quarters: Path, states: list[list[int]]) -> None:
    for name in ("going", "clean"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
    going, clean = (options(tmp_path / name, rules=quarters) for name in ("going", "clean"))
    reports = corpus(13)
    for state in states:
        build([reports[number] for number in state], going)
        if 0 in state:
            reports[0] = replace(reports[0], title=reports[0].title + "改")
    build([reports[number] for number in states[-1]], going)
    build([reports[number] for number in states[-1]], clean)
    assert tree(going.out) == tree(clean.out)
    assert kept(tmp_path / "going") == kept(tmp_path / "clean")


def test_only_changed_segments_are_encoded(tmp_path: Path) -> None:
    reports = corpus(40)
    where = options(tmp_path)
    places = [Place(one.id, b"") for one in reports]
    cut = segmented(places, tail_begin(40, load_settings(RULES).tail_share))
    assert build(reports, where).encoded == sum(map(len, cut))
    assert build(reports, where).encoded == 0
    reports[3] = replace(reports[3], title="另一个标题")
    assert build(reports, where).encoded == 1
    next((tmp_path / "out" / "t").rglob("*.js")).unlink()
    assert build(reports, where).encoded == 1
    assert build(reports, where).encoded == 0
    text = next((tmp_path / "out" / "t").rglob("*.js"))
    text.write_bytes(bytes(len(text.read_bytes())))
    assert build(reports, where).encoded == 1
    assert build(reports, where).encoded == 0
    (tmp_path / "out" / "stale.js").write_text("x")
    build(reports, where)
    assert not (tmp_path / "out" / "stale.js").exists()


def long_ones(count: int) -> list[Report]:
    return [replace(one, blocks=one.blocks * 15) for one in corpus(count)]


def body(folder: Path, reports: Sequence[Report], rules: Path) -> dict[str, int]:
    """Names and times of the shards that hold the body, by what the start-up table says of it."""
    (start,) = (folder / "out").glob("start-*.js")
    zones = json.loads(codec.unwrap(start.read_text("utf-8"), start.stem))["zones"]
    tail = tail_begin(len(reports), load_settings(rules).tail_share)
    begins = sum(len(units("".join(texts))) + 1 for texts in forms(reports[:tail]))
    assert [[run["from"] for run in zones[zone]] for zone in ("all", "head")] == [[0, begins]] * 2
    paths = [path for zone in "ph" for path in (folder / "out" / zone).iterdir()]
    return {
        f"{path.parent.name}/{path.name}": path.stat().st_mtime_ns
        for path in paths
        if int(path.name.partition("-")[0].partition(".")[2] or "0", 16) < begins
    }


def test_one_report_more_makes_the_tail_anew_and_leaves_the_body(tmp_path: Path, quarters: Path) -> None:
    reports, where = long_ones(30), options(tmp_path, rules=quarters)
    assert build(reports[:26], where).merged == 4
    before = body(tmp_path, reports[:26], quarters)
    assert len(before) > 10
    again = build(reports[:27], where)
    assert (again.merged, again.encoded) == (2, 1)
    assert body(tmp_path, reports[:27], quarters) == before
    edited = [*reports[:26], replace(reports[26], title="另一个标题")]
    assert build(edited, where).merged == 2
    assert body(tmp_path, edited, quarters) == before
    assert build(reports[:28], where).merged == 2  # the step is full: all are body
    assert build(reports[:29], where).merged == 2


def test_what_the_body_is_made_from_and_its_shards_are_looked_at(tmp_path: Path, quarters: Path) -> None:
    reports, where = long_ones(26), options(tmp_path, rules=quarters)
    build(reports, where)
    before = body(tmp_path, reports, quarters)
    labelled = [replace(reports[0], year=2018), *reports[1:]]
    again = build(labelled, where)
    assert (again.merged, again.encoded) == (0, 1)
    assert body(tmp_path, labelled, quarters) == before
    whole = tree(where.out)
    shard = where.out / max(before)
    for content in (None, bytes(shard.stat().st_size)):
        shard.unlink()
        if content:
            shard.write_bytes(content)
        assert build(labelled, where).merged == 1
        assert build(labelled, where).merged == 0
        assert tree(where.out) == whole
    changed = [replace(labelled[0], title="另一个标题"), *labelled[1:]]
    assert build(changed, where).merged == 4
    build(changed, options(tmp_path / "clean", rules=quarters))
    assert tree(where.out) == tree(tmp_path / "clean" / "out")


@given(st.integers(0, 300_000), st.integers(1, 64))
def test_the_tail_is_short_and_begins_at_a_whole_step(count: int, share: int) -> None:
    begin = tail_begin(count, share)
    assert 0 <= begin <= count
    assert count - begin < max(count / share, 1) or count < share
    assert begin <= tail_begin(count + 1, share) <= count + 1
    steps = {tail_begin(count + more, share) for more in range(count // share // 2 or 1)}
    assert len(steps) <= 2


def test_one_report_more_or_less_leaves_the_cuts_of_segments_alone() -> None:
    chance = random.Random(5)
    places = [Place(f"r{chance.getrandbits(48):012x}", b"") for _ in range(4000)]
    begin = 3968
    before = segmented(places, begin)
    assert [place for run in before for part in run for place in part] == places
    assert sum(map(len, before[0])) == begin
    assert max(map(len, before[0])) <= 2 * BODY
    assert max(map(len, before[1])) <= 2 * TAIL
    more = segmented([*places, Place("r123456789abc", b"")], begin)
    assert more[0] == before[0]
    assert more[1][:-1] in (before[1][:-1], before[1])
    less = segmented(places[:700] + places[701:], begin - 1)
    assert sum(part not in before[0] for part in less[0]) <= 3
    assert len(segmented(places * 6, 6 * begin)[0]) < len(before[0]) * 6 * BODY / MANY_BODY * 2
    assert len(places) * 6 > FEW


def test_a_report_is_found_by_its_id(tmp_path: Path) -> None:
    reports = corpus(1500)
    build(reports, options(tmp_path))
    found: dict[int, list[int]] = {}
    shards = sorted((tmp_path / "out" / "o").iterdir(), key=lambda path: int(path.name.partition("-")[0]))
    assert len(shards) == 4
    for number, path in enumerate(shards):
        payload = codec.unwrap(path.read_text("utf-8"), f"o/{path.stem}")
        rows = codec.read_varints(codec.from_base64(payload, path.stem), path.stem).reshape(-1, 2)
        for first, ordinal in zip(np.cumsum(rows[:, 0]).tolist(), rows[:, 1].tolist(), strict=True):
            assert first >> 18 == number
            found.setdefault(first, []).append(ordinal)
    assert found == {
        first: [row for _, row in sorted((one.id, row) for row, one in enumerate(reports) if int(one.id[1:6], 16) == first)]
        for first in {int(one.id[1:6], 16) for one in reports}
    }  # fmt: skip


def test_no_reports_and_empty_reports(tmp_path: Path) -> None:
    build([], options(tmp_path))
    assert len(Reader(tmp_path / "out").starts) == 1
    build([replace(report(1, ["……", ""]), title="—")], options(tmp_path))
    assert Reader(tmp_path / "out").starts.tolist() == [0, 1]


def test_an_id_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="两次"):
        build([report(1, ["a"]), report(1, ["b"])], options(tmp_path))


@pytest.mark.parametrize("line", ["shard_bytes: 0", "shards: 3"])
def test_wrong_settings_are_refused(tmp_path: Path, line: str) -> None:
    text = (RULES / "search.yml").read_text("utf-8")
    changed = text.replace("shard_bytes: 12288", line)
    (tmp_path / "search.yml").write_text(changed, "utf-8")
    with pytest.raises(RuleError):
        load_settings(tmp_path)


@given(st.lists(UNITS, min_size=1, max_size=5), st.integers(1, 20))
@settings(deadline=None)
def test_merged_and_cut_lists_equal_brute_force(segments: list[list[int]], nominal: int) -> None:
    streams = [[*one, 0] for one in segments]
    made = [postings(*bigrams(np.array(one, np.uint16))) for one in streams]
    bases = np.cumsum([0, *map(len, streams)]).tolist()[:-1]
    want = brute([unit for one in streams for unit in one])
    found: dict[int, list[int]] = {}
    for low, high in ((0, 2 << 16), (2 << 16, 1 << 32)):
        lists = merge(made, bases, low, high)
        for piece in pieces(lists, nominal):
            shard = decode_shard(piece.payload, "x")
            assert int(shard.keys[0]) == piece.key
            for key in shard.keys.tolist():
                positions = shard.positions(key).tolist()
                assert positions[0] == piece.position if piece.position else key not in found
                found.setdefault(key, []).extend(positions)
        _check_sizes(lists, nominal)
    assert found == want


def _check_sizes(lists: Lists, nominal: int) -> None:
    sizes = np.diff(lists.bounds)
    keys, told = long_lists(lists, 2, nominal)
    assert keys.tolist() == lists.keys[(sizes > 2) & (sizes <= nominal)].tolist()
    letters = quantised(told, 2)
    assert all(
        size <= 2 * 2 ** ((ord(letter) - 64) / 4) + 1e-9 for size, letter in zip(told, letters, strict=True)
    )


@given(st.lists(UNITS, min_size=1, max_size=6))
def test_spans_are_taken_one_by_one(spans: list[list[int]]) -> None:
    stream = np.array([unit for one in spans for unit in one] + [0], np.uint16)
    ends = np.cumsum([len(one) for one in spans])
    starts = ends - [len(one) for one in spans]
    keys, at = bigrams_within(stream, starts, ends)
    want = [
        (k, p + s)
        for one, s in zip(spans, starts.tolist(), strict=True)
        for k, ps in brute([*one, 0]).items()
        for p in ps
    ]
    assert sorted(zip(keys.tolist(), at.tolist(), strict=True)) == sorted(want)


def test_shards_grow_rather_than_become_too_many() -> None:
    made = [postings(*bigrams(np.array([1, 2] * 5000 + [0], np.uint16)))]
    assert publish.nominal_size(made, RunSizes(16, 4)) == 3 * 1024
    assert publish.nominal_size(made, RunSizes(16, 100_000)) == 1024
