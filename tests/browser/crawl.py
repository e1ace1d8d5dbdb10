"""Walk through a finished site in Chromium: `python3 tests/browser/crawl.py SITE [--alike N]`.

No page is named here. Every HTML file of the site is one, and of many alike (a folder of reports, of lists) the first
ones and a few drawn by lot stand for the rest. Each is opened from the folder and from a server with the site's own
headers; whatever is wrong is named, the last line counts, and exit is 1 if anything was wrong.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
    from bootstrap import enter

    enter("requirements-dev.txt")

import argparse
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, Request

from browser import stand_in

ALIKE = 40  # pages of one folder that are looked at: so many first ones, and so many by lot
WAYS = ("folder", "server")
LINKS = "Array.from(document.querySelectorAll('a[href], link[href], [src]'), (each) => each.href || each.src)"
IDS = "Array.from(document.querySelectorAll('[id]'), (each) => each.id)"
LEADS_ON = 'http-equiv="refresh"'
VIOLATIONS = (
    "window.violations = []; addEventListener('securitypolicyviolation', "
    "(event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI))"
)


@dataclass
class Seen:
    """What happened while pages were open."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", lambda said: self.errors.append(said.text) if said.type != "info" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", lambda got: self.missing.append(got.url) if got.status >= 400 else None)
        page.add_init_script(VIOLATIONS)

    def told(self) -> list[str]:
        """What was said since this was last asked."""
        told, self.errors = self.errors, []
        return told

    def _failed(self, request: Request) -> None:
        """A request that ended because the page was left is no failure."""
        if request.failure != "net::ERR_ABORTED":
            self.missing.append(request.url)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)


class Headed(stand_in.Quiet):
    """A static host: it serves the folder with the headers that `_headers` names."""

    rules: tuple[tuple[str, str, str], ...] = ()

    def end_headers(self) -> None:
        path = urlsplit(self.path).path
        for pattern, name, value in self.rules:
            if fnmatchcase(path, pattern):
                self.send_header(name, value)
        super().end_headers()


def parsed(text: str) -> tuple[tuple[str, str, str], ...]:
    """The rules of a `_headers` file: path pattern, header, value."""
    rules, pattern = [], ""
    for line in text.splitlines():
        if not line.startswith(" "):
            pattern = line
        else:
            name, _, value = line.strip().partition(": ")
            rules.append((pattern, name, value))
    return tuple(rules)


@contextmanager
def served(site: Path) -> Iterator[str]:
    rules = parsed((site / "_headers").read_text(encoding="utf-8"))
    with stand_in.served(site, type("Site", (Headed,), {"rules": rules})) as host:
        yield host


@contextmanager
def opened() -> Iterator[tuple[Page, Seen]]:
    with stand_in.launched() as browser:
        page, seen = browser.new_page(), Seen()
        seen.watch(page)
        yield page, seen


def sampled(site: Path, alike: int) -> list[str]:
    """The pages to look at: all of small folders, some of large ones; redirecting pages lead to others."""
    folders: dict[Path, list[str]] = {}
    for path in sorted(site.rglob("*.html")):
        kind = path.parent.parent if path.parent.parent.name == "reports" else path.parent
        folders.setdefault(kind, []).append(path.relative_to(site).as_posix())
    chance = random.Random(7)
    return [
        name
        for folder, names in folders.items()
        for name in (
            names if folder == site else [*names[:alike], *chance.sample(names, min(alike, len(names)))]
        )
    ]


@dataclass(frozen=True)
class Walk:
    """How much was looked at, and what was wrong."""

    pages: int
    links: int
    requests: int
    wrong: tuple[str, ...]


def walk(site: Path, alike: int, way: str) -> Walk:
    """Open the pages of a site, from its folder or from a server."""
    with served(site) as host, opened() as (page, seen):
        base = site.as_uri() if way == "folder" else host
        links, ids, wrong = set[str](), dict[str, set[str]](), list[str]()
        names = list(dict.fromkeys(sampled(site, alike)))
        for name in names:
            page.goto(f"{base}/{name}")
            if LEADS_ON in (site / name).read_text(encoding="utf-8"):
                page.wait_for_url(lambda url, left=page.url: url != left)  # type: ignore[misc]
            wrong += [f"{name}: refused by the policy: {each}" for each in page.evaluate("window.violations")]
            wrong += [f"{name}: said in the console: {each}" for each in seen.told()]
            wrong += [f"{name}: a text became a script"] if page.evaluate("window.owned") is not None else []
            here = page.url.split("#")[0].split("?")[0]
            ids[here] = set(page.evaluate(IDS))
            links |= set(page.evaluate(LINKS))
        own = (base, "data:", "blob:")
        wrong += [f"{url}: not found" for url in seen.missing]
        wrong += [f"{url}: asked for elsewhere" for url in seen.requests if not url.startswith(own)]
        wrong += [f"{url}: leads nowhere" for url in sorted(broken(links, ids, base, site))]
        return Walk(len(names), len(links), len(seen.requests), tuple(wrong))


def broken(links: set[str], ids: dict[str, set[str]], base: str, site: Path) -> Iterator[str]:
    """Links that lead out of the site, to no file, or to a place that a page does not have."""
    for link in links:
        if link.startswith("data:"):
            continue
        address, _, anchor = link.partition("#")
        page = address.split("?")[0]
        path = unquote(page.removeprefix(base)).lstrip("/") or "index.html"
        lost = bool(anchor) and page in ids and unquote(anchor) not in ids[page]
        if lost or not page.startswith(base) or not (site / path).is_file():
            yield link


def main(argv: Sequence[str] | None = None) -> int:
    """Walk both ways; gives the exit code."""
    parser = argparse.ArgumentParser(description="Open the pages of a finished site and follow their links.")
    parser.add_argument("site", type=Path, help="the folder of the site")
    parser.add_argument("--alike", type=int, default=ALIKE, metavar="N", help="pages of each folder, twice")
    arguments = parser.parse_args(argv)
    found = 0
    for way in WAYS:
        seen = walk(arguments.site.resolve(), arguments.alike, way)
        for line in seen.wrong:
            print(f"  {line}")
        print(
            f"{way}: {seen.pages} pages, {seen.links} addresses in them, {seen.requests} requests, "
            f"{len(seen.wrong)} wrong",
            flush=True,
        )
        found += len(seen.wrong)
    stand_in.finish()
    return int(found > 0)


if __name__ == "__main__":
    raise SystemExit(main())
