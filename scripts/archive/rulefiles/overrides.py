"""Corrections by people: `data/overrides.yml`, per document id, each with a reason.

r0123456789ab:
  reason: 标题年份是计划年度
  labels: {year: 2022, type: 工作总结, sector: 无}   # 无: there is none, whatever the rules found
  title: 2022年党建工作总结
  keep: [credit-contact, "请勿外传"]     # a rule id, or words that no rule may cut
  cut: ["扫码领取全套资料"]              # words to cut wherever they stand
  same_as: [r111111111111]
  not_same_as: [r222222222222]
  seen: [personal-phone]               # finding codes: looked at, and not to be listed for review again
  withdraw: true
  whole: true                          # a file that was split into several reports: it is one
  split: ["2019年工作总结"]              # a file of several reports: the lines at which a new one begins
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from archive.errors import RuleError
from archive.rulefiles.strict import load_yaml

Absent = Literal["无", "未注明"]
ABSENT: frozenset[str | int] = frozenset(get_args(Absent))  # values of a label that say that there is none
PERSON = "override"  # the rule of an edit that a person wants
ID = re.compile(r"r[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class LabelCorrection:
    """Labels set by a person, also to none (`ABSENT`); what is not set stays as found."""

    year: Absent | int | None = None
    type: str | None = None
    unit_level: str | None = None
    admin_level: str | None = None
    sector: str | None = None
    statutory_type: str | None = None
    plan_year: Absent | int | None = None

    def given(self) -> Mapping[str, str | int]:
        """The labels that are set."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person wants otherwise about one document, and why."""

    reason: str = ""
    labels: LabelCorrection = field(default_factory=LabelCorrection)
    title: str | None = None
    keep: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    not_same_as: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    withdraw: bool = False
    whole: bool = False
    split: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overrides:
    """All corrections, by document id.

    `carried`: ids whose entry is applied under another id, or that got an entry from one; `unused` passes them over.
    """

    corrections: Mapping[str, Correction] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()

    def for_id(self, document: str) -> Correction | None:
        """The correction of one document, if there is one."""
        return self.corrections.get(document)

    def with_cuts_of_kin(self, document: str, kin: Iterable[str]) -> Correction | None:
        """The correction of one document, with what is cut of the whole that it is a part of, or of its parts."""
        found = self.for_id(document)
        held = found or Correction()
        others = (word for each in kin if (said := self.for_id(each)) for word in said.cut)
        more = tuple(dict.fromkeys(word for word in others if word not in (*held.keep, *held.cut)))
        return replace(held, cut=(*held.cut, *more)) if more else found

    def seen(self, document: str) -> tuple[str, ...]:
        """The finding codes that a person has looked at in one document."""
        correction = self.corrections.get(document)
        return correction.seen if correction else ()

    def unused(self, documents: frozenset[str], parted: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Ids that no document has any more: each is a finding. A withdrawal goes on when the original is gone.

        `parted` are the ids of files of which there are parts: a person may have split them.
        """
        split = {name for name in parted & set(self.corrections) if self.corrections[name].split}
        return tuple(sorted(set(self.corrections) - documents - set(self.withdrawn) - split - self.carried))

    def withdraws(self, *documents: str) -> bool:
        """Whether a person withdrew one of these."""
        return any((found := self.for_id(each)) is not None and found.withdraw for each in documents)

    @property
    def withdrawn(self) -> tuple[str, ...]:
        """The ids that a person withdrew."""
        return tuple(sorted(name for name, correction in self.corrections.items() if correction.withdraw))


def load_overrides(path: Path, vocabulary: Mapping[str, frozenset[str]] | None = None) -> Overrides:
    """Read the corrections strictly.

    `vocabulary` gives the allowed values of a label (`type`, `unit_level` …) and of `seen`. Raises `RuleError` for
    an unknown key, an id of the wrong shape, an entry without a reason or that changes nothing, or an unknown value.
    A missing file means no corrections.
    """
    if not path.exists():
        return Overrides()
    corrections = load_yaml(path, dict[str, Correction])
    for document, correction in corrections.items():
        _check(path.as_posix(), document, correction, vocabulary or {})
    return Overrides(corrections)


def _check(
    path: str, document: str, correction: Correction, vocabulary: Mapping[str, frozenset[str]]
) -> None:
    for each in (document, *correction.same_as, *correction.not_same_as):
        if not ID.fullmatch(each):
            raise RuleError(
                path,
                f"{document}：“{each}”不是文档编号",
                "编号是 r 加 12 位十六进制数字，见网页地址",
            )
    if not correction.reason.strip():
        raise RuleError(path, f"{document}：没有写 reason（理由）", "用几个字说明为什么，页面上会显示")
    if correction == Correction(reason=correction.reason):
        raise RuleError(path, f"{document}：这一条什么也没有更正", "写明更正什么，或删去这一条")
    if "" in (*correction.keep, *correction.cut, *map(str.strip, correction.split)):
        raise RuleError(path, f"{document}：keep、cut 或 split 里有空的字句", "写出字句，放在引号里")
    if correction.whole and correction.split:
        raise RuleError(path, f"{document}：whole（不拆）和 split（拆开）相反", "只留一个")
    for label, value in _said(correction):
        if label in vocabulary and value not in vocabulary[label]:
            known = "、".join(sorted(vocabulary[label]))
            none = "" if label == "seen" else "；没有的写“无”"
            raise RuleError(path, f"{document}：{label} 没有“{value}”这个取值", f"可用的取值：{known}{none}")


def _said(correction: Correction) -> Iterator[tuple[str, str | int]]:
    """Everything in a correction whose values may be a closed list, with the name of that list."""
    yield from (each for each in correction.labels.given().items() if each[1] not in ABSENT)
    yield from (("seen", code) for code in correction.seen)
