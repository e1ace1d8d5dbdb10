"""Write a person's decision where builds read it: into corrections and rules, after it was read back strictly."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from archive import files
from archive.checking.findings import built
from archive.cleaning.mine import Candidate, load_rejected, shape_of
from archive.cleaning.rules import load_clean
from archive.cleaning.shapes import CleanFile
from archive.errors import RuleError, UsageError
from archive.labels.vocabulary import load_classify
from archive.places import Places
from archive.preparing.ruleset import allowed
from archive.reviewing.decisions import corrected, decides, with_rejected, with_rule, without
from archive.rulefiles.overrides import Correction, load_overrides
from archive.rulefiles.strict import load_yaml

UNDONE = tuple(key.name for key in fields(Correction) if key.name != "reason")
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def correct(where: Places, document: str, change: Correction) -> Path:
    """Write the entry of one document; gives the file."""
    load_overrides(where.overrides)
    held = where.overrides.read_text(encoding="utf-8") if where.overrides.exists() else ""
    content = corrected(held, document, change)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / where.overrides.name
        trial.write_text(content, encoding="utf-8")
        try:
            load_overrides(trial, allowed(where.rules, load_classify(where.rules)))
        except RuleError as error:
            raise UsageError(where.overrides.as_posix(), error.reason, error.cure) from error
    files.write(where.overrides, content)
    return where.overrides


def undo(where: Places, document: str, keys: Sequence[str]) -> Path:
    """Take back what was decided on one document, all of it or some keys; gives the file."""
    known = load_overrides(where.overrides).for_id(document)
    path = where.overrides.as_posix()
    if known is None:
        raise UsageError(
            document, f"{path} 里没有关于它的决定", "核对编号；规则和否决的候选行在 data/rules/ 里删去"
        )
    for key in keys:
        if key not in UNDONE:
            raise UsageError(key, "没有这一项", f"可以收回的：{'、'.join(UNDONE)}")
        if not decides(known, key):
            raise UsageError(key, f"关于 {document} 的决定里没有这一项", f"查看 {path}")
    held = where.overrides.read_text(encoding="utf-8")
    files.write(where.overrides, without(held, document, keys))
    return where.overrides


def accept(where: Places, candidates: Sequence[Candidate], name: str, why: str) -> Path:
    """Make candidates cleaning rules: `name`, `name-2` and so on; gives the file."""
    path = where.rules / "clean.yml"
    if not NAME.fullmatch(name):
        raise UsageError(f"--id {name}", "规则的名称只用小写英文字母、数字和连字符", "如 site-footer")
    _refuse_decided(where, candidates)
    content = path.read_text(encoding="utf-8")
    for number, candidate in enumerate(candidates, 1):
        content = with_rule(content, candidate, name if number == 1 else f"{name}-{number}", why)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(shutil.copytree(where.rules, Path(folder) / "rules"))
        (trial / path.name).write_text(content, encoding="utf-8")
        try:
            load_clean(trial)
        except RuleError as error:
            raise UsageError(path.as_posix(), error.reason, error.cure) from error
    files.write(path, content)
    return path


def reject(where: Places, candidates: Sequence[Candidate], why: str) -> Path:
    """Turn candidates down, so that they are not offered again; gives the file."""
    path = where.rules / "rejected.yml"
    load_rejected(where.rules)
    _refuse_accepted(where, candidates)
    content = with_rejected(path.read_text(encoding="utf-8"), candidates, why)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / path.name).write_text(content, encoding="utf-8")
        try:
            load_rejected(Path(folder))
        except RuleError as error:
            raise UsageError(path.as_posix(), error.reason, error.cure) from error
    files.write(path, content)
    return path


def _refuse_decided(where: Places, candidates: Sequence[Candidate]) -> None:
    """A line that is a rule already, or was turned down: the lists of the last build still offer it."""
    _refuse_accepted(where, candidates)
    rejected = load_rejected(where.rules)
    for each in candidates:
        if (each.zone, shape_of(each.line)) in rejected:
            path = (where.rules / "rejected.yml").as_posix()
            raise UsageError(each.line, "已经定为不是杂质", f"要改主意，先删去 {path} 里的这一条")


def _refuse_accepted(where: Places, candidates: Sequence[Candidate]) -> None:
    path = where.rules / "clean.yml"
    rules = load_yaml(path, CleanFile).rules
    for each in candidates:
        for rule in rules:
            if each.line in rule.hits and rule.zone == each.zone:
                cure = f"要改主意，先删去 {path.as_posix()} 里的这一条"
                raise UsageError(each.line, f"已经是规则 {rule.id}", cure)


def is_known(where: Places, document: str) -> bool:
    """Whether the last build had a document of this id, if only to hold it back, or people withdrew it."""
    with (where.build / "labels.jsonl").open(encoding="utf-8") as rows:
        if any(row.startswith(f'{{"id":"{document}"') for row in rows):
            return True
    held = (each.id for each in built(where.build / "findings.jsonl") if each.code == "withdrawn-changed")
    return document in held or load_overrides(where.overrides).withdraws(document)
