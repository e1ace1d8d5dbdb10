"""Side by side on the same documents and phrases: this index, Material's stock search, Pagefind extended.

Recall and precision are counted in documents against `str.find` on the search form. A neighbour is asked for the
phrase in quotation marks, in Chromium, on loopback. Bytes are gzipped, of everything that one visitor's first query
fetches; its time is counted until the list of documents is there.
"""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from archive.model import Report
from archive.search.answer import Options, search
from archive.search.index import IndexOptions, build
from archive.search.reader import Reader
from bench.indexing import RULES
from bench.recall import ASK, bare_page
from browser.stand_in import ASSETS, CHROMIUM

SEED = 7
PAGEFIND = "pagefind[extended]==1.5.2"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a published text and the ids of all reports that hold it."""

    text: str
    reports: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine: build seconds, and for each phrase the reports found, bytes and milliseconds of a first query."""

    name: str
    build: float
    found: tuple[frozenset[str], ...]
    bytes: tuple[int, ...]
    times: tuple[float, ...]


MATERIAL = """async ([base, query]) => {
  const start = performance.now();
  const index = await (await fetch(base + "/search/search_index.json")).json();
  const worker = new Worker(base + "/WORKER");
  const answer = (type) => new Promise((done, failed) => {
    worker.onerror = failed;
    worker.onmessage = ({data}) => { if (data.type === type) done(data.data); };
  });
  worker.postMessage({type: 0, data: {...index, options: {suggest: false}}});
  await answer(1);
  worker.postMessage({type: 2, data: '"' + query + '"'});
  const {items} = await answer(3);
  const found = items.flat().map((item) => /r[0-9a-f]{12}/.exec(item.location)).filter(Boolean).map((m) => m[0]);
  return [found, performance.now() - start];
}"""
FIND = """async ([base, query]) => {
  const start = performance.now();
  const pagefind = await import(base + "/pagefind/pagefind.js");
  const {results} = await pagefind.search('"' + query + '"');
  const pages = await Promise.all(results.map((one) => one.data()));
  return [pages.map((page) => /r[0-9a-f]{12}/.exec(page.url)[0]), performance.now() - start];
}"""


def phrases(reports: Sequence[Report], reader: Reader, count: int) -> list[Phrase]:
    """Cut texts at random, 2 to 30 characters, and find each in the form of every text."""
    forms = {
        one.id: reader.form.apply("".join((one.title, *(b.text for b in one.blocks)))) for one in reports
    }
    chance = random.Random(SEED)
    found: list[Phrase] = []
    while len(found) < count:
        text = "".join(block.text for block in chance.choice(reports).blocks)
        at, size = chance.randrange(max(len(text) - 30, 1)), chance.randint(2, 30)
        query = text[at : at + size].replace('"', "").strip()
        form = reader.form.apply(query)
        if len(form) > 1:
            found.append(Phrase(query, frozenset(name for name, each in forms.items() if form in each)))
    return found


def compare(reports: Sequence[Report], folder: Path, count: int) -> None:
    """Build all three, ask them the same, print one row each."""
    site = folder / "ours"
    start = time.perf_counter()
    build(reports, IndexOptions(RULES, folder / "cache", site / "search", 2))
    seconds = time.perf_counter() - start
    (site / "assets").symlink_to(ASSETS)
    page = bare_page(site)
    reader = Reader(site / "search")
    wanted = phrases(reports, reader, count)
    exact = tuple(frozenset(one.id for one in search(p.text, reader, _all()).documents) for p in wanted)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        asked = _asked(browser, site, page.name, [(ASK, phrase.text) for phrase in wanted])
        sizes, times = tuple(size for _, size, _ in asked), tuple(ms for _, _, ms in asked)
        rows = [Measured("this archive", seconds, exact, sizes, times)]
        rows.append(_material(browser, reports, folder / "material", wanted))
        rows.append(_pagefind(browser, reports, folder / "pagefind", wanted))
        browser.close()
    for row in rows:
        _print(row, wanted)


def _all() -> Options:
    return Options(limit=1 << 30, snippets=0, whole=True)


def _material(
    browser: Browser, reports: Sequence[Report], folder: Path, wanted: Sequence[Phrase]
) -> Measured:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for one in reports:
        lines = [f"# {one.title}", *(("## " if b.kind == "heading" else "") + b.text for b in one.blocks)]
        (docs / f"{one.id}.md").write_text("\n\n".join(lines), "utf-8")
    (docs / "index.md").write_text("# 首页", "utf-8")
    config = {
        "site_name": "stock", "use_directory_urls": False, "nav": [{"首页": "index.md"}],
        "theme": {"name": "material", "language": "zh", "font": False}, "plugins": [{"search": {"lang": "zh"}}],
    }  # fmt: skip
    (folder / "mkdocs.yml").write_text(json.dumps(config, ensure_ascii=False), "utf-8")
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, check=True, capture_output=True
    )
    seconds = time.perf_counter() - start
    (worker,) = (folder / "site").glob("assets/javascripts/workers/search.*.min.js")
    script = MATERIAL.replace("WORKER", worker.relative_to(folder / "site").as_posix())
    asked = _asked(browser, folder / "site", "404.html", [(script, phrase.text) for phrase in wanted])
    return _measured("Material stock search", seconds, asked)


def _pagefind(
    browser: Browser, reports: Sequence[Report], folder: Path, wanted: Sequence[Phrase]
) -> Measured:
    site = folder / "site"
    site.mkdir(parents=True)
    for one in reports:
        body = "".join(f"<p>{escape(block.text)}</p>" for block in one.blocks)
        head = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(one.title)}</title>'
        (site / f"{one.id}.html").write_text(f"{head}<h1>{escape(one.title)}</h1>{body}", "utf-8")
    (site / "index.html").write_text('<!doctype html><html lang="zh-CN"><title>-</title>', "utf-8")
    python = folder / "env" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "-q", PAGEFIND], check=True)
    start = time.perf_counter()
    subprocess.run([str(python), "-m", "pagefind", "--site", str(site)], check=True, capture_output=True)
    seconds = time.perf_counter() - start
    return _measured(
        "Pagefind extended", seconds, _asked(browser, site, "index.html", [(FIND, p.text) for p in wanted])
    )


Asked = tuple[Any, int, float]


def _measured(name: str, seconds: float, asked: Sequence[Asked]) -> Measured:
    found = tuple(frozenset(answer) for answer, _, _ in asked)
    return Measured(
        name, seconds, found, tuple(size for _, size, _ in asked), tuple(ms for _, _, ms in asked)
    )


def _asked(browser: Browser, site: Path, page: str, questions: Sequence[tuple[str, str]]) -> list[Asked]:
    """Ask each question as a new visitor; give answer, gzipped bytes and milliseconds."""
    asked = []
    with _served(site) as (home, sent):
        for script, query in questions:
            context = browser.new_context()
            visitor = context.new_page()
            visitor.goto(f"{home}/{page}")
            sent.clear()
            answer, ms = visitor.evaluate(script, query if script is ASK else [home, query])
            context.close()
            asked.append((answer, sum(sent), ms))
    return asked


@contextmanager
def _served(site: Path) -> Iterator[tuple[str, list[int]]]:
    """Serve a folder on loopback and note the gzipped size of everything sent."""
    sent: list[int] = []

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, directory=str(site), **options)

        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            if path.is_file():
                sent.append(_size(path))
            super().do_GET()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", sent
        server.shutdown()


def _size(path: Path) -> int:
    """Give what a server would send: packed, unless it is packed already."""
    content = path.read_bytes()
    return min(len(content), len(gzip.compress(content, 6)))


def _print(row: Measured, wanted: Sequence[Phrase]) -> None:
    pairs = list(zip(row.found, wanted, strict=True))
    right = sum(len(found & phrase.reports) for found, phrase in pairs)
    recall = right / sum(len(phrase.reports) for phrase in wanted)
    precision = right / max(sum(map(len, row.found)), 1)
    whole = sum(found == phrase.reports for found, phrase in pairs)
    middle = len(wanted) // 2
    print(
        f"{row.name:<22} recall {recall:.3f}  precision {precision:.3f}  exactly right {whole}/{len(wanted)}  "
        f"first answer {sorted(row.bytes)[middle] / 1000:.0f} KB gz, {sorted(row.times)[middle]:.0f} ms (medians)  "
        f"build {row.build:.1f} s"
    )
