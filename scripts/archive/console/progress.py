"""Progress on standard error: a bar with counts, rate and time left on a terminal, one line a stage elsewhere.

A stage of several parts says how far each of them is. Every stage that is named here is also timed, so that a build
can say where its time went.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO, TypeVar

Item = TypeVar("Item")

WIDTH = 24
EVERY = 0.1  # seconds between two drawings of the bar
PLAIN_EVERY = 30.0  # seconds between two lines where there is no terminal to draw on


@dataclass(frozen=True, slots=True)
class Lap:
    """One stage: when it began and how long it took (wall seconds), CPU seconds of this process and its workers."""

    name: str
    at: float
    seconds: float
    cpu: float


class Progress:
    """Tells how far a build is. `quiet` says nothing at all; stages are timed all the same."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._live = not quiet and self._stream.isatty()
        self._laps: list[Lap] = []
        self._begin()

    def begin(self) -> None:
        """Forget the stages of an earlier build and start the clock."""
        self._laps = []
        self._begin()

    def laps(self) -> tuple[Lap, ...]:
        """End the stage that is under way, and give all of them; together they are the whole time."""
        self._turn("")
        return tuple(self._laps)

    def track(self, name: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        """Hand the items through and draw how many have passed, out of `total`."""
        self._turn(name)
        yield from self._drawn(name, items, total)
        if not total:
            self._end(f"{name} 0")

    def part(self, name: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        """The same for a part of the stage under way, which is timed as a whole; says nothing where `total` is 0."""
        return self._drawn(f"{self._name}：{name}", items, total)

    def stage(self, name: str) -> None:
        """Name a stage that has no count, or whose parts have."""
        self._turn(name)
        self._end(f"{name} …")

    def _drawn(self, name: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        started = drawn = time.monotonic()
        every = EVERY if self._live else PLAIN_EVERY
        done = 0
        for item in items:
            yield item
            done += 1
            now = time.monotonic()
            if now - drawn >= every:
                drawn = now
                self._draw(_bar(name, done, total, now - started))
        if total:
            self._end(_bar(name, done, total, time.monotonic() - started))

    def _begin(self) -> None:
        self._began = self._since = time.monotonic()
        self._cpu = _cpu()
        self._name = "查看原件"

    def _turn(self, name: str) -> None:
        """End the stage that is under way and begin another."""
        now, cpu = time.monotonic(), _cpu()
        self._laps.append(Lap(self._name, self._since - self._began, now - self._since, cpu - self._cpu))
        self._since, self._cpu, self._name = now, cpu, name

    def _draw(self, line: str) -> None:
        if self._live:
            self._stream.write(f"\r\x1b[K{line}")
            self._stream.flush()
        else:
            self._end(line)

    def _end(self, line: str) -> None:
        if self._quiet:
            return
        self._stream.write(f"\r\x1b[K{line}\n" if self._live else f"{line}\n")
        self._stream.flush()


def silent() -> Progress:
    """One that says nothing, for work that nobody watches."""
    return Progress(quiet=True)


def _cpu() -> float:
    """CPU seconds of this process and of all workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _bar(name: str, done: int, total: int, seconds: float) -> str:
    full = WIDTH * done // max(total, 1)
    rate = f" {done / seconds:.0f}/s" if seconds > 0.01 else ""
    left = f" 还需 {_span(seconds * (total - done) / done)}" if rate and 0 < done < total else ""
    return f"{name} [{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}{rate}{left}"


def _span(seconds: float) -> str:
    """A stretch of time as people say it."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} 秒"
    minutes = round(whole / 60)
    return f"{minutes} 分钟" if minutes < 90 else f"{minutes / 60:.1f} 小时"
