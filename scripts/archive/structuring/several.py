"""Tell where one file seems to hold several reports that no counting headings (第一篇 …) part.

A report ends with who signed it and when; a heading of a report's title below that is the next one's. Nothing is
split at such a place, because a person alone knows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.model import Note, Structure
from archive.structuring.layout import StructureRules

NAMED = 3  # titles that are quoted


def several(found: Structure, rules: StructureRules) -> tuple[Note, ...]:
    """Give a note that names the later titles in a text, or nothing."""
    titles = list(_later_titles(found, rules))
    if not titles:
        return ()
    named = "、".join(f"“{title}”" for title in titles[:NAMED])
    more = "等" if len(titles) > NAMED else ""
    message = f"署名和日期之后又有 {len(titles)} 个标题（{named}{more}），像是几篇合在一个文件里，没有拆开"
    return (Note("compilation-whole", message, "\n".join(titles)),)


def _later_titles(found: Structure, rules: StructureRules) -> Iterator[str]:
    """Headings of a report's title that follow signature and date; above the first paragraph they are a byline."""
    blocks = found.blocks
    begun = next((at for at, block in enumerate(blocks) if block.kind == "paragraph"), len(blocks))
    for at in range(begun + 2, len(blocks)):
        signature, date, block = blocks[at - 2 : at + 1]
        ended = (signature.kind, date.kind) == ("signature", "date")
        if ended and block.kind == "heading" and rules.patterns["parts.report_title"].search(block.text):
            yield block.text
