"""Hand out reports of the last build: files for each, catalogues of them, a bag of their originals.

Reports are read and written a few at a time in several processes, so that memory does not grow with their number.
What an earlier export wrote into the same folder and this one does not make is removed (`archive.export.written`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive import files
from archive.console.progress import Progress
from archive.errors import ArchiveError, UsageError
from archive.export import plain
from archive.export.bag import bagged, originals, write_bag
from archive.export.choose import Choice, chosen
from archive.export.database import write_database
from archive.export.document import Document, document, file_names
from archive.export.layout import load_layout
from archive.export.ooxml import Fixed, fixed
from archive.export.word import docx
from archive.export.written import begin, digest_of, earlier, finish
from archive.places import Places
from archive.processes.parallel import Jobs, chunks, mapped
from archive.reading import manifest
from archive.site.catalog import Row, load, rows_csv, rows_json
from archive.site.markdown import load as load_report

FORMATS = ("docx", "txt", "md")
CATALOGS = ("csv", "json", "sqlite")
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
    """How many reports were chosen, files written for them, and originals put into the bag; what else lies there."""

    reports: int
    files: int
    originals: int
    left: tuple[str, ...] = ()


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
    before = earlier(order.out)
    names = file_names((row.id, row.title) for row in rows)
    sources = _sources(where, rows) if order.bag else ()
    begin(before, _wanted(order, names, sources))
    written = _write_reports(where, order, rows, names, progress)
    bag = write_bag(order.out / BAG, where.raw, sources, progress) if order.bag else {}
    made = {**written, **_write_catalogs(order, rows), **{f"{BAG}/{name}": bag[name] for name in bag}}
    return Told(len(rows), len(written), len(sources), finish(order.out, made))


def _sources(where: Places, rows: Sequence[Row]) -> tuple[manifest.Row, ...]:
    return originals((source for row in rows for source in row.sources), manifest.load(where.manifest))


def _wanted(order: Order, names: Mapping[str, str], sources: Sequence[manifest.Row]) -> Iterator[str]:
    """Every file that an order makes, by its path in the folder."""
    yield from (_place(kind, name) for kind in order.formats for name in names.values())
    yield from map(_catalog, order.catalogs)
    if order.bag:
        yield from (f"{BAG}/{name}" for name in bagged(sources))


def _place(kind: str, name: str) -> str:
    return f"{kind}/{name}.{kind}"


def _catalog(kind: str) -> str:
    return f"catalog.{kind}"


def _refuse_own(where: Places, out: Path) -> None:
    """Nothing may be handed out into what a build reads or writes, nor may that lie in the folder handed out."""
    own = (where.raw, where.docs, where.site, where.build, *(where.root / name for name in OWN))
    for folder in own:
        if out.is_relative_to(folder) or folder.is_relative_to(out):
            raise UsageError(str(out), f"与项目自己的文件夹 {folder} 重叠", "换一个项目以外的文件夹")


def _write_reports(
    where: Places, order: Order, rows: Sequence[Row], names: Mapping[str, str], progress: Progress
) -> dict[str, str]:
    """Write the files of all reports; give their digests."""
    if not order.formats:
        return {}
    task = _Task(where.docs, order.out, order.formats, names, fixed(load_layout(where.rules)))
    runs = chunks(rows, CHUNK)
    done = mapped(partial(_write_some, task), runs, order.jobs)
    return {name: digest for made in progress.track("导出", done, len(runs)) for name, digest in made.items()}


def _write_some(task: _Task, rows: Sequence[Row]) -> dict[str, str]:
    """Write every format of some reports; give the digests of the files."""
    digests = {}
    for row in rows:
        made = _read(task.docs / row.url.replace(".html", ".md"))
        for kind in task.formats:
            name = _place(kind, task.names[row.id])
            content = _MAKERS[kind](made, task.fixed)
            files.write(task.out / name, content)
            digests[name] = hashlib.sha256(content).hexdigest()
    return digests


def _read(path: Path) -> Document:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ArchiveError(path.as_posix(), "这篇报告的页面不在了", BUILD) from error
    return document(load_report(text, path.as_posix()))


def _write_catalogs(order: Order, rows: Sequence[Row]) -> dict[str, str]:
    """Write the catalogues; give their digests."""
    texts = {"csv": rows_csv, "json": rows_json}
    digests = {}
    for kind in order.catalogs:
        path = order.out / _catalog(kind)
        if kind in texts:
            files.write(path, texts[kind](rows))
        else:
            write_database(path, rows)
        digests[_catalog(kind)] = digest_of(path)
    return digests


def _text(made: Document, _: Fixed) -> bytes:
    return plain.text(made).encode()


def _markdown(made: Document, _: Fixed) -> bytes:
    return plain.markdown(made).encode()


_MAKERS: Mapping[str, Callable[[Document, Fixed], bytes]] = {
    "docx": docx,
    "txt": _text,
    "md": _markdown,
}
