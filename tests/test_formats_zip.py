"""Archives and locked files: names, members, failures by member, passwords named beside a file."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from archive.reading.formats.detect import detect, is_litter
from archive.reading.formats.original import Original
from archive.reading.formats.passwords import in_name, in_notices, in_short, in_text, is_notice, masked
from archive.reading.limits import load
from archive.reading.read import Reading, read
from conftest import RULES
from office_files import Word, compound, docx, p, zipped

LIMITS = load(RULES)


def reading(folder: Path, content: bytes, name: str, *passwords: str) -> Reading:
    path = folder / name
    path.write_bytes(content)
    return read(path, name, LIMITS, passwords=passwords)


def codes(folder: Path, content: bytes, name: str, *passwords: str) -> list[str]:
    return [failure.code for failure in reading(folder, content, name, *passwords).failures]


def locked(password: str, text: str = "加密的正文") -> bytes:
    out = io.BytesIO()
    # The writer fails below the size of a small stream, so the document gets ballast.
    plain = docx(Word(p(text), files={"ballast.bin": random.Random(1).randbytes(6000)}))
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", ""])
def test_names_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    content = zipped(
        {"党建/二〇一九年总结.txt": "正文".encode("gbk"), "材料.docx": docx(Word(p("乙")))}, encoding
    )
    found = reading(tmp_path, content, "a.zip")
    assert [(raw.source, raw.format) for raw in found.raws] == [
        ("a.zip!/党建/二〇一九年总结.txt", "txt"), ("a.zip!/材料.docx", "docx"),
    ]  # fmt: skip
    assert found.failures == ()


def test_failures_are_by_member(tmp_path: Path) -> None:
    content = zipped(
        {
            "好.txt": "正文".encode(),
            "坏.docx": b"PK\x03\x04 broken",
            "空.txt": b"",
            "图.png": b"\x89PNG\r\n\x1a\n",
        }
    )
    found = reading(tmp_path, content, "a.zip")
    assert [raw.source for raw in found.raws] == ["a.zip!/好.txt"]
    assert [(each.path, each.code) for each in found.failures] == [
        ("a.zip!/坏.docx", "archive-damaged"), ("a.zip!/空.txt", "empty"), ("a.zip!/图.png", "needs-ocr"),
    ]  # fmt: skip


def test_a_cut_zip_is_not_read_as_the_zip_that_is_stored_in_it(tmp_path: Path) -> None:
    inner = zipped({"内层.txt": "正文".encode()})
    for last in (inner, docx(Word(p("乙"))), zipped({})):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("甲.txt", "第一份正文")
            file.writestr("乙.zip", last)
        whole = out.getvalue()
        assert codes(tmp_path, whole, "a.zip") in ([], ["empty"])
        assert codes(tmp_path, whole[:-30], "a.zip") == ["archive-damaged"]


def test_litter_is_passed_over_and_equal_names_are_told_apart(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in ("__MACOSX/._a.txt", "x/.DS_Store", "Thumbs.db", "~$稿.docx", "稿.txt"):
            file.writestr(name, "正文")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("稿.txt", "正文")
        file.mkdir("夹")
    found = reading(tmp_path, out.getvalue(), "a.zip")
    assert [raw.source for raw in found.raws] == ["a.zip!/稿.txt", "a.zip!/稿.txt#2"]
    assert found.failures == ()
    assert [is_litter(name) for name in ("a/~$b.docx", "desktop.ini", "总结.txt")] == [True, True, False]


def test_the_parts_of_a_saved_page_are_passed_over(tmp_path: Path) -> None:
    page = "<html><body><p>正文</p></body></html>".encode()
    members = {
        "夹/页.htm": page,
        "夹/页_files/a.js": b"x",
        "夹/页_files/b.html": page,
        "页_files/c.txt": b"c",
    }
    found = reading(tmp_path, zipped(members), "a.zip")
    assert [raw.source for raw in found.raws] == ["a.zip!/夹/页.htm", "a.zip!/页_files/c.txt"]
    assert found.failures == ()


@pytest.mark.parametrize(
    "name", ["目录.csv", "a.json", "说明.XML", "网站.url", "jquery.min.js", "style.css", "stat.php"]
)
def test_text_for_machines_is_no_report(tmp_path: Path, name: str) -> None:
    assert codes(tmp_path, "一、总结,2020".encode(), name) == ["not-report"]
    assert codes(tmp_path, zipped({name: b"x=1"}), "a.zip") == ["not-report"]


def test_a_page_under_the_ending_of_a_program_is_read(tmp_path: Path) -> None:
    found = reading(tmp_path, "<html><body><p>正文</p></body></html>".encode(), "content.php")
    assert [raw.format for raw in found.raws] == ["html"]


def test_a_damaged_member(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": "正文".encode() * 100, "b.txt": "完好".encode()}))
    content[45] ^= 0xFF
    found = reading(tmp_path, bytes(content), "a.zip")
    assert [failure.code for failure in found.failures] == ["archive-damaged"]
    assert [raw.source for raw in found.raws] == ["a.zip!/b.txt"]


def crypted(password: str, text: str) -> bytes:
    """ZipCrypto, written out: the standard library only reads it."""
    plain = text.encode()
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [_crc_row(i) for i in range(256)]

    def update(byte: int) -> None:
        keys[0] = table[(keys[0] ^ byte) & 0xFF] ^ (keys[0] >> 8)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = table[(keys[2] ^ (keys[1] >> 24)) & 0xFF] ^ (keys[2] >> 8)

    def code(byte: int) -> int:
        mask = (keys[2] | 2) & 0xFFFF
        out = byte ^ (((mask * (mask ^ 1)) >> 8) & 0xFF)
        update(byte)
        return out

    for each in password.encode():
        update(each)
    base = zipped_plain("secret.txt", plain)
    crc = zipfile.ZipFile(io.BytesIO(base)).infolist()[0].CRC
    body = bytes(code(each) for each in bytes(11) + bytes([crc >> 24]) + plain)
    stored = zipped_plain("secret.txt", b"x" * len(body))
    out = bytearray(stored.replace(b"x" * len(body), body))
    for magic, flags, crc_at, size_at in ((b"PK\x03\x04", 6, 14, 22), (b"PK\x01\x02", 8, 16, 24)):
        at = out.find(magic)
        out[at + flags] |= 1
        out[at + crc_at : at + crc_at + 4] = crc.to_bytes(4, "little")
        out[at + size_at : at + size_at + 4] = len(plain).to_bytes(4, "little")
    return bytes(out)


def _crc_row(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
    return value


def zipped_plain(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, content)
    return out.getvalue()


def test_a_locked_archive_opens_with_a_password(tmp_path: Path) -> None:
    content = crypted("8866", "压缩包里的正文")
    assert codes(tmp_path, content, "a.zip") == ["archive-encrypted"]
    assert codes(tmp_path, content, "a.zip", "wrong") == ["archive-encrypted"]
    assert [raw.text for raw in reading(tmp_path, content, "a.zip", "wrong", "8866").raws] == [
        "压缩包里的正文"
    ]


@pytest.mark.parametrize(("at", "value"), [(10, 99), (8, 0x41)])
def test_no_password_is_asked_for_a_cipher_that_is_not_read(tmp_path: Path, at: int, value: int) -> None:
    content = bytearray(crypted("8866", "正文"))
    content[content.find(b"PK\x01\x02") + at] = value
    failure = reading(tmp_path, bytes(content), "a.zip", "8866").failures[0]
    assert (failure.code, "AES" in failure.reason) == ("archive-encrypted", True)
    assert "密码：" not in failure.cure


def test_an_encrypted_document_is_quarantined_without_a_password(tmp_path: Path) -> None:
    found = reading(tmp_path, locked("wsx2023"), "a.docx")
    assert [(each.code, "打开密码" in each.cure) for each in found.failures] == [("encrypted", True)]


def test_the_password_that_fits_opens_it_and_is_not_told(tmp_path: Path) -> None:
    found = reading(tmp_path, locked("wsx2023"), "a.docx", "错的1", "wsx2023")
    assert [raw.text for raw in found.raws] == ["加密的正文"]
    assert "encrypted-opened" in {note.code for note in found.raws[0].notes}
    assert "wsx2023" not in "".join(note.text + note.message for note in found.raws[0].notes)
    tried = reading(tmp_path, locked("wsx2023"), "a.docx", "错的1").failures[0]
    assert "试过 1 个密码" in tried.reason


def test_a_notice_in_the_archive_opens_its_members(tmp_path: Path) -> None:
    content = zipped({"a.docx": locked("abc888"), "密码.txt": "文档密码为abc888".encode("gbk")})
    found = reading(tmp_path, content, "a.zip")
    assert {raw.source: raw.text for raw in found.raws}["a.zip!/a.docx"] == "加密的正文"
    alone = zipped({"a.docx": locked("abc888")})
    assert codes(tmp_path, alone, "b.zip") == ["encrypted"]


def test_a_file_that_only_looks_encrypted(tmp_path: Path) -> None:
    assert [raw.text for raw in reading(tmp_path, locked("VelvetSweatshop"), "a.docx").raws] == ["加密的正文"]
    assert codes(
        tmp_path, compound({"EncryptedPackage": b"x" * 64, "EncryptionInfo": b"y" * 64}), "b.docx"
    ) == ["encrypted"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("打开密码：8866", ("8866",)),
        ("本文档编辑密码:wsx2023。", ("wsx2023", "wsx2023。")[:1]),
        ("解压密码为“www.gongwen.com”，请勿外传", ("www.gongwen.com",)),
        ("Password = Abc-123", ("Abc-123",)),
        ("密码：不忘初心", ("不忘初心",)),
        ("做好密码管理工作", ()),
    ],
)
def test_passwords_in_notices(text: str, wanted: tuple[str, ...]) -> None:
    assert in_text(text) == wanted


@pytest.mark.parametrize(
    ("source", "wanted", "shown"),
    [
        ("总结（密码hello99）.docx", ("hello99",), "总结（密码＊＊＊）.docx"),
        ("资料 解压密码：一二三/a.zip", ("一二三",), "资料 解压密码：＊＊＊/a.zip"),
        ("商用密码2020年工作总结.docx", (), "商用密码2020年工作总结.docx"),
        ("密码管理工作总结.docx", (), "密码管理工作总结.docx"),
        ("密码是国家安全基石.docx", (), "密码是国家安全基石.docx"),
    ],
)
def test_passwords_in_names(source: str, wanted: tuple[str, ...], shown: str) -> None:
    assert (in_name(source), masked(source)) == (wanted, shown)


@pytest.mark.parametrize(
    ("name", "text", "words", "notice"),
    [
        ("说明.txt", "abc123\n", ("abc123",), False),
        ("密码.txt", "abc123\n一二三", ("abc123", "一二三"), True),
        ("密码.txt", "全年开展密码检查十二次，整改三处。", (), False),
        ("a.txt", "密码 abc123", ("abc123",), True),
        ("a.txt", "密码：abc123\n" + "全年完成改造三十公里。" * 9, (), False),
        ("a.txt", "今天开会，明天散会。", (), False),
    ],
)
def test_a_text_of_a_few_words(name: str, text: str, words: tuple[str, ...], *, notice: bool) -> None:
    assert (in_short(text), is_notice(name, text)) == (words, notice)


def test_only_short_text_files_are_notices() -> None:
    texts = {
        "长.txt": "打开密码：long1\n" + "正文" * 40_000,
        "b.html": "<html>打开密码：html1",
        "c.txt": "打开密码：good1",
    }
    members = [Original(name, text.encode(), LIMITS, Path(name)) for name, text in texts.items()]
    assert in_notices(members, ("known1",)) == ("good1", "known1")


@pytest.mark.parametrize(
    ("content", "name", "wanted"),
    [
        (b"PK\x03\x04", "a.txt", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.txt", "ole"),
        (b"\n%PDF-1.7", "a", "pdf"),
        (b"{\\rtf1", "a.doc", "rtf"),
        ("<!DOCTYPE html><html>".encode("utf-16"), "a.txt", "html"),
        (b"\xef\xbb\xbf<!-- saved --><html>", "a", "html"),
        ("<p>仅有段落</p>".encode(), "a.htm", "html"),
        ("<p>仅有段落</p>".encode(), "a.txt", None),
        (b"<div>", "a.md", "md"),
        (b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "a.doc", "mht"),
        (
            b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">',
            "a.xml",
            "flat",
        ),
        (b"Rar!\x1a\x07\x00", "a.rar", "foreign"),
        (b"BM12345", "a.txt", None),
        ("2019年工作总结".encode("gbk"), "a.docx", None),
    ],
)
def test_formats_are_told_by_content(content: bytes, name: str, wanted: str | None) -> None:
    assert detect(content, name) == wanted


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped({"OFD.xml": b"<x/>"}), "unknown-format"),
        (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "unknown-format"),
        (zipped({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}), "unknown-format"),
        (zipped({"[Content_Types].xml": b"<x/>"}), "docx-damaged"),
        (compound({"Workbook": b"x"}), "unknown-format"),
        (compound({"WordDocument": b"x"})[:600], "doc-damaged"),
        (b"Rar!\x1a\x07\x00" + bytes(40), "unknown-format"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "needs-ocr"),
    ],
)
def test_what_is_known_and_not_read(tmp_path: Path, content: bytes, code: str) -> None:
    assert codes(tmp_path, content, "a.bin") == [code]
