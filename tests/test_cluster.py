"""A build on a cluster makes the same site, also when a worker dies, and never with two versions of the code."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from archive import cluster
from archive.building import pipeline
from archive.building.pipeline import Options
from archive.cluster import Cluster, checked, code_version
from archive.errors import ArchiveError
from archive.parallel import mapped
from archive.progress import Progress
from project_copy import ROOT, Project, copy_project, report, tree

COMMAND = (sys.executable, str(ROOT / "scripts" / "cluster.py"))
REPORTS = 300


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


def test_a_worker_of_another_version_refuses(proof: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    work = checked(proof, double)
    monkeypatch.setattr(cluster, "code_version", lambda: "another")
    with pytest.raises(ArchiveError, match="版本不同"):
        work(4)


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


# Real processes ------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """One role of `scripts/cluster.py`, with everything that it started, until the block ends."""
    environment = os.environ | {"ARCHIVE_VENV": sys.prefix}
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


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
def test_a_cluster_that_loses_a_worker_makes_the_same_site(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    project = copy_project(tmp_path)
    for number in range(REPORTS):
        project.put(f"{number % 7}/{number}.txt", report(2010 + number % 12, number))
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
        killer = threading.Timer(1.0, end, [first])
        killer.start()
        outcome = build_on(project, address)
        killer.join()
        assert set(threading.enumerate()) <= threads, "a connection outlives the build"
        assert first.poll() is not None
    assert outcome == REPORTS
    assert tree(project.where.site) == alone


def build_on(project: Project, address: str) -> int:
    options = Options(today="2026-01-02", cluster=address)
    return pipeline.build(project.where, options, Progress(io.StringIO())).summary.published


def wait_for(address: str, workers: int) -> None:
    from distributed import Client  # noqa: PLC0415 - an optional requirement

    with Client(address, timeout=60) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(workers, timeout=120)
        time.sleep(0.5)
