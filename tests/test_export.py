"""What is handed out: Word files in the layout of the standard, the same from Python and from JavaScript, whole batches."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import export as command
from archive.console.progress import Progress
from archive.errors import RuleError, UsageError
from archive.export import plain, word
from archive.export.bag import write_bag
from archive.export.document import Document, Line, document, file_names
from archive.export.layout import KINDS, load_layout
from archive.export.ooxml import WORD, fixed
from archive.export.package import packed
from archive.export.written import HEAD, MARK, begin, earlier
from archive.model import RUNS_ON, Block, Report
from archive.reading import manifest
from archive.site.tables import table_of, widths
from project_copy import copy_project, report

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "data" / "rules"
JS = ROOT / "tests" / "js"
FIXED = fixed(load_layout(RULES))
HAN = "关于做好全面从严治党工作总结情况汇报如下认真学习贯彻落实深入开展主题教育活动"
LINE = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\x00\x0b\ud800<&>\t\n \u3000*#_1.)"),
    min_size=1,
    max_size=12,
)
ODD = Document(
    "r0123456789ab",
    "关于<2018>年\u3000“总结”: a/b & c",
    "《关于<2018>年总结》（2018年·工作总结）",
    (
        Line("addressee", "局党组："),
        Line("heading2", "一、基本情况 &amp; <b>"),
        Line("heading3", "（一）X次"),
        Line("heading6", "1. 尾 #"),
        Line("paragraph", "甲\t乙\n丙\r\n丁\x00\x0b\ud800戊\ufffe 𠀀"),
        Line("paragraph", "12. 不是列表　* _ ` [a](b) \\ | ~"),
        Line("paragraph", "- 不是列表"),
        Line("paragraph", "# 不是标题"),
        Line("paragraph", "  ==  "),
        Line("table", "一\t二"),
        Line("heading3", "（一）抓学习。"),
        Line("run", "全年 <学习>\t12次。"),
        Line("run", "没有标题的。"),
        Line("table", "序号\t项目 & 内容\t得分\n1\t学习|<管理>\t15\n合计\t\t\n"),
        Line("table", "姓名：甲\t性别\n\t\t *年龄*"),
        Line("attachment", "附件：1．名单"),
        Line("signature", "XXX党支部"),
        Line("date", "2018年12月30日"),
    ),
)  # fmt: skip


def parse(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


def in_node(documents: list[Document]) -> dict[str, Any]:
    rows = [
        {"id": each.id, "title": each.title, "citation": each.citation,
         "lines": [{"kind": line.kind, "text": line.text} for line in each.lines]}
        for each in documents
    ]  # fmt: skip
    done = subprocess.run(
        ["node", str(JS / "word.js")], input=json.dumps({"parts": word.script(FIXED), "documents": rows}),
        capture_output=True, text=True, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_both_writers_make_the_same_parts_and_texts() -> None:
    @settings(max_examples=60)
    @given(st.lists(st.builds(Line, st.sampled_from((*KINDS[1:], "run", "table")), LINE), max_size=6), LINE)
    def collect(lines: list[Line], title: str) -> None:
        name = f"r{hashlib.sha256(title.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        drawn.append(Document(name, title, f"《{title}》", tuple(lines)))

    drawn = [ODD, replace(ODD, id="rba9876543210", title="关于<2018>年“总结”： A/B & C")]
    collect()
    drawn = list({each.id: each for each in drawn}.values())
    answer = in_node(drawn)
    for want, made in zip(drawn, answer["made"], strict=True):
        assert [tuple(part) for part in made["parts"]] == list(word.parts(want, FIXED))
        assert made["text"] == plain.text(want)
        assert made["markdown"] == plain.markdown(want)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(made["zip"]))) as archive:
            assert archive.testzip() is None
            assert [(each.filename, each.date_time) for each in archive.infolist()] == [
                (name, (1980, 1, 1, 0, 0, 0)) for name, _ in word.parts(want, FIXED)
            ]
            for name, text in word.parts(want, FIXED):
                assert archive.read(name).decode() == text
    named = file_names({each.id: each.title for each in drawn}.items())
    assert {each.id: name for each, name in zip(drawn, answer["names"], strict=True)} == named


def test_every_part_is_xml_and_every_text_is_there() -> None:
    for _, text in word.parts(ODD, FIXED):
        parse(text)
    body = parse(dict(word.parts(ODD, FIXED))["word/document.xml"])
    space = {"w": WORD}
    texts = [
        "".join(node.text or "" for node in each.iterfind(".//w:t", space))
        for each in body.iterfind(".//w:p", space)
    ]
    assert texts[0] == ODD.title
    assert texts[5] == "甲乙丙丁\ufffd\ufffd\ufffd戊\ufffd 𠀀"
    styles = [each.get(f"{{{WORD}}}val") for each in body.iterfind(".//w:pStyle", space)]
    assert styles[:5] == ["Title", "Addressee", "Heading1", "Heading2", "Heading5"]
    assert styles[-2:] == ["Signed", "Dated"]


def test_short_cells_of_a_table_of_many_columns_are_not_broken_in_word() -> None:
    head = "序号\t任务\t责任人\t时限\t经费（元）\t完成情况\t备注"
    row = "1\t开展主题党日活动，落实谈心谈话制度\t党委书记、办公室主任\t2023年3月底前\t1200\t已完成\t每月报送一次进展情况"
    table = table_of(f"{head}\n{row}")
    assert table
    columns = widths(table, FIXED.width)
    sign = 240
    assert columns[0] > 3 * sign  # two signs and the edges
    assert columns[4] > 5 * sign
    assert columns[1] > columns[3] > columns[0]
    assert sum(columns) <= FIXED.width
    crowded = table_of("\n".join(["甲乙丙丁\t" * 19 + "甲乙丙丁"] * 2))
    assert crowded
    assert 0 < sum(widths(crowded, FIXED.width)) <= FIXED.width


def test_a_table_is_a_table_in_every_format() -> None:
    rows = "序号\t项目\t得分\n1\t学习|管理\t15\n合计\t\t20"
    lines = (Line("table", "填报单位\t日期"), Line("table", rows), Line("table", rows))
    made = Document("r000000000000", "考核表", "《考核表》", lines)
    body = parse(dict(word.parts(made, FIXED))["word/document.xml"])
    space = {"w": WORD}
    tables = body.findall("w:body/w:tbl", space)
    cells = [
        ["".join(cell.itertext()) for cell in row.findall("w:tc", space)]
        for row in tables[0].findall("w:tr", space)
    ]
    assert cells == [["序号", "项目", "得分"], ["1", "学习|管理", "15"], ["合计", "", "20"]]
    assert len(tables) == 2  # with a paragraph between them, and one after the last
    assert [each.tag.rpartition("}")[2] for each in body[0]] == ["p", "p", "tbl", "p", "tbl", "p", "sectPr"]
    assert tables[0].find("w:tblPr/w:tblBorders/w:insideV", space) is not None
    assert len(tables[0].findall(".//w:tblHeader", space)) == 1
    grid = [int(each.get(f"{{{WORD}}}w", "")) for each in tables[0].findall("w:tblGrid/w:gridCol", space)]
    assert grid[0] < grid[1]
    assert sum(grid) <= FIXED.width
    assert "\r\n序号\t项目\t得分\r\n1\t学习|管理\t15\r\n合计\t\t20\r\n" in plain.text(made)
    assert (
        "| 序号 | 项目 | 得分 |\n| --- | --- | --- |\n| 1 | 学习\\|管理 | 15 |\n| 合计 |  | 20 |\n"
        in plain.markdown(made)
    )


def test_a_run_in_heading_is_one_paragraph() -> None:
    lines = (
        Line("heading3", "（一）抓学习。"),
        Line("run", "全年学习。"),
        Line("heading3", "（二）抓管理。"),
        Line("paragraph", "另起。"),
    )
    made = Document("r000000000000", "总结", "《总结》", lines)
    body = parse(dict(word.parts(made, FIXED))["word/document.xml"])
    space = {"w": WORD}
    assert ["".join(each.itertext()) for each in body.iterfind(".//w:p", space)] == [
        "总结", "（一）抓学习。全年学习。", "（二）抓管理。", "另起。"
    ]  # fmt: skip
    faces = [each.get(f"{{{WORD}}}val") for each in body.iterfind(".//w:r/w:rPr/w:rStyle", space)]
    assert faces == ["Heading2Char"]
    styles = parse(dict(FIXED.parts)["word/styles.xml"])
    fonts = styles.find(".//w:style[@w:styleId='Heading2Char']//w:rFonts", space)
    assert fonts is not None
    assert fonts.get(f"{{{WORD}}}eastAsia") == "楷体_GB2312"
    assert (
        "\u3000\u3000（一）抓学习。全年学习。\r\n\u3000\u3000（二）抓管理。\r\n\u3000\u3000另起。\r\n"
        in plain.text(made)
    )
    assert "### （一）抓学习。\n\n全年学习。" in plain.markdown(made)


def test_the_layout_says_what_the_standard_says() -> None:
    styles = parse(dict(FIXED.parts)["word/styles.xml"])
    space = {"w": WORD}

    def face(style: str) -> tuple[str | None, str | None]:
        node = styles.find(f".//w:style[@w:styleId='{style}']", space)
        assert node is not None
        fonts, size = node.find(".//w:rFonts", space), node.find(".//w:sz", space)
        assert fonts is not None
        assert size is not None
        return fonts.get(f"{{{WORD}}}eastAsia"), size.get(f"{{{WORD}}}val")

    assert face("Title") == ("方正小标宋简体", "44")
    assert face("Heading1") == ("黑体", "32")
    assert face("Heading2") == ("楷体_GB2312", "32")
    assert face("Heading3") == face("Normal") == ("仿宋_GB2312", "32")
    for node in styles.iterfind(".//w:rFonts", space):
        assert node.get(f"{{{WORD}}}eastAsia")
    assert 'w:firstLineChars="200"' in dict(FIXED.parts)["word/styles.xml"]
    assert 'w:top="2097" w:right="1474" w:bottom="1984" w:left="1587"' in FIXED.after


def test_the_same_report_is_the_same_bytes() -> None:
    assert word.docx(ODD, FIXED) == word.docx(ODD, FIXED)
    assert packed([("a", b"x" * 99)]) == packed([("a", b"x" * 99)])


def test_a_layout_that_lacks_a_style_or_a_font_is_refused(tmp_path: Path) -> None:
    text = (RULES / "word.yml").read_text("utf-8")
    for wrong, told in (
        (text.replace("  signature:", "  signatur:"), "styles"),
        (text.replace("  宋体: SimSun\n", ""), "fonts"),
        (text.replace("latin:", "latein:"), "latein"),
    ):
        (tmp_path / "word.yml").write_text(wrong, "utf-8")
        with pytest.raises(RuleError, match=told):
            load_layout(tmp_path)


def test_the_size_of_text_stands_in_the_layout_alone() -> None:
    layout = load_layout(RULES)
    smaller = replace(layout.styles["paragraph"], size=15)
    styles = dict(fixed(replace(layout, styles={**layout.styles, "paragraph": smaller})).parts)[
        "word/styles.xml"
    ]
    assert '<w:sz w:val="30"/><w:szCs w:val="30"/><w:lang' in styles
    assert '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang' in dict(FIXED.parts)["word/styles.xml"]


@pytest.mark.office
def test_a_page_has_twenty_two_lines_of_twenty_eight_characters(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office
    text = "".join(HAN[at % len(HAN)] for at in range(28 * 60 - 2))
    lines = (Line("heading2", "一、基本情况"), Line("paragraph", text))
    (tmp_path / "a.docx").write_bytes(word.docx(Document("r000000000000", "测试", "《测试》", lines), FIXED))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with pdfplumber.open(tmp_path / "a.pdf") as pdf:
        pages = [page.chars for page in pdf.pages]
        width = float(pdf.pages[0].width)
    assert len(pages) == 3
    full = Counter(round(char["top"]) for char in pages[1] if char["size"] > 15)
    assert len(full) == 22
    assert set(full.values()) == {28}
    numbers = ["".join(char["text"] for char in page if char["size"] < 15) for page in pages]
    assert numbers == ["— 1 —", "— 2 —", "— 3 —"]
    places = [next(char["x0"] for char in page if char["size"] < 15) for page in pages]
    assert places[0] > width / 2 > places[1]
    left, top = min(char["x0"] for char in pages[1]), min(char["top"] for char in pages[1])
    assert abs(left - 28 / 25.4 * 72) < 1
    assert 37 / 25.4 * 72 <= top < 37 / 25.4 * 72 + 12
    titles = [char["size"] for char in pages[0] if char["text"] == "测"]
    assert titles == [22.0]


def test_a_report_keeps_kinds_and_levels() -> None:
    blocks = (
        Block("heading", 3, "一", "h-1"),
        Block("date", 0, "2018年", "p-1"),
        Block("paragraph", 0, "甲", "p-2"),
    )
    made = document(Report("r0", "题", "a.txt", ("a.txt",), "0", 1, blocks, "未定", "党委", 2018))
    assert made.citation == "《题》（2018年·党委）"
    assert [line.kind for line in made.lines] == ["heading3", "date", "paragraph"]
    runs = (Block("heading", 3, "（一）甲。", "h-1"), Block("paragraph", RUNS_ON, "乙。", "p-1"))
    made = document(Report("r0", "题", "a.txt", ("a.txt",), "0", 1, runs))
    assert [line.kind for line in made.lines] == ["heading3", "run"]


def test_names_of_files_are_told_apart_and_taken_by_every_system() -> None:
    names = file_names([("r1", 'a:b?"c'), ("r2", "A B C"), ("r3", "..."), ("r4", "长" * 99)])
    assert names == {"r1": "a b c-r1", "r2": "A B C-r2", "r3": "r3", "r4": "长" * 60}


def run(built: Path, out: Path, *arguments: str) -> int:
    return command.main(["--build", str(built), "--out", str(out), "--quiet", *arguments])


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_everything_is_handed_out_and_twice_the_same(built: Path, tmp_path: Path) -> None:
    wanted = ("--all", "--format", "docx,txt,md", "--catalog", "csv,json,sqlite", "--bagit")
    assert run(built, tmp_path / "one", *wanted, "--jobs", "2") == 0
    assert run(built, tmp_path / "two", *wanted, "--jobs", "1") == 0
    made = tree(tmp_path / "one")
    assert made == tree(tmp_path / "two")
    assert Counter(Path(name).suffix for name in made if not name.startswith("originals")) == {
        ".docx": 5, ".txt": 5, ".md": 5, ".csv": 1, ".json": 1, ".sqlite": 1, "": 1,
    }  # fmt: skip
    assert made["catalog.csv"] == (built / "build" / "catalog.csv").read_bytes()
    assert made["catalog.json"] == (built / "build" / "catalog.json").read_bytes()
    text = made["txt/2018年抓基层党建工作述职报告.txt"].decode()
    assert text.startswith("\ufeff2018年抓基层党建工作述职报告\r\n\r\n")
    assert text.endswith("——《2018年抓基层党建工作述职报告》（2018年·述职报告·党总支）\r\n")


def test_the_folder_build_stands_for_the_one_that_it_lies_in(built: Path, tmp_path: Path) -> None:
    assert run(built, tmp_path / "一", "--all") == run(built / "build", tmp_path / "二", "--all") == 0
    assert tree(tmp_path / "一") == tree(tmp_path / "二")


def test_the_bag_is_valid_and_holds_the_originals(built: Path, tmp_path: Path) -> None:
    assert run(built, tmp_path / "out", "--all", "--bagit") == 0
    bag = tmp_path / "out" / "originals"
    assert (bag / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    rows = [line.split("  ", 1) for line in (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()]
    assert {name for _, name in rows} == {f"data/{path.name}" for path in (ROOT / "data" / "raw").iterdir()}
    rows += [line.split("  ", 1) for line in (bag / "tagmanifest-sha256.txt").read_text("utf-8").splitlines()]
    for digest, name in rows:
        assert hashlib.sha256((bag / name).read_bytes()).hexdigest() == digest
    size = sum(path.stat().st_size for path in (bag / "data").iterdir())
    assert f"Payload-Oxum: {size}.5\n" in (bag / "bag-info.txt").read_text()


def test_the_database_holds_the_catalogue(built: Path, tmp_path: Path) -> None:
    assert run(built, tmp_path / "out", "--all", "--catalog", "sqlite,csv") == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "catalog.csv").read_text("utf-8-sig"))))
    with closing(sqlite3.connect(tmp_path / "out" / "catalog.sqlite")) as base:
        held = dict(base.execute("SELECT id, title FROM reports"))
        count = base.execute(
            "SELECT count(*) FROM reports JOIN sources ON report = id WHERE year = 2018"
        ).fetchone()
    assert held == {row["id"]: row["title"] for row in rows}
    assert count == (3,)


def test_labels_and_ids_choose_and_the_rest_goes(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(built, out, "--year", "2018", "--type", "述职报告", "--type", "工作总结") == 0
    assert len(list((out / "docx").iterdir())) == 3
    assert run(built, out, "--year", "2018", "--level", "党支部", "--format", "txt") == 0
    assert sorted(tree(out)) == [".archive-export", "txt/2018年党支部书记抓党建述职报告（机关）.txt"]
    row = next(iter(json.loads((built / "build" / "catalog.json").read_text("utf-8"))["reports"]))
    assert run(built, out, row["id"]) == 0
    assert len(list((out / "docx").iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "没有说明导出哪些报告"),
        (("r00000000dead",), "没有编号是这个的报告"),
        (("--type", "小说"), "小说：没有一篇报告的类型是这个。可选：工作总结、述职报告"),
        (("--year", "2018", "--level", "党组", "--type", "述职报告"), "没有一篇报告符合"),
    ],
)
def test_a_wrong_order_says_what_to_write(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert run(built, tmp_path / "out", *arguments) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_else_is_left_alone(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run(built, tmp_path, "--all") == 2
    assert run(built, tmp_path / "mine.txt", "--all") == 2
    assert "换一个" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_a_person_put_beside_or_changed_stays_and_is_told(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(built, out, "--all", "--format", "docx,txt", "--catalog", "csv", "--bagit") == 0
    assert "留着没动" not in capsys.readouterr().out
    (out / "docx" / "手写.docx").write_bytes(b"mine")
    (out / "originals" / "data" / "说明.txt").write_text("mine")
    changed, *others = sorted((out / "txt").iterdir())
    changed.write_text("changed")
    assert run(built, out, "--year", "2018", "--format", "md") == 0
    assert "另有 3 个文件不是导出写的，或写出以后改过，留着没动：docx/手写.docx、" in capsys.readouterr().out
    assert set(tree(out)) - {".archive-export"} == {
        "docx/手写.docx", "originals/data/说明.txt", f"txt/{changed.name}",
        *(f"md/{path.name}" for path in (out / "md").iterdir()),
    }  # fmt: skip
    before = tree(out)
    assert run(built, out, "--all", "--format", "txt,md") == 2
    assert f"{changed}：这个文件不是导出写的，或写出以后改过，再导出会盖掉它" in capsys.readouterr().err
    assert tree(out) == before
    changed.unlink()
    assert run(built, out, "--all", "--format", "txt") == 0
    assert {path.name for path in (out / "txt").iterdir()} == {changed.name, *(each.name for each in others)}
    assert not (out / "md").exists()


def test_a_stopped_export_and_one_without_a_list_can_be_done_again(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    copy = tmp_path / "built"
    shutil.copytree(built, copy)
    page = max((copy / "docs" / "reports").rglob("*.md"))
    text = page.read_text("utf-8")
    page.unlink()
    assert run(copy, out, "--all", "--jobs", "1") == 1
    page.write_text(text, "utf-8")
    assert run(copy, out, "--all", "--format", "txt") == 0
    assert not (out / "docx").exists()
    (out / ".archive-export").write_text(
        "Generated: scripts/export.py removes what its last run did not make.\n"
    )
    assert run(copy, out, "--year", "2018", "--format", "txt") == 0
    assert len(tree(out)) == 6


@pytest.mark.parametrize("line", ['["../victim.txt",""]', '["/tmp",""]', "[1,2]", '["a"]', "{}", "x", None])
def test_a_list_that_no_export_wrote_removes_nothing(tmp_path: Path, line: str | None) -> None:
    victim, out = tmp_path / "victim.txt", tmp_path / "out"
    victim.write_text("x")
    out.mkdir()
    (out / MARK).write_text("" if line is None else f"{HEAD}\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="导出清单"):
        begin(earlier(out), ())
    assert victim.exists()


@pytest.mark.parametrize("format_", ["pdf", "", "docx,odt"])
def test_an_unknown_format_is_wrong_usage(built: Path, tmp_path: Path, format_: str) -> None:
    with pytest.raises(SystemExit) as caught:
        run(built, tmp_path / "out", "--all", "--format", format_)
    assert caught.value.code == 2


def test_a_damaged_or_missing_original_or_page_is_named(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(ROOT / "data" / "raw", raw)
    copy = tmp_path / "built"
    shutil.copytree(built, copy)
    shutil.copy(ROOT / "data" / "raw.sha256", copy / "build" / "raw.sha256")
    first = min(raw.iterdir())
    first.write_bytes(first.read_bytes() + b"!")
    assert run(copy, tmp_path / "out", "--all", "--bagit", "--raw", str(raw)) == 1
    assert f"{first.name}：原件与收录时不同" in capsys.readouterr().err
    assert not (tmp_path / "out" / "originals" / "data" / first.name).exists()
    first.unlink()
    assert run(copy, tmp_path / "out", "--all", "--bagit", "--raw", str(raw)) == 1
    assert "原件不在了" in capsys.readouterr().err
    page = next((copy / "docs" / "reports").rglob("*.md"))
    page.unlink()
    assert run(copy, tmp_path / "out", "--all") == 1
    assert f"{page.as_posix()}：这篇报告的页面不在了" in capsys.readouterr().err
    assert run(tmp_path / "nowhere", tmp_path / "out", "--all") == 1
    assert "还没有构建过" in capsys.readouterr().err


def test_the_command_runs_from_anywhere(built: Path, tmp_path: Path) -> None:
    line = [
        sys.executable,
        str(ROOT / "scripts" / "export.py"),
        "--build",
        str(built),
        "--out",
        "out",
        "--all",
    ]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert "选中 5 篇，写出 5 个文件" in done.stdout.decode()
    assert len(list((tmp_path / "out" / "docx").iterdir())) == 5


@pytest.mark.parametrize(
    "name", ["data/raw/导出", "data/导出", "docs/导出", "docs/reports/导出", "site", "data/rules"]
)
def test_nothing_is_handed_out_into_the_project_itself(
    built: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--build", str(built), "--out", str(ROOT / name), "--quiet", "--all"]) == 2
    assert "项目自己的文件夹" in capsys.readouterr().err
    assert (
        command.main(["--build", str(built), "--out", str(built / "site" / "导出"), "--quiet", "--all"]) == 2
    )
    assert not (built / "site" / "导出").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text")
def test_an_original_whose_name_is_no_text_is_copied_too(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    name = os.fsencode(project.raw) + "/怪/".encode() + b"\xb1\xa8\xb8\xe6.txt"
    project.put("怪/一.txt", report(2018, 1))
    Path(os.fsdecode(name)).write_bytes(report(2019, 2).encode())
    project.build()
    rows = manifest.load(project.where.manifest)
    bag = tmp_path / "bag"
    assert set(write_bag(bag, project.raw, tuple(rows.values()), Progress(quiet=True))) == set(tree(bag))
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (bag / "data").rglob("*.txt")}
    assert kept == {row.sha256 for row in rows.values()}
