"""A project of its own for a test: the repository's code, rules and pages, with originals written by the test."""

from __future__ import annotations

import atexit
import hashlib
import io
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive import files
from archive.building import pipeline
from archive.building.pipeline import Options, Outcome
from archive.console.progress import Progress
from archive.places import Places, places

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("scripts", "data/rules", "docs", "mkdocs.yml", "requirements.txt", "requirements-cluster.txt")
GENERATED = frozenset({"reports", "browse"})
MADE_OF_CODE = (
    "rules",
    "index/jieba",
    "scripts",
    "templates",
)  # what is kept of rules, code and libraries alone

REPORT = """{unit}{year}年度党建工作总结
{year}年，{unit}在市委领导下，认真开展谈心谈话，落实一岗双责。
一、强化理论武装
坚持把学习放在首位，{unit}全年组织集中学习{number}次，研讨发言{number}人次，取得了实实在在的成效。
二、存在的问题
一是学习还不够深入，二是结合业务不够紧密，第{number}项整改仍需持续推进。
三、下一步打算
继续加强组织建设，提高党员队伍素质，第{number}支部按季度报告。
"""


def report(year: int, number: int, unit: str = "市农业农村局党组") -> str:
    """A plain report that differs from the others in year and number."""
    return REPORT.format(year=year, number=number, unit=unit)


@dataclass(frozen=True)
class Project:
    """A copy of the project; everything generated lies in it too."""

    root: Path

    @property
    def where(self) -> Places:
        return places(root=self.root)

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    def put(self, name: str, content: str | bytes) -> None:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def build(self, where: Places | None = None) -> tuple[Outcome, str]:
        """Build in this process; gives the outcome and what was said on the way."""
        said = io.StringIO()
        return pipeline.build(
            where or self.where, Options(jobs=1, today="2026-01-02"), Progress(said)
        ), said.getvalue()


def copy_project(root: Path) -> Project:
    """Copy what a build reads, without originals, and what is kept between builds of rules and code."""
    project = _copied(root)
    first = _first().where.cache
    for name in MADE_OF_CODE:
        for path in filter(Path.is_file, (first / name, *(first / name).rglob("*"))):
            files.link(str(path), str(project.where.cache / path.relative_to(first)))
    return project


@cache
def _first() -> Project:
    """A project that was built once in this process: compiling rules and reading dictionaries takes a second or two."""
    folder = tempfile.mkdtemp(prefix="archive-first-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = _copied(Path(folder))
    project.put("2015.txt", report(2015, 1))
    project.build()
    return project


def _copied(root: Path) -> Project:
    for name in COPIED:
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=unwanted)
        else:
            shutil.copy(source, target)
    (root / "data" / "raw").mkdir()
    return Project(root)


def unwanted(folder: str, names: list[str]) -> set[str]:
    """What is not copied: compiled code, and what a build of the repository left among its pages."""
    made = GENERATED if Path(folder) == ROOT / "docs" else frozenset()
    return {name for name in names if name == "__pycache__" or name in made}


def tree(*folders: Path) -> dict[str, str]:
    """Every file below the folders with its digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
