"""Recall and precision of the phrase search on a built site, against `str.find`, and what a first query costs.

    python3 tests/bench/recall.py --site DIR [--cuts 500] [--seed 1]

Cuts the published texts at random (lengths 1 to 30, a third of the cuts across punctuation; none with a figure such as
6.5%, in which signs count), counts each in the search form of every text, and asks the Python reader, the engine in
Node and, from `file://`, the engine in Chromium. All must give these counts, and the same reports, order and snippets.
Prints the gzipped bytes that a new visitor fetches until the exact count and until the first 20 reports, and the times
in Chromium on loopback, cold and warm.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from playwright.sync_api import Page, sync_playwright

from archive.search.answer import Options, search
from archive.search.figures import figures
from archive.search.reader import Reader
from browser.stand_in import CHROMIUM
from browser.test_engine import SCRIPTS

PUNCTUATION = frozenset("，。、；：？！“”（）《》")
LENGTHS = (1, 30)
COLD = 100


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a published text, and how often its form occurs: in all, and in how many reports."""

    query: str
    hits: int
    total: int


def cuts(reader: Reader, count: int, seed: int) -> list[Cut]:
    """Cut texts at random and count each cut by `str.find` in the search form of every text."""
    texts = [reader.text(number).text for number in range(len(reader.titles))]
    forms = [reader.form.apply(text) for text in texts]
    chance = random.Random(seed)
    found: list[Cut] = []
    across = 0
    while len(found) < count:
        text = chance.choice(texts)
        size = chance.randint(*LENGTHS)
        at = chance.randrange(max(len(text) - size, 1))
        query = text[at : at + size].strip()
        crosses = bool(PUNCTUATION & set(query[1:-1]))
        form = reader.form.apply(query)
        if not form or crosses != (len(found) % 3 == 0) or figures(query):
            continue
        across += crosses
        counts = [_occurrences(form, each) for each in forms]
        found.append(Cut(query, sum(counts), sum(map(bool, counts))))
    print(f"cuts                  {len(found)}, {across} across punctuation, seed {seed}")
    return found


def _occurrences(needle: str, text: str) -> int:
    count, at = 0, text.find(needle)
    while at >= 0:
        count, at = count + 1, text.find(needle, at + 1)
    return count


def in_python(reader: Reader, all_cuts: Sequence[Cut]) -> list[dict[str, Any]]:
    """Ask the reference reader."""
    results = [search(cut.query, reader, Options(whole=True)).to_json() for cut in all_cuts]
    return [json.loads(json.dumps(result)) for result in results]


def in_node(folder: Path, all_cuts: Sequence[Cut]) -> list[dict[str, Any]]:
    """Ask the engine in Node, with the bytes of every first query."""
    line = ["node", str(Path(__file__).with_name("cold.js")), str(folder)]
    given = json.dumps([cut.query for cut in all_cuts])
    done = subprocess.run(line, input=given, capture_output=True, text=True, check=True)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


@contextmanager
def opened() -> Iterator[Page]:
    """Open Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def scripts(site: Path) -> list[Path]:
    """The scripts of the engine in the order in which they are loaded; a built site names each by its content."""
    folder = site / "assets" / "search"
    names = [f"{name}{ending}" for name in SCRIPTS for ending in (".js", "-????????.js")]
    return [path for name in names for path in folder.glob(name)]


def bare_page(site: Path) -> Path:
    """Write a page that only loads the engine, for the time of the measurement."""
    path = site / "bench-engine.html"
    tags = "".join(f'<script src="{each.relative_to(site).as_posix()}"></script>' for each in scripts(site))
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><meta name="archive-root" content=".">{tags}', "utf-8"
    )
    return path


ASK = """async (query) => {
  const start = performance.now();
  const answer = await archive.search(query, {whole: true});
  return [answer, performance.now() - start];
}"""


def from_disk(page: Page, path: Path, all_cuts: Sequence[Cut]) -> list[dict[str, Any]]:
    """Ask the engine in Chromium, from a folder, one visit for all."""
    page.goto(path.as_uri())
    return [page.evaluate(ASK, cut.query)[0] for cut in all_cuts]


def on_loopback(
    page: Page, site: Path, path: Path, all_cuts: Sequence[Cut]
) -> tuple[list[float], list[float]]:
    """Time the first query of a visitor and the same one again, in milliseconds. Each visitor has an empty cache."""
    browser = page.context.browser
    if browser is None:
        raise RuntimeError("the page belongs to no browser")
    cold, warm = [], []
    with served(site) as home:
        for cut in all_cuts:
            context = browser.new_context()
            visitor = context.new_page()
            visitor.goto(f"{home}/{path.name}")
            cold.append(visitor.evaluate(ASK, cut.query)[1])
            warm.append(visitor.evaluate(ASK, cut.query)[1])
            context.close()
    return cold, warm


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the site on loopback from a process of its own, so that it does not wait for the browser's driver.

    It ends with its input: `node` may be a program that starts the real one, which no signal would reach.
    """
    line = ["node", str(Path(__file__).with_name("serve.js")), str(site)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip() if server.stdout else ''}"


def agree(name: str, all_cuts: Sequence[Cut], answers: Sequence[dict[str, Any]]) -> int:
    """Print how the answers compare with plain counting; gives the number of wrong ones."""
    right = sum((a["hits"], a["total"]) == (c.hits, c.total) for c, a in zip(all_cuts, answers, strict=True))
    found = sum(min(a["hits"], c.hits) for c, a in zip(all_cuts, answers, strict=True))
    recall = found / sum(c.hits for c in all_cuts)
    precision = found / max(sum(a["hits"] for a in answers), 1)
    print(f"{name:<21} recall {recall:.6f}  precision {precision:.6f}  exact counts {right}/{len(all_cuts)}")
    return len(all_cuts) - right


def spread(name: str, values: Sequence[float], unit: str) -> None:
    """Print median, 95th percentile and maximum."""
    ranked = sorted(values)
    if ranked:
        p95 = ranked[min(len(ranked) - 1, len(ranked) * 95 // 100)]
        figures = f"median {ranked[len(ranked) // 2]:.1f}  p95 {p95:.1f}  max {ranked[-1]:.1f}"
        print(f"{name:<38} {figures} {unit}  ({len(ranked)})")


def main() -> int:
    """Measure; gives 1 when any answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = arguments.site / "search"
    reader = Reader(folder)
    units = int(reader.starts[-1]) - len(reader.titles)
    print(
        f"{time.strftime('%Y-%m-%d')}  {platform.machine()}  {len(reader.titles)} reports, {units} characters"
    )
    all_cuts = cuts(reader, arguments.cuts, arguments.seed)
    answers = in_python(reader, all_cuts)
    wrong = agree("Python", all_cuts, answers)
    rows = in_node(folder, all_cuts)
    wrong += agree("JavaScript (Node)", all_cuts, [row["answer"] for row in rows])
    path = bare_page(arguments.site)
    try:
        with opened() as page:
            disk = from_disk(page, path, all_cuts)
            wrong += agree("Chromium, file://", all_cuts, disk)
            few = [cut for cut in all_cuts if len(reader.form.apply(cut.query)) > 1][:COLD]
            cold, warm = on_loopback(page, arguments.site, path, few)
    finally:
        path.unlink()
    same = sum(a == r["answer"] == d for a, r, d in zip(answers, rows, disk, strict=True))
    print(f"same hit by hit       {same}/{len(all_cuts)} (reports, order, snippets, counts)")
    one = [len(reader.form.units(cut.query)) == 1 for cut in all_cuts]
    for name, wanted in (("2 or more characters", False), ("one character", True)):
        some = [row for row, single in zip(rows, one, strict=True) if single is wanted]
        spread(f"{name}: gz KB to the count", [row["count"] / 1000 for row in some], "KB")
        spread(f"{name}: gz KB more to 20 reports", [row["more"] / 1000 for row in some], "KB")
        spread(f"{name}: files to the count", [row["files"] for row in some], "")
        spread(f"{name}: warm, Node", [row["warm"] for row in some], "ms")
    spread("Chromium on loopback, cold", cold, "ms")
    spread("Chromium on loopback, warm", warm, "ms")
    return int(wrong > 0 or same < len(all_cuts))


if __name__ == "__main__":
    sys.exit(main())
