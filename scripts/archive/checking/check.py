"""Checks yield findings, they do not raise: on originals, on the generated Markdown, on the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.checking import markup, sitecheck
from archive.checking.findings import built
from archive.checking.originals import fixity
from archive.cleaning.clean import clean
from archive.cleaning.voicing import VOICE
from archive.console.summary import Summary
from archive.errors import ArchiveError
from archive.model import Finding, Report
from archive.places import Places
from archive.preparing.digests import digest_of
from archive.preparing.prepare import letters
from archive.preparing.ruleset import load_ruleset
from archive.processes.parallel import Jobs, chunks, mapped
from archive.rulefiles.codes import finding
from archive.rulefiles.overrides import Correction, load_overrides
from archive.site.markdown import dump, load

CHUNK = 200


def docs(where: Places, jobs: Jobs) -> Iterator[Finding]:
    """Read every generated report back strictly, and look for noise in its text, but for what a person keeps."""
    paths = sorted((where.docs / "reports").rglob("*.md"))
    work = partial(_reports, _Known(where.docs, where.rules, digest_of(where.rules), _kept(where.overrides)))
    for found in mapped(work, chunks(paths, CHUNK), jobs, smallest=2):
        yield from found


@dataclass(frozen=True, slots=True)
class _Known:
    """What reports are held against: where they lie, the rules, and what people keep in them, by id."""

    folder: Path
    rules: Path
    digest: str
    kept: Mapping[str, tuple[str, ...]]


def _kept(overrides: Path) -> Mapping[str, tuple[str, ...]]:
    found = load_overrides(overrides).corrections.items()
    return {identifier: correction.keep for identifier, correction in found if correction.keep}


def _reports(known: _Known, paths: Sequence[Path]) -> tuple[Finding, ...]:
    return tuple(found for path in paths for found in _report(path, known))


def _report(path: Path, known: _Known) -> Iterator[Finding]:
    name = path.relative_to(known.folder).as_posix()
    text = path.read_text(encoding="utf-8")
    try:
        report = load(text, name)
    except ArchiveError as error:
        yield finding("front-matter", name, error.reason)
        return
    if dump(report) != text:
        yield finding("front-matter", name, "写回后与原来不同")
    if f"{report.path}.md" != name:
        yield finding("front-matter", name, f"文件名与 id {report.id} 不符")
    if _letters(report) != report.chars:
        yield finding("han-lost", name, f"记为 {report.chars} 字，实有 {_letters(report)} 字")
    yield from _noise(report, name, known)


def _letters(report: Report) -> int:
    return sum(letters(text) for text in (report.title, *(block.text for block in report.blocks)))


def _noise(report: Report, name: str, known: _Known) -> Iterator[Finding]:
    """Clean the published text again; nothing may go.

    A line's voice is not asked: it is judged by where the line stood in the original, and published lines stand
    elsewhere (the title comes first, or from the file's name). What may have such a voice is a `suspect-line`.
    """
    text = "\n".join((report.title, *(block.text for block in report.blocks)))
    keep = Correction(keep=(VOICE, *known.kept.get(report.id, ())))
    for edit in clean(text, load_ruleset(known.rules, known.digest).clean, keep).edits:
        if edit.kind == "remove" and any(char.isalnum() for char in edit.text):
            yield finding("noise-left", name, f"规则 {edit.rule}：{edit.text.strip()[:40]}")


def everything(where: Places, jobs: Jobs) -> tuple[Finding, ...]:
    """All checks on what the last build left, with what that build itself had found."""
    summary = Summary.read(where.build / "summary.json")
    seen = (
        *fixity(where),
        *docs(where, jobs),
        *sitecheck.site(where.site, summary, jobs),
        *markup.site(where.site, where.rules, jobs),
    )
    return (*(each for each in built(where.build / "findings.jsonl") if each not in seen), *seen)
