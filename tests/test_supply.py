"""What is installed: pinned with hashes from short lists, under licences that oblige nobody, and without a network too."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import audit
import pins
from project_copy import copy_project, report, tree

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
# Of a package under several licences one may be chosen.
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Zlib|Unlicense|0BSD|HPND|LGPL",
    re.IGNORECASE,
)
BUILDERS = ("setuptools", "wheel", "packaging")  # jieba comes as source and is built when it is installed


def pinned(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", pins.FILES)
def test_every_wanted_package_is_pinned_with_hashes_and_nothing_else_than_its_needs(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    wanted = (ROOT / name).with_suffix(".in").read_text(encoding="utf-8")
    for line in wanted.splitlines():
        package = re.match(r"[A-Za-z0-9._-]+", line)
        if package and not line.startswith(("-", "#")):
            assert package[0].lower() in pinned(name), line
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|file:|--index-url|--find-links|@ ", text)


@pytest.mark.parametrize("name", pins.FILES)
def test_a_package_has_one_version_everywhere(name: str) -> None:
    everywhere = pinned("requirements.txt")
    held = pinned(name)
    assert {package: held.get(package) for package in everywhere} == everywhere


def licence(package: str) -> str:
    held = metadata.metadata(package)
    classifiers = [each for each in held.get_all("Classifier") or [] if each.startswith("License ::")]
    named = [each for key in ("License-Expression", "License") for each in held.get_all(key) or []]
    return " ".join((*named, *classifiers))


@pytest.mark.parametrize("package", pinned("requirements.txt"))
def test_no_package_obliges_those_who_publish_with_it(package: str) -> None:
    try:
        said = licence(package)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package} is for another system")
    assert FREE.search(said), said
    assert not re.search(r"AGPL|Affero", said), said


def test_what_an_audit_says_is_read() -> None:
    """As pip-audit writes it: a sound package, one with a fault, one that the service does not know."""
    said = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": []},
            {
                "name": "b",
                "version": "2",
                "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1", "3"], "aliases": [], "description": ""}],
            },
            {"name": "c", "skip_reason": "Dependency not found on PyPI"},
        ],
        "fixes": [],
    }
    assert audit.read(json.dumps(said)) == audit.Audit(2, ("b 2: PYSEC-1, mended in 2.1, 3",))
    assert audit.read("") == audit.Audit(0)


# With other tools ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_pins_are_those_of_the_lists() -> None:
    command = [sys.executable, str(ROOT / "tests" / "pins.py"), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=apart(), check=False)
    if done.returncode and "would change" not in done.stdout:
        pytest.skip(f"the package index cannot be asked: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_no_fault_is_known_of_what_is_pinned() -> None:
    command = [sys.executable, str(ROOT / "tests" / "audit.py")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=apart(), check=False)
    if done.returncode == audit.UNASKED:
        pytest.skip(f"nobody can be asked about faults: {done.stderr}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "packages looked at" in done.stdout


def apart() -> dict[str, str]:
    """The environment of this Python: commands find it complete, or install what they lack into it."""
    return os.environ | {"ARCHIVE_VENV": sys.prefix, "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that CONTRIBUTING tells how to fill."""
    folder = tmp_path_factory.mktemp("wheels")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "download",
        "--quiet",
        "--dest",
        str(folder),
    ]
    for what in (["--require-hashes", "-r", str(ROOT / "requirements.txt")], list(BUILDERS)):
        done = subprocess.run([*pip, *what], capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            pytest.skip(f"the package index cannot be asked: {done.stderr[-200:]}")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
def test_a_machine_without_a_network_installs_from_a_folder_and_builds(wheels: Path, tmp_path: Path) -> None:
    """The very command of the README, in a network name space that has no way out."""
    alone = ["unshare", "--net", "--map-root-user"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this system cannot take the network away from a process")
    project = copy_project(tmp_path / "project")
    project.put("a.txt", report(2020, 1))
    python = getattr(sys, "_base_executable", sys.executable)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "ARCHIVE_"))
    }
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    command = [*alone, python, str(project.root / "scripts" / "build.py"), "--quiet"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (project.root / ".venv").is_dir()
    assert len(tree(project.where.site)) > 20
