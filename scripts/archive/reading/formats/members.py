"""What lies inside an original (files in an archive, attachments of a mail) is read like any other original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from archive.errors import Unreadable
from archive.reading.formats.original import Extracted, Original

ODD = re.compile(r"[\x00-\x1f\x7f]")


def read_members(members: Iterable[Original | Unreadable], passwords: tuple[str, ...]) -> Extracted:
    """Read the members, one after another; a bad one does not keep the others from being read."""
    read = [_read(member, passwords) for member in members]
    return Extracted(
        tuple(raw for each in read for raw in each.raws),
        tuple(failure for each in read for failure in each.failures),
    )


def _read(member: Original | Unreadable, passwords: tuple[str, ...]) -> Extracted:
    # Readers of archives and the reader of files need each other: a member is read like any other original.
    from archive.reading.read import extract  # noqa: PLC0415

    if isinstance(member, Unreadable):
        return Extracted((), (member,))
    try:
        return extract(replace(member, passwords=passwords))
    except Unreadable as failure:
        return Extracted((), (failure,))


def sources(original: Original, names: Iterable[str]) -> Iterator[str]:
    """The sources of members of these names; of equal names the later ones are numbered."""
    used: dict[str, int] = {}
    for name in names:
        used[name] = used.get(name, 0) + 1
        shown = name if used[name] == 1 else f"{name}#{used[name]}"
        yield f"{original.source}!/{ODD.sub('?', shown)}"


def refuse_depth(original: Original, what: str) -> None:
    """Refuse what lies in as many archives and mails as the limits allow. Raises `Unreadable` (archive-depth)."""
    limit = original.limits.archive.depth
    if original.depth >= limit:
        raise Unreadable(
            "archive-depth",
            original.source,
            f"{what}超过 {limit} 层",
            "请解压后把文稿直接放入原件目录",
        )


def refuse_size(original: Original, count: int, total: int) -> None:
    """Refuse too many members, or too large ones together. Raises archive-entries or archive-too-large."""
    limits = original.limits.archive
    if count > limits.entries:
        raise Unreadable(
            "archive-entries",
            original.source,
            f"包内有 {count} 个条目，上限为 {limits.entries} 个",
            "请分成几个较小的压缩包，或解压后放入原件目录",
        )
    if total > limits.total_bytes:
        raise Unreadable(
            "archive-too-large",
            original.source,
            f"解压后共 {total} 字节，上限为 {limits.total_bytes} 字节",
            "请确认来源可信，解压后把其中的文稿放入原件目录",
        )
