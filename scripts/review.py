"""List what is unsure, and write a person's decision where builds read it.

    python3 scripts/review.py                                   list what the last build was unsure of
    python3 scripts/review.py list [--code CODE] [--label LABEL] [--limit N]   list a part of it
    python3 scripts/review.py accept ID [LABEL …] --reason WHY   confirm the labels as found
    python3 scripts/review.py set ID LABEL=VALUE … --reason WHY  correct labels
    python3 scripts/review.py title ID TITLE --reason WHY        correct the title
    python3 scripts/review.py seen ID CODE … --reason WHY        looked at: list it no more
    python3 scripts/review.py keep ID TEXT|RULE … --reason WHY   words that must not be cut, or a rule that must not cut
    python3 scripts/review.py cut ID TEXT … --reason WHY         words to cut
    python3 scripts/review.py withdraw ID --reason WHY           do not publish
    python3 scripts/review.py same ID ID … --reason WHY          the same work: publish once
    python3 scripts/review.py apart ID ID … --reason WHY         alike, but not the same work
    python3 scripts/review.py whole ID|FILE --reason WHY         several reports were seen in one file: it is one
    python3 scripts/review.py split ID|FILE --at LINE … --reason WHY   a new report begins at each of these lines
    python3 scripts/review.py undo ID [KEY …]                    take back what was decided, all of it or some keys
    python3 scripts/review.py rule NUMBER … --id NAME --reason WHY   make candidates cleaning rules
    python3 scripts/review.py reject NUMBER … --reason WHY       these lines are no noise: do not offer them again

`--out DIR` and `--raw DIR`, where the build had them, stand before the action or behind it.
Decisions go to data/overrides.yml, data/rules/clean.yml and data/rules/rejected.yml; the next build applies them.
"""

from __future__ import annotations

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements.txt")

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from archive.cleaning.mine import Candidate
from archive.console.commands import Parser, ended
from archive.errors import ArchiveError, UsageError
from archive.labels.names import NAMES
from archive.places import ROOT, Places, places
from archive.reviewing import deciding, parting
from archive.reviewing.deciding import UNDONE
from archive.reviewing.listing import CANDIDATE, Wanted, as_text
from archive.reviewing.review import Review, from_json
from archive.reviewing.wishes import COMMAND, NUMBERED, WISHES, Wish, refuse_unknown, wished
from archive.rulefiles.codes import load_codes
from archive.rulefiles.overrides import ABSENT, Correction, LabelCorrection
from archive.rulefiles.strict import parse

LABELLED = "、".join(f"{name}（{shown}）" for name, shown in NAMES.items())
NONE = "无"  # what a label is set to that there is none of
YEAR = re.compile(r"[0-9]{4}")


NEXT = (
    '确认：python3 scripts/review.py accept 编号 --reason "理由"',
    '更正：python3 scripts/review.py set 编号 year=2019 type=工作总结 --reason "理由"',
    '看过，不再列出：python3 scripts/review.py seen 编号 代码 --reason "理由"',
    '候选行定为规则：python3 scripts/review.py rule 序号 … --id 名称 --reason "理由"',
    '候选行不是杂质：python3 scripts/review.py reject 序号 … --reason "理由"',
    f"标签：{LABELLED}。写在 data/overrides.yml，下次构建生效",
)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run one decision; 0 when it was written, 2 for wrong usage."""
    asked = _parser().parse_args(arguments)
    try:
        where = places(asked.raw, asked.out, root)
        return _run(asked, where, _review(where))
    except (ArchiveError, OSError) as error:
        return ended(error, (root / "data").as_posix(), "什么也没有写下；检查磁盘空间和权限后再运行一次")


def _parser() -> Parser:
    parser = Parser(prog=COMMAND, description="列出待核事项，写下人的决定")
    _add_places(parser)
    actions = parser.add_subparsers(dest="action", metavar="动作")
    for name, (told, add) in ACTIONS.items():
        action = actions.add_parser(name, help=told)
        add(action)
        if name not in {"list", "undo"}:
            action.add_argument(
                "--reason", required=True, metavar="理由", help="几个字说明为什么，页面上会显示"
            )
        _add_places(action, argparse.SUPPRESS)
    return parser


def _add_places(parser: Parser, default: str | None = None) -> None:
    """Options that stand before the action or behind it: what is not written behind it leaves what stands before."""
    parser.add_argument("--raw", metavar="DIR", default=default, help="构建时用的 --raw 文件夹")
    parser.add_argument("--out", metavar="DIR", default=default, help="构建时用的 --out 文件夹")


def _add_list(action: Parser) -> None:
    action.add_argument("--code", metavar="代码", default="", help=f"只列这个代码的；候选行写 {CANDIDATE}")
    action.add_argument("--label", metavar="标签", default="", help=f"只列这个标签的：{LABELLED}")
    action.add_argument("--limit", metavar="N", type=int, help="最多列出几项")


def _add_accept(action: Parser) -> None:
    action.add_argument("id", metavar="编号", help=NUMBERED)
    action.add_argument("labels", nargs="*", metavar="标签", help=f"{LABELLED}；不写就确认全部")


def _add_set(action: Parser) -> None:
    action.add_argument("id", metavar="编号", help=NUMBERED)
    action.add_argument(
        "values", nargs="+", metavar="标签=取值", help=f"如 year=2019，没有的写 {NONE}；{LABELLED}"
    )


def _add_wish(wish: Wish, action: Parser) -> None:
    action.add_argument("id", metavar="编号", help=NUMBERED)
    if wish.named:
        action.add_argument("given", nargs="+", metavar=wish.named, help=wish.hint)


def _add_undo(action: Parser) -> None:
    action.add_argument("id", metavar="编号", help=NUMBERED)
    action.add_argument(
        "keys", nargs="*", metavar="项", help=f"只收回这几项：{'、'.join(UNDONE)}；不写就收回全部"
    )


def _add_whole(action: Parser) -> None:
    action.add_argument("id", metavar="编号或文件", help="其中任何一篇的编号，或清单里写的文件路径")


def _add_split(action: Parser) -> None:
    _add_whole(action)
    action.add_argument(
        "--at",
        required=True,
        action="append",
        metavar="行",
        help="后一篇从哪一行开始，照抄那一行；要拆几处就写几个 --at；有几行相同的，前面写行号，如 37:述职报告",
    )


def _add_candidates(action: Parser) -> None:
    action.add_argument("numbers", type=int, nargs="+", metavar="序号", help="清单里“候选”后面的数字")


def _add_rule(action: Parser) -> None:
    _add_candidates(action)
    action.add_argument(
        "--id",
        required=True,
        dest="name",
        metavar="名称",
        help="给规则起的英文名，如 site-footer；几条依次是 site-footer、site-footer-2 ……",
    )


ACTIONS: Mapping[str, tuple[str, Callable[[Parser], None]]] = {
    "list": ("列出待核事项：一个标签、一条提示各算一项，候选行另计", _add_list),
    "accept": ("确认现有取值", _add_accept),
    "set": ("更正标签", _add_set),
    **{name: (wish.told, partial(_add_wish, wish)) for name, wish in WISHES.items()},
    "whole": ("误拆成几篇的文件合为一份", _add_whole),
    "split": ("一个文件里有几篇，在所写的各行拆开", _add_split),
    "undo": ("收回对一份文档的决定", _add_undo),
    "rule": ("把候选行定为清理规则", _add_rule),
    "reject": ("候选行不是杂质，不再列出", _add_candidates),
}


def _run(asked: argparse.Namespace, where: Places, review: Review) -> int:
    if asked.action in {None, "list"}:
        wanted = _wanted(where, asked) if asked.action else Wanted()
        held = review.labels or review.findings or review.candidates
        for line in (*as_text(review, wanted), *(NEXT if held else ())):
            sys.stdout.write(f"{line}\n")
        return 0
    path = _written(asked, where, review)
    sys.stdout.write(f"已写入 {path.as_posix()}；运行 python3 scripts/build.py 生效\n")
    return 0


def _written(asked: argparse.Namespace, where: Places, review: Review) -> Path:
    """Write one decision; gives the file that it went to."""
    if asked.action == "undo":
        return deciding.undo(where, asked.id, asked.keys)
    if asked.action in {"whole", "split"}:
        return _parted(where, asked)
    if asked.action == "rule":
        return deciding.accept(where, _repeated(_chosen(review, asked.numbers)), asked.name, asked.reason)
    if asked.action == "reject":
        return deciding.reject(where, _repeated(_chosen(review, asked.numbers)), asked.reason)
    if asked.action == "accept":
        labels = [_named(name) for name in asked.labels]
        change = _labelled(_as_found(review, asked.id, labels), asked.reason)
    elif asked.action == "set":
        refuse_unknown(where, asked.id)
        change = _labelled(dict(map(_pair, asked.values)), asked.reason)
    else:
        wish = WISHES[asked.action]
        change = wished(where, wish, asked.id, asked.given if wish.named else (), asked.reason)
    return deciding.correct(where, asked.id, change)


def _wanted(where: Places, asked: argparse.Namespace) -> Wanted:
    if asked.code and asked.code not in (known := (*load_codes(where.rules), CANDIDATE)):
        raise UsageError(asked.code, "没有这个代码", f"可用的代码：{'、'.join(known)}")
    if asked.limit is not None and asked.limit < 1:
        raise UsageError(f"--limit {asked.limit}", "至少要列出一项", "写一个大于 0 的整数")
    return Wanted(asked.code, _named(asked.label) if asked.label else "", asked.limit)


def _review(where: Places) -> Review:
    path = where.build / "review.json"
    if not path.is_file():
        raise UsageError(path.as_posix(), "还没有待核清单", "先运行 python3 scripts/build.py")
    return from_json(path.read_text(encoding="utf-8"))


def _as_found(review: Review, document: str, names: Sequence[str]) -> Mapping[str, str | int]:
    found = {
        each.label: NONE if each.value is None else each.value
        for each in review.labels
        if each.id == document and (not names or each.label in names)
    }
    if not found:
        raise UsageError(document, "待核清单里没有这份文档的这些标签", "运行 python3 scripts/review.py 查看")
    return found


def _pair(argument: str) -> tuple[str, str | int]:
    name, sign, value = argument.partition("=")
    if not sign or not value:
        raise UsageError(argument, "要写成 标签=取值", f"可用的标签：{LABELLED}")
    found = _named(name)
    if found != "year" or value in ABSENT:
        return found, value
    if not YEAR.fullmatch(value):
        raise UsageError(argument, "年份要写四位数字", f"如 year=2019；没有年份的写 year={NONE}")
    return found, int(value)


def _named(name: str) -> str:
    """A label by its key, or by the name that the list shows."""
    known = {**{shown: key for key, shown in NAMES.items()}, **{key: key for key in NAMES}}
    if name not in known:
        raise UsageError(name, "没有这个标签", f"可用的标签：{LABELLED}")
    return known[name]


def _labelled(labels: Mapping[str, str | int], reason: str) -> Correction:
    return Correction(reason, parse(dict(labels), LabelCorrection, "--reason"))


def _parted(where: Places, asked: argparse.Namespace) -> Path:
    """Write that a file is one report, or where new ones begin in it."""
    if asked.action == "whole":
        path, told = parting.whole(where, asked.id, asked.reason)
    else:
        path, told = parting.split(where, asked.id, asked.at, asked.reason)
    sys.stdout.write(told)
    return path


def _chosen(review: Review, numbers: Sequence[int]) -> tuple[Candidate, ...]:
    for number in numbers:
        if not 1 <= number <= len(review.candidates):
            raise UsageError(str(number), "没有这个候选", "运行 python3 scripts/review.py 查看候选的编号")
    return tuple(review.candidates[number - 1] for number in dict.fromkeys(numbers))


def _repeated(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Repeat the lines, because their numbers are those of the last build."""
    for each in candidates:
        sys.stdout.write(f"候选行：{each.line}\n")
    return candidates


if __name__ == "__main__":
    raise SystemExit(main())
