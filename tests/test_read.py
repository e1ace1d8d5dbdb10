"""Reading: the encoding is found, the bytes come back exactly, and nothing a file holds stops a batch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.encoding import decode, encode
from archive.reading.formats.detect import detect
from archive.reading.limits import load
from archive.reading.read import read
from conftest import ROOT, RULES
from examples import examples

TEXT = "2019年党建工作总结\n一年来，局党组坚持抓好党的建设，深入开展“不忘初心、牢记使命”主题教育。\n"
TRADITIONAL = "二○一九年度工作報告\n本會全年召開會議十二次，審議議案三十六件，經費執行率達百分之九十八。\n"
LIMITS = load(RULES)


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16", "utf-16-le"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("gb2312", "gb18030"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, "关于表彰的决定", "会议纪要\r\n一、二、三\r\n"])
def test_every_encoding_is_found(codec: str, label: str, text: str) -> None:
    found = decode(text.encode(codec), RULES)
    assert found.encoding == label
    assert found.text.removeprefix("\ufeff") == text
    assert found.damaged == 0
    assert found.readable


def test_a_mark_tells_big_endian() -> None:
    found = decode(b"\xfe\xff" + TEXT.encode("utf-16-be"), RULES)
    assert (found.encoding, found.text) == ("utf-16-be", "\ufeff" + TEXT)


def test_big5_is_told_from_gbk() -> None:
    assert decode(TRADITIONAL.encode("cp950"), RULES).encoding == "big5"
    assert decode(TRADITIONAL.encode("gb18030"), RULES).encoding == "gb18030"
    assert decode(TRADITIONAL.encode("cp950"), RULES).text == TRADITIONAL


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-16-le", "utf-16-be", "cp950"])
@pytest.mark.parametrize("first", ["12\t34\n", "12\t34\r", "12 34 "])
def test_figures_before_a_report_do_not_hide_its_encoding(codec: str, first: str) -> None:
    text = "±" * (codec == "gb18030") + first * 3000 + (TRADITIONAL if codec == "cp950" else TEXT)
    found = decode(text.encode(codec), RULES)
    assert (found.text == text, found.damaged, found.readable) == (True, 0, True)


def test_gbk_that_is_valid_utf8_by_chance() -> None:
    assert decode("一一一一".encode("gbk"), RULES).encoding == "gb18030"


def test_damage_is_kept_and_reported(tmp_path: Path) -> None:
    damaged = bytearray((TEXT * 4).encode("gb18030"))
    damaged[41] = 0xFF
    damaged[120] = 0xFF
    (tmp_path / "a.txt").write_bytes(damaged)
    reading = read(tmp_path / "a.txt", "a.txt", LIMITS)
    assert reading.raws[0].encoding == "gb18030"
    assert [note.code for note in reading.raws[0].notes] == ["damaged-bytes"]
    assert encode(reading.raws[0].text, "gb18030") == damaged


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_a_mark_before_another_encoding_is_only_a_mark(codec: str) -> None:
    content = b"\xef\xbb\xbf" + "青溪鎮工作總結，各項工作取得新的成效。".encode(codec)
    found = decode(content, RULES)
    assert (found.text[:4], found.encoding, found.damaged) == ("\ufeff青溪鎮", f"{codec}+bom", 0)
    assert found.readable
    assert encode(found.text, found.encoding) == content


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_zeros_at_the_end_leave_a_text_one(codec: str) -> None:
    content = TEXT.encode(codec) + b"\0" * 300
    found = decode(content, RULES)
    assert (found.text, found.encoding, found.readable) == (TEXT + "\0" * 300, codec, True)
    assert encode(found.text, found.encoding) == content
    assert not decode(bytes(range(256)) * 20 + b"\0" * 300, RULES).readable


def test_a_text_that_begins_with_the_name_of_a_tag_is_text() -> None:
    assert detect("<table>是标签，a<b、c>d也写在正文里。".encode(), "a.txt") is None
    for page in ("<table><tr><td>甲</td></tr>", "<div>甲</div>", "<div>甲<div>乙", "<!DOCTYPE html>甲"):
        assert detect(page.encode(), "a.txt") == "html"


def test_an_odd_last_byte_is_kept() -> None:
    content = TEXT.encode("utf-16-le") + b"\x41"
    found = decode(content, RULES)
    assert found.encoding == "utf-16-le+1"
    assert encode(found.text, found.encoding) == content
    assert found.damaged == 1


BYTES = st.one_of(
    st.binary(max_size=80),
    st.tuples(
        st.sampled_from([TEXT, TRADITIONAL, "党", "", "A\n"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "cp950"]),
        st.binary(max_size=3),
        st.integers(0, 200),
    ).map(lambda t: (c := t[0].encode(t[1], "ignore"))[: t[3]] + t[2] + c[t[3] :]),
)


@given(BYTES)
@examples(1500)
def test_any_bytes_come_back_exactly(content: bytes) -> None:
    found = decode(content, RULES)
    assert encode(found.text, found.encoding) == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \r\n\t\n", "empty"),
        ("wide.txt", "　　\n".encode(), "empty"),
        ("zeros.txt", b"\0" * 5000, "empty"),
        ("binary.txt", bytes(range(256)) * 30, "not-text"),
        ("noending", bytes(range(256)) * 30, "not-text"),
        ("strange.xyz", bytes(range(256)) * 30, "unknown-format"),
        ("broken.docx", b"PK\x03\x04" + bytes(range(256)), None),
    ],
)
def test_what_cannot_be_read_is_set_aside(
    tmp_path: Path, name: str, content: bytes, code: str | None
) -> None:
    (tmp_path / name).write_bytes(content)
    reading = read(tmp_path / name, name, LIMITS)
    assert reading.raws == ()
    assert [failure.path for failure in reading.failures] == [name]
    if code:
        assert reading.failures[0].code == code
    assert reading.failures[0].reason
    assert reading.failures[0].cure


def test_too_large_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert read(tmp_path / "a.txt", "a.txt", replace(LIMITS, file_bytes=10)).failures[0].code == "too-large"
    assert read(tmp_path / "gone.txt", "gone.txt", LIMITS).failures[0].code == "no-access"
    assert read(tmp_path, "folder", LIMITS).failures[0].code == "device"


def test_ten_megabytes_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("党建工作" * 900_000, encoding="utf-8")
    assert len(read(tmp_path / "long.txt", "long.txt", LIMITS).raws[0].text) == 3_600_000


def test_the_given_reports_are_utf8_and_exact() -> None:
    for path in sorted((ROOT / "data" / "raw").glob("*.txt")):
        raw = read(path, path.name, LIMITS).raws[0]
        assert (raw.format, raw.encoding, raw.notes) == ("txt", "utf-8", ())
        assert encode(raw.text, "utf-8") == path.read_bytes()


def test_markdown_is_text_with_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# " + TEXT, encoding="utf-8")
    assert read(tmp_path / "a.md", "a.md", LIMITS).raws[0].format == "md"
