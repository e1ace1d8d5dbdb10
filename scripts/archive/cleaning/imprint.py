"""Who made a bulletin stands at its foot (编辑：张敏 审核：李刚) and stays, as its number at the head does.

The same words at the foot of a page name who put it on the site, and go; what tells them apart is the head: the name of
a bulletin and the number of the issue, each on a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from archive.cleaning.margin_rules import Marginal
from archive.cleaning.zones import View

ISSUE = "期"


def imprint(view: View, rules: Marginal) -> frozenset[int]:
    """The numbers of the lines at the foot of a bulletin that name who made it; none in other documents."""
    head = _held(view, range(len(view.lines)), rules.file.bulletins.head)
    texts = [view.lines[number].text for number in head]
    issued = any(ISSUE in text and rules.issue.fullmatch(text) for text in texts)
    if not issued or not any(_names_bulletin(text, rules) for text in texts):
        return frozenset()
    foot = _held(view, range(len(view.lines) - 1, -1, -1), rules.file.bulletins.foot)
    return frozenset(each for each in foot if rules.made_by.fullmatch(view.lines[each].text))


def _names_bulletin(text: str, rules: Marginal) -> bool:
    return (
        len(text) <= rules.file.bulletins.name_max
        and rules.bulletin.search("".join(text.split())) is not None
    )


def _held(view: View, order: Sequence[int], most: int) -> list[int]:
    return list(islice((number for number in order if view.lines[number].text), most))
