"""All scripts and styles of the site as they are published, read from `docs/assets`; made once of the same sources."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.caches import kept_or
from archive.site.offered import ASSETS, Offered
from archive.site.scripts import Bundle, named, published

ENDINGS = (".js", ".css")
PLAIN = 2  # the marshal format without references: equal values give equal bytes
CODE = ("scripts.py", "slim.py")


@dataclass(frozen=True, slots=True)
class Assets:
    """What scripts and styles hold, by their paths below `assets/` without digest."""

    texts: Mapping[str, str]

    @property
    def names(self) -> dict[str, str]:
        """The path below the site's root under which each is published, by the one that templates give it."""
        return {ASSETS + path: ASSETS + named(path, text) for path, text in self.texts.items()}

    def write(self, site: Path) -> None:
        """Put all of them into a site."""
        for path, text in self.texts.items():
            files.write(site / ASSETS / named(path, text), text)


def is_asset(path: str) -> bool:
    """Whether a file of the pages by hand is one of these."""
    return path.startswith(ASSETS) and path.endswith(ENDINGS)


def load_assets(pages: Path, table: tuple[Bundle, ...], offered: Offered, kept: Path) -> Assets:
    """Make what stands below the folder of the pages by hand; scripts as `archive.site.scripts` does.

    `kept` is the cache file.
    """
    found = (path.relative_to(pages).as_posix() for path in (pages / ASSETS).rglob("*") if path.is_file())
    wanted = sorted(path for path in found if is_asset(path) and offered.holds(path))
    texts = {path.removeprefix(ASSETS): (pages / path).read_text(encoding="utf-8") for path in wanted}
    scripts = {path: text for path, text in texts.items() if path.endswith(".js")}
    styles = {path: text for path, text in texts.items() if path not in scripts}
    return Assets({**styles, **_published(scripts, table, kept)})


def _published(sources: Mapping[str, str], table: tuple[Bundle, ...], kept: Path) -> Mapping[str, str]:
    """What is made of these scripts, unless it is known."""
    code = [Path(__file__).with_name(name).read_bytes() for name in CODE]
    name = hashlib.sha256(marshal.dumps((code, list(sources.items()), table), PLAIN)).hexdigest()
    none: tuple[str, Mapping[str, str]] = "", {}
    known, made = kept_or(kept, lambda held: (held[0], held[1]), none)
    if known != name:
        made = published(sources, table)
        files.write(kept, marshal.dumps((name, made), PLAIN))
    return made
