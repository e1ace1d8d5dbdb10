"""The title: the first line that can be one, joined with its next lines, or else the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from archive.structuring.layout import StructureRules
from archive.structuring.lines import Line

SPACED = re.compile(r"^(?:\S|[A-Za-z0-9]+)(?:[ 　]+(?:\S|[A-Za-z0-9]+))+$")
SUBTITLE = "——"
SPACES = re.compile(r"[ \t　\u3000\xa0]+")
COMMA = re.compile("[，,]")
REACH = 6
BELOW_MIN = 8
SPLIT_MAX = 3
APART_MIN = 4
HAN = re.compile(r"[\u3400-\u9fff]")
NAME_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
NAME_NUMBER = re.compile(r"^[0-9]{1,4}[ _.、．-]+(?=\D)")
NAME_COPY = re.compile(r"(?:[ _]*[-－—]+[ _]*副本|[ _]*[(（](?:副本|[0-9]{1,2})[)）])+$")
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
        if rules.patterns["title.front"].search(line.text) or _stands_above(lines, i, rules):
            continue
        if line.mark is None and _can_be(line.text, rules):
            return i
        return _below(lines, i, rules)
    return None


def _stands_above(lines: tuple[Line, ...], i: int, rules: StructureRules) -> bool:
    """True for who speaks, the number of an issue or of an annex, where a title follows."""
    words, below = lines[i].text, lines[i + 1 : i + 3]
    if not rules.patterns["title.above"].search(words) or _closes(words, rules):
        return False
    return any(
        each.mark is None and _can_be(each.text, rules) and _closes(each.text, rules) for each in below
    )


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
    row = "\t" in words  # of a table
    held = len(words) <= rules.file.title.max and bool(HAN.search(words))
    return held and not refused and not salutation and not row


def _last(lines: tuple[Line, ...], start: int, rules: StructureRules) -> int:
    """The last line of a title: as far as lines follow that can belong to it, up to one that closes it.

    Without such a line the title is its first line alone, unless that one cannot end there or a subtitle follows.
    """
    if lines[start].hashes:
        return start
    words = tidy(lines[start].text)
    closed = start if _closes(words, rules) else None
    for i in range(start + 1, min(start + rules.file.title.lines, len(lines))):
        line = lines[i]
        if closed is not None and not _goes_on(words, line, rules):
            return closed
        if closed is None and line.text.startswith(SUBTITLE) and i > start + 1:
            return i - 1
        words += tidy(line.text)
        apart = line.mark or line.gap or line.hashes
        if apart or len(words) > rules.file.title.max or not _can_follow(line, rules):
            break
        if _closes(tidy(line.text), rules) or _completed(words, line, rules):
            closed = i
    return start if closed is None else closed


def _goes_on(words: str, line: Line, rules: StructureRules) -> bool:
    """True if a title that could end goes on: a linking word ends it or begins the next line, or that ends its word."""
    if line.gap or line.mark:
        return False
    begins = rules.patterns["title.links"].search(line.text) and _closes(tidy(line.text), rules)
    ends = rules.patterns["title.goes_on"].search(words) and _closes(tidy(line.text), rules)
    return bool(begins or ends) or _completed(words + tidy(line.text), line, rules)


def _completed(words: str, line: Line, rules: StructureRules) -> bool:
    """True if a line of a few characters ends a word that closes a title: 情况报 / 告."""
    last = tidy(line.text)
    found = rules.closed.search(words)
    return len(last) <= SPLIT_MAX and found is not None and len(found[0]) > len(last)


def _closes(words: str, rules: StructureRules) -> bool:
    return bool(rules.closers.search(words))


def _can_follow(line: Line, rules: StructureRules) -> bool:
    if not _can_be(line.text, rules) or rules.patterns["lead.date"].search(line.text):
        return False
    words = tidy(line.text)
    spoken = rules.patterns["lead.speaker"].search(line.text)
    return len(words) <= SPLIT_MAX or not spoken or _closes(words, rules)


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
    """Close up a title whose characters are set apart (政 府 报 告, XX 局 2023 年 报 告), make other blanks one."""
    if SPACED.match(words) and _set_apart(SPACES.split(words)):
        return SPACES.sub("", words)
    return SPACES.sub(" ", words)


def _set_apart(parts: list[str]) -> bool:
    """True if every part is one sign, or a figure or Latin name among mostly single Han characters."""
    single = sum(len(part) == 1 for part in parts)
    return single == len(parts) or (single >= APART_MIN and 2 * single > len(parts))


def name_of(source: str) -> str:
    """Make a title of a file's name: no folders, ending, leading number, mark of a copy, hash or name of a site."""
    stem = NAME_ENDING.sub("", source.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    if not HAN.search(stem):
        return stem or source
    words = NAME_HASH.sub("", NAME_COPY.sub("", NAME_NUMBER.sub("", stem)))
    short = NAME_SITE.sub("", words)
    words = short if len(HAN.findall(short)) >= 6 else words
    return tidy(words.replace("_", " ").strip()) or stem
