"""Pages of reports and of lists, rendered group by group in any process, and kept for the next build.

A report's finished page stands in `build/pages/` with its key, which covers everything that it is made from; while
the key stands, the site is given that same file under a second name. Lists are rendered anew every time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.parallel import Jobs
from archive.progress import Progress
from archive.site import desk as desks
from archive.site.desk import Desk, Setting
from archive.site.frame import Frame, Here, address_of, mould, poured, rendered
from archive.site.markdown import load
from archive.site.page import report_page
from archive.site.pages import TEMPLATE, read_list

LISTS = 50  # lists a task
Noted = Mapping[str, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Publishing:
    """What MkDocs is to publish: a finished build and its Markdown, over how many processes, and who is told.

    `site` is where the whole site goes, whatever stands there; None where MkDocs's own folder is all of it.
    """

    build: Path
    docs: Path
    jobs: Jobs
    progress: Progress
    site: Path | None = None


@dataclass(frozen=True, slots=True)
class ReportTask:
    """The reports of one group (the first two digits of their ids): what each page stands among, and where all is."""

    group: str
    settings: tuple[Setting, ...]
    desk: desks.Shared
    frame: Frame
    docs: Path
    kept: Path
    site: Path


@dataclass(frozen=True, slots=True)
class ListTask:
    """A run of lists by their paths below the folder of pages, without ending."""

    paths: tuple[str, ...]
    frame: Frame
    docs: Path
    site: Path


def report_tasks(desk: Desk, frame: Frame, docs: Path, site: Path) -> list[ReportTask]:
    """All reports of a build in groups, in the order of the ids."""
    groups: dict[str, list[Setting]] = {}
    for row in sorted(desk.shelf.rows, key=lambda row: row.id):
        groups.setdefault(row.id[1:3], []).append(desks.setting(desk, row.id))
    shared = desks.shared(desk)
    kept = desk.build / "pages"
    return [ReportTask(group, tuple(held), shared, frame, docs, kept, site) for group, held in groups.items()]


def list_tasks(frame: Frame, docs: Path, site: Path) -> list[ListTask]:
    """All lists of a build but the one that the navigation names."""
    found = sorted((docs / "browse").rglob("*.md"))
    paths = [path.relative_to(docs).with_suffix("").as_posix() for path in found]
    paths = [path for path in paths if path != "browse/index"]
    return [
        ListTask(tuple(paths[start : start + LISTS]), frame, docs, site)
        for start in range(0, len(paths), LISTS)
    ]


def press(task: ReportTask | ListTask) -> int:
    """Put the pages of a task into the site; give the number of pages that had to be rendered."""
    return _reports(task) if isinstance(task, ReportTask) else _lists(task)


def _reports(task: ReportTask) -> int:
    """Render the pages of a group whose key has changed, and give the site all of them."""
    folder, place = task.kept / task.group, os.fspath(task.kept / task.group)
    ledger = folder / "keys.json"
    noted: Noted = json.loads(ledger.read_bytes()) if ledger.is_file() else {}
    made: dict[str, Sequence[object]] = {}
    fresh = 0
    frame = hashlib.sha256(repr(task.frame).encode("utf-8", "backslashreplace")).hexdigest()
    records = desks.records(task.desk.records, task.settings)
    there = files.inodes(task.site / "reports" / task.group, folder) if folder.is_dir() else {}
    for setting, record in zip(task.settings, records, strict=True):
        name, kept = setting.row.id, f"{place}{os.sep}{setting.row.id}.html"
        source = f"{task.docs}/{setting.path}.md"
        key = desks.key(task.desk, setting, _stamp(source)[:2], record, frame)
        stamp = _stamp(kept)
        if noted.get(name) != [key, *stamp[:2]]:
            files.write(Path(kept), _page(task, setting, Path(source).read_bytes(), record))
            stamp = _stamp(kept)
            fresh += 1
        made[name] = [key, *stamp[:2]]
        if there.get(f"{name}.html") != stamp[-1]:
            files.link(kept, f"{task.site}/{setting.path}.html")
    if made != noted:
        files.write(ledger, json.dumps(made))
    files.prune(folder, {os.fspath(ledger), *(f"{place}{os.sep}{name}.html" for name in made)})
    return fresh


def _page(task: ReportTask, setting: Setting, source: bytes, record: bytes) -> str:
    report = load(source.decode("utf-8"), f"{setting.path}.md")
    path = f"{setting.path}.html"
    here = Here(address_of(task.frame, path), report.title, url=path)
    return rendered(task.frame, "report.html", path, here, it=report_page(task.desk, setting, report, record))


def _stamp(path: str) -> list[int]:
    """Size, time and inode of a file: a kept page is rendered again when its size or time has changed."""
    try:
        status = os.stat(path)  # noqa: PTH116 - many files
    except FileNotFoundError:
        return []
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def paths(tasks: Iterable[ReportTask | ListTask]) -> Iterator[str]:
    """Where the pages of tasks stand below the site's root."""
    for task in tasks:
        held = task.paths if isinstance(task, ListTask) else (each.path for each in task.settings)
        yield from (f"{path}.html" for path in held)


def _lists(task: ListTask) -> int:
    """Put the lists of a task into the site. Their frame is the same but for title and address, and rendered once."""
    forms: dict[int, tuple[bytes, ...]] = {}
    for path in task.paths:
        title, content = read_list((task.docs / f"{path}.md").read_text(encoding="utf-8"))
        url = f"{path}.html"
        depth = url.count("/")
        if depth not in forms:
            forms[depth] = mould(task.frame, TEMPLATE, depth)
        page = poured(forms[depth], Here(address_of(task.frame, url), title, content, url))
        files.write(task.site / url, page)
    return len(task.paths)


def forget(kept: Path, groups: Iterator[str] | Sequence[str]) -> None:
    """Drop the kept pages of groups that have no report any more."""
    wanted = set(groups)
    for path in sorted(kept.glob("*")):
        if path.name not in wanted:
            files.remove(path)
