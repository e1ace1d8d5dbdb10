"""The tests notice changes of the code: a few changes of one module here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mutation import run
from run import WHOLE

ROOT = Path(__file__).resolve().parents[1]
CHANGES = 12


def test_every_module_of_which_every_branch_is_tested_is_there() -> None:
    for name, module in run.MODULES.items():
        assert (ROOT / module.path).is_file(), name
        tests = module.tests.split(" -k ")[0].split()
        assert tests
        assert all((ROOT / test).is_file() for test in tests)
        assert f"`{name}`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), "it is named there"


def test_the_modules_of_which_every_branch_is_tested_are_those_that_are_changed() -> None:
    assert {module.path for module in run.MODULES.values()} == set(WHOLE)


def test_a_score_tells_the_share_that_was_noticed() -> None:
    assert str(run.Score(60, 48)) == "48 of 60 noticed, 80%"
    assert run.Score(60, 48).rate == run.FLOOR
    assert run.Score(0, 0).rate == 1


@pytest.mark.slow
def test_a_few_changes_of_the_writer_are_noticed() -> None:
    command = [sys.executable, str(ROOT / "tests" / "mutation" / "run.py"), "files", "--sample", str(CHANGES)]
    environment = os.environ | {"ARCHIVE_VENV": sys.prefix, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    if "没有装成" in done.stderr:
        pytest.skip(f"the package index cannot be asked: {done.stderr[-200:]}")
    assert f" of {CHANGES} noticed" in done.stdout, done.stderr[-2000:]
    assert done.returncode == 0, done.stdout
