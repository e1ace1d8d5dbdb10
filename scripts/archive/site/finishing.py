"""What stands in a site beside its rendered pages, put in place when these are written; nothing else stays."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from archive import files
from archive.model import report_path
from archive.places import MISSING
from archive.site import headers, pages
from archive.site.compact import Script
from archive.site.desk import Desk, recent
from archive.site.feed import MOST, Channel, atom
from archive.site.sitemap import FILE as SITEMAP
from archive.site.sitemap import pages as listed
from archive.site.sitemap import sitemap

HEADERS = "_headers"
AS_IT_IS = ".nojekyll"  # tells GitHub Pages to publish files as they are
CATALOGS = ("catalog.json", "catalog.csv")


def write_beside(
    site: Path, desk: Desk, catalog: Script, channel: Channel, named: Mapping[str, str]
) -> tuple[str, ...]:
    """Write the catalogue, the feed, and the pages of ids that lead elsewhere; give these ids.

    `named` tells under which names scripts and styles are published.
    """
    aliases = _write_redirects(desk, site, named)
    gone = _write_tombstones(desk.build, site, named)
    files.write(site / "search" / f"{catalog.name}.js", catalog.text)
    for name in CATALOGS:
        if (desk.build / name).is_file():
            files.copy(desk.build / name, site / name)
    files.write(site / AS_IT_IS, "")
    files.write(site / "feed.xml", atom(channel, recent(desk, MOST), desk.added))
    return (*aliases, *gone)


def _write_redirects(desk: Desk, site: Path, named: Mapping[str, str]) -> tuple[str, ...]:
    """Let the addresses of other ids of a report lead to it; give the ids."""
    pairs = [(alias, row) for row in desk.shelf.rows for alias in row.aliases]
    for alias, row in pairs:
        files.write(_page(site, alias), pages.redirect(row, named))
    return tuple(alias for alias, _ in pairs)


def _write_tombstones(build: Path, site: Path, named: Mapping[str, str]) -> tuple[str, ...]:
    """Let the addresses of what was withdrawn say so; give the ids."""
    path = build / "withdrawn.json"
    gone = tuple(json.loads(path.read_bytes())) if path.is_file() else ()
    for report in gone:
        files.write(_page(site, report), pages.tombstone(named))
    return gone


def _page(site: Path, report: str) -> Path:
    return site / f"{report_path(report)}.html"


def write_robots(site: Path, address: str, *, indexed: bool) -> None:
    """Ask search engines in or out, by the one setting `extra: indexed:` of `mkdocs.yml`."""
    named = f"Sitemap: {address.rstrip('/')}/{SITEMAP}\n" if address else ""
    rule = f"Allow: /\n{named}" if indexed else "Disallow: /\n"
    files.write(site / "robots.txt", f"User-agent: *\n{rule}")


def write_sitemap(site: Path, paths: Iterable[str], but: AbstractSet[str], address: str) -> set[str]:
    """List the pages for search engines, all but some by their names without ending; give the paths of the lists."""
    made = sitemap(listed(paths, but), address)
    for name, text in made.items():
        files.write(site / name, text)
    return set(made)


def write_headers(site: Path, build: Path, paths: Iterable[str], address: str) -> None:
    """Say what a server is to send with the pages: in the site for static hosts, beside it for nginx."""
    missing = (site / MISSING).read_text(encoding="utf-8")
    files.write(site / HEADERS, headers.static_host(missing, paths))
    files.write(build / "nginx.conf", headers.nginx(missing, address))


def put(own: Path, site: Path) -> set[str]:
    """Put everything that was made in one folder where the whole site goes; give the paths."""
    made = set(paths(own))
    if own != site:
        for path in made:
            files.copy(own / path, site / path)
    return made


def placed(build: Path, site: Path, place: str, folders: Iterable[str]) -> Iterator[str]:
    """Give the site all files of some folders of the build; gives their paths there."""
    for folder in folders:
        if (build / folder).is_dir():
            yield from _below(site, files.link_tree(build / folder, site / place))


def keep_only(site: Path, paths: Iterable[str]) -> None:
    """Remove from the site what this build did not put there."""
    files.prune(site, files.below(site, (*paths, HEADERS)))


def paths(site: Path) -> Iterator[str]:
    """Every file below the site's root."""
    for folder, _, names in os.walk(site):
        yield from _below(site, (os.path.join(folder, name) for name in names))  # noqa: PTH118 - many files


def _below(site: Path, paths: Iterable[str]) -> Iterator[str]:
    """Paths below the site's root."""
    start = len(os.fspath(site)) + 1
    return (path[start:].replace(os.sep, "/") for path in paths)
