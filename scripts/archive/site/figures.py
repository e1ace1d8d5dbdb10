"""What the statistics page draws by itself: reports by year, type, level and length, each as bars and as a table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.site.catalog import Row
from archive.site.shelves import NO_YEAR, Shelf, link

BORDERS = (1000, 2000, 3000, 5000, 10_000)  # characters; a page of a printed report holds some 600
LONG_GAP = 5  # years


@dataclass(frozen=True, slots=True)
class Bar:
    """One value: its name, the reports and characters behind it, its share of the largest, the list it leads to."""

    name: str
    reports: int
    chars: int
    share: float
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart with its table. `upright` bars stand side by side, others lie under one another."""

    key: str
    title: str
    heading: str
    bars: tuple[Bar, ...]
    upright: bool = False

    def columns(self) -> Iterator[tuple[str, Bar | None]]:
        """What stands side by side, with its label: years keep their room where nothing is, so that gaps show.

        A gap longer than `LONG_GAP` years is one column, lest one old report push all others out of sight.
        """
        before = None
        for bar in self.bars:
            year = int(bar.name) if bar.name.isdecimal() else None
            if year is not None and before is not None:
                missing = range(before + 1, year)
                yield from (
                    ((str(each), None) for each in missing) if len(missing) <= LONG_GAP else [("…", None)]
                )
            yield ("不详" if year is None else bar.name), bar
            before = year


def figures(held: Shelf) -> tuple[Figure, ...]:
    """Every chart of an archive, in the order of the page. Years ascend, the unknown one last."""
    years = sorted(held.years.items(), key=lambda item: (item[0] == NO_YEAR, item[0]))
    return (
        Figure("year", "各年篇数", "年份", _bars(dict(years), "year"), upright=True),
        Figure("type", "各类型篇数", "类型", _bars(held.types, "type")),
        Figure("level", "各单位层级篇数", "单位层级", _bars(held.levels, "level")),
        Figure("length", "篇幅", "字数", _bars(dict(_lengths(held.rows)), "")),
    )


def year_sizes(held: Shelf) -> dict[str, tuple[int, int]]:
    """Reports and characters of each known year: what hits are divided by."""
    return {
        year: (len(rows), sum(row.chars for row in rows))
        for year, rows in sorted(held.years.items())
        if year != NO_YEAR
    }


def _bars(groups: Mapping[str, Sequence[Row]], key: str) -> tuple[Bar, ...]:
    most = max(map(len, groups.values()), default=1) or 1
    return tuple(
        Bar(
            name,
            len(rows),
            sum(row.chars for row in rows),
            len(rows) / most,
            link(f"browse/{key}/{name}", 0) if key else "",
        )
        for name, rows in groups.items()
    )


def _lengths(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    groups: list[list[Row]] = [[] for _ in range(len(BORDERS) + 1)]
    for row in rows:
        groups[bisect_right(BORDERS, row.chars)].append(row)
    inner = [f"{low}–{high - 1} 字" for low, high in pairwise(BORDERS)]
    names = [f"不到 {BORDERS[0]} 字", *inner, f"{BORDERS[-1]} 字以上"]
    return ((name, group) for name, group in zip(names, groups, strict=True) if group)
