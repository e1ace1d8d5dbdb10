"""What is told of failures is Chinese, reason and cure, as all that clerks read."""

from __future__ import annotations

import ast
import errno
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from archive.errors import ArchiveError, of_system

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
HAN = re.compile("[\u4e00-\u9fff]")
TOLD = frozenset({"reason", "cure", "advice"})  # parameters of errors that people read
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SCRIPTS.rglob("*.py"))}


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@cache
def kin() -> dict[str, list[str]]:
    """`ArchiveError`, what is derived from it, and what makes one, with the parameters of each."""
    found = {"ArchiveError": ["path", "reason", "cure"], "refuse": ["reason", "cure"]}
    classes = [node for tree in TREES.values() for node in tree.body if isinstance(node, ast.ClassDef)]
    for each in classes * 3:  # whatever the order of files
        for base in map(name_of, each.bases):
            if base in found:
                own = [
                    part
                    for part in each.body
                    if isinstance(part, ast.FunctionDef) and part.name == "__init__"
                ]
                found[each.name] = [arg.arg for part in own for arg in part.args.args[1:]] or found[base]
    return found


def assigned(nodes: list[ast.AST]) -> dict[str, list[ast.expr]]:
    """What each name of a file is bound to."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            value = node.value  # type: ignore[attr-defined]
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            for each, bound in pairs:
                found.setdefault(name_of(each), []).append(bound)
    return found


def foreign(value: ast.expr, bound: dict[str, list[ast.expr]]) -> bool:
    """Whether a text is put together of no Chinese; one that comes from elsewhere is looked at there."""
    texts = [node.value for node in ast.walk(value) if isinstance(node, ast.Constant)]
    said = "".join(text for text in texts if isinstance(text, str))
    if HAN.search(said):
        return False
    if isinstance(value, ast.Name):
        return any(foreign(each, {}) for each in bound.get(value.id, ()))
    return isinstance(value, ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp) and said.strip() != ""


def told(call: ast.Call, known: dict[str, list[str]]) -> Iterator[ast.expr]:
    """The arguments of a call that people read."""
    parameters = known.get(name_of(call.func), [])
    yield from (value for name, value in zip(parameters, call.args, strict=False) if name in TOLD)
    yield from (each.value for each in call.keywords if parameters and each.arg in TOLD)


def refused(tree: ast.AST, known: dict[str, list[str]]) -> list[str]:
    nodes = list(ast.walk(tree))
    bound = assigned(nodes)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if any(foreign(each, bound) for each in told(call, known))]


def test_every_error_tells_reason_and_cure_in_chinese() -> None:
    known = kin()
    assert {"UsageError", "RuleError", "Unreadable", "Damaged", "QueryError"} < set(known)
    assert known["Unreadable"] == ["code", "path", "reason", "cure"]
    assert {path.name: wrong for path, tree in TREES.items() if (wrong := refused(tree, known))} == {}


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ('ArchiveError(path, "有误", "改正")', True),
        ('ArchiveError(path, "有误", "Correct it")', False),
        ('errors.RuleError(path, f"{key} is wrong", "改正")', False),
        ('CURE = "Run it"\nUnreadable("code", path, "有误", CURE)', False),
        ('wrong, cure = "有误", "Run it"\nArchiveError(path, wrong, cure)', False),
        ("ArchiveError(path, error.reason, cure=error.cure)", True),
        ('ArchiveError(path, "有误", cure="a" if b else "c")', False),
    ],
)
def test_an_error_in_english_is_seen(text: str, *, chinese: bool) -> None:
    assert (refused(ast.parse(text), kin()) == []) is chinese


def test_what_is_told_before_there_is_an_environment_is_chinese() -> None:
    calls = [node for node in ast.walk(TREES[SCRIPTS / "bootstrap.py"]) if isinstance(node, ast.Call)]
    texts = [each.args[0] for each in calls if name_of(each.func) in {"_stop", "write"}]
    assert len(texts) > 8
    assert [
        ast.unparse(text) for text in texts if "sentence" not in ast.unparse(text) and foreign(text, {})
    ] == []


def test_what_systems_refuse_is_told_in_chinese_where_it_is_known() -> None:
    told = of_system(OSError(errno.EADDRINUSE, "Address already in use"), "127.0.0.1:80", "换一个端口")
    assert str(told) == "127.0.0.1:80：端口已被占用。换一个端口"
    assert isinstance(told, ArchiveError)
    assert of_system(OSError(errno.ENOSPC, "No space left", "a.txt"), "b", "腾出空间").path == "a.txt"
