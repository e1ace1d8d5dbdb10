"""`kill -9` at any point: the published site is the old one or the new one, whole, and the next build repairs the rest."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from archive import files
from archive.building import pipeline, publish, state
from archive.building.lock import alone
from archive.console.progress import Progress
from archive.places import Places, places
from project_copy import Project, copy_project, report, tree

OLD = {"a.txt": report(2018, 1), "b.txt": report(2019, 2)}
NEW = {"b.txt": report(2019, 7), "c.txt": report(2020, 3)}


class KilledError(BaseException):
    """Stands for the end of the process: nothing in the code under test catches it."""


@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.parametrize("step", range(9))
def test_a_swap_cut_off_at_any_step_is_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, *, atomic: bool
) -> None:
    """Every file operation of a swap is a point to stop at, the one before it done and the one after it not."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    where = places(root=tmp_path)
    write_site(where.site, "old")
    write_site(where.staging, "new")
    publish.mark(where).write_text("", encoding="utf-8")
    with monkeypatch.context() as patch:
        stop_at(patch, step, atomic=atomic)
        with suppress(KilledError):
            publish.swap(where)
    if atomic:
        assert whole(where) in {"old", "new"}  # at every moment
    publish.repair(where)
    assert whole(where) in {"old", "new"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "site"]


def stop_at(patch: pytest.MonkeyPatch, step: int, *, atomic: bool) -> None:
    left = iter(range(step, -1, -1))

    def counted(name: str) -> None:
        true = getattr(files, name)

        def call(*arguments: Path) -> object:
            if next(left, 0) == 0:
                raise KilledError
            done: object = true(*arguments)
            return done

        patch.setattr(files, name, call)

    for name in ("move", "remove", "exchange"):
        counted(name)
    if not atomic:
        patch.setattr(files, "exchange", lambda *_: False)


def write_site(folder: Path, text: str) -> None:
    for name in ("index.html", "reports/a.html", "search/manifest.js"):
        files.write(folder / name, text)


def whole(where: Places) -> str:
    """The one text that all files of the site hold."""
    texts = {path.read_text(encoding="utf-8") for path in where.site.rglob("*") if path.is_file()}
    assert len(tree(where.site)) == 3
    (text,) = texts
    return text


# Real kills ----------------------------------------------------------------------------------------------


def originals(project: Project, wanted: dict[str, str]) -> None:
    for path in project.raw.iterdir():
        path.unlink()
    for name, text in wanted.items():
        project.put(name, text)


def published(project: Project) -> set[str]:
    """The sources that the published site holds, after a look at its wholeness."""
    site = project.where.site
    held = json.loads((site / "catalog.json").read_bytes())["reports"]
    assert (site / "search" / "manifest.js").exists()
    for row in held:
        assert row["title"] in (site / row["url"]).read_text(encoding="utf-8")
    return {f"{row['source']} {row['id']}" for row in held}


def killed(project: Project, seconds: float) -> None:
    """Build in a process of its own, forked with everything loaded, and kill it after so many seconds."""
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        with suppress(BaseException):
            project.build()
        os._exit(0)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize(
    ("kills", "seed"), [(4, 0), *(pytest.param(105, seed, marks=pytest.mark.slow) for seed in (1, 2))]
)
def test_a_killed_build_leaves_a_whole_site(tmp_path: Path, kills: int, seed: int) -> None:
    project = copy_project(tmp_path)
    states = []
    for wanted in (NEW, OLD):
        originals(project, wanted)
        started = time.monotonic()
        project.build()
        longest = time.monotonic() - started
        states.append(published(project))
    clean = tree(project.where.site)
    chance = random.Random(seed)
    for turn in range(kills):
        originals(project, OLD if turn % 2 else NEW)
        killed(project, chance.uniform(0, longest))
        assert published(project) in states
    originals(project, OLD)
    project.build()
    assert tree(project.where.site) == clean
    assert sorted(path.name for path in project.root.iterdir() if "site" in path.name) == ["site"]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="file operations are counted on Linux")
def test_a_build_stopped_before_any_of_its_writes_leaves_a_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file that a build puts in place is a point to stop at, the one before it there and it not."""
    project = copy_project(tmp_path)
    states = []
    for wanted in (NEW, OLD):
        originals(project, wanted)
        project.build()
        states.append(published(project))
    step = 0
    while True:
        originals(project, OLD if step % 2 else NEW)
        with monkeypatch.context() as patch, suppress(KilledError):
            stop_before(patch, step)
            project.build()
            break
        assert published(project) in states
        step += 7
    assert step > 70


def stop_before(patch: pytest.MonkeyPatch, step: int) -> None:
    left = iter(range(step))
    true = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise KilledError
        return true(path, target)

    patch.setattr(Path, "replace", replace)


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("seconds", [pytest.param(0.5, marks=pytest.mark.slow), 2.0])
def test_ctrl_c_stops_a_build_and_all_its_processes(tmp_path: Path, seconds: float) -> None:
    """As a terminal does it, the signal goes to every process of the group."""
    project = copy_project(tmp_path)
    originals(project, OLD)
    project.build()
    before = tree(project.where.site)
    for number in range(400):
        project.put(f"{number}.txt", report(2000 + number % 25, number))
    command = [sys.executable, str(project.root / "scripts" / "build.py"), "--jobs", "2", "--quiet"]
    process = subprocess.Popen(
        command,
        env=os.environ | {"ARCHIVE_VENV": sys.prefix},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while (project.where.cache / state.FILE).exists():  # forgotten before the first change
        time.sleep(0.05)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert "已停止" in said.decode("utf-8")
    assert "Traceback" not in said.decode("utf-8")
    assert process.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert tree(project.where.site) == before
    originals(project, OLD)  # the manifest knows the 400 already
    pipeline.build(project.where, pipeline.Options(jobs=1, missing=True), Progress(quiet=True))
    assert tree(project.where.site) == before


# A full disk ---------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root on Linux")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)  # what failed may still hold a file open


@pytest.mark.parametrize(
    "room", [pytest.param(kilobytes, marks=pytest.mark.slow) for kilobytes in (0, 40, 200, 900)] + [400]
)
def test_a_full_disk_leaves_the_published_site(small_disk: Path, tmp_path: Path, room: int) -> None:
    """Wherever the disk fills up, the build says so, the site stays as it was, and the next build goes on from there."""
    project = copy_project(tmp_path / "project")
    originals(project, OLD)
    where = places(str(project.raw), str(small_disk / "out"), project.root)
    project.build(where)
    before = tree(where.site)
    originals(project, {f"{number}.txt": report(2000 + number, number) for number in range(20)})
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize
    ballast.write_bytes(bytes(max(0, free - room * 1024)))
    with pytest.raises(OSError, match=r"No space left|disk"):
        project.build(where)
    assert tree(where.site) == before
    ballast.unlink()
    outcome, _ = project.build(where)
    assert outcome.summary.published == 20
    assert sorted(path.name for path in (small_disk / "out").iterdir()) == ["build", "docs", "site"]


# Two at once ---------------------------------------------------------------------------------------------


def test_a_second_build_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    originals(project, OLD)
    first = io.StringIO()
    with alone(project.where, Progress(first)):
        command = [sys.executable, str(project.root / "scripts" / "build.py"), "--jobs", "1"]
        environment = os.environ | {"ARCHIVE_VENV": sys.prefix, "PYTHONUTF8": "1"}
        second = subprocess.Popen(
            command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        assert second.stderr is not None
        assert "等它结束" in second.stderr.readline()
        assert not (project.where.site / "index.html").exists()
    second.communicate(timeout=120)
    assert second.returncode == 0
    assert first.getvalue() == ""
    assert len(published(project)) == 2
