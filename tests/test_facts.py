"""What is kept of a site's files is believed only while they are as they were, and says the same as reading them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from archive import files
from archive.checking.facts import Facts, facts, load_facts, stamps
from archive.checking.links import read_page, resolve
from archive.checking.sitecheck import of_facts
from archive.console.summary import Summary
from archive.site.frame import Frame, Here, mould, poured, rendered

NOTHING = Summary(0, 0, 0, 0, 0, 0)
PAGES = {
    "index.html": '<a href="a/one.html#p">一</a>',
    "a/one.html": '<i id="p"></i><a href="../index.html">回</a><a href="two.html">二</a>',
    "a/two.html": "二",
    "a-b/three.html": '<a href="../a/one.html">一</a>',
    "search/manifest.js": "",
    "catalog.json": '{"version":1,"reports":[]}',
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        files.write(tmp_path / "site" / name, text)
    return tmp_path


def read(made: Path) -> Facts:
    """What is known with the cache, held to reading everything."""
    known, plain = facts(made / "site", 1, load_facts(made / "cache")), facts(made / "site", 1)
    assert (list(known.digests.items()), known.stamps) == (list(plain.digests.items()), plain.stamps)
    assert [(each.targets, each.anchors, dict(each.told())) for each in known.groups] == [
        (each.targets, each.anchors, dict(each.told())) for each in plain.groups
    ]
    return known


def wrong(made: Path) -> list[tuple[str, str, str]]:
    return [(each.code, each.path, each.message) for each in of_facts(made / "site", read(made), NOTHING)]


def test_every_change_is_seen(made: Path) -> None:
    assert wrong(made) == []
    files.write(made / "site" / "a" / "two.html", '<a href="none.html">x</a>')
    assert wrong(made) == [("link-broken", "a/two.html", "none.html")]
    files.write(made / "site" / "a" / "none.html", "")
    assert wrong(made) == []
    files.remove(made / "site" / "a" / "one.html")
    assert wrong(made) == [
        ("link-broken", "a-b/three.html", "../a/one.html"),
        ("link-broken", "index.html", "a/one.html#p"),
    ]
    files.write(made / "site" / "a" / "one.html", "ohne")
    assert wrong(made) == [("anchor-broken", "index.html", "a/one.html#p")]


def test_a_change_that_keeps_size_and_time_is_seen_by_the_inode(made: Path) -> None:
    read(made)
    page = made / "site" / "a" / "two.html"
    status = page.stat()
    other = made / "other"
    other.write_text("丙", "utf-8")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(page)
    read(made)


@pytest.mark.parametrize("keep", [0, 3, 40, -1])
def test_a_damaged_cache_is_read_anew(made: Path, keep: int) -> None:
    read(made)
    for path in (made / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:keep])
    read(made)
    assert len(stamps(made / "site")) == 4  # the root and three folders


LINKS = {
    "a.html": ("a/b/a.html", ""),
    "../b.html": ("a/b.html", ""),
    "../../c/d.js": ("c/d.js", ""),
    "../../../e.html": ("../e.html", ""),
    "x/../y.html": ("a/b/y.html", ""),
    "f%20g.html": ("a/b/f g.html", ""),
    "h.html?q#i": ("a/b/h.html", "i"),
    "./k.html": ("a/b/k.html", ""),
    "#l": ("", "l"),
    "/m.html": ("m.html", ""),
    "n/": ("a/b/n/index.html", ""),
}


@pytest.mark.parametrize("link", LINKS)
def test_where_a_link_leads(link: str) -> None:
    assert resolve("a/b", link) == (link, *LINKS[link])


def test_an_id_stands_behind_a_space() -> None:
    assert read_page("x.html", 'id="0"<a id="1" data-id="2" \nid=3>').ids == {"1", "3"}


@pytest.mark.parametrize("address", ["", "https://例.cn/a"])
def test_a_poured_page_is_the_rendered_one(tmp_path: Path, address: str) -> None:
    files.write(
        tmp_path / "t.html",
        "<title>{{ page.title }}</title>{% if page.canonical_url %}<link href={{ page.canonical_url }}>{% endif %}"
        "<a href={{ base_url }}/x>{{ config.name }}</a>{{ page.content|safe }}{{ page.title }}",
    )
    frame = Frame((str(tmp_path),), {"name": "文鉴"}, (), address)
    here = Here(
        f"{address}/b/c/d.html?&" if address else "",
        "<甲> & \udce4 title",
        "<p>乙 \udce4 &amp;</p>",
        "b/c/d.html",
    )
    want = rendered(frame, "t.html", here.url, here).encode("utf-8")
    assert poured(mould(frame, "t.html", 2), here) == want


def test_a_page_is_made_with_a_version_of_material_wherever_that_lies() -> None:
    frame = Frame(("/a",), {"name": "文鉴"}, (), "", compiled="/b")
    assert repr(frame) == repr(replace(frame, folders=("/c",), compiled="/d"))
    assert repr(frame) != repr(replace(frame, material="0"))
