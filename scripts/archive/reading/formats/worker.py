"""The process behind `guard`: reads one original after another until its input ends."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from typing import IO, cast

from archive.errors import Unreadable
from archive.reading.formats.guard import receive, send
from archive.reading.formats.original import Extracted, Original

Reader = Callable[[Original], Extracted]

# Module of `archive.formats` and its function; imported when first needed, because some libraries are slow to load.
TASKS: Mapping[str, tuple[str, str]] = {
    "docx": ("worddocument", "read"),
    "doc": ("doc", "read_doc"),
    "eml": ("mailparts", "take_apart"),
    "encrypted": ("encrypted", "read_encrypted"),
    "flat": ("worddocument", "read_flat"),
    "html": ("webpage", "read_html"),
    "mht": ("webarchive", "read_mht"),
    "pdf": ("pdf", "read_pdf"),
    "rtf": ("rtf", "read_rtf"),
}


def main() -> None:
    """Serve requests from standard input; the first argument is the bound on memory in megabytes."""
    limit_memory(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    serve(sys.stdin.buffer, answers)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each request with what the reader gave or raised."""
    while True:
        try:
            task, original = cast("tuple[str, Original]", receive(requests))
        except EOFError:
            return
        send(answers, answer(task, original))


def answer(task: str, original: Original) -> Extracted | Unreadable:
    """Run one reader. Whatever goes wrong in it concerns this file only, and is reported with it."""
    try:
        return reader(task)(original)
    except Unreadable as failure:
        return failure
    except MemoryError:
        reason = f"读取所需的内存超过 {original.limits.memory_megabytes} MB"
        return Unreadable("reader-memory", original.source, reason, "请拆成几个较小的文件再放入")
    except Exception as error:  # noqa: BLE001 - hostile input can raise anything from four libraries
        reason = f"文件结构有误，无法读取（{type(error).__name__}: {str(error)[:200]}）"
        cure = "请用原来的程序打开，另存为 docx 或 txt 再放入"
        return Unreadable("reader-failed", original.source, reason, cure)


def reader(task: str) -> Reader:
    """The reader's function."""
    module, function = TASKS[task]
    return cast("Reader", getattr(importlib.import_module(f"archive.reading.formats.{module}"), function))


def limit_memory(megabytes: int) -> None:
    """Bound this process's address space, on systems that can (not Windows)."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    size = megabytes * 1_048_576
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
