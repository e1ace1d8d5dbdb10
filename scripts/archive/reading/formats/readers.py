"""The reader of each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from archive.errors import Unreadable
from archive.reading.formats.detect import foreign
from archive.reading.formats.guard import run_guarded
from archive.reading.formats.mail import read_mail
from archive.reading.formats.office import command, read_converted
from archive.reading.formats.ole import read_ole
from archive.reading.formats.original import Extracted, Original
from archive.reading.formats.zips import read_zip


def _read_rtf(original: Original) -> Extracted:
    """LibreOffice keeps tables, numbering and marked deletions apart; without it, or if it fails, plain reading."""
    if command() is None:
        return run_guarded("rtf", original)
    try:
        return read_converted(original, "rtf")
    except Unreadable as failure:
        if failure.code not in {"office-failed", "reader-timeout"}:
            raise
        return run_guarded("rtf", original)


def _read_foreign(original: Original) -> Extracted:
    """A format that is known and has no reader."""
    name = foreign(original.content) or ""
    if name in {"image", "bitmap"}:
        raise Unreadable(
            "needs-ocr", original.source, "这是图片", "请先做文字识别（OCR），把识别后的文稿放入"
        )
    raise Unreadable("unknown-format", original.source, f"这是 {name} 压缩包", "请解压后把其中的文稿放入")


READERS: Mapping[str, Callable[[Original], Extracted]] = {
    "eml": read_mail,
    "flat": partial(run_guarded, "flat"),
    "foreign": _read_foreign,
    "html": partial(run_guarded, "html"),
    "mht": partial(run_guarded, "mht"),
    "ole": read_ole,
    "pdf": partial(run_guarded, "pdf"),
    "rtf": _read_rtf,
    "zip": read_zip,
}
