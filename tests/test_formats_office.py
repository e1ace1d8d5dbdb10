"""Old formats: through LibreOffice where it is installed, by the documented fallbacks where it is not."""

from __future__ import annotations

import difflib
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import Unreadable
from archive.reading.formats import office
from archive.reading.formats.doc import read_doc
from archive.reading.formats.original import Original
from archive.reading.formats.rtf import read_rtf
from archive.reading.limits import load
from archive.reading.read import Reading, read
from conftest import ROOT, RULES
from office_files import Word, abstract, compound, doc, docx, level, num, numbered, p, zipped

LIMITS = load(RULES)
NUMBERING = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
) + num(1, 0)
PARAGRAPH = "一年来，我局坚持以人民为中心，认真贯彻落实上级决策部署，“严”字当头，扎实推进各项工作（含重点任务12项），取得明显成效；全年共开展学习36次、调研8次。"


needs_office = pytest.mark.skipif(office.command() is None, reason="LibreOffice is not installed")


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without LibreOffice."""
    monkeypatch.setattr(office, "COMMANDS", ())
    monkeypatch.setattr(office, "PLACES", ())
    office.command.cache_clear()


@pytest.fixture(autouse=True)
def fresh_command() -> Iterator[None]:
    yield
    office.command.cache_clear()


def original(content: bytes, name: str) -> Original:
    return Original(name, content, LIMITS, Path(name))


def reading(folder: Path, content: bytes, name: str) -> Reading:
    path = folder / name
    path.write_bytes(content)
    return read(path, name, LIMITS)


@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize("flags", [0x0200, 0x0000])
def test_piece_table(pieces: int, flags: int) -> None:
    text = "工作总结\r第一段\x0b换行\r" + PARAGRAPH + "\r\x13 PAGE \x141\x15页\x07格\x07\x07"
    raw = read_doc(original(doc(text, pieces=pieces, flags=flags), "a.doc")).raws[0]
    assert raw.text == "工作总结\n第一段\n换行\n" + PARAGRAPH + "\n1页\t格\n"
    assert [note.code for note in raw.notes] == ["office-fallback"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (compound({"Other": b"x"}), "unknown-format"),
        (compound({"WordDocument": b"x" * 5000}), "needs-office"),
        (compound({"WordDocument": doc("甲")[1536:9000]}), "doc-damaged"),
        (doc("正文", flags=0x0300), "encrypted"),
        (doc(" \r"), "empty"),
        (doc("正文").replace(b"\x01\x02\x00\xaa\xbb", b"\x07\x02\x00\xaa\xbb"), "doc-damaged"),
    ],
)
def test_what_the_piece_table_refuses(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_doc(original(content, "a.doc"))
    assert refused.value.code == code


@pytest.mark.usefixtures("without_office")
def test_without_libreoffice(tmp_path: Path) -> None:
    found = reading(tmp_path, doc("甲\r乙\r"), "a.doc")
    assert [(raw.format, raw.text) for raw in found.raws] == [("doc", "甲\n乙\n")]
    rich = (
        rb"{\rtf1\ansi\ansicpg936 \'b9\'a4\'d7\'f7\par{\listtext \'d2\'bb\'a1\'a2\tab}\u24635?\'bd\'e1\par}"
    )
    found = reading(tmp_path, rich, "a.rtf")
    assert [(raw.format, raw.text) for raw in found.raws] == [("rtf", "工作\n一、总结\n")]
    odt = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    for content, name in ((odt, "a.odt"), (compound({"Contents": b"x"}), "a.wps")):
        failures = reading(tmp_path, content, name).failures
        assert [(each.code, "LibreOffice" in each.reason) for each in failures] == [("needs-office", True)]


def test_rtf_that_is_broken_or_empty() -> None:
    with pytest.raises(Unreadable) as refused:
        read_rtf(original(rb"{\rtf1 }", "a.rtf"))
    assert refused.value.code == "empty"
    assert read_rtf(original(b"{\\rtf1\\ansicpg65001 \\u24635?}", "a.rtf")).raws[0].text == "总"
    rare = original(rb"{\rtf1 \u-10174?\u-8265?\u-10174?}", "a.rtf")
    assert read_rtf(rare).raws[0].text == "𠮷\ufffd"


def converted(folder: Path, content: bytes, kind: str, target: str = "") -> bytes:
    source = folder / "in.docx"
    source.write_bytes(content)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            str(office.command()),
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            target or kind,
            "--outdir",
            str(folder),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / f"in.{kind}").read_bytes()


def official() -> bytes:
    body = p("某局二〇一九年工作总结") + "".join(
        numbered(text, 1, at)
        for text, at in [("总体情况", 0), ("抓学习", 1), ("抓落实", 1), ("第一点", 2), ("存在问题", 0)]
    )
    indent = '<w:ind w:firstLine="640"/>'
    return docx(
        Word(body + "".join(p(PARAGRAPH * times, indent) for times in (2, 5, 9, 14)), numbering=NUMBERING)
    )


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_conversions_keep_text_and_numbers(tmp_path: Path, kind: str) -> None:
    found = reading(tmp_path, converted(tmp_path, official(), kind), f"a.{kind}")
    lines = found.raws[0].text.split("\n")
    assert lines[0] == "某局二〇一九年工作总结"
    if kind != "rtf":  # LibreOffice itself writes the numbers' Chinese signs as question marks there
        assert lines[1:6] == ["一、总体情况", "（一）抓学习", "（二）抓落实", "1.第一点", "二、存在问题"]
    assert lines[6:10] == [PARAGRAPH * times for times in (2, 5, 9, 14)]


FORMATS = [
    "chineseCounting",
    "chineseCountingThousand",
    "decimal",
    "decimalEnclosedCircle",
    "upperRoman",
    "lowerLetter",
    "upperLetter",
    "ideographTraditional",
    "decimalFullWidth",
    "japaneseCounting",
    "ideographZodiac",
    "decimalZero",
    "chineseLegalSimplified",
]
SHAPES = ("%{}、", "（%{}）", "%{}.", "%{})", "第%{}章")


def random_list(seed: int) -> bytes:
    """A document with two list definitions of five levels, four instances, and paragraphs at random levels."""
    chance = random.Random(seed)
    definitions = ""
    for which in range(2):
        levels = []
        for at in range(5):
            shape = chance.choice(SHAPES).format(at + 1)
            if at and chance.random() < 0.3:
                shape = "".join(f"%{k + 1}." for k in range(at + 1))
            levels.append(level(at, chance.choice(FORMATS), shape, start=chance.choice([1, 1, 1, 3])))
        definitions += abstract(which, *levels)
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    definitions += (
        num(1, 0) + num(2, 0, again.format(1)) + num(3, 1) + num(4, 1, again.format(chance.choice([1, 5])))
    )
    body, count = "", 0
    for which in (1, 3, 2, 4):
        at = 0
        for step in range(chance.randint(4, 14)):
            at = min(4, max(0, at + chance.choice([-2, -1, 0, 0, 1]))) if step else 0
            count += 1
            body += numbered(f"段{count}", which, at)
    return docx(Word(body, numbering=definitions))


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("seed", range(4))
def test_numbers_are_those_that_libreoffice_shows(tmp_path: Path, seed: int) -> None:
    content = random_list(seed)
    shown = converted(tmp_path, content, "txt", "txt:Text (encoded):UTF8").decode("utf-8-sig").strip("\n")
    ours = reading(tmp_path, content, "a.docx").raws[0].text
    assert [re.sub(r"\s", "", line) for line in ours.split("\n")] == [
        re.sub(r"\s", "", line) for line in shown.split("\n")
    ]


@pytest.mark.office
@needs_office
def test_character_errors_in_pdf(tmp_path: Path) -> None:
    found = reading(tmp_path, converted(tmp_path, official(), "pdf"), "a.pdf")
    lines = found.raws[0].text.split("\n")
    assert [re.sub(r"\s", "", line) for line in lines[-4:]] == [PARAGRAPH * times for times in (2, 5, 9, 14)]
    assert "（一）抓学习" in re.sub(r"[^\S\n]", "", found.raws[0].text)


GIVEN = sorted((ROOT / "data" / "raw").glob("*.txt"))
ERROR_RATE = 0.001  # the most characters of a PDF with a text layer that may be read wrongly, as a share


@pytest.mark.slow
@pytest.mark.office
@needs_office
@pytest.mark.parametrize("source", GIVEN, ids=lambda path: path.stem[:3])
def test_whole_reports_come_through_a_pdf(tmp_path: Path, source: Path) -> None:
    """Each given report, typeset and printed by LibreOffice, is read back with hardly a character wrong."""
    text = source.read_text("utf-8-sig")
    body = "".join(p(line, '<w:ind w:firstLine="640"/>') for line in text.split("\n") if line.strip())
    found = reading(tmp_path, converted(tmp_path, docx(Word(body)), "pdf"), "a.pdf").raws[0].text
    want, got = ("".join(each.split()) for each in (text, found))
    blocks = difflib.SequenceMatcher(None, want, got, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    assert max(len(want), len(got)) - same <= ERROR_RATE * len(want)


@pytest.mark.slow
@pytest.mark.office
@needs_office
@pytest.mark.parametrize("seed", range(4, 14))
def test_more_numbers_are_those_that_libreoffice_shows(tmp_path: Path, seed: int) -> None:
    test_numbers_are_those_that_libreoffice_shows(tmp_path, seed)


@pytest.mark.office
@needs_office
def test_a_conversion_is_bounded_in_time_and_falls_back(tmp_path: Path) -> None:
    short = replace(LIMITS, office_seconds=0.05)
    path = tmp_path / "a.doc"
    path.write_bytes(doc("备用办法读出的正文\r"))
    found = read(path, "a.doc", short)
    assert [raw.text for raw in found.raws] == ["备用办法读出的正文\n"]
    odt = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    path.write_bytes(odt)
    assert [each.code for each in read(path, "a.odt", short).failures] == ["reader-timeout"]
    assert [each.code for each in read(path, "a.odt", LIMITS).failures] == ["office-failed"]
