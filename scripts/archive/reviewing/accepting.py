"""A person says that originals were moved, removed or changed on purpose: the manifest takes them as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive import files
from archive.errors import UsageError
from archive.identity import identities
from archive.places import Places
from archive.reading import manifest
from archive.reading.manifest import Row
from archive.reading.originals import discover
from archive.rulefiles.overrides import Correction, Overrides, load_overrides

ALL = "."


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many rows got another path, another digest, or went."""

    moved: int
    changed: int
    gone: int


def accept(where: Places, paths: Sequence[str]) -> Accepted:
    """Rewrite the rows of these originals, or of all below these folders, and of no others.

    A row keeps its place and its date, so that a report keeps its place as well. Raises `UsageError` where nothing
    differs there, or where a decision about the earlier version would be lost.
    """
    rows, found = manifest.load(where.manifest), discover(where.raw)
    there = {each.source: each.sha256 for each in found}
    moved = manifest.moved(rows, found)
    now = {row.source: _now(row, there, moved) for row in rows.values() if _differs(row, there)}
    asked = frozenset(where.listed(path) for path in paths)
    chosen = [
        rows[source]
        for source, row in now.items()
        if any(_named(name, asked) for name in _names(source, row))
    ]
    if not chosen:
        cure = "路径照 python3 scripts/check.py --fixity 列出的写；“.”是全部"
        raise UsageError("、".join(paths), "清单和原件在这里没有出入", cure)
    _refuse_decided(chosen, there, load_overrides(where.overrides))
    written = {row.source: now[row.source] for row in chosen}
    files.write(where.manifest, manifest.dump(_rewritten(rows, written)))
    gone = sum(each is None for each in written.values())
    renamed = sum(each is not None and each.source not in written for each in written.values())
    return Accepted(renamed, len(written) - gone - renamed, gone)


def _differs(row: Row, there: Mapping[str, str | None]) -> bool:
    return row.source not in there or there[row.source] not in {row.sha256, None}


def _names(source: str, now: Row | None) -> tuple[str, ...]:
    """The path that a row has, and the one that it would have."""
    return (source, now.source) if now else (source,)


def _named(source: str, asked: Iterable[str]) -> bool:
    """Whether a path is one of those given, or below one."""
    return any(each in {ALL, source} or source.startswith(f"{each}/") for each in asked)


def _refuse_decided(rows: Sequence[Row], there: Mapping[str, str | None], held: Overrides) -> None:
    """A changed file keeps what was decided on its earlier version only as long as the manifest knows both."""
    for row in rows:
        now = there.get(row.source)
        new = [found for each in identities(now) if (found := held.for_id(each))] if now else []
        lost = [each for each in identities(row.sha256) if now and not _stands(each, new, held)]
        if now and lost:
            cure = f"先把 data/overrides.yml 里这些编号改成新编号（整份的是 {identities(now)[0]}），不再需要的删去"
            raise UsageError(row.source, f"前一版有人工的决定（{'、'.join(lost)}）", cure)


def _stands(earlier: str, new: Sequence[Correction], held: Overrides) -> bool:
    """Whether nothing is lost when an earlier id is forgotten: there is no entry, or one of the new ids says it too."""
    said = held.for_id(earlier)
    if said is None:
        return True
    if said.withdraw:
        return any(each.withdraw or earlier in each.not_same_as for each in new)
    return any(set(said.cut) <= set(each.cut) for each in new)


def _now(row: Row, there: Mapping[str, str | None], moved: Mapping[str, str]) -> Row | None:
    """A row as its original is now; None when neither its path nor its bytes are there."""
    digest, name = there.get(row.source), moved.get(row.source)
    if digest:
        return replace(row, sha256=digest)
    return replace(row, source=name) if name else None


def _rewritten(rows: Mapping[str, Row], written: Mapping[str, Row | None]) -> Iterator[Row]:
    """The rows that stay, each path once: where it came first."""
    told: set[str] = set()
    for source, row in rows.items():
        now = written.get(source, row)
        if now is not None and now.source not in told:
            told.add(now.source)
            yield now
