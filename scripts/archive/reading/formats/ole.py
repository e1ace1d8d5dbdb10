"""A compound file: a binary Word document, an encrypted Office file, or something that is no text at all."""

from __future__ import annotations

import io

import olefile

from archive.errors import Unreadable
from archive.reading.formats.guard import run_guarded
from archive.reading.formats.office import command, read_converted
from archive.reading.formats.original import Extracted, Original

ENCRYPTED_FLAG = 0x0100
OTHER = {
    "Workbook": "电子表格",
    "Book": "电子表格",
    "PowerPoint Document": "演示文稿",
    "__properties_version1.0": "邮件",
}


def read_ole(original: Original) -> Extracted:
    """Read by the streams that the file has. Raises `Unreadable` when it is no text document or is damaged."""
    streams, locked = _look(original)
    if "EncryptedPackage" in streams or locked:
        return run_guarded("encrypted", original)
    kind = next((name for stream, name in OTHER.items() if stream in streams), "")
    if kind:
        raise Unreadable(
            "unknown-format",
            original.source,
            f"这是{kind}，不是文稿",
            "请把其中的文字另存为 docx 或 txt 再放入",
        )
    if "WordDocument" not in streams and command() is None:
        raise Unreadable(
            "needs-office",
            original.source,
            "这种文稿需要 LibreOffice，本机没有安装",
            "请安装后重新构建，或另存为 docx 再放入",
        )
    return _document(original, word="WordDocument" in streams)


def _document(original: Original, *, word: bool) -> Extracted:
    """LibreOffice keeps the numbering, so it goes first; the piece table is there when it is missing or fails."""
    kind = "wps" if original.name.lower().endswith(".wps") else "doc"
    if command() is None:
        return run_guarded("doc", original)
    try:
        return read_converted(original, kind)
    except Unreadable as failure:
        if not word or failure.code not in {"office-failed", "reader-timeout"}:
            raise
        return run_guarded("doc", original)


def _look(original: Original) -> tuple[frozenset[str], bool]:
    """The names of the top streams, and whether a Word file says that it is encrypted."""
    try:
        with olefile.OleFileIO(io.BytesIO(original.content)) as ole:
            names = frozenset(path[0] for path in ole.listdir())
            if "WordDocument" not in names:
                return names, False
            head = ole.openstream("WordDocument").read(12)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise Unreadable(
            "doc-damaged",
            original.source,
            f"文件不完整，可能没有下载完（{error}）",
            "请重新取得完整的文件，或用 Word / WPS 修复后另存为 docx",
        ) from error
    return names, len(head) == 12 and bool(int.from_bytes(head[10:12], "little") & ENCRYPTED_FLAG)
