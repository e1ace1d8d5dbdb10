"""Who signs a web page's document and when, and what is attached, where these stand below the container of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from archive.reading.formats.htmllines import Lines

LEVELS = 3  # how far up from the container, and how many lines down, a signature is looked for
MOST = 12
DATE = re.compile(
    r"[12一二][0-9〇零○Ｏ一二三四五六七八九]{3}\s?年\s?[0-9〇○一二三四五六七八九十]{1,3}\s?月\s?[0-9〇○一二三四五六七八九十]{1,3}\s?日"
)
ATTACHED = re.compile(
    r"附件[0-9一二三四五六七八九十]*\s?[:：]?.*|[0-9]{1,2}[.．、].+|.+\.(?:docx?|xlsx?|pdf|wps|zip)",
    re.IGNORECASE,
)


class _Below(NamedTuple):
    """A line below the container, as it is and with its blanks made one, and whether it is one of links."""

    line: str
    text: str
    linked: bool


def signed_below(container: LexborNode, body: re.Pattern[str]) -> list[str]:
    """The lines right below a container that sign its document: a body and a date, with the attachments round them.

    Without both there are none: a lone date may be the page's own.
    """
    lines = list(_below(container))
    at = end = _attached(lines, 0)
    while end < len(lines) and end < at + 3 and not lines[end].linked and body.fullmatch(lines[end].text):
        end += 1
    if at == end:
        end += _signs_in_one_line(lines, at, body)
    elif end < len(lines) and not lines[end].linked and DATE.fullmatch(lines[end].text):
        end += 1
    else:
        end = at
    return [each.line for each in lines[: _attached(lines, end)]] if end > at else []


def is_dated(line: str) -> bool:
    """Whether a line ends with a date, as a signature does."""
    return re.search(rf"{DATE.pattern}\s*$", line) is not None and len(line.strip()) <= 60


def _signs_in_one_line(lines: list[_Below], at: int, body: re.Pattern[str]) -> bool:
    if at >= len(lines) or lines[at].linked:
        return False
    date = DATE.search(lines[at].text)
    return bool(
        date and not lines[at].text[date.end() :] and body.fullmatch(lines[at].text[: date.start()].strip())
    )


def _attached(lines: list[_Below], at: int) -> int:
    """Where a list of attachments that begins there ends; it begins with 附件."""
    if at >= len(lines) or not lines[at].text.startswith("附件"):
        return at
    while at < len(lines) and ATTACHED.fullmatch(lines[at].text):
        at += 1
    return at


def _below(container: LexborNode) -> Iterator[_Below]:
    """The first lines that follow a node on its page, from its next neighbours outwards."""
    node: LexborNode | None = container
    count = 0
    for _ in range(LEVELS):
        beside = node.next if node is not None else None
        while beside is not None:
            linked = beside.tag == "a" or (beside.tag != "-text" and beside.css_first("a[href]") is not None)
            for line in Lines().of(beside):
                yield _Below(line, " ".join(line.split()), linked)
                count += 1
                if count >= MOST:
                    return
            beside = beside.next
        node = node.parent if node is not None else None
        if node is None or node.tag == "body":
            return
