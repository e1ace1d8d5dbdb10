"""Open a zip container (an archive, an Office file) only after its directory has been held against the limits."""

from __future__ import annotations

import io
import zipfile
import zlib

from archive.errors import Unreadable
from archive.reading.formats.detect import ZIP
from archive.reading.formats.members import refuse_size
from archive.reading.formats.original import Original

ENCRYPTED = 0x1
# What zipfile and its decompressors raise on damaged or hostile members.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def open_zip(original: Original, ratio: int) -> zipfile.ZipFile:
    """Open the container, or refuse it by what its directory declares.

    `ratio` is the highest number of unpacked bytes per packed byte. zipfile never unpacks more than the directory
    declares, so the declared sizes are a real bound.
    Raises `Unreadable` with archive-damaged, archive-entries, archive-too-large or archive-ratio.
    """
    try:
        container = zipfile.ZipFile(io.BytesIO(original.content))
    except BROKEN as error:
        raise _cut_short(original) from error
    infos = container.infolist()
    if original.content.startswith(ZIP) and min((info.header_offset for info in infos), default=1):
        raise _cut_short(original)  # the directory that was found is that of a zip stored inside this one
    total = sum(info.file_size for info in infos)
    refuse_size(original, len(infos), total)
    for info in infos:
        _refuse_bomb(original, info.filename, info.file_size, info.compress_size, ratio)
    _refuse_bomb(original, "全部条目", total, len(original.content), ratio)
    return container


def _cut_short(original: Original) -> Unreadable:
    return Unreadable(
        "archive-damaged",
        original.source,
        "压缩结构不完整，文件可能没有下载完",
        "请重新取得完整的文件，放回原处",
    )


def _refuse_bomb(original: Original, what: str, size: int, packed: int, ratio: int) -> None:
    if size > original.limits.archive.ratio_from_bytes and size > ratio * max(packed, 1):
        raise Unreadable(
            "archive-ratio",
            original.source,
            f"“{what}”解压后是压缩前的 {size // max(packed, 1)} 倍，上限为 {ratio} 倍",
            "这很像压缩炸弹；请确认来源，必要时手工解压，只放入文稿",
        )


def read_member(container: zipfile.ZipFile, name: str | zipfile.ZipInfo, source: str) -> bytes:
    """Unpack one member whole. Raises `Unreadable` (archive-damaged) when its data or checksum is wrong."""
    try:
        return container.read(name)
    except BROKEN as error:
        raise Unreadable(
            "archive-damaged",
            source,
            f"包内的“{getattr(name, 'filename', name)}”已损坏（{error}）",
            "请重新取得完整的文件，放回原处",
        ) from error
