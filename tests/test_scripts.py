"""The engine travels as one file, whole and in order; everything else by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.site.scripts import FACE, published
from archive.site.slim import slim

ASSETS = Path(__file__).resolve().parents[1] / "docs" / "assets"
SMALL = {
    FACE: 'const ENGINE = [\n  "a", "b",\n "c", "d",\n];\nconst WORDS = ["a", "c"];',
    **{f"search/{name}.js": f"run({name}); // {name}" for name in "abcde"},
}


def test_the_engine_is_joined_in_its_order_and_shared_files_stay() -> None:
    made = published(SMALL)
    assert sorted(made) == ["search/a.js", "search/c.js", "search/d.js", "search/e.js", FACE]
    assert made["search/d.js"] == "run(b);\nrun(d);\n"
    assert made[FACE].startswith('const ENGINE=["a","c","d"];')


def test_nothing_of_our_scripts_is_lost() -> None:
    sources = {
        path.relative_to(ASSETS).as_posix(): path.read_text("utf-8")
        for path in ASSETS.rglob("*.js")
        if "vendor" not in path.parts
    }
    made = published(sources)
    assert made.keys() < sources.keys()
    for path, text in sources.items():
        if path != FACE:
            assert (
                slim(text) in (made.get(path) or made["search/engine.js"])
                or slim(text) in made["search/engine.js"]
            )


def test_a_face_without_its_lists_is_refused() -> None:
    with pytest.raises(ArchiveError, match="WORDS"):
        published(SMALL | {FACE: 'const ENGINE = ["a"];'})
