"""The index writer: the lists equal brute force, and the result depends on the reports alone."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveError, RuleError
from archive.model import Block, Report
from archive.search import codec, documents, publish
from archive.search.documents import Place
from archive.search.form import load_form
from archive.search.index import SEGMENTS, IndexOptions, IndexSummary, build
from archive.search.merge import Lists, merge
from archive.search.postings import bigrams, bigrams_within, postings
from archive.search.reader import Reader
from archive.search.settings import load_settings
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


def options(folder: Path, jobs: int = 1) -> IndexOptions:
    return IndexOptions(RULES, folder / "cache", folder / "out", jobs)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kept(folder: Path) -> list[str]:
    return sorted(name for name in tree(folder / "cache") if not name.startswith("jieba"))


def forms(reports: Iterable[Report]) -> list[list[str]]:
    apply = load_form(RULES).apply
    ordered = sorted(reports, key=lambda one: one.id)
    return [[apply(one.title), *(apply(block.text) for block in one.blocks)] for one in ordered]


def units(text: str) -> list[int]:
    return list(map(int, np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")))


def brute(stream: Sequence[int]) -> dict[int, list[int]]:
    lists: dict[int, list[int]] = {}
    for at, unit in enumerate(stream):
        if unit:
            lists.setdefault(unit << 16 | stream[at + 1], []).append(at)
    return lists


def test_lists_of_both_zones_equal_brute_force(tmp_path: Path) -> None:
    reports = corpus(80)
    summary = build(reports, options(tmp_path))
    texts = forms(reports)
    stream = units("".join("".join(blocks) + "\0" for blocks in texts))
    reader = Reader(tmp_path / "out")
    assert reader.starts.tolist() == np.cumsum([0, *(len(units("".join(t))) + 1 for t in texts)]).tolist()
    every = brute(stream)
    for key, positions in every.items():
        assert reader.positions("all", key).tolist() == positions
    for unit in {key >> 16 for key in every}:
        assert reader.prefix("all", unit).tolist() == [at for at, other in enumerate(stream) if other == unit]
    assert summary == IndexSummary(
        80,
        len(stream) - 80,
        len(every),
        summary.posting_bytes,
        summary.files,
        summary.encoded,
        summary.segments,
    )
    heads = _heads(sorted(reports, key=lambda one: one.id), texts)
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
    for ordinal, one in enumerate(sorted(reports, key=lambda one: one.id)):
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


def test_result_depends_on_the_reports_alone(tmp_path: Path) -> None:
    reports = corpus(60)
    build(reports, options(tmp_path / "a"))
    shuffled = random.Random(2).sample(reports, len(reports))
    build(iter(shuffled), options(tmp_path / "b", jobs=2))
    assert tree(tmp_path / "a" / "out") == tree(tmp_path / "b" / "out")


@given(st.lists(st.sets(st.integers(0, 12)), min_size=2, max_size=4))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_incremental_equals_clean(tmp_path: Path, states: list[set[int]]) -> None:
    for name in ("going", "clean"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
    reports = corpus(13)
    for state in states:
        build([reports[number] for number in sorted(state)], options(tmp_path / "going"))
        if 0 in state:
            reports[0] = replace(reports[0], title=reports[0].title + "改")
    build([reports[number] for number in states[-1]], options(tmp_path / "going"))
    build([reports[number] for number in states[-1]], options(tmp_path / "clean"))
    assert tree(tmp_path / "going" / "out") == tree(tmp_path / "clean" / "out")
    assert kept(tmp_path / "going") == kept(tmp_path / "clean")


def test_only_changed_segments_are_encoded(tmp_path: Path) -> None:
    reports = corpus(40)
    where = options(tmp_path)
    assert build(reports, where).encoded == len(
        documents.buckets([Place(one.id, b"") for one in reports], SEGMENTS)
    )
    assert build(reports, where).encoded == 0
    reports[3] = replace(reports[3], title="另一个标题")
    assert build(reports, where).encoded == 1
    next((tmp_path / "out" / "t").rglob("*.js")).unlink()
    assert build(reports, where).encoded == 1
    text = next((tmp_path / "out" / "t").rglob("*.js"))
    text.write_bytes(bytes(len(text.read_bytes())))
    assert build(reports, where).encoded == 1
    (tmp_path / "out" / "stale.js").write_text("x")
    build(reports, where)
    assert not (tmp_path / "out" / "stale.js").exists()


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
            shard = codec.decode_shard(piece.payload, "x")
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
    few = replace(load_settings(RULES), shard_bytes=16, shard_rows=4)
    assert publish.nominal_size(made, few) == 3 * 1024
    assert publish.nominal_size(made, replace(few, shard_rows=100_000)) == 1024
