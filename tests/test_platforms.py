"""Systems other than this one: names that Windows can hold, a console that speaks GBK, other Pythons, MkDocs's successor."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.model import Finding
from archive.reviewing.review import as_json
from project_copy import Project, copy_project, report, tree

ROOT = Path(__file__).resolve().parents[1]
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069]')
LONGEST = (
    120  # of the 260 characters of a path on Windows, what is left for the folder that a site is copied to
)
OLDEST = (3, 11)


def wrong(names: list[str]) -> list[str]:
    """The paths that some system cannot hold, or that two of one folder become one on."""
    found = [name for name in names if len(name) > LONGEST or unicodedata.normalize("NFC", name) != name]
    found += [name for name in names for part in name.split("/") if RESERVED.fullmatch(part)]
    found += [
        name for name in names for part in name.split("/") if FORBIDDEN.search(part) or part[-1] in ". "
    ]
    folded: dict[str, str] = {}
    found += [name for name in names if folded.setdefault(name.casefold(), name) != name]
    return found


def made(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_every_name_that_a_build_makes_fits_every_system(attacked: Project, built: Path) -> None:
    where = attacked.where
    for folder in (where.site, where.build, where.docs / "reports", where.docs / "browse", built):
        assert wrong(made(folder)) == []


@pytest.mark.parametrize(
    "name", ["con", "a/NUL.txt", "com¹.md", "a:b", "a?", "a.", "b ", "e\u0301", "x" * 121, "a\u202eb", "a\tb"]
)
def test_names_that_do_not_fit_are_seen(name: str) -> None:
    assert wrong([name])


def test_two_names_that_differ_in_case_only_are_seen() -> None:
    assert wrong(["A/b", "a/b"]) == ["a/b"]
    assert wrong(["a/b", "a/c"]) == []


def test_no_file_of_the_repository_has_a_name_that_does_not_fit() -> None:
    folders = ("scripts", "data", "docs", "tests")
    names = [
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if not {"node_modules", "__pycache__", "build"} & set(path.parts)
    ]
    assert wrong(names) == []


# Consoles ------------------------------------------------------------------------------------------------


def said(command: str, *given: str, encoding: str = "cp437") -> subprocess.Popen[bytes]:
    """A command begun on a console of an encoding, which is strict in what it takes."""
    console = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C", "ARCHIVE_VENV": sys.prefix}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / f"{command}.py"), *given],
        env=os.environ | console,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_help_and_errors_are_told_on_every_console() -> None:
    names = ("build", "check", "cluster", "explain", "export", "review", "search")
    calls = [(said(name, "--help"), 0) for name in names]
    for each, code in (*calls, (said("search", "--nothing"), 2)):
        shown = b"".join(each.communicate()).decode("utf-8")
        assert (each.returncode, "Traceback" in shown) == (code, False), shown
        assert "用法：" in shown


def test_names_that_a_console_cannot_show_are_told(tmp_path: Path) -> None:
    file = tmp_path / "稿😀.txt"
    file.write_text(report(2020, 1).replace("学习", "学习😀é"), encoding="utf-8")
    finding = Finding("duplicate", "review", "稿😀\ud800.txt", "重复", "核对")
    listed = tmp_path / "build" / "review.json"
    listed.parent.mkdir()
    listed.write_text(
        as_json([], [finding], ()).encode("utf-8", "backslashreplace").decode(), encoding="utf-8"
    )
    running = [
        said("explain", str(file), encoding="ascii"),
        said("review", "--out", str(tmp_path), encoding="gbk"),
    ]
    for each in running:
        shown, wrong = each.communicate()
        assert each.returncode == 0, wrong
        assert "稿😀" in shown.decode("utf-8")


# Other programs ------------------------------------------------------------------------------------------


def test_the_oldest_python_is_the_one_that_is_named() -> None:
    assert f"NEEDED = {OLDEST}" in (ROOT / "scripts" / "bootstrap.py").read_text(encoding="utf-8")
    assert 'python_version = "3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'target-version = "py311"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def other_pythons() -> list[str]:
    """The newest other Python of this machine, if there is one."""
    home = Path.home() / ".pyenv" / "versions"
    names = [f"python3.{minor}" for minor in range(20, OLDEST[1], -1)]
    found = [path for name in names if (path := shutil.which(name)) and "shims" not in path]
    found += [
        str(path)
        for name in names
        for path in sorted(home.glob(f"{name.removeprefix('python')}.*/bin/{name}"))
    ]
    return [each for each in found if Path(each).resolve() != Path(sys.executable).resolve()][:1]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("platforms") / "路 径")
    for number in range(3):
        made.put(f"{number}.txt", report(2018 + number, number))
    made.build()
    return made


@pytest.mark.slow
def test_the_newest_python_makes_the_same_site(project: Project, tmp_path: Path) -> None:
    """The command by itself: it makes its environment and builds."""
    if not other_pythons():
        pytest.skip("there is no other Python here")
    out = tmp_path / "出 口"
    command = [other_pythons()[0], str(project.root / "scripts" / "build.py"), "--out", str(out), "--quiet"]
    environment = os.environ | {"ARCHIVE_VENV": str(tmp_path / "venv")}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    if "没有装成" in done.stderr:
        pytest.skip(f"no packages for {command[0]}: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr[-2000:]
    assert tree(out / "site") == tree(project.where.site)


@pytest.fixture(scope="module")
def successor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ProperDocs in an environment of its own."""
    home = tmp_path_factory.mktemp("successor") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    program = home / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(program / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    wanted = ["--require-hashes", "-r", str(ROOT / "tests" / "requirements-pins.txt")]
    done = subprocess.run([*pip, *wanted], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip(f"the package index cannot be asked: {done.stderr[-200:]}")
    return program / "properdocs"


@pytest.mark.slow
def test_the_successor_of_mkdocs_makes_the_same_site(
    project: Project, successor: Path, tmp_path: Path
) -> None:
    sites = {}
    for name, program in (("mkdocs", [sys.executable, "-m", "mkdocs"]), ("properdocs", [str(successor)])):
        site = tmp_path / name
        command = [*program, "build", "--quiet", "-f", str(project.where.config), "-d", str(site)]
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(command, check=True, env=environment, capture_output=True)
        sites[name] = tree(site)
    assert len(sites["mkdocs"]) > 20
    assert sites["properdocs"] == sites["mkdocs"]


@pytest.fixture
def serving(project: Project) -> Iterator[str]:
    address = "127.0.0.1:8917"
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "serve",
        "--quiet",
        "-f",
        str(project.where.config),
        "-a",
        address,
    ]
    process = subprocess.Popen(command, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    yield f"http://{address}/"
    process.terminate()
    process.wait(30)


@pytest.mark.slow
def test_mkdocs_serve_shows_the_last_build(serving: str) -> None:
    until = time.monotonic() + 60
    while not (said := fetched(f"{serving}catalog.json")):
        assert time.monotonic() < until, "nothing answers"
        time.sleep(0.3)
    assert b'"reports"' in said


def fetched(address: str) -> bytes:
    """What a server answers; nothing as long as it does not."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
            content: bytes = answer.read()
    except OSError:
        return b""
    return content
