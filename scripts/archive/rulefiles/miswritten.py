"""Why YAML cannot be read, as a person would say it: the line where the slip is, what it is, and what to do.

A parser stops where it can make no sense of what it has read so far, which may be far below the slip, and speaks of
tokens. So the lines from there upwards are asked for the slips that people make: Tab, full-width signs, quotation
marks without their pair, keys that do not stand below each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

import yaml

NEAR, FAR = 3, 40  # so many lines above the one where the parser stopped are asked first, and at all
ALIGN = "同级的键左边对齐，下一级多空两格，一律用空格"
SIMPLE_KEY = "while scanning a simple key"  # libyaml's words
DELIMITERS = " \t,]}:#，："  # one of them stands behind a closing quotation mark
QUOTED = re.compile(r"""(?<![^\s\[{,:，：])(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')""")
OPENED = re.compile(r"""(?<![^\s\[{,:，：])["']""")
KEY = r"[A-Za-z_][\w-]*"
WIDE_COLON = re.compile(rf"(?:^\s*(?:-\s+)?|[{{,，]\s*)(?P<key>{KEY})\s*：")
NO_SPACE = re.compile(rf"(?:^\s*(?:-\s+)?|[{{,]\s*)(?P<key>{KEY}):(?=[^\s:/])")
FLOW_COMMA = re.compile(rf"，\s*{KEY}\s*[:：]|[\[{{][^\]}}]*，(?!\s*[,\]}}])")
SECOND_COLON = re.compile(rf"^\s*(?:-\s+)?{KEY}:\s+[^\s\[{{|>].*?:\s")
DASH = re.compile(r"^\s*-(?=[^\s\d.-])")
BEHIND = re.compile(rf"^\s*(?:-\s+)?{KEY}:\s+(?P<sign>[\[{{])[^\]}}]*[\]}}]\s*[^\s,\]}}#]")
SPECIAL = re.compile(
    rf"(?:^\s*(?:-\s+)?(?:{KEY}:\s+)?|[\[{{,]\s*(?:{KEY}:\s+)?)(?P<sign>[@`%]|[!&*](?![a-z]))"
)
CONTROL = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OPENS = re.compile(r":\s*(?:[|>][-+\d]*)?\s*$|^\s*-\s*$")


class Slip(NamedTuple):
    """What is wrong, with its line, and what to do about it."""

    reason: str
    cure: str


class Twice(yaml.constructor.ConstructorError):
    """A key that stands twice in one mapping; `first` is where it stood before."""

    def __init__(self, key: str, first: yaml.Mark, second: yaml.Mark) -> None:
        super().__init__(None, None, "a key stands twice", second)
        self.key, self.first, self.second = key, first, second


def slip(text: str, error: yaml.YAMLError) -> Slip:
    """What a person most likely did where `text` could not be read."""
    if isinstance(error, Twice):
        place = (
            f"第 {error.second.line + 1} 行：键 {error.key} 写了两次（先写在第 {error.first.line + 1} 行）"
        )
        return Slip(place, "合成一处，或删去其中一个")
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        return Slip(f"第 {line} 行：有看不见的控制字符（U+{ord(control[0]):04X}）", "删去这个字符")
    lines = text.splitlines()
    near, far = _asked(error, len(lines))
    for looks, places in ((SURE, near), ((_aligned, _brackets), near), (SURE, far)):
        for at, look in product(places, looks):
            told = look(lines, at)
            if told:
                return Slip(f"第 {at + 1} 行：{told.reason}", told.cure)
    if isinstance(error, yaml.MarkedYAMLError) and error.context_mark and error.context == SIMPLE_KEY:
        return Slip(
            f"第 {error.context_mark.line + 1} 行：没有冒号", "写成“键: 值”；是上一行的话就写到那一行去"
        )
    return Slip(
        f"第 {_stopped(error, len(lines)) + 1} 行附近读不懂", f"改正这几行的写法：{ALIGN}；冒号后空一格"
    )


def wide_key(key: str) -> str:
    """What to do about a key that holds what was meant for YAML, or nothing."""
    if key.startswith("\u3000"):
        return "缩进用了全角空格，换成半角空格"
    return wide(key) if WIDE_COLON.match(key) else ""


def wide(text: str) -> str:
    """What to do about a value that holds what was meant for YAML, or nothing."""
    if WIDE_COLON.match(text):
        return "全角冒号“：”改成半角冒号，后面空一格"
    return "全角逗号“，”改成半角逗号，后面空一格" if "，" in text else ""


def _asked(error: yaml.YAMLError, count: int) -> tuple[list[int], range]:
    """The lines to ask first, where a quotation mark, key or bracket began before all; then those further up."""
    last = _stopped(error, count)
    first = []
    if isinstance(error, yaml.MarkedYAMLError) and error.context_mark and error.context_mark.line < count:
        began = isinstance(error, yaml.scanner.ScannerError) or "flow" in (error.context or "")
        first = [error.context_mark.line] * began
    return [*first, *range(last, max(-1, last - NEAR), -1)], range(last - NEAR, max(-1, last - FAR), -1)


def _stopped(error: yaml.YAMLError, count: int) -> int:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return min(mark.line if mark else 0, max(0, count - 1))


def _bare(line: str) -> str:
    """A line without its remark, and with what stands in quotation marks left out."""
    return re.sub(r"(?:^|(?<=\s))#.*", "", QUOTED.sub('""', line)).rstrip()


def _indented(lines: Sequence[str], at: int) -> Slip | None:
    blank = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    if "\t" in blank:
        return Slip("缩进用了 Tab", "换成空格")
    return Slip("缩进用了全角空格", "换成半角空格") if "\u3000" in blank else None


def _signs(lines: Sequence[str], at: int) -> Slip | None:
    bare = _bare(lines[at])
    colon, tight = WIDE_COLON.search(bare), NO_SPACE.search(bare)
    if colon:
        return Slip(f"{colon['key']} 后面是全角冒号“：”", "改成半角冒号，后面空一格")
    if DASH.search(bare):
        return Slip("短横后面没有空格", "短横后空一格")
    if FLOW_COMMA.search(bare):
        return Slip("有全角逗号“，”", "分开各项的改成半角逗号，后面空一格；是文字的加引号")
    return Slip(f"{tight['key']} 的冒号后面没有空格", "冒号后空一格") if tight else None


def _quotes(lines: Sequence[str], at: int) -> Slip | None:
    behind = (lines[at][each.end() : each.end() + 1] for each in QUOTED.finditer(lines[at]))
    if any(sign not in DELIMITERS for sign in behind):
        return Slip("引号里又有引号", "里面的改成“”")
    opened = OPENED.search(_bare(lines[at]).replace('""', ""))
    return Slip(f"引号 {opened[0]} 不成对", "补上另一半") if opened else None


def _values(lines: Sequence[str], at: int) -> Slip | None:
    bare = _bare(lines[at])
    special = SPECIAL.search(bare) or BEHIND.search(bare)
    if special:
        return Slip(f"值以 {special['sign']} 开头", "给这个值加引号")
    return Slip("值里又有冒号", "给这个值加引号；是两个键的分成两行") if SECOND_COLON.search(bare) else None


def _aligned(lines: Sequence[str], at: int) -> Slip | None:
    """Keys that stand neither below one of those above, nor below a key that opens a new level."""
    levels: list[int] = []
    opens = True
    for line in lines[:at]:
        bare = _bare(line)
        if bare.strip():
            levels = [each for each in levels if each < _indent(bare)] + [_indent(bare)]
            opens = bool(OPENS.search(bare))
    here = _indent(lines[at])
    if not _bare(lines[at]).strip() or here in levels or not levels or (opens and here > levels[-1]):
        return None
    return Slip("缩进和上面的键对不齐", ALIGN)


def _brackets(lines: Sequence[str], at: int) -> Slip | None:
    bare = _bare(lines[at])
    for opened, closed in ("[]", "{}"):
        if bare.count(opened) != bare.count(closed):
            return Slip(f"括号 {opened}{closed} 不成对", "补上另一半；是文字的加引号")
    return None


def _indent(line: str) -> int:
    """Where the first key of a line begins: behind the dashes of a list."""
    start = re.match(r"\s*(?:-\s+)*", line)
    return start.end() if start else 0


SURE: tuple[Callable[[Sequence[str], int], Slip | None], ...] = (_indented, _quotes, _signs, _values)
