"""The year in which a web page says that it was published: that of the news on it, and a hint for other texts."""

from __future__ import annotations

from collections.abc import Iterator

from archive.labels.numerals import year_of
from archive.labels.quotes import quote
from archive.labels.view import View
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate


def posted_years(view: View, rules: ClassifyRules, *, news: bool) -> Iterator[Candidate]:
    """Take the first full date of the lines that were removed as a page's own: 发布时间：2024-06-03.

    News is told soon after the event. Talks, speeches and the like may be put on the web years later, so that the
    date is only a hint for them; and what looks back on a year or plans one has another year of its own.
    """
    cue = rules.year_cues
    for line in view.posted:
        for match in compiled(rules.years.posted).finditer(line.text):
            if compiled(rules.years.not_posted).search(line.text, 0, match.start()):
                continue
            early = int(match["m"]) <= rules.years.posted_next
            confidence = (cue.posted_next if early else cue.posted) if news else cue.posted_other
            yield Candidate(
                year_of(match["y"]), confidence, quote("year.posted", line, "cut", match.span("y"))
            )
            return
