"""Every figure of the search, by one command.

    python3 tests/bench/run.py --corpus documents.jsonl.xz [--cuts 500] [--neighbours 1000] [--jobs 2] [--site DIR]

Prints what the index of the corpus costs (time, memory, bytes), recall and precision of both readers against plain
counting with the bytes and times of first queries (`recall.py`), and, on the first `--neighbours` documents, the
same questions put to Material's stock search and to Pagefind (0: leave them out; Pagefind is installed into a
temporary environment). `--site` also measures a site that is built already, such as the one of the given reports.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from bench.corpus import reports
from bench.indexing import figures
from bench.neighbours import compare

PHRASES = 40


def main() -> int:
    """Measure; gives 1 when any answer of this index was wrong."""
    arguments = _parser().parse_args()
    print(
        f"{time.strftime('%Y-%m-%d')}  {platform.machine()}  {os.cpu_count()} processors  Python {platform.python_version()}"
    )
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if arguments.corpus:
            print(f"\n== index of {arguments.corpus.name}, {arguments.jobs} processes")
            every = list(reports(arguments.corpus, arguments.limit))
            figures(every, folder / "index", arguments.jobs)
            wrong += _recall(folder / "index" / "site", arguments)
            if arguments.neighbours:
                print(
                    f"\n== side by side on {min(arguments.neighbours, len(every))} documents, {PHRASES} phrases"
                )
                compare(every[: arguments.neighbours], folder / "side", PHRASES)
        if arguments.site:
            wrong += _recall(arguments.site, arguments)
    return int(wrong > 0)


def _recall(site: Path, arguments: argparse.Namespace) -> int:
    print(f"\n== recall, precision, bytes and times: {site.name}", flush=True)
    if not (site / "assets").exists():
        (site / "assets").symlink_to(TESTS.parent / "docs" / "assets")
    line = [sys.executable, str(TESTS / "bench" / "recall.py"), "--site", str(site)]
    line += ["--cuts", str(arguments.cuts), "--seed", str(arguments.seed)]
    return subprocess.run(line, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, help="documents, one JSON object a line, plain or .xz")
    parser.add_argument("--limit", type=int, help="take only so many documents")
    parser.add_argument("--site", type=Path, help="a built site to measure as well")
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--neighbours", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    return parser


if __name__ == "__main__":
    sys.exit(main())
