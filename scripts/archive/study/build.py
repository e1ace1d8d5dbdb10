"""Everything that readers' tools need beside the search index: parts across reports and set phrases.

Streams of unchanged buckets are kept, those of the last build until what is known of phrases has been brought up to
date; the files depend on the reports and the rules alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from archive import files
from archive.console.progress import Progress, silent
from archive.processes.parallel import Jobs, mapped
from archive.search.codec import wrap
from archive.study.groups import Kept, Member
from archive.study.parts import Directory, directories
from archive.study.phrases import Means, Phrase, set_phrases
from archive.study.settings import load_study_settings
from archive.study.streams import Source, StreamTasks, buckets, make_stream, open_parts, parts_of, stream_name
from archive.study.wording import File, phrase_files

SHOWN = 100  # phrases that the page shows without JavaScript


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """Where the rules are, where work and jieba's dictionary are kept, where files go; processes, and who is told."""

    rules: Path
    cache: Path
    jieba: Path
    out: Path
    jobs: Jobs = 1
    progress: Progress = field(default_factory=silent)


@dataclass(frozen=True, slots=True)
class Study:
    """What was made: directories of parts, set phrases, and the name of the file that lists these."""

    directories: tuple[Directory, ...]
    phrases: tuple[Phrase, ...]
    listed: str


def build(sources: Sequence[Source], options: StudyOptions) -> Study:
    """Make `options.out` hold exactly the files for these reports, given in the order of the index."""
    settings = load_study_settings(options.rules)
    ordered = list(buckets(sources))
    paths = _streams(ordered, options)
    parts = {
        source.head.id: part
        for number, group in ordered
        for source, part in zip(group, open_parts(paths[number]), strict=True)
    }
    heads = [source.head for source in sources]
    found = tuple(directories(heads, [parts[head.id] for head in heads], settings.parts))
    kept = {
        number: Kept(paths[number], tuple(_member(source) for source in group)) for number, group in ordered
    }
    means = Means(
        settings,
        options.rules,
        options.cache / "mined",
        options.jieba,
        options.jobs,
        options.progress,
    )
    phrases = set_phrases(kept, means) if kept else ()
    made = phrase_files(phrases, len(heads))
    listed = [File(each.name, each.payload) for each in found] + list(made)
    texts = {f"{file.name.removeprefix('study/')}.js": wrap(file.name, file.payload) for file in listed}
    files.sync(options.out, texts)
    files.prune(
        options.cache / "streams", {each for path in paths.values() for each in (path, parts_of(path))}
    )
    return Study(found, phrases, made[0].name)


def sheet(study: Study) -> str:
    """What the pages show of it by themselves, as JSON for the site's hook."""
    parts = [
        {key: value for key, value in asdict(each).items() if key != "payload"} for each in study.directories
    ]
    phrases = [_shown(phrase) for phrase in study.phrases[:SHOWN]]
    sheet = {"parts": parts, "phrases": phrases, "listed": study.listed, "total": len(study.phrases)}
    return f"{files.json_line(sheet)}\n"


def _shown(phrase: Phrase) -> dict[str, object]:
    uses = [{"year": use.year, "hits": use.hits, "reports": use.reports} for use in phrase.uses]
    counts = {"hits": phrase.hits, "reports": phrase.reports}
    return {"text": phrase.text, **counts, "uses": uses, "parts": phrase.parts}


def _streams(ordered: Sequence[tuple[int, list[Source]]], options: StudyOptions) -> dict[int, Path]:
    """Make the streams that are not kept; give the path of each bucket's."""
    folder = options.cache / "streams"
    context = hashlib.blake2b((options.rules / "search-form.txt").read_bytes()).digest()
    paths = {number: folder / stream_name(number, group, context) for number, group in ordered}
    stale = [(paths[number], group) for number, group in ordered if not paths[number].exists()]
    made = mapped(make_stream, StreamTasks(stale, options.rules), options.jobs, 2)
    for _ in options.progress.part("划分各篇", made, len(stale)):
        pass
    return paths


def _member(source: Source) -> Member:
    return Member(source.head.id, source.digest, source.head.year)
