r"""A report as plain text and as Markdown, with its source in the last line.

Text is for Windows as it stands on office desks: UTF-8 with a byte order mark, `\r\n` line ends, paragraphs with two
ideographic spaces before them. Markdown is CommonMark; what it would act on is escaped. The twin in the browser is
`docs/assets/word/plain.js`; both run the same cases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.export.document import Document, Line
from archive.site.tables import Table, table_of

INDENT = "\u3000\u3000"
INDENTED = ("paragraph", "attachment", "run")
# Acted on anywhere, or at the start of a line only: quotation, list, heading, rule, fence, numbered list.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&|]")
_START = re.compile(r"[#+\-=~]|\d{1,9}(?=[.)])")
_DAMAGED = re.compile("[\x00\ud800-\udfff]")
_SPACE = re.compile("[\t-\r ]+")


def text(document: Document) -> str:
    """Plain text."""
    body = "".join(f"{_text(line, run)}\r\n" for line, run in document.paired())
    return f"\ufeff{document.title}\r\n\r\n{body}\r\n——{document.citation}\r\n"


def _text(line: Line, run: Line | None) -> str:
    """One paragraph; a table has a row a line and a tab between cells, as programs for tables take it."""
    if line.kind == "table" and (table := table_of(line.text)):
        return "\r\n".join("\t".join(map(_flat, row)) for row in table.rows)
    indent = INDENT if line.kind in INDENTED or line.kind.startswith("heading") else ""
    return indent + _flat(line.text) + (_flat(run.text) if run else "")


def markdown(document: Document) -> str:
    """CommonMark."""
    blocks = [f"# {_escaped(document.title)}", *(_block(line) for line in document.lines)]
    return "\n\n".join([*blocks, f"> 出处：{_escaped(document.citation)}"]) + "\n"


def _block(line: Line) -> str:
    if line.kind == "table" and (table := table_of(line.text)):
        return _table(table)
    mark = f"{'#' * int(line.kind[-1])} " if line.kind.startswith("heading") else ""
    return f"{mark}{_escaped(line.text)}"


def _table(table: Table) -> str:
    """Markdown knows no table without a head: where the first row is none, the head is empty."""
    head, *below = table.rows if table.headed else ((), *table.rows)
    rule = f"|{' --- |' * table.columns}"
    return "\n".join((_row(head, table.columns), rule, *(_row(row, table.columns) for row in below)))


def _row(row: Sequence[str], columns: int) -> str:
    cells = (*(_ANYWHERE.sub(r"\\\g<0>", _flat(cell)) for cell in row), *[""] * (columns - len(row)))
    return f"|{''.join(f' {cell} |' for cell in cells)}"


def _escaped(line: str) -> str:
    escaped = _ANYWHERE.sub(r"\\\g<0>", _flat(line))
    start = _START.match(escaped)
    if not start:
        return escaped
    sign = start.end() - (not start[0].isdigit())
    return f"{escaped[:sign]}\\{escaped[sign:]}"


def _flat(line: str) -> str:
    """On one line, without ASCII space at the ends, which Markdown would read; damaged bytes as U+FFFD."""
    return _DAMAGED.sub("\ufffd", _SPACE.sub(" ", line).strip(" "))
