"""Progress on standard error: a bar with counts and rate on a terminal, one line a stage elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

Item = TypeVar("Item")

WIDTH = 24
EVERY = 0.1  # seconds between two drawings of the bar


class Progress:
    """Tells how far a build is. `quiet` says nothing at all."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._live = not quiet and self._stream.isatty()

    def track(self, name: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        """Hand the items through and draw how many have passed, out of `total`."""
        started = drawn = time.monotonic()
        done = 0
        for item in items:
            yield item
            done += 1
            now = time.monotonic()
            if self._live and now - drawn >= EVERY:
                drawn = now
                self._draw(_bar(name, done, total, now - started))
        self._end(_bar(name, done, total, time.monotonic() - started) if total else f"{name} 0")

    def stage(self, name: str) -> None:
        """Name a stage that has no count."""
        self._end(f"{name} …")

    def _draw(self, line: str) -> None:
        self._stream.write(f"\r\x1b[K{line}")
        self._stream.flush()

    def _end(self, line: str) -> None:
        if self._quiet:
            return
        self._stream.write(f"\r\x1b[K{line}\n" if self._live else f"{line}\n")
        self._stream.flush()


def _bar(name: str, done: int, total: int, seconds: float) -> str:
    full = WIDTH * done // max(total, 1)
    rate = f"{done / seconds:.0f}/s" if seconds > 0.01 else ""
    return f"{name} [{'#' * full}{'.' * (WIDTH - full)}] {done}/{total} {rate}".rstrip()
