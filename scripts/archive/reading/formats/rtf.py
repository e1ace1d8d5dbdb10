"""Read RTF without LibreOffice: text by striprtf, automatic numbers from the text that Word stores beside them."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from archive.errors import Unreadable
from archive.model import Note
from archive.reading.formats.original import FALLBACK, Extracted, Original, letters, single

CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
CHINESE = "gb18030"
HIDDEN = re.compile(r"\\v1?(?![a-zA-Z0-9-])")
PIECE = re.compile(r"\\'[0-9a-fA-F]{2}|\\[a-zA-Z]+-?\d*[ ]?|\\[^a-zA-Z]|[{}]|[^\\{}]+", re.DOTALL)
# What shows something by itself, as letters do.
SHOWN = re.compile(r"\\(?:'.*|u-?\d+ ?|(?:tab|line|emdash|endash|bullet|[lr]d?blquote|[lr]quote) ?|[~_-])")
# An automatic number as Word stores it: before the text, with a tab after it.
STORED_NUMBER = re.compile(r"^ ?([^\t\n]{0,11}[、．）)】①-⑳])\t(?=\S)", re.MULTILINE)


def read_rtf(original: Original) -> Extracted:
    """The text of an RTF file. Raises `Unreadable` (reader-failed) when its structure is broken, empty without text."""
    page = CODE_PAGE.search(original.content[:4096])
    encoding = _python_name(page[1].decode("ascii")) if page else CHINESE
    source, hidden = _parted(original.content.decode("latin-1"))
    try:
        text, aside = (_text(each, encoding) for each in (source, hidden))
    except (ValueError, IndexError, KeyError, UnicodeError) as error:
        raise Unreadable(
            "reader-failed", original.source, f"RTF 结构有误（{error}）", "请用 Word 打开，另存为 docx 再放入"
        ) from error
    text = STORED_NUMBER.sub(r"\1", text)
    if not text.strip():
        raise Unreadable("empty", original.source, "文稿里没有文字", "补上原文后重新放入，或删去此文件")
    notes = [Note(FALLBACK, "本机没有 LibreOffice，按备用办法读取 RTF：表格与页眉可能混入正文")]
    lines = [line.strip() for line in aside.split("\n") if line.strip()]
    if lines:
        count = f"隐藏文字 {len(lines)} 处，共 {letters(aside)} 字，不作正文"
        notes.append(Note("docx-hidden", count, "\n".join(lines)))
    return single(original, "rtf", text, tuple(notes))


def _text(source: str, encoding: str) -> str:
    text: str = rtf_to_text(  # type: ignore[no-untyped-call]
        source, encoding=encoding, errors="replace"
    )
    return _paired(text).replace("\r\n", "\n")


def _parted(source: str) -> tuple[str, str]:
    """The document without its hidden text, and with that alone (empty where nothing is hidden)."""
    if not HIDDEN.search(source):
        return source, ""
    shown: list[str] = []
    hidden: list[str] = []
    states = [False]
    for match in PIECE.finditer(source):
        piece = match[0]
        word = piece.rstrip(" ")
        if piece == "{":
            states.append(states[-1])
        elif piece == "}" and len(states) > 1:
            states.pop()
        elif word in {"\\v", "\\v1", "\\v0", "\\plain"}:
            states[-1] = word in {"\\v", "\\v1"}
        shows = piece[0] not in "\\{}" or SHOWN.fullmatch(piece) is not None
        if not (shows and states[-1]):
            shown.append(piece)
        if not shows or states[-1]:
            hidden.append(piece)
    return "".join(shown), "".join(hidden)


def _paired(text: str) -> str:
    """Rare characters, which RTF writes in two halves, as one; a half alone is a damaged sign."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _python_name(page: str) -> str:
    """The codec of a code page; gb18030 covers the Chinese ones."""
    if page in {"936", "54936", "0"}:
        return CHINESE
    return {"65001": "utf-8", "10000": "mac_roman"}.get(page, f"cp{page}")
