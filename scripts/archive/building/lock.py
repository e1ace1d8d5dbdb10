"""One build at a time in one place: a second one waits for the first, and says so.

The lock is a record lock of the system on a file of the build folder: it ends with the process, however that ends,
and worker processes do not inherit it, so that a killed build never leaves it behind.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from archive.console.progress import Progress
from archive.places import Places

FILE = "lock"
EVERY = 0.2  # seconds between two tries


@contextmanager
def alone(where: Places, progress: Progress) -> Iterator[None]:
    """Hold the lock of a place for the time of a block."""
    path = where.build / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        told = False
        while not _taken(file):
            if not told:
                progress.stage("另一次构建正在进行，等它结束")
                told = True
            time.sleep(EVERY)
        yield


if os.name == "nt":

    def _taken(file: IO[bytes]) -> bool:
        import msvcrt  # noqa: PLC0415 - not there on other systems

        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:

    def _taken(file: IO[bytes]) -> bool:
        import fcntl  # noqa: PLC0415 - not there on Windows

        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
