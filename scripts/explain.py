"""Explain what a build makes of one file: encoding, each edit and why, each label with its words, the outline.

    python3 scripts/explain.py FILE [--raw DIR]

FILE may be any file, also one outside data/raw; nothing is written. Exit 0: explained; 1: the file, or a document in
it, cannot be read; 2: wrong usage, or a rule file is not valid.
"""

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements.txt")

import sys
from collections.abc import Sequence
from pathlib import Path

from archive.checking.explanation import explain
from archive.commands import Parser
from archive.errors import ArchiveError, UsageError
from archive.places import places


def main(argv: Sequence[str] | None = None) -> int:
    """Print the explanation; gives the exit code."""
    parser = Parser(description="说明一个文件会怎样整理：编码、每处改动、每个标签、结构。")
    parser.add_argument("file", metavar="FILE", help="一份原件，或任何别的文件")
    parser.add_argument("--raw", metavar="DIR", help="原件的文件夹，不写就是 data/raw")
    arguments = parser.parse_args(argv)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        path = Path(arguments.file)
        if not path.exists():
            raise UsageError(arguments.file, "没有这个文件", "写明路径，如 data/raw/某某.docx")
        explanation = explain(path.resolve(), places(arguments.raw))
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print("\n".join(explanation.lines))
    return int(explanation.failed)


if __name__ == "__main__":
    raise SystemExit(main())
