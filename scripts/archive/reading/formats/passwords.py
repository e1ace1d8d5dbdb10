"""Passwords from notices beside an encrypted file, 打开密码：… in a text file of the same archive, and from its name.

Notices on disk are found by the build, which knows what cleaning cut as one (`clean.passwords`), and are handed in.
A text of a few words may be nothing but a password; whether it is one shows where something beside it is locked.
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
KEYS = "密码|口令|解压码|提取码|密钥|密匙|password|passwd|pwd"
NAMED = re.compile(
    rf"(?:{KEYS})(?:统一)?"
    f"{SPACES}(?:[是为]?{SPACES}[:：=]|[是为]){SPACES}"
    r"[“\"'《【（(]?([!-~]{1,64}|[^\s，。；、“”\"'《》【】（）()]{1,32})",
    re.IGNORECASE,
)
# A notice of a few words also says it without a sign: 密码 abc123. In a report that may be a year.
LOOSE = re.compile(rf"(?:{KEYS})[\s是为:：=]*([!-~]{{3,64}})", re.IGNORECASE)
ALONE = re.compile(r"\s*[“\"'《【（(]?([!-~]{2,64}|[^\s，。；、：:？！…“”]{2,32})[。”\"'》】）)]?\s*")
SHORT_LINES, SHORT_LETTERS, SHORT_LENGTH = 4, 60, 1_000
NOTICE_NAME = re.compile(rf"[^。]{{0,8}}(?:{KEYS})(?:说明|提示|必看)?[\W\d_]*", re.IGNORECASE)
# In a name: 总结（密码hello99）, not 商用密码2020年工作总结; a Chinese one needs the sign, 密码：一二三.
SIGNS = "A-Za-z0-9@#$%&*!^+"
IN_NAME = re.compile(
    rf"(?P<said>(?:{KEYS})(?:[是为]|[\s:：=_-]+)?)(?P<word>(?<=[:：=])[\u3400-\u9fff]{{2,12}}|[{SIGNS}]{{3,64}}(?![{SIGNS}年届月级]))",
    re.IGNORECASE,
)
MASK = "＊＊＊"
MASKED_ASIDE = re.compile(rf"[（(【\[][^（(【\[）)】\]]*{re.escape(MASK)}[^）)】\]]*[）)】\]]")
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
            text = decode(member.content, member.rules).text
            found.update(dict.fromkeys((*in_text(text), *in_short(text))))
    found.update(dict.fromkeys(known))
    return tuple(found)[:MOST_PASSWORDS]


def in_short(text: str) -> tuple[str, ...]:
    """What a text of a few words would name if it were a notice: what it calls a password, and lines of one word."""
    lines = _short(text)
    words = (*in_text("\n".join(lines)), *LOOSE.findall("\n".join(lines)))
    alone = (match[1] for line in lines if (match := ALONE.fullmatch(line)))
    return tuple(dict.fromkeys((*words, *alone)))[:MOST_PASSWORDS]


def is_notice(name: str, text: str) -> bool:
    """Whether a text of a few words names a password, or is called one and holds single words only."""
    lines = _short(text)
    if any(NAMED.search(line) or LOOSE.search(line) for line in lines):
        return True
    stem = name.rpartition(".")[0] or name
    return bool(lines and NOTICE_NAME.fullmatch(stem)) and all(ALONE.fullmatch(line) for line in lines)


def _short(text: str) -> list[str]:
    """The written lines of a text of a few words; none of a longer one."""
    if len(text) > SHORT_LENGTH or sum(map(str.isalnum, text)) > SHORT_LETTERS:
        return []
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    return lines if len(lines) <= SHORT_LINES else []


def in_name(source: str) -> tuple[str, ...]:
    """The passwords that the path of a file names: 总结（密码hello99）.docx, in the file's name or a folder's."""
    return tuple(dict.fromkeys(match["word"] for match in IN_NAME.finditer(source)))


def masked(source: str) -> str:
    """The path as it may be published: without the passwords that it names."""
    return IN_NAME.sub(lambda match: match["said"] + MASK, source)


def untold(title: str) -> str:
    """A title that was taken from a name, without the remark that names a password."""
    return MASKED_ASIDE.sub("", masked(title)).strip() or masked(title)
