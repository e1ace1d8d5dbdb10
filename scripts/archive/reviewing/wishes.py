"""Decisions that write one key of a correction: what each is for, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.errors import UsageError
from archive.places import Places
from archive.reviewing import deciding
from archive.rulefiles.overrides import Correction, load_overrides
from archive.rulefiles.strict import parse

COMMAND = "scripts/review.py"
NUMBERED = "r 加 12 位，见清单每行开头或网页地址"


@dataclass(frozen=True, slots=True)
class Wish:
    """An action that writes one key of a correction: the key, what the action is for, what is given to it.

    `against` is the key that says the contrary; `pair` says that other documents are given, `line` that all words
    make one line.
    """

    key: str
    told: str
    named: str = ""
    hint: str = ""
    against: str = ""
    pair: bool = False
    line: bool = False


OTHER = "另一份文档的编号"
WISHES: Mapping[str, Wish] = {
    "seen": Wish("seen", "提示已经看过，不再列出", "代码", "如 personal-phone；见清单"),
    "title": Wish("title", "更正标题", "标题", "整个标题，写在引号里", line=True),
    "keep": Wish("keep", "这些字句不许删", "字句", "原文里的字句，或规则编号", "cut"),
    "cut": Wish("cut", "这些字句要删", "字句", "原文里的字句，出现在哪里都删", "keep"),
    "withdraw": Wish("withdraw", "撤下，不发布"),
    "same": Wish("same_as", "是同一篇，只发布一次", "编号", OTHER, "not_same_as", pair=True),
    "apart": Wish("not_same_as", "不是同一篇，分别发布", "编号", OTHER, "same_as", pair=True),
}


def wished(where: Places, wish: Wish, document: str, given: Sequence[str], reason: str) -> Correction:
    """What one action writes, after everything that it names was found in the last build."""
    for each in (document, *(given if wish.pair else ())):
        refuse_unknown(where, each)
    _refuse_contrary(where, wish, document, given)
    value = " ".join(given) if wish.line else list(given) if wish.named else True
    return parse({"reason": reason, wish.key: value}, Correction, COMMAND)


def refuse_unknown(where: Places, document: str) -> None:
    """A mistyped id would be an entry that never takes effect."""
    if not deciding.is_known(where, document):
        raise UsageError(document, "上次构建里没有这个编号的文档", NUMBERED)


def _refuse_contrary(where: Places, wish: Wish, document: str, given: Sequence[str]) -> None:
    """What would stand beside its contrary; of two documents, either may say it."""
    if wish.pair and document in given:
        raise UsageError(document, "两个编号是同一个", f"后面写{OTHER}")
    held = load_overrides(where.overrides)
    said = [(document, each) for each in given]
    for one, other in (*said, *((other, one) for one, other in said if wish.pair)):
        correction = held.for_id(one)
        if wish.against and correction and other in getattr(correction, wish.against):
            cure = f"要改主意，先删去 {where.overrides.as_posix()} 里 {one} 的这一项"
            raise UsageError(other, f"{one} 的 {wish.against} 里已经写着它", cure)
