"""Section kinds: which part of a report a block stands in, from headings and from sentences that open a part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from archive.model import BlockKind
from archive.structuring.layout import StructureRules

APART: frozenset[BlockKind] = frozenset({"addressee", "salutation", "signature", "date", "attachment"})


class Draft(NamedTuple):
    """A block before it has an anchor and a section kind; offsets are into the clean text.

    A `parallel` heading heads the one paragraph that it was cut off from.
    """

    kind: BlockKind
    level: int
    text: str
    start: int
    end: int
    parallel: bool = False


def part_kinds(title: str, drafts: Sequence[Draft], rules: StructureRules) -> tuple[str, ...]:
    """Give each block its section kind; blocks round the text proper have none.

    A heading's kind holds until the next heading of its level; a heading further in changes it only where the outer
    one has no kind of its own, and a parallel one only where it names a kind. A sentence that opens a part holds until
    the next heading. In a report, what no cue names is the opening (before the first heading) or the body; in other
    documents it is `other`.
    """
    parts = rules.file.parts
    words = _words_in(drafts, parts.lead_needs)
    cues = [_cue(draft, words, rules) for draft in drafts]
    report = bool(rules.patterns["parts.report_title"].search(title)) or any(
        cue in {"存在问题", "下一步打算"} for cue in cues
    )
    walk = _Walk(parts.opening if report else parts.other, parts.body if report else parts.other)
    return tuple("" if d.kind in APART else walk.step(d, cue) for d, cue in zip(drafts, cues, strict=True))


def _words_in(drafts: Sequence[Draft], words: Sequence[str]) -> list[str]:
    """Those of the words that stand anywhere: one look at a whole text costs less than one at each paragraph."""
    text = "\n".join([draft.text for draft in drafts])
    return [word for word in words if word in text]


def _cue(draft: Draft, words: Sequence[str], rules: StructureRules) -> str:
    """The kind that a heading, or a paragraph's opening sentence, names; the first named in it wins."""
    if draft.kind == "heading":
        return _kind(rules.heads.search(draft.text), rules)
    if draft.kind != "paragraph":
        return ""
    head = draft.text[: rules.file.parts.lead_chars]
    for word in words:  # any() with a generator takes three times as long
        if word in head:
            break
    else:
        return ""
    return _kind(rules.leads.match(head), rules)


def _kind(match: re.Match[str] | None, rules: StructureRules) -> str:
    return rules.file.parts.kinds[int((match.lastgroup or "k0")[1:])].kind if match else ""


class _Walk:
    """The section kind while one reads down the blocks."""

    def __init__(self, opening: str, body: str) -> None:
        self._now = opening
        self._body = body
        self._outer: list[tuple[int, str]] = []

    def step(self, draft: Draft, cue: str) -> str:
        if draft.kind == "heading":
            if cue or not draft.parallel:
                self._now = self._enter(draft.level, cue)
        elif cue and self._may_change(cue):
            self._now = cue
        return self._now

    def _enter(self, level: int, cue: str) -> str:
        while self._outer and self._outer[-1][0] >= level:
            self._outer.pop()
        above = self._outer[-1][1] if self._outer else ""
        kind = above or cue
        self._outer.append((level, kind))
        return kind or self._body

    def _may_change(self, cue: str) -> bool:
        """A paragraph may open problems or next steps anywhere, the rest only where no heading named a kind."""
        return cue in {"存在问题", "原因分析", "下一步打算"} or not (self._outer and self._outer[-1][1])
