"""Checks of a built site: every link and anchor resolves, nothing is asked of other hosts, everything is there.

A page is read with three patterns, not with a parser: the templates write attributes in double quotes, and ten
thousand pages must take seconds.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from archive.checking.findings import finding
from archive.model import Finding
from archive.parallel import chunks, mapped
from archive.summary import Summary

CHUNK = 200

TAG = re.compile(r"<(a|link|script|img|iframe|source|form|use|object|embed|video|audio|base)\b([^>]*)>")
ADDRESS = re.compile(r'\b(?:href|src|action|data|poster|srcset)=(?:"([^"]*)"|([^\s"\'>]+))')
ID = re.compile(r'\sid="?([^"\s>]+)')
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?\s*((?:https?:)?//[^\"')\s]+)")
CODE = re.compile(r"[\"'`]((?:https?:)?//[a-z0-9][^\"'`\s]*)")
# Names, never asked for: SVG and XML, the parts of Word files, Dublin Core.
NAMESPACES = (
    "http://www.w3.org/",
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.org/",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What one page holds: its ids, the addresses inside the site that it names, those that it asks of others."""

    path: str
    ids: frozenset[str]
    links: tuple[str, ...]
    external: tuple[str, ...]


def site(folder: Path, summary: Summary, jobs: int) -> tuple[Finding, ...]:
    """Everything that is wrong with a built site."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return (
        *_links(folder, paths, jobs),
        *_assets(folder, paths),
        *_complete(folder, frozenset(paths), summary),
    )


def _links(folder: Path, paths: Sequence[str], jobs: int) -> Iterator[Finding]:
    names = [path for path in paths if path.endswith(".html")]
    runs = mapped(partial(_pages, folder), chunks(names, CHUNK), jobs, smallest=2)
    pages = {page.path: page for run in runs for page in run}
    known = frozenset(paths)
    for page in pages.values():
        for address in page.external:
            yield finding("external-request", page.path, address)
        folder_of = posixpath.dirname(page.path)
        for link in page.links:
            yield from _link(page, resolve(folder_of, link), pages, known)


def _pages(folder: Path, names: Sequence[str]) -> tuple[Page, ...]:
    return tuple(read_page(name, (folder / name).read_text(encoding="utf-8")) for name in names)


def read_page(path: str, text: str) -> Page:
    """Take a page's ids and addresses. A link to another site is no request; everything else that names one is."""
    links: dict[str, None] = {}
    external: list[str] = []
    for tag, attributes in TAG.findall(text):
        for quoted, bare in ADDRESS.findall(attributes):
            address = html.unescape(quoted or bare).strip()
            if not SCHEME.match(address):
                links[address] = None
            elif tag != "a" and not address.startswith("data:") and 'rel="canonical"' not in attributes:
                external.append(address)
    external += STYLE.findall(text)
    ids = frozenset(map(html.unescape, ID.findall(text)))
    own = {
        link for link in links if link.startswith("#") and unquote(link[1:]) in ids
    }  # most links, settled here
    return Page(path, ids, tuple(link for link in links if link not in own), tuple(external))


def _link(
    page: Page, leads: tuple[str, str, str], pages: Mapping[str, Page], known: frozenset[str]
) -> Iterator[Finding]:
    link, target, anchor = leads
    target = target or page.path
    if target not in known:
        yield finding("link-broken", page.path, link)
    elif anchor and target in pages and anchor not in pages[target].ids:
        yield finding("anchor-broken", page.path, link)


@lru_cache(maxsize=1 << 16)
def resolve(folder: str, link: str) -> tuple[str, str, str]:
    """A link in a page of `folder` with the file (empty: the page itself) and the anchor that it leads to."""
    parts = urlsplit(link)
    path = unquote(parts.path)
    if not path:
        return link, "", unquote(parts.fragment)
    target = posixpath.normpath(
        posixpath.join("" if path.startswith("/") else folder, path.lstrip("/") or ".")
    )
    if path.endswith("/") or target == ".":
        target = posixpath.normpath(f"{target}/index.html")
    return link, target, unquote(parts.fragment)


def _assets(folder: Path, paths: Sequence[str]) -> Iterator[Finding]:
    """Style sheets and scripts; the index's files are data and hold text."""
    for path in paths:
        pattern = STYLE if path.endswith(".css") else CODE if path.endswith(".js") else None
        if pattern is None or path.startswith("search/"):
            continue
        for address in pattern.findall((folder / path).read_text(encoding="utf-8")):
            if not address.startswith(NAMESPACES):
                yield finding("external-request", path, address)


def _complete(folder: Path, known: frozenset[str], summary: Summary) -> Iterator[Finding]:
    """Catalogue, pages, aliases and index are all there, and the counts agree."""
    if not summary.reconciles:
        yield finding("count-mismatch", "summary.json")
    if "search/manifest.js" not in known:
        yield finding("index-missing", "search/manifest.js")
    if "catalog.json" not in known:
        yield finding("catalog-mismatch", "catalog.json", "没有目录")
        return
    rows = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))["reports"]
    if len(rows) != summary.published:
        yield finding(
            "catalog-mismatch", "catalog.json", f"目录有 {len(rows)} 篇，发布了 {summary.published} 篇"
        )
    for row in rows:
        aliases = (f"reports/{alias[1:3]}/{alias}.html" for alias in row["aliases"])
        for url in (row["url"], *aliases):
            if url not in known:
                yield finding("page-missing", url)
