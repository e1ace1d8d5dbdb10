"""The lines that name who speaks: those under the title, the signatures, and short lines at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.labels.quotes import Span
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.model import Block

LINE_MAX = 44
HEAD_BLOCKS = 6
TAIL_BLOCKS = 3
STOPS = "。；！？"
NEUTRAL = frozenset({"heading", "addressee", "salutation", "date", "attachment", "table"})


@dataclass(frozen=True, slots=True)
class Signer:
    """One short line that names who speaks; `head` when it stands under the title, `signed` when it signs."""

    span: Span
    head: bool
    signed: bool


def signers(blocks: Sequence[Block], rules: ClassifyRules) -> tuple[Signer, ...]:
    """Find them in order; lines that name whom it goes to, who sent it in or who printed it are none."""
    bystander = compiled(rules.level.bystander)
    return tuple(
        Signer(Span(block.text, block.start), head=head, signed=block.kind == "signature")
        for head, block in _short_lines(blocks)
        if not bystander.search(block.text)
    )


def _short_lines(blocks: Sequence[Block]) -> Iterator[tuple[bool, Block]]:
    ends = len(blocks) - TAIL_BLOCKS
    above = 0
    for block in blocks[:HEAD_BLOCKS]:
        if _short(block):
            yield True, block
        elif block.kind == "paragraph":
            break
        above += 1
    for i, block in enumerate(blocks[above:], above):
        if block.kind == "signature" or (i >= ends and _short(block)):
            yield False, block


def _short(block: Block) -> bool:
    return (
        len(block.text) <= LINE_MAX
        and block.kind not in NEUTRAL
        and not any(sign in block.text for sign in STOPS)
    )
