"""A report's text as HTML: character for character what Python-Markdown makes of its Markdown file, but for tables.

Every block is one line of text, so that only a few characters need care (see `references`). A test
renders the same reports with Python-Markdown and the extensions of `mkdocs.yml` and compares the two
strings. A table is one line in the file; here its cells are elements, and the tabs and line ends between them stay in
place, where HTML shows none: the text of the block is still the block's text, for searching, marking and copying.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.model import RUNS_ON, Block, Report
from archive.site.tables import Table, table_of

RUN_CLASS = "run"
NARROW = 10  # characters of a cell from which on its column must not be squeezed to a few
WIDE = ' class="wide"'
SOME, SHORT = ' class="some"', 4  # up to so many characters stand on one line anyhow

# What neither a Markdown line nor HTML can hold as itself is written as a numeric reference: C0 controls
# (tab and line feed among them), DEL, the two Unicode line separators and damaged bytes kept as lone
# surrogates. Browsers show U+FFFD for U+0000 and for surrogates, which is what a damaged byte should look
# like. The C1 range stays raw: HTML reads a reference to it as windows-1252.
_REFERENCE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a report's outline; `children` are the headings below it."""

    text: str
    anchor: str
    level: int
    children: tuple[Entry, ...] = ()


def references(text: str) -> str:
    """Write every character that a line cannot carry as `&#N;`, and nothing else.

    White space at either edge is among them, because it would be stripped.
    """
    if text.isprintable() and text[:1] != " " and text[-1:] != " ":
        return text
    first = text[:1] if text[:1].isspace() and text[0] != "\x85" else ""
    last = text[-1] if len(text) > len(first) and text[-1].isspace() and text[-1] != "\x85" else ""
    middle = text[len(first) : len(text) - len(last)]
    if not middle.isprintable():
        middle = _REFERENCE.sub(_reference, middle)
    return f"{_number(first)}{middle}{_number(last)}"


def inline(text: str) -> str:
    """Escape text for element content, exactly as Python-Markdown writes it."""
    return references(html.escape(text, quote=False))


def title(report: Report) -> str:
    """The report's `<h1>`."""
    return f'<h1 id="t">{inline(report.title)}</h1>'


def blocks(report: Report) -> str:
    """Every heading and paragraph below the title, one a line."""
    parts: list[str] = []
    part = ""
    for block in report.blocks:
        parts.append(_block(block, part))
        part = block.part
    return "\n".join(parts)


def body(report: Report) -> str:
    """The whole Markdown body as HTML: title and blocks."""
    return f"{title(report)}\n{blocks(report)}" if report.blocks else title(report)


def outline(report: Report) -> tuple[Entry, ...]:
    """The headings as a tree; a skipped level hangs below the nearest heading above it."""
    headings = [block for block in report.blocks if block.kind == "heading"]
    entries, _ = _children(headings, 0, 1)
    return entries


def _children(headings: list[Block], at: int, above: int) -> tuple[tuple[Entry, ...], int]:
    entries: list[Entry] = []
    while at < len(headings) and headings[at].level > above:
        head = headings[at]
        below, at = _children(headings, at + 1, head.level)
        entries.append(Entry(head.text, head.anchor, head.level, below))
    return tuple(entries), at


def css_class(block: Block) -> str:
    """The class that says what a block is, where its element does not; empty for a plain paragraph."""
    if block.kind == "paragraph":
        return RUN_CLASS if block.level == RUNS_ON else ""
    return "" if block.kind == "heading" else block.kind


def _block(block: Block, part: str) -> str:
    tag = f"h{block.level}" if block.kind == "heading" else "p"
    name = css_class(block)
    kind = f' class="{name}"' if name else ""
    data = "" if block.part == part else f' data-part="{block.part}"'
    if block.kind == "table" and (table := table_of(block.text)):
        return f'<div{kind}{data} id="{block.anchor}">{_table(table)}</div>'
    text = inline(block.text)
    if tag == "p" and text.startswith("~~~"):  # no backslash keeps a fence from opening, so a reference does
        text = f"&#126;{text[1:]}"
    return f'<{tag}{kind}{data} id="{block.anchor}">{text}</{tag}>'


def _table(table: Table) -> str:
    """The rows in a box of their own, which a wide table is scrolled in."""
    cut = int(table.headed)
    head = f"<thead>{_row(table.rows[0], 'th', table.columns)}\n</thead>" if cut else ""
    rows = "\n".join(_row(row, "td", table.columns) for row in table.rows[cut:])
    return (
        '<div class="table__box" role="group" aria-label="表格" tabindex="0">'
        f"<table>{head}<tbody>{rows}</tbody></table></div>"
    )


def _row(row: Sequence[str], tag: str, columns: int) -> str:
    """One row; empty cells that it lacks at its end are added, with nothing between them."""
    cells = "\t".join(f"<{tag}{_asked(len(cell))}>{inline(cell)}</{tag}>" for cell in row)
    return f"<tr>{cells}{f'<{tag}></{tag}>' * (columns - len(row))}</tr>"


def _asked(size: int) -> str:
    """The class that asks for room for a cell of so many characters."""
    if size > NARROW:
        return WIDE
    return SOME if size > SHORT else ""


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _number(char: str) -> str:
    return f"&#{ord(char)};" if char else ""
