"""The site's scripts as they are published: without comments and needless space, otherwise letter for letter.

The sources explain themselves at length, and four tenths of what a page would load are explanations and layout. Names
and strings stay, so that what runs can still be read. The text is cut into strings, regular expressions, comments and
the rest; only comments and space change. As the language has it, a comment that holds a line end counts as one, so that
no statement ends elsewhere than before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<word>[\w$]+)"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
# After these words a slash begins a regular expression; after any other, and after a value or `)`, it divides.
_BEFORE_VALUE = frozenset(
    ("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof")
)
_WORD = re.compile(r"[\w$]")
_ONE = frozenset(
    ("++", "--", "//", "/*", "*/", "<!", "->")
)  # the last five begin and end comments, of now and of old
_OPEN = frozenset("{([,;?:&|=>")  # no statement ends after these, so that a line end says nothing
_SHUT = "}"  # a statement ends before it with a line end or without, and with a semicolon or without
_ON = frozenset(".?:&|,)]=")  # no statement begins with these
# Behind what stands in brackets after these words, and behind the others, a semicolon is a statement of its own.
_HEADS = frozenset(("for", "while", "if", "with"))
_EMPTY = frozenset(("else", ":", "do"))
# Braces behind the brackets of these, and behind these words, are a statement: none other ends with them later.
_BLOCKS = _HEADS | {"switch", "catch", "function"}
_ALONE = frozenset(("else", "try", "finally"))
_STARTS = frozenset((";", "{", "}", "\n"))
_UNREADABLE = frozenset("`\"'")


def slim(source: str) -> str:
    """Take out comments, indents and spaces that part nothing; leave alone what holds a template or an open string."""
    kept: list[str] = []
    brackets = _Brackets()
    space = ""
    for kind, token in _tokens(source):
        if kind == "other" and token in _UNREADABLE:
            return source
        if kind == "comment":
            space += "\n" if "\n" in token else " "
        elif kind == "space":
            space += token
        else:
            if token == _SHUT and _idle(kept, brackets.head):
                kept.pop()
            gap = _narrow(space, kept[-1][-1], token[0]) if kept and space else ""
            if gap and not (gap == "\n" and brackets.ended and kept[-1] == _SHUT):
                kept.append(gap)
            if kind == "other":
                brackets.see(token, kept)
            kept.append(token)
            space = ""
    return f"{''.join(kept)}\n" if kept else ""


class _Brackets:
    """What stood before the brackets that were shut last, and whether the last braces were a statement of their own."""

    def __init__(self) -> None:
        self.head = ""
        self.ended = False
        self._heads: list[str] = []
        self._blocks: list[bool] = []

    def see(self, sign: str, kept: list[str]) -> None:
        """Take the next sign, which stands behind those that are kept."""
        last = kept[-1] if kept else ""
        if sign == "(":
            before = kept[-6:-5] if kept[-5:-3] == ["async", " "] else kept[-4:-3]
            declares = kept[-3:-1] == ["function", " "] and (not before or before[-1] in _STARTS)
            self._heads.append("function" if declares else last)
        elif sign == ")":
            self.head = self._heads.pop() if self._heads else ""
        elif sign == "{":
            self._blocks.append(self.head in _BLOCKS if last == ")" else last in _ALONE)
        elif sign == _SHUT:
            self.ended = bool(self._blocks) and self._blocks.pop()


def _idle(kept: list[str], head: str) -> bool:
    """Whether a semicolon comes last that a shutting bracket makes needless; `head` stood before the last brackets."""
    if kept[-1:] != [";"] or len(kept) < 2:
        return False
    return head not in _HEADS if kept[-2] == ")" else kept[-2] not in _EMPTY


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    at, before = 0, ""
    while at < len(source):
        expression = _REGEX.match(source, at) if _regex_may_begin(source, at, before) else None
        if expression:
            kind, token = "regex", expression[0]
        else:
            found = _TOKEN.match(source, at)
            assert found is not None  # noqa: S101 - the last branch takes any character
            kind, token = str(found.lastgroup), found[0]
        yield kind, token
        at += len(token)
        before = before if kind in ("space", "comment") else token


def _regex_may_begin(source: str, at: int, before: str) -> bool:
    if source[at] != "/" or source[at + 1 : at + 2] in ("/", "*"):
        return False
    return before in _BEFORE_VALUE or not re.search(r"[\w$)\]}/\"']$", before)


def _narrow(space: str, before: str, after: str) -> str:
    """A line end where a statement may end; a space where two signs would else be read as one."""
    if "\n" in space:
        return "" if before in _OPEN or after == _SHUT or (after in _ON and not before.isdigit()) else "\n"
    words = _WORD.match(before) and (_WORD.match(after) or after == ".")
    return " " if words or before + after in _ONE else ""
