"""Progress: stages are timed once each, and long parts of a stage say how far they are."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from archive.building import derived
from archive.checking.facts import facts
from archive.console import progress
from archive.console.progress import Progress
from project_copy import copy_project, report

PARTS = (
    "建立检索索引：切分词语", "建立检索索引：编码正文", "建立检索索引：合并写出", "提取查重指纹：提取", "提取查重指纹：写出",
    "统计分段与提法：划分各篇", "统计分段与提法：找出提法", "检查：读取文件",
)  # fmt: skip


def counted(said: str) -> dict[str, str]:
    """What was said last of each stage or part that has a count."""
    return dict(re.findall(r"^(.+?) \[#*\.*\] (\d+/\d+)", said, re.MULTILINE))


def test_a_part_is_drawn_with_its_stage_and_timed_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN_EVERY", 0.0)
    said = io.StringIO()
    teller = Progress(said)
    teller.stage("检查")
    assert list(teller.part("读取文件", iter("abc"), 3)) == ["a", "b", "c"]
    assert list(teller.part("写出", (), 0)) == []
    assert list(teller.track("压缩", (), 0)) == []
    lines = said.getvalue().splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["检查", *["检查：读取文件"] * 4, "压缩"]
    assert [re.search(r"\d/3|0$|…", line) is not None for line in lines] == [True] * 6
    assert [lap.name for lap in teller.laps()] == ["查看原件", "检查", "压缩"]


def test_what_is_quiet_says_nothing_of_parts() -> None:
    said = io.StringIO()
    assert list(Progress(said, quiet=True).part("读取文件", "ab", 2)) == ["a", "b"]
    assert said.getvalue() == ""


def test_a_site_that_is_read_in_halves_tells_nobody(tmp_path: Path) -> None:
    for name in ("index.html", "search/manifest.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    for few, wanted in ((True, {}), (False, {"查看原件：读取文件": "2/2"})):
        said = io.StringIO()
        facts(tmp_path, 1, few=few, progress=Progress(said))
        assert counted(said.getvalue()) == wanted


def test_a_build_of_much_counts_the_parts_of_its_long_stages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copy_project(tmp_path)
    for number in range(3):
        project.put(f"{number}.txt", report(2018 + number, 3 + number))
    monkeypatch.setattr(derived, "FEW", 0)
    found = counted(project.build()[1])
    assert {name for name in found if "：" in name} >= set(PARTS)
    assert all(done == total for done, total in (each.split("/") for each in found.values()))
    stages = [
        row["stage"] for row in json.loads((project.where.build / "timings.json").read_bytes())["stages"]
    ]
    assert len(stages) == len(set(stages))
    assert not [name for name in stages if "：" in name]
    monkeypatch.undo()
    project.put("又一篇.txt", report(2023, 8))
    assert not [name for name in counted(project.build()[1]) if "：" in name and "检查" not in name]
