"""What a page calls itself: words of lines that went which the text still says somewhere.

    went: 竹溪文苑读者群QQ：774086391     text: …自主经营的项目少，关注竹溪文苑，每日更新抵御市场风险…     →   竹溪文苑

Sites, sellers and accounts set their names at the ends of a text and between its clauses. A name is made up, so
that no learned weight knows it; that it has been heard before, in a line that went, is what tells it. Names of offices
and places are the document's own, whoever says them too, and so is what sounds like a document: pages list titles of
others. What went for its voice within a line tells no names, or one wrong cut would bring the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from archive.cleaning.margin_rules import Marginal
from archive.cleaning.voicing import WITHIN_LINES
from archive.model import Edit

# What a page calls itself, and what each sign of a name says for the page: a logarithm of odds.
Names = Mapping[str, float]
WORDS = re.compile(r"[一-鿿]+|[A-Za-z][A-Za-z0-9]*")


def echoes(edits: Sequence[Edit], text: str, rules: Marginal) -> Names:
    """The longest stretches of words of what went that stand in the text too, without the document's own."""
    gone = [edit.text for edit in edits if edit.rule not in WITHIN_LINES]
    runs = dict.fromkeys(WORDS.findall("\n".join(gone)))
    least = rules.file.echoes.shortest
    found = {name for run in runs for name in _shared(run, text, least) if not rules.own.fullmatch(name)}
    longest = sorted(name for name in found if not any(name in each for each in found - {name}))
    said = zip(longest, rules.voice.words(longest), strict=True)
    return {name: rules.file.inserted.echo for name, words in said if words >= rules.file.voice.own}


def _shared(run: str, text: str, least: int) -> Iterator[str]:
    """From each place of a run of letters, as many of them as the text holds in a row."""
    end = 0
    for start in range(len(run) - least + 1):
        if run[start : max(end, start + least)] not in text:
            continue
        end = max(end, start + least)
        while end < len(run) and run[start : end + 1] in text:
            end += 1
        yield run[start:end]


def places(names: Names, line: str) -> Iterator[tuple[int, int, float]]:
    """Where names stand in a line, and what each of their signs says for the page."""
    for name, points in names.items():
        at = line.find(name)
        while at >= 0:
            yield at, at + len(name), points
            at = line.find(name, at + len(name))
