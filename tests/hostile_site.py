"""The corpus of attacks (`cases/hostile.yml`), and a site built of it; `conftest.py` offers it as the fixture `attacked`."""

from __future__ import annotations

from pathlib import Path

import yaml

from project_copy import Project, copy_project

CASES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "hostile.yml").read_text(encoding="utf-8")
)
NAMES = CASES.pop("names")
ATTACKS = [row for rows in CASES.values() for row in rows]
FRAME = """{}2020年度工作总结{}
各位领导：
{}2020年，我单位认真落实一岗双责。{}
一、主要做法{}
{}
（一）抓学习。{}开展学习3次。
{}党支部
2020年12月30日
"""


def framed(attack: str) -> str:
    """A report with the attack in every place that reading and structuring treat differently."""
    return attack.join(FRAME.split("{}"))


def build_attacked(root: Path) -> Project:
    """A real build of reports made of attacks, under names that are attacks."""
    project = copy_project(root)
    for number, name in enumerate(NAMES):
        text = framed(ATTACKS[number % len(ATTACKS)]) + f"编号第{number}。" * 9
        try:
            project.put(f"odd/{name}" if number % 2 else name, text)
        except (OSError, ValueError):
            continue  # this system cannot hold such a name
    for number, attack in enumerate(ATTACKS):
        project.put(f"{number}.txt", framed(attack) + f"第{number}号报告的正文。" * 9)
    project.build()
    return project
