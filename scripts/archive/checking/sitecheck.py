"""Checks of a built site: every link and anchor resolves, nothing is asked of other hosts, everything is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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


def of_facts(folder: Path, held: Mapping[str, Facts], summary: Summary) -> tuple[Finding, ...]:
    """The same, from what is known of the files."""
    return (*_links(folder, held), *_complete(folder, held.keys(), summary))


def _links(folder: Path, held: Mapping[str, Facts]) -> Iterator[Finding]:
    ids = _ids(folder, held)
    for path, found in held.items():
        for address in found.external:
            yield finding("external-request", path, address)
        for link, leads, anchor in found.leads:
            target = leads or path
            if target not in held:
                yield finding("link-broken", path, link)
            elif anchor and target in ids and anchor not in ids[target]:
                yield finding("anchor-broken", path, link)


def _ids(folder: Path, held: Mapping[str, Facts]) -> dict[str, frozenset[str]]:
    """The ids of the pages to which a link with an anchor leads; few, and read once more."""
    wanted = {leads or path for path, found in held.items() for _, leads, anchor in found.leads if anchor}
    pages = sorted(path for path in wanted if path.endswith(".html") and path in held)
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
