"""What scripts cost: 40 KB gzipped at load on any kind of page, 80 KB of our own in all, the engine only when somebody asks."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from browser.stand_in import browser_page

pytestmark = pytest.mark.browser
ALL_MOST = 80 * 1024  # bytes
SOURCES = "Array.from(document.scripts).map((script) => script.src).filter(Boolean)"


def weight(paths: set[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_pages_load_little_and_search_all_the_same(site: Path) -> None:
    report = json.loads((site / "catalog.json").read_text("utf-8"))["reports"][0]["url"]
    seen: set[Path] = set()
    with browser_page() as page:
        for url in ("index.html", "search.html", "phrases.html", "statistics.html", "about.html", report):
            page.goto(f"{site.as_uri()}/{url}")
            page.wait_for_load_state("load")
            loaded = {Path(unquote(urlsplit(source).path)) for source in page.evaluate(SOURCES)}
            assert not {path for path in loaded if path.name.startswith(("engine-", "lunr-"))}, url
            assert weight(loaded) <= 40_000, url
            seen |= loaded
            assert page.evaluate("archive.search('工作').then((found) => found.hits)") > 0, url
        page.goto(f"{site.as_uri()}/parts.html")  # shows texts of the index at once: the engine comes along
        page.locator(".p-entry").first.wait_for()
        loaded = {Path(unquote(urlsplit(source).path)) for source in page.evaluate(SOURCES)}
        assert weight({path for path in loaded if "assets" in path.parts}) <= 40_000
        # Opened from a search: the engine comes along.
        page.goto(f"{site.as_uri()}/{report}?q=%E5%B7%A5%E4%BD%9C")
        page.locator("mark.hit").first.wait_for()
        loaded = {Path(unquote(urlsplit(source).path)) for source in page.evaluate(SOURCES)}
        assert any(path.name.startswith("engine-") for path in loaded)
        assert weight({path for path in loaded if "assets" in path.parts}) <= 40_000
    assert seen
    own = {path for path in (site / "assets").rglob("*.js") if "vendor" not in path.parts}
    assert weight(own) <= ALL_MOST
