"""The phrase index of all reports: spool by id, encode the segments that changed, merge, write what changed.

Memory holds one segment a process and one range of keys a process, however many reports there are. The result
depends on the reports, the table and the settings alone: not on their order, the number of processes or the cache.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import overload

from archive import files
from archive.model import Report
from archive.parallel import mapped
from archive.search.documents import Place, Spool
from archive.search.formtable import load, part, payload
from archive.search.publish import (
    PREFIXES,
    Files,
    Kept,
    ZonePart,
    ZoneTask,
    directory,
    nominal_size,
    ranges,
    text_names,
    write_range,
    write_tables,
)
from archive.search.segments import (
    Task,
    cache_files,
    encode_segment,
    is_kept,
    open_members,
    segment_name,
)
from archive.search.settings import Settings, load_settings
from archive.search.tables import Directory, Manifest, encode_manifest


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """Where the rules are, where segments are kept, where the index goes, and over how many processes."""

    rules: Path
    cache: Path
    out: Path
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What was made: reports, units of search form, terms, bytes of all lists, files, segments encoded anew."""

    reports: int
    units: int
    terms: int
    posting_bytes: int
    files: int
    encoded: int


def build(reports: Iterable[Report], options: IndexOptions) -> IndexSummary:
    """Make `options.out` hold exactly the index of these reports, given in any order.

    Raises ArchiveError when two reports have one id, RuleError when the table or the settings are not valid.
    """
    settings = load_settings(options.rules)
    with Spool(reports) as spool:
        names, encoded = _segments(spool, options, settings)
        parts = spool.parts
    groups = [open_members(options.cache, name) for name in names]
    bases = accumulate((sum(member.length + 1 for member in group) for group in groups), initial=0)
    kept = Kept(options.cache, names, tuple(bases)[:-1])
    members = [member for group in groups for member in group]
    output = Files(options.out, files.write)
    zones, made = _zones(kept, output, options, settings)
    start, columns = write_tables(output, members, zones, parts)
    form, rare = _write_form(output, options.rules)
    output.put("manifest", encode_manifest(Manifest(len(members), start, columns, form, rare, None)))
    output.names += text_names(members)
    files.prune(options.out, {options.out / f"{name}.js" for name in output.names})
    files.prune(options.cache, {path for name in names for path in cache_files(options.cache, name)})
    units = sum(member.length for member in members)
    terms, size = (sum(getattr(each, key) for each in made) for key in ("terms", "size"))
    return IndexSummary(len(members), units, terms, size, len(output.names), encoded)


class Tasks(Sequence[Task]):
    """The segments to encode. Their rows are read from the spool only when a worker is about to get them."""

    def __init__(self, spool: Spool, stale: Sequence[tuple[str, Sequence[Place]]], like: Task) -> None:
        self._spool = spool
        self._stale = stale
        self._like = like

    def __len__(self) -> int:
        return len(self._stale)

    @overload
    def __getitem__(self, at: int) -> Task: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Task]: ...

    def __getitem__(self, at: int | slice) -> Task | Sequence[Task]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        name, places = self._stale[at]
        return replace(self._like, name=name, rows=self._spool.rows(places))


def _segments(spool: Spool, options: IndexOptions, settings: Settings) -> tuple[tuple[str, ...], int]:
    """Encode the segments that are not kept or whose texts are not all in place; give all names in order."""
    table = hashlib.blake2b((options.rules / "search-form.txt").read_bytes()).hexdigest()
    context = repr((table, settings.text_units, spool.parts)).encode()
    there = _sizes(options.out / "t")
    named = [(segment_name(bucket, places, context), places) for bucket, places in spool.buckets()]
    stale = [(name, places) for name, places in named if not _complete(name, options.cache, there)]
    like = Task(
        "", (), spool.parts, settings.text_units, options.rules, options.cache, options.out, files.write
    )
    for _ in mapped(encode_segment, Tasks(spool, stale, like), options.jobs, 2):
        pass
    return tuple(name for name, _ in named), len(stale)


def _complete(name: str, cache: Path, there: Mapping[str, int]) -> bool:
    """Say whether a segment is kept and all its texts stand in the index, at their full size."""
    if not is_kept(cache, name):
        return False
    return all(there.get(text) == size for member in open_members(cache, name) for text, size in member.texts)


def _sizes(folder: Path) -> dict[str, int]:
    """Give the size of each text part that is there."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            found[f"t/{Path(parent).name}/{name.removesuffix('.js')}"] = (Path(parent) / name).stat().st_size
    return found


def _zones(
    kept: Kept, output: Files, options: IndexOptions, settings: Settings
) -> tuple[list[Directory], list[ZonePart]]:
    """Merge and write both zones; give their directories, and what was made of the whole texts."""
    tasks: list[ZoneTask] = []
    nominal: dict[str, int] = {}
    for zone in PREFIXES:
        segments = kept.postings(zone)
        nominal[zone] = nominal_size(segments, settings)
        like = ZoneTask(zone, kept, 0, 0, nominal[zone], settings.told_list_bytes, options.out, files.write)
        tasks += [replace(like, low=low, high=high) for low, high in ranges(segments)]
    made: dict[str, list[ZonePart]] = {zone: [] for zone in PREFIXES}
    for task, each in zip(tasks, mapped(write_range, tasks, options.jobs, 2), strict=True):
        made[task.zone].append(each)
        output.names += each.names
    return [directory(made[zone], nominal[zone], settings) for zone in PREFIXES], made["all"]


def _write_form(output: Files, rules: Path) -> tuple[str, str]:
    """Ship the table of the search form in its two parts."""
    table = load(rules / "search-form.txt")
    core, rare = (payload(part(table, core=core)) for core in (True, False))
    return output.add("form", core), output.add("rare", rare)
