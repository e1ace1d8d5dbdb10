"""What a site offers beside reports, lists and search: each offer can be switched off in `data/rules/publish.yml`.

With an offer go its pages, their entries in the navigation, its scripts and pictures, and what other pages by hand say
of it, which stands there between two lines of their own:

    <!-- with study -->
    …
    <!-- end -->
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.errors import ArchiveError
from archive.rulefiles.strict import load_yaml

FILE = "publish.yml"
# The files of each offer below the folder of the pages by hand; of a folder all.
BELONGS: Mapping[str, tuple[str, ...]] = {
    "draft": ("draft.md", "assets/draft/", "assets/help/draft.webp"),
    "study": (
        "parts.md",
        "phrases.md",
        "assets/study/texts.js",
        "assets/study/parts.js",
        "assets/study/phrases.js",
        "assets/help/parts.webp",
        "assets/help/phrases.webp",
    ),
}
ASSETS = "assets/"
_MARK = re.compile(r"^<!-- (?:with (\w+)|(end)) -->\n", re.MULTILINE)
CURE = f"一段以 <!-- with 名称 --> 开头，以 <!-- end --> 结尾；名称：{'、'.join(BELONGS)}"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a site offers; the file says what each means."""

    draft: bool
    study: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what is switched off."""
        return tuple(name for name, on in asdict(self).items() if not on)

    def holds(self, path: str) -> bool:
        """Whether a file of the pages by hand is published."""
        return not any(path.startswith(BELONGS[name]) for name in self.missing)


def load_offered(rules: Path) -> Offered:
    """Load what is offered; raises RuleError when a key is unknown or no true or false."""
    return load_yaml(rules / FILE, Offered)


def entries(nav: Iterable[object], offered: Offered) -> list[object]:
    """The entries of the navigation, as `mkdocs.yml` has them, whose pages are published."""
    return [each for each in nav if all(offered.holds(page) for page in _pages(each))]


def _pages(entry: object) -> Iterator[str]:
    pages = entry.values() if isinstance(entry, Mapping) else (entry,)
    yield from (page for page in pages if isinstance(page, str))


def bundled(table: Iterable[tuple[str, ...]], offered: Offered) -> tuple[tuple[str, ...], ...]:
    """The bundles of scripts without those that are not published."""
    held = (tuple(path for path in bundle if offered.holds(ASSETS + path)) for bundle in table)
    return tuple(bundle for bundle in held if bundle)


def passages(text: str, offered: Offered, path: str) -> str:
    """A page by hand without what it says of offers that are switched off.

    Raises `ArchiveError` where a mark is wrong, names no offer or has no partner.
    """
    kept, inside = [], ""
    marks = _MARK.split(text)
    for before, begun, ended in zip(marks[::3], [*marks[1::3], None], [*marks[2::3], None], strict=True):
        kept.append("" if inside in offered.missing else before)
        if bool(inside) is not bool(ended) or (begun and begun not in BELONGS):
            raise ArchiveError(path, f"这里附近有一段标得不对：{before[-40:]!r}", CURE)
        inside = begun or ""
    return "".join(kept)
