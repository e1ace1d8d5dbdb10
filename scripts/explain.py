"""Explain what a build makes of one file: encoding, each edit and why, each label with its words, the outline.

    python3 scripts/explain.py FILE [--raw DIR] [--out DIR]

FILE may be any file, also one outside data/raw, or the path or id that the lists show: those of another build with
the `--raw` and `--out` that it had. Nothing is written. Exit 0: explained; 1: the file, or a document in it, cannot be
read; 2: wrong usage, or a rule file is not valid.
"""

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements.txt")

from collections.abc import Sequence
from pathlib import Path

from archive.console.commands import Parser, ended
from archive.errors import ArchiveError, UsageError
from archive.places import Places, places
from archive.reading.originals import discover
from archive.reviewing import parting
from archive.reviewing.explanation import explain


def main(argv: Sequence[str] | None = None) -> int:
    """Print the explanation; gives the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        where = places(arguments.raw, arguments.out)
        explanation = explain(_file(arguments.file, where), where)
    except (ArchiveError, OSError) as error:
        return ended(error, arguments.file)
    print("\n".join(explanation.lines))
    return int(explanation.failed)


def _parser() -> Parser:
    parser = Parser(description="说明一个文件会怎样整理：编码、每处改动、每个标签、结构。")
    parser.add_argument("file", metavar="FILE", help="一份原件（路径，或清单里的路径、编号），或任何别的文件")
    parser.add_argument("--raw", metavar="DIR", help="构建时用的原件文件夹，不写就是 data/raw")
    parser.add_argument("--out", metavar="DIR", help="构建时用的 --out 文件夹")
    return parser


def _file(named: str, where: Places) -> Path:
    """The file that is named by its path, as the lists show it, by what is in it (a.zip!/b.txt), or by an id."""
    held = named.split("!/", maxsplit=1)[0]
    for path in (Path(named), Path(held), where.raw / held):
        if path.is_file():
            return path.resolve()
        if path.is_dir():
            raise UsageError(named, "这是文件夹", "写明其中一个文件")
    sources = {source.split("!/")[0] for source in parting.sources(where, named)}
    for each in discover(where.raw) if sources else ():
        if each.source in sources:
            return each.path.resolve()
    if sources:
        place = f"{where.raw} 里没有它的原件 {min(sources)}"
        raise UsageError(named, place, "构建时用过 --raw 的，这里也写上；否则先恢复原件")
    raise UsageError(
        named, "没有这个文件，也没有这个编号的文档", "写明路径，如 data/raw/某某.docx，或清单里的编号"
    )


if __name__ == "__main__":
    raise SystemExit(main())
