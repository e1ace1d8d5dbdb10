"""Read the text of a binary Word file (doc, wps) from its piece table, without LibreOffice.

[MS-DOC] 2.4.1: the file information block names the table stream and the place of the piece table (Clx) in it; each
piece is a run of 16-bit characters, or of 8-bit ones in code page 1252. Automatic numbers are not text and are lost,
which a note says.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

import olefile

from archive.errors import Unreadable
from archive.model import Note
from archive.reading.formats.original import FALLBACK, Extracted, Original, single

MAGIC = 0xA5EC
ENCRYPTED = 0x0100
TABLE_1 = 0x0200
COMPRESSED = 0x4000_0000
FC_CLX = 0x01A2
CCP_TEXT = 0x004C
PIECE = struct.Struct("<HIH")
# Field marks: 0x13 instruction 0x14 result 0x15; the instruction is no text.
FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
SIGNS = str.maketrans({
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x07": "\t", "\x1e": "-", "\x1f": "", "\xa0": "\xa0",
    "\x01": "", "\x02": "", "\x03": "", "\x04": "", "\x05": "", "\x08": "", "\x0e": "\n",
    "\x13": "", "\x14": "", "\x15": "",
})  # fmt: skip


def read_doc(original: Original) -> Extracted:
    """The main text of a Word 97 or later file. Raises `Unreadable`: doc-damaged, encrypted, needs-office, empty."""
    with olefile.OleFileIO(io.BytesIO(original.content)) as ole:
        if not ole.exists("WordDocument"):
            raise Unreadable(
                "unknown-format",
                original.source,
                "这个 Office 文件不是文稿",
                "请把其中的文字另存为 docx 或 txt 再放入",
            )
        main = ole.openstream("WordDocument").read()
        flags = _flags(original, main)
        name = "1Table" if flags & TABLE_1 else "0Table"
        if not ole.exists(name):
            raise _damaged(original)
        table = ole.openstream(name).read()
    text = _plain(_main_text(original, main, table))
    if not text.strip():
        raise Unreadable("empty", original.source, "文稿里没有文字", "补上原文后重新放入，或删去此文件")
    note = Note(FALLBACK, "本机没有 LibreOffice，按备用办法读取：自动编号没有读出，隐藏和已删的文字可能仍在")
    return single(original, "doc", text, (note,))


def _flags(original: Original, main: bytes) -> int:
    """The flags of the file information block; an older or encrypted file is refused."""
    if len(main) < FC_CLX + 8:
        raise _damaged(original)
    magic, version = struct.unpack_from("<HH", main, 0)
    flags = int(struct.unpack_from("<H", main, 0x0A)[0])
    if magic != MAGIC or version < 0x00C1:
        raise Unreadable(
            "needs-office",
            original.source,
            "这是 Word 95 或更早的文稿",
            "请安装 LibreOffice 后重新构建，或另存为 docx 再放入",
        )
    if flags & ENCRYPTED:
        raise Unreadable("encrypted", original.source, "文稿设有打开密码", "请去掉密码后另存为 docx 再放入")
    return flags


def _main_text(original: Original, main: bytes, table: bytes) -> str:
    """The pieces joined, cut to the length of the main text (notes, headers and comments come after it)."""
    start, size = struct.unpack_from("<II", main, FC_CLX)
    length = struct.unpack_from("<i", main, CCP_TEXT)[0]
    pieces = _piece_table(table[start : start + size])
    if pieces is None or length < 0:
        raise _damaged(original)
    return "".join(_pieces(main, pieces))[:length]


def _piece_table(clx: bytes) -> bytes | None:
    """The piece table within the Clx, after any property lists; None when there is none."""
    at = 0
    while at + 5 <= len(clx):
        if clx[at] == 0x02:
            size = struct.unpack_from("<I", clx, at + 1)[0]
            table = clx[at + 5 : at + 5 + size]
            return table if len(table) == size and size >= 4 else None
        if clx[at] != 0x01:
            return None
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    return None


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    count = (len(table) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", table, 0)
    for index in range(count):
        place = PIECE.unpack_from(table, 4 * (count + 1) + PIECE.size * index)[1]
        chars = max(0, bounds[index + 1] - bounds[index])
        if place & COMPRESSED:
            start = (place & ~COMPRESSED) // 2
            yield main[start : start + chars].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * chars].decode("utf-16-le", "replace")


def _plain(text: str) -> str:
    """Marks of fields, cells and pictures as text; the mark at the end of a row becomes a line end."""
    for _ in range(20):
        text, count = FIELD.subn(lambda match: match[1] or "", text)
        if not count:
            break
    text = re.sub("\x07\x07", "\n", text)
    return text.translate(SIGNS)


def _damaged(original: Original) -> Unreadable:
    return Unreadable(
        "doc-damaged",
        original.source,
        "Word 文稿的内部结构已损坏",
        "请用 Word / WPS 打开并修复，另存为 docx 再放入",
    )
