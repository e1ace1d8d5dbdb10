"""What is made of one original: the small part that others need, and the large part that is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.model import Finding, Note, Report


@dataclass(frozen=True, slots=True)
class Head:
    """What the other documents need to know of one: small, so that all of them fit into memory.

    `report` has no blocks. `text` is the digest of the search form of title and blocks. `withdrawn` documents
    are counted and not published. `passwords` are those its notices name, for an encrypted file beside it; a `terse`
    document is so short that it may be one itself. `edges` are the first and last lines of the clean text
    (`archive.cleaning.mine`). `signature` is for finding similar reports (`archive.duplicates.similar`); `row` is the
    digest of what the search index is made from, `parts` are the section kinds met; `kin` are other ids that decide
    about it, as in `Raw`; `headings` counts the headings.
    """

    report: Report
    text: str
    edits: int
    format: str
    conflicts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    withdrawn: bool = False
    passwords: tuple[str, ...] = ()
    edges: tuple[tuple[Literal["head", "tail"], str, str], ...] = ()
    signature: bytes = b""
    row: bytes = b""
    parts: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    terse: bool = False
    headings: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """The large part of one document, ready to be written.

    `row` is what the index is made from, and holds the blocks of the report; then Markdown and lines of JSON.
    """

    row: bytes
    markdown: str
    edits: str
    labels: str
    record: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything made of one original: its documents, what of it could not be used, and the passwords it names."""

    source: str
    documents: tuple[tuple[Head, Body], ...]
    failures: tuple[Finding, ...] = ()
    passwords: tuple[str, ...] = ()
