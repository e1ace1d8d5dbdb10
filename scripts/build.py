"""Build the archive: raw reports in, a checked static site out.

    python3 scripts/build.py [--raw DIR] [--out DIR] [--jobs N | --cluster ADDRESS]
                             [--site-url URL] [--gzip] [--allow-missing] [--serve [PORT]]

Exit 0: published; 1: published, but a document is quarantined or a check found an error (each is named), or
nothing could be published; 2: wrong usage, or a rule file is not valid; 130: stopped with Ctrl+C.
"""

import sys

from bootstrap import clustered, enter

if __name__ == "__main__":
    enter("requirements-cluster.txt" if any(map(clustered, sys.argv)) else "requirements.txt")

import gc

# New objects between two searches for cycles among the young ones, and how many of these go before one among the older.
# Values are frozen and hold none; searching ten thousand heads for them every 700 objects takes a fifth of the time in
# which they are read. Loading modules leaves no garbage either.
gc.set_threshold(200_000, 100, 100)

import argparse
import re
import time
from collections.abc import Sequence

from archive.building.pipeline import Options, build
from archive.console.commands import Parser, count, ended
from archive.console.progress import Progress
from archive.console.summary import told
from archive.errors import ArchiveError
from archive.places import ROOT, places

PORT = 8000
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main(argv: Sequence[str] | None = None) -> int:
    """Build once, or build and serve; gives the exit code."""
    arguments = _parser().parse_args(argv)
    progress = Progress(quiet=arguments.quiet)
    try:
        where = places(arguments.raw, arguments.out)
        options = Options(
            arguments.jobs,
            arguments.site_url,
            cluster=arguments.cluster,
            gzip=arguments.gzip,
            missing=arguments.allow_missing,
        )
        started = time.monotonic()
        outcome = build(where, options, progress)
        seconds = time.monotonic() - started
        home = where.site / "index.html"
        print(told(outcome.summary, outcome.findings, home, seconds, arguments.out or ""))
        if arguments.serve is not None:
            from archive.building.serve import serve  # noqa: PLC0415 - most builds serve nothing

            serve(where, options, progress, arguments.serve)
    except KeyboardInterrupt:
        print("已停止。已发布的网站没有变；再次构建会接着做", file=sys.stderr)
        return INTERRUPTED
    except (ArchiveError, OSError) as error:
        cure = "检查磁盘空间和权限后重新构建；已发布的网站没有变"
        return ended(error, arguments.out or str(ROOT), cure)
    return outcome.exit_code


def _parser() -> Parser:
    parser = Parser(description="由原件生成网站：整理、标注、建立索引、检查。")
    parser.add_argument("--raw", metavar="DIR", help="读别处的原件，不读 data/raw")
    parser.add_argument("--out", metavar="DIR", help="生成的都放进这个文件夹：DIR/docs、DIR/site、DIR/build")
    parser.add_argument(
        "--jobs", metavar="N", type=count, default=0, help="用几个进程（不写：每个处理器一个）"
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        default="",
        help="由 scripts/cluster.py 的调度机分派工作",
    )
    parser.add_argument(
        "--site-url", metavar="URL", type=_address, default="", help="网站的地址，用来写网站地图"
    )
    parser.add_argument("--gzip", action="store_true", help="网站里每个文本文件旁边放一个压缩的")
    parser.add_argument(
        "--allow-missing", action="store_true", help="清单里的原件大半不在了也照样构建（不写：不动网站）"
    )
    parser.add_argument("--quiet", action="store_true", help="不显示进度")
    parser.add_argument(
        "--serve",
        metavar="PORT",
        nargs="?",
        type=_port,
        const=PORT,
        help=f"在 127.0.0.1（端口 {PORT}）上提供网站，文件一改就重新构建",
    )
    return parser


def _address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是网址；以 http:// 或 https:// 开头")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"“{text}”不是端口；写 0 到 65535 的整数")
    return int(text)


if __name__ == "__main__":
    code = main()
    gc.freeze()  # or Python would look through all that is left before it ends
    raise SystemExit(code)
