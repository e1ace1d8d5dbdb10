"""What counts for the work on one original is known: no rule and no code that it uses may be missing from its digest."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import RuleError
from archive.preparing.digests import CODE, LATER_RULES, documents_digest
from archive.preparing.ruleset import load_ruleset

ROOT = Path(__file__).resolve().parents[1]
RULES, LIBRARY = ROOT / "data" / "rules", ROOT / "scripts" / "archive"
WATCHED = """
import json, sys
sys.path.insert(0, "scripts")
opened = set()
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
from pathlib import Path
from archive.rulefiles.overrides import Overrides
from archive.preparing.prepare import prepare
from archive.preparing.ruleset import load_ruleset
from archive.reading.originals import discover
rules = load_ruleset(Path("data/rules").resolve(), "")
for found in discover(Path("data/raw").resolve()):
    prepare(found, rules, Overrides({}))
modules = [module.__file__ for name, module in sys.modules.items() if name.startswith("archive")]
print(json.dumps([sorted(opened), sorted(modules)]))
"""


def test_everything_that_the_work_on_an_original_uses_counts() -> None:
    run = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    opened, modules = json.loads(run.stdout)
    assert not {path.name for path in map(Path, opened) if RULES in path.parents} & LATER_RULES
    for path in map(Path, modules):
        name = path.relative_to(LIBRARY)
        assert len(name.parts) == 1 or name.parts[0] in CODE or name.as_posix() in CODE, name


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ("clean.yml", True),
        ("new.yml", True),
        ("findings.yml", True),
        ("search.yml", False),
        ("keywords.yml", False),
    ],
)
def test_a_rule_counts_only_where_it_is_used(tmp_path: Path, changed: str, *, counts: bool) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    before = documents_digest(rules, LIBRARY)
    with (rules / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert (documents_digest(rules, LIBRARY) != before) is counts


def test_labels_are_told_by_cleaning_rules_that_exist(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    labels = rules / "classify.yml"
    written = labels.read_text("utf-8")
    labels.write_text(written.replace("[publish-line,", "[published-line,"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"没有规则“published-line”。已有的规则：.*publish-line"):
        load_ruleset(rules, "changed")
