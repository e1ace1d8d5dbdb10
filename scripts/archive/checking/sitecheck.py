"""Checks of a built site: every link and anchor resolves, nothing is asked of other hosts, everything is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from archive.checking.facts import Facts, facts
from archive.checking.findings import finding
from archive.checking.links import read_page
from archive.model import Finding
from archive.parallel import Jobs
from archive.summary import Summary


def site(folder: Path, summary: Summary, jobs: Jobs) -> tuple[Finding, ...]:
    """Everything that is wrong with a built site, every file of which is read."""
    return of_facts(folder, facts(folder, jobs), summary)


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
            if (target or path) not in paths:
                yield finding("link-broken", path, link)
            elif anchor and anchor not in ids.get(target or path, (anchor,)):
                yield finding("anchor-broken", path, link)


def _ids(folder: Path, held: Facts) -> dict[str, frozenset[str]]:
    """The ids of the pages to which a link with an anchor leads; few, and read once more."""
    wanted = {target for group in held.groups for target, _ in group.anchors}
    pages = sorted(path for path in wanted if path.endswith(".html") and path in held.digests)
    return {path: read_page(path, (folder / path).read_text(encoding="utf-8")).ids for path in pages}


def _complete(folder: Path, known: AbstractSet[str], summary: Summary) -> Iterator[Finding]:
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
