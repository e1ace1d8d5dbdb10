"""Rows of a table that was typed with blanks or tabs: what stands between numbers says nothing of who speaks.

A row is a line of two or more short fields without a sign of prose. It stands in a table where its neighbours have as
many fields and, but for one heading, a number in the same column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

BLANKS = re.compile(r"[ \t\u3000]+")
# 12.5% , 320户, 2021年, -3.4, 3/5; what is not told is —.
NUMBER = re.compile(r"[-+±约近]?\d[\d,.]*[%％‰]?[一-鿿]{0,2}(?:/\d+)?")
UNTOLD = frozenset("—-–/")
PROSE = re.compile(r"[，。：:｜|！!？?；;、《》【】<>▓]|,(?!\d)|\.[A-Za-z]")  # or of a file's name
FIELD_MAX = 14  # characters
LEAST = 2  # fields of a row, and rows with a number in one column
HEADINGS = 1  # rows without


def in_table(texts: Sequence[str], at: int) -> bool:
    """Whether a line is a row among rows of the same columns, or one with fewer beside these (学校 151)."""
    fields = _fields(texts[at])
    if len(fields) < LEAST:
        return False
    near = (each for each in (at - 1, at + 1) if 0 <= each < len(texts))
    return _has_columns(texts, at) or (
        any(map(_is_number, fields)) and any(_has_columns(texts, each) for each in near)
    )


def _has_columns(texts: Sequence[str], at: int) -> bool:
    """Whether a line and its neighbours of as many fields share a column of numbers."""
    width = len(_fields(texts[at]))
    if width < LEAST:
        return False
    first = last = at
    while first > 0 and len(_fields(texts[first - 1])) == width:
        first -= 1
    while last + 1 < len(texts) and len(_fields(texts[last + 1])) == width:
        last += 1
    rows = [_fields(text) for text in texts[first : last + 1]]
    columns = [*zip(*rows, strict=True)]
    if len(rows) == LEAST:  # 还有 3 天 may stand in two lines by accident
        columns = [columns[0], columns[-1]]
    numbers = max(sum(map(_is_number, column)) for column in columns)
    return numbers >= max(LEAST, len(rows) - HEADINGS)


def _fields(text: str) -> Sequence[str]:
    """The fields of a line, none where it reads like prose."""
    if PROSE.search(text):
        return ()
    fields = BLANKS.split(text.strip())
    return fields if all(len(each) <= FIELD_MAX for each in fields) else ()


def _is_number(field: str) -> bool:
    return field in UNTOLD or NUMBER.fullmatch(field) is not None
