"""The manifest only grows, and holds any path."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import ArchiveError
from archive.reading import manifest
from archive.reading.manifest import Row
from archive.reading.originals import Found

DIGEST = "0" * 64
NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e\x00"), min_size=1
)


def test_rows_are_added_and_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "raw.sha256"
    manifest.extend(path, manifest.load(path), {"b.txt": DIGEST, "a.txt": "1" * 64}, "2026-01-02")
    first = path.read_text(encoding="utf-8")
    assert first.splitlines()[0] == f"{'1' * 64}  2026-01-02  a.txt"
    rows = manifest.extend(path, manifest.load(path), {"a.txt": "2" * 64, "c.txt": DIGEST}, "2026-03-04")
    assert rows["a.txt"] == Row("a.txt", "1" * 64, "2026-01-02")
    assert path.read_text(encoding="utf-8") == f"{first}{DIGEST}  2026-03-04  c.txt\n"
    assert manifest.load(path) == rows


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    assert (
        manifest.extend(tmp_path / "raw.sha256", manifest.load(tmp_path / "raw.sha256"), {}, "2026-01-02")
        == {}
    )
    assert not (tmp_path / "raw.sha256").exists()


@given(name=NAMES)
def test_any_path_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("m") / "raw.sha256"
    manifest.extend(path, manifest.load(path), {name: DIGEST}, "2026-01-02")
    assert list(manifest.load(path)) == [name]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "raw.sha256"
    path.write_text(f"{DIGEST}  2026-01-02  a\nnonsense\n", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"raw\.sha256:2"):
        manifest.load(path)


def test_the_newest_date_counts_only_originals_that_are_there() -> None:
    rows = {"a": Row("a", DIGEST, "2026-01-02"), "b": Row("b", DIGEST, "2026-05-06")}
    assert manifest.newest(rows, ["a", "x"]) == "2026-01-02"
    assert manifest.newest(rows, []) == "1970-01-01"


def test_an_original_keeps_its_place_when_it_is_changed_or_renamed() -> None:
    held = [("b", "1" * 64), ("a", "2" * 64), ("c", "3" * 64), ("d", "1" * 64)]
    rows = {name: Row(name, digest, "2026-01-02") for name, digest in held}
    now = [
        ("a", "2" * 64),
        ("b", "9" * 64),
        ("moved", "3" * 64),
        ("d", "1" * 64),
        ("link", None),
        ("e", "8" * 64),
    ]
    found = [Found(Path(name), name, digest) for name, digest in now]
    assert manifest.standing(rows, found) == {"a": 1, "b": 0, "moved": 2, "d": 0, "link": 4, "e": 4}
