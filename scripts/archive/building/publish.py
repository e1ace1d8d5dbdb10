"""Publishing: MkDocs builds the site beside the published one, and one step puts it in its place.

On Linux the two folders change places at once. Elsewhere it takes two renames, `site` to `.site.old` and
`.site.next` to `site`; a run that is killed between them leaves no `site`, and the next command finishes the
swap, because a `.site.next` without a mark is complete: the mark `.unfinished` beside it goes last.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import files
from archive.errors import ArchiveError
from archive.places import Places
from archive.site.press import Publishing


class Warnings(logging.Handler):
    """Collects what MkDocs complains about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one complaint."""
        self.lines.append(record.getMessage())


def render(where: Places, order: Publishing, address: str, epoch: int) -> tuple[str, ...]:
    """Build the site into the staging folder; give MkDocs's warnings.

    MkDocs itself is handed the pages written by hand and nothing else: it would look at every file of `docs/`.
    `address` is the address that the site will have, or empty. `epoch` is the time that the site bears, in
    seconds, so that two builds of the same originals are the same.
    """
    unfinished = mark(where)
    files.write(unfinished, "")
    files.remove(where.staging)
    with _environment(SOURCE_DATE_EPOCH=str(epoch), NO_MKDOCS_2_WARNING="1"):
        warnings = _run(where, order, address)
    if not (where.staging / "index.html").is_file():
        raise ArchiveError(
            str(where.staging),
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
            site_dir=str(where.staging),
            site_url=address,
            strict=False,
        )
        config.extra["publishing"] = order
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
    """Put the staged site in the place of the published one; the old one is removed afterwards."""
    mark(where).unlink()
    if where.site.exists() and files.exchange(where.staging, where.site):
        files.remove(where.staging)
        return
    files.remove(where.retired)
    if where.site.exists():
        files.move(where.site, where.retired)
    files.move(where.staging, where.site)
    files.remove(where.retired)


def repair(where: Places) -> None:
    """Finish or undo a swap that was cut off, and drop a site that was not finished."""
    complete = where.staging.exists() and not mark(where).exists()
    if not where.site.exists():
        if complete:
            files.move(where.staging, where.site)
        elif where.retired.exists():
            files.move(where.retired, where.site)
    for leftover in (where.staging, where.retired, mark(where)):
        files.remove(leftover)
