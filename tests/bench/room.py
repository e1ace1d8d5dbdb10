"""What a built site takes of a host: files and bytes by kind, and how many such reports a host with limits takes.

    python3 tests/bench/room.py --site DIR

Prints the table that stands in `README.md` beside this file, and for each host of the table in the project's README how
many reports fit, with each offer of `data/rules/publish.yml` switched off and on. Files and bytes grow with the number
of reports, but for shards of postings and of fingerprints: there are as many as `data/rules/search.yml` makes of their bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from archive.search.settings import RunSizes, Settings, load_settings
from archive.study.fingerprints import ROW, shard_bits

RULES = TESTS.parent / "data" / "rules"
MOST = 10_000_000  # reports; beyond it nothing is asked
BASE64 = 4 / 3
KEYED = 2  # bytes of a row of fingerprints beside those of its own: its report
NAMING = 2  # files that name all shards of fingerprints
FULL = (
    0.8  # shards of postings are at least as full; lists that take several leave the last of them part empty
)
# The first that a path begins with says its kind. Originals and exports stand in no site.
KINDS: Mapping[str, tuple[str, ...]] = {
    "pages of reports": ("reports/",),
    "lists": ("browse/",),
    "text": ("search/t/",),
    "postings": ("search/p/",),
    "fingerprints": ("search/f/",),
    "rest of the index": ("search/",),
    "parts and phrases": ("study/",),
    "everything else": ("",),
}
STEADY = ("lists", "parts and phrases", "everything else")  # mostly there with few reports already
# What is not there without the offer.
OFFERS: Mapping[str, str] = {"draft": "fingerprints", "study": "parts and phrases"}


@dataclass(frozen=True, slots=True)
class Taken:
    """How many files, and how many bytes they hold."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Site:
    """What was counted of a site: its reports, what each kind takes, the files of its fullest folder."""

    reports: int
    kinds: Mapping[str, Taken]
    fullest: int


@dataclass(frozen=True, slots=True)
class Host:
    """How many files and bytes a host takes; None where it has no limit."""

    name: str
    files: int | None = None
    size: int | None = None


HOSTS = (Host("GitHub Pages", size=10**9), Host("Cloudflare Pages", files=20_000))


def count(site: Path) -> Site:
    """Count a built site."""
    files: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    folders: Counter[Path] = Counter()
    for path in (each for each in site.rglob("*") if each.is_file()):
        kind = kind_of(path.relative_to(site).as_posix())
        files[kind] += 1
        sizes[kind] += path.stat().st_size
        folders[path.parent] += 1
    reports = len(json.loads((site / "catalog.json").read_bytes())["reports"])
    return Site(reports, {kind: Taken(files[kind], sizes[kind]) for kind in KINDS}, max(folders.values()))


def kind_of(path: str) -> str:
    """The kind of a file of the site."""
    return next(kind for kind, begins in KINDS.items() if path.startswith(begins))


def expected(site: Site, reports: int, settings: Settings) -> Iterator[tuple[str, float, float]]:
    """Each kind with the files and bytes that a site of so many reports like these would hold at most."""
    share = reports / site.reports
    for kind, taken in site.kinds.items():
        size = taken.size * share
        shards = SHARDS.get(kind)
        if shards:
            yield kind, shards(size, settings), size
        else:
            yield kind, taken.files * (max(share, 1) if kind in STEADY else share), size


def _postings(size: float, settings: Settings) -> float:
    """Shards of all reports but the last, and of those: as many as their bytes ask for, or as are allowed."""
    content = size / BASE64
    return _shards(content, settings.body) + _shards(content / settings.tail_share, settings.tail)


def _shards(content: float, sizes: RunSizes) -> float:
    return min(content / sizes.shard_bytes, sizes.shard_rows) / FULL


def _prints(size: float, settings: Settings) -> float:
    rows = size / BASE64 / (ROW + KEYED)
    return float(size and NAMING + (1 << shard_bits(round(rows), settings.prints)))


SHARDS: Mapping[str, Callable[[float, Settings], float]] = {"postings": _postings, "fingerprints": _prints}


def fits(site: Site, host: Host, settings: Settings, without: frozenset[str] = frozenset()) -> int:
    """The most reports like these that a host takes, without some of the offers."""
    gone = {OFFERS[name] for name in without}

    def beyond(reports: int) -> bool:
        held = [each for each in expected(site, reports, settings) if each[0] not in gone]
        files, size = sum(each[1] for each in held), sum(each[2] for each in held)
        return files > (host.files or files) or size > (host.size or size)

    return bisect_left(range(MOST), 1, key=beyond) - 1


def fewer_prints(settings: Settings, bits: int) -> Settings:
    """The settings with at most 2 to the power of `bits` files of fingerprints."""
    return replace(settings, prints=replace(settings.prints, most_bits=bits))


def table(site: Site) -> Iterator[str]:
    """What was counted, as a table that `read` reads."""
    yield "| kind | files | bytes | files a report | bytes a report |"
    yield "|---|---|---|---|---|"
    for kind, taken in site.kinds.items():
        each = f"{taken.files / site.reports:.3f} | {taken.size / site.reports:.0f}"
        yield f"| {kind} | {taken.files} | {taken.size} | {each} |"
    total = Taken(*(sum(getattr(taken, name) for taken in site.kinds.values()) for name in ("files", "size")))
    yield f"| {site.reports} reports | {total.files} | {total.size} | at most in one folder | {site.fullest} |"


def read(text: str) -> Site:
    """Read the table again."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    rows = {row[0]: row for row in cells if len(row) == 5}
    last = next(row for name, row in rows.items() if re.fullmatch(r"\d+ reports", name))
    kinds = {kind: Taken(int(rows[kind][1]), int(rows[kind][2])) for kind in KINDS}
    return Site(int(last[0].split()[0]), kinds, int(last[4]))


def main() -> None:
    """Count and reckon."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--site", type=Path, required=True)
    site, settings = count(parser.parse_args().site), load_settings(RULES)
    print("\n".join(table(site)))
    for host in HOSTS:
        print(f"\n{host.name}: {fits(site, host, settings)} reports")
        for without in ({"draft"}, {"study"}, {"draft", "study"}):
            print(
                f"  without {' and '.join(sorted(without))}: {fits(site, host, settings, frozenset(without))}"
            )
        print(f"  with most_bits: 10: {fits(site, host, fewer_prints(settings, 10))}")


if __name__ == "__main__":
    main()
