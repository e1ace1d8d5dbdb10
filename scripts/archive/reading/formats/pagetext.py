"""Decode a web page, or a part of a mail: by what it says of its encoding if that fits, else by its content."""

from __future__ import annotations

import re
from pathlib import Path

from archive.reading.encoding import Decoded, decode, reads_as_chinese
from archive.reading.formats.original import Original

CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
CHINESE = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312", "cp936"})


def page_text(original: Original) -> tuple[str, str]:
    """The page decoded: a byte order mark, then the page's own word for it if it fits, then judged by content."""
    match = CHARSET.search(original.content[:4096])
    return text_of(original.content, match[1].decode("ascii") if match else "", original.rules)


def text_of(content: bytes, said: str, rules: Path) -> tuple[str, str]:
    """Decode what says of itself in which encoding it is; gives the text and the encoding that fitted."""
    label = "gb18030" if said.lower() in CHINESE else said.lower()
    decoded: Decoded | None = None
    if label and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        if _fits_anything(label):
            decoded = decode(content, rules)
        if decoded is None or not reads_as_chinese(decoded, rules):
            try:
                return content.decode(label), label
            except (LookupError, ValueError):  # a page that is wrong about itself is judged by its content
                pass
    decoded = decoded or decode(content, rules)
    return decoded.text.removeprefix("\ufeff"), decoded.encoding


def _fits_anything(label: str) -> bool:
    """Whether every byte is a character by itself, as in iso-8859-1: then nothing can show that the page is wrong."""
    try:
        return len(b"\xb0\xa1".decode(label)) == 2
    except (LookupError, ValueError):
        return False
