"""Passwords that notices beside an encrypted original name: in the same folder, in any document there.

A build has worked on everything before it opens what is locked; who looks at one file alone reads what lies beside it
(`naming`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from archive.model import Finding
from archive.rulefiles.codes import finding

MOST = 200  # passwords that one folder names: each takes a tenth of a second to try
LOCKED = frozenset({"archive-encrypted", "encrypted"})
Named = tuple[str, tuple[str, ...]]  # the source of an original, and the passwords that its documents name


def folder(source: str) -> str:
    """The folder in which notices for an original lie."""
    return posixpath.dirname(source)


def is_locked(codes: Iterable[str]) -> bool:
    """Whether an original that failed for these reasons may be opened with a password."""
    return not LOCKED.isdisjoint(codes)


def by_folder(named: Iterable[Named]) -> Mapping[str, tuple[str, ...]]:
    """The passwords that are named in each folder."""
    found: dict[str, list[str]] = {}
    for source, words in named:
        found.setdefault(folder(source), []).extend(words)
    return {where: tuple(dict.fromkeys(words))[:MOST] for where, words in found.items() if words}


def notice(source: str) -> Finding:
    """A document that only names a password: it is tried on what lies beside it, and never published."""
    return finding("password-notice", source, "只写着密码的说明，用来打开旁边的文件，不发布")


def taken_for_notice(source: str) -> Finding:
    """A text of a few words beside a locked file: it may be the password, which must not be published."""
    return finding("password-notice", source, "与加密文件同处的一两句话，当作密码说明，不发布")
