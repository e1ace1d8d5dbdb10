"""MkDocs hook: report pages, lists, the home page's figures and the ready index. No heavy work happens here.

Report pages never enter MkDocs' own set of files, where each costs several times as much: when MkDocs has written
everything else, they are rendered by `archive.render`, which a test holds equal to Python-Markdown, with the same
template environment. Pages whose key has not changed since the last build are taken from `build/pages/`, one file
for each of 256 groups. Everything is on public events, so that a successor of MkDocs can build the same site.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

# MkDocs puts this folder on the path only while it loads the hook; workers and late imports need it to stay.
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from mkdocs.exceptions import PluginError

from archive import files as disk
from archive.errors import ArchiveError
from archive.site import desk as desks
from archive.site import headers, pages
from archive.site.compact import Script, compact
from archive.site.markdown import load
from archive.site.page import report_page
from archive.site.pages import escape
from archive.site.slim import slim

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

REPORTS = "reports/"
MISSING = "404.html"
# Material's own scripts and styles: no page of this site loads them.
UNUSED = ("assets/javascripts/", "assets/stylesheets/", "assets/images/", "sitemap.xml")


@dataclass(slots=True)
class Run:
    """One run of MkDocs: the build it publishes, its reports, and what their pages are rendered with."""

    desk: desks.Desk
    catalog: Script
    reports: dict[str, Path] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    env: jinja2.Environment | None = None
    nav: Navigation | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """What the frame asks of a page."""

    canonical_url: str


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Open the build that is to be published."""
    root = HERE.parent
    build = Path(os.environ.get("ARCHIVE_BUILD") or root / "data" / "build")
    templates = (HERE / "theme").rglob("*.html")
    code = [
        Path(__file__),
        *(
            HERE / "archive" / "site" / f"{name}.py"
            for name in ("render", "record", "page", "markdown", "headers")
        ),
    ]
    try:
        desk = desks.open_desk(build, root, [*templates, *code, Path(config.config_file_path)])
    except ArchiveError as error:
        raise PluginError(str(error)) from error
    config.extra["run"] = Run(desk, compact(desk.shelf, desk.added))
    config.extra["figures"] = _figures(desk)
    config.theme.static_templates -= {"sitemap.xml"}  # it would lack the pages that are not rendered again
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take the reports aside, and leave out the files of the theme that no page loads."""
    run = _run(config)
    docs = Path(config.docs_dir)
    for file in list(files):
        if _is_report(file):
            run.reports[file.name] = Path(cast("str", file.abs_src_path))
            files.remove(file)
        elif file.src_uri.startswith(UNUSED) and docs not in Path(file.abs_src_path or "").parents:
            files.remove(file)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG001 - named by MkDocs
    """Keep the navigation for the pages of reports."""
    _run(config).nav = nav
    return nav


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
    _run(config).env = env
    env.filters["count"] = pages.count
    env.globals["policy"] = headers.meta(headers.policy())
    env.globals["entry"] = pages.entry
    env.globals["matrix"] = pages.matrix
    env.globals["labels"] = pages.labels
    return env


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Let the page for missing addresses use the style and the script that stand in it."""
    return headers.sealed(output_content) if template_name == MISSING else output_content


def on_page_context(
    context: dict[str, object],
    page: Page,  # noqa: ARG001 - named by MkDocs
    config: MkDocsConfig,
    nav: Navigation,  # noqa: ARG001 - named by MkDocs
) -> dict[str, object]:
    """Hand the home page what it lists, and every page the name of the catalogue that scripts load."""
    desk = _run(config).desk
    context["shelf"], context["recent"] = desk.shelf, desks.recent(desk)
    context["catalog"] = _run(config).catalog.name
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Put in place what is ready: unchanged pages, pages under other ids, the index, the catalogue."""
    run = _run(config)
    site, build = Path(config.site_dir), run.desk.build
    _write_reports(run, config, site)
    _write_scripts(site / "assets")
    aliases = [alias for row in run.desk.shelf.rows for alias in row.aliases]
    for row in run.desk.shelf.rows:
        for alias in row.aliases:
            disk.write(site / "reports" / alias[1:3] / f"{alias}.html", pages.redirect(row))
    for path in sorted((build / "index").rglob("*")):
        if path.is_file():
            disk.copy(path, site / "search" / path.relative_to(build / "index"))
    disk.write(site / "search" / f"{run.catalog.name}.js", run.catalog.text)
    for name in ("catalog.json", "catalog.csv"):
        if (build / name).is_file():
            disk.copy(build / name, site / name)
    if config.site_url:
        disk.write(site / "sitemap.xml", _sitemap(site, config.site_url, {"404", *aliases}))
    _write_headers(site, build)


def _write_headers(site: Path, build: Path) -> None:
    """Say what a server is to send with the pages: in the site for static hosts, beside it for nginx."""
    missing = (site / MISSING).read_text(encoding="utf-8")
    paths = (
        Path(folder, name).relative_to(site).as_posix()
        for folder, _, names in os.walk(site)
        for name in names
    )
    disk.write(site / "_headers", headers.static_host(missing, paths))
    disk.write(build / "nginx.conf", headers.nginx(missing))


def _write_reports(run: Run, config: MkDocsConfig, site: Path) -> None:
    """Write every report's page, group by group, so that no more than one group is held in memory."""
    folder = run.desk.build / "pages"
    groups: dict[str, list[str]] = {}
    for report in sorted(run.reports):
        groups.setdefault(report[1:3], []).append(report)
    for group, reports in groups.items():
        path = folder / f"{group}.json"
        kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        made = {report: _page(run, config, report, kept.get(report)) for report in reports}
        for report, (_, text) in made.items():
            disk.write(site / "reports" / group / f"{report}.html", text)
        if made != kept:
            disk.write(path, json.dumps(made, ensure_ascii=False))
    disk.prune(folder, {folder / f"{group}.json" for group in groups})


def _write_scripts(assets: Path) -> None:
    """Publish our own scripts without their comments; those of others stay as they came."""
    for path in sorted(assets.rglob("*.js")):
        if "vendor" not in path.parts:
            disk.write(path, slim(path.read_text(encoding="utf-8")))


def _page(run: Run, config: MkDocsConfig, report: str, kept: list[str] | None) -> list[str]:
    """The key and the HTML of one report's page: as it was kept, or rendered."""
    source = run.reports[report].read_bytes()
    key = desks.key(run.desk, report, source + (config.site_url or "").encode())
    if kept and kept[0] == key:
        return kept
    return [key, _rendered(run, config, source, run.reports[report])]


def _rendered(run: Run, config: MkDocsConfig, source: bytes, path: Path) -> str:
    env = cast("jinja2.Environment", run.env)
    report = load(source.decode("utf-8"), path.as_posix())
    address = f"{config.site_url.rstrip('/')}/{report.path}.html" if config.site_url else ""
    text = env.get_template("report.html").render(
        config=config,
        nav=run.nav,
        base_url="../..",
        page=Here(address),
        it=report_page(run.desk, report),
    )
    return text.encode("utf-8", "xmlcharrefreplace").decode("utf-8")


def _run(config: MkDocsConfig) -> Run:
    return cast("Run", config.extra["run"])


def _is_report(file: File) -> bool:
    return file.src_uri.startswith(REPORTS) and file.is_documentation_page()


def _figures(desk: desks.Desk) -> dict[str, object]:
    years = [row.year for row in desk.shelf.rows if row.year]
    return {
        "reports": len(desk.shelf.rows),
        "chars": sum(row.chars for row in desk.shelf.rows),
        "first": min(years, default=None),
        "last": max(years, default=None),
    }


def _sitemap(site: Path, address: str, without: set[str]) -> str:
    base = address.rstrip("/")
    urls = (
        path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")) if path.stem not in without
    )
    lines = "\n".join(f"<url><loc>{escape(f'{base}/{quote(url)}')}</loc></url>" for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}\n</urlset>\n'
    )
