"""Passwords from notices beside an encrypted member: 打开密码：… in a text file of the same archive.

Notices on disk are found by the build, which knows what cleaning cut as one (`clean.passwords`), and are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.reading.encoding import decode
from archive.reading.formats.detect import HEAD_BYTES, detect
from archive.reading.formats.original import Original

# A notice is short; a report that mentions a password somewhere on page ten is no notice.
NOTICE_BYTES = 65_536
MOST_PASSWORDS = 20
SPACES = r"[ \t\u3000]*"
NAMED = re.compile(
    r"(?:密码|口令|解压码|提取码|密钥|密匙|password|passwd|pwd)(?:统一)?"
    f"{SPACES}(?:[是为]?{SPACES}[:：=]|[是为]){SPACES}"
    r"[“\"'《【（(]?([!-~]{1,64}|[^\s，。；、“”\"'《》【】（）()]{1,32})",
    re.IGNORECASE,
)
ENDS = "，。；、”\"'》】）),.;"


def in_text(text: str) -> tuple[str, ...]:
    """The passwords that a text names, in its order, each also without punctuation stuck to its end."""
    found: dict[str, None] = {}
    for match in NAMED.finditer(text):
        bare = match[1].rstrip(ENDS)
        found.update(dict.fromkeys(each for each in (bare, match[1]) if each))
    return tuple(found)[:MOST_PASSWORDS]


def in_notices(members: Iterable[Original], known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The passwords named by short text files among the members, before those already known."""
    found: dict[str, None] = {}
    for member in members:
        if len(member.content) <= NOTICE_BYTES and detect(member.content[:HEAD_BYTES], member.name) is None:
            found.update(dict.fromkeys(in_text(decode(member.content, member.rules).text)))
    found.update(dict.fromkeys(known))
    return tuple(found)[:MOST_PASSWORDS]
