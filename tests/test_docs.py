"""The docs cannot drift: every command, rule file, finding code, module and query sign has its place in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
READMES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md")}
CODES = yaml.safe_load((ROOT / "data" / "rules" / "findings.yml").read_text("utf-8"))
COMMANDS = sorted(
    path.name for path in (ROOT / "scripts").glob("*.py") if path.name not in {"bootstrap.py", "hooks.py"}
)
RULES = sorted(path.name for path in (ROOT / "data" / "rules").iterdir())
MODULES = sorted(
    path.relative_to(ROOT / "scripts" / "archive").as_posix()
    for path in (ROOT / "scripts" / "archive").rglob("*.py")
    if path.name not in {"__init__.py", "model.py"}
)
SIGNS = ("…", "*", "{5}", "｜", " -", '"', "标题:", "小标题:", "部分:")


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_both_readmes(readme: str, command: str) -> None:
    assert f"scripts/{command}" in READMES[readme]


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_file_is_in_both_readmes(readme: str, rule: str) -> None:
    assert f"`{rule}`" in READMES[readme]


@pytest.mark.parametrize("readme", READMES)
def test_both_readmes_say_what_to_do_about_each_code(readme: str) -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", READMES[readme], re.MULTILINE))
    assert rows == {code: row["severity"] for code, row in CODES.items()}


def test_the_chinese_readme_gives_the_cure_of_the_catalogue() -> None:
    for code, row in CODES.items():
        assert f"| `{code}` | {row['severity']} | {row['means']} | {row['cure']} |" in READMES["README.zh.md"]


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("sign", SIGNS)
def test_every_query_sign_is_in_both_readmes(readme: str, sign: str) -> None:
    table = READMES[readme].partition("抓好党建是最大政绩")[2]
    assert sign in table


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_its_place_in_the_map(module: str) -> None:
    words = (ROOT / "scripts" / "README.md").read_text("utf-8")
    assert f"`{module}`" in words or f"`{Path(module).name}`" in words


@pytest.mark.parametrize("readme", READMES)
def test_links_in_the_readmes_lead_somewhere(readme: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", READMES[readme]):
        assert (ROOT / target).exists(), target
