"""A small archive for the search tests: cut from the five given reports, with everything that is awkward to index."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from archive.model import Block, BlockKind, Report
from archive.places import ROOT
from archive.search import index

PARTS = ("", "基本情况", "主要做法", "存在问题", "下一步打算")
AWKWARD = (
    ("paragraph", "𠮷野家的「黨建」工作，㈠½㎏；Party School 2018年—2019年。"),
    ("heading", "一、党建党建党建工作"),
    ("paragraph", "……"),
    ("heading", "（一）"),
    ("paragraph", "把党的政治建设摆在首位，把纪律挺在前面。把\n责任放在首位。"),
    (
        "paragraph",
        "产量65亿吨、165元，增长6.5%；比上年16.5%增长６．５％，达12,345元、1,234.5元，完成100％，共100项2",
    ),
    ("paragraph", "1%比65"),
    ("paragraph", "党"),
    ("paragraph", "建工作与扶贫；党建，工作；党建, 工作；“党建”工作"),
)


def reports(count: int = 40, seed: int = 3) -> Iterator[Report]:
    """Give `count` reports of very different lengths, the same ones every time."""
    chance = random.Random(seed)
    lines = [
        line.strip()
        for path in sorted((ROOT / "data" / "raw").glob("*.txt"))
        for line in path.read_text("utf-8-sig", errors="replace").splitlines()
        if line.strip()
    ]
    for number in range(count):
        begin = chance.randrange(len(lines))
        body = [("", line) for line in lines[begin : begin + chance.choice((1, 3, 8, 40))]]
        if number % 5 == 0:
            body += AWKWARD
        yield _report(number, chance.choice(lines)[:30], body, chance)


def _report(number: int, title: str, lines: list[tuple[str, str]], chance: random.Random) -> Report:
    blocks, part = [], ""
    for place, (given, line) in enumerate(lines):
        kind: BlockKind = "heading" if given == "heading" or (not given and len(line) < 28) else "paragraph"
        part = chance.choice(PARTS) if kind == "heading" else part
        blocks.append(Block(kind, 2 if kind == "heading" else 0, line, f"p-{place:06x}", part))
    chars = len(title) + sum(len(block.text) for block in blocks)
    return Report(
        id=f"r{chance.getrandbits(48):012x}", title=title, source=f"{number}.txt", sources=(f"{number}.txt",),
        sha256="0" * 64, chars=chars, blocks=tuple(blocks), type=chance.choice(("工作总结", "述职报告", "未定")),
        unit_level=chance.choice(("党组", "党支部", "未注明")), year=chance.choice((None, 2016, 2018, 2019, 2020)),
    )  # fmt: skip


def text_of(report: Report) -> str:
    """Give the searchable text of a report."""
    return report.title + "".join(block.text for block in report.blocks)


def build(folder: Path, texts: list[Report], **sizes: int) -> Path:
    """Build the index of reports with sizes of `data/rules/search.yml` changed; gives the site's folder.

    A tail of up to half of the reports lets every question meet both runs.
    """
    rules = folder / "rules"
    shutil.copytree(ROOT / "data" / "rules", rules)
    path = rules / "search.yml"
    settings = path.read_text("utf-8").splitlines()
    for name, size in {"tail_share": 2, **sizes}.items():
        settings = [f"{name}: {size}" if line.startswith(f"{name}:") else line for line in settings]
    path.write_text("\n".join(settings) + "\n", "utf-8")
    site = folder / "site"
    index.build(texts, index.IndexOptions(rules, folder / "cache", site / "search"))
    return site
