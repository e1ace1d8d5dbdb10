"""The finished site: whole, in Chinese, with nothing live from any text, and the same when it is built again."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markupsafe import escape

import site_fixture
from archive import files
from archive.site import finishing, headers, render, sitemap
from archive.site.markdown import load
from archive.site.scripts import named


class Page(HTMLParser):
    """Tags with attributes, ids, links, and the text of the report."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


def every_page(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_report_has_its_page_with_its_text(site: Path) -> None:
    docs = site.parent / "docs"
    sources = sorted((docs / "reports").rglob("*.md"))
    assert len(sources) == site_fixture.REPORTS
    for source in sources:
        report = load(source.read_text(encoding="utf-8"))
        text = (site / f"{report.path}.html").read_text(encoding="utf-8")
        assert render.title(report) in re.sub(r'<span class="whole">(.*?)</span>', r"\1", text)
        plain = re.sub(r'<span class="gap"[^>]*>([^<]*)</span>', r"\1", text)
        assert render.blocks(report) in plain
        assert str(escape(report.source)) in text
        assert report.sha256 in text


def test_links_and_anchors_resolve_and_ids_are_single(site: Path) -> None:
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in every_page(site)}
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for tag, attributes in page.tags:
            address = urlsplit(
                attributes.get("href") or attributes.get("src") or attributes.get("action") or ""
            )
            if (
                (not address.path and not address.fragment)
                or path.name == "404.html"
                or address.scheme == "data"
            ):
                continue
            assert not address.scheme, (path, address)
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.is_file(), (path, tag, address.geturl())
            if address.fragment and target in pages:
                assert unquote(address.fragment) in pages[target].ids, (path, address.geturl())


def test_every_report_page_tells_programs_what_it_is(site: Path) -> None:
    for source in sorted((site.parent / "docs" / "reports").rglob("*.md")):
        report = load(source.read_text(encoding="utf-8"))
        text = (site / f"{report.path}.html").read_text(encoding="utf-8")
        core = {
            name: html.unescape(value)
            for name, value in re.findall(r'<meta name="DC\.(\w+)" content="([^"]*)">', text)
        }
        assert core["title"] == report.title
        assert core["identifier"] == report.id
        assert core.get("date") == (str(report.year) if report.year else None)
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
        assert found
        linked = json.loads(found[1])
        assert (linked["headline"], linked["identifier"]) == (report.title, report.id)
    assert (site / "feed.xml").read_text("utf-8").count("<entry>") == site_fixture.REPORTS


def test_a_report_page_is_light_at_first_load(site: Path) -> None:
    """At most 150 KB gzipped with everything that it names."""
    for path in sorted((site / "reports").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r'(?:src|href)="([^"]+\.(?:js|css|svg|png|webp))"', text))
        contents = [text.encode(), *((path.parent / name).read_bytes() for name in named)]
        assert sum(len(gzip.compress(content, 9)) for content in contents) <= 150_000, path


def test_nothing_in_a_page_is_live_but_our_scripts(site: Path) -> None:
    for path in every_page(site):
        for tag, attributes in Page(path.read_text(encoding="utf-8")).tags:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (path, tag)
            assert "javascript:" not in attributes.get("href", "")
            if tag == "script" and path.name != "404.html":
                assert "src" in attributes or attributes.get("type") == "application/ld+json"
            assert tag not in {"iframe", "object", "embed", "base"}
            assert tag != "img" or attributes["src"].startswith("assets/help/"), path


def test_no_address_outside_the_site_is_named(site: Path) -> None:
    known = re.compile(r"https?://(?:schema\.org|www\.w3\.org|www\.sitemaps\.org)")
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".css", ".svg"}:
            text = path.read_text(encoding="utf-8")
            text = re.sub(r'<div class="text">.*?</article>', "", text, flags=re.DOTALL)
            assert not re.findall(r"https?://[^\s\"'<）]+", known.sub("", text)), path


def test_the_interface_is_chinese(site: Path) -> None:
    for path in every_page(site):
        text = path.read_text(encoding="utf-8")
        assert 'lang="zh-Hans"' in text
        for label in re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text):
            assert re.search(r"[\u4e00-\u9fff]", label), (path, label)
        visible = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
        if "reports" not in path.parts:
            assert not re.search(
                r"\b(?:search|home|next|previous|contents|Material|MkDocs|skip)\b", visible, re.IGNORECASE
            ), path


def test_noise_stands_nowhere_but_in_the_record(site: Path) -> None:
    for path in every_page(site):
        text = re.sub(
            r'<section class="record".*?</section>', "", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        for noise in ("邮箱投稿", "paidbegin", "paidend", "编辑密码", "咨询QQ", "wsx2023"):
            assert noise not in text, (path, noise)
        assert "wsx2023" not in path.read_text(encoding="utf-8")


def test_the_catalogue_and_the_index_are_in_place(site: Path) -> None:
    held = json.loads((site / "catalog.json").read_text(encoding="utf-8"))
    assert len(held["reports"]) == site_fixture.REPORTS
    assert all((site / row["url"]).is_file() for row in held["reports"])
    assert (site / "catalog.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (site / "search" / "manifest.js").is_file()
    assert (site / "search" / "p").is_dir()


def test_linked_data_is_json_and_says_what_the_labels_say(site: Path) -> None:
    for row in json.loads((site / "catalog.json").read_text(encoding="utf-8"))["reports"]:
        text = (site / row["url"]).read_text(encoding="utf-8")
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert found
        data = json.loads(found[1])
        assert data["headline"] == row["title"]
        assert data.get("temporalCoverage") == (str(row["year"]) if row["year"] else None)
        assert [each["name"] for each in data["isBasedOn"]] == row["sources"]


def test_every_script_and_style_is_named_by_its_content(site: Path) -> None:
    own = [
        path.relative_to(site).as_posix()
        for path in (site / "assets").rglob("*")
        if path.suffix in {".js", ".css"}
    ]
    assert {path.split("/")[1].partition("-")[0] for path in own} > {
        "archive",
        "search",
        "report",
        "study",
        "word",
    }
    for path in own:
        stem, _, ending = path.rpartition(".")
        plain = f"{stem.rpartition('-')[0]}.{ending}"
        assert named(plain, (site / path).read_text(encoding="utf-8")) == path
        assert headers.LASTING.search(path)
    rules = (site / "_headers").read_text(encoding="utf-8")
    assert f"/assets/vendor/*\n  Cache-Control: {headers.FOREVER}\n" in rules
    assert f"/assets/archive-*\n  Cache-Control: {headers.FOREVER}\n" in rules
    assert f"/assets/seal.svg\n  Cache-Control: {headers.ASK_AGAIN}\n" in rules
    assert rules.count("\n/") < 99


def test_a_script_that_comes_on_demand_is_asked_for_by_the_name_that_it_has(site: Path) -> None:
    (start,) = (site / "assets" / "quick").glob("start-*.js")
    found = re.search(r"DIGESTS=\{(.*?)\}", start.read_text(encoding="utf-8"))
    assert found
    told = dict(re.findall(r'"([^"]+)\.js":"([0-9a-f]{8})"', found[1]))
    for path, digest in told.items():
        assert (site / "assets" / f"{path}-{digest}.js").is_file()
    for path in (
        "vendor/lunr",
        "search/engine",
        "word/handout",
        "quick/quick",
    ):
        assert path in told


def test_pages_are_light(site: Path) -> None:
    own = [path for path in (site / "assets").rglob("*.js") if "vendor" not in path.parts]
    assert not list(site.rglob("*.woff*"))
    assert not (site / "assets" / "javascripts").exists()
    for path in every_page(site):
        sources = [
            a["src"]
            for tag, a in Page(path.read_text(encoding="utf-8")).tags
            if tag == "script" and "src" in a
        ]
        loaded = [(path.parent / source).resolve() for source in sources]
        assert set(loaded) <= {each.resolve() for each in own}
        assert sum(len(_packed(each)) for each in loaded) <= 40 * 1024


def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


def test_a_second_build_takes_unchanged_pages_from_the_last_one_and_is_the_same(
    site: Path, tmp_path: Path
) -> None:
    work = site.parent
    again = tmp_path / "again"
    site_fixture.mkdocs(work / "docs", work / "build", again)
    assert tree(again) == tree(site)
    held = work / "build" / "pages"
    reports, lists = sorted(held.glob("??/*.html")), sorted(held.glob("browse/*/*.html"))
    assert len(reports) == site_fixture.REPORTS
    pages = [again / "reports" / path.relative_to(held) for path in reports]
    pages += [again / path.relative_to(held) for path in lists]
    assert set(pages) == {*again.glob("reports/??/r*.html"), *again.glob("browse/*/*.html")}
    assert all(path.samefile(page) for path, page in zip((*reports, *lists), pages, strict=True))
    for path in (reports[0], lists[0]):
        files.write(path, "改坏了")
    site_fixture.mkdocs(work / "docs", work / "build", again)
    assert tree(again) == tree(site)


def test_without_a_build_mkdocs_says_what_to_run(tmp_path: Path) -> None:
    environment = os.environ | {"ARCHIVE_BUILD": str(tmp_path / "none"), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    run = subprocess.run(
        command,
        cwd=site_fixture.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode != 0
    assert "python3 scripts/build.py" in run.stderr


@pytest.mark.parametrize("name", ["index.html", "search.html", "about.html", "browse/index.html"])
def test_hand_written_pages_are_there(site: Path, name: str) -> None:
    text = (site / name).read_text(encoding="utf-8")
    assert text.count("<h1") == 1
    assert '<meta name="archive-root"' in text
    assert "data-quick" in text


def test_a_map_of_the_site_is_made_for_an_address_alone(site: Path) -> None:
    assert not (site / "sitemap.xml").exists()
    listed = sitemap.pages(finishing.paths(site), {"404", "about"})
    (text,) = sitemap.sitemap(listed, "https://example.org/a/").values()
    addresses = re.findall(r"<loc>([^<]*)</loc>", text)
    assert "https://example.org/a/browse/year/2018.html" in addresses
    assert sum("/reports/" in address for address in addresses) == site_fixture.REPORTS
    assert not [address for address in addresses if address.endswith(("404.html", "about.html"))]
    assert not (site / "assets" / "screenshots").exists()
