"""What MkDocs is told to publish, and the doors at which it waits for what is not made yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archive.console.progress import Progress
from archive.processes.parallel import Jobs

# What a site is made from: records with catalogue and lists, keywords, search index, fingerprints, parts and phrases.
DOORS = RECORDS, KEYWORDS, INDEX, PRINTS, STUDY = "records", "keywords", "index", "prints", "study"
KEYWORDS_FILE = "keywords.json"  # in the folder of a build: keywords by the id of the report
ADDED_FILE = "added.json"  # there: when the original of each report was first seen, by the report's id
STUDY_FILE = "study.json"  # there: what the pages about parts and phrases show by themselves


def _at_once(door: str) -> None:
    """The build is finished: nothing is waited for."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What MkDocs is to publish: a build and its Markdown, over how many processes, and who is told.

    `site` is where the whole site goes, whatever stands there; None where MkDocs's own folder is all of it. `ready`
    waits until what one of `DOORS` leads to is whole.
    """

    build: Path
    docs: Path
    jobs: Jobs
    progress: Progress
    site: Path | None = None
    ready: Callable[[str], None] = _at_once
