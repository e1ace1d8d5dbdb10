"""Pages of reports and of lists, rendered group by group in any process, and kept for the next build.

A finished page stands in `build/pages/` with its key, which covers everything that it is made from; while the key
stands, the site is given that same file under a second name.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from archive import files
from archive.caches import kept_or
from archive.places import PRESSED
from archive.processes.parallel import mapped
from archive.site import desk as desks
from archive.site.desk import Desk, Setting
from archive.site.frame import Frame, Here, address_of, mould, poured, rendered
from archive.site.markdown import load
from archive.site.page import report_page
from archive.site.pages import TEMPLATE, read_list
from archive.site.publishing import Publishing

# The code that makes pages, besides the modules of the library itself: a kept page counts while all of it is the same.
CODE = (
    "site", "patterns", "rulefiles",
    "cleaning/__init__.py", "cleaning/gaps.py", "cleaning/shapes.py", "labels/__init__.py", "labels/names.py",
)  # fmt: skip

Noted = Mapping[str, Sequence[object]]


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
    """The lists of one folder below that of the pages, by their names without ending.

    `made_with` is the digest of templates and code.
    """

    folder: str
    names: tuple[str, ...]
    made_with: bytes
    frame: Frame
    docs: Path
    kept: Path
    site: Path


class Page(NamedTuple):
    """A page by its name without ending, everything that it is made from in one word, and how it is made."""

    name: str
    key: str
    render: Callable[[], str | bytes]


def code(library: Path) -> Iterator[Path]:
    """Every module that a page of a report or a list may depend on."""
    yield from library.glob("*.py")
    for name in CODE:
        yield from sorted((library / name).rglob("*.py")) or [library / name]


def report_tasks(desk: Desk, frame: Frame, docs: Path, site: Path) -> list[ReportTask]:
    """All reports of a build in groups, in the order of the ids."""
    groups: dict[str, list[Setting]] = {}
    for row in sorted(desk.shelf.rows, key=lambda row: row.id):
        groups.setdefault(row.id[1:3], []).append(desks.setting(desk, row.id))
    shared = desks.shared(desk)
    kept = desk.build / PRESSED
    return [ReportTask(group, tuple(held), shared, frame, docs, kept, site) for group, held in groups.items()]


def list_tasks(desk: Desk, frame: Frame, docs: Path, site: Path) -> list[ListTask]:
    """All lists of a build but the one that the navigation names, by the folder that they stand in."""
    folders: dict[str, list[str]] = {}
    for path in sorted((docs / "browse").rglob("*.md")):
        folder, _, name = path.relative_to(docs).with_suffix("").as_posix().rpartition("/")
        if folder != "browse":
            folders.setdefault(folder, []).append(name)
    kept = desk.build / PRESSED
    return [
        ListTask(folder, tuple(names), desk.frame, frame, docs, kept, site)
        for folder, names in folders.items()
    ]


def press_all(desk: Desk, frame: Frame, order: Publishing, site: Path) -> Iterator[str]:
    """Put all reports and lists of a build into the site, over processes; give their paths."""
    reports = report_tasks(desk, frame, order.docs, site)
    tasks: list[ReportTask | ListTask] = [*reports, *list_tasks(desk, frame, order.docs, site)]
    for _ in order.progress.track("生成网页", mapped(press, tasks, order.jobs), len(tasks)):
        pass
    forget(desk.build / PRESSED, tasks)
    return paths(tasks)


def press(task: ReportTask | ListTask) -> int:
    """Put the pages of a task into the site; give the number of pages that had to be rendered."""
    return _reports(task) if isinstance(task, ReportTask) else _lists(task)


def _reports(task: ReportTask) -> int:
    """Give the site the pages of a group; give the number of those whose key has changed."""
    frame = _digest(task.frame)
    records = desks.records(task.desk.records, task.settings)

    def pages() -> Iterator[Page]:
        for setting, record in zip(task.settings, records, strict=True):
            source = f"{task.docs}/{setting.path}.md"
            key = desks.key(task.desk, setting, _stamp(source)[:2], record, frame)
            yield Page(setting.row.id, key, partial(_page, task, setting, source, record))

    return _given(pages(), task.kept / task.group, task.site / "reports" / task.group)


def _given(pages: Iterable[Page], kept: Path, site: Path) -> int:
    """Make the pages of a folder whose key has changed, and give the site all of them; give how many were made."""
    ledger, place = kept / "keys.json", os.fspath(kept)
    noted: Noted = kept_or(ledger, dict, {}, json.loads)
    made: dict[str, Sequence[object]] = {}
    fresh = 0
    there = files.inodes(site, kept) if kept.is_dir() else {}
    for name, key, render in pages:
        file = f"{place}{os.sep}{name}.html"
        stamp = _stamp(file)
        if noted.get(name) != [key, *stamp[:2]]:
            files.write(Path(file), render())
            stamp = _stamp(file)
            fresh += 1
        made[name] = [key, *stamp[:2]]
        if there.get(f"{name}.html") != stamp[-1]:
            files.link(file, f"{site}{os.sep}{name}.html")
    if made != noted:
        files.write(ledger, json.dumps(made))
    files.prune(kept, {os.fspath(ledger), *(f"{place}{os.sep}{name}.html" for name in made)})
    return fresh


def _digest(frame: Frame) -> str:
    return hashlib.sha256(repr(frame).encode("utf-8", "backslashreplace")).hexdigest()


def _page(task: ReportTask, setting: Setting, source: str, record: bytes) -> str:
    report = load(Path(source).read_text(encoding="utf-8"), f"{setting.path}.md")
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
        if isinstance(task, ListTask):
            yield from (f"{task.folder}/{name}.html" for name in task.names)
        else:
            yield from (f"{each.path}.html" for each in task.settings)


def _lists(task: ListTask) -> int:
    """Give the site the lists of a folder. Their frame is the same but for title and address, and rendered once."""
    made_with = f"{task.made_with.hex()} {_digest(task.frame)}"
    form = cache(partial(mould, task.frame, TEMPLATE, task.folder.count("/") + 1))

    def render(path: str) -> bytes:
        title, content = read_list((task.docs / f"{path}.md").read_text(encoding="utf-8"))
        url = f"{path}.html"
        return poured(form(), Here(address_of(task.frame, url), title, content, url))

    def pages() -> Iterator[Page]:
        for name in task.names:
            path = f"{task.folder}/{name}"
            size, time, _ = _stamp(f"{task.docs}/{path}.md")
            yield Page(name, f"{made_with} {size} {time}", partial(render, path))

    return _given(pages(), task.kept / task.folder, task.site / task.folder)


def forget(kept: Path, tasks: Iterable[ReportTask | ListTask]) -> None:
    """Drop the kept pages of groups and folders that have no page any more."""
    wanted = {task.folder if isinstance(task, ListTask) else task.group for task in tasks}
    for path in sorted((*kept.glob("??"), *kept.glob("browse/*"))):
        if path.relative_to(kept).as_posix() not in wanted:
            files.remove(path)
