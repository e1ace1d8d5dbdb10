"""Hostile files: each is stopped by its own limit, under its own code, and the rest of the batch goes on."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from archive.errors import RuleError, Unreadable
from archive.reading.formats import worker
from archive.reading.formats.admission import admit
from archive.reading.formats.guard import Guard
from archive.reading.formats.original import Original
from archive.reading.limits import Limits, load
from archive.reading.read import read
from conftest import RULES
from office_files import TRANSITIONAL, Text, Word, docx, p, pdf, table, zipped

LIMITS = load(RULES)


def codes(path: Path, limits: Limits = LIMITS) -> list[str]:
    return [failure.code for failure in read(path, path.name, limits).failures]


def written(folder: Path, content: bytes, name: str = "a.docx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_file_is_read_strictly(tmp_path: Path) -> None:
    whole = (RULES / "limits.yml").read_text("utf-8")
    for old, new, told in (
        ("pages: 1500", "pages: 0", "pages：0 不能作上限"),
        ("  elements:", "  deepness: 3\n  elements:", "deepness"),
        ("pages: 1500", "", "缺少键 pages"),
        ("  ratio: 100", "", "archive：缺少键 ratio"),
    ):
        assert old in whole
        (tmp_path / "limits.yml").write_text(whole.replace(old, new), encoding="utf-8")
        with pytest.raises(RuleError, match=told):
            load(tmp_path)


def test_size_of_a_file(tmp_path: Path) -> None:
    path = written(tmp_path, "总结".encode() * 10, "a.txt")
    assert codes(path, replace(LIMITS, file_bytes=59)) == ["too-large"]
    assert codes(path, replace(LIMITS, file_bytes=60)) == []


def test_size_number_and_ratio_of_members(tmp_path: Path) -> None:
    path = written(tmp_path, zipped({"a.txt": b"a" * 90, "b.txt": b"b" * 90}), "a.zip")
    assert codes(path, replace(LIMITS, archive=replace(LIMITS.archive, total_bytes=179))) == [
        "archive-too-large"
    ]
    assert codes(path, replace(LIMITS, archive=replace(LIMITS.archive, entries=1))) == ["archive-entries"]
    assert codes(path, replace(LIMITS, file_bytes=400)) == []
    assert codes(path) == []


def test_zip_bombs(tmp_path: Path) -> None:
    bomb = zipped({"a.txt": bytes(8 << 20)})
    assert codes(written(tmp_path, bomb, "a.zip")) == ["archive-ratio"]
    many = zipped({f"{i}.txt": bytes(1 << 19) for i in range(8)})
    assert codes(written(tmp_path, many, "b.zip")) == ["archive-ratio"]
    word = docx(Word(p("正文") + " " * (8 << 20)))
    assert codes(written(tmp_path, word)) == ["archive-ratio"]


def test_a_member_larger_than_a_file_may_be(tmp_path: Path) -> None:
    content = bytes(range(256)) * 8
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("大.txt", content * 2)
        file.writestr("小.txt", "工作总结")
    reading = read(written(tmp_path, out.getvalue(), "a.zip"), "a.zip", replace(LIMITS, file_bytes=4200))
    assert [failure.code for failure in reading.failures] == ["too-large"]


def test_nesting_of_archives(tmp_path: Path) -> None:
    inner = zipped({"深.txt": "第三层".encode()})
    middle = zipped({"c.zip": inner, "中.txt": "第二层".encode()})
    outer = zipped({"b.zip": middle, "浅.txt": "第一层".encode()})
    reading = read(written(tmp_path, outer, "a.zip"), "a.zip", LIMITS)
    assert sorted(raw.source for raw in reading.raws) == ["a.zip!/b.zip!/中.txt", "a.zip!/浅.txt"]
    assert [(each.code, each.path) for each in reading.failures] == [("archive-depth", "a.zip!/b.zip!/c.zip")]


@pytest.mark.parametrize("name", ["../x.txt", "a/../../x.txt", "/etc/x.txt", "C:/x.txt", "a\\..\\x.txt"])
def test_paths_that_lead_out(tmp_path: Path, name: str) -> None:
    reading = read(written(tmp_path, zipped({name: b"x", "ok.txt": "好".encode()}), "a.zip"), "a.zip", LIMITS)
    assert [failure.code for failure in reading.failures] == ["archive-escape"]
    assert [raw.source for raw in reading.raws] == ["a.zip!/ok.txt"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_archives(tmp_path: Path, kind: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        info = zipfile.ZipInfo("链接.txt")
        info.create_system = 3
        info.external_attr = (kind | 0o644) << 16
        file.writestr(info, "/etc/passwd")
    assert codes(written(tmp_path, out.getvalue(), "a.zip")) == ["archive-symlink"]


def test_links_devices_and_folders_on_disk(tmp_path: Path) -> None:
    target = written(tmp_path, "总结".encode(), "a.txt")
    link = tmp_path / "b.txt"
    link.symlink_to(target)
    assert codes(link) == ["symlink"]
    pipe = tmp_path / "c.txt"
    os.mkfifo(pipe)
    assert codes(pipe) == ["device"]
    assert codes(tmp_path) == ["device"]
    assert codes(tmp_path / "gone.txt") == ["no-access"]


def test_a_file_exchanged_while_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, b"text", "a.txt")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    opened = os.open
    monkeypatch.setattr(os, "open", lambda _, flags: opened(pipe, flags))
    with pytest.raises(Unreadable) as refused:
        admit(path, "a.txt", LIMITS)
    assert refused.value.code == "device"


def with_document(xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", xml)
    return out.getvalue()


def test_entities_and_dtds(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;">]>'
    body = f'<w:document xmlns:w="{TRANSITIONAL}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
    assert codes(written(tmp_path, with_document(entity + body))) == ["xml-entities"]
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
    assert codes(written(tmp_path, with_document(outside + body.replace("&b;", "")))) == ["xml-entities"]


def test_depth_and_number_of_elements(tmp_path: Path) -> None:
    deep = table(["<w:tc>" * 300 + "</w:tc>" * 300])
    assert codes(written(tmp_path, docx(Word(deep)))) == ["xml-depth"]
    path = written(tmp_path, docx(Word(p("甲") * 100)))
    assert codes(path, replace(LIMITS, xml=replace(LIMITS.xml, elements=300))) == ["xml-elements"]
    nested = p("底")
    for _ in range(12):
        nested = "<w:tbl><w:tr><w:tc>" + nested + "</w:tc></w:tr></w:tbl>"
    assert codes(written(tmp_path, docx(Word(nested)))) == []


def test_broken_xml(tmp_path: Path) -> None:
    assert codes(written(tmp_path, with_document("<w:document"))) == ["xml-damaged"]


def test_number_of_pages(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([[Text(90, 100, "第一页")], [Text(90, 100, "第二页")]]), "a.pdf")
    assert codes(path, replace(LIMITS, pages=1)) == ["too-many-pages"]
    assert codes(path) == []


def slow_pdf() -> bytes:
    """A page that draws the same text again and again: seconds of work from a few kilobytes."""
    line = [Text(90, 100, "反复" * 20)]
    return pdf([line * 4000])


def test_time_is_really_bounded(tmp_path: Path) -> None:
    path = written(tmp_path, slow_pdf(), "a.pdf")
    assert codes(path, replace(LIMITS, seconds=0.3)) == ["reader-timeout"]
    good = written(tmp_path, docx(Word(p("之后照常"))), "b.docx")
    assert [raw.text for raw in read(good, "b.docx", LIMITS).raws] == ["之后照常"]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def starved(_: Original) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "reader", lambda _: starved)
    answer = worker.answer("docx", Original("a.docx", b"", LIMITS, Path("a.docx")))
    assert isinstance(answer, Unreadable)
    assert answer.code == "reader-memory"


def test_a_reader_that_starves_or_dies_is_reported(tmp_path: Path) -> None:
    small = replace(LIMITS, memory_megabytes=1)
    guard = Guard()
    with pytest.raises(Unreadable) as refused:
        guard.run("pdf", Original("a.pdf", slow_pdf(), small, tmp_path / "a.pdf"))
    assert refused.value.code in {"reader-crashed", "reader-memory"}
    guard.close()


def test_a_reader_that_was_ended_after_its_answer_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AtTheLastMoment(Timer):
        def start(self) -> None:
            """Begin no thread."""

        def cancel(self) -> None:
            self.function(*self.args, **self.kwargs)

        def join(self, timeout: float | None = None) -> None:
            """Wait for no thread."""

    monkeypatch.setattr("threading.Timer", AtTheLastMoment)
    guard, path = Guard(), written(tmp_path, docx(Word(p("之后照常"))), "b.docx")
    found = guard.run("docx", Original("b.docx", path.read_bytes(), LIMITS, path))
    assert [raw.text for raw in found.raws] == ["之后照常"]
    assert guard._process is None


def test_whatever_a_reader_raises_concerns_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def confused(_: Original) -> None:
        raise KeyError("inside")

    monkeypatch.setattr(worker, "reader", lambda _: confused)
    answer = worker.answer("docx", Original("a.docx", b"", LIMITS, Path("a.docx")))
    assert isinstance(answer, Unreadable)
    assert (answer.code, "KeyError" in answer.reason) == ("reader-failed", True)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_documents(tmp_path: Path, share: float) -> None:
    content = docx(Word(p("正文") * 50))
    assert codes(written(tmp_path, content[: int(len(content) * share)])) == ["archive-damaged"]
    document = pdf([[Text(90, 100, "正文")]])
    found = codes(written(tmp_path, document[: int(len(document) * share)], "a.pdf"))
    assert found in ([], ["pdf-damaged"], ["needs-ocr"], ["reader-failed"])


def test_damage_inside_a_document(tmp_path: Path) -> None:
    content = bytearray(docx(Word(p("正文" * 400))))
    at = content.find(b"word/document.xml") + 40
    content[at : at + 20] = bytes(20)
    assert codes(written(tmp_path, bytes(content))) == ["archive-damaged"]


def test_binary_under_the_name_of_text_and_the_reverse(tmp_path: Path) -> None:
    assert codes(written(tmp_path, os.urandom(64) + bytes(range(256)) * 8, "a.txt")) == ["not-text"]
    reading = read(written(tmp_path, docx(Word(p("其实是 Word"))), "b.txt"), "b.txt", LIMITS)
    assert [(raw.format, raw.text) for raw in reading.raws] == [("docx", "其实是 Word")]
    assert codes(written(tmp_path, b"", "c.docx")) == ["empty"]
