"""What a query must find, worked out by reading every text: slow, plain, and without any index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.model import Report
from archive.search.form import SearchForm
from archive.search.tree import Query, Term


@dataclass(frozen=True, slots=True)
class Page:
    """A report in search form, block by block: kind, part, and where it begins and ends."""

    report: Report
    form: str
    blocks: tuple[tuple[str, str, int, int], ...]


def page_of(report: Report, form: SearchForm) -> Page:
    """Read a report. Forms count UTF-16 units, as the index does, one character each."""
    texts = [("title", "", report.title), *((b.kind, b.part, b.text) for b in report.blocks)]
    whole, blocks = "", []
    for kind, part, text in texts:
        reduced = "".join(map(chr, form.units(text).tolist()))
        blocks.append((kind, part, len(whole), len(whole) + len(reduced)))
        whole += reduced
    return Page(report, whole, tuple(blocks))


def hits(query: Query, page: Page, form: SearchForm) -> list[tuple[int, int]]:
    """Give all distinct hits in a matching report, in order; none when it does not match."""
    found: set[tuple[int, int]] = set()
    for group in query.groups:
        spans = {
            span
            for term in group.options
            for span in _spans(
                term, () if group.negative or term.field == "title" else query.parts, page, form
            )
        }
        if bool(spans) == group.negative:
            return []
        found |= set() if group.negative else spans
    return sorted(found)


def _spans(term: Term, parts: Sequence[str], page: Page, form: SearchForm) -> Iterator[tuple[int, int]]:
    pieces = ["".join(map(chr, form.units(piece).tolist())) for piece in term.pieces]
    for start, end in _strict(term, page, form) if term.strict else _loose(pieces, term, page):
        if term.figures and not _written(term, (start, end), page, form):
            continue
        touched = [block for block in page.blocks if block[2] < end and start < block[3]]
        if term.field and (len(touched) > 1 or touched[0][0] != term.field):
            continue
        if parts and any(block[1] not in parts for block in touched):
            continue
        yield start, end


def _loose(pieces: list[str], term: Term, page: Page) -> Iterator[tuple[int, int]]:
    if not term.gaps:
        starts = re.finditer(f"(?={re.escape(pieces[0])})", page.form)
        yield from ((match.start(), match.start() + len(pieces[0])) for match in starts)
        return
    gaps = [f".{{0,{gap}}}?{re.escape(piece)}" for gap, piece in zip(term.gaps, pieces[1:], strict=True)]
    pattern = re.compile(f"(?=({re.escape(pieces[0])}{''.join(gaps)}))")
    for _, _, begin, end in page.blocks:
        for match in pattern.finditer(page.form[begin:end]):
            yield begin + match.start(1), begin + match.end(1)


def _strict(term: Term, page: Page, form: SearchForm) -> Iterator[tuple[int, int]]:
    text = page.report.title + "".join(block.text for block in page.report.blocks)
    for match in re.finditer(f"(?={re.escape(term.strict)})", text):
        start = len(form.units(text[: match.start()]))
        yield start, start + len(form.units(term.strict))


def _written(term: Term, hit: tuple[int, int], page: Page, form: SearchForm) -> bool:
    """Whether the figures that the hit touches, each whole and none across two blocks, are those of the term."""
    texts = (page.report.title, *(block.text for block in page.report.blocks))
    said, begin = [], 0
    for text in texts:
        for match in re.finditer(r"[\d０-９]+(?:,\d{3}(?!\d))*(?:[.．][\d０-９]+)*[%％‰]?", text, re.ASCII):
            start, end = (begin + len(form.units(text[:at])) for at in match.span())
            if start < hit[1] and hit[0] < end and not match[0].isdigit():
                said.append(
                    match[0].translate(
                        dict(zip(map(ord, "０１２３４５６７８９．％"), "0123456789.%", strict=True))
                    )
                )
        begin += len(form.units(text))
    wanted = re.findall(r"\d[\d.,]*[%‰]|\d+(?:[.,]\d+)+", term.raw, re.ASCII)
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said))) or _begun(said, wanted)


def _begun(said: list[str], wanted: list[str]) -> bool:
    """Whether the last figure is the same but for its percent sign, which the query does not have yet."""
    return bool(wanted) and said[-len(wanted) :] in (
        [*wanted[:-1], f"{wanted[-1]}%"],
        [*wanted[:-1], f"{wanted[-1]}‰"],
    )
