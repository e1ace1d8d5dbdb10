"""A zip: an Office file, or an archive whose members are originals of their own."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from archive.errors import Unreadable
from archive.reading.formats.container import BROKEN, ENCRYPTED, open_zip, read_member
from archive.reading.formats.detect import is_litter, is_page_part, page_folders
from archive.reading.formats.guard import run_guarded
from archive.reading.formats.members import read_members, refuse_depth, sources
from archive.reading.formats.office import read_converted
from archive.reading.formats.original import Extracted, Original
from archive.reading.formats.passwords import in_notices

UTF8_NAMES = 0x800
UNIX = 3
AES = 99  # ciphers that the standard library cannot open: this one, and any that the flag announces
STRONG = 0x40
DRIVE = re.compile(r"^[A-Za-z]:")
HAN = re.compile(r"[\u3400-\u9fff]")
KINDS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))


def read_zip(original: Original) -> Extracted:
    """Read a zip by what is in it. Raises `Unreadable` when the container as a whole cannot be read."""
    names = _names(original)
    if "OFD.xml" in names:
        raise _unsupported(original, "OFD 版式文件", "请用 OFD 阅读器另存为 PDF 或 docx 再放入")
    if "[Content_Types].xml" in names:
        return _office(original, names)
    if "mimetype" in names and "content.xml" in names:
        return read_converted(original, "odt")
    return _archive(original)


def _names(original: Original) -> frozenset[str]:
    with open_zip(original, original.limits.archive.office_ratio) as container:
        return frozenset(container.namelist())


def _office(original: Original, names: frozenset[str]) -> Extracted:
    kind = next((kind for folder, kind in KINDS if any(name.startswith(folder) for name in names)), "docx")
    if kind != "docx":
        what = "电子表格" if kind == "xlsx" else "演示文稿"
        raise _unsupported(original, f"这是{what}，不是文稿", "请把其中的文字另存为 docx 或 txt 再放入")
    return run_guarded("docx", original)


def _unsupported(original: Original, reason: str, cure: str) -> Unreadable:
    return Unreadable("unknown-format", original.source, reason, cure)


def _archive(original: Original) -> Extracted:
    """Read the members, one after another; a bad one does not keep the others from being read."""
    refuse_depth(original, "压缩包套压缩包")
    with open_zip(original, original.limits.archive.ratio) as container:
        members = list(_members(original, container))
    passwords = in_notices((each for each in members if isinstance(each, Original)), original.passwords)
    return read_members(members, passwords)


def _members(original: Original, container: zipfile.ZipFile) -> Iterator[Original | Unreadable]:
    """Each member unpacked, or the reason why it is not; folders, system litter and parts of pages are passed over."""
    named = [(info, _name(info).replace("\\", "/")) for info in container.infolist()]
    beside = page_folders(name for _, name in named)
    kept = [
        (info, name)
        for info, name in named
        if not (info.is_dir() or is_litter(name) or is_page_part(name, beside))
    ]
    for (info, name), source in zip(kept, sources(original, (name for _, name in kept)), strict=True):
        refused = _refusal(info, name, source, original)
        yield refused or _unpacked(original, container, info, source)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name: flagged as UTF-8, or its bytes read as UTF-8 if that gives Han, else as GBK.

    zipfile reads unflagged names as cp437, which loses no byte.
    """
    if info.flag_bits & UTF8_NAMES or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    try:
        name = raw.decode("utf-8")
        return name if HAN.search(name) else raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _refusal(info: zipfile.ZipInfo, name: str, source: str, original: Original) -> Unreadable | None:
    """Why a member must not be unpacked, judged by its entry in the directory."""
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == UNIX else 0
    if kind == stat.S_IFLNK:
        return Unreadable("archive-symlink", source, "这个条目是符号链接", "请解压后放入链接所指的文件本身")
    if kind not in {0, stat.S_IFREG}:
        return Unreadable("archive-symlink", source, "这个条目是设备或管道，不是文件", "请只放入文稿")
    if ".." in name.split("/") or name.startswith("/") or DRIVE.match(name):
        return Unreadable(
            "archive-escape", source, "条目的路径指向压缩包之外", "请确认来源；需要时手工解压，只放入文稿"
        )
    if info.flag_bits & ENCRYPTED and (info.compress_type == AES or info.flag_bits & STRONG):
        return Unreadable(
            "archive-encrypted",
            source,
            "压缩包用 AES 一类的方式加密，有密码本程序也打不开",
            "请解压后把其中的文稿放入",
        )
    if info.file_size > original.limits.file_bytes:
        return Unreadable("too-large", source, f"解压后有 {info.file_size} 字节", "请拆成几个文件")
    return None


def _locked(source: str) -> Unreadable:
    return Unreadable(
        "archive-encrypted",
        source,
        "压缩包设有密码",
        "请解压后放入；或在同一文件夹放一个写有“解压密码：……”的文本文件",
    )


def _unpacked(
    original: Original, container: zipfile.ZipFile, info: zipfile.ZipInfo, source: str
) -> Original | Unreadable:
    try:
        if info.flag_bits & ENCRYPTED:
            content = _decrypted(container, info, original.passwords)
            if content is None:
                return _locked(source)
        else:
            content = read_member(container, info, source)
    except Unreadable as failure:
        return failure
    return replace(original, source=source, content=content, depth=original.depth + 1)


def _decrypted(container: zipfile.ZipFile, info: zipfile.ZipInfo, passwords: tuple[str, ...]) -> bytes | None:
    """The member unlocked with the first password that fits; None when none does, or the cipher is unknown."""
    for password in passwords:
        for encoding in ("utf-8", "gbk"):
            try:
                return container.read(info, password.encode(encoding))
            except BROKEN:
                continue  # a wrong password shows as any of these; the next one may fit
    return None
