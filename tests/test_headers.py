"""The policy: nothing from elsewhere, nothing inline but what is named by its digest; files that keep their name are kept."""

from __future__ import annotations

import base64
import hashlib
import re
from fnmatch import fnmatchcase

from archive.site import headers, policy
from browser.crawl import parsed

MISSING = (
    '<!doctype html><meta charset="utf-8"><style>a{}</style><script>go()</script><script src="x.js"></script>'
)


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_the_sites_own_files_and_nothing_else() -> None:
    directives = dict(each.split(" ", 1) for each in policy.policy().split("; "))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    assert "unsafe" not in headers.static_host(MISSING, ()) + headers.nginx(MISSING)


def test_the_page_that_brings_everything_names_what_it_brings() -> None:
    sealed = policy.sealed(MISSING)
    assert policy.inline(sealed) == ((digest("go()"),), (digest("a{}"),))
    assert policy.meta(policy.policy([digest("go()")], [digest("a{}")])) in sealed
    assert sealed.index("Content-Security-Policy") < sealed.index("<style>")
    for text in (headers.static_host(MISSING, ()), headers.nginx(MISSING)):
        assert digest("go()") in text
        assert digest("a{}") in text
        assert "frame-ancestors 'self'" in text


def test_only_folders_of_nothing_but_lasting_files_are_kept() -> None:
    paths = ("index.html", "search/manifest.js", "search/words-0123abcd.js", "search/p/61/a-0123abcd.js.gz")
    assert headers.lasting((*paths, "search/p/b-0123abcd.js")) == ("search/p",)
    assert headers.lasting((*paths, "search/p/b.js")) == ("search/p/61",)
    assert headers.lasting(()) == ()


def test_lasting_files_beside_others_are_kept_by_how_they_begin() -> None:
    paths = (
        "index.html", "search/manifest.js", "search/words-0123abcd.js", "search/words-0123abcd.js.gz", "search/p/a-0123abcd.js",
        "search/f/manifest.js", "search/f/directory-0123abcd.js", "search/f/0/1-0123abcd.js",
    )  # fmt: skip
    assert headers.beginnings(paths) == ("search/f/directory-", "search/words-")
    rules = parsed(headers.static_host(MISSING, iter(paths)))
    cached = {
        path: [
            value
            for pattern, name, value in rules
            if name == "Cache-Control" and fnmatchcase(f"/{path}", pattern)
        ]
        for path in paths
    }
    asked = {"search/manifest.js", "search/f/manifest.js"}
    assert cached.pop("index.html") == []
    assert cached == {path: [headers.ASK_AGAIN if path in asked else headers.FOREVER] for path in cached}
    assert all("*" not in pattern[:-1] for pattern, _, _ in rules)


def test_a_beginning_that_other_files_share_is_not_named() -> None:
    lasting = ("s/a-0123abcd.js", "s/a-b-0123abcd.js", "s/manifest.js")
    assert headers.beginnings(lasting) == ("s/a-",)
    assert headers.beginnings((*lasting, "s/a-c.js")) == ("s/a-b-",)
    assert headers.beginnings((*lasting, "s/a-b-/x.html")) == ()
    assert headers.beginnings((*lasting, "s/a-b-/c-0123abcd.js")) == ()
    assert headers.beginnings(()) == ()


def test_many_folders_side_by_side_take_few_rules() -> None:
    """Cloudflare Pages reads a hundred rules, and no more of any file."""
    kept = [f"search/f/{number}/{number}-0123abcd.js" for number in range(64)]
    kept += ["search/f/directory-0123abcd.js", "search/p/a-0123abcd.js"]
    others = ["index.html", "search/manifest.js", "search/f/manifest.js", "search/f/7x/y.js"]
    text = headers.static_host(MISSING, (*kept, *others))
    rules = [each for each in parsed(text) if each[1] == "Cache-Control" and each[2] == headers.FOREVER]
    assert len(rules) == 9 + 1 + 2  # 0 to 6 and 8 and 9, the folder 7 for itself
    for path in (*kept, *others):
        matched = [pattern for pattern, _, _ in rules if fnmatchcase(f"/{path}", pattern)]
        assert len(matched) == (path in kept), path


def test_nginx_serves_the_folder_that_the_address_names() -> None:
    text = headers.nginx(MISSING, "https://host.example/wj/%E6%96%87/")
    assert 'location "/wj/文/" {' in text
    assert text.count('error_page 404 "/wj/文/404.html";') == 2  # and none for other sites of the host
    assert not re.search(r"^\w", text.replace("location", " "), re.MULTILINE)
    lasting = re.search(r'location ~ "(.*)" \{', text)
    assert lasting
    assert re.search(lasting[1], "/wj/文/assets/a-01234567.js")
    assert not re.search(lasting[1], "/others/a-01234567.js")


def test_nginx_repeats_every_header_in_each_location() -> None:
    text = headers.nginx(MISSING)
    assert text.count("Content-Security-Policy") == text.count("nosniff") == text.count("location ") == 2
    assert text.count("{") - text.count("[0-9a-f]{8}") == 2
