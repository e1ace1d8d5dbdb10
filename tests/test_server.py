"""A real nginx with the file that a build writes for it: it loads, and answers as `_headers` tells other hosts to."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import quote

import pytest

from archive.site.headers import ASK_AGAIN, FOREVER, LASTING
from browser.crawl import parsed

NGINX = os.environ.get("NGINX") or shutil.which(
    "nginx", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
)
# What the README says, with all that nginx writes kept in the test's folder; one process, under the same user.
CONFIGURATION = """
daemon off;
master_process off;
pid {work}/pid;
error_log {work}/error.log;
events {{}}
http {{
    types {{ text/html html; text/css css; application/javascript js; application/json json; image/svg+xml svg; }}
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {site};
        gzip_static on;
        include {snippet};
    }}
}}
"""

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not NGINX, reason="nginx was not found; `tests/run.py server` unpacks it on Debian"),
]


def configured(built: Path, work: Path, snippet: Path) -> tuple[int, list[str]]:
    """A configuration for the site, with the port that it listens on and the command that uses it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    path = work / "nginx.conf"
    text = CONFIGURATION.format(work=work, port=port, site=built / "site", snippet=snippet)
    path.write_text(text, encoding="utf-8")
    return port, [str(NGINX), "-p", str(work), "-e", str(work / "error.log"), "-c", str(path)]


@contextmanager
def running(built: Path, work: Path) -> Iterator[int]:
    """Run nginx with the site of a build; gives its port."""
    port, command = configured(built, work, built / "build" / "nginx.conf")
    process = subprocess.Popen(command)
    try:
        until = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None, (work / "error.log").read_text(encoding="utf-8")
            assert time.monotonic() < until, "nothing answers"
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def port(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(built, tmp_path_factory.mktemp("nginx")) as open_port:
        yield open_port


def asked(port: int, path: str) -> tuple[int, HTTPMessage, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


def paths(built: Path) -> list[str]:
    """A few files of every kind and folder of the site."""
    site = built / "site"
    files = sorted(path for path in site.rglob("*.*") if path.suffix in {".html", ".js", ".css", ".json"})
    kinds: dict[tuple[str, str], Path] = {}
    for path in files:
        kinds.setdefault((path.suffix, path.relative_to(site).parts[0]), path)
    return [f"/{path.relative_to(site).as_posix()}" for path in kinds.values()]


def test_nginx_takes_the_file_of_the_build(built: Path, tmp_path: Path) -> None:
    _, command = configured(built, tmp_path, built / "build" / "nginx.conf")
    done = subprocess.run([*command, "-t"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_nginx_says_so_when_the_file_is_wrong(built: Path, tmp_path: Path) -> None:
    snippet = tmp_path / "wrong.conf"
    text = (built / "build" / "nginx.conf").read_text(encoding="utf-8")
    snippet.write_text(text.replace('~ "', "~ ", 1), encoding="utf-8")
    _, command = configured(built, tmp_path, snippet)
    assert subprocess.run([*command, "-t"], capture_output=True, check=False).returncode != 0


def test_every_answer_has_the_headers_of_the_other_hosts(built: Path, port: int) -> None:
    rules = parsed((built / "site" / "_headers").read_text(encoding="utf-8"))
    looked_at = paths(built)
    assert len(looked_at) > 15
    for path in (*looked_at, "/", "/nowhere.html", "/reports/nowhere-01234567.js"):
        wanted = {name: value for pattern, name, value in rules if fnmatchcase(path, pattern)}
        status, headers, _ = asked(port, path)
        wanted["Cache-Control"] = FOREVER if LASTING.search(path) and status == 200 else ASK_AGAIN
        assert len(wanted) == 5
        assert {name: headers.get_all(name) for name in wanted} == {
            name: [value] for name, value in wanted.items()
        }, path


def test_files_come_as_they_are_and_missing_ones_with_the_page_for_them(built: Path, port: int) -> None:
    for path in paths(built):
        status, headers, content = asked(port, path)
        assert (status, content) == (200, (built / "site" / path[1:]).read_bytes())
        told = headers["Content-Type"].endswith("charset=utf-8")
        assert told == path.endswith((".html", ".js"))  # a style sheet is read like the page that loads it
    status, headers, content = asked(port, quote("/没有/nowhere.html"))
    assert (status, content) == (404, (built / "site" / "404.html").read_bytes())
    assert headers["Content-Type"] == "text/html; charset=utf-8"
