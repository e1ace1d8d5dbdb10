"""Each check finds what it is for, with its code, and is silent about a sound site."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from archive import files
from archive.building.sums import write_sums
from archive.checking import check, originals
from archive.checking.links import read_page
from archive.checking.sitecheck import site
from archive.cleaning.clean import clean
from archive.console.summary import Summary
from archive.errors import ArchiveError, UsageError
from archive.model import Block, Finding, Report
from archive.places import PACKED_SUMS, SUMS, Places, places
from archive.preparing.ruleset import load_ruleset
from archive.reading import manifest
from archive.reading.originals import discover
from archive.reviewing.accepting import Accepted, accept
from archive.rulefiles.codes import finding, load_codes
from archive.site.markdown import dump
from archive.structuring.structure import structure
from project_copy import tree

ROOT = Path(__file__).resolve().parents[1]
ONE = Summary(1, 1, 1, 0, 0, 0)
ID = "r0123456789ab"
URL = f"reports/01/{ID}.html"
CATALOG = f'{{"version":1,"reports":[{{"id":"{ID}","url":"{URL}","aliases":[]}}]}}'
SOUND = {
    "index.html": '<a href="reports/01/r0123456789ab.html#p-1">一</a><link rel="stylesheet" href="assets/a.css">',
    URL: '<p id="p-1"><a href="../../index.html">首页</a><a href="https://www.gov.cn/">外站</a></p>',
    "404.html": '<a href="/index.html">首页</a><a href="#">顶</a><script src="./assets/a.js"></script>',
    "assets/a.css": "a{background:url(b.svg)}",
    "assets/a.js": 'const space = "http://www.w3.org/2000/svg";',
    "search/manifest.js": 'archive.shard("manifest","http://example.com")',
    "catalog.json": CATALOG,
}


def found_in(
    folder: Path, changed: Mapping[str, str | None], summary: Summary = ONE
) -> list[tuple[str, str]]:
    for name, text in {**SOUND, **changed}.items():
        if text is not None:
            files.write(folder / name, text)
    write_sums(folder, {name: digest for name, digest in tree(folder).items() if name != SUMS})
    return [(each.code, each.path) for each in site(folder, summary, 1)]


def test_a_sound_site_has_no_findings(tmp_path: Path) -> None:
    assert found_in(tmp_path, {}) == []


def test_the_page_for_missing_addresses_may_name_the_folder_of_the_site_on_its_host(tmp_path: Path) -> None:
    link = '<a href="/archive/index.html">首页</a>'
    assert found_in(tmp_path, {"404.html": link}) == []
    assert found_in(tmp_path, {"404.html": '<a href="/archive/home.html">x</a>'}) == [
        ("link-broken", "404.html")
    ]
    assert found_in(tmp_path, {"index.html": link}) == [("link-broken", "index.html")]


FAULTS: dict[str, tuple[dict[str, str | None], str, str]] = {
    "a page that is not there": ({"index.html": '<a href="about.html">x</a>'}, "link-broken", "index.html"),
    "an unquoted link": ({"index.html": "<a href=about.html>x</a>"}, "link-broken", "index.html"),
    "a link out of the site": ({"index.html": '<a href="../x.html">x</a>'}, "link-broken", "index.html"),
    "a place that is not there": ({"index.html": f'<a href="{URL}#p-2">x</a>'}, "anchor-broken", "index.html"),
    "a script from elsewhere": ({"index.html": '<script src="//cdn.example/x.js"></script>'}, "external-request", "index.html"),
    "an image from elsewhere": ({"index.html": '<img src="https://e.com/x.png">'}, "external-request", "index.html"),
    "an inline style": ({"index.html": "<style>a{background:url(https://e.com/x)}</style>"}, "external-request", "index.html"),
    "a style sheet": ({"assets/a.css": '@import "https://e.com/a.css";'}, "external-request", "assets/a.css"),
    "code": ({"assets/a.js": 'fetch("https://e.com/x")'}, "external-request", "assets/a.js"),
    "no index": ({"search/manifest.js": None}, "index-missing", "search/manifest.js"),
    "no catalogue": ({"catalog.json": None}, "catalog-mismatch", "catalog.json"),
    "a report without a page": (
        {URL: None, "index.html": ""}, "page-missing", URL),
    "an alias without a page": (
        {"catalog.json": CATALOG.replace("[]}]", '["rffffffffffff"]}]')}, "page-missing", "reports/ff/rffffffffffff.html"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_site_is_found(tmp_path: Path, fault: str) -> None:
    changed, code, path = FAULTS[fault]
    assert found_in(tmp_path, changed) == [(code, path)]


def spoilt(folder: Path) -> list[tuple[str, str]]:
    """What is said of a site that was sound when its sums were written, but for what only follows from a damage."""
    return [(each.path, each.message) for each in site(folder, ONE, 1) if each.code == "site-damaged"]


def test_every_file_of_a_site_is_held_against_its_sums(tmp_path: Path) -> None:
    parts = [f"search/p/{number}.js" for number in range(5)]
    assert found_in(tmp_path, dict.fromkeys(parts, "一") | {"about.html": "", "word/x.js": "x"}) == []
    (tmp_path / ".DS_Store").write_text("", encoding="utf-8")  # written by a system that showed the folder
    assert spoilt(tmp_path) == []
    for path in (*parts, "word/x.js"):
        (tmp_path / path).unlink()
    (tmp_path / "about.html").write_bytes(b"\xff<a")
    (tmp_path / "search" / "manifest.js").write_text("x", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("", encoding="utf-8")
    assert spoilt(tmp_path) == [
        ("search/p", "5 个文件缺失：0.js、1.js、2.js 等"),
        ("word/x.js", "缺失"),
        ("about.html", "内容被改动或已损坏"),
        ("search/manifest.js", "内容被改动或已损坏"),
        ("mine.txt", "不是构建写出的"),
    ]
    (tmp_path / SUMS).unlink()
    assert [path for path, _ in spoilt(tmp_path)] == [SUMS]


@pytest.mark.parametrize("content", [b"x", b"\xff", b"[]", b'{"reports":[{}]}'])
def test_a_catalogue_that_cannot_be_read_is_a_finding_and_no_end(tmp_path: Path, content: bytes) -> None:
    found_in(tmp_path, {})
    (tmp_path / "catalog.json").write_bytes(content)
    assert {each.code for each in site(tmp_path, ONE, 1)} == {"site-damaged", "catalog-mismatch"}


def test_compressed_files_are_held_against_a_list_of_their_own(tmp_path: Path) -> None:
    found_in(tmp_path, {})
    (tmp_path / "index.html.gz").write_bytes(b"1")
    assert spoilt(tmp_path) == [("index.html.gz", "不是构建写出的")]
    write_sums(tmp_path, {"index.html.gz": tree(tmp_path)["index.html.gz"]}, PACKED_SUMS)
    assert spoilt(tmp_path) == []
    (tmp_path / "index.html.gz").write_bytes(b"2")
    assert spoilt(tmp_path) == [("index.html.gz", "内容被改动或已损坏")]


def test_counts_that_do_not_agree_are_found(tmp_path: Path) -> None:
    assert found_in(tmp_path, {}, replace(ONE, published=2)) == [
        ("count-mismatch", "summary.json"),
        ("catalog-mismatch", "catalog.json"),
    ]


def test_entities_and_escapes_in_addresses_are_understood() -> None:
    page = read_page("a.html", '<a href="b.html?x=1&amp;y=2#%E4%B8%80">x</a><i id=unquoted></i><i id="一">')
    assert page.links == ("b.html?x=1&y=2#%E4%B8%80",)
    assert page.ids == {"unquoted", "一"}


# Originals -----------------------------------------------------------------------------------------------


@pytest.fixture
def where(tmp_path: Path) -> Places:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "rules").symlink_to(ROOT / "data" / "rules")
    return places(root=tmp_path)


def test_fixity_names_changed_missing_and_unknown_originals(where: Places) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        files.write(where.raw / name, name)
    manifest.extend(
        where.manifest, {}, {each.source: each.sha256 or "" for each in discover(where.raw)}, "2026-01-02"
    )
    assert originals.fixity(where) == ()
    files.write(where.raw / "a.txt", "A")
    (where.raw / "b.txt").unlink()
    files.write(where.raw / "d.txt", "d")
    assert [(each.code, each.path) for each in originals.fixity(where)] == [
        ("original-changed", "a.txt"),
        ("original-missing", "b.txt"),
        ("original-unknown", "d.txt"),
    ]


@pytest.fixture
def recorded(where: Places) -> Places:
    """Originals of which the manifest has rows, in the order of their names."""
    for name in ("甲/a.txt", "甲/b.txt", "c.txt", "d.txt"):
        files.write(where.raw / name, name)
    manifest.extend(
        where.manifest, {}, {each.source: each.sha256 or "" for each in discover(where.raw)}, "2026-01-02"
    )
    return where


def test_what_was_done_on_purpose_is_taken_into_the_manifest_row_by_row(recorded: Places) -> None:
    """A row keeps its place and its date; other differences stay differences."""
    (recorded.raw / "甲").rename(recorded.raw / "乙")
    (recorded.raw / "c.txt").unlink()
    files.write(recorded.raw / "d.txt", "改过")
    added = {each.source: each.sha256 or "" for each in discover(recorded.raw)}
    manifest.extend(recorded.manifest, manifest.load(recorded.manifest), added, "2026-02-03")
    assert accept(recorded, ["data/raw/甲/", "c.txt"]) == Accepted(moved=2, changed=0, gone=1)
    rows = manifest.load(recorded.manifest)
    assert [(row.source, row.added) for row in rows.values()] == [
        ("d.txt", "2026-01-02"), ("乙/a.txt", "2026-01-02"), ("乙/b.txt", "2026-01-02"),
    ]  # fmt: skip
    assert [each.code for each in originals.fixity(recorded)] == ["original-changed"]
    assert accept(recorded, ["."]) == Accepted(moved=0, changed=1, gone=0)
    assert originals.fixity(recorded) == ()
    with pytest.raises(UsageError, match="没有出入"):
        accept(recorded, ["."])


@pytest.mark.parametrize("said", ["cut: [字句]", "withdraw: true"])
def test_a_change_is_not_accepted_while_a_decision_would_be_lost(recorded: Places, said: str) -> None:
    digests = []
    for text in ("d.txt", "改过"):
        files.write(recorded.raw / "d.txt", text)
        digests.append(hashlib.sha256(text.encode()).hexdigest())
    old, new = (f"r{each[:12]}" for each in digests)
    files.write(
        recorded.overrides,
        f"{old}: {{reason: 因为, {said}}}\n{new}: {{reason: 年份, labels: {{year: 2019}}}}\n",
    )
    with pytest.raises(UsageError, match=f"{old}.*{new}"):
        accept(recorded, ["d.txt"])
    files.write(recorded.overrides, f"{new}: {{reason: 因为, {said}}}\n")
    assert accept(recorded, ["d.txt"]).changed == 1


def test_an_original_that_was_only_renamed_is_told_kindly_and_is_not_new(where: Places) -> None:
    """A copy that is gone while an older one stays is missing; so is a file of which nothing is left."""
    for name in ("a.txt", "b.txt", "c.txt"):
        files.write(where.raw / name, "一" if name != "c.txt" else "三")
    known = manifest.extend(
        where.manifest, {}, {each.source: each.sha256 or "" for each in discover(where.raw)}, "2026-01-02"
    )
    (where.raw / "c.txt").rename(where.raw / "新名.txt")
    (where.raw / "b.txt").unlink()
    missing, moved, unknown = originals.fixity(where)
    assert (missing.code, missing.path) == ("original-missing", "b.txt")
    assert (moved.code, moved.path, moved.severity) == ("original-moved", "新名.txt", "warning")
    assert moved.message == "c.txt 改了名或换了位置，现在是 新名.txt；内容一个字节也没有变"
    assert moved.cure.startswith("不必处理")
    assert unknown.code == "original-unknown"
    files.write(where.raw / "d.txt", "四")
    rows = manifest.extend(
        where.manifest, known, {each.source: each.sha256 or "" for each in discover(where.raw)}, "2026-01-03"
    )
    assert [each.code for each in originals.fixity(where)] == ["original-missing", "original-moved"]
    (told,) = originals.added("raw.sha256", known, rows)
    assert (told.code, told.message) == ("original-new", "新收录 1 个原件，1 个收录过的原件有了新的名字")
    assert list(originals.added("raw.sha256", rows, rows)) == []


# Generated Markdown --------------------------------------------------------------------------------------

REPORT = Report(
    id=ID,
    title="2018年工作总结",
    source="a.txt",
    sources=("a.txt",),
    sha256="0" * 64,
    chars=19,
    blocks=(Block("paragraph", 0, "我支部认真开展学习。", "p-1"),),
)


def docs_findings(where: Places, text: str, name: str = f"{REPORT.path}.md") -> list[str]:
    files.write(where.docs / name, text)
    return [each.code for each in check.docs(where, 1)]


def test_a_sound_report_has_no_findings(where: Places) -> None:
    count = sum(char.isalnum() for char in REPORT.title + REPORT.blocks[0].text)
    assert docs_findings(where, dump(replace(REPORT, chars=count))) == []


def test_a_count_that_is_not_in_the_text_means_lost_characters(where: Places) -> None:
    assert docs_findings(where, dump(replace(REPORT, chars=99))) == ["han-lost"]


def test_a_report_that_cannot_be_read_back_is_found(where: Places) -> None:
    assert docs_findings(where, "没有头") == ["front-matter"]


def test_a_report_under_a_wrong_name_is_found(where: Places) -> None:
    count = sum(char.isalnum() for char in REPORT.title + REPORT.blocks[0].text)
    assert docs_findings(where, dump(replace(REPORT, chars=count)), "reports/01/other.md") == ["front-matter"]


def test_noise_that_is_left_is_found(where: Places) -> None:
    blocks = (*REPORT.blocks, Block("paragraph", 0, "##paidbegin##", "p-2"))
    count = sum(char.isalnum() for text in (REPORT.title, *(block.text for block in blocks)) for char in text)
    noisy = dump(replace(REPORT, chars=count, blocks=blocks))
    assert docs_findings(where, noisy) == ["noise-left"]
    kept = f"{REPORT.id}:\n  reason: 原文如此\n  keep: ['##paidbegin##']\n"
    where.overrides.parent.mkdir(parents=True, exist_ok=True)
    where.overrides.write_text(kept, encoding="utf-8")
    assert docs_findings(where, noisy) == []


def test_a_line_is_not_judged_by_where_publishing_put_it(where: Places) -> None:
    """What stood above the title follows it in the page; behind the title it would sound like a page's."""
    text = (
        "用“稿得快”AI，五分钟写完一篇总结\n关于召开党员大会进行支部换届选举的请示\n公司党委：\n公司党支部本届委员会任期届满。根据有关规定，"
        "拟于12月召开党员大会进行换届选举。\n一、委员会组成\n下届支部委员会拟由5人组成，设书记1名、副书记1名。"
    )
    rules = load_ruleset(ROOT / "data" / "rules", "test")
    assert clean(text, rules.clean).text == text
    found = structure(text, "a.txt", rules.structure)
    published = "\n".join((found.title, *(block.text for block in found.blocks)))
    assert clean(published, rules.clean).text != published
    blocks = tuple(block._replace(start=0, end=0) for block in found.blocks)
    count = sum(char.isalnum() for char in published)
    report = replace(REPORT, title=found.title, chars=count, blocks=blocks)
    assert docs_findings(where, dump(report)) == []


# Codes ---------------------------------------------------------------------------------------------------


def test_a_finding_takes_severity_meaning_and_cure_from_its_code() -> None:
    code = load_codes()["link-broken"]
    assert finding("link-broken", "a.html") == Finding(
        "link-broken", code.severity, "a.html", code.means, code.cure
    )
    with pytest.raises(KeyError):
        finding("no-such-code", "a.html")


def test_codes_out_of_order_are_refused(tmp_path: Path) -> None:
    row = "  severity: error\n  means: 甲\n  cure: 乙\n"
    (tmp_path / "findings.yml").write_text(f"b-b:\n{row}a-a:\n{row}", encoding="utf-8")
    with pytest.raises(ArchiveError, match="字母顺序"):
        load_codes(tmp_path)


def test_every_code_is_raised_by_a_test() -> None:
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path.name != "test_docs.py"]
    held = "".join(path.read_text(encoding="utf-8") for path in tests)
    assert [code for code in load_codes() if f'"{code}"' not in held] == []
