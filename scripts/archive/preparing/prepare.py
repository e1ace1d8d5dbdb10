"""All work on one original: read, clean, structure, label, and write its report as Markdown.

Nothing here depends on any other original, so that it runs in any process and is kept by content. What one
document needs of the others (duplicates, the best copy, aliases) is settled afterwards, from `Head` alone.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.cleaning.clean import passwords, trim_title
from archive.cleaning.compilations import PREFACE, documents
from archive.cleaning.cuts import restore
from archive.cleaning.dividing import letters_of
from archive.cleaning.mine import edges
from archive.cleaning.personal import personal
from archive.duplicates.similar import signature
from archive.errors import Unreadable
from archive.files import json_line
from archive.identity import identity
from archive.labels.classify import classify
from archive.labels.names import NAMES
from archive.model import Cleaned, Edit, Evidence, Finding, Label, Labels, Note, Raw, Report, Structure
from archive.patterns.points import points_of
from archive.prepared import Body, Head, Prepared
from archive.preparing.naming import words_of
from archive.preparing.notices import notice, taken_for_notice
from archive.preparing.ruleset import Ruleset
from archive.reading.formats.passwords import in_short, is_notice, masked, untold
from archive.reading.originals import Found
from archive.reading.overtime import limited
from archive.reading.read import read
from archive.rulefiles.codes import finding
from archive.rulefiles.overrides import PERSON, Correction, Overrides
from archive.search.documents import digest_of_row, row_of
from archive.site import markdown
from archive.structuring.brief import brief
from archive.structuring.several import several
from archive.structuring.structure import structure

EDIT = tuple(Edit.__dataclass_fields__)
EVIDENCE = tuple(Evidence.__dataclass_fields__)
NOTE = tuple(Note.__dataclass_fields__)
LAST = 0xFFFF  # characters beyond are rare and looked at one by one
LABELS = tuple(NAMES)


def prepare(found: Found, rules: Ruleset, overrides: Overrides, keys: tuple[str, ...] = ()) -> Prepared:
    """Make the documents of one original; `keys` are passwords to try. Never raises for what the file holds."""
    try:
        with limited(rules.limits, found.source):
            return _prepared(found, rules, overrides, keys)
    except Unreadable as late:
        return Prepared(found.source, (), (quarantine(late),))


def _prepared(found: Found, rules: Ruleset, overrides: Overrides, keys: tuple[str, ...]) -> Prepared:
    reading = read(found.path, found.source, rules.limits, rules.folder, keys)
    failures = [quarantine(failure) for failure in reading.failures]
    finished: list[tuple[Head, Body]] = []
    named: list[str] = []
    opened = any(map(_was_locked, reading.raws))
    for raw, cleaned in (each for text in reading.raws for each in documents(text, rules.clean, overrides)):
        words = words_of(raw, cleaned, rules)
        named += words
        made = _document(raw, cleaned, words, rules, overrides)
        if opened and isinstance(made, tuple) and made[0].terse and not _was_locked(raw):
            made = taken_for_notice(raw.source)
        if isinstance(made, Finding):
            failures.append(made)
        else:
            finished.append(made)
    return Prepared(found.source, tuple(finished), tuple(failures), tuple(dict.fromkeys(named)))


def _was_locked(raw: Raw) -> bool:
    return any(note.code == "encrypted-opened" for note in raw.notes)


def quarantine(failure: Unreadable) -> Finding:
    """A document that could not be read, as a finding."""
    return finding(failure.code, failure.path, failure.reason, cure=failure.cure)


def _document(
    raw: Raw, cleaned: Cleaned, words: tuple[str, ...], rules: Ruleset, overrides: Overrides
) -> tuple[Head, Body] | Finding:
    """Work on one document; `words` are the passwords that it names."""
    return _refused(raw, cleaned, rules) or _worked(raw, cleaned, words, rules, overrides)


def _refused(raw: Raw, cleaned: Cleaned, rules: Ruleset) -> Finding | None:
    """Why a document is not published, if it is not."""
    if restore(cleaned) != raw.text:
        return finding("restore-failed", raw.source)
    noise = _all_noise(cleaned, rules.clean.file.settings.body_least)
    said = is_notice(posixpath.basename(raw.source), raw.text, rules.folder)
    if said or (noise and passwords(cleaned, rules.clean)):
        return notice(raw.source)
    if noise:
        return finding("no-body", raw.source)
    return None


class _Work(NamedTuple):
    """A document with what the stages made of it; `row` is what the index is made from."""

    raw: Raw
    cleaned: Cleaned
    found: Structure
    labels: Labels
    report: Report
    row: bytes


def _worked(
    raw: Raw, cleaned: Cleaned, words: tuple[str, ...], rules: Ruleset, overrides: Overrides
) -> tuple[Head, Body]:
    identifier = identity(raw)
    correction = overrides.for_id(identifier)
    found = titled(structure(cleaned.text, raw.source, rules.structure, raw.outline), correction, rules)
    labels = classify(found, cleaned, raw.source, rules.classify, correction)
    report = assemble(identifier, raw, cleaned, found, labels)
    work = _Work(raw, cleaned, found, labels, report, row_of(report))
    told = replace(cleaned, edits=_by_person(raw, cleaned.edits, overrides))
    return _head(work, words, rules, overrides), _body(report, work.row, raw, told, labels)


def _head(work: _Work, words: tuple[str, ...], rules: Ruleset, overrides: Overrides) -> Head:
    raw, cleaned, found, labels, report, row = work
    texts = (report.title, *(block.text for block in report.blocks))
    units, shown = rules.form.units("".join(texts)), "\n".join(texts)
    return Head(
        replace(report, blocks=()),
        hashlib.sha256(units.tobytes()).hexdigest(),
        len(cleaned.edits),
        raw.format,
        labels.conflicts,
        (
            *raw.notes,
            *cleaned.notes,
            *_doubts(raw.text, found, overrides.for_id(report.id), rules),
            *brief(report.blocks, rules.clean.file.settings.body_short),
            *personal(shown, rules.personal),
        ),
        overrides.withdraws(report.id, *raw.kin),
        words,
        edges(cleaned.text, rules.clean, report.title),
        signature(units, rules.similar),
        digest_of_row(row),
        tuple(sorted({block.part for block in report.blocks})),
        raw.kin,
        terse=bool(in_short(raw.text, rules.folder)),
        headings=sum(block.kind == "heading" for block in report.blocks),
    )


def _doubts(text: str, found: Structure, correction: Correction | None, rules: Ruleset) -> tuple[Note, ...]:
    """What makes one think that the file holds several reports, or that a correction does not do what it says."""
    doubts = () if correction and correction.whole else several(found, rules.structure)
    lost = _without_effect(text, correction, rules) if correction else ()
    if not lost:
        return doubts
    quoted = "、".join(f"“{word}”" for word in lost)
    return (*doubts, Note("override-words", f"更正里的 {quoted} 在原文里没有，不起作用", ""))


def _without_effect(text: str, correction: Correction, rules: Ruleset) -> tuple[str, ...]:
    """The words of a correction that a text has nowhere, however its signs, blanks and widths are made even."""
    known = {PREFACE, *rules.clean.detectors, *(rule.id for rule in rules.clean.rules)}
    asked = (*correction.cut, *(word for word in correction.keep if word not in known))
    lost = tuple(word for word in asked if word not in text)
    bare = letters_of(text) if lost else ""
    return tuple(word for word in lost if letters_of(word) not in bare)


def _all_noise(cleaned: Cleaned, least: int) -> bool:
    """Whether nothing is left, or next to nothing of a file that was mostly cut: a password note, an advertisement."""
    left = sum(1 for _ in islice(filter(str.isalnum, cleaned.text), least))
    if 0 < left < least:
        return sum(letters(edit.text) for edit in cleaned.edits if edit.kind == "remove") > left
    return not left


def titled(found: Structure, correction: Correction | None, rules: Ruleset) -> Structure:
    """A person's title wins; a title that is only in the file's name loses the site's suffixes, and a password."""
    if correction and correction.title:
        return replace(found, title=correction.title)
    if found.title_from == "name":
        return replace(found, title=trim_title(untold(found.title, rules.folder), rules.clean))
    return found


def assemble(identifier: str, raw: Raw, cleaned: Cleaned, found: Structure, labels: Labels) -> Report:
    """Put a report together from what the stages found. Labels that nothing supports keep their default.

    Its blocks still have their offsets, which are not written. All that is published names the original by `source`,
    which therefore tells no password.
    """
    values: Mapping[str, object] = {
        name: label.value for name in LABELS if (label := getattr(labels, name)).value is not None
    }
    source = masked(raw.source)
    text = found.title + "".join(block.text for block in found.blocks)
    return Report(
        id=identifier,
        title=found.title,
        source=source,
        sources=(source,),
        sha256=raw.sha256,
        chars=letters(text),
        blocks=found.blocks,
        statutory_type=labels.statutory_type,
        plan_year=labels.plan_year,
        incomplete="incomplete" in cleaned.marks,
        review=tuple(name for name in LABELS if getattr(labels, name).review),
        **values,  # type: ignore[arg-type]  # the label's value has the field's type
    )


def _by_person(raw: Raw, edits: tuple[Edit, ...], overrides: Overrides) -> tuple[Edit, ...]:
    """The edits as they are told: one that touches words which a person wants cut counts as the person's.

    Such words often lie in a line that a rule cuts as a whole, and must not be shown as what that rule cut.
    """
    said = overrides.with_cuts_of_kin(identity(raw), raw.kin)
    words = said.cut if said else ()
    hidden = [match.span() for word in words for match in re.finditer(re.escape(word), raw.text)]
    if not hidden:
        return edits
    return tuple(
        replace(each, rule=PERSON)
        if each.kind == "remove" and any(start < each.end and each.start < end for start, end in hidden)
        else each
        for each in edits
    )


def _body(report: Report, row: bytes, raw: Raw, cleaned: Cleaned, labels: Labels) -> Body:
    """Everything that will be written of a document; the record is a `Record`, field for field.

    What stands in several lines of JSON is written once and put together.
    """
    source = json_line(raw.source)
    sha256 = json_line(raw.sha256)
    edits = [json_line(each) for each in _rows(cleaned.edits, EDIT)]
    said = json_line(_said(labels))
    record = {
        "id": json_line(report.id),
        "source": source,
        "format": json_line(raw.format),
        "encoding": json_line(raw.encoding),
        "edits": f"[{','.join(edits)}]",
        "labels": said,
        "notes": json_line(_rows(raw.notes + cleaned.notes, NOTE)),
        "similar": "[]",
    }
    return Body(
        row,
        markdown.dump(report),
        "\n".join(f'{{"source":{source},{edit[1:]}' for edit in edits),
        f'{{"id":{record["id"]},"source":{source},"sha256":{sha256},{said[1:]}',
        "{" + ",".join([f'"{name}":{part}' for name, part in record.items()]) + "}",
    )


def _rows(values: tuple[object, ...], names: tuple[str, ...]) -> list[dict[str, object]]:
    """Values by the names of their fields; `asdict` copies deeply, which costs more than all the rest."""
    return [{name: getattr(value, name) for name in names} for value in values]


def _said(labels: Labels) -> dict[str, object]:
    return {
        name: _label(value) if isinstance(value := getattr(labels, name), Label) else value
        for name in Labels.__dataclass_fields__
    }


def _label(label: Label) -> dict[str, object]:
    return {
        "value": label.value,
        "confidence": label.confidence,
        "method": label.method,
        "evidence": _rows(label.evidence, EVIDENCE),
        "alternatives": [{"value": each.value, "confidence": each.confidence} for each in label.alternatives],
        "review": label.review,
    }


def letters(text: str) -> int:
    """The number of Han characters, letters and digits: the length that is shown."""
    points = points_of(text)
    rare = map(chr, points[points > LAST].tolist())
    return int(np.count_nonzero(_letters().take(points, mode="clip"))) + sum(map(str.isalnum, rare))


@cache
def _letters() -> NDArray[np.bool_]:
    """Which of the common characters count, by code point; a place more for all others, which is empty."""
    return np.array([*map(str.isalnum, map(chr, range(LAST + 1))), False])
