"""The title: the first line that can be one, joined with its next lines, or else the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from archive.structuring.layout import StructureRules
from archive.structuring.lines import Line

SPACED = re.compile(r"^\S(?:[ 　]+\S)+$")
SPACES = re.compile(r"[ \t　\u3000\xa0]+")
COMMA = re.compile("[，,]")
REACH = 6
BELOW_MIN = 8
HAN = re.compile(r"[\u3400-\u9fff]")
NAME_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
NAME_NUMBER = re.compile(r"^[0-9]{1,4}[ _.、．-]+(?=\D)")
NAME_HASH = re.compile(r"[ _-][0-9a-f]{8,}$")
NAME_SITE = re.compile(
    r"(?:_[^_]{2,20}){1,3}$|\s*[-|｜]\s*[^-|｜]{2,24}(?:网|网站|门户|频道|大学|学院|医院|政府|局|厅)$"
)


@dataclass(frozen=True, slots=True)
class Title:
    """The title's words, where they were found, and the lines that hold them (none for a file name)."""

    text: str
    origin: Literal["text", "name"]
    lines: frozenset[int] = frozenset()


def find_title(lines: tuple[Line, ...], source: str, rules: StructureRules) -> Title:
    """Take the first line that can be a title, below lines of registry data; else the file's name.

    A Markdown heading among the first lines is the title even when text stands above it.
    """
    start = _first(lines, rules)
    if start is None:
        return Title(name_of(source), "name")
    start = _past_furniture(lines, start, rules)
    chosen = range(start, _last(lines, start, rules) + 1)
    return Title(_joined([lines[i].text for i in chosen], rules), "text", frozenset(chosen))


def _first(lines: tuple[Line, ...], rules: StructureRules) -> int | None:
    head = lines[: rules.file.title.front_lines]
    for i, line in enumerate(head):
        if line.hashes and line.mark is None and i < 4 and _can_be(line.text, rules):
            return i
    for i, line in enumerate(head):
        if rules.patterns["title.front"].search(line.text):
            continue
        if line.mark is None and _can_be(line.text, rules):
            return i
        return _below(lines, i, rules)
    return None


def _below(lines: tuple[Line, ...], start: int, rules: StructureRules) -> int | None:
    """A line that closes a title, a little below one that cannot be one."""
    for i in range(start + 1, min(start + REACH, len(lines) - 1)):
        line = lines[i]
        if line.mark or rules.patterns["lead.salutation"].search(line.text):
            return None
        if _can_be(line.text, rules) and len(line.text) >= BELOW_MIN and _closes(line.text, rules):
            return i
    return None


def _past_furniture(lines: tuple[Line, ...], start: int, rules: StructureRules) -> int:
    """The line that makes a title by itself, where all that stands above it is a page's and no part of one."""
    patterns = rules.patterns
    for i in range(start, min(start + REACH, len(lines))):
        line = lines[i]
        if line.mark or (i > start and not _can_be(line.text, rules)):
            break
        if i > start and _stands(lines, i, rules):
            spoken = bool(patterns["title.opens"].search(line.text))
            above = [each.text for each in lines[start:i]]
            foreign = [patterns["title.furniture"].search(t) or (spoken and COMMA.search(t)) for t in above]
            return i if all(foreign) else start
    return start


def _stands(lines: tuple[Line, ...], i: int, rules: StructureRules) -> bool:
    """True for a line that closes a title, or that a line ——在…上的讲话 follows."""
    below = lines[i + 1].text if i + 1 < len(lines) else ""
    return _closes(lines[i].text, rules) or below.startswith("——")


def _can_be(words: str, rules: StructureRules) -> bool:
    refused = rules.patterns["title.refused"].search(words)
    salutation = rules.patterns["lead.salutation"].search(words)
    return len(words) <= rules.file.title.max and not refused and not salutation and bool(HAN.search(words))


def _last(lines: tuple[Line, ...], start: int, rules: StructureRules) -> int:
    """The last line of a title: as far as lines follow that can belong to it, up to one that closes it.

    Without such a line the title is its first line alone, unless that one cannot end there.
    """
    if lines[start].hashes or _closes(lines[start].text, rules):
        return start
    stop = min(start + rules.file.title.lines, len(lines))
    words = lines[start].text
    for i in range(start + 1, stop):
        line = lines[i]
        words += line.text
        if (
            line.mark
            or line.gap
            or line.hashes
            or len(words) > rules.file.title.max
            or not _can_follow(line, rules)
        ):
            break
        if _closes(line.text, rules):
            return i
    return start


def _closes(words: str, rules: StructureRules) -> bool:
    return bool(rules.closers.search(words))


def _can_follow(line: Line, rules: StructureRules) -> bool:
    return _can_be(line.text, rules) and not rules.patterns["lead.date"].search(line.text)


def _joined(pieces: list[str], rules: StructureRules) -> str:
    """Put the lines of a title together; a space stays only where two phrases meet."""
    words = tidy(pieces[0])
    for piece in pieces[1:]:
        bound = rules.patterns["title.goes_on"].search(words) or rules.patterns["title.comes_after"].search(
            piece
        )
        words += tidy(piece) if bound or HAN.search(words[-1]) else f" {tidy(piece)}"
    return words


def tidy(words: str) -> str:
    """Close up a title whose characters are set apart (政 府 工 作 报 告), and make other runs of blanks one."""
    if SPACED.match(words) and all(len(part) <= 1 for part in SPACES.split(words)):
        return SPACES.sub("", words)
    return SPACES.sub(" ", words)


def name_of(source: str) -> str:
    """Make a title of a file's name: no folders, ending, leading number, hash or name of a site."""
    stem = NAME_ENDING.sub("", source.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    if not HAN.search(stem):
        return stem or source
    words = NAME_HASH.sub("", NAME_NUMBER.sub("", stem))
    short = NAME_SITE.sub("", words)
    words = short if len(HAN.findall(short)) >= 6 else words
    return tidy(words.replace("_", " ").strip()) or stem
