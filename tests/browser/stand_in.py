"""A small site with a stand-in engine, so that the search page, the quick box and the marks are tested alone."""

from __future__ import annotations

import html
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from archive.model import Block, Report

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "docs" / "assets"
PATIENCE = 30_000  # milliseconds that a page is waited for, on a slow or busy machine too
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
QUICK = (
    "quick/element.js",
    "search/state.js",
    "search/face.js",
    "quick/start.js",
    "quick/words.js",
    "quick/opening.js",
    "study/keyboard.js",
    "quick/quick.js",
)
REPORT = ("report/spans.js", "report/hits.js", "report/highlight.js")
SEARCH = ("facets", "results", "chart", "export", "kwic", "keys", "messages", "answers", "view", "page")
PARTS = {"h-1": "主要做法", "p-1": "主要做法", "p-2": "存在问题", "p-3": "存在问题"}
TYPES = ("工作总结", "述职报告", "工作要点")
FORM = '<form data-search-form role="search" action="search.html"><input name="q" aria-label="检索词"><button>检索</button></form>'

Piece = tuple[str, str, str]


def reports() -> list[dict[str, Any]]:
    """Forty-five short reports of four years (and none), three types and two levels, alike in some phrases."""
    return [_report(number) for number in range(45)]


def _report(number: int) -> dict[str, Any]:
    year = None if number % 9 == 8 else 2018 + number % 4
    blocks: list[Piece] = [
        ("t", f"{year or ''}年第{number}党支部<工作>总结", ""),
        ("h-1", "一、抓好党建", ""),
        ("p-1", f"坚持同谋划、同部署，第{number}次同谋划——同部署。人人人都来。", ""),
        ("p-2", "不忘初心、牢记使命，", "抓好"),
        ("p-3", "党建工作" * (number % 5), ""),
    ]
    return {
        "id": f"r{number:012x}", "title": blocks[0][1], "url": f"reports/00/r{number:012x}.html",
        "year": year,
        "type": TYPES[number % 3], "unit_level": "党组" if number % 2 else "党支部",
        "blocks": [(anchor, text + bold) for anchor, text, bold in blocks], "parts": blocks,
    }  # fmt: skip


def model_reports() -> list[Report]:
    """The same reports as the stages before the index know them."""
    return [_model(report) for report in reports()]


def _model(report: dict[str, Any]) -> Report:
    blocks = tuple(
        Block(
            "heading" if anchor.startswith("h") else "paragraph", 2 if anchor.startswith("h") else 0,
            text + bold, anchor, PARTS.get(anchor, ""),
        )
        for anchor, text, bold in report["parts"][1:]
        if text + bold
    )  # fmt: skip
    return Report(
        report["id"], report["title"], "a.txt", ("a.txt",), "0" * 64, 100, blocks, report["type"],
        report["unit_level"], report["year"],
    )  # fmt: skip


def write(folder: Path, *, stand_in: bool = True) -> None:
    """Write the pages, with links to the site's own scripts beside them; the engine is the real one if asked for."""
    (folder / "assets").symlink_to(ASSETS)
    found = reports()
    (folder / "reports.js").write_text(f"window.REPORTS = {json.dumps(found)};", "utf-8")
    (folder / "reports" / "00").mkdir(parents=True)
    before = tuple(
        f"tests/browser/{name}" for name in ("stand_in_engine.js", "stand_in_words.js") if stand_in
    )
    (folder / "tests").symlink_to(ROOT / "tests")
    search = f'<div data-search-app class="s-app">{FORM.replace("<form ", "<form class=s-form ")}</div>'
    scripts = tuple(f"search/{name}.js" for name in SEARCH)
    _page(folder / "search.html", Content(".", search, scripts, before))
    home = FORM.replace("data-search-form", 'data-quick="home"')
    _page(folder / "index.html", Content(".", home, (), before))
    for report in found if not stand_in else found[:3]:
        marks = REPORT if not stand_in else REPORT[-1:]
        _page(folder / report["url"], Content("../..", _article(report), marks, before))


def _article(report: dict[str, Any]) -> str:
    rows, part = [], ""
    for anchor, text, bold in report["parts"]:
        tag = {"t": "h1", "h-1": "h2"}.get(anchor, "p")
        new, part = PARTS.get(anchor, "") != part, PARTS.get(anchor, "")
        data = f' data-part="{part}"' if new else ""
        tail = f"<strong>{html.escape(bold)}</strong>" if bold else ""
        rows.append(f'<{tag} id="{anchor}"{data}>{html.escape(text)}{tail}<button>链接</button></{tag}>')
    return f"<article data-report-text>\n{''.join(rows)}\n<p>页面自己的话</p></article>"


@dataclass(frozen=True, slots=True)
class Content:
    """What stands on one page: the way to the root, the body, its own scripts, and the stand-ins if any."""

    root: str
    body: str
    scripts: tuple[str, ...]
    before: tuple[str, ...]


def _page(path: Path, content: Content) -> None:
    root = content.root
    header = FORM.replace("data-search-form", "data-quick").replace("search.html", f"{root}/search.html")
    assets = [f"assets/{name}" for name in ("report/marks.js", *QUICK, *content.scripts)]
    names = [
        "assets/site.js",
        "reports.js",
        *assets[:1],
        *content.before[:1],
        *assets[1 : len(QUICK)],
        *content.before[1:],
    ]
    names += assets[len(QUICK) :]
    loads = "".join(f'<script src="{root}/{name}"></script>' for name in names)
    path.write_text(
        f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>检索 - 文鉴</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="archive-root" content="{root}">'
        f'<link rel="stylesheet" href="{root}/assets/search.css"><header>{header}</header>'
        f"<main>{content.body}</main>{loads}</html>",
        "utf-8",
    )


class Quiet(SimpleHTTPRequestHandler):
    """The standard handler, without a line for every request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def served(site: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on this machine; gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def launched() -> Iterator[Browser]:
    """The system's Chromium, or that which CHROMIUM names; what was opened there is closed, the browser itself stays."""
    _, browser = _chromium()
    before = frozenset(browser.contexts)
    try:
        yield browser
    finally:
        for context in frozenset(browser.contexts) - before:
            context.close()


@cache
def _chromium() -> tuple[Playwright, Browser]:
    """One browser a process: starting one takes longer than most tests."""
    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def finish() -> None:
    """End the browser, if one was started."""
    if _chromium.cache_info().currsize:
        playwright, browser = _chromium()
        browser.close()
        playwright.stop()
        _chromium.cache_clear()


@contextmanager
def browser_page(width: int = 1280, height: int = 800) -> Iterator[Page]:
    """Open a page in the system's Chromium; an error in a script or on the console fails the test."""
    errors: list[str] = []
    with launched() as browser:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield page
    assert not errors, errors
