"""The search index of all reports: spool by id, encode the segments that changed, merge, write what changed.

Memory holds one segment a process and one range of keys a process, however many reports there are. The result
depends on the reports, the rules and the settings alone: not on their order, the number of processes or the cache.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from archive import files
from archive.model import Report
from archive.parallel import Jobs, mapped
from archive.search.documents import BUCKETS, Source, Spool, Tasks, buckets
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
from archive.search.wordcut import WordTask, cut_bucket, words_name
from archive.search.words import STEM, PayloadTask, word_payload

# Into how many segments the reports are divided. It is seen in no file of the index: fewer are quicker to merge, more
# bound the memory that one of them takes and the work after one report has changed.
SEGMENTS, MANY_SEGMENTS, FEW = BUCKETS, 128, 20_000
WORD_BUCKETS = 256  # cutting costs a hundred times what reading the words back does


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """Where the rules are, where work is kept, where the index goes, and over how many processes."""

    rules: Path
    cache: Path
    out: Path
    jobs: Jobs = 1

    @property
    def segments(self) -> Path:
        """Where encoded segments are kept."""
        return self.cache / "segments"

    @property
    def words(self) -> Path:
        """Where the words of the buckets are kept."""
        return self.cache / "words"

    @property
    def jieba(self) -> Path:
        """Where jieba keeps its loaded dictionary."""
        return self.cache / "jieba"


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What was made: reports, units of search form, terms, bytes of all lists, files, segments encoded anew.

    `segments` are the names of all segments in order.
    """

    reports: int
    units: int
    terms: int
    posting_bytes: int
    files: int
    encoded: int
    segments: tuple[str, ...]


def build(reports: Iterable[Report], options: IndexOptions) -> IndexSummary:
    """Make `options.out` hold exactly the index of these reports, given in any order.

    Raises ArchiveError when two reports have one id, RuleError when a table or the settings are not valid.
    """
    with Spool(reports) as spool:
        return build_from(spool, options)


def build_from(source: Source, options: IndexOptions) -> IndexSummary:
    """The same for reports whose rows can be read at any time: only those that have changed are."""
    settings = load_settings(options.rules)
    names, encoded = _segments(source, options, settings)
    words = _words(source, options)
    groups = [open_members(options.segments, name) for name in names]
    bases = accumulate((sum(member.length + 1 for member in group) for group in groups), initial=0)
    kept = Kept(options.segments, names, tuple(bases)[:-1])
    members = [member for group in groups for member in group]
    output = Files(options.out, files.write)
    quick = PayloadTask(words, len(source.places), options.words, settings.words, files.write)
    zones, made, content = _zones(kept, output, options, quick)
    start, columns = write_tables(output, members, zones, source.parts)
    form, rare = _write_form(output, options.rules)
    found = output.add(STEM, content) if members else None
    output.put("manifest", encode_manifest(Manifest(len(members), start, columns, form, rare, found)))
    output.names += text_names(members)
    _prune(output, options, names, quick)
    units = sum(member.length for member in members)
    terms, size = (sum(getattr(each, key) for each in made) for key in ("terms", "size"))
    return IndexSummary(len(members), units, terms, size, len(output.names), encoded, names)


def _segments(source: Source, options: IndexOptions, settings: Settings) -> tuple[tuple[str, ...], int]:
    """Encode the segments that are not kept or whose texts are not all in place; give all names in order."""
    context = repr((_digest(options.rules, "search-form.txt"), settings.text_units, source.parts)).encode()
    there = _sizes(options.out / "t")
    many = SEGMENTS if len(source.places) <= FEW else MANY_SEGMENTS
    named = [(segment_name(*each, context), each[1]) for each in buckets(source.places, many)]
    stale = [one for one in named if not _complete(one[0], options.segments, there)]
    like = Task(
        "", (), source.parts, settings.text_units, options.rules, options.segments, options.out, files.write
    )
    tasks = Tasks(source, stale, lambda name, rows: replace(like, name=name, rows=rows))
    for _ in mapped(encode_segment, tasks, options.jobs, 2):
        pass
    return tuple(name for name, _ in named), len(stale)


def _words(source: Source, options: IndexOptions) -> tuple[str, ...]:
    """Cut the words of the buckets that are not kept; give the names of all in order."""
    context = _digest(options.rules, "search-form.txt", "words.txt").encode()
    named = [(words_name(*each, context), each[1]) for each in buckets(source.places, WORD_BUCKETS)]
    stale = [one for one in named if not (options.words / one[0]).exists()]
    like = WordTask(options.words, (), options.rules, options.jieba, files.write)
    tasks = Tasks(source, stale, lambda name, rows: replace(like, path=options.words / name, rows=rows))
    for _ in mapped(cut_bucket, tasks, options.jobs, 2):
        pass
    return tuple(name for name, _ in named)


def _digest(rules: Path, *names: str) -> str:
    return hashlib.blake2b(b"\0".join((rules / name).read_bytes() for name in names)).hexdigest()


def _complete(name: str, cache: Path, there: Mapping[str, tuple[int, int]]) -> bool:
    """Say whether a segment is kept and all its texts stand in the index: whole, and older than its last file."""
    if not is_kept(cache, name):
        return False
    finished = cache_files(cache, name)[-1].stat().st_mtime_ns
    for member in open_members(cache, name):
        for text, size in member.texts:
            found, time = there.get(text, (-1, 0))
            if found != size or time > finished:
                return False
    return True


def _sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """Give size and time of each text part that is there."""
    found = {}
    for group in sorted(os.scandir(folder), key=lambda each: each.name) if folder.is_dir() else ():
        for entry in os.scandir(group.path):
            status = entry.stat()
            name = f"t/{group.name}/{entry.name.removesuffix('.js')}"
            found[name] = (status.st_size, status.st_mtime_ns)
    return found


def _zones(
    kept: Kept, output: Files, options: IndexOptions, quick: PayloadTask
) -> tuple[list[Directory], list[ZonePart], str]:
    """Merge and write both zones beside the word index.

    Gives the directories of the zones, what was made of the whole texts, and the payload of the word index.
    """
    settings = load_settings(options.rules)
    tasks: list[ZoneTask] = []
    nominal: dict[str, int] = {}
    for zone in PREFIXES:
        segments = kept.postings(zone)
        nominal[zone] = nominal_size(segments, settings)
        like = ZoneTask(zone, kept, 0, 0, nominal[zone], settings.told_list_bytes, options.out, files.write)
        tasks += [replace(like, low=low, high=high) for low, high in ranges(segments)]
    made: dict[str, list[ZonePart]] = {zone: [] for zone in PREFIXES}
    work: list[ZoneTask | PayloadTask] = [quick, *tasks]
    results = mapped(_perform, work, options.jobs, 2)
    content = str(next(results))
    for task, each in zip(tasks, results, strict=True):
        if isinstance(each, ZonePart):
            made[task.zone].append(each)
            output.names += each.names
    return [directory(made[zone], nominal[zone], settings) for zone in PREFIXES], made["all"], content


def _perform(task: ZoneTask | PayloadTask) -> ZonePart | str:
    """Do one piece of what can be done once all segments and words are there."""
    return word_payload(task) if isinstance(task, PayloadTask) else write_range(task)


def _write_form(output: Files, rules: Path) -> tuple[str, str]:
    """Ship the table of the search form in its two parts."""
    table = load(rules / "search-form.txt")
    core, rare = (payload(part(table, core=core)) for core in (True, False))
    return output.add("form", core), output.add("rare", rare)


def _prune(output: Files, options: IndexOptions, names: Iterable[str], quick: PayloadTask) -> None:
    """Remove what neither the index nor the next build needs."""
    start = os.fspath(options.out)
    files.prune(options.out, {os.path.join(start, *f"{name}.js".split("/")) for name in output.names})  # noqa: PTH118
    files.prune(options.segments, {path for name in names for path in cache_files(options.segments, name)})
    files.prune(options.words, {options.words / name for name in quick.names} | {quick.path, quick.keywords})
