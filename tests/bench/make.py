"""Make originals for the benchmarks: any number of texts of about the same length, each with a title of its own.

    python3 tests/bench/make.py --count 10000 --out DIR [--chars 4000] [--corpus documents.jsonl.xz|own] [--seed 1]

Texts are put together from stretches of a corpus (one JSON object a line with a `text`): without `--corpus` the shared
one where it stands beside the project, else, and with `--corpus own`, the project's own labelled cases, one in ten of
them with its noise, so that a text has as much as is usual. Which one it was is printed: from the same corpus the same
options give the same bytes, and a smaller count the first of them.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "accuracy"), str(TESTS.parent / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from labelled import Case, own_cases

SHARED = TESTS.parents[1] / "shared" / "corpus" / "scale" / "documents-10k.jsonl.xz"
OWN = "own"  # instead of a file: our own cases, whatever is here
CORPUS = SHARED if SHARED.exists() else None
CORPUS_HELP = (
    "texts to draw from, or own: our cases (default: the shared ones where they are here, else our cases)"
)
NOISY = 10  # of so many cases one is drawn from with its noise
STRETCH = 12  # lines that are taken together
FOLDER = 500  # originals a folder
PLACES = ["东山", "西河", "南湖", "北岭", "安平", "永宁", "清水", "石门", "白云", "青川", "长兴", "高阳"]
UNITS = [
    "农业农村局党组",
    "教育局党委",
    "税务局机关党委",
    "街道党工委",
    "镇党委",
    "村党支部",
    "社区党总支",
    "医院党委",
    "国企纪委",
    "人大机关",
]
KINDS = [
    "工作总结",
    "述职报告",
    "党建工作情况汇报",
    "调研报告",
    "工作要点",
    "整改报告",
    "经验材料",
    "心得体会",
]


def pool(corpus: Path | None) -> list[list[str]]:
    """The lines of every text that may be drawn from."""
    drawn: Iterable[Sequence[str]]
    if corpus:
        with _opened(corpus) as rows:
            drawn = [str(json.loads(row)["text"]).split("\n") for row in rows]
    else:
        drawn = (_drawn_from(case, number) for number, case in enumerate(own_cases()))
    stripped = ([line.strip() for line in lines if line.strip()] for lines in drawn)
    return [held for held in stripped if held]


def _drawn_from(case: Case, number: int) -> Sequence[str]:
    """One in so many cases as it came, of the others what must stay: without lines of noise and noise within lines."""
    return case.lines if number % NOISY == 0 else case.body_lines


def chosen(name: str) -> Path | None:
    """The corpus that is named on the command line: a file, or none for our own cases."""
    return None if name == OWN else Path(name)


def told(corpus: Path | None) -> str:
    """What texts are drawn from, for the protocol of a measurement."""
    return f"texts are drawn from {corpus or 'the labelled cases of the project'}"


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def texts(held: Sequence[Sequence[str]], chars: int, seed: int) -> Iterator[tuple[str, str]]:
    """Name and text of one original after another, without end."""
    number = 0
    while True:
        chance = random.Random(seed * 1_000_003 + number)
        year, place = chance.randint(2005, 2025), chance.choice(PLACES)
        title = f"{place}{chance.choice(UNITS)}{year}年{chance.choice(KINDS)}（{number}）"
        lines, size = [title], len(title)
        while size < chars:
            source = chance.choice(held)
            start = chance.randrange(max(1, len(source) - STRETCH))
            for line in source[start : start + STRETCH]:
                lines.append(line[: chars - size])
                size += len(lines[-1])
                if size >= chars:
                    break
        yield f"{number // FOLDER:04d}/{number:06d}.txt", "\n".join(lines) + "\n"
        number += 1


def make(folder: Path, count: int, chars: int, corpus: Path | None, seed: int = 1) -> None:
    """Write `count` originals below a folder."""
    made = texts(pool(corpus), chars, seed)
    for _ in range(count):
        name, text = next(made)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Make them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--chars", type=int, default=4000)
    parser.add_argument("--corpus", type=chosen, default=CORPUS, help=CORPUS_HELP)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(told(given.corpus))
    make(given.out, given.count, given.chars, given.corpus, given.seed)


if __name__ == "__main__":
    main()
