"""Make the pictures of the help page anew.

    python3 tests/pictures.py [--site DIR]

Builds the five given reports (or takes a built site), opens each page in Chromium as a reader sees it, and writes
docs/assets/help/*.webp. Run it when a page has changed its look, and look at the pictures before they are committed.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scripts")]

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from browser.stand_in import CHROMIUM  # noqa: E402 - this folder was put on the path above

SIZE = (1000, 600)
QUALITY = 0.42
DRAFT = (
    "今年以来，我支部坚持以习近平新时代中国特色社会主义思想为指导，认真落实“一岗双责”，全面履行党建工作责任制。"
    "支部班子成员带头讲党课，组织党员干部开展谈心谈话。下一步，我们将结合自身工作实际，持续抓好整改。"
)
PICTURES = HERE.parent / "docs" / "assets" / "help"
# Chromium writes WebP from a canvas, so that no other program is needed.
ENCODE = """async ([picture, quality]) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}"""


def shown(selector: str) -> Callable[[Page], None]:
    """Wait until the page shows what the picture is about."""
    return lambda page: page.locator(selector).first.wait_for()


def phrase(page: Page) -> None:
    """Open one phrase."""
    page.get_by_role("searchbox", name="筛选提法").fill("一岗双责")
    page.locator(".p-phrase summary").first.click()
    page.locator(".p-phrase svg").wait_for()


def paragraph(page: Page) -> None:
    """Open the tools of one paragraph."""
    page.locator(".text > p .pilcrow").first.click()


def checked(page: Page) -> None:
    """Check a draft that holds a stretch of the archive."""
    page.get_by_label("文稿").fill(DRAFT)
    page.get_by_role("button", name="开始查").click()
    page.get_by_role("button", name="下一处 ›").click()


def filled(page: Page) -> None:
    """Put three reports into the basket as a reader does, and go there."""
    for row in range(3):
        page.locator(".entries--short .entry__title").nth(row).click()
        page.get_by_role("button", name="放入文件篮").click()
        if row < 2:
            page.go_back()
    page.get_by_role("link", name="文件篮").first.click()
    page.locator(".shelf__row").first.wait_for()


SHOTS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "search": (f"search.html?q={quote('谈心谈话')}", shown(".s-result")),
    "contexts": (f"search.html?q={quote('谈心谈话')}&view=kwic", shown(".s-kwic tbody tr")),
    "browse": ("browse/index.html", shown("main a")),
    "parts": (f"parts.html?part={quote('存在问题')}", shown(".p-entry")),
    "phrases": ("phrases.html", phrase),
    "statistics": (
        f"statistics.html?phrase={quote('一岗双责')}&phrase={quote('谈心谈话')}",
        shown(".p-lines"),
    ),
    "compare": ("compare.html?a=FIRST&b=SECOND", shown(".c-text")),
    "report": ("REPORT", paragraph),
    "draft": ("draft.html", checked),
    "basket": ("index.html", filled),
}


def main() -> None:
    """Make every picture."""
    parser = argparse.ArgumentParser(description="Make the pictures of the help page.")
    parser.add_argument(
        "--site", type=Path, help="a built site; without it one is built in a temporary folder"
    )
    given = parser.parse_args().site
    with tempfile.TemporaryDirectory() as work:
        site = given.resolve() if given else built(Path(work))
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for name, (path, prepare) in SHOTS.items():
                content = taken(browser, f"{site.as_uri()}/{addressed(site, path)}", prepare)
                (PICTURES / f"{name}.webp").write_bytes(content)
                print(f"{name}.webp {len(content)} bytes")
            browser.close()


def built(work: Path) -> Path:
    """The site of the five given reports."""
    build = HERE.parent / "scripts" / "build.py"
    subprocess.run([sys.executable, str(build), "--quiet", "--out", str(work / "out")], check=True)
    return work / "out" / "site"


def addressed(site: Path, path: str) -> str:
    """Put reports of the archive where the address names one."""
    rows = json.loads((site / "catalog.json").read_text(encoding="utf-8"))["reports"]
    totals = [row for row in rows if row["type"] == "工作总结"]
    told = {"REPORT": totals[-1]["url"], "FIRST": totals[-1]["id"], "SECOND": totals[0]["id"]}
    for name, value in told.items():
        path = path.replace(name, value)
    return path


def taken(browser: Browser, address: str, prepare: Callable[[Page], None]) -> bytes:
    """One page as a reader sees it, as WebP."""
    context = browser.new_context(
        viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    prepare(page)
    page.wait_for_timeout(600)
    picture = base64.b64encode(page.screenshot()).decode("ascii")
    page.goto("about:blank")
    made = page.evaluate(ENCODE, [f"data:image/png;base64,{picture}", QUALITY])
    context.close()
    return base64.b64decode(made.partition(",")[2])


if __name__ == "__main__":
    main()
