"""What fits where is reckoned from what was counted, and both READMEs say what comes out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from archive.search.settings import load_settings
from bench import room
from bench.room import HOSTS, KINDS, RULES, Host, Site, Taken

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = load_settings(RULES)
MEASURED = room.read((ROOT / "tests" / "bench" / "README.md").read_text("utf-8"))
BOTH = ("README.md", "README.zh.md")


def told(reports: int) -> str:
    """A number as the READMEs say it: no more than it is, in two figures."""
    digits = str(reports)
    return f"{int(digits[:2] + '0' * (len(digits) - 2)):,}".replace(",", " ")


def row(name: str, host: str) -> str:
    text = (ROOT / name).read_text("utf-8")
    return next(line for line in text.splitlines() if line.strip().startswith(f"| {host}"))


def test_every_file_of_a_site_is_counted_once_by_its_kind(site: Path) -> None:
    found = room.count(site)
    files = [path for path in site.rglob("*") if path.is_file()]
    assert sum(taken.files for taken in found.kinds.values()) == len(files)
    assert sum(taken.size for taken in found.kinds.values()) == sum(path.stat().st_size for path in files)
    assert found.kinds["pages of reports"].files == len(list((site / "reports").rglob("*.html")))
    assert found.kinds["fingerprints"].files == len(list((site / "search" / "f").rglob("*.js")))
    assert found.kinds["text"].files >= found.reports
    assert all(taken.files for taken in found.kinds.values())
    assert room.read("\n".join(room.table(found))) == found


def test_what_is_reckoned_for_the_same_number_is_what_was_counted() -> None:
    for kind, files, size in room.expected(MEASURED, MEASURED.reports, SETTINGS):
        taken = MEASURED.kinds[kind]
        assert round(size) == taken.size
        if kind == "postings":
            assert taken.files <= files < 1.3 * taken.files
        else:
            assert round(files) == taken.files, kind


def test_a_host_takes_what_is_within_its_limits_and_no_report_more() -> None:
    many = Taken(0, 10**9)
    kinds = dict.fromkeys(KINDS, Taken(0, 0)) | {"text": Taken(200, 1000), "fingerprints": many}
    small = Site(100, kinds, 200)
    without = frozenset({"draft"})
    assert room.fits(small, Host("a", files=301), SETTINGS, without) == 150
    assert room.fits(small, Host("a", size=999), SETTINGS, without) == 99
    assert room.fits(small, Host("a", files=301), SETTINGS) == 0
    assert room.fits(small, Host("a", files=301), room.fewer_prints(SETTINGS, 4)) == 141


def test_ten_times_as_many_have_no_more_shards_than_are_allowed() -> None:
    one = {kind: files for kind, files, _ in room.expected(MEASURED, 1, SETTINGS)}
    many = {kind: files for kind, files, _ in room.expected(MEASURED, 10 * MEASURED.reports, SETTINGS)}
    assert one["fingerprints"] < 10
    assert many["fingerprints"] == MEASURED.kinds["fingerprints"].files
    assert many["postings"] <= (SETTINGS.shard_rows + SETTINGS.tail_shard_rows) / room.FULL
    wide = replace(SETTINGS, shard_rows=2 * SETTINGS.shard_rows)
    more = {kind: files for kind, files, _ in room.expected(MEASURED, 10 * MEASURED.reports, wide)}
    assert more["postings"] > many["postings"]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_the_readmes_say_how_many_reports_fit(name: str, host: Host) -> None:
    line = row(name, host.name)
    for without in (frozenset[str](), frozenset({"draft"})):
        assert told(room.fits(MEASURED, host, SETTINGS, without)) in line, without


@pytest.mark.parametrize("name", BOTH)
def test_the_readmes_say_what_fewer_fingerprints_bring_and_what_the_whole_is(name: str) -> None:
    few = room.fits(MEASURED, HOSTS[1], room.fewer_prints(SETTINGS, 10))
    assert f"{told(few)}" in row(name, HOSTS[1].name)
    total = [sum(getattr(taken, of) for taken in MEASURED.kinds.values()) for of in ("files", "size")]
    text = (ROOT / name).read_text("utf-8")
    (line,) = re.findall(r"^- \*\*.*10 000.*`search/f`.*$|^- \*\*.*`search/f`.*10 000.*$", text, re.MULTILINE)
    assert f"{total[0] // 1000} 000" in line
    assert f"{total[1] / 1e9:.2f} GB" in line
