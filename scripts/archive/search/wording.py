"""How a query was understood, as one Chinese sentence for the reader. The same sentences as in `query.js`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.search.tree import Group, Query, Term

CLIP = 40
EDGE = re.compile(r"^[0-9]|[0-9]$")
PLACES = {"": "", "title": "标题中的", "heading": "小标题中的", "part": ""}

FIELD_LIKE = ("标题：", "小标题：", "部分：", "标题:", "小标题:", "部分:")
FIELD_HINT = "（若要限定范围，请不要再写其他标点）"
SIGNS, FIGURES, LOOSE = "（标点也算）", "（数字照原样）", "（连着别的数字的也算）"


def describe(query: Query) -> str:
    """Say what will be searched; empty when nothing of the query could be understood."""
    if query.pasted:
        hint = FIELD_HINT if query.text.startswith(FIELD_LIKE) else ""
        return f"整句精确检索：{_clip(query.text)}{_note(query.groups[0].options[0])}{hint}"
    wanted = [group for group in query.groups if not group.negative]
    excluded = [group for group in query.groups if group.negative]
    if _is_plain(query):
        return f"精确短语：{_clip(wanted[0].options[0].raw)}{_note(wanted[0].options[0])}"
    clauses = [
        f"只在{_any([_quote(part) for part in query.parts])}部分" if query.parts else "",
        _contains(wanted),
        f"不含{'、'.join(_group(group, alone=True) for group in excluded)}" if excluded else "",
    ]
    return "；".join(clause for clause in clauses if clause)


def _is_plain(query: Query) -> bool:
    if len(query.groups) != 1 or query.parts or query.groups[0].negative:
        return False
    options = query.groups[0].options
    return len(options) == 1 and not (options[0].field or options[0].strict or options[0].gaps)


def _contains(groups: list[Group]) -> str:
    if not groups:
        return ""
    if len(groups) == 1:
        return f"含有{_group(groups[0], alone=True)}"
    return f"同时含有{'、'.join(_group(group, alone=False) for group in groups)}"


def _group(group: Group, *, alone: bool) -> str:
    text = _any([_term(term) for term in group.options])
    return text if alone or len(group.options) == 1 else f"（{text}）"


def _any(names: list[str]) -> str:
    return "或".join(names)


def _term(term: Term) -> str:
    place = PLACES[term.field]
    if not term.gaps:
        return place + _quote(term.raw) + _note(term)
    rest = zip(term.gaps, term.pieces[1:], strict=True)
    far = "".join(f"后 {gap} 字内的{_quote(piece)}" for gap, piece in rest)
    return place + _quote(term.pieces[0]) + far + _note(term)


def _note(term: Term) -> str:
    """Say whether signs count, and where digits at an edge may belong to longer figures."""
    if term.strict:
        return SIGNS
    if term.figures:
        return FIGURES
    return LOOSE if any(map(EDGE.search, term.pieces)) else ""


def _quote(text: str) -> str:
    return f"“{_clip(text)}”"


def _clip(text: str) -> str:
    return text if len(text) <= CLIP else f"{text[:CLIP]}……"
