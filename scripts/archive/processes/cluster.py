"""The same work on other machines: tasks go to a Dask scheduler through its `concurrent.futures` executor.

Originals, project and results lie in a folder that every machine sees under the same path. Each task carries the
version of the code and the content of a file in that folder, and a worker that has another version, or does not see
the file, refuses it: a site must never be made of two versions. A task of a worker that dies is given to another one.
Dask works in a thread, where no alarm can end what takes too long (`archive.reading.overtime`): each worker hands its
tasks to one process of its own, which works in its first thread.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import platform
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from archive.errors import ArchiveError
from archive.processes.child import begin
from archive.rulefiles.once import since

Item = TypeVar("Item")
Result = TypeVar("Result")

RETRIES = 3  # times that a task is given to another worker before the build gives up
PATIENCE = 10  # seconds in which a scheduler must answer
LIBRARY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The address of a scheduler, and a file in the shared folder with what it holds."""

    address: str
    proof: Path
    word: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A function that a worker runs only if it is the right one for it."""

    function: Callable[[Any], Any]
    version: str
    proof: Path
    word: str

    def __call__(self, item: object) -> object:
        """Refuse, or work."""
        if threading.current_thread() is threading.main_thread():
            return self._work(item)
        try:
            return _own_process().submit(self._work, item).result()
        except BrokenProcessPool:  # the task is tried again, by another worker or in a new process
            _own_process.cache_clear()
            raise

    def _work(self, item: object) -> object:
        if code_version() != self.version:
            raise ArchiveError(
                platform.node(),
                "这台机器上的程序与构建所用的版本不同",
                "在各机器上使用同一份项目文件夹，重新启动 scripts/cluster.py worker",
            )
        if not self.proof.is_file() or self.proof.read_text(encoding="utf-8") != self.word:
            raise ArchiveError(
                platform.node(),
                f"这台机器看不到 {self.proof.parent}",
                "把项目、原件和 --out 放在各机器路径相同的共享文件夹里",
            )
        since(self.word)
        return self.function(item)


@cache
def _own_process() -> Executor:
    """The process of this worker; begun afresh, because a copy would share the locks of the worker's threads."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=begin)


@cache
def code_version() -> str:
    """The version of what runs here: of every module of the library, of its packages and of Python."""
    total = hashlib.sha256(".".join(platform.python_version_tuple()[:2]).encode())
    total.update((LIBRARY.parents[1] / "requirements-cluster.txt").read_bytes())
    for path in sorted(LIBRARY.rglob("*.py")):
        total.update(f"{path.relative_to(LIBRARY).as_posix()}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def checked(cluster: Cluster, function: Callable[[Item], Result]) -> Callable[[Item], Result]:
    """Wrap a function for the workers of a cluster."""
    return Checked(function, code_version(), cluster.proof, cluster.word)  # type: ignore[return-value]


@contextmanager
def connected(cluster: Cluster) -> Iterator[tuple[Executor, int]]:
    """Give the executor of a cluster and the number of its workers. What goes wrong there is an `ArchiveError`.

    The connection lasts as long as the block: one that stays goes on in a thread of its own when the cluster ends.
    """
    with _client(cluster.address) as client:
        from distributed import KilledWorker  # noqa: PLC0415 - an optional requirement, which the client found

        workers = len(client.scheduler_info()["workers"])
        if not workers:
            raise ArchiveError(
                cluster.address, "集群里没有工作机", "先运行 python3 scripts/cluster.py worker ADDRESS"
            )
        try:
            yield client.get_executor(pure=False, retries=RETRIES), workers
        except (KilledWorker, CancelledError, BrokenProcessPool) as error:
            raise ArchiveError(
                cluster.address, f"任务没有完成：{error}", "查看各工作机的输出，重新启动后再次构建"
            ) from error


def _client(address: str) -> Any:
    """Connect with a scheduler."""
    try:
        from distributed import Client  # noqa: PLC0415 - an optional requirement
    except ImportError as error:
        raise ArchiveError(
            "--cluster", "没有安装 dask.distributed", "用 requirements-cluster.txt 安装后再试"
        ) from error
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ArchiveError(
            address, "连不上集群的调度机", "先运行 python3 scripts/cluster.py scheduler，并核对地址"
        ) from error
    except Exception as error:  # another service answers, whose words are taken for lengths, kinds and keys
        raise ArchiveError(
            address,
            f"这个地址上的不是集群的调度机（{type(error).__name__}）",
            "先运行 python3 scripts/cluster.py scheduler，并核对地址",
        ) from error
