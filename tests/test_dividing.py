"""A person names the lines at which new reports begin, and the file is divided there: nothing is lost, all is undone."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import review as command
from archive.checking.findings import built
from archive.checking.restoring import restored
from archive.cleaning import compilations
from archive.cleaning.dividing import divided
from archive.cleaning.rules import CleanRules
from archive.identity import identity
from archive.model import Raw
from archive.places import places
from archive.reviewing.explanation import explain
from archive.rulefiles.overrides import Correction, Overrides, load_overrides
from office_files import Word, docx, p
from project_copy import Project, copy_project, report, tree
from test_incremental import LEFT
from test_withdrawn import by_source, zipped

TEXT = "述职报告\r\n甲\r\n  ２０１９年 工作总结：\r\n乙\r\n述职报告\r\n丙\n# 1：党建\n丁"
WHOLE = "r000000000000"


@pytest.mark.parametrize(
    ("named", "numbers"),
    [
        (["2019年工作总结"], [3]),
        (["5:述职报告", "2019年工作总结"], [3, 5]),
        (["5：述职报告"], [5]),
        (["1:党建"], [7]),
        (["7: 1：党建"], [7]),
        (["乙", "乙 "], [4]),
    ],
)
def test_a_line_is_known_by_its_letters_and_of_several_by_its_number(
    named: list[str], numbers: list[int]
) -> None:
    found = divided(TEXT, named)
    assert ([spot.number for spot in found.spots], found.unfit) == (numbers, ())
    assert TEXT[found.spots[0].start - 1] == "\n"


@pytest.mark.parametrize(
    ("named", "numbers"),
    [("述职报告", (1, 5)), ("没有", ()), ("2:述职报告", ()), ("——", ()), ("工作总结", ())],
)
def test_a_line_that_is_not_there_once_is_named(named: str, numbers: tuple[int, ...]) -> None:
    assert divided(TEXT, [named]).unfit == ((named, numbers),)


def split(rules: CleanRules, *lines: str, text: str = TEXT) -> tuple[Raw, ...]:
    raw = Raw("a.txt", "0" * 64, "txt", "utf-8", text)
    return compilations.split(raw, rules, Overrides({WHOLE: Correction("x", split=lines)}))


def test_the_parts_are_stretches_of_the_source_with_ids_of_their_bounds(clean_rules: CleanRules) -> None:
    """The same stretch has the same id however the rest is divided; another stretch never has it."""
    one = split(clean_rules, "5:述职报告", "2019年工作总结")
    assert "".join(part.text for part in one) == TEXT
    assert [part.part for part in one] == [1, 2, 3]
    assert {part.kin for part in one} == {(WHOLE,)}
    two = split(clean_rules, "2019年工作总结")
    held = {identity(part): part.text for part in one}
    for part in two:
        assert held.get(identity(part), part.text) == part.text
    assert len({*held, *map(identity, two), WHOLE}) == 5
    assert identity(one[0]) == identity(two[0])


def test_two_parts_between_lines_that_are_alike_have_ids_of_their_own(clean_rules: CleanRules) -> None:
    text = "述职报告\n甲\n述职报告\n乙\n述职报告\n丙\n"
    parts = split(clean_rules, "1:述职报告", "3:述职报告", "5:述职报告", text=text)
    assert [part.text[-2] for part in parts] == ["甲", "乙", "丙"]
    assert len({identity(part) for part in parts}) == 3


def test_what_counting_headings_would_split_is_split_as_a_person_says(clean_rules: CleanRules) -> None:
    """What was withdrawn as a part of the other division takes all along."""
    text = "总结(精选2篇)\n篇一\n甲\n中间\n乙\n篇二\n丙\n"
    raw = Raw("a.txt", "0" * 64, "txt", "utf-8", text)
    counted = compilations.split(raw, clean_rules, Overrides())
    parts = split(clean_rules, "中间", text=text)
    assert [part.text.count("篇") for part in parts] == [2, 1]
    assert all(set(map(identity, counted)) < set(part.kin) for part in parts)
    assert {note.code for part in parts for note in part.notes} == set()


def test_a_division_that_does_not_fit_leaves_the_file_whole_and_is_told(clean_rules: CleanRules) -> None:
    (whole,) = split(clean_rules, "2019年工作总结", "没有这一行")
    assert (whole.text, identity(whole)) == (TEXT, WHOLE)
    assert [(note.code, note.message) for note in whole.notes] == [
        ("split-unfit", "没有拆开：“没有这一行”不是正好有一行")
    ]


NAME = "夹/两年.txt"
BOTH = report(2015, 1) + report(2016, 2)
SECOND = report(2016, 2).partition("\n")[0]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = copy_project(tmp_path)
    made.put(NAME, BOTH)
    made.put("别的.txt", report(2017, 3))
    made.build()
    return made


def published(project: Project) -> dict[str, str]:
    left = {name: (project.where.build / name).read_text("utf-8") for name in LEFT}
    return tree(project.where.docs / "reports", project.where.site) | left


def codes(project: Project) -> set[str]:
    return {each.code for each in built(project.where.build / "findings.jsonl")}


def whole_of(project: Project, name: str = NAME) -> str:
    return f"r{hashlib.sha256((project.raw / name).read_bytes()).hexdigest()[:12]}"


def ids(project: Project) -> set[str]:
    return {path.stem for path in (project.where.docs / "reports").rglob("*.md")}


@pytest.mark.parametrize("named", [pytest.param("the id", marks=pytest.mark.slow), "the file"])
def test_a_file_of_two_reports_is_split_and_put_together_again(
    project: Project, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    """A clean build gives the same; every byte is accounted for; without the entry everything is as it was."""
    before, known, whole = published(project), ids(project), whole_of(project)
    given = whole if named == "the id" else NAME
    assert command.main(["split", given, "--at", SECOND, "--reason", "两年的"], project.root) == 0
    assert "拆成 2 篇" in capsys.readouterr().out
    outcome, _ = project.build()
    assert (outcome.summary.files, outcome.summary.entered, outcome.summary.published) == (2, 3, 3)
    assert len(ids(project) - known) == 2
    assert whole not in ids(project)
    assert not {"override-unused", "compilation", "split-unfit"} & codes(project)
    assert (restored(project.where, 1).files, restored(project.where, 1).wrong) == (2, ())
    lines = explain(project.raw / NAME, project.where).lines
    assert [line for line in lines if line.startswith("■")] == [f"■ {NAME} 第 {n} 篇" for n in (1, 2)]
    clean = places(None, str(project.root / "clean"), project.root)
    project.build(clean)
    assert tree(project.where.docs / "reports", project.where.site) == tree(
        clean.docs / "reports", clean.site
    )
    project.where.overrides.unlink()
    project.build()
    assert published(project) == before


def test_a_copy_is_merged_part_by_part_and_the_counts_hold(project: Project) -> None:
    project.put("副本.txt", BOTH)
    project.put("第二年.txt", report(2016, 2))
    project.build()
    assert command.main(["split", NAME, "--at", SECOND, "--reason", "两年的"], project.root) == 0
    summary = project.build()[0].summary
    assert (summary.entered, summary.published, summary.duplicates) == (6, 3, 3)


def test_a_member_and_a_word_file_are_split_too(project: Project) -> None:
    project.put("包.zip", zipped(report(2012, 1) + report(2013, 2)))
    project.put("文.docx", docx(Word("".join(map(p, (report(2001, 1) + report(2002, 2)).splitlines())))))
    project.build()
    titles = {
        name: report(year, 2).partition("\n")[0]
        for name, year in (("包.zip!/0.txt", 2013), ("文.docx", 2002))
    }
    for name, title in titles.items():
        assert command.main(["split", name, "--at", title, "--reason", "两年的"], project.root) == 0
    assert project.build()[0].summary.published == 6
    assert (restored(project.where, 1).texts, restored(project.where, 1).wrong) == (2, ())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["没有.txt", "--at", "甲"], "没有这个编号或路径的文档"),
        (["r00000000000e", "--at", "甲"], "没有这个编号或路径的文档"),
        ([NAME, "--at", "没有这一行"], f"没有这一行：{NAME} 里没有这一行"),
        ([NAME, "--at", SECOND, "--at", "二、存在的问题"], "里有 2 行是这样写的（第 5、13 行）"),
        ([NAME, "--at", report(2015, 1).partition("\n")[0]], "前面没有别的报告"),
    ],
)
def test_what_cannot_be_split_is_refused_and_nothing_is_written(
    project: Project, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert command.main(["split", *arguments, "--reason", "x"], project.root) == 2
    assert told in capsys.readouterr().err
    assert not project.where.overrides.exists()


def test_contrary_words_are_refused_and_more_lines_join_the_first(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["split", NAME, "--at", SECOND, "--reason", "两年的"], project.root) == 0
    project.build()
    part = next(each for each in ids(project) if each != whole_of(project, "别的.txt"))
    assert command.main(["set", part, "year=2014", "--reason", "署名"], project.root) == 0
    assert command.main(["whole", part, "--reason", "x"], project.root) == 2
    assert "whole（不拆）和 split（拆开）相反" in capsys.readouterr().err
    more = ["split", whole_of(project), "--at", "5:二、存在的问题", "--at", "13:二、存在的问题"]
    assert command.main([*more, "--reason", "再拆"], project.root) == 0
    assert f"这些编号的决定不再起作用，可以删去：{part}" in capsys.readouterr().out
    held = load_overrides(project.where.overrides).for_id(whole_of(project))
    assert held
    assert held.split == (SECOND, "5:二、存在的问题", "13:二、存在的问题")
    assert project.build()[0].summary.published == 5


def test_nothing_withdrawn_comes_back_with_another_division(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither by the command nor by hand: without the entry the file is held back until a person decides."""
    assert command.main(["split", NAME, "--at", SECOND, "--reason", "两年的"], project.root) == 0
    project.build()
    gone = min(ids(project) - {whole_of(project, "别的.txt")})
    assert command.main(["withdraw", gone, "--reason", "作者要求"], project.root) == 0
    assert project.build()[0].summary.withdrawn == 1
    for action in (["whole", NAME], ["split", NAME, "--at", "5:二、存在的问题"]):
        assert command.main([*action, "--reason", "x"], project.root) == 2
        assert "其中有一篇已经撤下" in capsys.readouterr().err
    project.where.overrides.write_text(f"{gone}: {{reason: 作者要求, withdraw: true}}\n", "utf-8")
    outcome, _ = project.build()
    assert set(by_source(project)) == {"别的.txt"}
    assert [each.id for each in outcome.findings if each.code == "withdrawn-changed"] == [whole_of(project)]


def test_an_entry_by_hand_that_does_not_fit_and_one_whose_file_is_gone_are_named(project: Project) -> None:
    project.where.overrides.write_text(
        f'{whole_of(project)}: {{reason: 甲, split: ["没有这一行"]}}\n{WHOLE}: {{reason: 乙, split: ["甲"]}}\n',
        "utf-8",
    )
    project.build()
    assert whole_of(project) in ids(project)
    found = {(each.code, each.path) for each in built(project.where.build / "findings.jsonl")}
    assert {("split-unfit", NAME), ("override-unused", f"data/overrides.yml#{WHOLE}")} <= found
    (project.raw / NAME).unlink()
    name = whole_of(project, "别的.txt")
    project.where.overrides.write_text(f'{name}: {{reason: 甲, split: ["三、下一步打算"]}}\n', "utf-8")
    assert project.build()[0].summary.published == 2
