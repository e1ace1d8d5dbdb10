"""A Word file in the layout of GB/T 9704: the fixed parts, the report's paragraphs, its properties.

The same bytes for the same report at any time and place: no dates but a fixed one, parts in a fixed order. The twin in
the browser is `docs/assets/word/document.js`; a test holds the parts of both equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from archive.export.document import Document
from archive.export.ooxml import FACE, HEAD, PACKAGE, Fixed
from archive.export.package import packed
from archive.site.render import RUN_CLASS
from archive.site.tables import Table, table_of, widths
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
    value = {
        "parts": fixed.parts,
        "before": fixed.before,
        "after": fixed.after,
        "styles": fixed.styles,
        "table": fixed.table,
        "width": fixed.width,
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"window.archive.wordParts={text};\n"


def _body(document: Document, fixed: Fixed) -> str:
    pieces = [_paragraph(fixed.styles["title"], _run(document.title))]
    tabled = False
    for line, run in document.paired():
        table = table_of(line.text) if line.kind == "table" else None
        if table:
            # Two tables with nothing between are one.
            pieces += ["<w:p/>" if tabled else "", _table(table, fixed)]
        elif run:
            runs = f"{_run(line.text, f'{fixed.styles[line.kind]}{FACE}')}{_run(run.text)}"
            pieces.append(_paragraph(fixed.styles["paragraph"], runs))
        else:
            kind = "paragraph" if line.kind == RUN_CLASS else line.kind
            pieces.append(_paragraph(fixed.styles[kind], _run(line.text)))
        tabled = table is not None
    return f"{fixed.before}{''.join(pieces)}{'<w:p/>' if tabled else ''}{fixed.after}"


def _paragraph(style: str, runs: str) -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{runs}</w:p>"


def _run(text: str, face: str = "") -> str:
    """Text in the face of its paragraph, or in that of another style."""
    named = f'<w:rPr><w:rStyle w:val="{face}"/></w:rPr>' if face else ""
    return f"<w:r>{named}{'<w:br/>'.join(_texts(line) for line in _BREAK.split(text))}</w:r>"


def _table(table: Table, fixed: Fixed) -> str:
    columns = widths(table, fixed.width)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    rows = "".join(
        _row(row, columns, fixed, head=table.headed and not at) for at, row in enumerate(table.rows)
    )
    return f"<w:tbl>{fixed.table}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(row: Sequence[str], columns: Sequence[int], fixed: Fixed, *, head: bool) -> str:
    """One row; one that names the columns stands again at the top of every page that the table goes on to."""
    texts = (*row, *[""] * (len(columns) - len(row)))
    style = fixed.styles["table"]
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(style, _run(text) if text else '')}</w:tc>"
        for text, width in zip(texts, columns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def _texts(line: str) -> str:
    """One line of a paragraph; a tab is an element of its own."""
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{xml(piece)}</w:t>' for piece in line.split("\t"))


def _properties(document: Document) -> str:
    return (
        f"{HEAD}<cp:coreProperties {NAMES}><dc:title>{xml(document.title)}</dc:title>"
        f"<dc:subject>{xml(document.citation)}</dc:subject><dc:identifier>{document.id}</dc:identifier>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
