"""What a page may load: one policy, for the pages and for the server.

Every page carries the policy in a `<meta>`, so that it also holds in a folder opened from disk, where `'self'` means
other files. Nothing may be inline; the page for missing addresses is the one exception, because it is shown at any
depth and must bring everything with it: its style and script are named by their SHA-256 (CSP level 2). The server
gets the same policy with these digests (`archive.site.headers`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

CHARSET = '<meta charset="utf-8">'

_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def policy(scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """The policy of a page, with the digests of what may stand inline in it."""
    directives = (
        ("default-src", "'none'"),
        ("script-src", "'self'", *scripts),
        ("style-src", "'self'", *styles),
        ("img-src", "'self'", "data:"),
        ("form-action", "'self'"),
        ("base-uri", "'none'"),
    )
    return "; ".join(" ".join(directive) for directive in directives)


def meta(held: str) -> str:
    """The policy as an element; no directive holds a double quote or a sign that HTML would need escaped."""
    return f'<meta http-equiv="Content-Security-Policy" content="{held}">'


def sealed(page: str) -> str:
    """A page that brings its own style and script, with the policy that allows exactly these."""
    return page.replace(CHARSET, f"{CHARSET}\n{meta(policy(*inline(page)))}", 1)


def inline(page: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The digests of the scripts and of the styles that stand in a page, as a policy names them."""
    found: dict[str, list[str]] = {"script": [], "style": []}
    for kind, content in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
        found[kind].append(f"'sha256-{digest}'")
    return tuple(found["script"]), tuple(found["style"])


def stripped(page: str) -> str:
    """A page without the scripts and styles that stand in it."""
    return _INLINE.sub("", page)
