"""Passwords from notices beside an encrypted file, 打开密码：… in a text file of the same archive, and from its name.

Notices on disk are found by the build, which knows what cleaning cut as one (`clean.passwords`), and are handed in.
A text of a few words may be nothing but a password; whether it is one shows where something beside it is locked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.places import RULES
from archive.reading.encoding import decode
from archive.reading.formats.detect import HEAD_BYTES, detect
from archive.reading.formats.original import Original
from archive.rulefiles.announced import MASK, load_announced
from archive.rulefiles.once import once

# A notice is short; a report that mentions a password somewhere on page ten is no notice.
NOTICE_BYTES = 65_536
MOST_PASSWORDS = 20
SPACES = r"[ \t\u3000]*"
ALONE = re.compile(r"\s*[“\"'《【（(]?([!-~]{2,64}|[^\s，。；、：:？！…“”]{2,32})[。”\"'》】）)]?\s*")
SHORT_LINES, SHORT_LETTERS, SHORT_LENGTH = 4, 60, 1_000
# In a name: 总结（密码hello99）, not 商用密码2020年工作总结; a Chinese one needs the sign, 密码：一二三.
SIGNS = "A-Za-z0-9@#$%&*!^+"
MASKED_ASIDE = re.compile(rf"[（(【\[][^（(【\[）)】\]]*{re.escape(MASK)}[^）)】\]]*[）)】\]]")
ENDS = "，。；、”\"'》】）),.;"


@dataclass(frozen=True, slots=True)
class Patterns:
    """How a text and a name tell a password. A notice of a few words also says it without a sign: `loose`, 密码 abc123.

    In a report that may be a year.
    """

    named: re.Pattern[str]
    loose: re.Pattern[str]
    notice_name: re.Pattern[str]
    in_name: re.Pattern[str]


@once
def patterns(rules: Path = RULES) -> Patterns:
    """The patterns for the words of `secrets.yml`."""
    keys = load_announced(rules).password
    return Patterns(
        named=re.compile(
            rf"(?:{keys})(?:统一)?{SPACES}(?:[是为]?{SPACES}[:：=]|[是为]){SPACES}"
            r"[“\"'《【（(]?([!-~]{1,64}|[^\s，。；、“”\"'《》【】（）()]{1,32})",
            re.IGNORECASE,
        ),
        loose=re.compile(rf"(?:{keys})[\s是为:：=]*([!-~]{{3,64}})", re.IGNORECASE),
        notice_name=re.compile(rf"[^。]{{0,8}}(?:{keys})(?:说明|提示|必看)?[\W\d_]*", re.IGNORECASE),
        in_name=re.compile(
            rf"(?P<said>(?:{keys})(?:[是为]|[\s:：=_-]+)?)"
            rf"(?P<word>(?<=[:：=])[\u3400-\u9fff]{{2,12}}|[{SIGNS}]{{3,64}}(?![{SIGNS}年届月级]))",
            re.IGNORECASE,
        ),
    )


def in_text(text: str, rules: Path = RULES) -> tuple[str, ...]:
    """The passwords that a text names, in its order, each also without punctuation stuck to its end."""
    found: dict[str, None] = {}
    for match in patterns(rules).named.finditer(text):
        bare = match[1].rstrip(ENDS)
        found.update(dict.fromkeys(each for each in (bare, match[1]) if each))
    return tuple(found)[:MOST_PASSWORDS]


def in_notices(members: Iterable[Original], known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The passwords named by short text files among the members, before those already known."""
    found: dict[str, None] = {}
    for member in members:
        if len(member.content) <= NOTICE_BYTES and detect(member.content[:HEAD_BYTES], member.name) is None:
            text = decode(member.content, member.rules).text
            found.update(dict.fromkeys((*in_text(text, member.rules), *in_short(text, member.rules))))
    found.update(dict.fromkeys(known))
    return tuple(found)[:MOST_PASSWORDS]


def in_short(text: str, rules: Path = RULES) -> tuple[str, ...]:
    """What a text of a few words would name if it were a notice: what it calls a password, and lines of one word."""
    lines = _short(text)
    said = "\n".join(lines)
    words = (*in_text(said, rules), *patterns(rules).loose.findall(said))
    alone = (match[1] for line in lines if (match := ALONE.fullmatch(line)))
    return tuple(dict.fromkeys((*words, *alone)))[:MOST_PASSWORDS]


def is_notice(name: str, text: str, rules: Path = RULES) -> bool:
    """Whether a text of a few words names a password, or is called one and holds single words only."""
    lines, known = _short(text), patterns(rules)
    if any(known.named.search(line) or known.loose.search(line) for line in lines):
        return True
    stem = name.rpartition(".")[0] or name
    return bool(lines and known.notice_name.fullmatch(stem)) and all(ALONE.fullmatch(line) for line in lines)


def _short(text: str) -> list[str]:
    """The written lines of a text of a few words; none of a longer one."""
    if len(text) > SHORT_LENGTH or sum(map(str.isalnum, text)) > SHORT_LETTERS:
        return []
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    return lines if len(lines) <= SHORT_LINES else []


def in_name(source: str, rules: Path = RULES) -> tuple[str, ...]:
    """The passwords that the path of a file names: 总结（密码hello99）.docx, in the file's name or a folder's."""
    return tuple(dict.fromkeys(match["word"] for match in patterns(rules).in_name.finditer(source)))


def masked(source: str, rules: Path = RULES) -> str:
    """The path as it may be published: without the passwords that it names."""
    return patterns(rules).in_name.sub(lambda match: match["said"] + MASK, source)


def untold(title: str, rules: Path = RULES) -> str:
    """A title that was taken from a name, without the remark that names a password."""
    shown = masked(title, rules)
    return MASKED_ASIDE.sub("", shown).strip() or shown
