"""The whole build, stage after stage: originals → documents → pages → index → site → findings.

One direction: each stage takes what the one before gives. What one document can break ends with that document;
what is wrong with the whole (a rule file, a full disk) ends the build, and the published site stays as it was.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive import files
from archive.building import clock, publish, state
from archive.building.collect import Collected, Inputs, collect
from archive.building.compress import compress
from archive.building.derived import Ready, derive, few
from archive.building.emptied import refuse_emptied, told_empty
from archive.building.lock import alone
from archive.building.output import Published, write_hand_pages
from archive.building.publish import Rendering, RenderOptions
from archive.building.returning import Gone, held_back, pairs_of
from archive.building.state import State
from archive.building.store import opened, refuse_full_disk
from archive.building.sums import write_sums
from archive.building.withdrawals import renewed
from archive.checking import sitecheck
from archive.checking.facts import Stamps, facts, load_facts
from archive.checking.findings import built, lines, write_findings
from archive.checking.originals import added, compared
from archive.console.progress import Progress
from archive.console.summary import Summary, timings
from archive.duplicates.grouping import Publication, publications, withdrawn
from archive.errors import ArchiveError, DamagedCache
from archive.model import Finding
from archive.places import CONTENTS, PACKED_SUMS, PRESSED, Places, claim
from archive.preparing import kept
from archive.preparing.digests import documents_digest
from archive.preparing.kept import RulesPlace
from archive.processes.cluster import Cluster
from archive.processes.parallel import Jobs, default_jobs
from archive.reading import manifest
from archive.reading.manifest import Row
from archive.reading.originals import Digests, Found, discover
from archive.reviewing.carrying import carried
from archive.rulefiles.once import since
from archive.rulefiles.overrides import load_overrides
from archive.site.offered import load_offered


@dataclass(frozen=True, slots=True)
class Options:
    """How a build runs: processes (0: one a processor), the site's address, the date of new originals, a cluster.

    `cluster` is the address of a scheduler, or empty. `gzip` puts a compressed file beside every text file. `missing`
    lets a build go on without most of the originals.
    """

    jobs: int = 0
    address: str = ""
    today: str = ""
    cluster: str = ""
    gzip: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What the stages of one build go by: where the work is done, and whether files are compressed.

    `recorded` has the rows of the manifest, `standing` the place of each original in the order of addition, `before`
    the digest that a changed one was recorded with.
    """

    jobs: Jobs
    gzip: bool
    recorded: Mapping[str, Row]
    standing: Mapping[str, int]
    before: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build gives: counts, everything it found, and whether there was anything to do."""

    summary: Summary
    findings: tuple[Finding, ...]
    built: bool

    @property
    def exit_code(self) -> int:
        """1 when a document is quarantined or not restored, or a check found an error; else 0."""
        return int(any(finding.severity == "error" for finding in self.findings))


@dataclass(frozen=True, slots=True)
class Made:
    """What the stages left: counts, findings, the digest of the pages for MkDocs.

    `told` has the lines of those findings that are known before the site is, `stamps` those of all files of the site
    where nothing was added since.
    """

    summary: Summary
    findings: tuple[Finding, ...]
    told: Sequence[str]
    docs: str
    stamps: Stamps | None


def build(where: Places, options: Options, progress: Progress) -> Outcome:
    """Bring the site up to date, alone. A damaged cache is thrown away and the build starts over, once."""
    claim(where)
    with alone(where, progress):
        progress.begin()
        publish.repair(where)
        try:
            return _build(where, options, progress)
        except (sqlite3.DatabaseError, DamagedCache) as error:
            if isinstance(error, sqlite3.DatabaseError):
                refuse_full_disk(error, where.store)
            progress.stage("缓存已损坏，重新整理全部原件")
            files.remove(where.cache)
            files.remove(where.build / PRESSED)
            return _build(where, options, progress)


def _build(where: Places, options: Options, progress: Progress) -> Outcome:
    digests = Digests(where.cache / "originals")
    found = discover(where.raw, digests)
    known = manifest.load(where.manifest)
    if not options.missing:
        refuse_emptied(where, found, known)
    digests.keep()
    rows = manifest.extend(
        where.manifest,
        known,
        {each.source: each.sha256 for each in found if each.sha256},
        options.today or clock.today(),
    )
    ground = state.ground_digest(where, f"{options.address} {clock.fixed()} {options.gzip}")
    since(ground)
    made_from = state.inputs_digest(where, ground, found)
    last = state.load(where)
    if (
        last
        and last.inputs == made_from
        and last.outputs == state.outputs_digest(where, state.docs_digest(where))
    ):
        return Outcome(last.summary, tuple(built(where.build / "findings.jsonl")), built=False)
    state.forget(where)
    epoch = clock.epoch(manifest.newest(rows, [each.source for each in found]))
    write_hand_pages(where)
    jobs = _jobs(where, options)
    early = last is not None and last.ground == ground and (where.hand / CONTENTS).is_file()
    site = Rendering(where, RenderOptions(options.address, epoch, jobs, early))
    try:
        standing, before = manifest.standing(rows, found), manifest.changed(rows, found)
        means = Means(jobs, options.gzip, rows, standing, before)
        made = _make(where, found, means, site, progress)
    finally:
        site.end()
    findings = (
        *made.findings,
        *compared(found, rows),
        *told_empty(where, found),
        *added(where.manifest.name, known, rows),
    )
    write_findings(where.build / "findings.jsonl", findings, made.told)
    files.write(where.build / "timings.json", timings(progress.laps()))
    outputs = state.outputs_digest(where, made.docs, made.stamps)
    state.save(where, State(ground, made_from, outputs, made.summary))
    return Outcome(made.summary, findings, built=True)


def _jobs(where: Places, options: Options) -> Jobs:
    """Where the work is done. On a cluster every worker must see the file that is written here."""
    if not options.cluster:
        return options.jobs or default_jobs()
    proof = where.cache / "cluster"
    word = secrets.token_hex(16)
    files.write(proof, word)
    return Cluster(options.cluster, proof, word)


def _make(where: Places, found: Sequence[Found], options: Means, site: Rendering, progress: Progress) -> Made:
    digest = documents_digest(where.rules, where.root / "scripts" / "archive")
    place = RulesPlace(where.rules, digest, where.cache / "rules")
    rules = kept.across_at(place)
    held = carried(found, options.before, load_overrides(where.overrides, rules.allowed))
    overrides = held.overrides
    offered = load_offered(where.rules)
    with opened(where.store) as store:
        inputs = Inputs(place, overrides, options.jobs, options.standing)
        read = collect(found, inputs, store, progress)
        store.commit()
        traces = renewed(where.withdrawn, read.documents, overrides, rules.similar)
        collected = held_back(read, Gone(traces, options.before), overrides)
        shown = publications(collected.documents, overrides)
        summary = _summary(len(found), collected, shown)
        published = Published.of(shown, store)
        if not few(collected):
            site.end()
        progress.stage("查重")
        pairs = pairs_of(collected.documents, shown, traces, rules.similar)
        ready = Ready(
            where,
            collected,
            published,
            *pairs,
            traces,
            options.recorded,
            overrides,
            rules,
            offered,
            options.jobs,
            site.open,
        )
        findings = (*derive(ready, progress), *held.findings)
        store.commit()
    files.write(where.build / "summary.json", summary.json())
    progress.stage("生成网站")
    # While a begun site is rendered; of one that is rendered now, facts are read when it is whole.
    docs, told = state.docs_digest(where), tuple(lines(findings))
    before = load_facts(where.cache / "facts") if site.begun else None
    warnings = site.warnings(progress)
    progress.stage("检查")
    before = before or load_facts(where.cache / "facts")
    known = facts(where.staging, options.jobs, before, few=site.begun, progress=progress)
    findings = (*findings, *sitecheck.mkdocs(warnings), *sitecheck.of_facts(where.staging, known, summary))
    write_sums(where.staging, known.digests)
    if options.gzip:
        progress.stage("压缩")
        packed = compress(where.staging, known.digests, where.cache / "gzip", options.jobs)
        write_sums(where.staging, packed, PACKED_SUMS)
    kept.keep(place)
    files.let_in(where.staging, known.stamps)
    publish.swap(where)
    return Made(summary, findings, told, docs, None if options.gzip else known.stamps)


def _summary(originals: int, collected: Collected, shown: Sequence[Publication]) -> Summary:
    summary = Summary(
        files=originals,
        entered=len(collected.documents) + len(collected.failures),
        published=len(shown),
        duplicates=sum(each.duplicates for each in shown),
        quarantined=len(collected.failures),
        withdrawn=len(withdrawn(collected.documents, shown)),
    )
    if not summary.reconciles:
        raise ArchiveError("summary.json", f"文档数对不上：{summary}", "这是程序的错误；请带上这一行报告")
    return summary
