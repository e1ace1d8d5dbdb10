"""The lists a reader browses: every year, type, level and year with type, as paged HTML inside Markdown files.

Each list is a plain page of links, so that browsing works without JavaScript and from a folder. The text of a
file is its front matter and one HTML fragment; the template puts the frame round it. Paths are below `docs/`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE
from archive.places import CONTENTS
from archive.site import policy
from archive.site.catalog import Row
from archive.site.shelves import Filter, Listing, Shelf, link, listings, of_year, shelf

PAGE = 100
UNSURE = "待核"
TITLE = "title: "
TEMPLATE = "browse.html"
THEME, STYLE = "assets/theme.js", "assets/archive.css"
SEALED = policy.meta(policy.policy())


def browse(rows: Sequence[Row], unsure: frozenset[str] = frozenset()) -> Mapping[str, str]:
    """Every list page as `path below docs -> text`; `unsure` are the ids of the reports with an unsure label."""
    held = shelf(rows, unsure)
    texts = {CONTENTS: _file("浏览", index(held))}
    # Each stands in four lists.
    entries = {row.id: entry(row, 2, unsure=row.id in unsure) for row in held.rows}
    for listing in listings(held):
        beside = "".join(_filter(group) for group in listing.filters)
        pages = range(0, max(len(listing.rows), 1), PAGE)
        for number, start in enumerate(pages, 1):
            title = listing.heading if number == 1 else f"{listing.heading}（第 {number} 页）"
            items = "\n".join(entries[row.id] for row in listing.rows[start : start + PAGE])
            body = _page(listing, number, items, beside)
            texts[f"{_numbered(listing.path, number)}.md"] = _file(title, body)
    return texts


def index(held: Shelf) -> str:
    """The page that all lists hang from: three groups with their counts, and years by types.

    They are the way without JavaScript; with it, the facet page stands in their place (`docs/assets/browse/`).
    """
    parts = [
        (
            '<h1>浏览</h1>\n<div data-browse-app></div>\n<div class="without-js">'
            f'<p class="lead">共 {count(len(held.rows))} 篇，按年份、类型或单位层级查看。</p>'
        )
    ]
    groups = (
        ("year", "按年份", held.years),
        ("type", "按类型", held.types),
        ("level", "按单位层级", held.levels),
    )
    for key, title, group in groups:
        items = "".join(
            f'<li><a href="{link(f"browse/{key}/{name}", 1)}"><span>{escape(name)}</span> '
            f'<span class="n">{count(len(found))}</span></a></li>'
            for name, found in group.items()
        )
        parts.append(
            f'<section aria-labelledby="{key}"><h2 id="{key}">{title}</h2>'
            f'<ul class="tiles">{items}</ul></section>'
        )
    parts.append(
        f'<section aria-labelledby="matrix"><h2 id="matrix">年份与类型</h2>{matrix(held, 1)}</section></div>'
    )
    return "\n".join(parts)


def matrix(held: Shelf, depth: int, most: int | None = None) -> str:
    """Years by types as a table of counts, each a link to its list; `most` stops after the newest years."""
    head = "".join(
        f'<th scope="col"><a href="{link(f"browse/type/{kind}", depth)}">{escape(kind)}</a></th>'
        for kind in held.types
    )
    body = "\n".join(_matrix_row(held, year, depth) for year in list(held.years)[:most])
    return (
        '<div class="matrix" role="region" aria-label="年份与类型的篇数" tabindex="0"><table>'
        f'<thead><tr><th scope="col">年份</th>{head}<th scope="col">合计</th></tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>"
    )


def count(number: int) -> str:
    """A number with thin spaces between thousands, from 10 000 on."""
    return f"{number:,}".replace(",", "\u2009") if number >= 10_000 else str(number)


def labels(row: Row) -> str:
    """The labels of a report in one line; what is unknown is left out."""
    year = f"{row.year}年" if row.year else None
    known = (year, row.type, row.unit_level, row.admin_level, row.sector)
    return " · ".join(label for label in known if label and label not in {UNKNOWN_TYPE, UNKNOWN_LEVEL})


def entry(row: Row, depth: int, *, unsure: bool = False) -> str:
    """One report in a list: its title as a link, its labels, its length."""
    mark = f' <span class="mark">{UNSURE}</span>' if unsure else ""
    address = f"{'../' * depth}{quote(row.url)}"
    return (
        f'<li class="entry" data-id="{row.id}"><a class="entry__title" href="{address}">{escape(row.title)}</a>'
        f'<span class="entry__labels">{escape(labels(row))}{mark}</span>'
        f'<span class="entry__size">{count(row.chars)} 字</span></li>'
    )


def tombstone(named: Mapping[str, str]) -> str:
    """The page under the id of a report that was withdrawn. It says nothing of what stood there.

    `named` has the paths under which scripts and styles are published.
    """
    return _alone(
        named,
        "已撤下",
        "<p>这篇报告已经撤下，不再提供。</p>"
        '<p><a href="../../index.html">回到首页</a><a href="../../browse/index.html">浏览其他报告</a></p>',
    )


def redirect(row: Row, named: Mapping[str, str]) -> str:
    """The page under another id of the same report: it leads on at once, and says so where it cannot.

    `named` has the paths under which scripts and styles are published.
    """
    address = f"../../{quote(row.url)}"
    title = escape(row.title)
    leading = f'<meta http-equiv="refresh" content="0; url={address}"><link rel="canonical" href="{address}">'
    return _alone(
        named,
        title,
        f'<p>这份材料与另一份内容相同，已并入：</p><p><a href="{address}">{title}</a></p>',
        leading,
    )


def _alone(named: Mapping[str, str], heading: str, body: str, leading: str = "") -> str:
    """A page below `reports/XX/` with nothing but a few words, in the site's colours and type."""
    return (
        f'<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">{SEALED}'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">{leading}'
        f'<meta name="robots" content="noindex"><title>{heading}</title>'
        '<link rel="icon" type="image/svg+xml" href="../../assets/seal.svg">'
        f'<script src="../../{named[THEME]}"></script><link rel="stylesheet" href="../../{named[STYLE]}"></head>'
        '<body><main class="alone"><img src="../../assets/seal.svg" width="56" height="56" alt="">'
        f"<h1>{heading}</h1>{body}</main></body></html>\n"
    )


def _page(listing: Listing, number: int, items: str, beside: str) -> str:
    """One page of a list: the entries of its reports, and the filters, which all pages of the list share."""
    total = len(listing.rows)
    pages = -(-total // PAGE) or 1
    crumbs = "".join(
        f'<li><a href="{"../index.html" + href if href.startswith("#") else href}">{escape(name)}</a></li>'
        for name, href in listing.crumbs
    )
    place = f"，第 {number} 页，共 {pages} 页" if pages > 1 else ""
    pager = _pager(listing.path, number, pages)
    combine = escape(urlencode(listing.query))
    return (
        f'<nav class="crumbs" aria-label="位置"><ol><li><a href="../index.html">浏览</a></li>{crumbs}</ol></nav>\n'
        f'<h1>{escape(listing.heading)}</h1>\n<div class="browse">\n<aside class="filters" aria-label="筛选">'
        f"<details open data-fold><summary>筛选</summary>{beside}</details></aside>\n"
        f'<div class="list"><p class="list__count"><b>{count(total)}</b> 篇{place}'
        f'<a class="list__more with-js" href="../index.html?{combine}">组合筛选、排序与选取</a></p>\n'
        f'<ol class="entries" start="{(number - 1) * PAGE + 1}">\n{items}\n</ol>\n{pager}</div>\n</div>'
    )


def _filter(group: Filter) -> str:
    items = "".join(
        f'<li><a href="{choice.href}"{" aria-current=page" if choice.here else ""}>'
        f"<span>{escape(choice.name)}</span>{_number(choice.count)}</a></li>"
        for choice in group.choices
    )
    whole = f'<li><a href="{group.all_href}"><span>不限</span></a></li>' if group.all_href else ""
    return f"<h2>{group.title}</h2><ul>{whole}{items}</ul>"


def _number(of: int | None) -> str:
    return "" if of is None else f' <span class="n">{count(of)}</span>'


def _pager(path: str, number: int, pages: int) -> str:
    if pages == 1:
        return ""
    name = path.rsplit("/", 1)[1]
    near = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    parts = [_turn(name, number - 1, "上一页", "prev") if number > 1 else ""]
    for before, page in zip([0, *near], near, strict=False):
        gap = "<li><span>…</span></li>" if page > before + 1 else ""
        here = f'<li><a href="#" aria-current="page">{page}</a></li>' if page == number else ""
        parts.append(gap + (here or _turn(name, page, str(page), "")))
    parts.append(_turn(name, number + 1, "下一页", "next") if number < pages else "")
    return f'<nav class="pager" aria-label="翻页"><ol>{"".join(parts)}</ol></nav>'


def _turn(name: str, page: int, text: str, rel: str) -> str:
    mark = f' rel="{rel}"' if rel else ""
    return f'<li><a href="{quote(_numbered(name, page))}.html"{mark}>{text}</a></li>'


def _matrix_row(held: Shelf, year: str, depth: int) -> str:
    cells = "".join(_matrix_cell(held, year, kind, depth) for kind in held.types)
    head = f'<th scope="row"><a href="{link(f"browse/year/{year}", depth)}">{year}</a></th>'
    return f'<tr>{head}{cells}<td class="sum">{count(len(held.years[year]))}</td></tr>'


def _matrix_cell(held: Shelf, year: str, kind: str, depth: int) -> str:
    found = len(held.cells.get((year, kind), ()))
    if not found:
        return '<td class="none">–</td>'
    label = f"{of_year(year)}{kind} {found} 篇"
    address = link(f"browse/year-type/{year}-{kind}", depth)
    return f'<td><a href="{address}" aria-label="{escape(label)}">{count(found)}</a></td>'


def _numbered(path: str, number: int) -> str:
    return path if number == 1 else f"{path}-{number}"


def _file(title: str, body: str) -> str:
    """A list as a Markdown file; its title is written as JSON, which is YAML too and far faster to read."""
    said = json.dumps(title.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)
    return f"---\n{TITLE}{said}\ntemplate: {TEMPLATE}\n---\n\n{body}\n"


def read_list(text: str) -> tuple[str, str]:
    """The title and the HTML of a list's file."""
    _, front, content = text.split("---\n", 2)
    return json.loads(front.split("\n", 1)[0].removeprefix(TITLE)), content.removeprefix("\n")


def escape(text: str) -> str:
    """Text for element content and attributes; a damaged byte is shown as a question mark."""
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))
