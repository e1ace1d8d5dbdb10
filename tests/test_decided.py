"""What a person or a machine changes outside the originals reaches the next build: an accepted rule, LibreOffice."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import review as command
from archive.checking.findings import built
from archive.checking.restoring import restored
from archive.identity import part_identity
from archive.places import places
from archive.reading.formats import office
from archive.reviewing.explanation import explain
from archive.reviewing.review import from_json
from archive.rulefiles.overrides import Correction, load_overrides
from project_copy import Project, copy_project, report, tree
from test_incremental import LEFT

LINE = "青石岭晚风集"
RICH = rb"{\rtf1\ansi\ansicpg936 \'b9\'a4\'d7\'f7\'d7\'dc\'bd\'e1\par \'c8\'ab\'c4\'ea\'b9\'a4\'d7\'f7\par}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_project(tmp_path)


def told(project: Project) -> set[tuple[str, str]]:
    return {(each.code, each.path) for each in built(project.where.build / "findings.jsonl")}


def test_an_accepted_candidate_is_cut_from_every_report(project: Project) -> None:
    """And is a candidate no more; titles that differ in their year alone never were."""
    for number in range(7):
        project.put(f"{number}.txt", report(2010 + number, number) + LINE + "\n")
    project.build()
    offered = from_json((project.where.build / "review.json").read_text("utf-8")).candidates
    assert not [each.line for each in offered if "年度党建工作总结" in each.line]
    place = str(1 + [each.line for each in offered].index(LINE))
    assert command.main(["rule", place, "--id", "evening", "--reason", "网站的名字"], project.root) == 0
    project.build()
    left = from_json((project.where.build / "review.json").read_text("utf-8")).candidates
    assert {each.line for each in offered} - {each.line for each in left} == {LINE}
    pages = list((project.where.docs / "reports").rglob("*.md"))
    assert len(pages) == 7
    assert not [page for page in pages if LINE in page.read_text("utf-8")]


def test_a_candidate_that_was_turned_down_is_not_offered_again(project: Project) -> None:
    """Nor is a line that differs in its digits alone; taking the entry out offers it again."""
    for number in range(7):
        project.put(f"{number}.txt", f"{report(2010 + number, number)}{LINE}\n第{number}号山海同心\n")
    project.build()
    before = offered(project)
    texts = tree(project.where.docs / "reports")
    places = [str(1 + before.index(line)) for line in (LINE, "第0号山海同心")]
    assert command.main(["reject", *places, "--reason", "本单位的口号"], project.root) == 0
    assert "读取整理 0\n" in project.build()[1]
    assert set(before) - set(offered(project)) == {LINE, "第0号山海同心"}
    assert tree(project.where.docs / "reports") == texts
    path = project.where.rules / "rejected.yml"
    path.write_text(path.read_text("utf-8").partition("\nlines:")[0] + "\nlines:\n", "utf-8")
    project.build()
    assert offered(project) == before


def test_several_candidates_become_rules_at_once(project: Project) -> None:
    for number in range(7):
        project.put(f"{number}.txt", f"{report(2010 + number, number)}{LINE}\n第{number}号山海同心\n")
    project.build()
    places = [str(1 + offered(project).index(line)) for line in (LINE, "第0号山海同心")]
    assert command.main(["rule", *places, "--id", "evening", "--reason", "网站的名字"], project.root) == 0
    project.build()
    pages = [page.read_text("utf-8") for page in (project.where.docs / "reports").rglob("*.md")]
    assert len(pages) == 7
    assert not [page for page in pages if LINE in page or "山海同心" in page]


def offered(project: Project) -> list[str]:
    held = from_json((project.where.build / "review.json").read_text("utf-8")).candidates
    return [each.line for each in held]


SPLIT = "工作总结(精选2篇)\n下面是小编为大家整理的总结，供大家参考选择。\n第一篇：党建\n{}第二篇：业务\n{}"
NAME = "夹/总结.txt"


def parted(project: Project) -> tuple[str, list[str]]:
    """Build with a file that is split; gives the id of the whole, and those of its parts."""
    project.put(NAME, SPLIT.format(report(2015, 1), report(2016, 2)))
    project.put("别的.txt", report(2017, 3))
    project.build()
    digest = hashlib.sha256((project.raw / NAME).read_bytes()).hexdigest()
    parts = [hashlib.sha256(f"{digest}:{n}".encode()).hexdigest()[:12] for n in (1, 2)]
    return f"r{digest[:12]}", [f"r{each}" for each in parts]


def published(project: Project) -> dict[str, str]:
    """The site, and what a build leaves beside it, with the ids of all reports."""
    left = [project.where.build / name for name in LEFT]
    texts = {path.name: path.read_text("utf-8") for path in left}
    return tree(project.where.docs / "reports", project.where.site) | texts


def ids(project: Project) -> set[str]:
    return {path.stem for path in (project.where.docs / "reports").rglob("*.md")}


@pytest.mark.parametrize(
    "named",
    [
        "the first part",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("the second part", "the file")),
    ],
)
def test_a_file_that_was_split_wrongly_is_put_together_and_split_again(
    project: Project, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    """Nothing of its parts is left, as in a clean build; without the entry everything is as it was."""
    whole, parts = parted(project)
    before, known = published(project), ids(project)
    assert set(parts) <= known
    given = {"the first part": parts[0], "the second part": parts[1], "the file": NAME}[named]
    assert command.main(["whole", given, "--reason", "是一份总结的两个部分"], project.root) == 0
    assert f"2 篇合为一份，编号 {whole}" in capsys.readouterr().out
    assert project.build()[0].built
    assert ids(project) == known - set(parts) | {whole}
    assert not [name for name, text in published(project).items() if any(part in text for part in parts)]
    text = (project.where.docs / f"reports/{whole[1:3]}/{whole}.md").read_text("utf-8")
    assert text.index("第一篇：党建") < text.index("第二篇：业务")
    assert "compilation" not in {code for code, path in told(project) if path == NAME}
    clean = Project(project.root), places(None, str(project.root / "clean"), project.root)
    clean[0].build(clean[1])
    assert tree(project.where.docs / "reports", project.where.site) == tree(
        clean[1].docs / "reports", clean[1].site
    )
    project.where.overrides.unlink()
    project.build()
    assert published(project) == before


def test_putting_together_is_refused_where_nothing_was_split_and_brings_nothing_withdrawn_back(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, (first, second) = parted(project)
    other = next(iter(ids(project) - {first, second}))
    for given in (other, "别的.txt", whole, "没有.txt"):
        assert command.main(["whole", given, "--reason", "x"], project.root) == 2
    assert not project.where.overrides.exists()
    assert command.main(["withdraw", first, "--reason", "作者要求"], project.root) == 0
    capsys.readouterr()
    assert command.main(["whole", second, "--reason", "x"], project.root) == 2
    assert f"{first}：其中有一篇已经撤下" in capsys.readouterr().err
    project.where.overrides.write_text(
        f"{first}: {{reason: 甲, withdraw: true}}\n{whole}: {{reason: 乙, whole: true}}\n", "utf-8"
    )
    project.build()
    assert ids(project) == {other}
    project.where.overrides.write_text(f"{whole}: {{reason: 乙, withdraw: true}}\n", "utf-8")
    project.build()
    assert ids(project) == {other}


def test_a_version_that_is_held_back_is_decided_about_by_its_id(project: Project) -> None:
    project.put("a.txt", report(2019, 1))
    project.put("b.txt", report(2018, 1))
    project.build()
    first, second = (f"r{hashlib.sha256(report(2019, each).encode()).hexdigest()[:12]}" for each in (1, 2))
    assert command.main(["withdraw", first, "--reason", "作者要求"], project.root) == 0
    project.put("a.txt", report(2019, 2))
    project.build()
    assert ("withdrawn-changed", "a.txt") in told(project)
    assert command.main(["apart", second, first, "--reason", "改好了"], project.root) == 0
    outcome, _ = project.build()
    assert (outcome.summary.published, outcome.summary.quarantined) == (2, 0)
    assert "override-unused" not in {code for code, _ in told(project)}


def test_decisions_about_parts_that_are_gone_are_named(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, (first, second) = parted(project)
    assert command.main(["set", first, "year=2014", "--reason", "署名"], project.root) == 0
    project.build()
    assert command.main(["whole", second, "--reason", "是一份"], project.root) == 0
    assert f"这些编号的决定不再起作用，可以删去：{first}" in capsys.readouterr().out
    assert load_overrides(project.where.overrides).for_id(whole) == Correction("是一份", whole=True)
    project.build()
    assert ("override-unused", f"data/overrides.yml#{first}") in told(project)


def test_what_stands_before_the_first_report_is_shown_on_its_page(project: Project) -> None:
    _, (first, second) = parted(project)
    pages = [
        (project.where.site / f"reports/{each[1:3]}/{each}.html").read_text("utf-8")
        for each in (first, second)
    ]
    assert ["去掉合集里第一篇之前的文字" in page for page in pages] == [True, False]
    assert "工作总结(精选2篇)" in pages[0]
    edits = (project.where.build / "edits.jsonl").read_text("utf-8")
    assert "下面是小编为大家整理的总结" in next(
        line for line in edits.splitlines() if '"compilation"' in line
    )
    found = restored(project.where, 1)
    assert (found.files, found.wrong) == (2, ())
    lines = explain(project.raw / NAME, project.where).lines
    assert any("合集里第一篇之前的标题、目录和导语" in line for line in lines)


@pytest.mark.office
def test_what_was_read_without_libreoffice_is_read_again_with_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.put("甲.rtf", RICH)
    with monkeypatch.context() as missing:
        missing.setattr(office, "COMMANDS", ())
        missing.setattr(office, "PLACES", ())
        office.command.cache_clear()
        project.build()
        assert ("office-fallback", "甲.rtf") in told(project)
        assert not project.build()[0].built
    office.command.cache_clear()
    assert project.build()[0].built
    assert ("office-fallback", "甲.rtf") not in told(project)
    assert not project.build()[0].built


PHONE = "联系电话13812345678，家住东门路"


def texts(project: Project) -> str:
    return "".join(page.read_text("utf-8") for page in (project.where.docs / "reports").rglob("*.md"))


def name_of(text: str, part: int = 0) -> str:
    return part_identity(hashlib.sha256(text.encode()).hexdigest(), part)


def test_what_was_cut_stays_cut_when_the_original_is_changed(project: Project, tmp_path: Path) -> None:
    """With the title and the labels; an entry under the new id wins, and takes over once the old one is gone."""
    first, second = f"{report(2015, 1)}{PHONE}。\n", f"{report(2015, 1)}{PHONE}。\n补一句话。\n"
    old, new = name_of(first), name_of(second)
    project.put("李四.txt", first)
    project.put("别的.txt", report(2017, 3))
    project.build()
    said = f"{old}: {{reason: 隐私, cut: [{PHONE}], title: 改过的题目, labels: {{year: 2011}}}}\n"
    project.where.overrides.write_text(said, "utf-8")
    project.put("李四.txt", second)
    outcome, _ = project.build()
    assert ids(project) == {new, name_of(report(2017, 3))}
    assert PHONE not in texts(project)
    assert "改过的题目" in texts(project)
    (carried,) = (each for each in outcome.findings if each.code == "correction-carried")
    assert (carried.path, carried.id) == ("李四.txt", new)
    assert old in carried.message
    assert "override-unused" not in {code for code, _ in told(project)}
    assert any("[override]" in line for line in explain(project.raw / "李四.txt", project.where).lines)
    before = tree(project.where.site)
    clean = places(None, str(tmp_path / "clean"), project.root)
    project.build(clean)
    assert tree(clean.site) == before
    project.where.overrides.write_text(f"{said}{new}: {{reason: 又, labels: {{year: 2012}}}}\n", "utf-8")
    project.build()
    assert PHONE not in texts(project)
    assert "year: 2012" in texts(project)
    project.where.overrides.write_text(f"{new}: {{reason: 可以公开, title: 题}}\n", "utf-8")
    project.build()
    assert PHONE in texts(project)
    assert "correction-carried" not in {code for code, _ in told(project)}


@pytest.mark.parametrize("at", ["whole", "part"])
def test_what_was_cut_stays_cut_when_a_changed_file_is_split(project: Project, at: str) -> None:
    """Whether it is split now and was not, or was split and has other parts."""
    plain, split = (
        f"{report(2015, 1)}{PHONE}。\n",
        SPLIT.format(report(2014, 1), f"{report(2015, 1)}{PHONE}。\n"),
    )
    first = plain if at == "whole" else split
    project.put(NAME, first)
    project.build()
    old = name_of(first, 0 if at == "whole" else 2)
    assert old in ids(project)
    project.where.overrides.write_text(f"{old}: {{reason: 隐私, cut: [{PHONE}]}}\n", "utf-8")
    project.put(NAME, f"{split}第三篇：又一篇\n{report(2018, 1)}")
    project.build()
    assert len(ids(project)) == 3
    assert PHONE not in texts(project)
    assert "override-unused" not in {code for code, _ in told(project)}


def test_what_was_cut_of_a_part_is_cut_of_the_whole(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    content = SPLIT.format(report(2014, 1), f"{report(2015, 1)}{PHONE}。\n")
    project.put(NAME, content)
    project.build()
    part = name_of(content, 2)
    assert command.main(["cut", part, PHONE, "--reason", "隐私"], project.root) == 0
    assert command.main(["whole", part, "--reason", "是一份"], project.root) == 0
    assert "照样删" in capsys.readouterr().out
    project.build()
    assert ids(project) == {name_of(content)}
    assert PHONE not in texts(project)
    assert "override-unused" not in {code for code, _ in told(project)}


def test_what_a_person_cut_stands_nowhere_in_the_site(project: Project) -> None:
    """Nor as what a rule cut, where the words lie in a line that goes as a whole; all is kept beside the site."""
    address, line = "家住东门路12号", "关注公众号：青石岭，家住东门路12号，领取全套资料"
    text = f"{report(2015, 1)}本人{address}。\n\n{line}\n"
    project.put("李四.txt", text)
    project.put("别的.txt", report(2017, 3))
    project.where.overrides.write_text(f"{name_of(text)}: {{reason: 隐私, cut: [{address}]}}\n", "utf-8")
    project.build()
    page = next(path for path in project.where.site.rglob("*.html") if path.stem == name_of(text))
    assert "按人工更正处理" in page.read_text("utf-8")
    holding = [
        path
        for path in project.where.site.rglob("*")
        if path.is_file() and "东门路" in path.read_bytes().decode("utf-8", "replace")
    ]
    assert holding == []
    assert (project.where.build / "edits.jsonl").read_text("utf-8").count("东门路") == 2


def test_words_that_the_original_does_not_have_are_named(project: Project) -> None:
    """Of a rule as well; what a rule cuts, or what reads otherwise once its signs are made even, is there."""
    text = f"{report(2015, 1)}联系电话：13812345678,请拨打。\n\n本文系邮箱投稿，仅供学习参考\n"
    project.put("李四.txt", text)
    project.build()
    named = ["13812345687", "credit-contakt"]
    cut, keep = ["本文系邮箱投稿", "13812345678，请"], ["credit-contact", "edge-voice", "学习"]
    for words in (named, []):
        entry = {"reason": "隐私", "cut": [*cut, *words[:1]], "keep": [*keep, *words[1:]]}
        project.where.overrides.write_text(json.dumps({name_of(text): entry}), "utf-8")
        found = [each for each in project.build()[0].findings if each.code == "override-words"]
        assert [(each.path, each.message.count("“")) for each in found] == [("李四.txt", 2)] * bool(words)
        assert all(word in each.message for each in found for word in words)
