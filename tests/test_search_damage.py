"""A missing, cut or altered file of the index gives an error that says what to do; never a count."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.answer import Options, search
from archive.search.codec import Damaged, codes, hashed, to_base64, unwrap, wrap
from archive.search.reader import Reader, columns_of
from archive.search.shard import decode_shard, encode_shard
from examples import examples
from search_corpus import build, reports

JS = Path(__file__).parent / "js"
QUERIES = ("党建", "党", "把…首位", "小标题:党", "部分:主要做法 党", '"，把纪"', "𠮷野家")
CURE = "scripts/build.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sizes = {"shard_bytes": 2000, "told_list_bytes": 64, "text_units": 400}
    return (
        build(tmp_path_factory.mktemp("damage"), sorted(reports(30), key=lambda r: r.id), **sizes) / "search"
    )


def answers(folder: Path) -> list[object]:
    """Answer all queries from a newly opened index: each a result, or that it is damaged."""
    try:
        reader = Reader(folder)
    except Damaged as error:
        return ["damaged" if CURE in str(error) else str(error)] * len(QUERIES)
    found: list[object] = []
    for text in QUERIES:
        try:
            result = search(text, reader, Options(limit=3))
        except Damaged as error:
            found.append("damaged" if CURE in str(error) else str(error))
        else:
            found.append(json.loads(json.dumps(result.to_json())))
    return found


def delete(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 3 // 4] ^= 1
    path.write_bytes(content)


def swap(path: Path) -> None:
    """Put another whole file of the same kind in its place."""
    other = next((p for p in sorted(path.parent.iterdir()) if p.suffix == ".js" and p != path), path)
    path.write_text(other.read_text("utf-8") if other != path else "", "utf-8")


@pytest.mark.parametrize("spoil", [delete, cut, empty, flip, swap])
def test_damage_is_an_error_and_never_a_count(folder: Path, spoil: Callable[[Path], None]) -> None:
    whole = answers(folder)
    assert "damaged" not in whole
    chance = random.Random(spoil.__name__)
    files = sorted(folder.rglob("*.js"))
    names = ("manifest", "start", "columns", "form", "rare")
    heads = [path for path in files if path.stem.split("-")[0] in names]
    chosen = heads + chance.sample([path for path in files if path not in heads], 12)
    struck = 0
    for path in chosen:
        content = path.read_bytes()
        spoil(path)
        try:
            got = answers(folder)
        finally:
            path.write_bytes(content)
        assert all(mine in ("damaged", right) for mine, right in zip(got, whole, strict=True)), path
        struck += "damaged" in got
    assert struck >= len(heads)


def test_the_browser_says_the_same(folder: Path) -> None:
    done = subprocess.run(
        ["node", str(JS / "spoil.js"), str(folder)],
        input=json.dumps(QUERIES),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_an_unknown_version_is_refused(folder: Path, tmp_path: Path) -> None:
    manifest = json.loads(unwrap((folder / "manifest.js").read_text("utf-8"), "manifest"))
    (tmp_path / "manifest.js").write_text(
        wrap("manifest", json.dumps({**manifest, "version": 99})), encoding="utf-8"
    )
    with pytest.raises(Damaged, match="99"):
        Reader(tmp_path)


@given(st.binary(max_size=200))
@examples(500)
def test_random_bytes_are_a_shard_or_damage(content: bytes) -> None:
    try:
        shard = decode_shard(to_base64(np.frombuffer(content, np.uint8)), "p/x")
        places = [shard.positions(int(key)) for key in shard.keys]
    except Damaged:
        return
    assert all(len(each) and bool((np.diff(each) > 0).all()) for each in places)


@given(st.text(max_size=100))
@settings(max_examples=300)
def test_random_text_is_no_index_file(text: str) -> None:
    with pytest.raises(Damaged):
        unwrap(text, "p/1-00000000")
    with pytest.raises(Damaged):
        columns_of(text, hashed("columns", text))


def test_columns_of_different_lengths_are_told_as_such() -> None:
    row: dict[str, object] = {
        "years": [2018],
        "types": ["总结"],
        "levels": ["党委"],
        "kinds": [],
        "parts": [],
    }
    row |= {name: codes([0]) for name in ("year", "type", "level", "high", "titles")}
    for low, wrong in (([5, 6, 7], "各列长度不一致"), ([5], "")):
        payload = json.dumps({**row, "reports": 1, "low": to_base64(np.array(low, np.uint8))})
        if wrong:
            with pytest.raises(Damaged, match=wrong):
                columns_of(payload, "columns")
        else:
            assert columns_of(payload, "columns").lengths.tolist() == [5]


@given(st.data())
@settings(max_examples=200)
def test_any_cut_of_a_shard_is_damage(data: st.DataObject) -> None:
    payload = encode_shard(np.array([5, 9]), np.array([2, 1]), np.array([1, 2, 3], np.uint8))
    assert decode_shard(payload, "p/x").positions(5).tolist() == [1, 3]
    end = data.draw(st.integers(0, len(payload) - 1))
    with pytest.raises(Damaged):
        decode_shard(payload[:end], "p/x")
