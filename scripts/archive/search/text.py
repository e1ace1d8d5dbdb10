"""A report's published text as the index keeps it, and the way from positions of the search form back into it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.codec import Numbers
from archive.search.form import SearchForm


@dataclass(frozen=True, slots=True)
class Block:
    """A title, heading or paragraph with its anchor."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportText:
    """One report: `labels` are year, type and unit level; the title is the first block."""

    id: str
    title: str
    url: str
    labels: tuple[int | None, str | None, str | None]
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The searchable text: all blocks with nothing between."""
        return "".join(block.text for block in self.blocks)


def places_of(report: ReportText, strict: str, form: SearchForm) -> Numbers:
    """Find every occurrence of a verbatim text, overlapping ones too: the positions of its first unit of form."""
    text = report.text
    source = form.mapped(text).source
    lead = int(form.mapped(strict).source[0])
    found, at = [], text.find(strict)
    while at >= 0:
        found.append(at + lead)
        at = text.find(strict, at + 1)
    return np.searchsorted(source, np.array(found, np.int64), side="left")
