"""Every command finds or makes its environment; tried in real processes, with a package made here and no network."""

from __future__ import annotations

import ast
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import bootstrap

BOOTSTRAP = Path(__file__).resolve().parents[1] / "scripts" / "bootstrap.py"
COMMAND = """
from bootstrap import enter
if __name__ == "__main__":
    enter("requirements.txt")
import sys
import archive_probe
print(archive_probe.WORD, sys.argv[1:])
raise SystemExit(7)
"""


def wheel(folder: Path, version: str) -> tuple[Path, str]:
    """A tiny package as a wheel, and its sha256."""
    name = f"archive_probe-{version}"
    files = {
        "archive_probe.py": f"WORD = 'probe {version}'\n",
        f"{name}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: archive-probe\nVersion: {version}\n",
        f"{name}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{name}.dist-info/RECORD"
    lines = [f"{path},sha256={_digest(text)},{len(text)}" for path, text in files.items()]
    files[record] = "\n".join([*lines, f"{record},,", ""])
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in files.items():
            archive.writestr(member, text)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


class Project:
    """A project folder with a command, its requirements and a folder of wheels."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        (root / "scripts").mkdir(parents=True)
        shutil.copy(BOOTSTRAP, root / "scripts")
        (root / "scripts" / "command.py").write_text(COMMAND, encoding="utf-8")
        self.require("1.0")

    def require(self, version: str, digest: str = "") -> None:
        _, found = wheel(self.root / "wheels", version)
        line = (
            f"archive-probe=={version} ; python_version >= '3.11' \\\n    --hash=sha256:{digest or found}\n"
        )
        (self.root / "requirements.txt").write_text(line, encoding="utf-8")

    def run(
        self, *arguments: str, python: str = sys.executable, **more: str
    ) -> subprocess.CompletedProcess[str]:
        command = [python, str(self.root / "scripts" / "command.py"), *arguments]
        environment = self.environment() | more
        return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)

    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PIP_", "ARCHIVE_", "COV_"))
        }
        wheels = (self.root / "wheels").as_uri()  # pip splits a plain path at its blank
        return kept | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels, "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose environment is complete; tests copy what they break."""
    project = Project(tmp_path_factory.mktemp("bootstrap") / "计划 一")
    done = project.run("甲", "-x")
    assert done.returncode == 7, done.stderr
    assert done.stdout == "probe 1.0 ['甲', '-x']\n"
    assert "正在建立环境" in done.stderr
    return project


def test_the_second_run_installs_nothing(made: Project) -> None:
    done = made.run()
    assert (done.returncode, done.stderr) == (7, "")


def test_a_killed_install_is_made_anew(made: Project) -> None:
    (made.venv / "installing").write_text("", encoding="utf-8")
    (made.venv / "left-over").write_text("", encoding="utf-8")
    done = made.run()
    assert done.returncode == 7, done.stderr
    assert not (made.venv / "left-over").exists()
    assert not (made.venv / "installing").exists()


def test_a_changed_requirement_is_installed_into_the_same_environment(made: Project) -> None:
    made.require("2.0")
    try:
        done = made.run()
        assert done.stdout.startswith("probe 2.0")
        assert "正在安装" in done.stderr
        assert "正在建立环境" not in done.stderr
    finally:
        made.require("1.0")
        made.run()


def test_a_wrong_hash_is_refused_and_nothing_counts_as_installed(made: Project) -> None:
    made.require("3.0", "0" * 64)
    try:
        done = made.run()
        assert done.returncode == 1
        assert "没有装成" in done.stderr
        assert (made.venv / "installing").exists()
    finally:
        made.require("1.0")
        assert made.run().returncode == 7


def test_a_complete_environment_without_a_note_is_adopted(made: Project) -> None:
    (made.venv / "installed").unlink()
    done = made.run()
    assert (done.returncode, done.stderr) == (7, "")
    assert (made.venv / "installed").exists()


def test_a_python_that_satisfies_the_requirements_is_used_as_it_is(made: Project, tmp_path: Path) -> None:
    other = Project(tmp_path / "other")
    python = made.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = other.run(python=str(python))
    assert (done.returncode, done.stderr) == (7, "")
    assert not other.venv.exists()


def test_a_command_waits_as_long_as_another_installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows, whose own waiting ends after ten tries."""
    tried: list[int] = []

    def locking(_: int, mode: int, size: int) -> None:
        tried.append(mode)
        assert (mode, size) == (2, 1)
        if len(tried) < 15:
            raise PermissionError

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setattr(bootstrap, "os", SimpleNamespace(name="nt"))
    monkeypatch.setattr(bootstrap, "EVERY", 0)
    monkeypatch.setattr(bootstrap, "HOME", tmp_path / "venv")
    with bootstrap._locked():
        assert len(tried) == 15


LINKS = pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")


@LINKS
def test_a_complete_environment_is_only_read(made: Project) -> None:
    lock = Path(f"{made.venv}.lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()  # opening it for writing is refused, to everyone
    try:
        done = made.run()
        assert (done.returncode, done.stderr) == (7, "")
        (made.venv / "installing").write_text("", encoding="utf-8")
        done = made.run()
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "ARCHIVE_VENV" in done.stderr
        assert str(lock) in done.stderr
    finally:
        lock.rmdir()
        (made.venv / "installing").unlink(missing_ok=True)


@LINKS
def test_an_environment_whose_python_does_not_start_is_told(made: Project) -> None:
    python = made.venv / "bin" / "python"
    held = python.readlink()
    python.unlink()
    python.symlink_to(made.root / "gone")
    try:
        done = made.run()
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert "重新建立" in done.stderr
    finally:
        python.unlink()
        python.symlink_to(held)


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_names_the_package(tmp_path: Path, module: str) -> None:
    project = Project(tmp_path / "bare")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / f"{module}.py").write_text(f"raise ModuleNotFoundError(name={module!r})\n", encoding="utf-8")
    done = project.run(PYTHONPATH=str(hidden))
    assert done.returncode == 1
    assert f"缺少模块 {module}" in done.stderr
    assert f"apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in done.stderr
    assert not project.venv.exists()


def test_an_old_python_is_told_what_it_needs(tmp_path: Path) -> None:
    project = Project(tmp_path / "old")
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import sys\nsys.version_info = (3, 8, 1)\n", encoding="utf-8")
    done = project.run(PYTHONPATH=str(site))
    assert done.returncode == 1
    assert "需要 Python 3.11 或更新的版本" in done.stderr


def test_the_file_can_be_read_by_old_pythons() -> None:
    ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_unknown_marker_is_an_error_and_not_a_guess(tmp_path: Path) -> None:
    project = Project(tmp_path / "marker")
    (project.root / "requirements.txt").write_text("x==1 ; extra == 'y'\n", encoding="utf-8")
    done = project.run()
    assert done.returncode == 1
    assert "extra" in done.stderr


def test_the_module_alone_says_what_it_is_for() -> None:
    done = subprocess.run(
        [sys.executable, str(BOOTSTRAP)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "scripts/build.py" in done.stderr
