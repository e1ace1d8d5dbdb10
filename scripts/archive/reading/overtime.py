"""The clock of one original: all work on it, from bytes to labels, is ended at a bound on time.

Readers that a hostile file sends astray are ended from outside (`formats.guard`); what is done with a text afterwards
(decoding, patterns, structure, labels) goes on in this process. Two alarms of the system end it, also in the middle
of a pattern that would search for years. One counts the processor time of this process alone, so that a busy machine
sets aside nothing that an idle one takes; the other the time that passes, many times as long, for a file whose parts
each keep a reader waiting.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType

from archive.errors import Unreadable
from archive.reading.limits import Limits

AGAIN = 10.0  # seconds until the alarm goes again, where the first was lost in code that may not raise


class Overtime(BaseException):
    """The alarm. No `except Exception` on the way may take it for an error of the file."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def limited(limits: Limits, source: str) -> Iterator[None]:
    """Bound the block to the time that one original may take; beyond it raises `Unreadable` (work-timeout).

    Alarms reach the first thread of a process alone, and Windows has none: elsewhere nothing is bounded.
    """
    timers = _timers() if available() else ()
    try:
        try:
            for timer, seconds in zip(timers, (limits.work_seconds, limits.original_seconds), strict=False):
                signal.setitimer(timer, seconds, AGAIN)
            yield
        finally:
            _silence(timers)
    except Overtime as late:
        raise _told(source, limits, passed=late.number == signal.SIGALRM) from None
    finally:  # once more: an alarm at the very end comes between the steps of the first time
        _silence(timers)


def available() -> bool:
    """Whether work can be bounded here."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@cache
def _timers() -> tuple[int, int]:
    """The timers of processor time and of time, whose alarms this process takes from now on: to ask costs more."""
    for alarm in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(alarm, _over)
    return signal.ITIMER_PROF, signal.ITIMER_REAL


def _silence(timers: Iterable[int]) -> None:
    for timer in timers:
        signal.setitimer(timer, 0)


def _over(number: int, _frame: FrameType | None) -> None:
    raise Overtime(number)


def _told(source: str, limits: Limits, *, passed: bool) -> Unreadable:
    if passed:
        name, kind, seconds = "original_seconds", "时间", limits.original_seconds
    else:
        name, kind, seconds = "work_seconds", "处理器时间", limits.work_seconds
    return Unreadable(
        "work-timeout",
        source,
        f"整理这个文件用的{kind}超过 {seconds:g} 秒，已中止",
        f"拆成几个较小的文件，或在 data/rules/limits.yml 里提高 {name}",
    )
