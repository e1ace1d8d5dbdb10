"""A tree of HTML as lines of text: one line a block, a line for each `<br>`, table rows with tabs, list numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborNode

from archive.reading.formats.htmltables import Table
from archive.reading.formats.numerals import format_number
from archive.reading.formats.raised import raised

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
SILENT = frozenset({
    "applet", "audio", "button", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe", "img",
    "input", "link", "map", "math", "meta", "noframes", "noscript", "object", "optgroup", "option", "param",
    "picture", "progress", "rp", "rt", "script", "select", "source", "style", "svg", "template", "textarea",
    "title", "track", "video",
})  # fmt: skip
LIST_FORMATS: Mapping[str, str] = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "cjk-ideographic": "chineseCountingThousand", "simp-chinese-informal": "chineseCountingThousand",
}  # fmt: skip
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
SPACE = re.compile(r"[ \t\r\n\f]+")
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")

Event = tuple[Literal["start", "end", "text"], LexborNode]


def events(root: LexborNode) -> Iterator[Event]:
    """Starts, texts and ends below `root` in order, without recursion: pages nest thousands of tags deep."""
    node: LexborNode | None = root
    depth = 0
    while node is not None:
        if node.tag == "-text":
            yield "text", node
        else:
            yield "start", node
        inner = node.child if node.tag != "-text" and node.tag not in SILENT else None
        if inner is not None:
            node, depth = inner, depth + 1
            continue
        while True:
            if node.tag != "-text":
                yield "end", node
            if depth == 0:
                return
            if node.next is not None:
                node = node.next
                break
            parent = node.parent
            if parent is None:
                return
            node, depth = parent, depth - 1


@dataclass(slots=True)
class _List:
    """A list being read: the number of its next item and how it is written, or no number."""

    format: str = ""
    next: int = 1


class Lines:
    """Collects the lines of one tree."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._tables: list[Table] = []
        self._lists: list[_List] = []
        self._label = ""
        self._pre = 0
        self._raised = 0

    def of(self, root: LexborNode) -> list[str]:
        """The lines below `root`, without empty ones."""
        for kind, node in events(root):
            if kind == "text":
                self._text(node.text_content or "")
            elif kind == "start":
                self._start(node)
            else:
                self._end(node.tag or "")
        self._break()
        while self._tables:
            self._end_table()
        return [line for line in self._lines if line.strip()]

    def _text(self, text: str) -> None:
        text = raised(text) if self._raised else text
        self._line.append(text if self._pre else SPACE.sub(_space, text))
        if self._pre and "\n" in text:
            whole = "".join(self._line).split("\n")
            self._lines.extend(whole[:-1])
            self._line = [whole[-1]]

    def _start(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br":
            self._break()
        if tag not in BLOCKS:
            self._raised += tag == "sup"
            return
        self._break()
        self._pre += tag == "pre"
        if tag == "table":
            self._tables.append(Table(self._lines))
            self._lines = []
        elif tag in {"td", "th"} and self._tables:
            self._tables[-1].begin_cell(node, self._lines)
            self._lines = []
        elif tag in {"ol", "ul", "menu", "dir"}:
            self._lists.append(_list(node))
        elif tag == "li":
            self._label = self._number(node)

    def _end(self, tag: str) -> None:
        if tag not in BLOCKS:
            self._raised -= tag == "sup"
            return
        self._break()
        self._pre -= tag == "pre" and self._pre > 0
        if tag == "table" and self._tables:
            self._end_table()
        elif tag in {"td", "th"} and self._tables:
            self._end_cell()
        elif tag == "tr" and self._tables:
            self._end_row()
        elif tag in {"thead", "tbody", "tfoot"} and self._tables:
            self._tables[-1].end_group()
        elif tag in {"ol", "ul", "menu", "dir"} and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._label = ""

    def _break(self) -> None:
        """End the line: spaces that only laid out the source go, those between wide characters too."""
        line = "".join(self._line)
        self._line = []
        if not self._pre:
            line = _tidy(line)
        if line.strip(" "):
            self._lines.append(self._label + line)
            self._label = ""
        elif self._pre and line:
            self._lines.append(line)

    def _number(self, node: LexborNode) -> str:
        """The number that a browser would put before the item."""
        if not self._lists or not self._lists[-1].format:
            return ""
        current = self._lists[-1]
        value = node.attributes.get("value") or ""
        if value.isascii() and value.isdecimal() and len(value) < 7:
            current.next = int(value)
        text = format_number(current.next, current.format)
        current.next += 1
        return f"{text}、" if current.format.startswith("chinese") else f"{text}. "

    def _end_cell(self) -> None:
        if self._tables[-1].end_cell(self._lines):
            self._lines = []

    def _end_row(self) -> None:
        self._end_cell()
        self._tables[-1].end_row()

    def _end_table(self) -> None:
        self._end_row()
        table = self._tables.pop()
        self._lines = [*table.outer, *table.lines(), *self._lines]


def _list(node: LexborNode) -> _List:
    """How a list numbers its items; bullets are layout."""
    if node.tag != "ol":
        return _List()
    styled = LIST_STYLE.search(node.attributes.get("style") or "")
    kind = node.attributes.get("type") or (styled[1] if styled else "")
    start = node.attributes.get("start") or ""
    first = int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 1
    return _List("" if kind == "none" else LIST_FORMATS.get(kind, "decimal"), first)


def _space(match: re.Match[str]) -> str:
    """White space collapses to one sign: a line end is kept apart from a space until its neighbours are known."""
    return "\n" if "\n" in match[0] or "\r" in match[0] else " "


def _tidy(line: str) -> str:
    """A line end in the source between two wide characters is nothing, elsewhere a space."""
    line = re.sub(r"[ \n]*\n[ \n]*", "\n", line).strip(" \n")
    line = re.sub(r"  +", " ", line)
    out = []
    for index, each in enumerate(line):
        if each != "\n":
            out.append(each)
        elif not (WIDE.match(line[index - 1]) and WIDE.match(line[index + 1 : index + 2])):
            out.append(" ")
    return "".join(out)
