"""Run a reader in a process of its own that is ended when it takes too long or too much memory.

A thread cannot be stopped and a signal does not reach C code (nor exist on Windows), so a hostile file is only safely
bounded in another process. One such process serves many files; it is replaced after it had to be ended.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import IO

from archive.errors import Unreadable
from archive.reading.formats.original import Extracted, Original

SCRIPTS = Path(__file__).resolve().parents[3]
START = f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); from archive.reading.formats.worker import main; main()"
HEADER = struct.Struct(">Q")


def run_guarded(task: str, original: Original) -> Extracted:
    """Read `original` with the reader `task` of the worker.

    Raises `Unreadable`: whatever the reader raised, reader-timeout, or reader-crashed when the process died.
    """
    return _guard(os.getpid()).run(task, original)


@cache
def _guard(_pid: int) -> Guard:
    """One guard a process: a forked child must not talk over the pipes of its parent."""
    guard = Guard()
    atexit.register(guard.close)
    return guard


class Guard:
    """A worker process and the two pipes to it; started when first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, task: str, original: Original) -> Extracted:
        """Send one request and wait for its answer, at most the seconds that the limits allow."""
        process = self._started(original.limits.memory_megabytes)
        late = threading.Event()
        timer = threading.Timer(original.limits.seconds, _end, (process, late))
        timer.start()
        try:
            answer = _ask(process, task, original)
        except BaseException:
            # Stopped in the middle of a talk: what is still to come must not answer the next.
            self.close()
            raise
        finally:
            timer.cancel()
            timer.join()  # it may be ending the process at this moment
        if answer is None or late.is_set():
            self.close()  # also where it was ended after its answer: it must not be asked again while it dies
        if answer is None:
            raise _stopped(original, late=late.is_set())
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            _close(pipe)
        process.wait()

    def _started(self, memory_megabytes: int) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", START, str(memory_megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def _ask(process: subprocess.Popen[bytes], task: str, original: Original) -> Extracted | Unreadable | None:
    """The worker's answer; None when it died before it gave one."""
    try:
        send(process.stdin, (task, original))
        answer = receive(process.stdout)
    except (OSError, EOFError):
        return None
    return answer if isinstance(answer, Extracted | Unreadable) else None


def send(pipe: IO[bytes] | None, value: object) -> None:
    """Write one value with its length before it."""
    content = pickle.dumps(value)
    if pipe is not None:
        pipe.write(HEADER.pack(len(content)) + content)
        pipe.flush()


def receive(pipe: IO[bytes] | None) -> object:
    """Read one value; raises `EOFError` when the other side is gone. Both sides are this program."""
    header = b"" if pipe is None else pipe.read(HEADER.size)
    if pipe is None or len(header) < HEADER.size:
        raise EOFError
    size = HEADER.unpack(header)[0]
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return pickle.loads(content)  # noqa: S301 - written by the process that this program started


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _close(pipe: IO[bytes] | None) -> None:
    """Close a pipe whose other end may be gone with bytes still unwritten."""
    if pipe is None:
        return
    try:
        pipe.close()
    except OSError:  # the unwritten bytes were for a process that no longer exists
        return


def _stopped(original: Original, *, late: bool) -> Unreadable:
    if late:
        return Unreadable(
            "reader-timeout",
            original.source,
            f"读取超过 {original.limits.seconds:g} 秒，已中止",
            "请用 Word 或浏览器打开，另存为 docx 或 txt 再放入",
        )
    return Unreadable(
        "reader-crashed", original.source, "读取程序异常退出", "请用原来的程序打开，另存为 docx 或 txt 再放入"
    )
