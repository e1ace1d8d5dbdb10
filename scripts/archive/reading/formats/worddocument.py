"""Everything that is Word's XML: packages, flat XML files, and parts in other formats embedded in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from archive.errors import Unreadable
from archive.reading.encoding import decode
from archive.reading.formats.docx import read_docx
from archive.reading.formats.original import Extracted, Original
from archive.reading.formats.package import Package, open_package
from archive.reading.formats.rtf import read_rtf
from archive.reading.formats.webarchive import read_mht
from archive.reading.formats.webpage import body_text
from archive.reading.formats.wordsource import Inserted
from archive.reading.formats.xmltree import parse_xml

CHUNKS_DEEP = 2
RTF = b"{\\rtf"
HIDDEN = frozenset({"docx-hidden", "html-hidden"})


def read(original: Original) -> Extracted:
    """Read a Word package (docx, docm, dotx)."""
    return _read(original, open_package(original))


def read_flat(original: Original) -> Extracted:
    """Read a Word document saved as one XML file; Word 2003's own XML has no reader here."""
    root = parse_xml(original.content, original.source, original.limits.xml)
    parts = {
        node.get("pkg-name", "").lstrip("/").lower(): child
        for node in root.findall("pkg-part")
        for child in node.findall("pkg-xmlData/*")
    }
    if not parts:
        raise Unreadable(
            "needs-office",
            original.source,
            "这是 Word 2003 的 XML 格式",
            "请用 Word 打开后另存为 docx 再放入",
        )
    return _read(original, _Flat(original, parts))


class _Flat(Package):
    """A package whose parts are elements of one XML file."""

    def __init__(self, original: Original, parts: Mapping[str, Element]) -> None:
        self._original = original
        self._parts = parts
        self._names = {name: name for name in parts}

    def xml(self, part: str) -> Element | None:
        return self._parts.get(part.lower())


def _read(original: Original, package: Package) -> Extracted:
    return read_docx(original, package, lambda name, content: _chunk(original, name, content))


def _chunk(original: Original, name: str, content: bytes) -> Inserted:
    """The text of an embedded part; none for one that cannot be read, which the walk names as an object."""
    try:
        return _inserted(original, name, content)
    except Unreadable:
        return Inserted()


def _inserted(original: Original, name: str, content: bytes) -> Inserted:
    """The text of an embedded part: a web page, another Word document, RTF, plain text; empty for what has none."""
    inner = replace(original, source=f"{original.source}!/{name}", content=content, depth=original.depth + 1)
    ending = name.rpartition(".")[2].lower()
    if content.startswith(b"PK"):
        return _parted(read(inner)) if inner.depth <= CHUNKS_DEEP else Inserted()
    if content.startswith(RTF):
        return _parted(read_rtf(inner))
    if ending in {"mht", "mhtml"} or content[:13].lower() == b"mime-version:":
        return _parted(read_mht(inner))
    if ending in {"html", "htm", "xhtml"}:
        return Inserted(body_text(inner))
    return Inserted(decode(content, original.rules).text if ending == "txt" else "")


def _parted(extracted: Extracted) -> Inserted:
    """The text of the document, and what its own reader noted as hidden."""
    raw = extracted.raws[0]
    return Inserted(raw.text, tuple(note.text for note in raw.notes if note.code in HIDDEN))
