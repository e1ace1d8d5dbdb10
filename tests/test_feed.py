"""The feed is Atom, names each report for good, and says when it was added."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from archive.model import Report
from archive.site.catalog import Row, rows
from archive.site.feed import Channel, atom

SPACE = {"a": "http://www.w3.org/2005/Atom"}


def some() -> tuple[Row, ...]:
    titles = ('甲<b> & "乙"', "丙\x0b\ud800")
    reports = (
        Report(f"r{at:012x}", title, "a.txt", ("a.txt",), "0" * 64, 12345, (), "工作总结", "党委", 2018 - at)
        for at, title in enumerate(titles)
    )
    return rows(reports, {})


def read(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


def test_every_entry_has_what_atom_asks_for() -> None:
    feed = read(
        atom(Channel("文鉴", "报告", "https://a.example/w/"), some(), {"r000000000000": "2026-01-02"})
    )
    assert feed.findtext("a:updated", "", SPACE) == "2026-01-02T00:00:00Z"
    assert feed.findtext("a:author/a:name", "", SPACE) == "文鉴"
    own = feed.find("a:link[@rel='self']", SPACE)
    assert own is not None
    assert own.get("href") == "https://a.example/w/feed.xml"
    entries = feed.findall("a:entry", SPACE)
    assert [each.findtext("a:title", "", SPACE) for each in entries] == ['甲<b> & "乙"', "丙\ufffd\ufffd"]
    assert [each.findtext("a:updated", "", SPACE)[:10] for each in entries] == ["2026-01-02", "1970-01-01"]
    links = [link.get("href") for link in feed.findall("a:entry/a:link", SPACE)]
    assert links[0] == "https://a.example/w/reports/00/r000000000000.html"
    names = {each.findtext("a:id", "", SPACE) for each in (feed, *entries)}
    assert len(names) == 3
    assert all(name.startswith("urn:uuid:") for name in names)


def test_an_address_may_hold_any_sign() -> None:
    feed = read(atom(Channel("文鉴", "", 'https://a.example/"w"&/'), some(), {}))
    links = [link.get("href") for link in feed.iterfind(".//a:link", SPACE)]
    assert links
    assert all(str(link).startswith('https://a.example/"w"&/') for link in links)


def test_ids_stay_when_the_site_moves_or_has_no_address() -> None:
    one = read(atom(Channel("文鉴", "", ""), some(), {}))
    two = read(atom(Channel("文鉴", "", "https://b.example"), some(), {}))
    assert [node.text for node in one.iterfind(".//a:id", SPACE)] == [
        node.text for node in two.iterfind(".//a:id", SPACE)
    ]
    link = one.find("a:entry/a:link", SPACE)
    assert link is not None
    assert str(link.get("href")).startswith("reports/")
    assert one.find("a:link[@rel='self']", SPACE) is None


def test_an_empty_archive_has_a_feed_too() -> None:
    assert read(atom(Channel("文鉴", "", ""), (), {})).findall("a:entry", SPACE) == []
