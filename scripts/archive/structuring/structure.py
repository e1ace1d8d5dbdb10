"""Structure: the clean text as a title and blocks; nothing is lost and nothing is added.

Every character that is not white space stands in the title or in a block, in the order of the text, with two
exceptions: marks of Markdown (the `#` signs of its headings, the bars and the rule of its tables), and registry lines
above the title (a document number), which follow the title as its first blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from archive.model import RUNS_ON, Block, BlockKind, Structure
from archive.structuring.anchors import anchors
from archive.structuring.contents import contents
from archive.structuring.edges import edge_kinds
from archive.structuring.headings import bulleted, find_headings, heads_like, is_plain_heading, names_section
from archive.structuring.layout import StructureRules
from archive.structuring.lines import HASH_RANK, Line, lines_of
from archive.structuring.outline import Outline, outlined
from archive.structuring.parallels import parallel_headings
from archive.structuring.parts import Draft, part_kinds
from archive.structuring.tables import going_on, row, rows
from archive.structuring.titles import find_title
from archive.structuring.variants import as_written

MARKDOWN = (".md", ".markdown")
ANNEX_RANK = -1
DEEPEST = 6
PLAIN: BlockKind = "paragraph"
ABOVE_ANNEX = frozenset({"date", "attachment"})
BELOW_TEXT = ABOVE_ANNEX | {"signature"}


class _Ranked(NamedTuple):
    """A heading: how many characters of its line it takes, the rank that decides its level, whether it is parallel."""

    end: int
    rank: int
    parallel: bool = False


def structure(text: str, source: str, rules: StructureRules, outline: Outline = ()) -> Structure:
    """Cut the clean `text` of the original `source` into title and blocks.

    `source` is looked at for its ending (`#` marks headings in Markdown only) and for a title where the text has
    none. `outline` are the headings that Word marks. Offsets of the blocks are into `text`.
    """
    plain = rules.variants.plain(text)
    found = _structure(plain, source, rules, outline)
    return found if plain is text else _as_written(found, plain, text)


def _as_written(found: Structure, plain: str, text: str) -> Structure:
    """Put the characters of the text back into a structure that was found in its simplified reading."""
    words = [
        rows(text[b.start : b.end])
        if b.kind == "table"
        else as_written(b.text, plain[b.start : b.end], text[b.start : b.end])
        for b in found.blocks
    ]
    names = anchors((w, b.kind == "heading") for w, b in zip(words, found.blocks, strict=True))
    blocks = tuple(
        b._replace(text=w, anchor=name) for b, w, name in zip(found.blocks, words, names, strict=True)
    )
    titled = found.title_from == "text"
    return Structure(
        as_written(found.title, plain, text) if titled else found.title, found.title_from, blocks
    )


def _structure(text: str, source: str, rules: StructureRules, outline: Outline) -> Structure:
    lines = lines_of(text, rules, markdown=source.lower().endswith(MARKDOWN))
    title = find_title(lines, source, rules)
    body = tuple(line for i, line in enumerate(lines) if i not in title.lines)
    drafts = _drafts(outlined(body, outline, rules) if outline else body, rules)
    names = anchors((draft.text, draft.kind == "heading") for draft in drafts)
    parts = part_kinds(title.text, drafts, rules)
    blocks = tuple(
        Block(d.kind, d.level, d.text, name, part, d.start, d.end)
        for d, name, part in zip(drafts, names, parts, strict=True)
    )
    return Structure(title.text, title.origin, blocks)


def _drafts(lines: Sequence[Line], rules: StructureRules) -> list[Draft]:
    listed = contents(lines, rules)
    lines = [
        line._replace(mark=None, hashes=0, outline=None) if i in listed else line
        for i, line in enumerate(lines)
    ]
    kinds = edge_kinds(lines, rules) | dict.fromkeys(listed, PLAIN)
    found = find_headings(lines, {i for i, kind in kinds.items() if kind in BELOW_TEXT}, rules)
    headings = {i: _Ranked(found[i].end, _rank(lines[i])) for i in found if i not in kinds}
    headings |= _unnumbered(lines, kinds, found.keys(), headings, rules)
    for i, parallel in parallel_headings(lines, kinds.keys() | found.keys() | headings.keys(), rules).items():
        headings[i] = _Ranked(parallel.end, len(rules.ranks), parallel=True)
    return _blocks(lines, kinds, headings)


def _unnumbered(
    lines: Sequence[Line],
    kinds: dict[int, BlockKind],
    found: AbstractSet[int],
    numbered: dict[int, _Ranked],
    rules: StructureRules,
) -> dict[int, _Ranked]:
    """The headings without a number: names of annexed texts, plain lines, and the brothers of these."""
    opened = _first_paragraph(lines)
    outermost = min((heading.rank for heading in numbered.values()), default=0)
    free = [i for i in range(len(lines)) if i not in kinds and i not in found]
    annexes = [i for i in free if kinds.get(i - 1) in ABOVE_ANNEX and _heads_annex(i, lines, kinds)]
    longest = rules.file.headings.plain_max
    rest = [i for i in free if i not in annexes and len(lines[i].text) <= longest]
    plain = [i for i in rest if _heads_plainly(i, lines, opened, rules)]
    if plain:
        plain += bulleted(plain, [i for i in rest if i >= opened and i not in plain], lines, rules)
        plain += [opened - 1] * (opened - 1 not in kinds and heads_like(opened - 1, plain, lines, rules))
    return {
        i: _Ranked(len(lines[i].text), ANNEX_RANK if i in annexes else outermost) for i in (*plain, *annexes)
    }


def _first_paragraph(lines: Sequence[Line]) -> int:
    """The first line that is a numbered one or a sentence: above it stand only lines about the report."""
    return next((i for i, line in enumerate(lines) if line.mark or "。" in line.text), len(lines))


def _heads_plainly(i: int, lines: Sequence[Line], opened: int, rules: StructureRules) -> bool:
    below = i > opened or names_section(lines[i].text, rules)
    return below and is_plain_heading(i, lines, rules)


def _heads_annex(i: int, lines: Sequence[Line], kinds: dict[int, BlockKind]) -> bool:
    """True for the name of an annexed text: a short line below a closing date or a lone 附件 line."""
    line, above = lines[i], kinds[i - 1]
    lone = above == "attachment" and len(lines[i - 1].text) <= 5
    short = len(line.text) <= 60 and not any(sign in line.text for sign in "。；：，,:;（(")
    return i > 2 and (above == "date" or lone) and short and i + 2 < len(lines) and line.mark is None


def _blocks(lines: Sequence[Line], kinds: dict[int, BlockKind], headings: dict[int, _Ranked]) -> list[Draft]:
    """Make the blocks in order; a heading that text runs on from becomes two, cut between them."""
    drafts: list[Draft] = []
    open_ranks: list[int] = []
    tables = {i: kind for i, kind in kinds.items() if kind == "table" and i not in headings}
    below = going_on(lines, tables) if tables else frozenset()
    for i, line in enumerate(lines):
        heading = headings.get(i)
        if i in below:
            drafts[-1] = _grown(drafts[-1], line)
            continue
        if heading is None:
            text = (row(line.text) or line.text) if i in tables else line.text
            drafts.append(Draft(kinds.get(i, "paragraph"), 0, text, line.start, line.end))
            continue
        level = _level(heading.rank, open_ranks)
        cut = line.start + heading.end
        head = line.text[: heading.end]
        drafts.append(Draft("heading", level, head, line.start, cut, heading.parallel))
        rest = line.text[heading.end :].lstrip()
        if rest:
            drafts.append(Draft("paragraph", RUNS_ON, rest, line.end - len(rest), line.end))
    return drafts


def _rank(line: Line) -> int:
    if line.hashes:
        return HASH_RANK + line.hashes
    if line.outline is not None:
        return line.outline
    return line.mark.rank if line.mark else 0


def _level(rank: int, open_ranks: list[int]) -> int:
    """How deep a heading stands: one below the nearest open heading of an outer rank, so that no level is skipped."""
    while open_ranks and open_ranks[-1] >= rank:
        open_ranks.pop()
    open_ranks.append(rank)
    return min(1 + len(open_ranks), DEEPEST)


def _grown(table: Draft, line: Line) -> Draft:
    """The table with one more row."""
    cells = row(line.text)
    text = "\n".join([each for each in (table.text, cells) if each])
    return table._replace(text=text, end=line.end)
