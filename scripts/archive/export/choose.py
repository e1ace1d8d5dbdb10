"""Which reports of the catalogue are handed out: named by id, by labels, or all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.errors import UsageError
from archive.labels.names import NAMES
from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE
from archive.site.catalog import Row
from archive.site.shelves import NO_YEAR

UNKNOWN: Mapping[str, str] = {"year": NO_YEAR, "type": UNKNOWN_TYPE, "unit_level": UNKNOWN_LEVEL}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for. Within one label any of its values, between labels all of them; `ids` may be aliases."""

    ids: tuple[str, ...] = ()
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    everything: bool = False


def chosen(rows: Sequence[Row], choice: Choice) -> tuple[Row, ...]:
    """The rows asked for, in the order of the lists. Raises `UsageError` where that is none."""
    if not (choice.ids or choice.labels or choice.everything):
        raise UsageError("export.py", "没有说明导出哪些报告", "写出编号，用 --year 等选择，或用 --all")
    _refuse_unknown(rows, choice)
    wanted = frozenset(choice.ids)
    found = tuple(
        row
        for row in rows
        if (not wanted or row.id in wanted or not wanted.isdisjoint(row.aliases))
        and all(_value(row, key) in values for key, values in choice.labels)
    )
    if not found:
        raise UsageError(
            "export.py", "没有一篇报告符合这些条件", "放宽条件；可选的值见 site/browse/index.html"
        )
    return found


def _refuse_unknown(rows: Sequence[Row], choice: Choice) -> None:
    known = {name for row in rows for name in (row.id, *row.aliases)}
    for name in choice.ids:
        if name not in known:
            raise UsageError(name, "没有编号是这个的报告", "编号在报告页的末尾，也在 catalog.csv 里")
    for key, values in choice.labels:
        held = {_value(row, key) for row in rows}
        for value in values:
            if value not in held:
                raise UsageError(
                    value, f"没有一篇报告的{NAMES[key]}是这个", f"可选：{'、'.join(sorted(held))}"
                )


def _value(row: Row, key: str) -> str:
    value = getattr(row, key)
    return UNKNOWN.get(key, NO_YEAR) if value is None else str(value)
