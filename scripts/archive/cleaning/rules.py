"""Cleaning rules are data: `data/rules/clean.yml` (`shapes.py`), read strictly and compiled once per process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from archive.cleaning.margin_rules import Marginal, load_margins
from archive.cleaning.shapes import CleanFile, Kind, Mark, Rule
from archive.errors import RuleError
from archive.patterns.linewise import keeps_to_line
from archive.patterns.needed import (
    Signs,
    Weight,
    characters_only,
    commonness,
    needed,
    needed_in_line,
    rarest,
)
from archive.patterns.sieve import Sieve
from archive.reading.encoding import ranks_of
from archive.rulefiles.announced import load_announced
from archive.rulefiles.once import once
from archive.rulefiles.strict import load_yaml

FRAGMENT = re.compile(r"\{([a-z_]+)\}")
MARKED = re.compile(r"⟦([^⟦⟧|]*)(?:\|([^⟦⟧]*))?⟧")
ESCAPED = re.compile(r"\\u(d[89a-f][0-9a-f]{2})")
BLANK = r"[ \t\r\u3000\xa0\ufeff\u200b-\u200f]"
# The groups that whole-line rules are tried in: those of both edges, what a head or tail has besides, and those
# that hold between the edges.
ZONES: Mapping[str, frozenset[str]] = {
    "edges": frozenset({"edges", "anywhere"}),
    "head": frozenset({"head"}),
    "tail": frozenset({"tail"}),
    "middle": frozenset({"anywhere"}),
}


class InlineRule(NamedTuple):
    """A rule for parts of lines, compiled; `by_line` when it finds in each line by itself what it finds in the text."""

    rule: Rule
    pattern: re.Pattern[str]
    by_line: bool


class Ended:
    """A pattern up to the end of a line; compiled when a line is first tried, because one document asks few rules."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __getstate__(self) -> dict[str, object]:
        """What is kept of it: the pattern compiled."""
        return {"_part": self._part, "pattern": self.pattern}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern from the first character of a line to the end of a line."""
        return re.compile(rf"(?:{self._part}){BLANK}*(?=\n|\Z)", re.ASCII)


@dataclass(frozen=True, slots=True)
class LineRule:
    """A whole-line rule; `part` is its pattern for a stretch, with `fullmatch`, `ended` the one for a line.

    `several` patterns may reach over line ends, so that what stands below decides too.
    """

    order: int
    longest: int
    several: bool
    rule: Rule
    part: re.Pattern[str]
    ended: Ended


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """The whole-line rules of a zone as bits of the sieve: all, by the length of a line, those for glued sentences."""

    every: int
    by_length: tuple[int, ...]
    glued: int

    def tried_on(self, length: int) -> int:
        """The rules that are tried on a line of this length."""
        return self.by_length[length] if length < len(self.by_length) else 0


@dataclass(frozen=True, slots=True)
class CleanRules:
    """The rules, with their patterns compiled; `rare` finds Han that running text hardly has.

    `sieve` says of each line which rules can match there at all: bit `n` is that of `whole[n]`, then come those of
    `inline`, then the cues that are `speaking` for advertising, then the words of the margins. `by_line` has the bits
    of those of `inline` that keep to a line; `whole_lines` are the ids of the rules that cut lines or sentences.
    """

    file: CleanFile
    sieve: Sieve
    whole: tuple[LineRule, ...]
    zones: Mapping[str, ZoneRules]
    inline: tuple[InlineRule, ...]
    by_line: int
    titles: tuple[tuple[Rule, re.Pattern[str]], ...]
    detectors: tuple[str, ...]
    cues: tuple[tuple[re.Pattern[str], int, int], ...]
    speaking: tuple[tuple[re.Pattern[str], int, int], ...]
    body: re.Pattern[str]
    announce: re.Pattern[str]
    part: re.Pattern[str]
    ranks: Mapping[str, int]
    rare: re.Pattern[str]
    marks: Mapping[str, Mark]
    margins: Marginal
    whole_lines: frozenset[str]

    @property
    def first_cue(self) -> int:
        """The number of the first of the cues that speak for advertising in the sieve."""
        return len(self.whole) + len(self.inline)

    @property
    def first_marginal(self) -> int:
        """The number in the sieve of the first question that is asked for the margins."""
        return self.first_cue + len(self.speaking)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules in the order of the file."""
        return self.file.rules

    def without(self, rule: str) -> CleanRules:
        """The same rules less one, to show what it is there for."""
        kept = tuple(each for each in self.file.rules if each.id != rule)
        return _compile(replace(self.file, rules=kept), self.ranks, "clean.yml", self.margins)


@once
def load_clean(rules: Path) -> CleanRules:
    """Read and compile `clean.yml`. Raises `RuleError` for an unknown key, a bad pattern or an id given twice."""
    path = rules / "clean.yml"
    ranks = ranks_of(rules)
    file = load_yaml(path, CleanFile)
    file = replace(file, words={"password": load_announced(rules).fragment, **file.words})
    beside = rules / "margins.yml"

    def compiled(pattern: str, words: Mapping[str, str], owner: str) -> re.Pattern[str]:
        return _pattern(pattern, {**file.words, **words}, beside.as_posix(), owner)

    margins = load_margins(beside, compiled, commonness(ranks))
    strange = {sign.rule for sign in margins.signs} - {rule.id for rule in file.rules}
    if strange:
        raise RuleError(beside.as_posix(), f"signs：没有规则 {min(strange)}", "写 clean.yml 里有的规则")
    return _compile(file, ranks, path.as_posix(), margins)


def _compile(file: CleanFile, ranks: Mapping[str, int], path: str, margins: Marginal) -> CleanRules:
    _refuse_unfit(file, path)
    compiled = {
        each.id: _pattern(each.pattern, file.words, path, each.id) for each in file.rules if each.pattern
    }
    whole = _whole(file, compiled)
    inline = tuple(
        InlineRule(each, part, keeps_to_line(part) and not each.blanks)
        for each, part in _chosen(file, compiled, "inline")
    )
    score = file.solicitation
    cues = tuple((_pattern(c.pattern, file.words, path, n), c.weight, c.most) for n, c in score.cues.items())
    speaking = tuple(each for each in cues if each[1] > 0)
    weight = commonness(ranks)
    return CleanRules(
        file=file,
        sieve=Sieve(
            lambda: [
                *_sets(whole, inline, weight),
                *(needed(pattern, weight) for pattern, _, _ in speaking),
                *margins.asked(weight),
            ],
            lambda: _besides(whole, weight),
        ),
        whole=whole,
        zones={name: _zone([r for r in whole if r.rule.zone in held]) for name, held in ZONES.items()},
        inline=inline,
        by_line=sum(1 << number for number, each in enumerate(inline) if each.by_line),
        titles=_chosen(file, compiled, "title"),
        detectors=tuple(each.id for each in file.rules if each.kind == "detector"),
        cues=cues,
        speaking=speaking,
        body=_pattern(score.body, file.words, path, "body"),
        announce=_pattern(file.compilation.announce, file.words, path, "announce"),
        part=_pattern(
            rf"(?:(?<=\n)|\A)(?:{file.compilation.heading})(?=\n|\r|\Z)", file.words, path, "heading"
        ),
        ranks=ranks,
        rare=re.compile(f"[^\x00-\u4dff\ua000-\U0010ffff{''.join(ranks)}]"),
        marks={each.id: each.mark for each in file.rules if each.mark},
        margins=margins,
        whole_lines=frozenset(each.id for each in file.rules if each.kind in {"line", "detector"}),
    )


def _chosen(
    file: CleanFile, compiled: Mapping[str, re.Pattern[str]], kind: Kind
) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((each, compiled[each.id]) for each in file.rules if each.kind == kind)


def _whole(file: CleanFile, compiled: Mapping[str, re.Pattern[str]]) -> tuple[LineRule, ...]:
    longest = file.zones.line_max
    return tuple(
        LineRule(n, each.longest or longest, "{nl}" in each.pattern, each, part, Ended(part.pattern))
        for n, (each, part) in enumerate(_chosen(file, compiled, "line"))
    )


def _zone(rules: Sequence[LineRule]) -> ZoneRules:
    longest = max((each.longest for each in rules), default=0)
    by_length = (sum(1 << r.order for r in rules if r.longest >= size) for size in range(longest + 1))
    glued = sum(1 << each.order for each in rules if each.rule.glued)
    return ZoneRules(sum(1 << each.order for each in rules), tuple(by_length), glued)


def _sets(whole: Iterable[LineRule], inline: Iterable[InlineRule], weight: Weight) -> list[Signs | None]:
    """What each rule cannot do without: the rarest signs of the words that it needs, or those of its pattern.

    A whole-line rule is only tried where it finds the rarest character of a word, whatever its pattern says.
    """
    sets: list[Signs | None] = [rarest(each.rule.needs, characters_only(weight)) for each in whole]
    for rule, pattern, by_line in inline:
        words = None if by_line else rarest(rule.needs, weight)  # these may stand in another line
        known = [each for each in (words, needed(pattern, weight)) if each]
        sets.append(min(known, key=weight, default=None))
    return sets


def _besides(whole: Iterable[LineRule], weight: Weight) -> list[Signs | None]:
    """What the pattern of a whole-line rule needs in a line; nothing where it may reach over the end of one."""
    return [needed_in_line(each.part, weight) for each in whole]


def _refuse_unfit(file: CleanFile, path: str) -> None:
    seen: set[str] = set()
    for rule in file.rules:
        if rule.id in seen:
            raise RuleError(path, f"rules：编号 {rule.id} 用了两次", "给其中一条另起编号")
        seen.add(rule.id)
        if not rule.pattern and rule.kind != "detector":
            raise RuleError(path, f"rules：{rule.id} 没有 pattern（模式）", "写上模式")
        if not rule.needs and rule.kind == "line":
            raise RuleError(
                path, f"rules：{rule.id} 没有 needs", "列出几个词，一行里至少要有其中一个才试这条规则"
            )
        if not all(rule.needs):
            raise RuleError(path, f"rules：{rule.id} 的 needs 里有空的词，每行都有它", "删去空的词")


def _pattern(raw: str, words: Mapping[str, str], path: str, owner: str) -> re.Pattern[str]:
    """Compile a pattern after putting in the named fragments; `{nl}` is a line end with its blanks."""
    known = {"nl": rf"{BLANK}*\n(?:{BLANK}|\n)*", **words}

    def fragment(match: re.Match[str]) -> str:
        if match[1] not in known:
            raise RuleError(path, f"{owner}：没有词表 {match[0]}", f"可用的词表：{'、'.join(known)}")
        return f"(?:{FRAGMENT.sub(fragment, known[match[1]])})"

    try:
        found = re.compile(FRAGMENT.sub(fragment, raw), re.ASCII)
    except re.error as error:
        raise RuleError(path, f"{owner}：模式有误（{error}）", "改正模式") from error
    if set(found.groupindex) - {"cut", "a", "b", "c"} or found.groups > len(found.groupindex):
        raise RuleError(path, f"{owner}：模式里有取值的括号", "写成 (?:…) 或 (?P<cut>…)")
    return found


def split_hit(hit: str) -> tuple[str, str]:
    r"""A hit or miss as `(raw, wanted)`: marks taken off, and what they mark cut or replaced.

    A lone surrogate, which YAML cannot hold, is written out (`\udc81`).
    """
    plain = ESCAPED.sub(lambda m: chr(int(m[1], 16)), hit)
    return MARKED.sub(lambda m: m[1], plain), MARKED.sub(lambda m: m[2] or "", plain)
