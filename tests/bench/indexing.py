"""What the index costs to build and to keep: time, memory, bytes."""

from __future__ import annotations

import gzip
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from archive.model import Report
from archive.search.index import IndexOptions, IndexSummary, build

RULES = Path(__file__).resolve().parents[2] / "data" / "rules"
EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """One run: what it made, wall seconds, peak memory of all its processes in MB."""

    summary: IndexSummary
    seconds: float
    peak: float


def measured(reports: Sequence[Report], options: IndexOptions) -> Cost:
    """Build in a process of its own, and watch it and its children from outside."""
    context = get_context("fork")
    results: SimpleQueue[tuple[IndexSummary, float]] = context.SimpleQueue()
    process = context.Process(target=_run, args=(reports, options, results))
    process.start()
    with _watched(process.pid or 0) as peak:
        summary, seconds = results.get()
        process.join()
    return Cost(summary, seconds, peak())


def _run(
    reports: Sequence[Report], options: IndexOptions, results: SimpleQueue[tuple[IndexSummary, float]]
) -> None:
    start = time.perf_counter()
    summary = build(reports, options)
    results.put((summary, time.perf_counter() - start))


@contextmanager
def _watched(pid: int) -> Iterator[Callable[[], float]]:
    """Sample the memory of a process tree; shared pages are counted once for each that shares them (Pss)."""
    done = threading.Event()
    samples = [0.0]

    def watch() -> None:
        while not done.wait(EVERY):
            samples.append(sum(map(memory, family(pid))))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: max(samples)
    finally:
        done.set()
        thread.join()


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in family(int(child)))]


def memory(pid: int) -> float:
    """Give the memory of a process in MB: its own pages and its share of the others."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1000 for row in rows if row.startswith("Pss:")), 0.0)


def figures(reports: Sequence[Report], folder: Path, jobs: int) -> IndexOptions:
    """Build clean, unchanged and with one report more, and print what each costs."""
    options = IndexOptions(RULES, folder / "cache", folder / "site" / "search", jobs)
    shutil.rmtree(folder, ignore_errors=True)
    measured(reports[:-1], options)
    more = measured(reports, options)
    shutil.rmtree(folder)
    clean = measured(reports, options)
    same = measured(reports, options)
    changed = [replace(reports[0], title=reports[0].title + "（修订）"), *reports[1:]]
    edited = measured(changed, options)
    shutil.rmtree(folder)
    clean = min(clean, measured(reports, options), key=lambda cost: cost.seconds)
    for name, cost in (
        ("clean", clean),
        ("no change", same),
        ("one report more", more),
        ("one edited", edited),
    ):
        print(f"build, {name:<16} {cost.seconds:6.1f} s   peak {cost.peak:5.0f} MB (whole process tree)")
    sizes(options.out, clean.summary)
    return options


def sizes(out: Path, summary: IndexSummary) -> None:
    """Print the bytes of every part of an index."""
    print(f"reports {summary.reports}, characters of search form {summary.units}, terms {summary.terms}")
    raw = summary.posting_bytes
    packed, disk, count = _folder(out / "p")
    rows = (("raw", raw), ("gzipped files", packed), ("on disk", disk))
    print(
        "postings per character " + ", ".join(f"{name} {size / summary.units:.3f} B" for name, size in rows)
    )
    print(f"postings {count} shards, gzipped {packed / 1e6:.1f} MB")
    for name in ("start", "columns", "form", "rare", "words"):
        (file,) = out.glob(f"{name}-*.js")
        print(f"{name:<8} {file.stat().st_size / 1000:8.1f} KB, gzipped {_packed(file) / 1000:7.1f} KB")
    for name, title in (("h", "heading zone"), ("c", "cards"), ("s", "structure"), ("t", "texts")):
        packed, disk, count = _folder(out / name)
        print(f"{title:<13} {count:6d} files, gzipped {packed / 1e6:6.2f} MB, on disk {disk / 1e6:6.2f} MB")


def _folder(folder: Path) -> tuple[int, int, int]:
    files = [path for path in folder.rglob("*.js") if path.is_file()]
    blocks = sum(path.stat().st_blocks * 512 for path in files)
    return sum(map(_packed, files)), blocks, len(files)


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))
