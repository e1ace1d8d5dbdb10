"""Write what a build leaves for people and programs, a row a document: records, edits, labels, catalogue, review list.

Rows of documents that are as they were are copied from the file of the last build (`archive.building.rows`).
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from archive import files
from archive.building.output import Published
from archive.building.rows import Rows, write_rows
from archive.building.store import Store, Text
from archive.caches import kept_or
from archive.cleaning.mine import Shapes, candidates
from archive.duplicates.grouping import Document, Publication
from archive.duplicates.grouping import published as shown_of
from archive.duplicates.similar import Neighbours
from archive.model import Finding
from archive.places import Places
from archive.preparing.digests import digest_of
from archive.reading import manifest
from archive.reading.formats.passwords import masked
from archive.reviewing.review import Told, as_json, as_page, told, unsure
from archive.rulefiles.overrides import Overrides
from archive.site.catalog import CSV_BEGIN, JSON_BEGIN, JSON_END, Row, row_csv, row_json, rows
from archive.site.publishing import ADDED_FILE

CODE = ("building", "reviewing/review.py", "site/catalog.py")  # besides what the work on one original goes by


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked besides the labels: findings; what people have said already; when a line recurs.

    `least` is the number of documents in which a line must stand at an edge to be offered as a rule; those of
    `rejected` are not.
    """

    findings: Sequence[Finding]
    overrides: Overrides
    least: int
    rejected: Shapes


def write_records(
    published: Published, documents: Sequence[Document], similar: Neighbours, where: Places
) -> None:
    """Write records of the published reports, and edits and labels of every document, one JSON a line."""
    shown, store = published.publications, published.store
    context = _context(where)
    keys = [f"{_work(each.document)} {similar.get(each.report.id, '')}" for each in shown]
    write_rows(_rows(where, "records.jsonl", context), keys, lambda at: _record(shown[at], store, similar))
    keys = [_work(document) for document in documents]
    names: tuple[Text, ...] = ("edits", "labels")
    for name in names:
        write_rows(_rows(where, f"{name}.jsonl", context), keys, partial(_line, store, name, documents))


def write_catalog(published: Published, keys: Mapping[str, str], where: Places) -> Sequence[Row]:
    """Write the catalogue for the site and for other programs; give its rows, in the order of every list.

    `keys` say what each report is made from, by its id.
    """
    held = rows(
        (each.report for each in published.publications),
        {each.report.id: each.document.head.edits for each in published.publications},
    )
    context = _context(where)
    named = [keys[row.id] for row in held]
    write_rows(_rows(where, "catalog.csv", context, CSV_BEGIN), named, lambda at: row_csv(held[at]))
    end = len(held) - 1
    named[end:] = [f"{key} last" for key in named[end:]]
    write_rows(
        _rows(where, "catalog.json", context, JSON_BEGIN, JSON_END),
        named,
        lambda at: row_json(held[at], last=at == end),
    )
    return held


def write_added(rows: Sequence[Row], recorded: Mapping[str, manifest.Row], where: Places) -> None:
    """Write on which day the original of each report was first seen.

    Whoever publishes the build need not know which manifest it was made with.
    """
    files.write(where.build / ADDED_FILE, files.json_line(added(rows, recorded)))


def added(rows: Sequence[Row], recorded: Mapping[str, manifest.Row]) -> dict[str, str]:
    """The day of each report that the manifest knows; a member's is that of its file."""
    known = {masked(path): row for path, row in recorded.items()}
    named = ((row.id, row.source.split("!/")[0]) for row in rows)
    return {report: known[file].added for report, file in named if file in known}


def write_review(published: Published, documents: Sequence[Document], asked: Asked, where: Places) -> None:
    """Write what a person should look at, as data and as a page that is not published.

    Labels are those of the published reports; lines at the edges are looked for in all `documents`.
    """
    kept = where.cache / "rows" / "review"
    context = _context(where)
    known = _known(kept, context)
    shown = shown_of(documents, published.publications)
    keys = [_work(document) for document in shown]
    labels = [
        known.get(key)
        or _told(
            published.store.text("labels", document.key, document.number),
            asked.overrides.seen(document.id),
        )
        for key, document in zip(keys, shown, strict=True)
    ]
    plain = {key: (each.count, each.rows, each.cells) for key, each in zip(keys, labels, strict=True)}
    files.write(kept, marshal.dumps((context, plain)))
    among_labels = {"label-unsure", "label-conflict"}  # these stand among the labels, with their words
    rest = tuple(each for each in asked.findings if each.code not in among_labels)
    found = candidates(
        ((document.head.report.source, document.head.edges) for document in documents),
        asked.least,
        asked.rejected,
    )
    files.write(where.build / "review.json", as_json(labels, rest, found))
    files.write(where.build / "review.html", as_page(labels, rest, found))


def _known(path: Path, context: str) -> Mapping[str, Told]:
    def known(kept: tuple[str, Mapping[str, tuple[Any, ...]]]) -> Mapping[str, Told]:
        made_with, plain = kept
        return {key: Told(*each) for key, each in plain.items()} if made_with == context else {}

    return kept_or(path, known, {})


def _told(line: str, seen: Sequence[str]) -> Told:
    return told(tuple(unsure([line], seen)))


def _rows(where: Places, name: str, context: str, begin: str = "", end: str = "") -> Rows:
    return Rows(where.build / name, where.cache / "rows" / name, context, begin, end)


def _context(where: Places) -> str:
    library = where.root / "scripts" / "archive"
    return digest_of(*(library / name for name in CODE))


def _work(document: Document) -> str:
    """What the body of a document is made from."""
    return f"{document.key} {document.number} {document.correction} {document.id}"


def _record(publication: Publication, store: Store, similar: Neighbours) -> str:
    """The record of a report; its similar reports are known only now."""
    text = store.text("record", publication.document.key, publication.document.number)
    if publication.report.id in similar:
        text = files.json_line({**json.loads(text), "similar": similar[publication.report.id]})
    return f"{text}\n"


def _line(store: Store, name: Text, documents: Sequence[Document], at: int) -> str:
    text = store.text(name, documents[at].key, documents[at].number)
    return f"{text}\n" if text else ""
