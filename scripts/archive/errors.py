"""Errors that a person can act on: what happened, to which file, and the next step."""

from __future__ import annotations

import errno

# What systems say most when a file cannot be written or read, in the words of the archive.
SAID = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "只读，写不进去",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EBUSY: "正被别的程序占用，或是挂载点",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EADDRINUSE: "端口已被占用",
}


class ArchiveError(Exception):
    """A known failure. `str()` gives one line: `path：reason。cure`."""

    exit_code = 1

    def __init__(self, path: str, reason: str, cure: str) -> None:
        super().__init__(path, reason, cure)
        self.path = path
        self.reason = reason
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.path}：{self.reason}。{self.cure}"


def of_system(error: OSError, place: str, cure: str) -> ArchiveError:
    """What the system refused, and where, as a known failure; `place` stands where the system names no file."""
    reason = SAID.get(error.errno or 0) or error.strerror or str(error)
    return ArchiveError(str(error.filename or place), reason, cure)


class UsageError(ArchiveError):
    """The command was called wrongly; nothing was done."""

    exit_code = 2


class RuleError(ArchiveError):
    """A file in `data/rules/` or `data/overrides.yml` is not valid."""

    exit_code = 2


class Unreadable(ArchiveError):
    """One original cannot be read; it is quarantined under `code` and the batch goes on."""

    def __init__(self, code: str, path: str, reason: str, cure: str) -> None:
        super().__init__(path, reason, cure)
        self.args = (code, path, reason, cure)
        self.code = code


class DamagedCache(ArchiveError):
    """What a build wrote for itself is gone or not whole; the build throws its caches away and starts over, once."""

    def __init__(self, path: str) -> None:
        cure = "删去构建目录里的 cache 和 pages，再运行 python3 scripts/build.py"
        super().__init__(path, "构建自用的缓存已损坏", cure)
        self.args = (path,)
