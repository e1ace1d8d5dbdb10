"""A table row as lines of text: short cells side by side, a cell that holds paragraphs on lines of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SEPARATOR = "\t"
# Stands for an empty cell at the beginning of a line, where a tab would be taken for an indent and columns would shift.
EMPTY = "—"
# A cell of several lines up to this length is a label broken for want of width, not a text.
LABEL_CHARS = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one cell; none for an empty one and for the continuation of one that is `merged` downwards."""

    lines: tuple[str, ...]
    merged: bool = False

    @property
    def text(self) -> str:
        """The cell on one line."""
        return " ".join(line.replace("\n", " ").strip() for line in self.lines if line.strip())

    @property
    def long(self) -> bool:
        """Whether the cell holds paragraphs."""
        filled = [line for line in self.lines if line.strip()]
        return len(filled) > 1 and (
            sum(map(len, filled)) > LABEL_CHARS or any("\t" in each for each in filled)
        )


def row_lines(cells: Sequence[Cell]) -> list[str]:
    """The row's lines. Short neighbours are joined by tabs, empty cells keep their place, empty rows vanish."""
    lines: list[str] = []
    short: list[Cell] = []
    alone = len(cells) == 1
    for cell in cells:
        if cell.long or (alone and cell.lines):
            lines.extend(_joined(short))
            lines.extend(line for line in cell.lines if line.strip())
            short = []
        else:
            short.append(cell)
    return lines + _joined(short)


def _joined(cells: Sequence[Cell]) -> list[str]:
    """The cells as one line. Where nothing but one cell is filled, empty ones before it are there for the layout."""
    texts = [cell.text for cell in cells]
    filled = [number for number, text in enumerate(texts) if text]
    if not filled:
        return []
    first = filled[0]
    if len(filled) > 1 or any(cell.merged for cell in cells[:first]):
        texts[:first] = [EMPTY] * first
    return [SEPARATOR.join(texts).rstrip(SEPARATOR)]
