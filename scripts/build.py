"""Build the archive: raw reports in, a checked static site out.

    python3 scripts/build.py [--raw DIR] [--out DIR] [--jobs N | --cluster ADDRESS]
                             [--site-url URL] [--gzip] [--serve [PORT]]

Exit 0: published; 1: published, but a document is quarantined or a check found an error (each is named), or
nothing could be published; 2: wrong usage, or a rule file is not valid; 130: stopped with Ctrl+C.
"""

import sys

from bootstrap import clustered, enter

if __name__ == "__main__":
    enter("requirements-cluster.txt" if any(map(clustered, sys.argv)) else "requirements.txt")

import argparse
import gc
import time
from collections.abc import Sequence

from archive.building.pipeline import Options, build
from archive.building.serve import serve
from archive.errors import ArchiveError
from archive.places import places
from archive.progress import Progress
from archive.summary import told

PORT = 8000
# New objects between two searches for cycles. Values are frozen and hold none; searching ten thousand heads for them
# every 700 objects takes a fifth of the time in which they are read.
COLLECT = 200_000
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main(argv: Sequence[str] | None = None) -> int:
    """Build once, or build and serve; gives the exit code."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    gc.set_threshold(COLLECT)
    progress = Progress(quiet=arguments.quiet)
    try:
        where = places(arguments.raw, arguments.out)
        options = Options(arguments.jobs, arguments.site_url, cluster=arguments.cluster, gzip=arguments.gzip)
        started = time.monotonic()
        outcome = build(where, options, progress)
        seconds = time.monotonic() - started
        print(told(outcome.summary, outcome.findings, where.site / "index.html", seconds))
        if arguments.serve is not None:
            serve(where, options, progress, arguments.serve)
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("已停止。已发布的网站没有变；再次构建会接着做", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        place = error.filename or "系统"
        print(f"{place}：{error.strerror}。检查磁盘空间和权限后重新构建；已发布的网站没有变", file=sys.stderr)
        return 1
    return outcome.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Build the archive from the originals.")
    parser.add_argument("--raw", metavar="DIR", help="originals to read instead of data/raw")
    parser.add_argument(
        "--out", metavar="DIR", help="folder for everything generated: DIR/docs, DIR/site, DIR/build"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=_count, default=0, help="processes (default: one a processor)"
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        default="",
        help="scheduler of scripts/cluster.py that hands out the work",
    )
    parser.add_argument("--site-url", metavar="URL", default="", help="the site's address, for the sitemap")
    parser.add_argument(
        "--gzip", action="store_true", help="a compressed file beside every text file of the site"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    parser.add_argument(
        "--serve",
        metavar="PORT",
        nargs="?",
        type=_port,
        const=PORT,
        help=f"serve the site on 127.0.0.1 (port {PORT}) and rebuild on change",
    )
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
