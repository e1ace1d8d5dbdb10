"""A build on a cluster makes the same site, also when a worker dies, and never with two versions of the code."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from archive.building import pipeline
from archive.building.collect import CHUNK
from archive.building.pipeline import Options, Outcome
from archive.console.progress import Progress
from archive.errors import ArchiveError
from archive.processes import cluster
from archive.processes.cluster import Cluster, checked, code_version
from archive.processes.parallel import mapped
from archive.reading import overtime
from project_copy import ROOT, Project, report, tree
from test_overtime import HOSTILE, slow_project

COMMAND = (sys.executable, str(ROOT / "scripts" / "cluster.py"))
REPORTS = 300
TASKS = -(-(REPORTS + 1) // CHUNK)
T = TypeVar("T")


def double(number: int) -> int:
    return 2 * number


@pytest.fixture
def proof(tmp_path: Path) -> Cluster:
    path = tmp_path / "proof"
    path.write_text("word", encoding="utf-8")
    return Cluster("", path, "word")


def test_a_worker_of_the_same_version_that_sees_the_folder_works(proof: Cluster) -> None:
    assert checked(proof, double)(4) == 8
    assert len(code_version()) == 64


def test_a_cluster_without_its_packages_says_what_to_install(
    proof: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ArchiveError, match=r"没有安装 dask\.distributed。用 requirements-cluster\.txt 安装"):
        list(mapped(double, [1], proof))


def test_a_worker_of_another_version_refuses(proof: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    work = checked(proof, double)
    monkeypatch.setattr(cluster, "code_version", lambda: "another")
    with pytest.raises(ArchiveError, match="版本不同"):
        work(4)


def place(_: int) -> tuple[int, bool]:
    """The process that works, and whether an alarm would end what takes too long there."""
    return os.getpid(), overtime.available()


def end_here(_: int) -> None:
    os._exit(1)


def in_a_thread(work: Callable[[int], T]) -> T:
    """Work as Dask has its workers do."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, 1).result()


def test_a_worker_works_where_an_alarm_reaches_it(proof: Cluster) -> None:
    """Not in Dask's thread; a process that dies is replaced."""
    work = checked(proof, place)
    assert work(1) == (os.getpid(), True)
    first, bounded = in_a_thread(work)
    assert bounded
    assert first != os.getpid()
    assert in_a_thread(work) == (first, True)
    with pytest.raises(BrokenProcessPool):
        in_a_thread(checked(proof, end_here))
    assert in_a_thread(work)[0] not in {first, os.getpid()}


@pytest.mark.parametrize("missing", [True, False])
def test_a_worker_that_does_not_see_the_shared_folder_refuses(proof: Cluster, *, missing: bool) -> None:
    if missing:
        proof.proof.unlink()
    else:
        proof.proof.write_text("the folder of another build", encoding="utf-8")
    with pytest.raises(ArchiveError, match="看不到"):
        checked(proof, double)(4)


def test_a_scheduler_that_does_not_answer_is_named(proof: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    nobody = replace(proof, address=f"tcp://127.0.0.1:{free_port()}")
    with pytest.raises(ArchiveError, match="连不上"):
        list(mapped(double, range(3), nobody))
    assert list(mapped(double, range(0), nobody)) == []  # and is not asked where there is nothing to do


def test_another_service_at_the_address_is_told(proof: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    def misread(*_: object, **__: object) -> None:
        raise MemoryError("Unable to allocate 3.07 EiB")

    monkeypatch.setattr("distributed.Client", misread)
    with pytest.raises(ArchiveError, match="不是集群的调度机"):
        list(mapped(double, range(3), proof))


# Real processes ------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """One role of `scripts/cluster.py`, with everything that it started, until the block ends."""
    environment = os.environ | {"ARCHIVE_VENV": sys.prefix, "PYTHONPATH": str(ROOT / "tests")}  # for `seen`
    process = subprocess.Popen(
        (*COMMAND, *words), env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, 9)
        process.wait()


@dataclass(frozen=True)
class Seen:
    """What a scheduler knows: the tasks that each worker has and has not answered, and those that were done."""

    held: dict[str, list[str]]
    done: list[str]


def seen(dask_scheduler: Any) -> Seen:
    """Look, inside the scheduler."""
    held = {name: [each.key for each in found.processing] for name, found in dask_scheduler.workers.items()}
    return Seen(held, [row.key for row in dask_scheduler.transition_log if row.finish == "memory"])


@contextmanager
def looking(address: str) -> Iterator[Any]:
    """A connection of the test's own."""
    from distributed import Client  # noqa: PLC0415 - an optional requirement

    with Client(address, timeout=60, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        yield client


def lose(address: str, victim: subprocess.Popen[bytes]) -> Seen:
    """Stop a worker that has work, wait until another has done some, and kill it; gives what was so far.

    What it had goes to the other, which is waited for.
    """
    with looking(address) as client:
        (name,) = (name for name, pid in client.run(os.getpid).items() if os.getpgid(pid) == victim.pid)
        until(lambda: client.run_on_scheduler(seen).held[name])
        os.killpg(victim.pid, signal.SIGSTOP)
        until(lambda: client.run_on_scheduler(seen).done)
        time.sleep(0.5)  # answers that were on their way
        found: Seen = client.run_on_scheduler(seen)
        end(victim)
        lost = set(found.held[name]) - set(found.done)
        until(lambda: lost <= set(client.run_on_scheduler(seen).done))  # the log is not kept for long
        return Seen({"lost": sorted(lost)}, found.done)


def until(there: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not there():
        assert time.monotonic() < ends
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
def test_a_cluster_that_loses_a_worker_makes_the_same_site(tmp_path: Path) -> None:
    """What it had begun is done by the other; a text that takes for ever is ended there as anywhere."""
    pytest.importorskip("distributed")
    project = slow_project(tmp_path)
    for number in range(REPORTS):
        project.put(f"{number % 7}/{number}.txt", report(2010 + number % 12, number))
    project.put("9/甲.txt", HOSTILE)
    project.build()
    alone, threads = tree(project.where.site), set(threading.enumerate())
    address = f"tcp://127.0.0.1:{free_port()}"
    with (
        running("scheduler", "--port", address.rpartition(":")[2]),
        running("worker", address, "--processes", "1") as first,
        running("worker", address, "--processes", "1"),
    ):
        wait_for(address, 2)
        for path in (project.where.site, project.where.build, project.where.docs / "reports"):
            subprocess.run(["rm", "-rf", str(path)], check=True)
        with ThreadPoolExecutor(1) as beside:
            losing = beside.submit(lose, address, first)
            outcome = build_on(project, address)
            before = losing.result()
        assert set(threading.enumerate()) <= threads, "a connection outlives the build"
    assert 0 < len(before.done) < TASKS
    assert before.held["lost"]
    assert (outcome.summary.published, outcome.summary.quarantined) == (REPORTS, 1)
    assert "work-timeout" in {each.code for each in outcome.findings}
    assert tree(project.where.site) == alone


def build_on(project: Project, address: str) -> Outcome:
    options = Options(today="2026-01-02", cluster=address)
    return pipeline.build(project.where, options, Progress(io.StringIO()))


def wait_for(address: str, workers: int) -> None:
    with looking(address) as client:
        client.wait_for_workers(workers, timeout=120)
