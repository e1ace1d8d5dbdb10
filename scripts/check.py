"""Check originals, generated pages and the site; every finding has a code, a place and a cure.

    python3 scripts/check.py [--raw DIR] [--out DIR] [--jobs N] [--fixity] [--json]
    python3 scripts/check.py --restore [--jobs N]
    python3 scripts/check.py --accept PATH …

Checks what the last build left. `--fixity` only compares the originals with their checksums, and ends with 1 for
any difference; `--restore` cleans every original again, undoes it and compares with the bytes on disk. `--accept`
takes originals that a person moved, removed or changed into the manifest as they are now. Exit 0: no error; 1: an
error was found; 2: wrong usage. The codes stand in data/rules/findings.yml.
"""

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements.txt")

from collections.abc import Sequence

from archive.checking import check, originals, restoring
from archive.checking.findings import lines
from archive.console.commands import Parser, count, ended
from archive.console.summary import findings_told
from archive.errors import ArchiveError
from archive.places import ROOT, Places, places
from archive.processes.parallel import default_jobs
from archive.reviewing.accepting import accept


def main(argv: Sequence[str] | None = None) -> int:
    """Print all findings; gives the exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    for name, asked in (("--accept", arguments.accept), ("--restore", arguments.restore)):
        if arguments.json and asked:
            parser.error(f"argument --json: not allowed with argument {name}")
    try:
        where = places(arguments.raw, arguments.out)
        if arguments.accept:
            return _accept(where, arguments.accept)
        if arguments.restore:
            return _restore(where, arguments.jobs or default_jobs())
        found = (
            originals.fixity(where)
            if arguments.fixity
            else check.everything(where, arguments.jobs or default_jobs())
        )
    except (ArchiveError, OSError) as error:
        return ended(error, arguments.out or str(ROOT))
    if arguments.json:
        for line in lines(found):
            print(line)
    else:
        print("\n".join(findings_told(found, len(found), arguments.out or "")) or "没有发现问题")
    return int(any(each.severity == "error" or arguments.fixity for each in found))


def _accept(where: Places, paths: Sequence[str]) -> int:
    """Print what was written into the manifest."""
    done = accept(where, paths)
    print(
        f"清单已改：改名或移动 {done.moved} 个，改动 {done.changed} 个，移走 {done.gone} 个。"
        "运行 python3 scripts/build.py 生效，再把清单一并提交"
    )
    return 0


def _restore(where: Places, jobs: int) -> int:
    """Print how many originals come back exactly, and which do not."""
    found = restoring.restored(where, jobs)
    print(
        f"{found.files} 个文本文件逐字节还原，{found.texts} 个其他文件逐字还原，"
        f"{len(found.wrong)} 个不能还原，{found.unread} 个没有可读的正文"
    )
    print("\n".join(findings_told(found.wrong, shown=len(found.wrong))), end="\n" if found.wrong else "")
    return int(bool(found.wrong))


def _parser() -> Parser:
    parser = Parser(description="检查原件、页面和网站。")
    parser.add_argument("--raw", metavar="DIR", help="构建时用的原件文件夹，不写就是 data/raw")
    parser.add_argument("--out", metavar="DIR", help="构建时用的 --out 文件夹")
    parser.add_argument(
        "--jobs", metavar="N", type=count, default=0, help="用几个进程（不写：每个处理器一个）"
    )
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--fixity", action="store_true", help="只核对原件的校验和")
    one.add_argument("--restore", action="store_true", help="只重新清理原件、再还原，逐字节比对")
    one.add_argument(
        "--accept",
        metavar="PATH",
        nargs="+",
        help="这些原件（或文件夹；“.”是全部）是有意移走、改名或改动的：照现在的样子改清单",
    )
    parser.add_argument("--json", action="store_true", help="每个问题一行 JSON")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
