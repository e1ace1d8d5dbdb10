"""Serve the published site on this machine only, and build again when something that it is made from changes."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archive.building.output import hand_pages
from archive.building.pipeline import Options, build
from archive.console.progress import Progress
from archive.console.summary import told
from archive.errors import ArchiveError, of_system
from archive.places import MISSING, Places

EVERY = 1.0  # seconds between two looks at the files

Snapshot = frozenset[tuple[str, int, int]]


class Quiet(SimpleHTTPRequestHandler):
    """The standard handler, always asked anew and without a line for every request."""

    def end_headers(self) -> None:
        """Tell the browser to ask again, because the site may have been built again."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's page for missing addresses, as other servers do."""
        page = Path(self.directory, MISSING)
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def serve(where: Places, options: Options, progress: Progress, port: int) -> None:
    """Serve until interrupted; 0 takes any free port. Raises `ArchiveError` when the port is taken."""
    handler = partial(Quiet, directory=str(where.site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise of_system(error, f"127.0.0.1:{port}", "换一个端口：--serve PORT") from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/ （Ctrl+C 结束）", flush=True)
    try:
        _watch(where, options, progress)
    except KeyboardInterrupt:
        return
    finally:
        server.shutdown()
        server.server_close()


def _watch(where: Places, options: Options, progress: Progress) -> None:
    seen = snapshot(where)
    while True:
        time.sleep(EVERY)
        now = snapshot(where)
        if now == seen:
            continue
        seen = now
        _rebuild(where, options, progress)


def _rebuild(where: Places, options: Options, progress: Progress) -> None:
    """Build again; what is wrong is said, and the site that is served stays."""
    started = time.monotonic()
    try:
        outcome = build(where, options, progress)
    except ArchiveError as error:
        print(error, file=sys.stderr, flush=True)
        return
    except OSError as error:
        cure = "网站没有变，仍可浏览；检查磁盘空间和权限，下次文件有改动时再构建"
        print(of_system(error, str(where.site), cure), file=sys.stderr, flush=True)
        return
    seconds = time.monotonic() - started
    print(told(outcome.summary, outcome.findings, where.site / "index.html", seconds), flush=True)


def snapshot(where: Places) -> Snapshot:
    """Name, size and time of every file that the site is made from, code aside."""
    theme = where.root / "scripts" / "theme"
    folders = (where.raw, where.rules, theme)
    found = [path for folder in folders for path in _files(folder)] + hand_pages(where.pages)
    return frozenset(_stamp(path) for path in (*found, where.overrides, where.config))


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder; folders may come and go meanwhile."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return str(path), -1, -1
    return str(path), status.st_size, status.st_mtime_ns
