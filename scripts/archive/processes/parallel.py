"""The one place where work is spread over processes, on this machine or on a cluster.

Every stage that works on one document, page or segment at a time goes through `mapped`. The function and the
items must be picklable, results come back in the order of the items, and one job runs in this process, so
that a debugger, a profiler and the tests see the same code. Stages that each have little to do, and need nothing of
one another, go `side_by_side`; one that can begin before others are done goes in a `Fork`, and waits at `Doors`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import Generic, TypeGuard, TypeVar

from archive.errors import ArchiveError
from archive.processes.child import begin
from archive.processes.cluster import Cluster, checked, connected

Jobs = int | Cluster
Item = TypeVar("Item")
Result = TypeVar("Result")

SMALLEST = 8  # fewer items than this are not worth starting a process for
NUMBER = array("I").itemsize  # bytes of a number in a queue
AHEAD = 4  # tasks per worker that may be under way, so that memory stays bounded


def default_jobs() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def mapped(
    function: Callable[[Item], Result], items: Sequence[Item], jobs: Jobs, smallest: int = SMALLEST
) -> Iterator[Result]:
    """Apply `function` to every item, in `jobs` processes or on a cluster; yield the results in order as they come.

    Where there is nothing to do nobody is asked.
    """
    if not items:
        return
    if isinstance(jobs, Cluster):
        with connected(jobs) as (cluster, workers):
            yield from ordered(cluster, checked(jobs, function), items, AHEAD * workers)
        return
    if jobs <= 1 or len(items) < smallest:
        yield from map(function, items)
        return
    try:
        with ProcessPoolExecutor(max_workers=min(jobs, len(items)), initializer=begin) as pool:
            yield from ordered(pool, function, items, AHEAD * jobs)
    except BrokenProcessPool as error:
        raise _killed() from error


def _killed() -> ArchiveError:
    return ArchiveError(
        "--jobs", "有一个进程被系统终止，多半是内存不够", "用 --jobs 减少进程数再运行一次；已做完的会留用"
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl+C wait while processes are forked: what it raised in the hooks of a fork would be lost."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def forking(jobs: Jobs) -> TypeGuard[int]:
    """Whether work may go on in a process that is forked from this one."""
    return jobs != 1 and not isinstance(jobs, Cluster) and sys.platform.startswith("linux")


def side_by_side(works: Sequence[Callable[[], Result]], jobs: Jobs) -> list[Result]:
    """Do independent pieces of work at once, in as many processes as there are jobs.

    The last goes first in this process; of the others, each for which there is another job goes in a process that is
    forked from this one, the rest, in their order, in whichever process is free. What a fork does to its memory is not
    seen here, but what it gives (picklable) and the files that it writes. With one job, on a cluster, and on systems
    where a fork is not safe, one is done after the other.
    """
    if not forking(jobs):
        return [work() for work in works]
    apart, last = min(jobs, len(works)) - 1, len(works) - 1
    with _queue(range(apart, last)) as queue:
        forks = [Fork(partial(_taken, works, first, queue)) for first in range(apart)]
        try:
            found = _taken(works, last, queue)
            for fork in forks:
                found |= fork.result()
        finally:
            for fork in forks:
                fork.end()
    return [found[number] for number in range(len(works))]


@contextmanager
def _queue(numbers: Iterable[int]) -> Iterator[int]:
    """A pipe that holds a few numbers, of which each process that reads gets the next one."""
    queue, told = os.pipe()
    os.write(told, array("I", numbers).tobytes())
    os.close(told)
    try:
        yield queue
    finally:
        os.close(queue)


def _taken(works: Sequence[Callable[[], Result]], first: int, queue: int) -> dict[int, Result]:
    """Do one piece of work, and others as long as there are any in the queue; give the results by their numbers."""
    found = {first: works[first]()}
    while taken := os.read(queue, NUMBER):
        number = int.from_bytes(taken, sys.byteorder)
        found[number] = works[number]()
    return found


class Doors:
    """Where a process waits for what others make; one opens a door when its files are whole. For forks alone.

    A door is a semaphore: an event would wait for each sleeper to wake, also for one that was killed.
    """

    def __init__(self, names: Iterable[str]) -> None:
        context = multiprocessing.get_context("fork")
        self._doors = {name: context.Semaphore(0) for name in names}

    def open(self, name: str) -> None:
        """Let through whoever waits, and whoever comes."""
        self._doors[name].release()

    def wait(self, name: str) -> None:
        """Go on when the door is open. A process whose maker has failed is ended from outside."""
        with self._doors[name]:
            pass


class Fork(Generic[Result]):
    """One piece of work in a process of its own, which can start no others."""

    def __init__(self, work: Callable[[], Result]) -> None:
        context = multiprocessing.get_context("fork")
        self._answer, told = context.Pipe(duplex=False)
        self._process = context.Process(target=_do, args=(work, told), daemon=True)
        with _undisturbed():
            self._process.start()
        told.close()

    def result(self) -> Result:
        """What the work gave, or its error."""
        answer: tuple[BaseException | None, Result]
        try:
            answer = self._answer.recv()
        except (EOFError, OSError) as failure:  # it ended before it answered, or amid its answer
            if self._answer.closed:
                raise
            raise _killed() from failure
        error, result = answer
        if error:
            raise error
        return result

    def end(self) -> None:
        """Stop the process if it still runs."""
        self._process.terminate()
        self._process.join()
        self._answer.close()


def _do(work: Callable[[], object], told: Connection) -> None:
    begin()
    try:
        told.send((None, work()))
    except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
        told.send((error, None))


def ordered(
    pool: Executor, function: Callable[[Item], Result], items: Sequence[Item], ahead: int
) -> Iterator[Result]:
    """Feed any `concurrent.futures` executor with at most `ahead` items under way, and keep their order."""
    running: dict[int, Future[Result]] = {}
    given = 0
    try:
        for turn in range(len(items)):
            while given < len(items) and len(running) < ahead:
                with _undisturbed():
                    running[given] = pool.submit(function, items[given])
                given += 1
            future = running[turn]
            wait([future], return_when=FIRST_COMPLETED)
            yield future.result()
            del running[turn]
    finally:
        for future in running.values():
            future.cancel()


def chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Cut a sequence into runs of at most `size` items."""
    return [items[start : start + size] for start in range(0, len(items), size)]
