r"""A report as plain text and as Markdown, with its source in the last line.

Text is for Windows as it stands on office desks: UTF-8 with a byte order mark, `\r\n` line ends, paragraphs with two
ideographic spaces before them. Markdown is CommonMark; what it would act on is escaped. The twin in the browser is
`docs/assets/word/plain.js`; both run the same cases.
"""

from __future__ import annotations

import re

from archive.export.document import Document, Line

INDENT = "\u3000\u3000"
INDENTED = ("paragraph", "attachment")
# Acted on anywhere, or at the start of a line only: quotation, list, heading, rule, fence, numbered list.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&|]")
_START = re.compile(r"[#+\-=~]|\d{1,9}(?=[.)])")
_DAMAGED = re.compile("[\x00\ud800-\udfff]")
_SPACE = re.compile("[\t-\r ]+")


def text(document: Document) -> str:
    """Plain text."""
    body = "".join(f"{_text(line)}\r\n" for line in document.lines)
    return f"\ufeff{document.title}\r\n\r\n{body}\r\n——{document.citation}\r\n"


def _text(line: Line) -> str:
    return (INDENT if line.kind in INDENTED or line.kind.startswith("heading") else "") + _flat(line.text)


def markdown(document: Document) -> str:
    """CommonMark."""
    blocks = [f"# {_escaped(document.title)}", *(_block(line) for line in document.lines)]
    return "\n\n".join([*blocks, f"> 出处：{_escaped(document.citation)}"]) + "\n"


def _block(line: Line) -> str:
    mark = f"{'#' * int(line.kind[-1])} " if line.kind.startswith("heading") else ""
    return f"{mark}{_escaped(line.text)}"


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
