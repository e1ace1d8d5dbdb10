"""An Office file as a package of parts: which part is the document, and which parts belong to it."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from archive.errors import Unreadable
from archive.reading.formats.container import open_zip, read_member
from archive.reading.formats.original import Original
from archive.reading.formats.xmltree import parse_xml

DOCUMENT = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """One link of a part: its id, the last word of its type, and the part it leads to (empty if outside)."""

    id: str
    kind: str
    target: str


class Package:
    """Parts by name, read when asked for; names are compared without regard to case, as Word does."""

    def __init__(self, original: Original, container: zipfile.ZipFile) -> None:
        self._original = original
        self._container = container
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in container.namelist()}

    def has(self, part: str) -> bool:
        """Whether the part is there."""
        return part.lower() in self._names

    def content(self, part: str) -> bytes:
        """The part's bytes. Raises `Unreadable` (archive-damaged) when they are damaged or missing."""
        name = self._names.get(part.lower())
        if name is None:
            raise Unreadable(
                "docx-damaged",
                self._original.source,
                f"缺少部件“{part}”",
                "请用 Word 打开并修复，另存为 docx 再放入",
            )
        return read_member(self._container, name, self._original.source)

    def xml(self, part: str) -> Element | None:
        """The part parsed, or None when it is not there."""
        if not self.has(part):
            return None
        return parse_xml(self.content(part), self._original.source, self._original.limits.xml)

    def relations(self, part: str) -> Iterator[Relation]:
        """The links of a part (of the package itself for an empty name), in file order."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for node in () if root is None else root.iter("rel-Relationship"):
            outside = node.get("TargetMode", "") == "External"
            target = unquote(node.get("Target", ""))
            inside = "" if outside else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield Relation(node.get("Id", ""), node.get("Type", "").rpartition("/")[2], inside)

    def document(self) -> str:
        """The name of the main part; empty when this is no Office package."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        return DOCUMENT if self.has(DOCUMENT) else ""


def open_package(original: Original) -> Package:
    """Open an Office file within the limits for archives, with the ratio that Office files get."""
    return Package(original, open_zip(original, original.limits.archive.office_ratio))
