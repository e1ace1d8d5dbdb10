"""Work is spread over processes without a second code path, in order and with a bound on what is under way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archive.errors import ArchiveError
from archive.processes.parallel import Doors, Fork, chunks, default_jobs, mapped, ordered, side_by_side

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks are made on Linux only")
SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"

at_fork: list[Callable[[], None]] = []  # what is done in this process before each fork; a hook stays for ever
if LINUX.args[0] is False:
    os.register_at_fork(before=lambda: [each() for each in at_fork] and None)


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    if number == 3:
        raise ValueError(number)
    return number


def process(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_keep_their_order(jobs: int) -> None:
    assert list(mapped(double, range(40), jobs)) == [2 * number for number in range(40)]


def test_one_job_and_few_items_stay_in_this_process() -> None:
    assert set(mapped(process, range(9), 1)) == {os.getpid()}
    assert set(mapped(process, range(3), 2)) == {os.getpid()}
    assert os.getpid() not in set(mapped(process, range(9), 2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_reaches_the_caller(jobs: int) -> None:
    with pytest.raises(ValueError, match="3"):
        list(mapped(refuse, range(9), jobs))


class Counting(Executor):
    """Runs nothing before it is asked for a result, and counts what is under way."""

    def __init__(self) -> None:
        self.most = 0
        self.running: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        self.running.append(future)
        self.most = max(self.most, len(self.running))
        return future


def test_any_executor_is_fed_a_bounded_number() -> None:
    pool = Counting()
    for number, result in enumerate(ordered(pool, double, range(20), 3)):
        assert result == 2 * number
        del pool.running[0]
    assert pool.most == 3


def test_chunks() -> None:
    assert chunks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert chunks([], 2) == []
    assert default_jobs() >= 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_pieces_of_work_go_side_by_side(jobs: int) -> None:
    seen: list[int] = []

    def noted() -> int:
        seen.append(1)
        return 3

    works: list[Callable[[], int]] = [noted, partial(double, 1), partial(double, 2)]
    assert side_by_side(works, jobs) == [3, 2, 4]
    assert seen == ([1] if jobs == 1 else [])  # what a fork does to its memory is not seen here


@LINUX
@pytest.mark.parametrize(("jobs", "apart"), [(1, 0), (2, 1), (3, 2), (4, 3), (9, 3)])
def test_pieces_go_over_as_many_processes_as_there_are_jobs(jobs: int, apart: int) -> None:
    made = side_by_side([os.getpid] * 4, jobs)
    assert made[3] == os.getpid()
    assert len(set(made[:apart])) == apart
    assert set(made) == {os.getpid(), *made[:apart]}


@LINUX
@pytest.mark.parametrize(("long", "others"), [(0, "here"), (3, "apart")])
def test_a_process_that_is_free_takes_the_next_piece(long: int, others: str) -> None:
    doors = Doors(("done",))

    def waiting() -> int:
        doors.wait("done")
        return os.getpid()

    def opening() -> int:
        doors.open("done")
        return os.getpid()

    works = [os.getpid, os.getpid, opening, os.getpid]
    works[long] = waiting
    made = side_by_side(works, 2)
    assert made[3] == os.getpid() != made[0]
    assert made[1:3] == [made[3] if others == "here" else made[0]] * 2


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("at", [0, 1])
def test_an_error_of_any_piece_reaches_the_caller(jobs: int, at: int) -> None:
    works = [partial(refuse, 1), partial(refuse, 2)]
    works[at] = partial(refuse, 3)
    with pytest.raises(ValueError, match="3"):
        side_by_side(works, jobs)


def killed(_: int) -> None:
    """End as the system ends what takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


@LINUX
def test_a_process_that_the_system_kills_is_told_with_what_to_do() -> None:
    ways: list[Callable[[], object]] = [
        lambda: side_by_side([partial(killed, 0), partial(print, end="")], 2),
        lambda: list(mapped(killed, range(9), 2)),
    ]
    for way in ways:
        with pytest.raises(
            ArchiveError, match=r"--jobs：有一个进程被系统终止，多半是内存不够。用 --jobs 减少"
        ):
            way()


@LINUX
def test_a_process_that_is_killed_amid_its_answer_is_told_too() -> None:
    fork = Fork(lambda: b"x" * 10_000_000)
    assert fork._answer.poll(20)
    os.kill(fork._process.pid or 0, signal.SIGKILL)
    with pytest.raises(ArchiveError, match="有一个进程被系统终止"):
        fork.result()
    fork.end()


@LINUX
@pytest.mark.parametrize(
    "forks", [lambda: side_by_side([os.getpid] * 2, 2), lambda: list(mapped(double, range(9), 2))]
)
def test_ctrl_c_in_the_middle_of_a_fork_is_not_lost(forks: Callable[[], object]) -> None:
    at_fork.append(lambda: signal.raise_signal(signal.SIGINT))
    try:
        with pytest.raises(KeyboardInterrupt):
            forks()
    finally:
        at_fork.clear()


@LINUX
def test_an_error_here_stops_the_others_at_once() -> None:
    def long() -> int:
        time.sleep(60)
        return 0

    began = time.monotonic()
    works: list[Callable[[], int]] = [long, partial(refuse, 3)]
    with pytest.raises(ValueError, match="3"):
        side_by_side(works, 2)
    assert time.monotonic() - began < 20


@LINUX
def test_work_that_was_begun_waits_at_a_door() -> None:
    doors = Doors(("first", "second"))
    doors.open("first")

    def through() -> int:
        doors.wait("first")
        doors.wait("second")
        return os.getpid()

    fork = Fork(through)
    doors.open("second")
    assert fork.result() != os.getpid()
    fork.end()
    waiting = Fork(lambda: Doors("a").wait("a"))
    waiting.end()
    with pytest.raises(OSError, match="closed"):
        waiting.result()


@LINUX
def test_a_door_opens_when_who_waited_was_killed() -> None:
    doors = Doors(("a", "waits"))

    def asleep() -> None:
        doors.open("waits")
        doors.wait("a")

    waiting = Fork(asleep)
    doors.wait("waits")
    time.sleep(0.2)
    waiting.end()
    opening = threading.Thread(target=doors.open, args=("a",), daemon=True)
    opening.start()
    opening.join(20)
    assert not opening.is_alive()


@LINUX
def test_no_piece_outlives_a_process_that_was_killed() -> None:
    code = (
        "import os, time\nfrom archive.processes.parallel import side_by_side\n"
        "def long():\n    os.write(1, b'%d\\n' % os.getpid())\n    time.sleep(60)\n"
        "side_by_side([long, long, lambda: time.sleep(60)], 3)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(SCRIPTS)}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        forks = [int(process.stdout.readline()) for _ in range(2)]
        process.kill()
    ends = time.monotonic() + 20
    while any(map(_runs, forks)):
        assert time.monotonic() < ends
        time.sleep(0.01)


def _runs(process: int) -> bool:
    """Whether a process is more than an entry that nobody has asked for yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
