"""Any sequence of changes gives the tree that a clean build gives, byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from archive.places import places
from archive.search.reader import Reader
from office_files import Word, docx, p
from project_copy import Project, copy_project, report, tree

YEARS = st.integers(2015, 2020)
NUMBERS = st.integers(0, 6)
NAMES = st.sampled_from(["甲.txt", "乙/甲.txt", "乙/丙.txt", "丁.txt", "a b.txt"])
RULES = {  # a rule file with a change that keeps it valid, one for each kind of thing that depends on rules
    "clean.yml": "\n# a remark counts as a change of what every original is cleaned by\n",
    "words.txt": "\n谈心谈话制度\n",
    "keywords.yml": "\n# seen by the index and the pages\n",
    "search.yml": "\n# seen by the index alone\n",
    "record.yml": "\n# seen by the pages alone\n",
}
SPLIT = "总结（精选2篇）.txt"
# What a build leaves beside the site, a row a document.
LEFT = (
    "records.jsonl",
    "edits.jsonl",
    "labels.jsonl",
    "catalog.json",
    "catalog.csv",
    "review.json",
    "review.html",
    "keywords.json",
)


def with_a_tail(project: Project) -> Project:
    """Let up to half of the reports be the tail of the index, so that few reports have a body and a tail."""
    path = project.where.rules / "search.yml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(?m)^tail_share: \d+", "tail_share: 2", text), "utf-8")
    return project


def packed(years: list[int]) -> bytes:
    """An archive of one report for each year, in this order."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for number, year in enumerate(years):
            made.writestr(f"{9 - number}.txt", report(year, 9))
    return content.getvalue()


class Changes(RuleBasedStateMachine):
    """Originals, corrections and rules change; every state is built, and compared with a clean build of it."""

    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.project = with_a_tail(copy_project(self.root))
        self.built = False

    @initialize(target=held, year=YEARS)
    def first(self, year: int) -> object:
        self.project.put("始.txt", report(year, 1))
        self.project.put("续.txt", report(year, 2))
        return multiple("始.txt", "续.txt")

    @rule(target=held, name=NAMES, year=YEARS, number=NUMBERS)
    def write(self, name: str, year: int, number: int) -> str:
        self.project.put(name, report(year, number))
        return name

    @rule(target=held, years=st.lists(YEARS, min_size=1, max_size=3))
    def pack(self, years: list[int]) -> str:
        self.project.put("包.zip", packed(years))
        return "包.zip"

    @rule(name=held)
    def delete(self, name: str) -> None:
        (self.project.raw / name).unlink(missing_ok=True)
        if not any(each.is_file() for each in self.project.raw.rglob("*")):
            self.first(2000)  # an empty folder is refused

    @rule(target=held, old=held, new=NAMES)
    def rename(self, old: str, new: str) -> str:
        if (self.project.raw / old).exists():
            (self.project.raw / new).parent.mkdir(exist_ok=True)
            (self.project.raw / old).replace(self.project.raw / new)
        return new

    @rule(year=st.integers(1990, 1999))
    def correct(self, year: int) -> None:
        """Give the report that comes first another year."""
        found = sorted((self.project.where.docs / "reports").rglob("*.md"))
        if found:
            text = f"{found[0].stem}:\n  reason: 封面写明\n  labels: {{year: {year}}}\n"
            self.project.where.overrides.write_text(text, encoding="utf-8")

    @rule(target=held, year=YEARS)
    def compile(self, year: int) -> str:
        """Put in a file that is split into two reports."""
        self.project.put(SPLIT, f"前言\n第一篇：甲\n{report(year, 1)}第二篇：乙\n{report(year, 2)}")
        return SPLIT

    @rule()
    def put_together(self) -> None:
        path = self.project.raw / SPLIT
        if path.exists():
            name = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            text = f"r{name}:\n  reason: 是一份\n  whole: true\n"
            self.project.where.overrides.write_text(text, encoding="utf-8")

    @rule(name=held)
    def split(self, name: str) -> None:
        """Part a file at a heading that it has once, or leave it whole where it has none or several."""
        path = self.project.raw / name
        if path.exists():
            whole = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            text = f"r{whole}:\n  reason: 是两份\n  split: [三、下一步打算]\n"
            self.project.where.overrides.write_text(text, encoding="utf-8")

    @rule()
    def correct_nothing(self) -> None:
        self.project.where.overrides.unlink(missing_ok=True)

    @rule(name=st.sampled_from(sorted(RULES)))
    def change_a_rule(self, name: str) -> None:
        with (self.project.where.rules / name).open("a", encoding="utf-8") as file:
            file.write(RULES[name])

    @invariant()
    def builds(self) -> None:
        self.project.build()

    def teardown(self) -> None:
        clean = places(None, str(self.root / "clean"), self.project.root)
        self.project.build(clean)
        where = self.project.where
        assert tree(where.docs / "reports", where.site) == tree(clean.docs / "reports", clean.site)
        for name in LEFT:
            assert (where.build / name).read_bytes() == (clean.build / name).read_bytes(), name
        shutil.rmtree(self.root)


@pytest.mark.slow
def test_any_sequence_of_changes_gives_the_tree_of_a_clean_build() -> None:
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=12, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_new_report_stands_last_and_no_other_loses_its_place(tmp_path: Path) -> None:
    project = with_a_tail(copy_project(tmp_path))
    years = {"b.txt": 2015, "c.txt": 2016, "d.zip": 2017, "e.txt": 2018}
    for name, year in years.items():
        project.put(name, packed([year, year + 10]) if name == "d.zip" else report(year, 1))
    assert stood(project) == [2015, 2016, 2017, 2027, 2018]
    project.put("a.txt", report(2011, 1))
    project.put("z.txt", report(2016, 1) + "\n")  # the same text again
    project.put("e.txt", report(2012, 1))  # another text
    (project.raw / "b.txt").rename(project.raw / "y.txt")
    assert stood(project) == [2015, 2016, 2017, 2027, 2012, 2011]
    (project.raw / "c.txt").unlink()
    (project.raw / "d.zip").unlink()
    assert stood(project) == [2015, 2012, 2011, 2016]
    clean = places(None, str(tmp_path / "clean"), project.root)
    project.build(clean)
    assert tree(project.where.site) == tree(clean.site)


def test_a_better_copy_that_comes_later_takes_the_place_of_a_text(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    text = report(2018, 1)
    project.put("a.txt", text)
    project.put("b.txt", report(2017, 1))
    project.build()
    (project.raw / "c.docx").write_bytes(docx(Word("".join(map(p, text.splitlines())))))
    project.build()
    told = json.loads((project.where.site / "catalog.json").read_text("utf-8"))["reports"]
    assert sorted((each["source"], each["sources"]) for each in told) == [
        ("b.txt", ["b.txt"]),
        ("c.docx", ["a.txt", "c.docx"]),
    ]
    clean = places(None, str(tmp_path / "clean"), project.root)
    project.build(clean)
    assert tree(project.where.site) == tree(clean.site)


def stood(project: Project) -> list[int | str | None]:
    """Build, and give the years of the reports in the order of the index."""
    project.build()
    reader = Reader(project.where.site / "search")
    return [reader.text(number).labels[0] for number in range(len(reader.titles))]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("record.yml", "去掉推广内容", "去掉招揽的话"),
        pytest.param("gaps.yml", "[XＸ×]{2,}|", "", marks=pytest.mark.slow),
    ],
)
def test_words_and_signs_of_rules_reach_the_pages_that_stand(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    project = copy_project(tmp_path / "project")
    project.put("a.txt", f"{report(2019, 1)}完成XX户改造。\n关注公众号“党建写作范文”获取更多范文\n")
    project.build()
    page = next((project.where.site / "reports").rglob("*.html"))
    before = page.read_bytes()
    rules = project.where.rules / name
    assert old in rules.read_text("utf-8")
    rules.write_text(rules.read_text("utf-8").replace(old, new, 1), "utf-8")
    project.build()
    assert page.read_bytes() != before
    clean = places(None, str(tmp_path / "clean"), project.root)
    project.build(clean)
    assert page.read_bytes() == (clean.site / page.relative_to(project.where.site)).read_bytes()
