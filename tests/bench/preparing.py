"""What it costs to read, clean, structure and label text documents of a given length.

    python3 tests/bench/preparing.py --texts DIR [--count 10000] [--chars 4000] [--jobs 2]

Takes the text files of a folder, brings each to `--chars` characters (longer ones cut at a line end, shorter ones
continued with lines of the next files), and puts them through everything that is done with one document by itself.
Prints the time from first to last in `--jobs` processes, and the processor time of each stage for one document.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from archive.cleaning.clean import clean
from archive.duplicates.similar import signature
from archive.labels.classify import classify
from archive.preparing.digests import digest_of
from archive.preparing.ruleset import load_ruleset
from archive.processes.parallel import chunks, mapped
from archive.reading.read import read
from archive.structuring.structure import structure
from bench.pace import pace

RULES = ROOT / "data" / "rules"
STAGES = ("read", "clean", "structure", "label", "signature")
CHUNK = 50


def main() -> int:
    """Write the documents, run them, print."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        paths = []
        for number, text in enumerate(_texts(options.texts, options.count, options.chars)):
            path = Path(name) / f"{number:06d}.txt"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        now = pace()
        start = time.perf_counter()
        spent = [0.0] * len(STAGES)
        for rows in mapped(partial(_run, digest_of(RULES)), chunks(paths, CHUNK), options.jobs):
            spent = [a + b for a, b in zip(spent, rows, strict=True)]
        whole = time.perf_counter() - start
    date = time.strftime("%Y-%m-%d")
    print(f"{date}  {platform.machine()}  {os.cpu_count()} processors  Python {platform.python_version()}")
    print(f"before: {now}")
    print(f"{len(paths)} documents of {options.chars} characters, {options.jobs} processes: {whole:.1f} s")
    each = ", ".join(f"{stage} {1000 * s / len(paths):.2f}" for stage, s in zip(STAGES, spent, strict=True))
    print(f"milliseconds of processor a document: {each}")
    return 0


def _texts(folder: Path, count: int, chars: int) -> Iterator[str]:
    """So many documents of about so many characters each: heads stay heads, what is added comes from other bodies."""
    files = sorted(folder.glob("*.txt"))
    whole = [path.read_text("utf-8") for path in files[:count]]
    for number in range(count):
        text, step = whole[number % len(whole)], 1
        while len(text) < chars:
            text += "\n" + whole[(number + step) % len(whole)].partition("\n")[2]
            step += 1
        yield text[: text.find("\n", chars) + 1 or chars][: chars + chars // 4]


def _run(digest: str, paths: Sequence[Path]) -> list[float]:
    rules = load_ruleset(RULES, digest)
    spent = [0.0] * len(STAGES)
    for path in paths:
        marks = [time.process_time()]
        (raw,) = read(path, path.name, rules.limits, RULES).raws
        marks.append(time.process_time())
        cleaned = clean(raw.text, rules.clean)
        marks.append(time.process_time())
        found = structure(cleaned.text, raw.source, rules.structure)
        marks.append(time.process_time())
        classify(found, cleaned, raw.source, rules.classify)
        marks.append(time.process_time())
        signature(rules.form.units("".join(block.text for block in found.blocks)), rules.similar)
        marks.append(time.process_time())
        spent = [total + b - a for total, a, b in zip(spent, marks, marks[1:], strict=False)]
    return spent


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--texts", type=Path, required=True, help="a folder of UTF-8 text files")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--chars", type=int, default=4000)
    parser.add_argument("--jobs", type=int, default=2)
    return parser


if __name__ == "__main__":
    sys.exit(main())
