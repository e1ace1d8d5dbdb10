"""Hand out reports of the last build: files for each, catalogues of them, a bag of their originals.

Reports are read and written a few at a time in several processes, so that memory does not grow with their number.
What an earlier export left in the same folder and this one does not make is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive import files
from archive.errors import ArchiveError, UsageError
from archive.export import plain
from archive.export.bag import originals, write_bag
from archive.export.choose import Choice, chosen
from archive.export.database import write_database
from archive.export.document import Document, document, file_names
from archive.export.layout import load_layout
from archive.export.ooxml import Fixed, fixed
from archive.export.word import docx
from archive.parallel import Jobs, chunks, mapped
from archive.places import Places
from archive.progress import Progress
from archive.reading import manifest
from archive.site.catalog import Row, load, rows_csv, rows_json
from archive.site.markdown import load as load_report

FORMATS = ("docx", "txt", "md")
CATALOGS = ("csv", "json", "sqlite")
MARK = ".archive-export"
BAG = "originals"
OWN = ("data", "docs", "site", "scripts", "tests")  # in the project's folder
CHUNK = 25
BUILD = "先运行 python3 scripts/build.py"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be handed out, in which formats, where to, and in how many processes."""

    choice: Choice
    out: Path
    formats: tuple[str, ...] = ()
    catalogs: tuple[str, ...] = ()
    bag: bool = False
    jobs: Jobs = 1


@dataclass(frozen=True, slots=True)
class Told:
    """How many reports were chosen, files written for them, and originals put into the bag."""

    reports: int
    files: int
    originals: int


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker needs for any report."""

    docs: Path
    out: Path
    formats: tuple[str, ...]
    names: Mapping[str, str]
    fixed: Fixed


def export(where: Places, order: Order, progress: Progress) -> Told:
    """Carry out one order. Raises `ArchiveError` for whatever cannot be handed out whole."""
    catalog = where.build / "catalog.json"
    if not catalog.is_file():
        raise ArchiveError(catalog.as_posix(), "还没有构建过，没有可以导出的报告", BUILD)
    rows = chosen(load(catalog.read_text(encoding="utf-8"), catalog.as_posix()), order.choice)
    _refuse_own(where, order.out)
    _claim(order.out)
    written = _write_reports(where, order, rows, progress)
    _write_catalogs(order, rows)
    bag = order.out / BAG
    if not order.bag:
        files.remove(bag)
        return Told(len(rows), written, 0)
    sources = originals((source for row in rows for source in row.sources), manifest.load(where.manifest))
    return Told(len(rows), written, write_bag(bag, where.raw, sources, progress))


def _refuse_own(where: Places, out: Path) -> None:
    """Nothing may be handed out into what a build reads or writes, nor may that lie in the folder handed out."""
    own = (where.raw, where.docs, where.site, where.build, *(where.root / name for name in OWN))
    for folder in own:
        if out.is_relative_to(folder) or folder.is_relative_to(out):
            raise UsageError(str(out), f"与项目自己的文件夹 {folder} 重叠", "换一个项目以外的文件夹")


def _claim(out: Path) -> None:
    """Mark the folder as ours before the first write; one that holds anything else is refused."""
    if out.exists() and not out.is_dir():
        raise UsageError(str(out), "--out 是一个文件", "换一个文件夹")
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise UsageError(str(out), "这个文件夹里已有别的东西，导出会覆盖它们", "换一个空文件夹")
    files.write(
        out / MARK, "Generated: scripts/export.py removes from this folder what its last run did not make.\n"
    )


def _write_reports(where: Places, order: Order, rows: Sequence[Row], progress: Progress) -> int:
    names = file_names((row.id, row.title) for row in rows)
    for kind in FORMATS:
        wanted = (
            {order.out / kind / f"{name}.{kind}" for name in names.values()}
            if kind in order.formats
            else set()
        )
        files.prune(order.out / kind, wanted)
    if not order.formats:
        return 0
    task = _Task(where.docs, order.out, order.formats, names, fixed(load_layout(where.rules)))
    runs = chunks(rows, CHUNK)
    done = mapped(partial(_write_some, task), runs, order.jobs)
    return sum(progress.track("导出", done, len(runs)))


def _write_some(task: _Task, rows: Sequence[Row]) -> int:
    """Write every format of some reports; give the number of files."""
    for row in rows:
        made = _read(task.docs / row.url.replace(".html", ".md"))
        for kind in task.formats:
            files.write(task.out / kind / f"{task.names[row.id]}.{kind}", _MAKERS[kind](made, task.fixed))
    return len(rows) * len(task.formats)


def _read(path: Path) -> Document:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ArchiveError(path.as_posix(), "这篇报告的页面不在了", BUILD) from error
    return document(load_report(text, path.as_posix()))


def _write_catalogs(order: Order, rows: Sequence[Row]) -> None:
    texts = {"csv": rows_csv, "json": rows_json}
    for kind in CATALOGS:
        path = order.out / f"catalog.{kind}"
        if kind not in order.catalogs:
            files.remove(path)
        elif kind in texts:
            files.write(path, texts[kind](rows))
        else:
            write_database(path, rows)


def _text(made: Document, _: Fixed) -> str:
    return plain.text(made)


def _markdown(made: Document, _: Fixed) -> str:
    return plain.markdown(made)


_MAKERS: Mapping[str, Callable[[Document, Fixed], str | bytes]] = {
    "docx": docx,
    "txt": _text,
    "md": _markdown,
}
