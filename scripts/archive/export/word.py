"""A Word file in the layout of GB/T 9704: the fixed parts, the report's paragraphs, its properties.

The same bytes for the same report at any time and place: no dates but a fixed one, parts in a fixed order. The twin in
the browser is `docs/assets/word/document.js`; a test holds the parts of both equal.
"""

from __future__ import annotations

import json
import re

from archive.export.document import Document
from archive.export.ooxml import HEAD, PACKAGE, Fixed
from archive.export.package import packed
from archive.site.xmltext import xml

_BREAK = re.compile("\r\n|[\n\r]")
NAMES = (
    f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def docx(document: Document, fixed: Fixed) -> bytes:
    """Write one Word file."""
    return packed((name, text.encode("utf-8")) for name, text in parts(document, fixed))


def parts(document: Document, fixed: Fixed) -> tuple[tuple[str, str], ...]:
    """Every part by its name, in the order of the file."""
    own = (("word/document.xml", _body(document, fixed)), ("docProps/core.xml", _properties(document)))
    return (*fixed.parts, *own)


def script(fixed: Fixed) -> str:
    """The fixed parts as the script that hands them to the browser's writer."""
    value = {"parts": fixed.parts, "before": fixed.before, "after": fixed.after, "styles": fixed.styles}
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"window.archive.wordParts={text};\n"


def _body(document: Document, fixed: Fixed) -> str:
    lines = (("title", document.title), *((line.kind, line.text) for line in document.lines))
    paragraphs = "".join(_paragraph(fixed.styles[kind], text) for kind, text in lines)
    return f"{fixed.before}{paragraphs}{fixed.after}"


def _paragraph(style: str, text: str) -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = "<w:br/>".join(_texts(line) for line in _BREAK.split(text))
    return f"<w:p>{named}<w:r>{runs}</w:r></w:p>"


def _texts(line: str) -> str:
    """One line of a paragraph; a tab is an element of its own."""
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{xml(piece)}</w:t>' for piece in line.split("\t"))


def _properties(document: Document) -> str:
    return (
        f"{HEAD}<cp:coreProperties {NAMES}><dc:title>{xml(document.title)}</dc:title>"
        f"<dc:subject>{xml(document.citation)}</dc:subject><dc:identifier>{document.id}</dc:identifier>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
