"""What a page, a style sheet or a script of the site leads to.

A page is read with three patterns, not with a parser: the templates write attributes in double quotes, and ten
thousand pages must take seconds.
"""

from __future__ import annotations

import html
import posixpath
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

TAG = re.compile(r"<((?:a|link|script|img|iframe|source|form|use|object|embed|video|audio|base)\b[^>]*)>")
ADDRESS = re.compile(r'\b(?:href|src|action|data|poster|srcset)=(?:"([^"]*)"|([^\s"\'>]+))')
# Asked for behind a space; a pattern that began with one would be five times as slow.
ID = re.compile(r'id="?([^"\s>]+)')
# Most links: nothing to take apart or to decode.
PLAIN = re.compile(r"((?:\.\./)*)((?:\w[\w.-]*/)*\w[\w.-]*\.\w+)")
LINK = re.compile(r"a\b")
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


@dataclass(frozen=True, slots=True)
class Links:
    """Where a file leads inside the site, as (address, path, anchor), and what it asks of others."""

    leads: tuple[tuple[str, str, str], ...] = ()
    external: tuple[str, ...] = ()


def read_links(path: str, text: str) -> Links:
    """Read a page, or a style sheet or script, in which only addresses of other hosts are looked for."""
    if path.endswith(".html"):
        page = read_page(path, text)
        folder = posixpath.dirname(path)
        return Links(tuple(resolve(folder, link) for link in page.links), page.external)
    pattern = STYLE if path.endswith(".css") else CODE
    found = (address for address in pattern.findall(text) if not address.startswith(NAMESPACES))
    return Links(external=tuple(found))


def read_page(path: str, text: str) -> Page:
    """Take a page's ids and addresses. A link to another site is no request; everything else that names one is."""
    links: dict[str, None] = {}
    external: list[str] = []
    for tag in TAG.findall(text):
        inside, outside = _addresses(tag)
        links.update(inside)
        external += outside
    if "url(" in text or "@import" in text:
        external += STYLE.findall(text)
    found = (hit[1] for hit in ID.finditer(text) if text[hit.start() - 1 : hit.start()].isspace())
    ids = frozenset(map(html.unescape, found))
    # Most links, settled here.
    own = {link for link in links if link.startswith("#") and unquote(link[1:]) in ids}
    return Page(path, ids, tuple(link for link in links if link not in own), tuple(external))


@lru_cache(maxsize=1 << 16)
def _addresses(tag: str) -> tuple[dict[str, None], tuple[str, ...]]:
    """The addresses that a tag names inside the site, and those that it asks of others; most stand in many pages."""
    inside: dict[str, None] = {}
    outside = []
    for quoted, bare in ADDRESS.findall(tag):
        address = html.unescape(quoted or bare).strip()
        if not SCHEME.match(address):
            inside[address] = None
        elif not LINK.match(tag) and not address.startswith("data:") and 'rel="canonical"' not in tag:
            outside.append(address)
    return inside, tuple(outside)


def resolve(folder: str, link: str) -> tuple[str, str, str]:
    """A link in a page of `folder` with the file (empty: the page itself) and the anchor that it leads to."""
    above, path = _plain(link)
    folders = folder.split("/") if folder else []
    if above > len(folders):
        return _resolve(folder, link)
    return link, "/".join((*folders[: len(folders) - above], path)) if above < len(folders) else path, ""


@lru_cache(maxsize=1 << 16)
def _plain(link: str) -> tuple[int, str]:
    """How many folders a link leads up, and the path from there; one that is not so plain leads out of every site."""
    found = PLAIN.fullmatch(link)
    return (len(found[1]) // 3, found[2]) if found else (sys.maxsize, "")


@lru_cache(maxsize=1 << 14)
def _resolve(folder: str, link: str) -> tuple[str, str, str]:
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
