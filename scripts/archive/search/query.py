"""What a reader typed, read into a tree (`archive.search.tree`): exact phrases, gaps, alternatives, exclusions, fields.

A query that holds sentence punctuation is pasted text: one exact phrase, whatever else stands in it. Only
otherwise do the few signs act, and each of them only as a whole sign in its place:

    space       divides terms; a report must have all of them
    … …… ... * {n}  between two characters of one term: a gap of at most 20 (or n) characters
    | ｜ ||     between two terms: either
    -           after a space and before a term: not
    "…"         round a whole term: punctuation counts
    标题: 小标题: 部分:   before a term: where it must stand

Figures with a point, a comma or a percent sign in a term without gaps must stand in the text as they are written.

A Chinese input method writes the colon, the minus and the asterisk in full width (： － ＊) and three dots as 。。。;
word processors make a dash of the minus: they act alike.
Everything else is text. `docs/assets/search/query.js` is the same in JavaScript; `tests/cases/query` holds both
to one answer. Lengths are counted in characters (code points); pieces are in the search form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from archive.search import figures
from archive.search.tree import Field, Group, Query, QueryError, Term

Form = Callable[[str], str]

MAX_LENGTH = 1000
MAX_TERMS = 32
GAP = 20
MAX_GAP = 200

SPACES = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
BARS = frozenset("|｜")
MINUSES = frozenset("-－﹣–−—")
COLONS = frozenset(":：")
# Signs that nobody types between search words: their presence says that running text was pasted.
SENTENCE = frozenset('，。、；：？！“”‘’《》〈〉（）〔〕【】「」『』［］｛｝＂．—;!?()[]"')
# These stand inside numbers and names too (3.5, 8:30, 1,000): no sentence when between letters or digits.
INNER = frozenset(",.:")
WORD = re.compile(r"[0-9A-Za-z]")
SIGN = re.compile(r"(…+|[*＊]+|\.{3,}|。{3,})(?:\{([0-9]+)\})?")
GAP_SIGNS = frozenset(("…", "……", "*", "＊", "...", "......", "。。。", "。。。。。。"))
FIELDS: tuple[tuple[str, Field], ...] = (("小标题", "heading"), ("标题", "title"), ("部分", "part"))
FIELD_NAMES = {field: f"{name}:" for name, field in FIELDS}


@dataclass(frozen=True, slots=True)
class Grammar:
    """What parsing needs from the index: its search form, and the section kinds that 部分: may name."""

    form: Form
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch between dividing signs, not yet read: `start` is where its body begins in the query."""

    body: str
    start: int
    field: Field = ""
    negative: bool = False
    joined: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class _Problem:
    code: str
    advice: tuple[str, str]


def parse(text: str, grammar: Grammar, *, whole: bool = False) -> Query:
    """Read a query; text with sentence punctuation, and any text when `whole`, is one exact phrase.

    Raises QueryError.
    """
    trimmed = text.strip("".join(SPACES))
    _measure(trimmed, grammar)
    pieces = () if whole else tuple(_scan(trimmed))
    if whole or any(_is_sentence(trimmed, piece, grammar) for piece in pieces):
        term = Term(trimmed, (grammar.form(trimmed),), figures=figures.said(trimmed))
        return Query(trimmed, (Group((term,)),), pasted=True)
    return _assemble(trimmed, pieces, grammar)


def _measure(text: str, grammar: Grammar) -> None:
    if not text:
        raise QueryError("empty", text, ("没有检索词", "请输入要检索的字、词或句子"))
    if len(text) > MAX_LENGTH:
        size = f"检索词有 {len(text)} 字，超过 {MAX_LENGTH} 字"
        raise QueryError("long", text, (size, "请截取其中一段再检索"))
    if not grammar.form(text):
        raise QueryError("signs", text, ("检索词里没有汉字、字母或数字", "标点和空格不单独检索，请输入文字"))


def _bar(text: str, at: int) -> int:
    """How long the bar is that begins here: one or, as programmers write it, two; a longer row is text."""
    if text[at - 1 : at] in BARS:
        return 0
    end = at
    while text[end : end + 1] in BARS:
        end += 1
    return end - at if end - at <= 2 else 0


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or text[at] in SPACES or _bar(text, at) > 0


def _scan(text: str) -> Iterator[_Piece]:
    at, joined, seen = 0, False, False
    while at < len(text):
        if text[at] in SPACES:
            at += 1
        elif bar := _bar(text, at):
            at, joined = at + bar, seen
        else:
            piece, at = _piece(text, at, joined=joined)
            yield piece
            joined, seen = False, True


def _piece(text: str, at: int, *, joined: bool) -> tuple[_Piece, int]:
    after_space = at > 0 and text[at - 1] in SPACES
    negative = text[at] in MINUSES and after_space and not joined and not _ends(text, at + 1)
    negative = negative and text[at + 1] not in MINUSES
    field, at = _field(text, at + negative)
    close = text.find('"', at + 1) if text[at : at + 1] == '"' else -1
    if close > at + 1 and _ends(text, close + 1):
        return _Piece(text[at + 1 : close], at + 1, field, negative, joined, strict=True), close + 1
    end = at
    while not _ends(text, end):
        end += 1
    return _Piece(text[at:end], at, field, negative, joined), end


def _field(text: str, at: int) -> tuple[Field, int]:
    """The field that is named here, and where its term begins."""
    for name, field in FIELDS:
        end = at + len(name)
        if text.startswith(name, at) and text[end : end + 1] in COLONS:
            return field, end + 1
    return "", at


def _is_sentence(text: str, piece: _Piece, grammar: Grammar) -> bool:
    """Whether the piece holds sentence punctuation: a sign of a sentence, or dots that are no gap."""
    if piece.strict:
        return False

    def blank(sign: re.Match[str]) -> str:
        return " " * len(sign[0]) if _is_gap(piece.body, sign, grammar) else sign[0]

    return any(
        char in SENTENCE or char == "…" or (char in INNER and not _inside_word(text, piece.start + at))
        for at, char in enumerate(SIGN.sub(blank, piece.body))
    )


def _inside_word(text: str, at: int) -> bool:
    return bool(WORD.match(text[at - 1 : at] or " ") and WORD.match(text[at + 1 : at + 2] or " "))


def _is_gap(body: str, sign: re.Match[str], grammar: Grammar) -> bool:
    """A whole sign between two characters that can be searched."""
    before, after = body[max(sign.start() - 1, 0) : sign.start()], body[sign.end() : sign.end() + 1]
    return sign[1] in GAP_SIGNS and bool(grammar.form(before)) and bool(grammar.form(after))


def _assemble(text: str, pieces: tuple[_Piece, ...], grammar: Grammar) -> Query:
    problems: list[_Problem] = []
    groups: list[Group] = []
    parts: list[str] = []
    clusters = _clusters(pieces)
    for cluster in clusters:
        problem = _cluster_problem(cluster, grammar)
        if problem:
            problems.append(problem)
        elif cluster[0].field == "part":
            parts.extend(piece.body for piece in cluster if piece.body not in parts)
        else:
            terms = tuple(_term(piece, grammar) for piece in cluster if grammar.form(piece.body))
            groups.extend([Group(terms, cluster[0].negative)] if terms else [])
    query = Query(text, tuple(groups), tuple(parts))
    problems.extend(_query_problems(query, sum(cluster[0].field == "part" for cluster in clusters)))
    if problems:
        raise QueryError(problems[0].code, text, problems[0].advice, query.understood)
    return query


def _clusters(pieces: tuple[_Piece, ...]) -> list[list[_Piece]]:
    """Terms joined by bars; the first one's field and minus hold for all of them."""
    clusters: list[list[_Piece]] = []
    for piece in pieces:
        if not piece.joined:
            clusters.append([piece])
            continue
        first = clusters[-1][0]
        clusters[-1].append(replace(piece, field=piece.field or first.field))
    return clusters


def _cluster_problem(cluster: list[_Piece], grammar: Grammar) -> _Problem | None:
    fields = {piece.field for piece in cluster}
    if "part" in fields:
        return _part_problem(cluster, grammar)
    for piece in cluster:
        if piece.field and not grammar.form(piece.body):
            name = FIELD_NAMES[piece.field]
            return _Problem("field", (f"“{name}”后面没有检索词", f"请紧接着写出，如 {name}述职"))
        if piece.strict and len(grammar.form(piece.body)) < 2:
            return _Problem("strict", ("半角引号里不足两个字", "严格检索至少要两个字，请补足或去掉引号"))
        for limit in _limits(piece, grammar):
            if not 1 <= limit <= MAX_GAP:
                return _Problem("gap", (f"间隔写成了 {limit} 字", f"间隔须在 1 到 {MAX_GAP} 字之间"))
    return None


def _part_problem(cluster: list[_Piece], grammar: Grammar) -> _Problem | None:
    if cluster[0].negative:
        return _Problem("part", ("“部分:”不能排除", "请去掉前面的减号"))
    if any(piece.field != "part" for piece in cluster):
        return _Problem("part", ("“部分:”不能与别的条件二选一", "请用空格隔开"))
    known = "、".join(grammar.kinds)
    for piece in cluster:
        if not piece.body:
            return _Problem("part", ("“部分:”后面没有名称", f"可用的有：{known}"))
        if piece.body not in grammar.kinds:
            return _Problem("part", (f"没有“{piece.body}”这种部分", f"可用的有：{known}"))
    return None


def _query_problems(query: Query, parts: int) -> Iterator[_Problem]:
    if parts > 1:
        yield _Problem("part", ("写了不止一个“部分:”", "几种部分任取其一时请写成 部分:甲|乙"))
    if sum(len(group.options) for group in query.groups) > MAX_TERMS:
        yield _Problem("terms", (f"检索词超过 {MAX_TERMS} 个", "请减少空格隔开的词"))
    if not query.terms and query.groups:
        yield _Problem("negative", ("只写了要排除的词", "请同时写出要找的词"))
    elif query.parts and all(term.field == "title" for term in query.terms):
        yield _Problem("part", ("没有要在这一部分里检索的词", "请空一格写出，如 部分:存在问题 学习"))


def _limits(piece: _Piece, grammar: Grammar) -> tuple[int, ...]:
    if piece.strict:
        return ()
    signs = (sign for sign in SIGN.finditer(piece.body) if _is_gap(piece.body, sign, grammar))
    # A number of many digits is out of range whatever it is; it is not read in full.
    return tuple(int(sign[2][:6]) if sign[2] else GAP for sign in signs)


def _term(piece: _Piece, grammar: Grammar) -> Term:
    if piece.strict:
        verbatim = re.sub(r"[\r\n]", "", piece.body)
        return Term(piece.body, (grammar.form(piece.body),), (), piece.field, verbatim)
    pieces, last = [], 0
    for sign in SIGN.finditer(piece.body):
        if _is_gap(piece.body, sign, grammar):
            pieces.append(grammar.form(piece.body[last : sign.start()]))
            last = sign.end()
    pieces.append(grammar.form(piece.body[last:]))
    said = "" if len(pieces) > 1 else figures.said(piece.body)
    return Term(piece.body, tuple(pieces), _limits(piece, grammar), piece.field, figures=said)
