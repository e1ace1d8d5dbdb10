"""A report's published text as the index keeps it, and the way from positions of the search form back into it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.codec import Numbers
from archive.search.figures import figures
from archive.search.form import SearchForm
from archive.search.tree import Term

Mask = NDArray[np.bool_]


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


def confirmed(report: ReportText, term: Term, hits: tuple[Numbers, Numbers], form: SearchForm) -> Mask:
    """Say of which hits (starts and ends in the form of the report) the text has the term's signs too."""
    if term.strict:
        return np.isin(hits[0], _places(report.text, term.strict, form))
    text = "\n".join(block.text for block in report.blocks)  # no figure runs on from one block to the next
    source, found = form.mapped(text).source, figures(text)
    firsts = np.searchsorted([figure.end for figure in found], source[hits[0]], side="right").tolist()
    lasts = np.searchsorted([figure.start for figure in found], source[hits[1] - 1], side="right").tolist()
    touched = ("".join(f.said for f in found[a:b]) for a, b in zip(firsts, lasts, strict=True))
    return np.array([term.figures in said for said in touched], np.bool_)


def _places(text: str, strict: str, form: SearchForm) -> Numbers:
    """Find every occurrence of a verbatim text, overlapping ones too: the positions of its first unit of form."""
    source = form.mapped(text).source
    lead = int(form.mapped(strict).source[0])
    found, at = [], text.find(strict)
    while at >= 0:
        found.append(at + lead)
        at = text.find(strict, at + 1)
    return np.searchsorted(source, np.array(found, np.int64), side="left")
