"""The search index of all reports: encode the segments that changed, merge the runs that changed, write what changed.

Memory holds one segment a process and one range of keys a process, however many reports there are. The result
depends on the reports, their order, the rules and the settings alone: not on the number of processes or the cache.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from archive import files
from archive.console.progress import Progress, silent
from archive.model import Report
from archive.processes.parallel import Jobs, mapped
from archive.search.codec import VERSION
from archive.search.documents import Place, Source, Spool, Tasks, buckets
from archive.search.formtable import load, part, payload
from archive.search.publish import (
    Files,
    Run,
    directory,
    shard_names,
    text_names,
    write_tables,
)
from archive.search.runs import segmented, tail_begin
from archive.search.segments import (
    Segment,
    Task,
    cache_files,
    encode_segment,
    is_kept,
    open_segment,
    segment_name,
)
from archive.search.settings import Settings, load_settings
from archive.search.tables import FOLDERS, Manifest, encode_manifest
from archive.search.wordcut import WordTask, cut_bucket, words_name
from archive.search.words import STEM, Keywords, PayloadTask, word_index
from archive.search.zones import ZoneWork, listed, stand, write_zones

MERGER = 1  # to be raised when the same segments would be merged or cut differently
WORD_BUCKETS = 1024  # cutting costs a hundred times what reading the words back does


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """Where the rules are, where work is kept, where the index goes, over how many processes, and who is told."""

    rules: Path
    cache: Path
    out: Path
    jobs: Jobs = 1
    progress: Progress = field(default_factory=silent)

    @property
    def segments(self) -> Path:
        """Where encoded segments are kept."""
        return self.cache / "segments"

    @property
    def runs(self) -> Path:
        """Where it is kept what was made of the body and of the tail."""
        return self.cache / "runs"

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
    """What was made: reports, units of search form, terms, bytes of all lists, files.

    `terms` counts those of the body and those of the tail. `encoded` segments and `merged` zones of body and tail were
    made anew; `segments` are the names of all segments in order.
    """

    reports: int
    units: int
    terms: int
    posting_bytes: int
    files: int
    encoded: int
    merged: int
    segments: tuple[str, ...]


class _Ready(NamedTuple):
    """What an index is put together from: segments, the zones and the word index to be made; how many were encoded."""

    segments: list[Segment]
    work: ZoneWork
    quick: PayloadTask
    encoded: int


def build(reports: Iterable[Report], options: IndexOptions) -> IndexSummary:
    """Make `options.out` hold exactly the index of these reports, given in the order in which they are to stand.

    Raises ArchiveError when two reports have one id, RuleError when a table or the settings are not valid.
    """
    with Spool(reports) as spool:
        return build_from(spool, options)


def build_from(
    source: Source, options: IndexOptions, told: Callable[[Keywords], None] = lambda _: None
) -> IndexSummary:
    """The same for reports whose rows can be read at any time: only those that have changed are.

    The keywords of the reports are `told` as soon as they are known: first of all with one job, for whom nothing is
    gained by working out the word index beside the rest.
    """
    settings = load_settings(options.rules)
    ready = _ready(source, options, settings, told)
    members = [member for segment in ready.segments for member in segment.members]
    output = Files(options.out, files.write)
    made, anew, (content, keywords) = write_zones(ready.work, ready.quick, options.jobs, options.progress)
    if options.jobs != 1:
        told(keywords)
    for (_, zone), each in made.items():
        output.names += shard_names(zone, each)
    zones = {
        zone: [directory(made[run, zone], run.bases[0], settings) for run in ready.work.runs]
        for zone in FOLDERS
    }
    start, columns = write_tables(output, members, zones, source.parts)
    form, rare = _write_form(output, options.rules)
    found = output.add(STEM, content) if members else None
    output.put("manifest", encode_manifest(Manifest(len(members), start, columns, form, rare, found)))
    output.names += text_names(members)
    names = tuple(segment.name for segment in ready.segments)
    _prune(output, options, names, ready.quick, {ready.work.note(*each) for each in made})
    whole = [each for (_, zone), each in made.items() if zone == "all"]
    return IndexSummary(
        len(members),
        sum(member.length for member in members),
        sum(each.terms for each in whole),
        sum(each.size for each in whole),
        len(output.names),
        ready.encoded,
        anew,
        names,
    )


def _ready(
    source: Source, options: IndexOptions, settings: Settings, told: Callable[[Keywords], None]
) -> _Ready:
    places = source.places
    quick = PayloadTask(
        _words(source, places, options), len(places), options.words, settings.words, files.write
    )
    if options.jobs == 1:
        told(word_index(quick)[1])
    groups, encoded = _segments(source, places, options, settings)
    runs = _runs(groups, options, settings)
    work = ZoneWork(runs, options.runs, options.out, settings.told_list_bytes, files.write)
    return _Ready([segment for group in groups for segment in group], work, quick, encoded)


def _segments(
    source: Source, places: Sequence[Place], options: IndexOptions, settings: Settings
) -> tuple[list[list[Segment]], int]:
    """Encode the segments that are not kept or whose texts are not all in place; give those of each run in order."""
    context = repr((_digest(options.rules, "search-form.txt"), settings.text_units, source.parts)).encode()
    there = listed(options.out / "t")
    begin = tail_begin(len(places), settings.tail_share)
    named = [[(segment_name(some, context), some) for some in run] for run in segmented(places, begin)]
    known = {name: _whole(name, options.segments, there) for run in named for name, _ in run}
    stale = [one for run in named for one in run if known[one[0]] is None]
    like = Task(
        "", (), source.parts, settings.text_units, options.rules, options.segments, options.out, files.write
    )
    tasks = Tasks(source, stale, lambda name, rows: replace(like, name=name, rows=rows))
    for _ in options.progress.part("编码正文", mapped(encode_segment, tasks, options.jobs, 2), len(tasks)):
        pass
    found = [[known[name] or open_segment(options.segments, name) for name, _ in run] for run in named]
    return found, len(stale)


def _runs(groups: Iterable[Sequence[Segment]], options: IndexOptions, settings: Settings) -> list[Run]:
    """Say where the segments of each run begin, and what its postings depend on."""
    runs, start = [], 0
    for segments, sizes in zip(groups, (settings.body, settings.tail), strict=True):
        if segments:
            *bases, end = accumulate((segment.length for segment in segments), initial=start)
            context = repr((VERSION, MERGER, start, settings.told_list_bytes, sizes)).encode()
            digest = hashlib.blake2b(context, digest_size=16)
            for segment in segments:
                digest.update(segment.digest)
            names = tuple(segment.name for segment in segments)
            runs.append(Run(options.segments, names, tuple(bases), digest.hexdigest(), sizes))
            start = end
    return runs


def _words(source: Source, places: Sequence[Place], options: IndexOptions) -> tuple[str, ...]:
    """Cut the words of the buckets that are not kept; give the names of all in order."""
    context = _digest(options.rules, "search-form.txt", "words.txt", "keywords.yml").encode()
    named = [(words_name(*each, context), each[1]) for each in buckets(places, WORD_BUCKETS)]
    there = set(os.listdir(options.words)) if options.words.is_dir() else set()  # noqa: PTH208 - a thousand names
    stale = [one for one in named if one[0] not in there]
    like = WordTask(options.words, (), options.rules, options.jieba, files.write)
    tasks = Tasks(source, stale, lambda name, rows: replace(like, path=options.words / name, rows=rows))
    for _ in options.progress.part("切分词语", mapped(cut_bucket, tasks, options.jobs, 2), len(tasks)):
        pass
    return tuple(name for name, _ in named)


def _digest(rules: Path, *names: str) -> str:
    return hashlib.blake2b(b"\0".join((rules / name).read_bytes() for name in names)).hexdigest()


def _whole(name: str, cache: Path, there: Mapping[str, tuple[int, int]]) -> Segment | None:
    """Give a segment if it is kept and all its texts stand in the index: whole, and older than its last file."""
    if not is_kept(cache, name):
        return None
    finished = cache_files(cache, name)[-1].stat().st_mtime_ns
    segment = open_segment(cache, name)
    wanted = (text for member in segment.members for text in member.texts)
    return segment if stand(wanted, there, finished) else None


def _write_form(output: Files, rules: Path) -> tuple[str, str]:
    """Ship the table of the search form in its two parts."""
    table = load(rules / "search-form.txt")
    core, rare = (payload(part(table, core=core)) for core in (True, False))
    return output.add("form", core), output.add("rare", rare)


def _prune(
    output: Files, options: IndexOptions, names: Iterable[str], quick: PayloadTask, notes: AbstractSet[Path]
) -> None:
    """Remove what neither the index nor the next build needs."""
    files.prune(options.out, files.below(options.out, (f"{name}.js" for name in output.names)))
    files.prune(options.segments, {path for name in names for path in cache_files(options.segments, name)})
    files.prune(options.runs, notes)
    words = {options.words / name for name in quick.names}
    files.prune(options.words, words | quick.kept if words else words)
