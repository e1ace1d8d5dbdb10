"""What a build keeps for itself is made anew where it is damaged: one error for every kind of file, caught once."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from archive import files
from archive.building import pipeline
from archive.building.pipeline import Options, Outcome
from archive.caches import kept_or, kept_value
from archive.console.progress import Progress
from archive.console.summary import Summary
from archive.errors import ArchiveError, DamagedCache
from archive.places import Places
from archive.search.index import IndexOptions
from archive.search.postings import npy
from archive.search.segments import cache_files, open_postings, open_segment, open_units
from archive.search.wordcut import open_words
from archive.search.zones import ZoneWork
from archive.site.press import Page, _given
from archive.study import fingerprints
from archive.study.fingerprints import PrintOptions
from archive.study.streams import open_parts, open_stream

HALF = npy(np.arange(999, dtype=np.uint32))[:300]
DAMAGED = {"no bytes": b"", "half": HALF, "something else": b"N", "a number": b"i\x01\x00\x00\x00"}


def all_postings(folder: Path) -> object:
    open_postings.cache_clear()
    return open_postings(folder, "x", "all")


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "words": ("x.words", lambda folder: list(open_words(folder / "x.words"))),
    "members": ("x.members", lambda folder: open_segment(folder, "x")),
    "units": ("x.units.npy", lambda folder: open_units(folder, "x")),
    "postings": ("x.all.table.npy", all_postings),
    "stream": ("x", lambda folder: open_stream(folder / "x")),
    "parts": ("x.parts", lambda folder: open_parts(folder / "x")),
    "fingerprints": ("x.npy", lambda folder: fingerprints._joined([folder / "x.npy"])),
    "fingerprints, mapped": ("y.npy", lambda folder: fingerprints._open.__wrapped__(folder / "y.npy")),
}


@pytest.mark.parametrize("damage", [*DAMAGED.values(), None], ids=[*DAMAGED, "gone"])
@pytest.mark.parametrize(("name", "read"), READERS.values(), ids=READERS)
def test_a_damaged_file_of_any_kind_is_one_error(
    tmp_path: Path, name: str, read: Callable[[Path], object], damage: bytes | None
) -> None:
    for path in cache_files(tmp_path, "x"):
        path.write_bytes(npy(np.zeros(3, np.uint32)))
    (tmp_path / name).unlink(missing_ok=True)
    if damage is not None:
        (tmp_path / name).write_bytes(damage)
    with pytest.raises(DamagedCache, match=name):
        read(tmp_path)


def test_the_error_of_another_process_is_the_same() -> None:
    again = copy.copy(DamagedCache("cache/a"))
    assert (type(again), again.path, str(again)) == (DamagedCache, "cache/a", str(DamagedCache("cache/a")))


def test_what_only_spares_work_is_done_without(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for content in DAMAGED.values():
        path.write_bytes(content)
        assert kept_or(path, lambda pair: pair[1]["a"], "none") == "none"
    path.write_text('[1, {"a": "held"}]', encoding="utf-8")
    assert kept_or(path, lambda pair: pair[1]["a"], "none", json.loads) == "held"
    with pytest.raises(DamagedCache):
        kept_value(tmp_path / "b", str)


@pytest.mark.parametrize("damage", [b"", b"[1]", b"{"])
def test_pages_whose_list_is_damaged_are_rendered_anew(tmp_path: Path, damage: bytes) -> None:
    def pages() -> Iterator[Page]:
        yield Page("a", "key", lambda: "页")

    kept, site = tmp_path / "kept", tmp_path / "site"
    assert [_given(pages(), kept, site) for _ in range(2)] == [1, 0]
    (kept / "keys.json").write_bytes(damage)
    assert _given(pages(), kept, site) == 1
    assert (site / "a.html").read_text("utf-8") == "页"


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"bits": 1, "segments": [], "checks": [7]}'])
def test_fingerprints_whose_list_is_damaged_are_put_together_anew(tmp_path: Path, damage: bytes) -> None:
    index = IndexOptions(tmp_path, tmp_path, tmp_path, 1, Progress(quiet=True))
    options = PrintOptions(index, tmp_path, tmp_path)
    (tmp_path / "shards.json").write_bytes(damage)
    assert fingerprints._standing(options, 1, []) == {0: None, 1: None}


def test_a_zone_whose_note_is_damaged_is_merged_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "note"
    monkeypatch.setattr(ZoneWork, "note", lambda *_: note)
    for content in DAMAGED.values():
        note.write_bytes(content)
        assert ZoneWork((), tmp_path, tmp_path, 1, files.write).known(None, "all") is None  # type: ignore[arg-type]


@pytest.fixture
def where(tmp_path: Path) -> Places:
    made = Places(tmp_path, *(tmp_path / name for name in ("raw", "docs", "site", "build")))
    for folder in (made.cache, made.build / "pages"):
        folder.mkdir(parents=True)
        (folder / "kept").touch()
    return made


@pytest.mark.parametrize("times", [1, 2])
def test_a_build_throws_its_caches_away_once(
    where: Places, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    done = Outcome(Summary(0, 0, 0, 0, 0, 0), (), built=True)
    found: list[list[str]] = []

    def build(where: Places, *_: object) -> Outcome:
        found.append(sorted(path.parent.name for path in where.build.rglob("kept")))
        if len(found) <= times:
            raise DamagedCache("cache/a")
        return done

    monkeypatch.setattr(pipeline, "_build", build)
    if times == 1:
        assert pipeline.build(where, Options(), Progress(quiet=True)) == done
    else:
        with pytest.raises(ArchiveError, match="cache/a：构建自用的缓存已损坏。删去"):
            pipeline.build(where, Options(), Progress(quiet=True))
    assert found == [["cache", "pages"], []]
