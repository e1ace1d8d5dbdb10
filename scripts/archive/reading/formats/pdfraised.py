"""Figures that a PDF draws small and raised, written with raised characters: 10 and a raised 4 would read as 104."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from archive.reading.formats.pdfopen import Char
from archive.reading.formats.raised import raised

# In sizes of the character before them: raised ones are no bigger, end so much higher, and stand close by.
SMALL = 0.85
LIFT = 0.25
CLOSE = 0.5


def with_raised(row: Sequence[Char]) -> list[Char]:
    """The characters of a row from left to right, the raised figures among them as raised characters."""
    return [char for lifted, run in _runs(row) for char in (_written(run) if lifted else run)]


def raised_signs(row: Sequence[Char]) -> list[str]:
    """The figures of a row that `with_raised` writes otherwise."""
    runs = [run for lifted, run in _runs(row) if lifted]
    return [_said(_written(run)) for run in runs if _said(_written(run)) != _said(run)]


def _runs(row: Sequence[Char]) -> Iterator[tuple[bool, list[Char]]]:
    """Raised characters together, and what stands between them."""
    if len({char["size"] for char in row}) < 2:
        yield False, list(row)
        return
    marked: list[tuple[bool, Char]] = []
    base: Char | None = None
    for char in row:
        inked = bool(char["text"].strip())
        lifted = inked and base is not None and _is_raised(char, base, marked[-1][1])
        marked.append((lifted, char))
        base = char if inked and not lifted else base
    for lifted, pairs in groupby(marked, key=lambda pair: pair[0]):
        yield lifted, [char for _, char in pairs]


def _is_raised(char: Char, base: Char, before: Char) -> bool:
    size = base["size"]
    higher = base["bottom"] - char["bottom"] >= LIFT * size
    return bool(higher and char["size"] <= SMALL * size and char["x0"] - before["x1"] <= CLOSE * size)


def _said(run: Sequence[Char]) -> str:
    return "".join(char["text"] for char in run)


def _written(run: Sequence[Char]) -> list[Char]:
    said = _said(run)
    shown = raised(said)
    return (
        [{**char, "text": text} for char, text in zip(run, shown, strict=True)]
        if shown != said
        else list(run)
    )
