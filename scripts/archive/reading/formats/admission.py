"""Take in the bytes of a file only when it is one: no link, no device, no pipe, not too large."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from archive.errors import Unreadable
from archive.reading.limits import Limits


def admit(path: Path, source: str, limits: Limits) -> bytes:
    """The file's bytes. Raises `Unreadable`: symlink, device, too-large, no-access.

    The file is judged again after it is opened, because it may have been exchanged in between; opening never waits
    for a pipe, and never follows a link where the system can refuse to.
    """
    try:
        _judge(path.lstat(), source, limits)
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(os.open(path, flags), "rb") as file:
            _judge(os.fstat(file.fileno()), source, limits)
            return file.read()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unreadable(
            "no-access", source, f"系统不让读取：{reason}", "检查文件权限和磁盘后重新构建"
        ) from error


def _judge(status: os.stat_result, source: str, limits: Limits) -> None:
    """Refuse what is no plain file of a bearable size."""
    mode = status.st_mode
    if stat.S_ISLNK(mode):
        raise Unreadable(
            "symlink", source, "这是符号链接，不跟随到别处", "把链接所指的文件本身复制到原件目录"
        )
    if not stat.S_ISREG(mode):
        raise Unreadable("device", source, "这是设备、管道或目录，不是文件", "从原件目录移走，只放入文稿")
    if status.st_size > limits.file_bytes:
        raise Unreadable(
            "too-large",
            source,
            f"文件有 {status.st_size} 字节，超过上限 {limits.file_bytes}",
            "拆成几个文件，或在 data/rules/limits.yml 里提高 file_bytes",
        )
