"""The map of a site for search engines (sitemaps.org): one file, or an index of numbered parts that one would not hold.

`robots.txt` names it where the site has an address and search engines may list it. Parts are filled one after the other
in the order of the paths, so that the same pages always stand in the same parts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import quote, unquote

from archive.site.xmltext import xml

FILE = "sitemap.xml"
PART = re.compile(r"sitemap-\d+\.xml")
_NAMED = re.compile(rf"^Sitemap: (\S+)/{re.escape(FILE)}$", re.MULTILINE)
_LOC = re.compile(r"<loc>([^<]*)</loc>")


@dataclass(frozen=True, slots=True)
class Limits:
    """The addresses and the bytes that one file may hold; the protocol allows no more."""

    addresses: int = 50_000
    size: int = 52_428_800


PROTOCOL = Limits()


def pages(paths: Iterable[str], without: AbstractSet[str]) -> list[str]:
    """The pages among the paths of a site, but for those of some names without ending."""
    names = (path for path in paths if path.endswith(".html"))
    return sorted(name for name in names if name.rpartition("/")[2].removesuffix(".html") not in without)


def sitemap(listed: Iterable[str], address: str, limits: Limits = PROTOCOL) -> dict[str, str]:
    """The map of these pages of the site at this address: its files by name."""
    base = address.rstrip("/")
    rows = [f"<url><loc>{xml(f'{base}/{quote(path)}')}</loc></url>\n" for path in listed]
    parts = [_written("urlset", part) for part in _parts(rows, limits)]
    if len(parts) == 1:
        return {FILE: parts[0]}
    named = {f"sitemap-{number}.xml": part for number, part in enumerate(parts, 1)}
    index = [f"<sitemap><loc>{xml(f'{base}/{name}')}</loc></sitemap>\n" for name in named]
    return {FILE: _written("sitemapindex", index), **named}


def _parts(rows: Sequence[str], limits: Limits) -> Iterator[Sequence[str]]:
    """Cut the rows of a map where a file would hold more than is allowed."""
    frame = len(_written("urlset", ()).encode())
    begin, size = 0, frame
    for at, row in enumerate(rows):
        bytes_ = len(row.encode())
        if at > begin and (at - begin == limits.addresses or size + bytes_ > limits.size):
            yield rows[begin:at]
            begin, size = at, frame
        size += bytes_
    yield rows[begin:]


def _written(name: str, rows: Iterable[str]) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{''.join(rows)}</{name}>\n"


def base(robots: str) -> str:
    """The address of a site whose `robots.txt` names a map; else nothing."""
    found = _NAMED.search(robots)
    return found[1] if found else ""


def paths(text: str, address: str) -> Iterator[str]:
    """What a file of the map leads to, as paths of the site at this address; what lies elsewhere as it stands."""
    for loc in _LOC.findall(text):
        yield unquote(html.unescape(loc).removeprefix(f"{address}/"))
