"""How long browsers may keep a file, and what servers send with it: the policy of `archive.site.policy` in two forms.

Both are written with the site: `_headers` (static hosts) and `nginx.conf` (to be included in a `server` block).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from archive.places import MISSING
from archive.site.policy import inline, policy

# A file whose name holds a digest of its content never changes: archive/search/codec.py and scripts.py name it so.
LASTING = re.compile(r"-[0-9a-f]{8}\.(js|css)(\.(gz|br|zst))?$")
YEAR = 31_536_000  # seconds; the longest that RFC 9111 caches are asked to honour
FOREVER = f"public, max-age={YEAR}, immutable"
ASK_AGAIN = "no-cache"
FEW = 10  # folders side by side that have a rule each
Names = Mapping[str, Sequence[str]]  # of the files of a site, by folder

_OTHERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def lasting(paths: Iterable[str]) -> tuple[str, ...]:
    """The outermost folders of the site below which every file is named by its content, in alphabetical order."""
    return _lasting(_by_folder(paths))


def _by_folder(paths: Iterable[str]) -> Names:
    found: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, []).append(name)
    return found


def _lasting(held: Names) -> tuple[str, ...]:
    others = {folder for folder, names in held.items() if not all(map(LASTING.search, names))}
    outside = {above for folder in others for above in (folder, *_above(folder))}
    whole = {above for folder in held for above in (folder, *_above(folder)) if above not in outside}
    return tuple(sorted(folder or "." for folder in whole if not whole.intersection(_above(folder))))


def _above(folder: str) -> Iterator[str]:
    """The folders that one lies in, the site's root last, which has no name."""
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _kept(held: Names, whole: Iterable[str]) -> Iterator[str]:
    """How the paths in lasting folders begin; of many folders side by side, by the sign that their names begin with.

    A sign stands for them where nothing else there begins with it: such hosts take a hundred rules in all.
    """
    beside: dict[str, list[str]] = {}
    for folder in whole:
        beside.setdefault(folder.rpartition("/")[0], []).append(folder)
    for parent, folders in beside.items():
        if len(folders) <= FEW:
            yield from (f"{folder}/" for folder in folders)
            continue
        first = len(parent) + 1 if parent else 0
        taken = {path[first] for path in _entries(held, parent) if path not in folders}
        yield from sorted({f"{each}/" if each[first] in taken else each[: first + 1] for each in folders})


def _entries(held: Names, parent: str) -> Iterator[str]:
    """The paths of everything that lies in a folder itself."""
    start = f"{parent}/" if parent else ""
    yield from {start + folder[len(start) :].partition("/")[0] for folder in held if folder.startswith(start)}
    yield from (start + name for name in held.get(parent, ()))


def beginnings(paths: Iterable[str]) -> tuple[str, ...]:
    """How the paths of lasting files outside of `lasting` folders begin, up to the digest, in alphabetical order.

    A `*` also stands for a `/`, so only what no other file begins with is given, and none that begins with another.
    """
    held = _by_folder(paths)
    return _beginnings(held, _lasting(held))


def _beginnings(held: Names, whole: Iterable[str]) -> tuple[str, ...]:
    inside = tuple(f"{folder}/" for folder in whole)
    alone: set[str] = set()
    others = [f"{folder}/" for folder in held]
    for folder, names in held.items():
        if not f"{folder}/".startswith(inside):
            found = [LASTING.search(name) for name in names]
            place = folder and f"{folder}/"
            alone |= {f"{place}{each.string[: each.start() + 1]}" for each in found if each}
            others += [f"{place}{name}" for name, each in zip(names, found, strict=True) if not each]
    others.sort()
    good = {begin for begin in alone if not _led_by(others, begin)}
    return tuple(
        sorted(each for each in good if not any(each != one and each.startswith(one) for one in good))
    )


def _led_by(ordered: Sequence[str], begin: str) -> bool:
    """Whether any of these, which are in order, begins so."""
    at = bisect_left(ordered, begin)
    return at < len(ordered) and ordered[at].startswith(begin)


def static_host(missing: str, paths: Iterable[str]) -> str:
    """The `_headers` file of static hosts. `missing` is the page for missing addresses, `paths` the site's files.

    Such hosts join the values of all rules that match, so each header is named for a path only once. A pattern ends
    with its only `*`, which all of them understand. What stands beside lasting files and keeps its name (a manifest,
    which names them) is asked for again, whatever the host does with files that no rule names.
    """
    held = _by_folder(paths)
    whole = _lasting(held)
    begins = _beginnings(held, whole)
    beside = {begin.rpartition("/")[0] for begin in begins}
    asked = sorted(
        (folder and f"{folder}/") + name
        for folder in beside
        for name in held[folder]
        if not LASTING.search(name)
    )
    rules = [(f"/{begin}*", FOREVER) for begin in (*_kept(held, whole), *begins)]
    rules += [(f"/{path}", ASK_AGAIN) for path in asked]
    lines = ["/*", *(f"  {name}: {value}" for name, value in _headers(missing))]
    for pattern, cached in rules:
        lines += [pattern, f"  Cache-Control: {cached}"]
    return "\n".join(lines) + "\n"


def nginx(missing: str, address: str = "") -> str:
    """The same for nginx, to be included in a `server` block; a `location` there drops the headers round it.

    It is for the folder of the host that the site's address names, and says nothing of other sites there.
    """
    folder = f"{unquote(urlsplit(address).path).rstrip('/')}/"
    headers = [f'add_header {name} "{value}" always;' for name, value in _headers(missing)]
    rules = (
        (f'~ "{LASTING.pattern if folder == "/" else f"^{re.escape(folder)}.*{LASTING.pattern}"}"', FOREVER),
        ("/" if folder == "/" else f'"{folder}"', ASK_AGAIN),
    )
    common = ("charset utf-8;", f'error_page 404 "{folder}{MISSING}";', "index index.html;")
    lines = []
    for place, cached in rules:
        kept = f'add_header Cache-Control "{cached}" always;'
        lines += [f"location {place} {{", *(f"    {line}" for line in (*common, *headers, kept)), "}"]
    return "# Include this file in the server block of the site; it is written anew by every build.\n" + (
        "\n".join(lines) + "\n"
    )


def _headers(missing: str) -> Iterator[tuple[str, str]]:
    """Every header of every answer. A page in a frame of another site is refused here; a `<meta>` cannot say it."""
    yield "Content-Security-Policy", policy(*inline(missing)) + "; frame-ancestors 'self'"
    yield from _OTHERS.items()
