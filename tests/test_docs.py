"""The documents cannot drift: every command, option, rule file and finding code is told, with its cure."""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.rulefiles.codes import load_codes

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh.md")
SEVERITIES = {"error": "错误", "warning": "提醒", "notice": "说明", "review": "待核"}
LIBRARY = {"hooks.py", "bootstrap.py"}
COMMANDS = [path for path in sorted((ROOT / "scripts").glob("*.py")) if path.name not in LIBRARY]
NAMED = re.compile(r"`(?:archive/)?((?:[a-z]+/)*[a-z_]+\.py)`")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_every_finding_code_is_told(name: str) -> None:
    told = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", text(name)))
    assert set(load_codes()) <= told


def test_the_chinese_table_says_what_the_catalogue_says() -> None:
    rows = [
        f"| `{code}` | {SEVERITIES[row.severity]} | {row.means} | {row.cure} |"
        for code, row in load_codes().items()
    ]
    table = [
        line
        for line in text("README.zh.md").splitlines()
        if re.match(r"\| `[a-z-]+` \| (错误|提醒|说明|待核)", line)
    ]
    assert table == rows


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every option of a command and of its actions."""
    for each in parser._actions:
        if isinstance(each, argparse._SubParsersAction):
            for action in each.choices.values():
                yield from options(action)
        yield from (name for name in each.option_strings if name.startswith("--") and name != "--help")


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_every_command_and_its_options_are_told(path: Path) -> None:
    known = set(options(importlib.import_module(path.stem)._parser()))
    assert known
    for name in READMES:
        assert f"scripts/{path.name}" in text(name)
        assert known <= set(re.findall(r"--[a-z-]+", text(name))), name


@pytest.mark.parametrize("name", READMES)
def test_every_rule_file_is_told(name: str) -> None:
    for path in (ROOT / "data" / "rules").iterdir():
        assert f"`{path.name}`" in text(name)


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md", "scripts/README.md"])
def test_every_relative_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target


def test_every_module_named_in_the_map_is_there() -> None:
    library = ROOT / "scripts" / "archive"
    for module in set(NAMED.findall(text("scripts/README.md"))):
        places = (library / module, ROOT / "scripts" / module, ROOT / module, *library.rglob(module))
        assert any(path.exists() for path in places), module


def test_the_map_says_of_every_module_what_it_is_to_be_edited_for() -> None:
    library = ROOT / "scripts" / "archive"
    rows = text("scripts/README.md").split("| to change |")[1].split("\n## ")[0]
    named = set(NAMED.findall(rows))
    folders = {library / name for name in re.findall(r"`archive/((?:[a-z]+/)+)`", rows)}
    modules = [path for path in library.rglob("*.py") if path.name != "__init__.py"]
    lacking = [
        path.relative_to(library).as_posix()
        for path in modules
        if not {path.name, path.relative_to(library).as_posix()} & named and not folders & set(path.parents)
    ]
    assert lacking == []


def test_each_stage_imports_only_what_the_map_shows_above_it() -> None:
    library = ROOT / "scripts" / "archive"
    folders = re.findall(
        r"^\| `archive/(\w*)/?`", text("scripts/README.md").split("| to change |")[0], re.MULTILINE
    )
    assert set(folders) == {"", *(path.parent.name for path in library.glob("*/__init__.py"))}
    for path in library.rglob("*.py"):
        inside = path.relative_to(library).parts
        here = folders.index(inside[0] if len(inside) > 1 else "")
        for name in re.findall(r"^ *from archive\.(\w+)", path.read_text("utf-8"), re.MULTILINE):
            above = folders.index(name) if name in folders else 0
            assert above <= here, f"{path.relative_to(library)} imports {name}"


def test_no_requirements_file_names_a_host_or_a_path() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert not re.search(r"https?:|file:|--index-url|--extra-index-url|--find-links|@ ", text(name))
        pins = re.findall(r"^[a-z0-9-]+==.*$", text(name), re.MULTILINE)
        assert pins
        assert all(pin.endswith("\\") for pin in pins)
    assert "resolved" not in text("tests/js/package-lock.json")


def test_runtime_pins_are_the_same_for_tests() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==[^\\]*", text(name), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
