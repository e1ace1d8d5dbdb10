"""The originals against the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive.model import Finding
from archive.places import Places
from archive.reading import manifest
from archive.reading.manifest import Row
from archive.reading.originals import Found, discover
from archive.rulefiles.codes import finding


def compared(found: Sequence[Found], rows: Mapping[str, Row]) -> Iterator[Finding]:
    """Compare the originals with the manifest: changed, moved, missing and unknown ones are named."""
    there = {each.source: each for each in found}
    moved = manifest.moved(rows, found)
    for source, row in rows.items():
        if source in moved:
            message = f"{source} 改了名或换了位置，现在是 {moved[source]}；内容一个字节也没有变"
            yield finding("original-moved", moved[source], message)
        elif source not in there:
            yield finding("original-missing", source)
        elif there[source].sha256 not in {row.sha256, None}:
            yield finding("original-changed", source)
    for each in found:
        if each.sha256 and each.source not in rows:
            yield finding("original-unknown", each.source)


def added(manifest: str, known: Mapping[str, Row], rows: Mapping[str, Row]) -> Iterator[Finding]:
    """Tell how many originals were put on record, apart from those that are there under another name."""
    fresh = [row for source, row in rows.items() if source not in known]
    contents = {row.sha256 for row in known.values()}
    moved = sum(row.sha256 in contents for row in fresh)
    told = [f"新收录 {len(fresh) - moved} 个原件"] if len(fresh) > moved else []
    told += [f"{moved} 个收录过的原件有了新的名字"] if moved else []
    if told:
        yield finding("original-new", manifest, "，".join(told))


def fixity(where: Places) -> tuple[Finding, ...]:
    """The originals against the manifest alone."""
    return tuple(compared(discover(where.raw), manifest.load(where.manifest)))
