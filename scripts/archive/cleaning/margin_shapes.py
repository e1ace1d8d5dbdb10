"""The shape of `data/rules/margins.yml`, where every threshold is explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.cleaning.foreign import ForeignFile
from archive.cleaning.stretches import Bars


@dataclass(frozen=True, slots=True)
class Weighed:
    """Words of one kind: their points, and how many different ones count."""

    pattern: str
    weight: int
    most: int = 1


@dataclass(frozen=True, slots=True)
class Signed:
    """Words that speak for noise, and the rule that a cut for them is logged under.

    Fewer than `least` different ones give half the points: 下载 alone is a word, 下载 收藏 打印 is a tool bar. Where
    one word is as good as several, because of the signs around it, it may stand `alone`.
    """

    rule: str
    pattern: str
    weight: int
    most: int = 1
    least: int = 1
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Hearing:
    """When a line goes for its voice, and which lines are never asked; each is explained in the file."""

    cut: float
    middle: float
    words: float
    own: float
    certain: float
    tailed: float
    trailer: float
    loud: float
    ask: float
    aside: float
    told: str
    echo: float
    middle_max: int
    sure: str
    keep: str


@dataclass(frozen=True, slots=True)
class Inserting:
    """When a stretch within a paragraph goes; each is explained in the file."""

    words: float
    cut: float
    torn: float
    sure: float
    part: float
    longest: int
    echo: float
    listed: str
    needing: str
    strange: float

    def bars(self, *, torn: bool) -> Bars:
        """The bars, where other lines of the document went (`torn`) or not."""
        return Bars(self.torn if torn else self.cut, self.sure, self.part, self.longest)


@dataclass(frozen=True, slots=True)
class Echoing:
    """Which words of what went are names of the page; each is explained in the file."""

    shortest: int
    own: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """Which names that stand alone are a page's; each is explained in the file."""

    longest: int
    voice: float
    echo: float
    own: str


@dataclass(frozen=True, slots=True)
class Bulletins:
    """What tells a bulletin, and who made it; each is explained in the file."""

    name: str
    issue: str
    made_by: str
    name_max: int
    head: int
    foot: int


@dataclass(frozen=True, slots=True)
class Titles:
    """How long titles are, alone and with what a page adds; each is explained in the file."""

    longest: int
    twin: int
    parted: int
    parted_below: int
    suffixed: int
    suffixed_left: int


@dataclass(frozen=True, slots=True)
class MarginFile:
    """The shape of `data/rules/margins.yml`; every threshold is explained there."""

    threshold: int
    line_max: int
    body_chars: int
    depth: int
    rest_chars: int
    trailer_chars: int
    listed_chars: int
    place: Mapping[str, int]
    voice: Hearing
    foreign: ForeignFile
    inserted: Inserting
    echoes: Echoing
    recurring: Recurring
    bulletins: Bulletins
    titles: Titles
    page_words: str
    middle: tuple[str, ...]
    title: str
    closing: str
    official: str
    contact: str
    contact_part: str
    list_head: str
    attached: str
    work: Mapping[str, Weighed]
    signs: Mapping[str, Signed]
    words: Mapping[str, str]
