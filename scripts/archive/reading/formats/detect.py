"""Tell the format from the first bytes; the file's name decides only between kinds of text."""

from __future__ import annotations

import re
from collections.abc import Iterable

HEAD_BYTES = 4096

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
# At the start, of a line too, or behind bytes that no text has: a report may mention the sign.
PDF = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?|[\x00-\x08\x0b-\x1f\n][ \t]*|\A[ \t]+)%PDF-")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Formats that are known, but have no reader: better named than taken for damaged text.
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "bitmap"),
)
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|script|style|link|article|section|form|iframe)\b",
    re.IGNORECASE,
)
WHOLE = (b"<!", b"<html", b"<head", b"<body")
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*" + HTML_TAG.pattern, re.IGNORECASE | re.DOTALL
)
FLAT_WORD = re.compile(rb"<(?:pkg:package|w:wordDocument|\w+:package)\b[^>]*(?:xmlPackage|wordml)")
MAIL = re.compile(rb"(?:^|\n)MIME-Version:", re.IGNORECASE)
MAIL_START = re.compile(rb"\s*(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:[ \t])")
ADDRESSED = re.compile(rb"(?:^|\n)(?:To|Cc|Received|Delivered-To|Return-Path):", re.IGNORECASE)
MAIL_HTML = re.compile(rb"multipart/related|text/html", re.IGNORECASE)


# What archivers and systems put beside documents.
LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|Thumbs\.db$|desktop\.ini$|\.(?!\.?/)|~\$)", re.IGNORECASE)


def is_litter(name: str) -> bool:
    """Whether a path names a file that a system left behind: hidden files, thumbnails, Word's lock files."""
    return LITTER.search(name) is not None


# What browsers put into a folder beside a page that they save is part of the page. Documents of other programs they do
# not put there: a person did.
PAGE = re.compile(r"\.(?:x?html?|shtml?|mhtml?)$", re.IGNORECASE)
PAGE_FOLDERS = ("_files", ".files", "_file")
PUT_THERE = re.compile(r"\.(?:docx?|docm|wps|rtf|odt|pdf|zip|txt|eml)$", re.IGNORECASE)
# Text for machines: settings, data, programs, shortcuts. Pages under such endings (a.php) are told by their content.
FOR_MACHINES = frozenset(
    [
        "asp",
        "aspx",
        "bat",
        "c",
        "cfg",
        "cmd",
        "conf",
        "cpp",
        "cs",
        "css",
        "csv",
        "h",
        "ics",
        "ini",
        "java",
        "js",
        "json",
        "jsonl",
        "jsp",
        "less",
        "lnk",
        "log",
        "map",
        "mjs",
        "php",
        "properties",
        "ps1",
        "py",
        "reg",
        "scss",
        "sh",
        "sql",
        "srt",
        "svg",
        "toml",
        "ts",
        "tsv",
        "url",
        "vbs",
        "vcf",
        "webloc",
        "website",
        "xml",
        "xsd",
        "xsl",
        "yaml",
        "yml",
    ]
)


def page_folders(paths: Iterable[str]) -> frozenset[str]:
    """The folders in which the parts of saved pages among these paths would lie: of 页.html 页_files and 页.files."""
    stems = (PAGE.sub("", path) for path in paths if PAGE.search(path))
    return frozenset(stem + ending for stem in stems for ending in PAGE_FOLDERS)


def is_page_part(path: str, folders: frozenset[str]) -> bool:
    """Whether a path lies in one of these folders, or below, and was put there by a browser."""
    parts = path.split("/")[:-1] if folders else []
    within = any("/".join(parts[:length]) in folders for length in range(1, len(parts) + 1))
    return within and PUT_THERE.search(path) is None


def detect(head: bytes, name: str) -> str | None:
    """The name of the format whose reader takes this file, or None for plain text and for the unknown.

    `head` are the first bytes (4096 are enough), `name` the file's own name. Names: zip (also docx, which is told
    apart once the directory is read), ole (doc, wps, encrypted Office), pdf, rtf, html, md, flat (Word XML), mht,
    eml, and foreign for formats without a reader.
    """
    if head.startswith((ZIP, EMPTY_ZIP)):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    if PDF.search(head[:1024]):
        return "pdf"
    if head.lstrip(b" \r\n\t").startswith(b"{\\rt"):
        return "rtf"
    if foreign(head):
        return "foreign"
    return _text_kind(head, name.lower().rpartition(".")[2] if "." in name else "")


def foreign(head: bytes) -> str | None:
    """The name of a known format without a reader; a bitmap counts only with its size fields' zeros."""
    for magic, name in FOREIGN:
        if head.startswith(magic) and (magic != b"BM" or head[6:10] == b"\0\0\0\0"):
            return name
    return None


def _text_kind(head: bytes, ending: str) -> str | None:
    plain = _narrow(head)
    if b"<" in plain and FLAT_WORD.search(plain):
        return "flat"
    if letter := _letter_kind(plain, ending):
        return letter
    if ending in {"md", "markdown"}:
        return "md"
    if HTML_START.match(plain) and (ending != "txt" or _is_page(plain)):
        return "html"
    if ending in {"html", "htm", "xhtml", "shtml"} and re.search(rb"<[a-zA-Z!/]", plain):
        return "html"
    return None


def _is_page(plain: bytes) -> bool:
    """Whether a text that begins with a tag is a page: the tag is of whole pages, is closed, or others follow it."""
    tags = [tag.lower() for tag in HTML_TAG.findall(plain)]
    return (
        tags[0].startswith(WHOLE) or len(tags) > 1 or re.search(rb"</[a-z]", plain, re.IGNORECASE) is not None
    )


def _letter_kind(plain: bytes, ending: str) -> str | None:
    """Tell a mail from a page that was saved in the form of a mail, which nobody has sent to anyone."""
    head = re.split(rb"\r?\n\r?\n", plain.lstrip(), maxsplit=1)[0]
    begins, says = MAIL_START.match(plain), MAIL.search(head)
    saved = ending in {"mht", "mhtml"}
    if begins and (ending == "eml" or (says and not saved and ADDRESSED.search(head))):
        return "eml"
    if b"mime-version:" in plain[:2000].lower() and MAIL.search(plain[:2000]) and MAIL_HTML.search(plain):
        return "mht"
    if begins and says:
        return "mht" if saved else "eml"
    return None


def _narrow(head: bytes) -> bytes:
    """The head as single bytes: marks are dropped, UTF-16 loses its zeros, so that ASCII tags can be found."""
    wide = head.startswith(MARKS[1:]) or head[:200].count(0) > len(head[:200]) // 4
    for mark in MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"") if wide else head
