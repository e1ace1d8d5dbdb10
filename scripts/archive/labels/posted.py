"""The year in which a web page says that it was published, which is the year of the news on it."""

from __future__ import annotations

from collections.abc import Iterator

from archive.labels.numerals import year_of
from archive.labels.quotes import quote
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate


def posted_years(view: View, rules: ClassifyRules) -> Iterator[Candidate]:
    """Take the first full date of the lines that were removed as a page's own: 发布时间：2024-06-03.

    Only news is told that soon after the event. A summary or a rule may be put on the web years later.
    """
    for line in view.posted:
        match = compiled(rules.years.posted).search(line.text)
        if match:
            early = int(match["m"]) <= rules.years.posted_next
            confidence = rules.year_cues.posted_next if early else rules.year_cues.posted
            yield Candidate(
                year_of(match["y"]), confidence, quote("year.posted", line, "cut", match.span("y"))
            )
            return
