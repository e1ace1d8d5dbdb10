"""Change the code a little, many times, and see whether the tests notice: `python3 tests/mutation/run.py [MODULE …]`.

`--sample N` tries N changes of each module, drawn with a fixed seed (default 60; 0 tries all, which takes hours). The work
is done on a copy. The last lines give the score of each module and of all together; exit 1 below 80 %. Changes that
survive are listed with their place.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from bootstrap import enter

if __name__ == "__main__":
    enter("tests/mutation/requirements.txt")

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

FLOOR = 0.80
SEED = 20_260_101
TIMEOUT = 120  # seconds for the tests of one change
COPIED = (
    "scripts",
    "tests",
    "data",
    "docs",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
)
LEFT = shutil.ignore_patterns("__pycache__", "node_modules", "build", "reports", "screenshots")


@dataclass(frozen=True)
class Module:
    """A module with the tests that must notice a change of it, the quick ones."""

    path: str
    tests: str


MODULES = {
    "clean": Module(
        "scripts/archive/cleaning/clean.py",
        "tests/test_clean.py tests/test_cuts.py tests/test_voice.py"
        " -k 'not (undone_and_repeated or composed_passes or body_lines or learn)'",
    ),
    "files": Module("scripts/archive/files.py", "tests/test_files.py"),
    "form": Module("scripts/archive/search/form.py", "tests/test_form.py"),
    "markdown": Module("scripts/archive/site/markdown.py", "tests/test_markdown.py"),
    "within": Module(
        "scripts/archive/cleaning/within.py",
        "tests/test_clean.py tests/test_cuts.py"
        " -k 'not (undone_and_repeated or composed_passes or body_lines or learn)'",
    ),
    "wordcut": Module("scripts/archive/search/wordcut.py", "tests/test_words.py"),
}


@dataclass(frozen=True)
class Score:
    """How many changes were tried and noticed."""

    tried: int
    noticed: int

    @property
    def rate(self) -> float:
        return self.noticed / self.tried if self.tried else 1.0

    def __str__(self) -> str:
        return f"{self.noticed} of {self.tried} noticed, {self.rate:.0%}"


def main(argv: Sequence[str] | None = None) -> int:
    """Try each module; gives the exit code."""
    parser = argparse.ArgumentParser(description="See whether the tests notice changes of the code.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    parser.add_argument(
        "--sample", type=int, default=60, metavar="N", help="changes of each module; 0 for all"
    )
    arguments = parser.parse_args(argv)
    unknown = set(arguments.modules) - set(MODULES)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: no such module. Modules: {', '.join(MODULES)}")
    scores = {}
    for name in arguments.modules or MODULES:
        with tempfile.TemporaryDirectory() as folder:
            scores[name] = tried(MODULES[name], arguments.sample, Path(folder))
        print(f"{name}: {scores[name]}", flush=True)
    whole = Score(sum(each.tried for each in scores.values()), sum(each.noticed for each in scores.values()))
    print(f"all: {whole}")
    return int(whole.rate < FLOOR)


def tried(module: Module, sample: int, folder: Path) -> Score:
    """Make the changes in a copy of the project and count those that its tests notice."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT)
        else:
            shutil.copy(source, folder / name)
    config, session = folder / "mutation.toml", folder / "session.sqlite"
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider --hypothesis-profile=plain -m 'not slow' tests/test_values.py {module.tests}"
    config.write_text(
        f'[cosmic-ray]\nmodule-path = "{module.path}"\ntimeout = {TIMEOUT}.0\nexcluded-modules = []\n'
        f'test-command = {json.dumps(command)}\n[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    cosmic_ray(folder, "init", str(config), str(session))
    with sqlite3.connect(session) as held:
        draw(held, sample)
    cosmic_ray(folder, "exec", str(config), str(session))
    with sqlite3.connect(session) as held:
        return counted(held, module)


def cosmic_ray(folder: Path, *arguments: str) -> None:
    program = Path(sys.executable).with_name("cosmic-ray")
    environment = os.environ | {"ARCHIVE_VENV": sys.prefix, "PYTHONDONTWRITEBYTECODE": "1", "THOROUGH": "1"}
    subprocess.run([str(program), *arguments], cwd=folder, env=environment, check=True)


def draw(session: sqlite3.Connection, sample: int) -> None:
    """Leave so many changes, by lot with a fixed seed. `|` stands in types only, which no test can notice."""
    every = [
        job
        for job, name in session.execute(
            "SELECT job_id, operator_name FROM mutation_specs "
            "ORDER BY operator_name, operator_args, start_pos_row, start_pos_col, occurrence"
        )
        if "BinaryOperator_BitOr" not in name
    ]
    kept = set(every if not sample else random.Random(SEED).sample(every, min(sample, len(every))))
    dropped = [row for row in session.execute("SELECT job_id FROM work_items") if row[0] not in kept]
    session.executemany("DELETE FROM mutation_specs WHERE job_id = ?", dropped)
    session.executemany("DELETE FROM work_items WHERE job_id = ?", dropped)


def counted(session: sqlite3.Connection, module: Module) -> Score:
    """The score; each change that nothing noticed is named."""
    rows = session.execute(
        "SELECT s.operator_name, s.start_pos_row, r.test_outcome FROM mutation_specs s "
        "JOIN work_results r ON r.job_id = s.job_id"
    ).fetchall()
    survived = [(name, line) for name, line, outcome in rows if "SURVIVED" in str(outcome).upper()]
    for name, line in sorted(survived, key=lambda each: each[1]):
        print(f"  {module.path}:{line}: {name.removeprefix('core/')} was not noticed")
    return Score(len(rows), len(rows) - len(survived))


if __name__ == "__main__":
    raise SystemExit(main())
