"""What a browser shows of a report's page: the text as it was meant, and nothing that lives.

The property tests of Markdown, the corpus of attacks and the fuzzer hold every report to it.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import markdown as python_markdown  # type: ignore[import-untyped]

from archive.model import Report
from archive.site import render
from archive.site.markdown import dump

EXTENSIONS = ["toc", "tables", "fenced_code", "attr_list"]  # the first three are always loaded by MkDocs
TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p"})
ATTRIBUTES = frozenset({"id", "class", "data-part"})
CELLS = frozenset({"thead", "tbody", "tr", "th", "td"})
BOX = '<div class="table__box" role="group" aria-label="表格" tabindex="0"><table>'
TABLE = re.compile(
    rf'<div class="table"((?: data-part="[^"]*")? id="[^"]*")>{BOX}(.*?)</table></div></div>', re.DOTALL
)
CELL = re.compile(rf"</?(?:{'|'.join(CELLS)})(?: class=\"(?:wide|some)\")?>")
UNSHOWABLE = re.compile(r"[\x00\ud800-\udfff]")
UNPARSED = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef]|.(?<=[\ufffe\uffff])")


class Page(HTMLParser):
    """The text of each element of a page, as a browser would see it, and whatever must not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.forbidden: list[str] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or not {name for name, _ in attrs} <= ATTRIBUTES:
            self.forbidden.append(f"{tag} {attrs}")
        self.texts.append("")
        self.open = True

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the base class's signature
        self.open = False

    def handle_comment(self, data: str) -> None:
        self.forbidden.append(data)

    def handle_decl(self, decl: str) -> None:
        self.forbidden.append(decl)

    def handle_pi(self, data: str) -> None:
        self.forbidden.append(data)

    def unknown_decl(self, data: str) -> None:
        self.forbidden.append(data)


def shown(report: Report) -> None:
    """Fails unless both renderings of a report agree, hold its text as it was meant, and nothing else."""
    html = TABLE.sub(_in_one, render.body(report))
    assert _lines(html) == _lines(from_markdown(dump(report)))
    page = Page()
    page.feed(html)
    page.close()
    assert page.forbidden == []
    wanted = [report.title, *(block.text for block in report.blocks)]
    assert [parsed(each) for each in page.texts] == [parsed(each) for each in wanted]


def _in_one(table: re.Match[str]) -> str:
    """A table as the one paragraph that it is in the file: its text is that of its elements, in their order."""
    return f'<p class="table"{table[1]}>{CELL.sub("", table[2])}</p>'


def _lines(html: str) -> list[str]:
    """The elements, with what stands for a character in a table as that character: cells may begin and end in space."""
    return [
        unescape(line) if line.startswith('<p class="table"') else line
        for line in re.split(r"(?<=</p>)\n|(?<=</h[1-6]>)\n", html)
    ]


def from_markdown(text: str) -> str:
    """What MkDocs would make of a report's file."""
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    return str(python_markdown.markdown(body, extensions=EXTENSIONS))


def parsed(text: str) -> str:
    """What Python's parser makes of a text.

    NUL and damaged bytes are shown as the replacement character. References to control characters and
    non-characters are dropped; browsers keep the former.
    """
    return UNPARSED.sub("", UNSHOWABLE.sub("\ufffd", text))
