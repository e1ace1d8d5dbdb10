"""E-mails: the text decoded, headers aside, attachments read like members of an archive, and nothing published encoded."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from archive.reading.formats import mailparts
from archive.reading.formats.detect import detect
from archive.reading.formats.original import Original
from archive.reading.formats.pagetext import text_of
from archive.reading.limits import load
from archive.reading.read import Reading, read
from conftest import RULES
from office_files import Word, docx, p, zipped
from test_formats_zip import locked

LIMITS = load(RULES)
TEXT = "市水务局2019年工作总结\n" + "全年完成供水管网改造三十公里，解决群众诉求二百件。\n" * 12


def mail(text: str = "", charset: str = "utf-8", encoding: str = "base64") -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "报送总结"
    made["From"] = "张三 <a@b.cn>"
    made["To"] = "c@d.cn"
    if text:
        made.set_content(text, charset=charset, cte=encoding)
    return made


def attach(made: EmailMessage, content: bytes, name: str | None) -> EmailMessage:
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def reading(folder: Path, content: EmailMessage | bytes, name: str = "a.eml", entries: int = 9) -> Reading:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.as_bytes())
    limits = replace(LIMITS, archive=replace(LIMITS.archive, entries=entries, total_bytes=100_000))
    return read(path, name, limits)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "base64"), ("gbk", "quoted-printable"), ("gb2312", "8bit")]
)
@pytest.mark.parametrize("name", ["a.eml", "a.txt"])
def test_the_text_is_decoded_and_headers_are_aside(
    tmp_path: Path, charset: str, encoding: str, name: str
) -> None:
    (raw,) = reading(tmp_path, mail(TEXT, charset, encoding), name).raws
    assert (raw.text.splitlines(), raw.format) == (TEXT.splitlines(), "eml")
    (note,) = raw.notes
    assert (note.code, note.text.splitlines()[:2]) == (
        "mail-headers",
        ["Subject: 报送总结", "From: 张三 <a@b.cn>"],
    )


def test_a_wrong_word_about_the_encoding(tmp_path: Path) -> None:
    content = mail(TEXT, "gbk", "8bit").as_bytes()
    for said in (b"us-ascii", b"nonsense", b"utf-8"):
        (raw,) = reading(tmp_path, content.replace(b'charset="gbk"', b"charset=" + said)).raws
        assert raw.text.splitlines() == TEXT.splitlines()


def test_of_alternatives_the_plain_text_counts_unless_it_is_empty(tmp_path: Path) -> None:
    page = f"<html><body><p>网页稿</p><p>{TEXT}</p></body></html>"
    both = mail(TEXT)
    both.add_alternative(page, subtype="html", charset="gb18030")
    assert "网页稿" not in reading(tmp_path, both).raws[0].text
    only = mail(" ")
    only.add_alternative(page, subtype="html", charset="gb18030")
    (raw,) = reading(tmp_path, only).raws
    assert raw.text.startswith("网页稿\n市水务局2019年工作总结")
    assert "<" not in raw.text


def test_a_plain_text_that_only_points_to_the_page_does_not_stand_for_it(tmp_path: Path) -> None:
    made = mail("请用支持HTML的邮件软件查看。")
    made.add_alternative(f"<html><body><p>{TEXT}</p></body></html>", subtype="html")
    assert reading(tmp_path, made).raws[0].text.startswith("市水务局2019年工作总结")


def test_a_part_is_decoded_once_to_be_weighed_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    made = mail("见网页。")
    made.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    decoded: list[bytes] = []

    def counted(content: bytes, label: str, rules: Path) -> tuple[str, str]:
        decoded.append(content)
        return text_of(content, label, rules)

    monkeypatch.setattr(mailparts, "text_of", counted)
    (raw,) = mailparts.take_apart(Original("a.eml", made.as_bytes(), LIMITS, Path("a.eml"))).raws
    assert raw.text.startswith("市水务局2019年工作总结")
    assert len(decoded) == 2


def test_attachments_are_members(tmp_path: Path) -> None:
    made = attach(mail(TEXT), docx(Word(p("附件的正文"))), "总结.docx")
    attach(made, zipped({"内.txt": "包里的正文".encode()}), "包.zip")
    attach(made, b"PK\x03\x04 broken", "坏.docx")
    attach(made, "又一篇".encode(), "目录/总结.docx")
    attach(made, "没有名字".encode(), None)
    inner = mail("转来的正文")
    made.add_attachment(inner)
    found = reading(tmp_path, made)
    assert {raw.source: raw.text.strip() for raw in found.raws} == {
        "a.eml": TEXT.strip(),
        "a.eml!/总结.docx": "附件的正文",
        "a.eml!/包.zip!/内.txt": "包里的正文",
        "a.eml!/总结.docx#2": "又一篇",
        "a.eml!/附件5.bin": "没有名字",
        "a.eml!/附件6.eml": "转来的正文",
    }
    assert [(each.path, each.code) for each in found.failures] == [("a.eml!/坏.docx", "archive-damaged")]


def test_a_covering_note_is_set_aside_where_an_attachment_is_read(tmp_path: Path) -> None:
    found = reading(tmp_path, attach(mail("附件是我局总结，请查收。"), TEXT.encode(), "总结.txt"))
    assert [raw.source for raw in found.raws] == ["a.eml!/总结.txt"]
    assert [(note.code, note.text.strip()) for note in found.raws[0].notes] == [
        ("mail-cover", "附件是我局总结，请查收。")
    ]
    broken = reading(tmp_path, attach(mail("附件是我局总结，请查收。"), b"PK\x03\x04 broken", "总结.docx"))
    assert [raw.source for raw in broken.raws] == ["a.eml"]


def test_the_text_names_the_password_of_an_attachment(tmp_path: Path) -> None:
    found = reading(tmp_path, attach(mail("请查收，打开密码：wsx2023"), locked("wsx2023"), "总结.docx"))
    assert [raw.text for raw in found.raws] == ["加密的正文"]


def test_pictures_in_the_text_are_no_attachments(tmp_path: Path) -> None:
    made = mail()
    made.set_content(f"<html><body><img src=cid:1><p>{TEXT}</p></body></html>", subtype="html")
    made.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<1>")
    found = reading(tmp_path, made)
    assert ([raw.source for raw in found.raws], found.failures) == (["a.eml"], ())
    made = mail(TEXT)
    made.add_attachment(b"\x89PNG\r\n\x1a\n", "image", "png", filename="扫描.png")
    assert [each.code for each in reading(tmp_path, made).failures] == ["needs-ocr"]


def test_a_mail_is_bounded_as_an_archive_is(tmp_path: Path) -> None:
    made = mail(TEXT)
    for number in range(3):
        attach(made, b"text", f"{number}.txt")
    assert [each.code for each in reading(tmp_path, made, entries=2).failures] == ["archive-entries"]
    large = attach(mail(TEXT), bytes(100_001), "大.txt")
    assert [each.code for each in reading(tmp_path, large).failures] == ["archive-too-large"]
    deep = attach(mail(TEXT), b"text", "内.txt")
    for _ in range(2):
        outer = mail(TEXT)
        outer.add_attachment(deep)
        deep = outer
    assert [each.code for each in reading(tmp_path, deep).failures] == ["archive-depth"]
    assert [each.code for each in reading(tmp_path, mail()).failures] == ["empty"]


@pytest.mark.parametrize(
    ("content", "name", "wanted"),
    [
        (b"Subject: x\r\n\r\ntext", "a.eml", "eml"),
        (b"From a@b.cn Mon\r\nSubject: x\r\n\r\ntext", "a.eml", "eml"),
        ("2019年工作总结".encode(), "a.eml", None),
        (b"To: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", "a.txt", "eml"),
        (b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n", "a.txt", "eml"),
        (b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "a.doc", "mht"),
        (b"To: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "a.mht", "mht"),
        ("正文讲到邮件格式\nMIME-Version: 1.0\n".encode(), "a.txt", None),
    ],
)
def test_mails_are_told_from_saved_pages_and_texts(content: bytes, name: str, wanted: str | None) -> None:
    assert detect(content, name) == wanted
