"""MkDocs hook: report pages, lists, the home page's figures and the ready index. No heavy work happens here.

Reports and lists never enter MkDocs' own set of files, where each costs several times as much: when MkDocs has
written everything else, they are rendered in parallel by `archive.site.press`, with the same templates; a test holds
a report's text equal to what Python-Markdown makes of it. Pages whose key has not changed since the last build are
taken from `build/pages/`. Everything is on public events, so that a successor of MkDocs can build the same site.

MkDocs may be begun while reports are still worked on: it reads the pages by hand, then waits, in the order in which
things become whole, for the catalogue, the keywords, the index, the fingerprints and the study.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, cast

# MkDocs puts this folder on the path only while it loads the hook; workers and late imports need it to stay.
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

import jinja2
from mkdocs.exceptions import PluginError

from archive import files as disk
from archive.console.progress import silent
from archive.errors import ArchiveError
from archive.export import word
from archive.export.layout import load_layout
from archive.export.ooxml import fixed
from archive.places import CONTENTS, GENERATED, MISSING, rules_of
from archive.processes.parallel import default_jobs
from archive.site import desk as desks
from archive.site import finishing, pages, policy, press
from archive.site import frame as frames
from archive.site import sitemap as sitemaps
from archive.site.assets import Assets, is_asset, load_assets
from archive.site.catalog import Row
from archive.site.compact import Script, compact
from archive.site.feed import Channel
from archive.site.offered import Offered, bundled, entries, load_offered, passages
from archive.site.publishing import INDEX, KEYWORDS, PRINTS, RECORDS, STUDY, Publishing
from archive.site.scripts import bundles, joined

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

OURS = tuple(f"{folder}/" for folder in GENERATED)
THEME = HERE / "theme"
Given = TypeVarTuple("Given")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Run:
    """One run of MkDocs: the build it publishes, what pages are rendered with, and what stands in the site already."""

    order: Publishing
    offered: Offered
    assets: Assets
    settings: Mapping[str, object]
    folders: tuple[str, ...]
    nav: tuple[frames.Item, ...] = ()
    shown: Shown | None = None
    placed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """What is published of a finished build."""

    desk: desks.Desk
    catalog: Script
    recent: tuple[Row, ...]
    study: Mapping[str, object]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Say what is to be published, and how.

    MkDocs is shown our own templates alone: it would look through Material's too, 14 000 icons among them, for files to
    publish, and no page loads any of them. Templates still find what they include from there.
    """
    root = HERE.parent
    order = config.extra.pop("publishing", None) or _last(Path(config.docs_dir), root)
    offered = _or_plugin_error(load_offered, rules_of(root))
    table = bundled(bundles(config.extra["bundles"]), offered)
    assets = _or_plugin_error(
        load_assets, Path(config.docs_dir), table, offered, order.build / "cache" / "scripts"
    )
    config.extra["joined"] = [f"assets/{path}" for path in joined(table)]
    config.extra["named"] = assets.names
    config.nav = entries(config.nav or (), offered)
    folders, config.theme.dirs = tuple(config.theme.dirs), [os.fspath(THEME)]
    config.extra["run"] = Run(order, offered, assets, frames.settings(config), folders)
    config.theme.static_templates -= {sitemaps.FILE}  # it would lack the pages that are not rendered again
    return config


def _last(docs: Path, root: Path) -> Publishing:
    """What `mkdocs build` by itself publishes: the last build."""
    build = Path(os.environ.get("ARCHIVE_BUILD") or root / "data" / "build")
    return Publishing(build, docs, default_jobs(), silent())


def _or_plugin_error(ask: Callable[[*Given], Answer], *given: *Given) -> Answer:
    """What is asked for; MkDocs ends with what is wrong with it."""
    try:
        return ask(*given)
    except ArchiveError as error:
        raise PluginError(str(error)) from error


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take reports, lists, scripts and styles aside, and leave out what is not offered."""
    offered = _run(config).offered
    for file in list(files):
        if _is_ours(file) or is_asset(file.src_uri) or not offered.holds(file.src_uri):
            files.remove(file)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG001 - named by MkDocs
    """Keep the navigation for the pages of reports and lists."""
    _run(config).nav = frames.items(nav)
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - named by MkDocs
    """Leave out what is said of what is not offered.

    A list's HTML is left alone: it is ready, and Python-Markdown would only read it for nothing.
    """
    if page.meta.get("template") == pages.TEMPLATE:
        return ""
    return _or_plugin_error(passages, markdown, _run(config).offered, page.file.src_uri)


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG001
    """Render reports and lists and place the index; give MkDocs's own pages what these are rendered with."""
    run = _run(config)
    desk = _desk(run.order, config)
    site = run.order.site or Path(config.site_dir)
    rendered = _pressed(desk, config, site)
    run.order.ready(INDEX)
    run.order.ready(PRINTS)
    searched = ("index", "prints") if run.offered.draft else ("index",)
    run.placed = frozenset((*rendered, *finishing.placed(run.order.build, site, "search", searched)))
    run.order.ready(STUDY)
    study = _or_plugin_error(desks.study, run.order.build) if run.offered.study else {}
    run.shown = Shown(desk, compact(desk.shelf, desk.added), desks.recent(desk), study)
    config.extra["figures"] = desks.figures(desk)
    env.loader = jinja2.FileSystemLoader(run.folders)
    env.bytecode_cache = jinja2.FileSystemBytecodeCache(_compiled(config))
    return frames.dressed(env)


def _desk(order: Publishing, config: MkDocsConfig) -> desks.Desk:
    order.ready(RECORDS)
    order.ready(KEYWORDS)
    frame = [
        *THEME.rglob("*.html"),
        Path(__file__),
        *press.code(HERE / "archive"),
        Path(config.config_file_path),
    ]
    return _or_plugin_error(desks.open_desk, order.build, HERE.parent, frame)


def _compiled(config: MkDocsConfig) -> str:
    """Where the code of templates is kept."""
    folder = _run(config).order.build / "cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return os.fspath(folder)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Let the page for missing addresses use the style and the script that stand in it."""
    return policy.sealed(output_content) if template_name == MISSING else output_content


def on_page_context(
    context: dict[str, object],
    page: Page,
    config: MkDocsConfig,
    nav: Navigation,  # noqa: ARG001 - named by MkDocs
) -> dict[str, object]:
    """Hand the pages by hand what they list, and every page the name of the catalogue that scripts load."""
    shown = _shown(config)
    context["shelf"], context["recent"] = shown.desk.shelf, shown.recent
    context["catalog"] = shown.catalog.name
    context["study"] = shown.study
    if page.meta.get("template") == pages.TEMPLATE:
        page.content = pages.read_list((_run(config).order.docs / page.file.src_uri).read_text("utf-8"))[1]
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Put in place what is ready: reports and lists, pages under other ids, the index, the catalogue."""
    run, shown = _run(config), _shown(config)
    own, order, address = Path(config.site_dir), run.order, config.site_url or ""
    site = order.site or own
    run.assets.write(own)
    disk.write(own / "word" / "layout.js", word.script(fixed(load_layout(rules_of(HERE.parent)))))
    channel = Channel(config.site_name, config.site_description or "", address)
    elsewhere = finishing.write_beside(own, shown.desk, shown.catalog, channel, run.assets.names)
    finishing.write_robots(own, address, indexed=config.extra["indexed"])
    there = finishing.put(own, site) | run.placed
    there |= set(finishing.placed(order.build, site, "study", ("study",) if run.offered.study else ()))
    if address and config.extra["indexed"]:
        there |= finishing.write_sitemap(site, there, {MISSING.removesuffix(".html"), *elsewhere}, address)
    finishing.write_headers(site, order.build, there, address)
    finishing.keep_only(site, there)


def _pressed(desk: desks.Desk, config: MkDocsConfig, site: Path) -> Iterator[str]:
    """Render reports and lists; what changes with every build must not reach the frame of a page."""
    run = _run(config)
    address = (config.site_url or "").rstrip("/")
    frame = frames.Frame(run.folders, run.settings, run.nav, address, compiled=_compiled(config))
    return press.press_all(desk, frame, run.order, site)


def _run(config: MkDocsConfig) -> Run:
    return cast("Run", config.extra["run"])


def _shown(config: MkDocsConfig) -> Shown:
    return cast("Shown", _run(config).shown)


def _is_ours(file: File) -> bool:
    return file.src_uri.startswith(OURS) and file.is_documentation_page() and file.src_uri != CONTENTS
