"""The whole site in Chromium, page by page, as it is found: from a folder, and from a server with the site's own headers.

No page is named here. Every HTML file of the site is one, and of many alike (a folder of reports, of lists) the first
ones and a few drawn by lot stand for the rest.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, Request, sync_playwright

from browser.stand_in import CHROMIUM
from project_copy import Project

pytestmark = pytest.mark.browser
FEW, MANY = 1, 40  # pages of one folder that are looked at: the first ones, and as many by lot
LINKS = "Array.from(document.querySelectorAll('a[href], link[href], [src]'), (each) => each.href || each.src)"
IDS = "Array.from(document.querySelectorAll('[id]'), (each) => each.id)"
LEADS_ON = 'http-equiv="refresh"'
VIOLATIONS = (
    "window.violations = []; addEventListener('securitypolicyviolation', "
    "(event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI))"
)


@dataclass
class Seen:
    """What happened while pages were open."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", lambda said: self.errors.append(said.text) if said.type != "info" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", lambda got: self.missing.append(got.url) if got.status >= 400 else None)
        page.add_init_script(VIOLATIONS)

    def _failed(self, request: Request) -> None:
        """A request that ended because the page was left is no failure."""
        if request.failure != "net::ERR_ABORTED":
            self.missing.append(request.url)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)


class Headed(SimpleHTTPRequestHandler):
    """A static host: it serves the folder with the headers that `_headers` names."""

    rules: tuple[tuple[str, str, str], ...] = ()

    def end_headers(self) -> None:
        path = urlsplit(self.path).path
        for pattern, name, value in self.rules:
            if fnmatchcase(path, pattern):
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def parsed(text: str) -> tuple[tuple[str, str, str], ...]:
    """The rules of a `_headers` file: path pattern, header, value."""
    rules, pattern = [], ""
    for line in text.splitlines():
        if not line.startswith(" "):
            pattern = line
        else:
            name, _, value = line.strip().partition(": ")
            rules.append((pattern, name, value))
    return tuple(rules)


@contextmanager
def served(site: Path) -> Iterator[str]:
    rules = parsed((site / "_headers").read_text(encoding="utf-8"))
    handler = partial(type("Site", (Headed,), {"rules": rules}), directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def opened() -> Iterator[tuple[Page, Seen]]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page, seen = browser.new_page(), Seen()
        seen.watch(page)
        yield page, seen
        browser.close()


@pytest.fixture
def given_site(built: Path) -> Path:
    return built / "site"


@pytest.fixture
def attacked_site(attacked: Project) -> Path:
    return attacked.where.site


def sampled(site: Path, alike: int) -> list[str]:
    """The pages to look at: all of small folders, some of large ones; redirecting pages lead to others."""
    folders: dict[Path, list[str]] = {}
    for path in sorted(site.rglob("*.html")):
        kind = path.parent.parent if path.parent.parent.name == "reports" else path.parent
        folders.setdefault(kind, []).append(path.relative_to(site).as_posix())
    chance = random.Random(7)
    return [
        name
        for folder, names in folders.items()
        for name in (
            names if folder == site else [*names[:alike], *chance.sample(names, min(alike, len(names)))]
        )
    ]


@pytest.mark.parametrize("way", ["folder", "server"])
@pytest.mark.parametrize(
    "made", ["given_site", "site", pytest.param("attacked_site", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("alike", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_no_page_of_the_site_fails_in_any_way(
    request: pytest.FixtureRequest, alike: int, made: str, way: str
) -> None:
    site: Path = request.getfixturevalue(made)
    with served(site) as host, opened() as (page, seen):
        base = site.as_uri() if way == "folder" else host
        links, ids = set[str](), dict[str, set[str]]()
        for name in dict.fromkeys(sampled(site, alike)):
            page.goto(f"{base}/{name}")
            if LEADS_ON in (site / name).read_text(encoding="utf-8"):
                page.wait_for_url(lambda url, left=page.url: url != left)  # type: ignore[misc]
            assert page.evaluate("window.violations") == [], name
            assert seen.errors == [], name
            assert page.evaluate("window.owned") is None, name
            here = page.url.split("#")[0].split("?")[0]
            ids[here] = set(page.evaluate(IDS))
            links |= set(page.evaluate(LINKS))
        assert seen.missing == []
        assert [url for url in seen.requests if not url.startswith((base, "data:", "blob:"))] == []
        assert sorted(broken(links, ids, base, site)) == []


def broken(links: set[str], ids: dict[str, set[str]], base: str, site: Path) -> Iterator[str]:
    """Links that lead out of the site, to no file, or to a place that a page does not have."""
    for link in links:
        if link.startswith("data:"):
            continue
        address, _, anchor = link.partition("#")
        page = address.split("?")[0]
        path = unquote(page.removeprefix(base)).lstrip("/") or "index.html"
        lost = bool(anchor) and page in ids and unquote(anchor) not in ids[page]
        if lost or not page.startswith(base) or not (site / path).is_file():
            yield link


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
