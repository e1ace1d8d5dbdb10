"""Scripts that are wanted together travel as one file, whole and in order; everything else by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from archive.errors import ArchiveError
from archive.site.scripts import (
    CLOSING,
    FACE,
    NAMED,
    OPENING,
    TOLD,
    VENDOR,
    bundles,
    digest,
    joined,
    named,
    published,
)
from archive.site.slim import slim

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "docs" / "assets"
CALLED = re.compile(r"\{\{ scripts\(\[(.*?)\]")
QUOTED = re.compile(r'"([^"]+)"')
SMALL = {
    FACE: f'{TOLD} {NAMED} ask("b", "a.js", "c")',
    **{f"{name}.js": f"run({name}); // {name}" for name in "abcde"},
}


def test_a_bundle_travels_in_its_order_under_the_last_name() -> None:
    made = published(SMALL, bundles(["b a e d"]))
    assert sorted(made) == ["c.js", "d.js", FACE]
    assert made["d.js"] == "run(b);\nrun(a);\nrun(e);\nrun(d);\n"
    names = f'{{"c.js":"{digest(made["c.js"])}"}}'  # nobody asks for d and e
    assert made[FACE] == f'const JOINED=["b.js","a.js"];const DIGESTS={names};ask("b","a.js","c")\n'


def test_a_script_that_is_asked_for_and_the_bundle_that_asks_change_their_names_together() -> None:
    table = bundles([f"a {FACE.removesuffix('.js')} b"])
    before, after = published(SMALL, table), published(SMALL | {"c.js": "run(2)"}, table)
    changed = {path for path in before if named(path, before[path]) != named(path, after[path])}
    assert changed == {"c.js", "b.js"}
    assert digest(after["c.js"]) in after["b.js"]
    assert named("search/page.js", "a") == f"search/page-{digest('a')}.js"


def test_scripts_of_others_stay_as_they_came() -> None:
    text = 'run( 1 ); // theirs, "d"'
    assert published(SMALL | {f"{VENDOR}x.js": text}, ())[f"{VENDOR}x.js"] == text


def test_nothing_of_our_scripts_is_lost() -> None:
    table = bundles(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["extra"]["bundles"])
    sources = {
        path.relative_to(ASSETS).as_posix(): path.read_text("utf-8")
        for path in ASSETS.rglob("*.js")
        if "vendor" not in path.parts
    }
    made = published(sources, table)
    home = {path: bundle[-1] for bundle in table for path in bundle}
    assert made.keys() == sources.keys() - set(joined(table))
    for path, text in sources.items():
        if path != FACE:
            assert slim(text).removeprefix(OPENING).removesuffix(CLOSING) in made[home.get(path, path)]


def test_templates_name_scripts_that_are_published_under_their_name() -> None:
    table = bundles(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["extra"]["bundles"])
    texts = [path.read_text("utf-8") for path in (ROOT / "scripts" / "theme").glob("*.html")]
    asked = {f"{name}.js" for text in texts for call in CALLED.findall(text) for name in QUOTED.findall(call)}
    assert FACE not in asked
    assert {"search/page.js", "report/tools.js"} <= asked
    assert all((ASSETS / path).is_file() for path in asked)
    assert asked.isdisjoint(joined(table))


def test_the_scripts_of_a_bundle_are_blocks_of_one_function() -> None:
    texts = {f"{name}.js": f"{OPENING}const n={name!r};archive.{name}=n;{CLOSING}" for name in "ab"}
    made = published(SMALL | texts, bundles(["a b"]))["b.js"]
    assert made == f"{OPENING}{{const n='a';archive.a=n}}{{const n='b';archive.b=n}}{CLOSING}"


@pytest.mark.parametrize(("lines", "told"), [(["a b", "b c"], "b.js 写了两次"), (["a x"], "x.js 不在")])
def test_a_wrong_table_is_refused(lines: list[str], told: str) -> None:
    with pytest.raises(ArchiveError, match=told):
        published(SMALL, bundles(lines))


def test_a_loader_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(ArchiveError, match="JOINED"):
        published(SMALL | {FACE: "const NOTHING = 1;"}, bundles(["a b"]))


def test_one_script_says_whether_a_key_is_meant_for_the_page() -> None:
    own = [path for path in ASSETS.rglob("*.js") if VENDOR not in path.as_posix()]
    assert [path.name for path in own if "contenteditable" in path.read_text("utf-8")] == ["site.js"]
