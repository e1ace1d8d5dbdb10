"""What every page is rendered with: the templates, the site's names and its navigation, ready to go to any process.

MkDocs renders the pages written by hand; reports and lists are rendered from a `Frame` by the same templates with
the same filters, so that they can be made in parallel and need nothing of MkDocs's own objects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING

import jinja2
import markupsafe
from jinja2.runtime import Context

from archive.model import report_path
from archive.site import figures, pages, policy

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

MARK = "\ue000"  # stands in no template; round the name of a field in a mould
NAMES = ("site_name", "site_description", "site_url", "site_author", "copyright", "repo_url")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the main navigation."""

    title: str
    url: str
    is_homepage: bool
    active: bool = False


@dataclass(frozen=True, slots=True)
class Here:
    """What the frame asks of a page; a report's own content comes beside it, a list's stands in `content`."""

    canonical_url: str
    title: str = ""
    content: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The settings that templates read, the main navigation, the site's address or nothing, and Material's version.

    It counts for what a page is made from: what changes with every build, such as the name of a catalogue, is only
    for the pages that MkDocs renders. Where templates lie (`folders`) and where their code is kept (`compiled`, if
    anywhere) is no part of it: a moved archive renders no page again.
    """

    folders: tuple[str, ...] = field(repr=False)
    settings: Mapping[str, object]
    nav: tuple[Item, ...]
    address: str
    material: str = field(default_factory=partial(version, "mkdocs-material"))
    compiled: str = field(default="", repr=False)


def settings(config: MkDocsConfig) -> Mapping[str, object]:
    """Take from MkDocs's configuration what templates read, as plain values."""
    found: dict[str, object] = {name: getattr(config, name, None) for name in NAMES}
    found["extra"] = _plain(config.extra)
    found["extra_css"] = [str(path) for path in config.extra_css]
    found["extra_javascript"] = [{"path": str(script)} for script in config.extra_javascript]
    return found


def items(nav: Navigation) -> tuple[Item, ...]:
    """The entries of the main navigation."""
    return tuple(
        Item(item.title or "", getattr(item, "url", None) or "", bool(getattr(item, "is_homepage", False)))
        for item in nav
    )


def _plain(extra: Mapping[str, object]) -> dict[str, object]:
    """The values of `extra:` in `mkdocs.yml`; a hook may have put objects of its own beside them."""
    return {
        name: value for name, value in extra.items() if isinstance(value, str | int | float | list | dict)
    }


@jinja2.pass_context
def asset(context: Context, path: object) -> str:
    """The path below the site's root under which a script or a style is published, whose name holds its digest."""
    named: Mapping[str, str] = context["config"]["extra"]["named"]
    return named.get(str(path), str(path))


def dressed(env: jinja2.Environment) -> jinja2.Environment:
    """Escape everything in every template; give templates words for numbers, links, and the names of assets.

    An `autoescape` block in a parent template does not reach the blocks of its children, so the environment does it.
    """
    env.autoescape = True
    env.filters["count"] = pages.count
    env.filters["report_path"] = report_path
    env.filters["asset"] = asset
    env.globals["policy"] = policy.meta(policy.policy())
    env.globals["entry"] = pages.entry
    env.globals["matrix"] = pages.matrix
    env.globals["labels"] = pages.labels
    env.globals["charts"] = figures.figures
    env.globals["year_sizes"] = figures.year_sizes
    return env


@lru_cache(2)
def environment(folders: tuple[str, ...], compiled: str = "") -> jinja2.Environment:
    """The templates of a frame, loaded once in each process; their code is kept in `compiled`, by their text."""
    loader = jinja2.FileSystemLoader(folders)
    kept = jinja2.FileSystemBytecodeCache(compiled) if compiled else None
    return dressed(jinja2.Environment(loader=loader, auto_reload=False, bytecode_cache=kept))  # noqa: S701 - dressed


def rendered(held: Frame, template: str, path: str, here: Here, **values: object) -> str:
    """Render a page that will stand at `path` below the site's root; what UTF-8 cannot hold becomes a reference."""
    base = "/".join([".."] * path.count("/")) or "."
    text = (
        environment(held.folders, held.compiled)
        .get_template(template)
        .render(config=held.settings, nav=held.nav, base_url=base, page=here, **values)
    )
    return text.encode("utf-8", "xmlcharrefreplace").decode("utf-8")


def mould(held: Frame, template: str, depth: int) -> tuple[bytes, ...]:
    """A page `depth` folders below the root, rendered but for what is its own: text and names of fields in turns.

    For pages that have only a title, an address and ready content, so that the frame need not be rendered for each.
    """
    here = Here(_mark("canonical_url") if held.address else "", _mark("title"), _mark("content"))
    text = rendered(held, template, "/".join(["x"] * (depth + 1)), here)
    return tuple(part.encode("utf-8") for part in re.split(f"{MARK}(\\w+){MARK}", text))


def poured(form: Sequence[bytes], here: Here) -> bytes:
    """The page that `rendered` would give for `here`, from what `mould` gave for its template and depth."""
    own = {
        b"canonical_url": markupsafe.escape(here.canonical_url),
        b"title": markupsafe.escape(here.title),
        b"content": here.content,
    }
    filled = {name: text.encode("utf-8", "xmlcharrefreplace") for name, text in own.items()}
    return b"".join(filled[part] if at % 2 else part for at, part in enumerate(form))


def _mark(name: str) -> str:
    return f"{MARK}{name}{MARK}"


def address_of(held: Frame, path: str) -> str:
    """The full address of a page, or nothing where the site has none."""
    return f"{held.address}/{path}" if held.address else ""
