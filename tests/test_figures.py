"""The figures of the statistics page add up to the archive, whatever its reports lack."""

from __future__ import annotations

from dataclasses import replace

from archive.model import Report
from archive.site.catalog import rows
from archive.site.figures import BORDERS, figures, year_sizes
from archive.site.shelves import NO_YEAR, shelf

BASE = Report("r000000000000", "题", "a.txt", ("a.txt",), "0" * 64, 10, ())


def made(*labels: tuple[int | None, str, int]) -> list[Report]:
    return [
        replace(BASE, id=f"r{at:012x}", year=year, type=kind, chars=chars)
        for at, (year, kind, chars) in enumerate(labels)
    ]


def test_every_chart_counts_every_report_once() -> None:
    held = shelf(
        rows(
            made(
                (2020, "工作总结", 999), (None, "工作总结", 1000), (2018, "未定", 10_000), (2018, "函", 4999)
            ),
            {},
        )
    )
    for figure in figures(held):
        assert sum(bar.reports for bar in figure.bars) == 4, figure.key
        assert sum(bar.chars for bar in figure.bars) == 16_998, figure.key
        assert max(bar.share for bar in figure.bars) == 1
    years, _, _, lengths = figures(held)
    assert [bar.name for bar in years.bars] == ["2018", "2020", NO_YEAR]
    assert [bar.name for bar in lengths.bars] == [
        "不到 1000 字",
        "1000–1999 字",
        "3000–4999 字",
        "10000 字以上",
    ]
    assert year_sizes(held) == {"2018": (2, 14_999), "2020": (1, 999)}


def test_a_year_without_a_report_keeps_its_room() -> None:
    years = [(year, "函", 1) for year in (2015, 2016, 2018, 2024, 2031, None)]
    columns = [
        (label, bar.reports if bar else 0)
        for label, bar in figures(shelf(rows(made(*years), {})))[0].columns()
    ]
    gap = [(str(year), 0) for year in range(2019, 2024)]
    assert columns == [
        ("2015", 1), ("2016", 1), ("2017", 0), ("2018", 1), *gap, ("2024", 1), ("…", 0), ("2031", 1), ("不详", 1),
    ]  # fmt: skip


def test_borders_ascend_and_an_empty_archive_has_no_bars() -> None:
    assert sorted(BORDERS) == list(BORDERS)
    assert [figure.bars for figure in figures(shelf(()))] == [(), (), (), ()]
