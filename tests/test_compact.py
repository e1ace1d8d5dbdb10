"""The browser's catalogue holds every row, reads back, and stays small."""

from __future__ import annotations

import base64
import gzip
import json
import random

from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE, Report
from archive.search.codec import read_codes, unwrap
from archive.site.catalog import rows
from archive.site.compact import LONGEST, compact
from archive.site.shelves import shelf

WORDS = (
    "认真",
    "落实",
    "党建",
    "工作",
    "机关",
    "支部",
    "委员会",
    "年度",
    "总结",
    "关于",
    "推进",
    "情况",
    "学习",
    "专项",
)


def report(number: int, title: str, **more: object) -> Report:
    values: dict[str, object] = {
        "year": 2018,
        "type": "工作总结",
        "unit_level": "党委",
        "chars": 4000 + number % 900,
    }
    digest = f"{random.Random(number).getrandbits(256):064x}"
    return Report(f"r{digest[:12]}", title, "a.txt", ("a.txt",), digest, blocks=(), **(values | more))  # type: ignore[arg-type]


def test_every_column_reads_back_in_the_order_of_the_lists() -> None:
    some = [
        report(1, "甲"), report(2, "乙\ud800", year=None, type=UNKNOWN_TYPE, unit_level=UNKNOWN_LEVEL, sector="医院"),
        report(3, "丙", year=2020, admin_level="省级", chars=LONGEST + 5),
    ]  # fmt: skip
    held = shelf(rows(some, {}), frozenset({some[0].id}))
    script = compact(held, {some[2].id: "2026-01-02"})
    read = json.loads(unwrap(script.text, script.name))

    def column(name: str) -> list[object]:
        return [read[name]["values"][code] for code in read_codes(read[name]["codes"])]

    assert read["reports"] == 3
    ids = base64.b64decode(read["ids"]).hex()
    assert [f"r{ids[at : at + 12]}" for at in (0, 12, 24)] == [some[2].id, some[0].id, some[1].id]
    assert read["titles"].split("\n") == ["丙", "甲", "乙?"]
    assert column("year") == [2020, 2018, None]
    assert column("type") == ["工作总结", "工作总结", None]
    assert column("level") == ["党委", "党委", None]
    assert column("admin") == ["省级", None, None]
    assert column("sector") == [None, None, "医院"]
    assert column("added") == ["2026-01-02", None, None]
    assert read_codes(read["chars"]).tolist() == [LONGEST, some[0].chars, some[1].chars]
    assert read_codes(read["unsure"]).tolist() == [0, 1, 0]


def test_an_archive_without_reports_has_a_catalogue_too() -> None:
    script = compact(shelf(()), {})
    assert json.loads(unwrap(script.text, script.name))["reports"] == 0


def test_a_report_costs_at_most_forty_bytes_gzipped() -> None:
    chance = random.Random(5)
    some = [
        report(
            number, f"{2010 + number % 14}年{''.join(chance.choices(WORDS, k=7))}", year=2010 + number % 14,
            type=chance.choice(("工作总结", "述职报告")), sector=chance.choice(("机关", "医院", None)),
        )
        for number in range(3000)
    ]  # fmt: skip
    days = {each.id: f"2026-01-{chance.randint(1, 28):02d}" for each in some}
    text = compact(shelf(rows(some, {})), days).text
    assert len(gzip.compress(text.encode(), 9)) <= 40 * len(some)
