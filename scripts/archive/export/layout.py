"""The layout of Word files: `data/rules/word.yml`, with one style for each kind of block."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from archive.errors import RuleError
from archive.model import BlockKind
from archive.rulefiles.strict import load_yaml

FILE = "word.yml"
KINDS = (
    "title",
    *(f"heading{level}" for level in range(2, 7)),
    *(kind for kind in get_args(BlockKind) if kind != "heading"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Paper, margins and the distance of the page number from the lower edge, in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    footer: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines on a page, characters in a line; `pitch` from line to line and `spacing` of characters in points."""

    lines: int
    characters: int
    pitch: float
    spacing: float


@dataclass(frozen=True, slots=True)
class PageNumber:
    """Type of the page number in points, and how many characters it stands in from the outer edge."""

    font: str
    size: int
    inset: int


@dataclass(frozen=True, slots=True)
class Style:
    """One style: `first` and `right` in characters, `after` in lines, `outline` from 1 (0: none).

    `pitch` from line to line in points, where it is not that of the grid (0).
    """

    id: str
    name: str
    font: str
    size: int
    align: Literal["both", "left", "center", "right"]
    first: int = 0
    right: int = 0
    after: int = 0
    outline: int = 0
    pitch: float = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that `word.yml` says. `fonts` has each font's name and the name to fall back on."""

    page: Sheet
    grid: Grid
    latin: str
    number: PageNumber
    fonts: dict[str, str]
    styles: dict[str, Style]


def load_layout(rules: Path) -> Layout:
    """Read the layout. Raises `RuleError` unless every kind of block has a style, and every font a fallback."""
    path = rules / FILE
    layout = load_yaml(path, Layout)
    if set(layout.styles) != set(KINDS):
        raise RuleError(path.as_posix(), "styles：每种段落要恰有一个版式", f"段落种类：{'、'.join(KINDS)}")
    used = {layout.number.font, *(style.font for style in layout.styles.values())}
    if used != set(layout.fonts):
        raise RuleError(
            path.as_posix(), "fonts：与用到的字体不一致", f"用到的字体：{'、'.join(sorted(used))}"
        )
    return layout
