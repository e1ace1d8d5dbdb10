"""Write what a build publishes from: reports and lists as Markdown, pages by hand, what readers' tools load.

Report pages that the last build wrote from the same work are not even read again: their size and time are
compared with what was noted, and anything else is written anew.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.building.store import Store, Written
from archive.console.progress import Progress
from archive.duplicates.grouping import Document, Publication, in_order_of_addition
from archive.model import Report
from archive.places import CONTENTS, GENERATED, Places
from archive.rulefiles.overrides import Overrides
from archive.search import documents
from archive.search.documents import Place
from archive.site import markdown, pages
from archive.site.catalog import Row


@dataclass(frozen=True, slots=True)
class Published:
    """All publications of a build with the store that holds their bodies; `in_order` are those as the index has them.

    `places`, `parts` and `rows` are what the index asks of its source, and worked out only where it is made.
    """

    publications: Sequence[Publication]
    store: Store
    in_order: tuple[Publication, ...]

    @classmethod
    def of(cls, publications: Sequence[Publication], store: Store) -> Published:
        """Put the publications in order."""
        return cls(publications, store, in_order_of_addition(publications))

    @property
    def places(self) -> tuple[Place, ...]:
        """The ids as they stand in the index, with the digests of their rows."""
        return tuple(Place(each.report.id, each.document.head.row) for each in self.in_order)

    @property
    def parts(self) -> tuple[str, ...]:
        """The section kinds met, the empty one first."""
        found = {part for each in self.publications for part in each.document.head.parts}
        return ("", *sorted(found - {""}))

    def reports(self) -> Iterator[Report]:
        """Every report with its blocks, one at a time, in the order of the ids."""
        for each in self.publications:
            yield whole(each, self.store)

    def rows(self, ids: Sequence[str]) -> tuple[bytes, ...]:
        """What the index is made from, for some of the reports (the publications stand in the order of the ids)."""
        held = (self.publications[bisect_left(self.publications, name, key=_id)] for name in ids)
        return tuple(self.store.row(each.document.key, each.document.number) for each in held)


def _id(publication: Publication) -> str:
    return publication.report.id


def whole(publication: Publication, store: Store) -> Report:
    """A publication's report with its blocks."""
    row = store.row(publication.document.key, publication.document.number)
    return documents.whole(publication.report, row)


def write_reports(published: Published, made_from: Mapping[str, str], docs: Path, progress: Progress) -> int:
    """Make `docs/reports` hold exactly these reports; give the number of files written or removed.

    `made_from` says what each report's file is made from, by the report's id (`digests`).
    """
    known = published.store.written()
    rows: list[tuple[str, Written]] = []
    keep: set[str] = set()
    total = len(published.publications)
    for each in progress.track("写出报告", published.publications, total):
        name = f"{each.report.path}.md"
        path = f"{docs}{os.sep}{name.replace('/', os.sep)}"
        keep.add(path)
        digest = made_from[each.report.id]
        if not _stands(path, known.get(name), digest):
            files.write(Path(path), _markdown(each, published.store))
            status = os.stat(path)  # noqa: PTH116 - many files
            rows.append((name, Written(digest, status.st_size, status.st_mtime_ns)))
    removed = files.prune(docs / "reports", keep)
    published.store.note_written(
        rows, known.keys() - {f"{each.report.path}.md" for each in published.publications}
    )
    published.store.commit()  # others read from it, and would wait for one that holds many changes
    return len(rows) + removed


def digests(publications: Sequence[Publication]) -> dict[str, str]:
    """What each report's file is made from, by id: the work it was taken from, corrections, sources and aliases.

    It is a part of all that is kept of a published report.
    """
    return {each.report.id: _digest(each) for each in publications}


def _digest(publication: Publication) -> str:
    document, report = publication.document, publication.report
    work = (document.key, document.number, document.correction)
    parts = repr((*work, report.source, report.sources, report.aliases))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _stands(path: str, noted: Written | None, digest: str) -> bool:
    if noted is None or noted.digest != digest:
        return False
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
    except FileNotFoundError:
        return False
    return (status.st_size, status.st_mtime_ns) == (noted.size, noted.time)


def _markdown(publication: Publication, store: Store) -> str:
    """The text written with the document's own work, unless others joined it."""
    if publication.report == publication.document.head.report:
        return store.text("markdown", publication.document.key, publication.document.number)
    return markdown.dump(whole(publication, store))


def write_lists(rows: Sequence[Row], published: Published, where: Places) -> None:
    """Write the browse pages, with the rows of the catalogue."""
    unsure = frozenset(each.report.id for each in published.publications if each.report.review)
    browse = {name.removeprefix("browse/"): text for name, text in pages.browse(rows, unsure).items()}
    files.sync(where.docs / "browse", browse)
    files.copy(where.docs / CONTENTS, where.hand / CONTENTS)


def write_withdrawn(documents: Sequence[Document], overrides: Overrides, build: Path) -> None:
    """Write the ids whose pages say that they were withdrawn; they stay when the original itself is deleted."""
    ids = {document.id for document in documents} | set(overrides.withdrawn)
    files.write(build / "withdrawn.json", files.json_text(sorted(ids)))


def write_hand_pages(where: Places) -> None:
    """Copy the pages written by hand to where MkDocs finds them."""
    _copy_all(where.pages, where.hand, frozenset())


def write_own_pages(where: Places) -> None:
    """Copy the pages written by hand into an output folder of its own; what is generated there stays."""
    if where.standalone:
        _copy_all(where.pages, where.docs, frozenset(GENERATED))


def _copy_all(pages: Path, folder: Path, but: AbstractSet[str]) -> None:
    found = {path.relative_to(pages): path for path in hand_pages(pages)}
    for name, path in found.items():
        files.copy(path, folder / name)
    files.prune(folder, {folder / name for name in (*found, Path(CONTENTS))}, but)


def hand_pages(folder: Path) -> list[Path]:
    """Every file below the folder of pages that no build made."""
    found = []
    for parent, folders, names in os.walk(folder):
        if Path(parent) == folder:
            folders[:] = [name for name in folders if name not in GENERATED]
        found += [Path(parent, name) for name in names if not name.startswith(".")]
    return sorted(path for path in found if path.is_file())
