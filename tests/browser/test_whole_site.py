"""The whole site in Chromium, page by page, as it is found: from a folder, and from a server with the site's own headers."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from browser.crawl import ALIKE, WAYS, opened, parsed, walk
from project_copy import Project

pytestmark = pytest.mark.browser


@pytest.fixture
def given_site(built: Path) -> Path:
    return built / "site"


@pytest.fixture
def attacked_site(attacked: Project) -> Path:
    return attacked.where.site


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "made",
    ["site", *(pytest.param(made, marks=pytest.mark.slow) for made in ("given_site", "attacked_site"))],
)
@pytest.mark.parametrize("alike", [1, pytest.param(ALIKE, marks=pytest.mark.slow)])
def test_no_page_of_the_site_fails_in_any_way(
    request: pytest.FixtureRequest, alike: int, made: str, way: str
) -> None:
    seen = walk(request.getfixturevalue(made), alike, way)
    assert seen.wrong == ()
    assert seen.pages > 10
    assert seen.links > seen.pages


def test_what_is_wrong_with_a_page_is_named(tmp_path: Path) -> None:
    """A link to nothing, one to a missing place, a picture that is not there, one from elsewhere, a script."""
    (tmp_path / "_headers").write_text("/*\n  X-Frame-Options: DENY\n", encoding="utf-8")
    (tmp_path / "index.html").write_text(
        '<p id="a">x</p><a href="index.html#a">x</a><a href="gone.html">x</a><a href="#b">x</a><img src="gone.png">'
        '<img src="http://127.0.0.1:9/x.png"><script>window.owned=1;console.error("loud")</script>',
        encoding="utf-8",
    )
    for way in WAYS:
        seen = walk(tmp_path, 1, way)
        wrong = "\n".join(seen.wrong)
        for what in (
            "gone.html: leads nowhere",
            "index.html#b: leads",
            "gone.png: not found",
            "loud",
            "became a",
        ):
            assert what in wrong
        assert "http://127.0.0.1:9/x.png: asked for elsewhere" in wrong
        assert "#a: leads" not in wrong


def test_the_server_keeps_what_never_changes_and_asks_for_the_rest(built: Path) -> None:
    rules = parsed((built / "site" / "_headers").read_text(encoding="utf-8"))
    lasting = [pattern for pattern, name, value in rules if name == "Cache-Control" and "immutable" in value]
    files = [f"/{path.relative_to(built / 'site').as_posix()}" for path in (built / "site").rglob("*.*")]
    kept = {path for path in files for pattern in lasting if fnmatchcase(path, pattern)}
    assert "/search/manifest.js" not in kept
    assert len(kept) > 10


def test_a_page_cannot_run_what_is_written_into_it(built: Path, tmp_path: Path) -> None:
    text = (built / "site" / "about.html").read_text(encoding="utf-8")
    attack = '<script>window.owned=1</script><img src="x" onerror="window.owned=1"><p style="color:red" id="p">x</p>'
    (tmp_path / "about.html").write_text(text.replace("<main", f"{attack}<main", 1), encoding="utf-8")
    with opened() as (page, _):
        page.goto((tmp_path / "about.html").as_uri())
        assert page.evaluate("window.owned") is None
        assert page.evaluate("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
        assert len(page.evaluate("window.violations")) >= 3
