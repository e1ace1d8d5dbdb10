"""The parser of every command, with its own words in Chinese: headings of the help, and what is wrong with a call."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any, NoReturn

from archive.errors import ArchiveError, of_system

WRONG_USAGE = 2
# What argparse says, and the same in Chinese; the first that fits is taken.
SAID = (
    (r"the following arguments are required: (.+)", "缺少 {}"),
    (r"one of the arguments (.+) is required", "要写 {} 中的一个"),
    (r"unrecognized arguments: (.+)", "没有这样的参数：{}"),
    (r"ambiguous option: (.+?) could match (.+)", "{} 可以是 {}，请写全"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", "{}：没有 {}，可写 {}"),
    (r"argument (.+?): invalid \S+ value: (.+)", "{}：{} 不合要求"),
    (r"argument (.+?): expected one argument", "{} 后面要写一个值"),
    (r"argument (.+?): expected at least one argument", "{} 后面至少要写一个值"),
    (r"argument (.+?): not allowed with argument (.+)", "{} 不能和 {} 一起写"),
    (r"argument (.+?): (.+)", "{}：{}"),
)


WORD = re.compile(r"[（《“‘]*(?:[!-~]+|\s+|.)")  # Latin words, names and options stay whole
CLOSING = frozenset("，。、；：！？）》”’…")  # no line begins with one of them


class _Help(argparse.HelpFormatter):
    """Lines as long as the terminal is wide, where a Chinese character takes two columns."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line}" for line in wrapped(text, width - len(indent)))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def wrapped(text: str, width: int) -> list[str]:
    """Break a text between words or Chinese characters, so that no line takes more columns than `width`."""
    lines, line = [], ""
    for word in WORD.findall(" ".join(text.split())):
        if line and columns(line + word.rstrip()) > width and word not in CLOSING:
            lines.append(line.rstrip())
            line = ""
        line += word if line else word.lstrip()
    return [*lines, line.rstrip()]


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese; a wrong call ends with exit code 2, as argparse has it."""

    def __init__(self, prog: str | None = None, description: str | None = None, **given: Any) -> None:
        super().__init__(prog, description=description, formatter_class=_Help, add_help=False, **given)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_help(self) -> str:
        """The help; argparse itself puts a colon behind each heading."""
        return re.sub(r"^(参数|选项):$", r"\1：", super().format_help(), flags=re.MULTILINE)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with a call, below how it is to be made."""
        self.exit(WRONG_USAGE, f"{self.format_usage()}{in_chinese(message)}。写 --help 看说明\n")


def count(text: str) -> int:
    """A number of processes that was written in a call."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”不是进程数；写 1 或更大的整数")
    return int(text)


def ended(error: ArchiveError | OSError, place: str, cure: str = "检查磁盘空间和权限后再运行一次") -> int:
    """Say in one line why a command ends; gives its exit code. That nobody reads on is raised again: it ends quietly.

    `place` and `cure` are told of what the system refused: where it names no file, and what to do.
    """
    if isinstance(error, BrokenPipeError):
        raise error
    known = of_system(error, place, cure) if isinstance(error, OSError) else error
    print(known, file=sys.stderr)
    return known.exit_code


def in_chinese(message: str) -> str:
    """The same as a message of argparse; one that is not known stays as it is."""
    for pattern, words in SAID:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return words.format(*match.groups())
    return message
