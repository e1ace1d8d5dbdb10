"""Checks of a built site: every link and anchor resolves, nothing is asked of other hosts, everything is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from pathlib import Path

from archive.checking.facts import Facts, facts
from archive.checking.links import read_page
from archive.checking.whole import damaged
from archive.console.summary import Summary
from archive.model import Finding, report_path
from archive.places import MISSING
from archive.processes.parallel import Jobs
from archive.rulefiles.codes import finding
from archive.site import sitemap

ROBOTS = "robots.txt"


def site(folder: Path, summary: Summary, jobs: Jobs) -> tuple[Finding, ...]:
    """Everything that is wrong with a built site, every file of which is read and held against the site's sums."""
    held = facts(folder, jobs)
    return (*damaged(folder, held.digests), *of_facts(folder, held, summary))


def of_facts(folder: Path, held: Facts, summary: Summary) -> tuple[Finding, ...]:
    """The same, from what is known of the files."""
    return (*_links(folder, held), *_complete(folder, held.digests.keys(), summary))


def _links(folder: Path, held: Facts) -> Iterator[Finding]:
    """What is wrong with links. A folder that leads only to what is there is not looked at file by file."""
    paths, ids = frozenset(held.digests), _ids(folder, held)
    suspect = [
        group
        for group in held.groups
        if group.asks
        or not group.targets <= paths
        or any(anchor not in ids.get(target, (anchor,)) for target, anchor in group.anchors)
    ]
    leading = sorted(each for group in suspect for each in group.told().items())
    for path, (leads, external) in leading:
        for address in external:
            yield finding("external-request", path, address)
        for link, target, anchor in leads:
            if (target or path) not in paths and not (path == MISSING and _on_host(link, target, paths)):
                yield finding("link-broken", path, link)
            elif anchor and anchor not in ids.get(target or path, (anchor,)):
                yield finding("anchor-broken", path, link)


def _on_host(link: str, target: str, paths: AbstractSet[str]) -> bool:
    """Whether a link from the root of the host leads to a file of the site, whose folder there the site does not know.

    The page for missing addresses has such links: it is shown at any depth.
    """
    folders = target.split("/")
    return link.startswith("/") and any("/".join(folders[at:]) in paths for at in range(len(folders)))


def _ids(folder: Path, held: Facts) -> dict[str, frozenset[str]]:
    """The ids of the pages to which a link with an anchor leads; few, and read once more."""
    wanted = {target for group in held.groups for target, _ in group.anchors}
    pages = sorted(path for path in wanted if path.endswith(".html") and path in held.digests)
    return {
        path: read_page(path, (folder / path).read_text(encoding="utf-8", errors="replace")).ids
        for path in pages
    }


def _complete(folder: Path, known: AbstractSet[str], summary: Summary) -> Iterator[Finding]:
    """Catalogue, pages, aliases and index are all there, and the counts agree."""
    if not summary.reconciles:
        yield finding("count-mismatch", "summary.json")
    if "search/manifest.js" not in known:
        yield finding("index-missing", "search/manifest.js")
    if "catalog.json" not in known:
        yield finding("catalog-mismatch", "catalog.json", "没有目录")
        return
    try:
        rows = json.loads((folder / "catalog.json").read_bytes())["reports"]
        addresses = [(row["url"], *map(_address, row["aliases"])) for row in rows]
    except (ValueError, LookupError, TypeError):
        yield finding("catalog-mismatch", "catalog.json", "目录读不出来")
        return
    if len(rows) != summary.published:
        yield finding(
            "catalog-mismatch", "catalog.json", f"目录有 {len(rows)} 篇，发布了 {summary.published} 篇"
        )
    yield from _map(folder, known, [url for url, *_ in addresses])
    for url in chain.from_iterable(addresses):
        if url not in known:
            yield finding("page-missing", url)


def _address(alias: str) -> str:
    return f"{report_path(alias)}.html"


def _map(folder: Path, known: AbstractSet[str], reports: Sequence[str]) -> Iterator[Finding]:
    """The map that `robots.txt` names leads to files of the site alone, and to every report."""
    base = (
        sitemap.base((folder / ROBOTS).read_text(encoding="utf-8", errors="replace"))
        if ROBOTS in known
        else ""
    )
    if not base:
        return
    led = _led(folder, sitemap.FILE, base, known)
    parts = sorted(path for path in led if sitemap.PART.fullmatch(path) and path in known)
    held = {part: _led(folder, part, base, known) for part in parts}
    for name, paths in ((sitemap.FILE, led), *held.items()):
        for path in sorted(paths - known):
            yield finding("link-broken", name, path)
    without = len(set(reports) - led.union(*held.values()))
    if without:
        yield finding("catalog-mismatch", sitemap.FILE, f"网站地图里缺 {without} 篇")


def _led(folder: Path, name: str, base: str, known: AbstractSet[str]) -> frozenset[str]:
    """What one file of the map leads to; one that is not there leads to itself alone."""
    if name not in known:
        return frozenset((name,))
    return frozenset(sitemap.paths((folder / name).read_text(encoding="utf-8", errors="replace"), base))


def mkdocs(warnings: Iterable[str]) -> Iterator[Finding]:
    """Each warning of MkDocs is a finding."""
    for warning in warnings:
        yield finding("mkdocs-warning", "mkdocs.yml", warning)
