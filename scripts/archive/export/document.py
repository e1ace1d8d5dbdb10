"""A report as it is handed out: its title, its source in one line, and its lines with the kind of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.model import Block, Report
from archive.site.citation import citation
from archive.site.render import RUN_CLASS, css_class

LONGEST = 60  # characters of a title in a file's name: 180 bytes of the 255 that a name may have
# What Windows refuses in a name, and what no eye sees.
_FORBIDDEN = re.compile(
    '[\\\\/:*?"<>|\\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff\ud800-\udfff]+'
)


@dataclass(frozen=True, slots=True)
class Line:
    """One heading or paragraph: `kind` is a kind of `archive.export.layout.KINDS`, or `run`.

    A `run` is the rest of the line that the heading above it began.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What every format is made from. `citation` is 《标题》（年份·类型·层级）."""

    id: str
    title: str
    citation: str
    lines: tuple[Line, ...]

    def paired(self) -> Iterator[tuple[Line, Line | None]]:
        """Each line, a heading with the run that stands in its paragraph."""
        runs = [
            line.kind == RUN_CLASS and above.kind.startswith("heading")
            for above, line in pairwise((Line("", ""), *self.lines))
        ]
        for at, line in enumerate(self.lines):
            if not runs[at]:
                yield line, self.lines[at + 1] if runs[at + 1 : at + 2] == [True] else None


def document(report: Report) -> Document:
    """Take from a report what is handed out."""
    lines = tuple(Line(_kind(block), block.text) for block in report.blocks)
    return Document(report.id, report.title, citation(report), lines)


def file_names(titles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A name without ending for each (id, title): the title if it stands alone, else with the id behind it."""
    short = {report: _short(title) or report for report, title in titles}
    often = Counter(name.lower() for name in short.values())
    return {report: f"{name}-{report}" if often[name.lower()] > 1 else name for report, name in short.items()}


def _short(title: str) -> str:
    return _FORBIDDEN.sub(" ", title).strip(" .")[:LONGEST].strip(" .")


def _kind(block: Block) -> str:
    return f"heading{block.level}" if block.kind == "heading" else css_class(block) or block.kind
