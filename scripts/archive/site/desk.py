"""What the site hook needs from a finished build: the catalogue, each report's record, its neighbours, its page key.

Records stay on disk and are read one at a time, so that memory does not grow with their number. A page's key
covers everything that its HTML is made from; as long as it stands, the page of the last build is used again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from archive.cleaning.shapes import CleanFile
from archive.errors import ArchiveError
from archive.model import Alternative, Edit, Evidence, Label, Labels, Note, Record, report_path
from archive.places import rules_of
from archive.rulefiles.strict import load_yaml
from archive.site.catalog import Row, load
from archive.site.publishing import ADDED_FILE, KEYWORDS_FILE, STUDY_FILE
from archive.site.record import Words, load_words
from archive.site.shelves import Shelf, shelf

RECENT = 8
SHAPING = (
    "clean.yml",
    "gaps.yml",
    "record.yml",
    "secrets.yml",
)  # rules whose words and patterns stand in pages
_ID = re.compile(rb'\{"id": ?"(r[0-9a-f]{12})"')
CURE = "先运行 python3 scripts/build.py，网站所用的页面、记录和索引都由它生成"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the pages of all reports are made with, small enough to go to every process."""

    records: Path
    words: Words
    families: Mapping[str, str]
    frame: bytes


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands round one report: its row, neighbours, those it is like, its byte range in the records, keywords."""

    row: Row
    before: Row | None
    after: Row | None
    similar: tuple[tuple[Row, float], ...]
    record: tuple[int, int] | None
    keywords: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The page's path without its ending, the same below `docs/` and below the site."""
        return report_path(self.row.id)


@dataclass(frozen=True, slots=True)
class Desk:
    """One build, ready to be published. `records` are byte ranges in `records.jsonl`.

    `added` has the day on which each report's original was first seen, by the report's id.
    """

    build: Path
    shelf: Shelf
    by_id: Mapping[str, Row]
    neighbours: Mapping[str, tuple[Row | None, Row | None]]
    records: Mapping[str, tuple[int, int]]
    similar: Mapping[str, tuple[tuple[str, float], ...]]
    added: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    words: Words
    families: Mapping[str, str]
    frame: bytes


def open_desk(build: Path, root: Path, frame: Iterable[Path]) -> Desk:
    """Read what `build.py` left in `build`. `frame` are the files that shape every page.

    Raises `ArchiveError` when there is no finished build.
    """
    catalog, records = build / "catalog.json", build / "records.jsonl"
    for path in (catalog, records):
        if not path.is_file():
            raise ArchiveError(path.as_posix(), "这里没有完成的构建", CURE)
    rows = load(catalog.read_text(encoding="utf-8"), catalog.as_posix())
    rules = rules_of(root)
    words = load_words(rules)
    lines = _lines(records)
    held = shelf(rows, frozenset(lines.unsure))
    return Desk(
        build=build,
        shelf=held,
        by_id={row.id: row for row in rows},
        neighbours=dict(_neighbours(held)),
        records=lines.places,
        similar=lines.similar,
        added=_written(build, ADDED_FILE),
        keywords={report: tuple(held) for report, held in _written(build, KEYWORDS_FILE).items()},
        words=words,
        families={rule.id: rule.family for rule in load_yaml(rules / "clean.yml", CleanFile).rules},
        frame=_digest((*frame, *(rules / name for name in SHAPING))),
    )


def shared(desk: Desk) -> Shared:
    """What the pages of all reports are made with."""
    return Shared(desk.build / "records.jsonl", desk.words, desk.families, desk.frame)


def setting(desk: Desk, report: str) -> Setting:
    """What stands round one report."""
    before, after = desk.neighbours.get(report, (None, None))
    near = desk.similar.get(report, ())
    similar = tuple((desk.by_id[other], score) for other, score in near if other in desk.by_id)
    return Setting(
        desk.by_id[report], before, after, similar, desk.records.get(report), desk.keywords.get(report, ())
    )


def records(path: Path, settings: Iterable[Setting]) -> Iterator[bytes]:
    """The record of each report as it stands in the file; empty when there is none."""
    with path.open("rb") as file:
        for each in settings:
            start, length = each.record or (0, 0)
            file.seek(start)
            yield file.read(length)


def record(text: bytes) -> Record:
    """Read one line of `records.jsonl`."""
    held = json.loads(text)
    return Record(
        id=held["id"],
        source=held["source"],
        format=held["format"],
        encoding=held["encoding"],
        edits=tuple(Edit(**each) for each in held["edits"]),
        labels=_labels(held["labels"]),
        notes=tuple(Note(**each) for each in held.get("notes", ())),
        similar=tuple((other, float(score)) for other, score in held.get("similar", ())),
    )


def key(held: Shared, setting: Setting, stamp: Sequence[int], record: bytes, frame: str) -> str:
    """The name of everything that this report's page is made from; `stamp` is size and time of its Markdown file."""
    digest = hashlib.blake2b(held.frame, digest_size=32)  # all records are digested in every build
    around = (setting.before, setting.after, *(row for row, _ in setting.similar))
    scores = tuple(score for _, score in setting.similar)
    beside = repr((*stamp, *map(_row_text, around), scores, setting.keywords, frame))
    for part in (record, beside.encode("utf-8", "backslashreplace")):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@lru_cache(maxsize=1 << 15)
def _row_text(row: Row | None) -> str:
    """A row in full; each stands round several reports."""
    return repr(row)


def _labels(held: Mapping[str, object]) -> Labels:
    plain = {name: value for name, value in held.items() if not isinstance(value, dict)}
    plain["conflicts"] = tuple(cast("Sequence[str]", held.get("conflicts", ())))
    read = {name: _label(value) for name, value in held.items() if isinstance(value, dict)}
    return Labels(**plain, **read)  # type: ignore[arg-type]  # the build wrote it; an unknown key raises


def _label(held: dict[str, object]) -> Label:
    values = dict(held)
    values["evidence"] = tuple(Evidence(**each) for each in cast("list[Any]", values.get("evidence", [])))
    others = cast("list[Any]", values.get("alternatives", []))
    values["alternatives"] = tuple(Alternative(**each) for each in others)
    return Label(**values)  # type: ignore[arg-type]


def _neighbours(held: Shelf) -> Iterator[tuple[str, tuple[Row | None, Row | None]]]:
    for group in held.cells.values():
        padded = (None, *group, None)
        for at, row in enumerate(group, 1):
            yield row.id, (padded[at - 1], padded[at + 1])


@dataclass(frozen=True, slots=True)
class Lines:
    """What `records.jsonl` says of each report, found in one pass: its byte range, those it is like, whether unsure."""

    places: Mapping[str, tuple[int, int]]
    similar: Mapping[str, tuple[tuple[str, float], ...]]
    unsure: frozenset[str]


def _lines(path: Path) -> Lines:
    """Read the records; most name no similar report, and are not read further."""
    places: dict[str, tuple[int, int]] = {}
    similar: dict[str, tuple[tuple[str, float], ...]] = {}
    unsure: set[str] = set()
    start = 0
    with path.open("rb") as file:
        for text in file:
            head = _ID.match(text)
            name = head[1].decode() if head else str(json.loads(text)["id"])
            places[name] = start, len(text)
            if b'"review":true' in text or b'"review": true' in text:
                unsure.add(name)
            if b'"similar":[[' in text or b'"similar": [[' in text:
                near = json.loads(text)["similar"]
                similar[name] = tuple((other, float(score)) for other, score in near)
            start += len(text)
    return Lines(places, similar, frozenset(unsure))


def study(build: Path) -> dict[str, object]:
    """What `archive.study` wrote for the pages about parts and phrases; raises as `open_desk` does."""
    return cast("dict[str, object]", _written(build, STUDY_FILE))


def _written(build: Path, name: str) -> dict[str, Any]:
    path = build / name
    if not path.is_file():
        raise ArchiveError(path.as_posix(), "这里没有完成的构建", CURE)
    return cast("dict[str, Any]", json.loads(path.read_bytes()))


def recent(desk: Desk, most: int = RECENT) -> tuple[Row, ...]:
    """The reports added last; among equals in the order of the lists."""
    newest = sorted(desk.shelf.rows, key=lambda row: desk.added.get(row.id, ""), reverse=True)
    return tuple(newest[:most])


def _digest(paths: Iterable[Path]) -> bytes:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.digest()


def figures(desk: Desk) -> dict[str, object]:
    """What the home page says of the archive as a whole."""
    years = [row.year for row in desk.shelf.rows if row.year]
    return {
        "reports": len(desk.shelf.rows),
        "chars": sum(row.chars for row in desk.shelf.rows),
        "first": min(years, default=None),
        "last": max(years, default=None),
    }
