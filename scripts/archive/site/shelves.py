"""How reports are grouped for browsing: every list, the reports in it, and the filters beside it as links.

Addresses lead from one list page (two folders deep) to another, so that the lists work from a folder as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE
from archive.site.catalog import Row

NO_YEAR = "未注明"


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a filter: what it shows, where it leads, to how many reports, and whether one is there.

    Only lists that share a label with this one are counted: others have nothing to do with it, and a number would
    look as if it said how many of these reports are left.
    """

    name: str
    href: str
    count: int | None = None
    here: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One group of links beside a list. `all_href` leads back to the list without this filter."""

    title: str
    choices: tuple[Choice, ...]
    all_href: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list before it is paged: its path without number, its heading, its reports and its filters.

    `query` are the labels that its reports share, as (name, value) in the address of the facet page.
    """

    path: str
    heading: str
    crumbs: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    filters: tuple[Filter, ...]
    query: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All rows with the groups they fall into, each in the order in which it is shown."""

    rows: tuple[Row, ...]
    years: Mapping[str, tuple[Row, ...]]
    types: Mapping[str, tuple[Row, ...]]
    levels: Mapping[str, tuple[Row, ...]]
    cells: Mapping[tuple[str, str], tuple[Row, ...]]
    unsure: frozenset[str] = frozenset()


def shelf(held: Sequence[Row], unsure: frozenset[str] = frozenset()) -> Shelf:
    """Group rows by year, type, level and year with type. Years newest first, the rest by size."""
    years = _group(held, lambda row: year_name(row.year))
    cells: dict[tuple[str, str], list[Row]] = {}
    for row in held:
        cells.setdefault((year_name(row.year), row.type), []).append(row)
    return Shelf(
        rows=tuple(held),
        years=dict(sorted(years.items(), key=lambda item: (item[0] == NO_YEAR, -_number(item[0])))),
        types=_by_size(_group(held, lambda row: row.type), UNKNOWN_TYPE),
        levels=_by_size(_group(held, lambda row: row.unit_level), UNKNOWN_LEVEL),
        cells={key: tuple(value) for key, value in cells.items()},
        unsure=unsure,
    )


def year_name(year: int | None) -> str:
    """A year as the lists name it."""
    return NO_YEAR if year is None else str(year)


def year_heading(year: str) -> str:
    """A year as the heading of its list."""
    return "年份未注明" if year == NO_YEAR else f"{year}年"


def of_year(year: str) -> str:
    """A year before the name of a type."""
    return "年份未注明的" if year == NO_YEAR else f"{year}年"


def listings(held: Shelf) -> Iterator[Listing]:
    """Every list but the index: years, types, levels, years with types."""
    for name, group in held.years.items():
        filters = (_years(held, name), _types_of_year(held, name), _levels(held))
        yield Listing(
            f"browse/year/{name}", year_heading(name), (("年份", "#year"),), group, filters, (("year", name),)
        )
    for name, group in held.types.items():
        filters = (_years_of_type(held, name), _types(held, name), _levels(held))
        yield Listing(f"browse/type/{name}", name, (("类型", "#type"),), group, filters, (("type", name),))
    for name, group in held.levels.items():
        heading = "单位层级未注明" if name == UNKNOWN_LEVEL else f"{name}的报告"
        filters = (_years(held), _types(held), _levels(held, name))
        yield Listing(
            f"browse/level/{name}", heading, (("单位层级", "#level"),), group, filters, (("level", name),)
        )
    for (year, kind), group in held.cells.items():
        filters = (_years_of_type(held, kind, year), _types_of_year(held, year, kind), _levels(held))
        crumbs = (("年份", "#year"), (year_heading(year), link(f"browse/year/{year}")))
        path, query = f"browse/year-type/{year}-{kind}", (("year", year), ("type", kind))
        yield Listing(path, f"{of_year(year)}{kind}", crumbs, group, filters, query)


@lru_cache(maxsize=1 << 14)
def link(path: str, depth: int = 2) -> str:
    """The address of a page below the site's root, seen from a page `depth` folders deep."""
    return f"{'../' * depth}{quote(path)}.html"


def _years(held: Shelf, here: str = "") -> Filter:
    choices = (Choice(name, link(f"browse/year/{name}"), here=name == here) for name in held.years)
    return Filter("年份", tuple(choices))


def _types(held: Shelf, here: str = "") -> Filter:
    choices = (Choice(name, link(f"browse/type/{name}"), here=name == here) for name in held.types)
    return Filter("类型", tuple(choices))


def _levels(held: Shelf, here: str = "") -> Filter:
    choices = (Choice(name, link(f"browse/level/{name}"), here=name == here) for name in held.levels)
    return Filter("单位层级", tuple(choices))


def _types_of_year(held: Shelf, year: str, here: str = "") -> Filter:
    choices = (
        Choice(kind, link(f"browse/year-type/{year}-{kind}"), len(held.cells[year, kind]), kind == here)
        for kind in held.types
        if (year, kind) in held.cells
    )
    return Filter("类型", tuple(choices), link(f"browse/year/{year}") if here else "")


def _years_of_type(held: Shelf, kind: str, here: str = "") -> Filter:
    choices = (
        Choice(year, link(f"browse/year-type/{year}-{kind}"), len(held.cells[year, kind]), year == here)
        for year in held.years
        if (year, kind) in held.cells
    )
    return Filter("年份", tuple(choices), link(f"browse/type/{kind}") if here else "")


def _group(held: Sequence[Row], key: Callable[[Row], str]) -> dict[str, tuple[Row, ...]]:
    groups: dict[str, list[Row]] = {}
    for row in held:
        groups.setdefault(key(row), []).append(row)
    return {name: tuple(found) for name, found in groups.items()}


def _by_size(groups: Mapping[str, tuple[Row, ...]], last: str) -> dict[str, tuple[Row, ...]]:
    return dict(sorted(groups.items(), key=lambda item: (item[0] == last, -len(item[1]), item[0])))


def _number(year: str) -> int:
    return int(year) if year.isdigit() else 0
