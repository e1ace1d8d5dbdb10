"""Both zones of the body and of the tail: what the last build left of them is found, the rest is merged and written.

What was made of a zone of a run is noted under the digest of what it was made from. It is believed while every shard
stands with its size and has not been written since, so that the body is neither read nor merged for one report more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from archive import files
from archive.caches import kept_or
from archive.console.progress import Progress
from archive.processes.parallel import Jobs, mapped
from archive.search.publish import (
    Run,
    ZonePart,
    ZoneTask,
    joined,
    shard_names,
    write_range,
    zone_tasks,
)
from archive.search.segments import Write
from archive.search.tables import FOLDERS, Zone
from archive.search.words import Payload, PayloadTask, word_index

Made = dict[tuple[Run, Zone], ZonePart]


@dataclass(frozen=True, slots=True)
class ZoneWork:
    """The runs of an index, where it is noted what was made of them, and where their shards go.

    `least` is how many bytes a list must have to be told in the start-up table.
    """

    runs: Sequence[Run]
    notes: Path
    out: Path
    least: int
    write: Write

    def note(self, run: Run, zone: Zone) -> Path:
        """Where it is noted what was made of one zone of a run."""
        return self.notes / f"{run.digest}.{zone}"

    def known(self, run: Run, zone: Zone) -> ZonePart | None:
        """What was made of one zone of a run before, if all its shards stand."""
        note = self.note(run, zone)
        if not note.exists():
            return None
        part = kept_or(note, ZonePart.load, None, bytes)
        if part is None:
            return None
        wanted = zip(shard_names(zone, part), part.rows[:, 3].tolist(), strict=True)
        return part if stand(wanted, listed(self.out / FOLDERS[zone]), note.stat().st_mtime_ns) else None

    def tasks(self, run: Run, zone: Zone) -> Iterator[ZoneTask]:
        """The work on one zone of a run."""
        return zone_tasks(run, zone, self.out, self.least, self.write)


def write_zones(
    work: ZoneWork, quick: PayloadTask, jobs: Jobs, progress: Progress
) -> tuple[Made, int, Payload]:
    """Merge and write what does not stand, beside the word index.

    Gives what was made of each zone of each run, how many of them were made anew, and the word index with its keywords.
    """
    known = {(run, zone): work.known(run, zone) for run in work.runs for zone in FOLDERS}
    tasks = [(each, task) for each, part in known.items() if part is None for task in work.tasks(*each)]
    anew: dict[tuple[Run, Zone], list[ZonePart]] = {}
    asked: list[ZoneTask | PayloadTask] = [quick, *(task for _, task in tasks)]
    results = progress.part("合并写出", mapped(_perform, asked, jobs, 2), len(asked))
    words = cast("Payload", next(results))
    for (each, _), part in zip(tasks, results, strict=True):
        if isinstance(part, ZonePart):
            anew.setdefault(each, []).append(part)
    made = {each: part or joined(anew[each]) for each, part in known.items()}
    for each in anew:
        files.remove(work.note(*each))  # its time tells that the shards were whole
        work.write(work.note(*each), made[each].dump())
    return made, len(anew), words


def _perform(task: ZoneTask | PayloadTask) -> ZonePart | Payload:
    """Do one piece of what can be done once all segments and words are there."""
    return word_index(task) if isinstance(task, PayloadTask) else write_range(task)


def stand(wanted: Iterable[tuple[str, int]], there: Mapping[str, tuple[int, int]], finished: int) -> bool:
    """Whether files have their sizes and have not been written since what is known of them was noted."""
    for name, size in wanted:
        found, time = there.get(name, (-1, 0))
        if found != size or time > finished:
            return False
    return True


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    """Give size and time of each file of the index below one of its folders, by its name without ending."""
    found: dict[str, tuple[int, int]] = {}
    pending = [(f"{folder.name}/", os.fspath(folder))] if folder.is_dir() else []
    while pending:
        prefix, path = pending.pop()
        for entry in os.scandir(path):
            if entry.is_dir(follow_symlinks=False):
                pending.append((f"{prefix}{entry.name}/", entry.path))
                continue
            status = entry.stat(follow_symlinks=False)
            found[prefix + entry.name.removesuffix(".js")] = (status.st_size, status.st_mtime_ns)
    return found
