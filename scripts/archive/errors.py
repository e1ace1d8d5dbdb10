"""Errors that a person can act on: what happened, to which file, and the next step."""

from __future__ import annotations


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
