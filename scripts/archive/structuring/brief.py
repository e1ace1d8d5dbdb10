"""Tell where next to nothing of a report is published: most of its file may be pictures, or was cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from archive.model import Block, Note
from archive.patterns.points import points_of

HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # first and last of each range


def brief(blocks: Sequence[Block], least: int) -> tuple[Note, ...]:
    """Give a note where the body, without its title, has fewer Han characters than `least`."""
    points = points_of("".join(block.text for block in blocks))
    count = sum(int(np.count_nonzero((points >= first) & (points <= last))) for first, last in HAN)
    return (Note("short-body", f"正文只有 {count} 个汉字"),) if count < least else ()
