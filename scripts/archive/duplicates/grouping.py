"""Which documents are one report: the same text publishes once, as the best of its copies has it.

Two documents with the same bytes, the same search form of title and text, or joined by a person's `same_as`
are one. A person's `not_same_as` keeps a document apart from those it names. The best copy is one whose text a person
corrected, then that of the format that keeps most of a text; its id and path stand for all, and the other ids lead to
it. What is withdrawn takes all that is one
with it along, or the same text would go on standing under another id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.model import Report
from archive.prepared import Head
from archive.rulefiles.overrides import Correction, Overrides

# Formats by what they keep of headings, paragraphs and numbers; of one rank, the text itself decides.
RANKS: Mapping[str, int] = {
    "docx": 0, "doc": 1, "odt": 1, "wps": 1, "html": 1, "mht": 1, "rtf": 2, "md": 3, "txt": 3, "pdf": 4,
}  # fmt: skip
POOR = frozenset({"damaged-bytes", "office-fallback"})  # what reading notes where it could not give all


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the build: where its body is kept, its head, and the key of the corrections it was made with.

    `number` counts the documents of one original; `added` is the original's place in the order of addition.
    """

    key: str
    number: int
    head: Head
    correction: str = ""
    added: int = 0

    @property
    def id(self) -> str:
        """The document's id."""
        return self.head.report.id


@dataclass(frozen=True, slots=True)
class Publication:
    """One published report (without blocks), the document it is taken from, and how many others it stands for.

    `place` orders reports as they were added: the place of the document that came first of all that are this report,
    and its number among the documents of its original.
    """

    report: Report
    document: Document
    duplicates: int
    place: tuple[int, int] = (0, 0)


def publications(documents: Sequence[Document], overrides: Overrides) -> tuple[Publication, ...]:
    """Group what is to be published; the result is in the order of the ids."""
    groups = [
        group
        for group in _groups(documents, overrides)
        if not any(document.head.withdrawn for document in group)
    ]
    return tuple(
        sorted((_publication(group, overrides) for group in groups), key=lambda each: each.report.id)
    )


def in_order_of_addition(shown: Iterable[Publication]) -> tuple[Publication, ...]:
    """The order in which reports stand in the search index: a new one comes last and moves none.

    By place; reports that share one (a person keeps apart what has the same bytes) by id. What was deleted or withdrawn
    leaves no gap, so that the order is a function of the manifest, the originals and the corrections alone.
    """
    return tuple(sorted(shown, key=lambda each: (each.place, each.report.id)))


def withdrawn(documents: Sequence[Document], shown: Sequence[Publication]) -> tuple[Document, ...]:
    """The documents that no publication stands for."""
    published = {name for each in shown for name in (each.report.id, *each.report.aliases)}
    return tuple(document for document in documents if document.id not in published)


def published(documents: Sequence[Document], shown: Sequence[Publication]) -> tuple[Document, ...]:
    """Those of the documents whose labels and text are published; copies of them and withdrawn ones are left out."""
    chosen = {_named(each.document) for each in shown}
    return tuple(document for document in documents if _named(document) in chosen)


def _named(document: Document) -> tuple[str, str, int]:
    return document.id, document.head.report.source, document.number


def _groups(documents: Sequence[Document], overrides: Overrides) -> list[list[Document]]:
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    apart = {document.id for document in documents if _apart(document, documents, overrides)}
    for document in documents:
        names = [f"text:{document.head.text}"] if document.id not in apart else []
        correction = overrides.for_id(document.id)
        for name in (*names, *(correction.same_as if correction else ())):
            leader[find(name)] = find(document.id)
    groups: dict[str, list[Document]] = {}
    for document in documents:
        groups.setdefault(find(document.id), []).append(document)
    return list(groups.values())


def _apart(document: Document, documents: Sequence[Document], overrides: Overrides) -> bool:
    """Whether a person said that this document is not the same as another one with its text."""
    correction = overrides.for_id(document.id)
    if correction is None or not correction.not_same_as:
        return False
    same = {other.id for other in documents if other.head.text == document.head.text}
    return bool(same & set(correction.not_same_as))


def _publication(group: Sequence[Document], overrides: Overrides) -> Publication:
    if len(group) == 1 and group[0].head.report.sources == (group[0].head.report.source,):
        # most reports; a copy would cost more than all the rest
        return Publication(group[0].head.report, group[0], 0, _place(group[0]))
    first = min(group, key=lambda document: _rank(document, overrides))
    sources = tuple(sorted({document.head.report.source for document in group}))
    aliases = tuple(sorted({document.id for document in group} - {first.id}))
    report = replace(first.head.report, sources=sources, aliases=aliases)
    return Publication(report, first, len(group) - 1, min(map(_place, group)))


def _rank(document: Document, overrides: Overrides) -> tuple[bool, bool, int, int, int, str, str]:
    """The best copy has the least: corrected, read whole, of a good format, with more headings and a longer text."""
    head = document.head
    return (
        not _corrected(overrides.for_id(document.id)),
        any(note.code in POOR for note in head.notes),
        RANKS.get(head.format, max(RANKS.values())),
        -head.headings,
        -head.report.chars,
        document.id,
        head.report.source,
    )


def _corrected(correction: Correction | None) -> bool:
    """Whether a person changed what is published of a document, and not only which others are one with it."""
    if correction is None:
        return False
    return bool(correction.labels.given() or correction.title or correction.keep or correction.cut)


def _place(document: Document) -> tuple[int, int]:
    return document.added, document.number
