"""Search the built site from a terminal or another program: the reference reader of the phrase index.

    python3 scripts/search.py 短语 [--year 2018] [--type 述职报告] [--level 党支部] [--out DIR] [--json]

Prints what was understood, the number of hits, and the reports with their places. `--json` prints one object, the
same as the browser's `archive.search` (docs/assets/search/result.schema.json); of a query or an index that cannot be
answered from it prints {"query", "understood", "error"}. `--words` ranks reports by the words of the query instead,
as the quick box does (a list with `--json`). Exit 0: answered, with hits or without; 1: the index is
missing or damaged; 2: wrong query or usage.
"""

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements.txt")

import argparse
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from archive.console.commands import Parser
from archive.errors import ArchiveError, UsageError, of_system
from archive.places import ROOT, RULES
from archive.rulefiles.overrides import ABSENT
from archive.search.answer import LIMIT, SNIPPETS, Document, Options, Result, search
from archive.search.form import load_form
from archive.search.rank import SORTS
from archive.search.reader import Reader
from archive.search.tree import QueryError
from archive.search.words import WordHit, open_word_index
from archive.site.catalog import load

FILTERS = {"year": "year", "type": "type", "level": "unit_level"}


def main(argv: Sequence[str] | None = None) -> int:
    """Answer one query; gives the exit code."""
    arguments = _parser().parse_args(argv)
    arguments.site = arguments.site or (arguments.out or ROOT) / "site"
    try:
        if arguments.form:
            _print_forms()
        elif arguments.words:
            _print_words(arguments)
        else:
            _answer(arguments)
    except BrokenPipeError:
        raise  # nobody reads on: ends quietly
    except OSError as error:
        return _failed(of_system(error, str(arguments.site), "检查磁盘和权限后再检索"), arguments)
    except ArchiveError as error:
        return _failed(error, arguments)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="search.py",
        description="在已生成的网站里检索短语。",
        epilog="以减号开头的检索词请写在 -- 之后。",
    )
    parser.add_argument("query", nargs="?", default="", metavar="QUERY", help="要检索的字、词、句")
    built = parser.add_mutually_exclusive_group()
    built.add_argument("--site", type=Path, metavar="DIR", help="网站文件夹")
    built.add_argument("--out", type=Path, metavar="DIR", help="构建时用的 --out 文件夹，检索里面的 site")
    for name, help_text in (("year", "年份"), ("type", "类型"), ("level", "单位层级")):
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="VALUE",
            help=f"只要这个{help_text}；可写多次，或用逗号隔开；没有的写“无”",
        )  # fmt: skip
    parser.add_argument("--sort", choices=SORTS, default="relevance", help="相关度、年份或命中数")
    parser.add_argument("--limit", type=_count, default=LIMIT, metavar="N", help="至多列出几篇")
    parser.add_argument("--offset", type=_count, default=0, metavar="N", help="从第几篇之后列起")
    parser.add_argument("--snippets", type=_snippets, default=SNIPPETS, metavar="N|all", help="每篇列出几处")
    parser.add_argument("--whole", action="store_true", help="整句精确检索：所有符号都当作文字")
    parser.add_argument("--words", action="store_true", help="按词语相关度列出报告，不要求原句")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--form", action="store_true", help="输出标准输入每一行的检索形")
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text} 不是 0 或正整数")
    return int(text)


def _snippets(text: str) -> int | None:
    return None if text == "all" else _count(text)


def _print_forms() -> None:
    form = load_form(RULES)
    for stream in (sys.stdin, sys.stdout):  # a damaged byte comes back as it was
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    for line in sys.stdin:
        print(form.apply(line.rstrip("\n")))


def _reader(arguments: argparse.Namespace) -> Reader:
    if not (arguments.site / "search").is_dir():
        cure = (
            "用 --out 写明构建时用的文件夹（或用 --site 写明网站的文件夹），或先运行 python3 scripts/build.py"
        )
        raise ArchiveError(str(arguments.site), "这里没有已建好的网站", cure)
    return Reader(arguments.site / "search")


def _answer(arguments: argparse.Namespace) -> None:
    reader = _reader(arguments)
    known = _known(arguments.site)
    options = Options(
        _chosen("year", arguments.year, known), _chosen("type", arguments.type, known),
        _chosen("level", arguments.level, known), arguments.sort,
        arguments.limit, arguments.offset, arguments.snippets, arguments.whole,
    )  # fmt: skip
    result = search(arguments.query, reader, options)
    if arguments.json:
        print(json.dumps(result.to_json(), ensure_ascii=False))
    else:
        _print_result(result, options)


def _print_words(arguments: argparse.Namespace) -> None:
    if not arguments.query.strip():
        raise UsageError("--words", "没有检索词", "请写出几个词")
    folder = arguments.site / "search"
    reader = _reader(arguments)
    found: list[WordHit] = []
    if reader.words is not None:
        found = open_word_index(folder, reader.words, reader.form).search(arguments.query, arguments.limit)
    if arguments.json:
        print(json.dumps([asdict(hit) for hit in found], ensure_ascii=False))
        return
    print(f"相关报告 {len(found)} 篇")
    for number, hit in enumerate(found, 1):
        labels = [str(label) for label in (hit.year, hit.type, hit.unit_level) if label]
        print(f"\n{number}. {hit.title}（{' · '.join(labels)}）\n   {hit.url}")


def _known(site: Path) -> Mapping[str, frozenset[str]]:
    """The values that reports have, by filter; nothing is known where the site has no catalogue."""
    path = site / "catalog.json"
    if not path.is_file():
        return {}
    rows = load(path.read_text(encoding="utf-8"), path.as_posix())
    return {name: frozenset(str(getattr(row, key) or "") for row in rows) for name, key in FILTERS.items()}


def _chosen(name: str, given: list[str], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Filters as written: several values in one, divided by commas, or several filters; none is 无 or 未注明 as well.

    A value that no report has is refused, because it would find nothing without a word.
    """
    values = tuple(value.strip() for text in given for value in text.replace("，", ",").split(","))
    wanted = tuple("" if value in ABSENT else value for value in values)
    for value in wanted:
        if value and known and value not in known[name]:
            there = "、".join(sorted(known[name] - {""}))
            raise UsageError(f"--{name} {value}", "没有一篇报告是这个取值", f"可选：{there}；没有的写“无”")
    return wanted


def _print_result(result: Result, options: Options) -> None:
    print(result.understood)
    print(f"命中 {result.hits} 处，{result.total} 篇")
    for number, document in enumerate(result.documents, options.offset + 1):
        _print_document(number, document)
    rest = result.total - options.offset - len(result.documents)
    if rest > 0 and options.limit:
        print(f"\n还有 {rest} 篇，加 --offset {options.offset + len(result.documents)} 继续列出")


def _print_document(number: int, document: Document) -> None:
    labels = [str(label) for label in (document.year, document.type, document.unit_level) if label]
    print(f"\n{number}. {document.title}（{' · '.join([*labels, f'{document.count} 处'])}）")
    print(f"   {document.url}")
    for snippet in document.snippets:
        print(f"   …{snippet.before}【{snippet.match}】{snippet.after}…".replace("\n", " "))


def _failed(error: ArchiveError, arguments: argparse.Namespace) -> int:
    wrong = isinstance(error, QueryError)
    message = error.message if isinstance(error, QueryError) else str(error)
    understood = error.understood if isinstance(error, QueryError) else ""
    if arguments.json:
        detail = error.code if isinstance(error, QueryError) else error.path
        failure = {"code": "query" if wrong else "index", "detail": detail, "message": message}
        row = {"query": arguments.query.strip(), "understood": understood, "error": failure}
        print(json.dumps(row, ensure_ascii=False))
    print(message, file=sys.stderr)
    if understood:
        print(f"读懂的部分：{understood}", file=sys.stderr)
    return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
