"""What is made of all reports together: records and lists, index and fingerprints, parts and set phrases.

These need nothing of one another. In a build that works on much, each spreads its work over all processes, one after
the other; where a few documents have changed, each has little to do, and as many go at once as there are jobs. The
modules of a stage are loaded by the process that works at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from archive import files
from archive.building.collect import Collected
from archive.building.output import (
    Published,
    digests,
    whole,
    write_lists,
    write_own_pages,
    write_reports,
    write_withdrawn,
)
from archive.building.records import Asked, write_added, write_catalog, write_records, write_review
from archive.building.store import reading
from archive.building.withdrawals import Trace, unsigned
from archive.checking.findings import near_withdrawn, review_items, same_work, seen
from archive.cleaning.mine import load_rejected
from archive.console.progress import Progress, silent
from archive.duplicates.grouping import withdrawn
from archive.duplicates.similar import Pair, neighbours
from archive.model import Finding
from archive.places import Places
from archive.preparing.kept import Across
from archive.processes.parallel import Jobs, side_by_side
from archive.reading.manifest import Row
from archive.rulefiles.overrides import Overrides
from archive.site.offered import Offered
from archive.site.publishing import INDEX, KEYWORDS, KEYWORDS_FILE, PRINTS, RECORDS, STUDY, STUDY_FILE

if TYPE_CHECKING:
    from archive.search.index import IndexOptions

FEW = 32  # originals worked on; with more, each stage has enough to do for all processes

Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """All documents of a build and what is published of them, with what goes into everything made of them.

    What is published holds the open store; `alike` are the pairs of reports that are like each other, `beside` those of
    a withdrawn document and a report; `traces` are what is kept of withdrawn ones, `recorded` the rows of the
    manifest. `opened` is told of each of `DOORS` when its files are whole.
    """

    where: Places
    collected: Collected
    published: Published
    alike: tuple[Pair, ...]
    beside: tuple[Pair, ...]
    traces: Sequence[Trace]
    recorded: Mapping[str, Row]
    overrides: Overrides
    rules: Across
    offered: Offered
    jobs: Jobs
    opened: Callable[[str], None]


Stage = Callable[[Ready, Progress], Findings]


def few(collected: Collected) -> bool:
    """Whether so little is new that each stage has enough to do for one process."""
    return collected.worked <= FEW


def derive(ready: Ready, progress: Progress) -> Findings:
    """Write everything that is made of all reports together; give what a person should look at."""
    if not few(ready.collected):
        return tuple(finding for stage in STAGES for finding in stage(ready, progress))
    progress.stage("更新索引、提法和记录")
    alone = replace(ready, jobs=1)
    works = [partial(stage, alone, silent()) for stage in STAGES]
    return tuple(finding for found in side_by_side(works, ready.jobs) for finding in found)


def _index(ready: Ready, progress: Progress) -> Findings:
    """The search index, and fingerprints of the segments that it was made of."""
    from archive.search import index  # noqa: PLC0415 - see above

    where = ready.where
    progress.stage("建立检索索引")
    options = index.IndexOptions(where.rules, where.cache / "index", where.index, ready.jobs, progress)
    with reading(where.store) as store:
        source = replace(ready.published, store=store)
        segments = index.build_from(source, options, partial(_write_keywords, ready)).segments
    ready.opened(INDEX)
    if ready.offered.draft:
        _write_prints(segments, options, where, progress)
    else:
        files.remove(where.prints)
    ready.opened(PRINTS)
    return ()


def _write_prints(segments: Sequence[str], options: IndexOptions, where: Places, progress: Progress) -> None:
    """Fingerprints of the segments that the index was made of."""
    from archive.study import fingerprints  # noqa: PLC0415 - see above

    progress.stage("提取查重指纹")
    fingerprints.build(segments, fingerprints.PrintOptions(options, where.cache / "prints", where.prints))


def _write_keywords(ready: Ready, keywords: Mapping[str, tuple[str, ...]]) -> None:
    """Write the keywords of all reports, which their pages show."""
    files.write(ready.where.build / KEYWORDS_FILE, files.json_line(keywords))
    ready.opened(KEYWORDS)


def _study(ready: Ready, progress: Progress) -> Findings:
    """Parts and set phrases, or nothing of them."""
    sheet = ready.where.build / STUDY_FILE
    if ready.offered.study:
        files.write(sheet, _studied(ready, progress))
    else:
        files.remove(ready.where.study)
        files.remove(sheet)
    ready.opened(STUDY)
    return ()


def _studied(ready: Ready, progress: Progress) -> str:
    """Write what is loaded of parts and set phrases; give what the pages show by themselves."""
    from archive.study import build as study  # noqa: PLC0415 - see above
    from archive.study.streams import Source  # noqa: PLC0415

    where = ready.where
    progress.stage("统计分段与提法")
    with reading(where.store) as store:
        sources = [
            Source(each.report, each.document.head.row.hex(), partial(whole, each, store))
            for each in ready.published.in_order
        ]
        jieba = where.cache / "index" / "jieba"
        options = study.StudyOptions(
            where.rules, where.cache / "study", jieba, where.study, ready.jobs, progress
        )
        return study.sheet(study.build(sources, options))


def _records(ready: Ready, progress: Progress) -> Findings:
    """Markdown, records, catalogue, and lists."""
    where, documents, published = ready.where, ready.collected.documents, ready.published
    write_own_pages(where)
    made_from = digests(published.publications)
    write_reports(published, made_from, where.docs, progress)
    progress.stage("写出记录")
    write_records(published, documents, neighbours(ready.alike, ready.rules.similar), where)
    rows = write_catalog(published, made_from, where)
    write_added(rows, ready.recorded, where)
    write_lists(rows, published, where)
    write_withdrawn(withdrawn(documents, published.publications), ready.overrides, where.build)
    ready.opened(RECORDS)
    return ()


def _review(ready: Ready, progress: Progress) -> Findings:
    """The list of what a person should look at; gives what stands in it, with the errors that a person has seen."""
    where, documents, shown = ready.where, ready.collected.documents, ready.published.publications
    progress.stage("列出待核")
    findings = (
        *ready.collected.failures,
        *review_items(documents, shown, ready.overrides),
        *same_work(ready.alike, shown, ready.overrides, ready.rules.similar.same),
        *near_withdrawn(ready.beside, _sources(ready), ready.overrides, ready.rules.similar.same),
        *unsigned(ready.traces, ready.overrides, ready.rules.similar),
    )
    with reading(where.store) as store:
        published = replace(ready.published, store=store)
        unseen = tuple(each for each in findings if not seen(each, ready.overrides))
        rejected = load_rejected(where.rules)
        asked = Asked(unseen, ready.overrides, ready.rules.repeated, rejected)
        write_review(published, documents, asked, where)
    return tuple(each for each in findings if each.severity == "error" or not seen(each, ready.overrides))


def _sources(ready: Ready) -> Mapping[str, str]:
    """The path of every document, also of those that are gone and withdrawn."""
    kept = {each.id: each.source for each in ready.traces}
    return kept | {each.id: each.head.report.source for each in ready.collected.documents}


# The index first, which takes most memory: the study leaves some taken. Where they are done at once the last goes
# first: a site that was begun waits for the records.
STAGES: tuple[Stage, ...] = (_index, _study, _review, _records)
