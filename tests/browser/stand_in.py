"""A small site with a stand-in engine, so that the search page, the quick box and the marks are tested alone."""

from __future__ import annotations

import html
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "docs" / "assets"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
QUICK = ("quick/element.js", "search/state.js", "search/face.js", "quick/words.js", "quick/quick.js")
SEARCH = ("facets", "results", "kwic", "chart", "export", "keys", "messages", "answers", "view", "page")
TYPES = ("工作总结", "述职报告", "工作要点")
FORM = '<form data-search-form role="search" action="search.html"><input name="q" aria-label="检索词"><button>检索</button></form>'

Block = tuple[str, str, str]


def reports() -> list[dict[str, object]]:
    """Forty-five short reports of four years (and none), three types and two levels, alike in some phrases."""
    return [_report(number) for number in range(45)]


def _report(number: int) -> dict[str, object]:
    year = None if number % 9 == 8 else 2018 + number % 4
    blocks: list[Block] = [
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


def write(folder: Path) -> None:
    """Write the pages, with links to the site's own scripts beside them."""
    (folder / "assets").symlink_to(ASSETS)
    (folder / "engine.js").symlink_to(ROOT / "tests" / "browser" / "stand_in_engine.js")
    (folder / "words.js").symlink_to(ROOT / "tests" / "browser" / "stand_in_words.js")
    found = reports()
    (folder / "reports.js").write_text(f"window.REPORTS = {json.dumps(found)};", "utf-8")
    (folder / "reports" / "00").mkdir(parents=True)
    search = f'<div data-search-app class="s-app">{FORM.replace("<form ", "<form class=s-form ")}</div>'
    _page(folder / "search.html", ".", search, tuple(f"search/{name}.js" for name in SEARCH))
    home = FORM.replace("data-search-form", 'data-quick="home"')
    _page(folder / "index.html", ".", home, ())
    for report in found[:3]:
        _page(folder / str(report["url"]), "../..", _article(report), ("report/highlight.js",))


def _article(report: dict[str, object]) -> str:
    rows = []
    for anchor, text, bold in report["parts"]:  # type: ignore[attr-defined]
        tag = {"t": "h1", "h-1": "h2"}.get(anchor, "p")
        tail = f"<strong>{html.escape(bold)}</strong>" if bold else ""
        rows.append(f'<{tag} id="{anchor}">{html.escape(text)}{tail}<button>链接</button></{tag}>')
    return f"<article data-report-text>{''.join(rows)}</article>"


def _page(path: Path, root: str, body: str, scripts: tuple[str, ...]) -> None:
    header = FORM.replace("data-search-form", "data-quick").replace("search.html", f"{root}/search.html")
    names = [
        "reports.js",
        "assets/report/marks.js",
        "engine.js",
        *(f"assets/{name}" for name in QUICK),
        "words.js",
    ]
    names += [f"assets/{name}" for name in scripts]
    loads = "".join(f'<script src="{root}/{name}"></script>' for name in names)
    path.write_text(
        f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>检索 - 文鉴</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="archive-root" content="{root}">'
        f'<link rel="stylesheet" href="{root}/assets/search.css"><header>{header}</header>'
        f"<main>{body}</main>{loads}</html>",
        "utf-8",
    )


@contextmanager
def browser_page(width: int = 1280, height: int = 800) -> Iterator[Page]:
    """Open a page in the system's Chromium; an error in a script or on the console fails the test."""
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield page
        browser.close()
    assert not errors, errors
