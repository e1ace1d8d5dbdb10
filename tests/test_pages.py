"""Every report is in its year, its type, its level and its year with type, once, and every link of a list resolves."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Report
from archive.site import pages
from archive.site.catalog import rows

NAMES = st.sampled_from(("工作总结", "述职报告", "未定"))
LEVELS = st.sampled_from(("党委", "党支部", "未注明"))
YEARS = st.none() | st.integers(2016, 2019)
ASSETS = {"assets/archive.css": "assets/archive-1.css", "assets/theme.js": "assets/theme-2.js"}


def report(number: int, year: int | None, kind: str, level: str, title: str = "题") -> Report:
    return Report(
        f"r{number:012x}", f"{title}{number}", "a.txt", ("a.txt",), "0" * 64, 12345, (), kind, level, year
    )


def browse(reports: list[Report]) -> Mapping[str, str]:
    unsure = frozenset(each.id for each in reports if each.review)
    return pages.browse(rows(reports, {}), unsure)


@st.composite
def archives(draw: st.DrawFn) -> list[Report]:
    labels = draw(st.lists(st.tuples(YEARS, NAMES, LEVELS), max_size=12))
    return [report(number, *each) for number, each in enumerate(labels)]


def listed(texts: dict[str, str], path: str) -> list[str]:
    """The ids of a list over all its pages."""
    found: list[str] = []
    number = 1
    while (name := f"{path}.md" if number == 1 else f"{path}-{number}.md") in texts:
        found += re.findall(r'data-id="(r[0-9a-f]{12})"', texts[name])
        number += 1
    return found


@settings(max_examples=40)
@given(archives())
def test_every_report_is_in_each_of_its_lists_once(some: list[Report]) -> None:
    texts = dict(browse(some))
    for each in some:
        year = "未注明" if each.year is None else str(each.year)
        for path in (
            f"year/{year}",
            f"type/{each.type}",
            f"level/{each.unit_level}",
            f"year-type/{year}-{each.type}",
        ):
            assert listed(texts, f"browse/{path}").count(each.id) == 1
    for path in {name.rsplit(".", 1)[0] for name in texts if "/year/" in name}:
        year = path.rsplit("/", 1)[1]
        assert set(listed(texts, path)) == {
            each.id for each in some if (str(each.year) if each.year else "未注明") == year
        }


@settings(max_examples=40)
@given(archives())
def test_every_link_of_a_list_leads_to_a_page_that_is_made(some: list[Report]) -> None:
    texts = browse(some)
    made = {name.removesuffix(".md") + ".html" for name in texts} | {f"{each.path}.html" for each in some}
    for name, text in texts.items():
        for href in re.findall(r'href="([^"#?]+)(?:[#?][^"]*)?"', text):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href))) in made


def test_a_long_list_is_paged_at_a_hundred() -> None:
    some = [report(number, 2018, "工作总结", "党委") for number in range(205)]
    texts = browse(some)
    assert [name for name in texts if "browse/year/" in name] == [
        "browse/year/2018.md", "browse/year/2018-2.md", "browse/year/2018-3.md",
    ]  # fmt: skip
    assert texts["browse/year/2018.md"].count('class="entry"') == 100
    assert texts["browse/year/2018-3.md"].count('class="entry"') == 5
    assert "第 2 页，共 3 页" in texts["browse/year/2018-2.md"]
    assert 'rel="next"' in texts["browse/year/2018-2.md"]
    assert 'rel="next"' not in texts["browse/year/2018-3.md"]
    assert len(listed(dict(texts), "browse/year/2018")) == 205


def test_titles_in_lists_are_text() -> None:
    text = browse([report(1, 2018, "工作总结", "党委", '<script>"&')])["browse/year/2018.md"]
    assert "<script>" not in text
    assert "&lt;script&gt;&quot;&amp;1" in text


def test_a_report_to_look_at_is_marked() -> None:
    sure, unsure = report(1, 2018, "工作总结", "党委"), report(2, 2018, "工作总结", "党委")
    unsure = Report(**{name: getattr(unsure, name) for name in Report.__slots__} | {"review": ("type",)})
    text = browse([sure, unsure])["browse/year/2018.md"]
    assert text.count("待核") == 1


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0"), (4161, "4161"), (9999, "9999"), (21341, "21\u2009341")]
)
def test_numbers_have_thin_spaces_or_none(number: int, shown: str) -> None:
    assert pages.count(number) == shown


def test_another_id_leads_to_the_report() -> None:
    text = pages.redirect(rows([report(1, 2018, "工作总结", "党委")], {})[0], ASSETS)
    assert 'content="0; url=../../reports/00/r000000000001.html"' in text


def test_a_page_that_stands_alone_has_the_colours_and_fits_a_telephone() -> None:
    for text in (
        pages.tombstone(ASSETS),
        pages.redirect(rows([report(1, 2018, "工作总结", "党委")], {})[0], ASSETS),
    ):
        assert 'href="../../assets/archive-1.css"' in text
        assert 'src="../../assets/theme-2.js"' in text
        assert 'content="width=device-width' in text
    assert 'href="../../browse/index.html"' in pages.tombstone(ASSETS)


def test_no_reports_give_an_index_all_the_same() -> None:
    assert list(browse([])) == ["browse/index.md"]


def test_a_list_changes_only_with_reports_that_share_a_label_with_it() -> None:
    some = [report(1, 2018, "工作总结", "党委"), *(report(n, 2019, "述职报告", "党支部") for n in (2, 3))]
    before, after = browse(some), browse([*some, report(4, 2019, "述职报告", "党支部")])
    same = {path for path in before if before[path] == after[path]}
    assert same == {
        f"browse/{path}.md"
        for path in ("year/2018", "type/工作总结", "level/党委", "year-type/2018-工作总结")
    }


def test_filters_count_what_shares_a_label_with_the_list() -> None:
    some = [report(1, 2018, "工作总结", "党委"), report(2, 2018, "述职报告", "党委")]
    text = browse(some)["browse/year/2018.md"]
    counted = re.findall(r'<li><a href="([^"]+)"[^>]*><span>[^<]+</span> <span class="n">(\d+)</span>', text)
    assert [(unquote(href), number) for href, number in counted] == [
        ("../../browse/year-type/2018-工作总结.html", "1"),
        ("../../browse/year-type/2018-述职报告.html", "1"),
    ]
    assert "aria-current=page><span>2018</span></a>" in text
