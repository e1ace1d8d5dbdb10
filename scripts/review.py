"""List what is unsure, and write a person's decision where builds read it.

    python3 scripts/review.py                                   list what the last build was unsure of
    python3 scripts/review.py accept ID [LABEL …] --reason WHY   confirm the labels as found
    python3 scripts/review.py set ID LABEL=VALUE … --reason WHY  correct labels
    python3 scripts/review.py rule NUMBER --id NAME --reason WHY make a candidate a cleaning rule

Decisions go to data/overrides.yml and data/rules/clean.yml; the next build applies them.
"""

from __future__ import annotations

import bootstrap

bootstrap.enter("requirements.txt")

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from archive import files
from archive.checking.review import NAMES, Review, as_text, from_json
from archive.cleaning.decisions import corrected, with_rule
from archive.cleaning.rules import load_clean
from archive.errors import ArchiveError, UsageError
from archive.labels.vocabulary import load_classify
from archive.overrides import load_overrides
from archive.places import ROOT, Places, places

COMMAND = "scripts/review.py"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run one decision; 0 when it was written, 2 for wrong usage."""
    asked = _parser().parse_args(arguments)
    try:
        where = places(None, asked.out, root)
        return _run(asked, where, _review(where))
    except ArchiveError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description="列出待核事项，写下人的决定")
    parser.add_argument("--out", help="构建时用的 --out 文件夹")
    actions = parser.add_subparsers(dest="action")
    actions.add_parser("list", help="列出待核事项")
    accept = actions.add_parser("accept", help="确认现有取值")
    accept.add_argument("id")
    accept.add_argument("labels", nargs="*", choices=[*NAMES, []])
    correct = actions.add_parser("set", help="更正标签")
    correct.add_argument("id")
    correct.add_argument("values", nargs="+", metavar="LABEL=VALUE")
    rule = actions.add_parser("rule", help="把候选行定为清理规则")
    rule.add_argument("number", type=int)
    rule.add_argument("--id", required=True, dest="name")
    for action in (accept, correct, rule):
        action.add_argument("--reason", required=True)
    return parser


def _run(asked: argparse.Namespace, where: Places, review: Review) -> int:
    if asked.action == "accept":
        _correct(where, asked.id, _as_found(review, asked.id, asked.labels), asked.reason)
    elif asked.action == "set":
        _correct(where, asked.id, dict(map(_pair, asked.values)), asked.reason)
    elif asked.action == "rule":
        _accept_rule(where, review, asked)
    else:
        for line in as_text(review):
            sys.stdout.write(f"{line}\n")
    return 0


def _review(where: Places) -> Review:
    path = where.build / "review.json"
    if not path.is_file():
        raise UsageError(path.as_posix(), "还没有待核清单", "先运行 python3 scripts/build.py")
    return from_json(path.read_text(encoding="utf-8"))


def _as_found(review: Review, document: str, names: Sequence[str]) -> Mapping[str, str | int]:
    found = {
        each.label: each.value
        for each in review.labels
        if each.id == document and each.value is not None and (not names or each.label in names)
    }
    if not found:
        raise UsageError(document, "待核清单里没有这份文档的这些标签", "运行 python3 scripts/review.py 查看")
    return found


def _pair(argument: str) -> tuple[str, str | int]:
    name, sign, value = argument.partition("=")
    if not sign or name not in NAMES or not value:
        raise UsageError(argument, "不是 标签=取值", f"可用的标签：{'、'.join(NAMES)}")
    return name, int(value) if name == "year" and value.isdecimal() else value


def _correct(where: Places, document: str, labels: Mapping[str, str | int], reason: str) -> None:
    """Write the entry after it was read back strictly beside the file."""
    held = where.overrides.read_text(encoding="utf-8") if where.overrides.exists() else ""
    content = corrected(held, document, labels, reason)
    values = load_classify(where.rules).values()
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / where.overrides.name
        trial.write_text(content, encoding="utf-8")
        load_overrides(trial, {name: frozenset(known) for name, known in values.items()})
    files.write(where.overrides, content)
    sys.stdout.write(f"已写入 {where.overrides.as_posix()}；下次 build.py 生效\n")


def _accept_rule(where: Places, review: Review, asked: argparse.Namespace) -> None:
    if not 1 <= asked.number <= len(review.candidates):
        raise UsageError(str(asked.number), "没有这个候选", "运行 python3 scripts/review.py 查看候选的编号")
    path = where.rules / "clean.yml"
    candidate = review.candidates[asked.number - 1]
    content = with_rule(path.read_text(encoding="utf-8"), candidate, asked.name, asked.reason)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(shutil.copytree(where.rules, Path(folder) / "rules"))
        (trial / path.name).write_text(content, encoding="utf-8")
        load_clean(trial)
    files.write(path, content)
    sys.stdout.write(f"已写入 {path.as_posix()}；下次 build.py 生效\n")


if __name__ == "__main__":
    raise SystemExit(main())
