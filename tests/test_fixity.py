"""No command ever changes, adds, removes or even touches an original; nor fails on a console that speaks GBK.

The project lies in a folder whose name holds spaces and Chinese.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from project_copy import Project, copy_project, report

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = {"bootstrap", "hooks"}
COMMANDS = sorted(path.stem for path in (ROOT / "scripts").glob("*.py") if path.stem not in LIBRARY)
# What each command is called with, one call after another; one that is not listed is called without anything.
CALLS = {
    "build": [["--jobs", "1", "--quiet"], ["--out", "OUT", "--jobs", "1", "--quiet"]],
    "check": [[], ["--fixity"], ["--json"]],
    "explain": [["RAW/一.txt"], ["RAW/坏.docx"]],
    "review": [[], ["set", "ID", "year=2016", "--reason", "封面写明"]],
    "search": [["党建"], ["党建", "--json"]],
}


def held(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file with its bytes, its time and its permissions."""
    return {
        path.relative_to(folder).as_posix(): (
            path.read_bytes(), path.stat().st_mtime_ns, stat.S_IMODE(path.stat().st_mode),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("fixity") / "存 档")
    made.put("一.txt", "本文系邮箱投稿，仅供学习参考，请勿照搬照抄！\r\n" + report(2015, 1))
    made.put("二/二.txt", report(2016, 2).encode("gb18030"))
    made.put("坏.docx", b"PK\x03\x04 broken")
    made.put("空.txt", b"")
    made.build()
    return made


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_leaves_every_original_as_it_is(project: Project, tmp_path: Path, command: str) -> None:
    before = held(project.raw)
    row = json.loads((project.where.site / "catalog.json").read_bytes())["reports"][0]
    names = {"OUT": str(tmp_path / "out"), "ID": row["id"], "RAW/一.txt": str(project.raw / "一.txt")}
    names["RAW/坏.docx"] = str(project.raw / "坏.docx")
    for call in CALLS.get(command, [[]]):
        done = subprocess.run(
            [
                sys.executable,
                str(project.root / "scripts" / f"{command}.py"),
                *(names.get(each, each) for each in call),
            ],
            cwd=tmp_path,
            env=os.environ | {"ARCHIVE_VENV": sys.prefix, "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
            capture_output=True,
            encoding="gbk",
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode in {0, 1, 2}
        assert held(project.raw) == before, call
