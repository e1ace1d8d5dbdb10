"""Read RTF without LibreOffice: text by striprtf, automatic numbers from the text that Word stores beside them."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from archive.errors import Unreadable
from archive.model import Note
from archive.reading.formats.original import FALLBACK, Extracted, Original, single

CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
CHINESE = "gb18030"
# An automatic number as Word stores it: before the text, with a tab after it.
STORED_NUMBER = re.compile(r"^ ?([^\t\n]{0,11}[、．）)】①-⑳])\t(?=\S)", re.MULTILINE)


def read_rtf(original: Original) -> Extracted:
    """The text of an RTF file. Raises `Unreadable` (reader-failed) when its structure is broken, empty without text."""
    page = CODE_PAGE.search(original.content[:4096])
    encoding = _python_name(page[1].decode("ascii")) if page else CHINESE
    source = original.content.decode("latin-1")
    try:
        text: str = rtf_to_text(  # type: ignore[no-untyped-call]
            source, encoding=encoding, errors="replace"
        )
    except (ValueError, IndexError, KeyError, UnicodeError) as error:
        raise Unreadable(
            "reader-failed", original.source, f"RTF 结构有误（{error}）", "请用 Word 打开，另存为 docx 再放入"
        ) from error
    text = STORED_NUMBER.sub(r"\1", _paired(text).replace("\r\n", "\n"))
    if not text.strip():
        raise Unreadable("empty", original.source, "文稿里没有文字", "补上原文后重新放入，或删去此文件")
    note = Note(FALLBACK, "本机没有 LibreOffice，按备用办法读取 RTF：表格与页眉可能混入正文")
    return single(original, "rtf", text, (note,))


def _paired(text: str) -> str:
    """Rare characters, which RTF writes in two halves, as one; a half alone is a damaged sign."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _python_name(page: str) -> str:
    """The codec of a code page; gb18030 covers the Chinese ones."""
    if page in {"936", "54936", "0"}:
        return CHINESE
    return {"65001": "utf-8", "10000": "mac_roman"}.get(page, f"cp{page}")
