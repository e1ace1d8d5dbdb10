"""What checking a draft costs and whether it is right, in Chromium from `file://`.

    python3 tests/bench/draft.py --site DIR [--drafts 6] [--units 6000] [--least 13] [--seed 1]

Drafts are made of cuts of 5 to 300 units out of reports drawn at random, with words of nobody's between them; every
third is cut from one report in a piece. For each draft prints the seconds from the click to the result, the files and
bytes loaded by then (as they lie on disk, and gzipped), and recall and precision of the marked characters against
plain reading of every text. Gives 1 when any draft was marked wrongly.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from playwright.sync_api import Page, sync_playwright

from archive.search.reader import Reader
from browser.stand_in import CHROMIUM

OWN = "鼎鬲甗簋爵斝觚觯卣罍瓿甑"  # of nobody's: no report puts these together
MARKS = (
    "() => Array.from(document.querySelectorAll('.d-text .d-mark'), "
    "(mark) => [Number(mark.dataset.from), Number(mark.dataset.to)])"
)


def drafts(texts: Sequence[str], count: int, units: int, chance: random.Random) -> list[str]:
    """Make drafts; none holds a character beyond U+FFFF, so that offsets agree in both languages."""
    plain = [text for text in texts if len(text) > 40 and max(text) <= "\uffff"]
    made = []
    for number in range(count):
        if number % 3 == 2:
            text = chance.choice([text for text in plain if len(text) > units] or plain)
            made.append(text[:units])
            continue
        draft = ""
        while len(draft) < units:
            text, size = chance.choice(plain), chance.randint(5, 300)
            at = chance.randrange(max(len(text) - size, 1))
            draft += text[at : at + size] + "".join(chance.choices(OWN, k=chance.randint(0, 200))) + "。"
        made.append(draft[:units])
    return made


def plainly(forms: Sequence[str], wanted: Sequence[str], least: int) -> list[list[bool]]:
    """Which units of each wanted form stand in a stretch of `least` units that any of the forms holds."""
    grams = {form[at : at + least] for form in wanted for at in range(len(form) - least + 1)}
    found: set[str] = set()
    for form in forms:
        found.update(grams.intersection(form[at : at + least] for at in range(len(form) - least + 1)))
    held = []
    for form in wanted:
        row = [False] * len(form)
        for at in range(len(form) - least + 1):
            if form[at : at + least] in found:
                row[at : at + least] = [True] * least
        held.append(row)
    return held


def check(page: Page, site: Path, draft: str) -> tuple[float, set[Path], list[tuple[int, int]]]:
    """Check one draft as a new visitor; give seconds, files loaded after the click, marks in characters."""
    loaded: set[Path] = set()
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/draft.html")
    page.get_by_label("文稿").fill(draft)
    page.on("request", lambda request: loaded.add(Path(unquote(urlsplit(request.url).path))))
    start = time.perf_counter()
    page.get_by_role("button", name="开始查").click()
    page.locator(".d-result:not([hidden])").wait_for(timeout=120_000)
    return time.perf_counter() - start, loaded, page.evaluate(MARKS)


def main() -> int:
    """Measure; gives 1 when any mark was wrong."""
    arguments = _parser().parse_args()
    site = arguments.site.resolve()
    reader = Reader(site / "search")
    texts = [reader.text(number).text for number in range(len(reader.titles))]
    forms = [reader.form.apply(text) for text in texts]
    made = drafts(texts, arguments.drafts, arguments.units, random.Random(arguments.seed))
    mapped = [reader.form.mapped(draft) for draft in made]
    want = plainly(forms, [reader.form.apply(draft) for draft in made], arguments.least)
    print(f"{len(texts)} reports, {sum(map(len, forms))} units; drafts of {arguments.units} characters")
    wrong = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for number, draft in enumerate(made):
            page = browser.new_context().new_page()
            seconds, loaded, marks = check(page, site, draft)
            page.context.close()
            got = [any(a <= at < b for a, b in marks) for at in mapped[number].source.tolist()]
            both = sum(one and other for one, other in zip(got, want[number], strict=True))
            recall, precision = (both / (sum(row) or 1) if any(row) else 1.0 for row in (want[number], got))
            wrong += got != want[number]
            raw = sum(path.stat().st_size for path in loaded)
            packed = sum(len(gzip.compress(path.read_bytes(), 6)) for path in loaded)
            print(
                f"draft {number + 1}: {100 * sum(got) / len(got):5.1f}% shared  {seconds:5.2f} s  {len(loaded)} files  "
                f"{raw / 1e6:.2f} MB on disk, {packed / 1e6:.2f} MB gzipped  recall {recall:.3f}  precision {precision:.3f}",
                flush=True,
            )
        browser.close()
    return int(wrong > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--site", type=Path, required=True, help="a built site")
    parser.add_argument("--drafts", type=int, default=6)
    parser.add_argument("--units", type=int, default=6000, help="characters of each draft")
    parser.add_argument("--least", type=int, default=13)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
