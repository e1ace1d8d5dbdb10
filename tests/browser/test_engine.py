"""The engine in a real browser, from a folder on disk and from a server: the reader's answers, retries, no strangers."""

from __future__ import annotations

import json
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from archive.search.answer import Options, search
from archive.search.reader import Reader
from browser.stand_in import ASSETS, launched
from search_corpus import build, reports

pytestmark = pytest.mark.browser
SCRIPTS = (
    "codec", "form", "wording", "query", "columns", "directory", "sorted", "phrase", "texts", "blocks", "match", "rank", "snippets",
    "cache", "store", "loader", "engine",
)  # fmt: skip
QUERIES = (
    "党建", "党", "把…首位", "党建 -扶贫", "部分:主要做法 党", "标题:党|小标题:党", '"党建，工作"', "𠮷野家",
    "把党的政治建设摆在首位，把纪律挺在前面。", "党建党建党建工作……（一）把党的",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index, and a page two folders down that loads the engine."""
    sizes = {"shard_bytes": 2000, "told_list_bytes": 64, "text_units": 400}
    site = build(tmp_path_factory.mktemp("engine"), list(reports(30)), **sizes)
    shutil.copytree(ASSETS / "search", site / "assets" / "search")
    (site / "reports" / "00").mkdir(parents=True)
    tags = "".join(f'<script src="../../assets/search/{name}.js"></script>' for name in SCRIPTS)
    head = '<!doctype html><meta charset="utf-8"><meta name="archive-root" content="../..">'
    (site / "reports" / "00" / "page.html").write_text(f"{head}{tags}", "utf-8")
    return site


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page on which files may fail to come, but no script may."""
    errors: list[str] = []
    with launched() as browser:
        page = browser.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    assert errors == []


@dataclass
class Served:
    """A server on loopback: its address, how often each file was asked for, and which files fail how often."""

    home: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    fail: dict[str, int] = field(default_factory=dict)


@contextmanager
def served(site: Path) -> Iterator[Served]:
    state = Served()

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.split("?")[0]
            state.asked[name] += 1
            for part, left in state.fail.items():
                if part in name and left:
                    state.fail[part] = left - 1
                    self.send_error(503)
                    return
            super().do_GET()

        def log_message(self, *_: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        state.home = f"http://127.0.0.1:{server.server_port}/"
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


ASK = """async ([query, options]) => {
  try { return await archive.search(query, options); }
  catch (error) { return {name: error.name, code: error.code, detail: error.detail, message: error.message}; }
}"""


def ask(page: Page, query: str, **options: object) -> Any:
    return page.evaluate(ASK, [query, options])


def test_from_disk_it_answers_as_the_reader_does(site: Path, page: Page) -> None:
    strangers: list[str] = []
    page.on("request", lambda request: strangers.append(request.url))
    page.goto((site / "reports/00/page.html").as_uri())
    reader = Reader(site / "search")
    for query in QUERIES:
        want = json.loads(json.dumps(search(query, reader, Options(limit=5)).to_json()))
        assert want["hits"]
        assert ask(page, query, limit=5) == want, query
    assert all(url.startswith(site.as_uri()) for url in strangers)


def test_each_file_is_asked_for_once(site: Path, page: Page) -> None:
    with served(site) as server:
        page.goto(server.home + "reports/00/page.html")
        both = "Promise.all([archive.search('党建', {}), archive.search('党建', {})])"
        first, second = page.evaluate(both)
        assert first == second
        assert ask(page, "党建") == first
        assert {name: count for name, count in server.asked.items() if count > 1} == {}


def test_a_file_that_comes_late_is_tried_again(site: Path, page: Page) -> None:
    with served(site) as server:
        page.goto(server.home + "reports/00/page.html")
        server.fail = {"search/p/": 1, "search/columns": 1}
        right = search("党建", Reader(site / "search")).hits
        assert ask(page, "党建")["hits"] == right
        server.fail = {"search/p/": 9}
        failure = ask(page, "纪律")
        assert failure["code"] == "index"
        assert "scripts/build.py" in failure["message"]
        assert failure["detail"].startswith("p/")
        # The others fail, too.
        page.wait_for_function("!document.querySelector('script[src*=\"search/p/\"]')")
        server.fail = {}
        assert ask(page, "纪律")["hits"] == search("纪律", Reader(site / "search")).hits


def test_an_index_that_is_not_there_is_said_and_then_found(site: Path, page: Page) -> None:
    with served(site) as server:
        page.goto(server.home + "reports/00/page.html")
        server.fail = {"search/manifest": 2}
        assert ask(page, "党建")["code"] == "index"
        assert ask(page, "党建")["hits"]


def test_late_answers_are_dropped(site: Path, page: Page) -> None:
    page.goto((site / "reports/00/page.html").as_uri())
    dropped = page.evaluate(
        """async () => {
          const ask = archive.engine.latest();
          const old = ask("党建").catch((error) => error.name + " " + error.code);
          const now = await ask("纪律");
          const control = new AbortController();
          control.abort();
          const never = archive.search("党", {signal: control.signal}).catch((error) => error.code);
          return [await old, now.query, await never];
        }"""
    )
    assert dropped == ["AbortError stale", "纪律", "stale"]


def test_lines_give_every_hit_or_an_even_sample(site: Path, page: Page) -> None:
    page.goto((site / "reports/00/page.html").as_uri())
    result = search("党", Reader(site / "search"), Options(limit=1000, snippets=None))
    want = [
        (document.id, number, snippet.before, snippet.match, snippet.after, snippet.anchor)
        for document in result.documents
        for number, snippet in enumerate(document.snippets, 1)
    ]
    got = page.evaluate("archive.search.lines('党', {sample: 5000})")
    keys = ("id", "hit", "before", "match", "after", "anchor")
    assert [tuple(line[key] for key in keys) for line in got["lines"]] == want
    assert (got["hits"], got["sampled"]) == (result.hits, False)
    some = page.evaluate("archive.search.lines('党', {sample: 7})")
    picked = [want[at * len(want) // 7] for at in range(7)]
    assert [tuple(line[key] for key in keys) for line in some["lines"]] == picked
    assert some["sampled"] is True


def test_progress_ends_where_it_says(site: Path, page: Page) -> None:
    page.goto((site / "reports/00/page.html").as_uri())
    steps = page.evaluate(
        "async () => { const s = []; await archive.search('的', {progress: (d, t) => s.push([d, t])}); return s; }"
    )
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
