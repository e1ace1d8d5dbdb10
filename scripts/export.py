"""Hand out reports of the last build as Word, text or Markdown, with catalogues and a bag of their originals.

    python3 scripts/export.py --out DIR --all
    python3 scripts/export.py --out DIR ID … --format docx,txt,md
    python3 scripts/export.py --out DIR --year 2018 --type 述职报告 --catalog csv,json,sqlite --bagit

What an earlier export wrote into DIR and this one does not make is removed; files of other people stay, and are named.
Word files have the layout of GB/T 9704-2012 (data/rules/word.yml). The same reports give the same bytes. Exit 0: done;
1: something cannot be handed out whole (it is named); 2: wrong usage, or no report fits.
"""

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements.txt")

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from archive.console.commands import Parser, count, ended
from archive.console.progress import Progress
from archive.errors import ArchiveError
from archive.export.choose import Choice
from archive.export.run import CATALOGS, FORMATS, Order, Told, export
from archive.labels.names import NAMES
from archive.places import MARK, places
from archive.processes.parallel import default_jobs

LABELS = ("year", "type", "level", "sector", "admin")
KEYS = {"level": "unit_level", "admin": "admin_level"}
NAMED = 5  # so many files that were left are named
SHOWN = {name: NAMES[KEYS.get(name, name)] for name in LABELS}


def main(argv: Sequence[str] | None = None) -> int:
    """Export once; gives the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        where = places(arguments.raw, _home(arguments.build))
        told = export(where, _order(arguments), Progress(quiet=arguments.quiet))
    except (ArchiveError, OSError) as error:
        return ended(error, arguments.out, "检查磁盘空间和权限后再导出一次")
    print(_told(told, Path(arguments.out)))
    return 0


def _home(build: str | None) -> str | None:
    """The folder that a build had as `--out`, also where the folder `build` in it was named."""
    if build and (Path(build) / MARK).is_file():
        return str(Path(build).parent)
    return build


def _order(arguments: argparse.Namespace) -> Order:
    labels = ((KEYS.get(name, name), tuple(getattr(arguments, name) or ())) for name in LABELS)
    choice = Choice(tuple(arguments.ids), tuple(pair for pair in labels if pair[1]), arguments.all)
    formats = arguments.format
    if formats is None:
        formats = () if arguments.catalog or arguments.bagit else FORMATS[:1]
    out = Path(arguments.out).resolve()
    return Order(choice, out, formats, arguments.catalog, arguments.bagit, arguments.jobs or default_jobs())


def _told(told: Told, out: Path) -> str:
    parts = [f"选中 {told.reports} 篇"]
    if told.files:
        parts.append(f"写出 {told.files} 个文件")
    if told.originals:
        parts.append(f"原件 {told.originals} 个，连同校验清单")
    left = f"\n{_left(told.left)}" if told.left else ""
    return f"{'，'.join(parts)}。见 {out}{left}"


def _left(names: tuple[str, ...]) -> str:
    """What lies in the folder and no export wrote."""
    more = " 等" if len(names) > NAMED else ""
    return f"另有 {len(names)} 个文件不是导出写的，或写出以后改过，留着没动：{'、'.join(names[:NAMED])}{more}"


def _parser() -> Parser:
    parser = Parser(description="导出上次构建的报告。")
    parser.add_argument("ids", nargs="*", metavar="ID", help="报告的编号，见网页地址")
    parser.add_argument("--out", metavar="DIR", required=True, help="导出到哪个文件夹")
    parser.add_argument("--all", action="store_true", help="全部报告")
    for name in LABELS:
        parser.add_argument(
            f"--{name}", metavar="VALUE", action="append", help=f"只要这个{SHOWN[name]}；可写多次"
        )
    parser.add_argument(
        "--format", metavar="LIST", type=_listed(FORMATS), help="docx（不写就是它）、txt、md，用逗号隔开"
    )
    parser.add_argument(
        "--catalog",
        metavar="LIST",
        type=_listed(CATALOGS),
        default=(),
        help="目录：csv、json、sqlite，用逗号隔开",
    )
    parser.add_argument("--bagit", action="store_true", help="这些报告的原件，打成 BagIt 包（RFC 8493）")
    parser.add_argument("--build", metavar="DIR", help="构建时用的 --out 文件夹（写里面的 build 也行）")
    parser.add_argument("--raw", metavar="DIR", help="构建时用的原件文件夹，不写就是 data/raw")
    parser.add_argument(
        "--jobs", metavar="N", type=count, default=0, help="用几个进程（不写：每个处理器一个）"
    )
    parser.add_argument("--quiet", action="store_true", help="不显示进度")
    return parser


def _listed(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Read a list of known names, in their own order."""

    def read(text: str) -> tuple[str, ...]:
        names = {name.strip() for name in text.split(",") if name.strip()}
        if not names or not names <= set(known):
            raise argparse.ArgumentTypeError(f"“{text}”：可写 {'、'.join(known)}")
        return tuple(name for name in known if name in names)

    return read


if __name__ == "__main__":
    raise SystemExit(main())
