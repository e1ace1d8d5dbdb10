"""MkDocs hook: report pages, lists, the home page's figures and the ready index. No heavy work happens here.

Report pages skip Python-Markdown: MkDocs is given an empty source (`on_page_read_source`), and just before the
template runs the page's text is rendered by `archive.render`, which a test holds equal to Python-Markdown. Pages
whose key has not changed since the last build are taken from `build/pages/` and never reach MkDocs.
Everything is on public events, so that a successor of MkDocs can build the same site.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

# MkDocs puts this folder on the path only while it loads the hook; workers and late imports need it to stay.
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from mkdocs.exceptions import PluginError

from archive import desk as desks
from archive import files as disk
from archive import pages, render
from archive.errors import ArchiveError
from archive.markdown import load
from archive.page import report_page

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

REPORTS = "reports/"
STUB = "---\ntemplate: report.html\n---\n"
# Material's own scripts and styles: no page of this site loads them.
UNUSED = ("assets/javascripts/", "assets/stylesheets/", "assets/images/", "sitemap.xml")


@dataclass(slots=True)
class Run:
    """One run of MkDocs: the build it publishes, and the pages to keep for the next run."""

    desk: desks.Desk
    keys: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    fragments: dict[str, str] = field(default_factory=dict)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Open the build that is to be published."""
    root = HERE.parent
    build = Path(os.environ.get("ARCHIVE_BUILD") or root / "data" / "build")
    templates = (HERE / "theme").rglob("*.html")
    code = [
        Path(__file__),
        *(HERE / "archive" / f"{name}.py" for name in ("render", "record", "page", "markdown")),
    ]
    try:
        desk = desks.open_desk(build, root, [*templates, *code, Path(config.config_file_path)])
    except ArchiveError as error:
        raise PluginError(str(error)) from error
    config.extra["run"] = Run(desk)
    config.extra["figures"] = _figures(desk)
    config.theme.static_templates -= {"sitemap.xml"}  # it would lack the pages that are not rendered again
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Leave to MkDocs only the report pages that changed, and none of the theme's unused files."""
    run = _run(config)
    kept = _kept(run)
    docs = Path(config.docs_dir)
    for file in list(files):
        if _is_report(file):
            report, text = file.name, Path(cast("str", file.abs_src_path)).read_bytes()
            run.keys[report] = desks.key(run.desk, report, text)
            if kept.get(report) == run.keys[report]:
                run.kept.append(report)
                files.remove(file)
        elif file.src_uri.startswith(UNUSED) and docs not in Path(file.abs_src_path or "").parents:
            files.remove(file)
    return files


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:  # noqa: ARG001 - named by MkDocs
    """Spare MkDocs the front matter and the text of a report."""
    return STUB if _is_report(page.file) else None


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Set a list's HTML aside: it is ready, and Python-Markdown would only read it for nothing."""
    if page.meta.get("template") != "browse.html":
        return markdown
    _run(config).fragments[page.file.src_uri] = markdown
    return ""


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Put a list's HTML back."""
    return _run(config).fragments.pop(page.file.src_uri, html)


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG001
    """Escape everything in every template, and give templates the words for numbers and the links to lists.

    An `autoescape` block in a parent template does not reach the blocks of its children, so the environment does it.
    """
    env.autoescape = True
    env.filters["count"] = pages.count
    env.globals["entry"] = pages.entry
    env.globals["matrix"] = pages.matrix
    env.globals["labels"] = pages.labels
    return env


def on_page_context(
    context: dict[str, object],
    page: Page,
    config: MkDocsConfig,
    nav: Navigation,  # noqa: ARG001 - named by MkDocs
) -> dict[str, object]:
    """Render a report's text, and hand its page what stands round it."""
    desk = _run(config).desk
    if not _is_report(page.file):
        context["shelf"], context["recent"] = desk.shelf, desk.recent
        return context
    path = Path(cast("str", page.file.abs_src_path))
    report = load(path.read_text(encoding="utf-8"), page.file.src_uri)
    page.title = report.title
    page.content = render.blocks(report)
    context["it"] = report_page(desk, report)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Keep a report's page for the next run."""
    if _is_report(page.file):
        page.content = None  # nothing needs it any more, and ten thousand of them are 200 MB
        disk.write(_cached(_run(config), page.file.name), _utf8(output))
    return output


def on_post_build(config: MkDocsConfig) -> None:
    """Put in place what is ready: unchanged pages, pages under other ids, the index, the catalogue."""
    run = _run(config)
    site, build = Path(config.site_dir), run.desk.build
    for report in run.kept:
        disk.copy(_cached(run, report), site / run.desk.by_id[report].url)
    for row in run.desk.shelf.rows:
        for alias in row.aliases:
            disk.write(site / "reports" / alias[1:3] / f"{alias}.html", pages.redirect(row))
    for path in sorted((build / "index").rglob("*")):
        if path.is_file():
            disk.copy(path, site / "search" / path.relative_to(build / "index"))
    for name in ("catalog.json", "catalog.csv"):
        if (build / name).is_file():
            disk.copy(build / name, site / name)
    if config.site_url:
        disk.write(site / "sitemap.xml", _sitemap(site, config.site_url))
    disk.prune(
        build / "pages", {_cached(run, report) for report in run.keys} | {build / "pages" / "keys.json"}
    )
    disk.write(build / "pages" / "keys.json", json.dumps(run.keys, sort_keys=True, indent=0))


def _run(config: MkDocsConfig) -> Run:
    return cast("Run", config.extra["run"])


def _is_report(file: File) -> bool:
    return file.src_uri.startswith(REPORTS) and file.is_documentation_page()


def _cached(run: Run, report: str) -> Path:
    return run.desk.build / "pages" / report[1:3] / f"{report}.html"


def _kept(run: Run) -> Mapping[str, str]:
    path = run.desk.build / "pages" / "keys.json"
    if not path.is_file():
        return {}
    held = cast("dict[str, str]", json.loads(path.read_text(encoding="utf-8")))
    return {report: key for report, key in held.items() if _cached(run, report).is_file()}


def _figures(desk: desks.Desk) -> dict[str, object]:
    years = [row.year for row in desk.shelf.rows if row.year]
    return {
        "reports": len(desk.shelf.rows),
        "chars": sum(row.chars for row in desk.shelf.rows),
        "first": min(years, default=None),
        "last": max(years, default=None),
    }


def _sitemap(site: Path, address: str) -> str:
    base = address.rstrip("/")
    urls = (
        path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")) if path.name != "404.html"
    )
    lines = "\n".join(f"<url><loc>{render.inline(f'{base}/{quote(url)}')}</loc></url>" for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}\n</urlset>\n'
    )


def _utf8(text: str) -> bytes:
    """As MkDocs writes a page: what UTF-8 cannot hold becomes a reference."""
    return text.encode("utf-8", "xmlcharrefreplace")
