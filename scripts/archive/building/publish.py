"""Publishing: the site is built beside the published one, and one step puts it in its place.

It is made of the site before the published one, which is kept for that: what is the same file already stays, the rest
is written, linked or removed, so that it does not matter what stood there.

On Linux the two folders change places at once. Elsewhere it takes two renames, `site` to `.site.old` and
`.site.next` to `site`; a run that is killed between them leaves no `site`, and the next command finishes the
swap, because a `.site.next` without a mark is complete: the mark `.unfinished` beside it goes last.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from archive import files
from archive.console.progress import Progress
from archive.errors import ArchiveError
from archive.places import Places
from archive.processes.parallel import Doors, Fork, Jobs, forking
from archive.site.publishing import DOORS, Publishing


class Warnings(logging.Handler):
    """Collects what MkDocs complains about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one complaint."""
        self.lines.append(record.getMessage())


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """The site's address or nothing, its time in seconds, and how many processes render it.

    A site that is begun `early` has a process of its own, which renders few pages and lists alone.
    """

    address: str
    epoch: int
    jobs: Jobs
    early: bool


class Rendering:
    """A site that is rendered when all is made, or begun at once in a process that waits at the doors of what is not.

    MkDocs takes half a second to load and to read the pages by hand, which must stand already.
    """

    def __init__(self, where: Places, options: RenderOptions) -> None:
        self._where = where
        self._options = options
        self._doors: Doors | None = None
        self._fork: Fork[tuple[str, ...]] | None = None
        if options.early and forking(options.jobs):
            self._doors = Doors(DOORS)
            order = Publishing(where.build, where.docs, 1, Progress(quiet=True), ready=self._doors.wait)
            self._fork = Fork(partial(render, where, order, options.address, options.epoch))

    @property
    def begun(self) -> bool:
        """Whether it is under way; nothing but originals has changed then, and few of them."""
        return self._fork is not None

    def open(self, door: str) -> None:
        """Say that what this door leads to is whole."""
        if self._doors:
            self._doors.open(door)

    def warnings(self, progress: Progress) -> tuple[str, ...]:
        """See the site finished; give MkDocs's warnings."""
        if self._fork:
            return self._fork.result()
        order = Publishing(self._where.build, self._where.docs, self._options.jobs, progress)
        return render(self._where, order, self._options.address, self._options.epoch)

    def end(self) -> None:
        """Stop what was begun; the site is then rendered when all is made."""
        if self._fork:
            self._fork.end()
            self._fork = self._doors = None


def render(where: Places, order: Publishing, address: str, epoch: int) -> tuple[str, ...]:
    """Build the site into the staging folder; give MkDocs's warnings.

    MkDocs itself is handed the pages written by hand and nothing else: it would look at every file of `docs/`, and it
    empties the folder that it writes to. `address` is the site's address or nothing, `epoch` its time in seconds: of
    the originals and not of the clock, so that two builds of the same originals are the same.
    """
    unfinished = mark(where)
    files.write(unfinished, "")
    if where.spare.exists() and not where.staging.exists():
        _put_by(where.spare, where.staging)
    files.remove(where.rendered)
    with _environment(SOURCE_DATE_EPOCH=str(epoch), NO_MKDOCS_2_WARNING="1"):
        warnings = _run(where, order, address)
    if not (where.rendered / "index.html").is_file():
        raise ArchiveError(
            str(where.rendered),
            "MkDocs 没有生成首页：" + "；".join(warnings[:3]),
            "按上面的提示改正后重新运行 python3 scripts/build.py",
        )
    return warnings


def _run(where: Places, order: Publishing, address: str) -> tuple[str, ...]:
    from mkdocs.commands.build import build  # noqa: PLC0415 - a build with nothing to do never needs MkDocs
    from mkdocs.config import load_config  # noqa: PLC0415
    from mkdocs.exceptions import Abort  # noqa: PLC0415

    logger, complaints = logging.getLogger("mkdocs"), Warnings()
    logger.addHandler(complaints)
    try:
        config = load_config(
            str(where.config),
            docs_dir=str(where.hand),
            site_dir=str(where.rendered),
            site_url=address,
            strict=False,
        )
        config.extra["publishing"] = replace(order, site=where.staging)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    except Abort as error:
        raise ArchiveError(
            str(where.config), f"MkDocs 中止：{error}", "按提示改正后重新运行 python3 scripts/build.py"
        ) from error
    finally:
        logger.removeHandler(complaints)
    return tuple(complaints.lines)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set environment variables for the time of a block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def mark(where: Places) -> Path:
    """The file that stands as long as the staging folder is not complete."""
    return where.staging.with_name(where.staging.name + ".unfinished")


def swap(where: Places) -> None:
    """Put the staged site in the place of the published one; the old one is put by for the next build."""
    mark(where).unlink()
    if where.site.exists() and files.exchange(where.staging, where.site):
        _put_by(where.staging, where.spare)
        return
    files.remove(where.retired)
    if where.site.exists():
        files.move(where.site, where.retired)
    files.move(where.staging, where.site)
    if where.retired.exists():
        _put_by(where.retired, where.spare)


def _put_by(folder: Path, place: Path) -> None:
    """Rename a folder that spares work and nothing else; where it cannot be renamed, another file system, drop it."""
    files.remove(place)
    try:
        files.move(folder, place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        files.remove(folder)


def repair(where: Places) -> None:
    """Finish or undo a swap that was cut off, and put by what was left beside the site."""
    complete = where.staging.exists() and not mark(where).exists()
    if not where.site.exists():
        if complete:
            files.move(where.staging, where.site)
        elif where.retired.exists():
            files.move(where.retired, where.site)
    for leftover in (where.retired, where.staging):
        if leftover.exists():
            _put_by(leftover, where.spare)
    files.remove(mark(where))
