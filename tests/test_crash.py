"""`kill -9` at any point: the published site is the old one or the new one, whole, and the next build repairs the rest."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from archive import files
from archive.building import publish
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
    command = [sys.executable, str(project.root / "scripts" / "build.py"), "--jobs", "1", "--quiet"]
    process = subprocess.Popen(
        command,
        env=os.environ | {"ARCHIVE_VENV": sys.prefix},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_a_killed_build_leaves_a_whole_site(tmp_path: Path, kills: int) -> None:
    project = copy_project(tmp_path)
    states = []
    for wanted in (NEW, OLD):
        originals(project, wanted)
        project.build()
        states.append(published(project))
    clean = tree(project.where.site)
    chance = random.Random(kills)
    for turn in range(kills):
        originals(project, OLD if turn % 2 else NEW)
        killed(project, chance.uniform(0.3, 4))
        assert published(project) in states
    originals(project, OLD)
    project.build()
    assert tree(project.where.site) == clean
    assert sorted(path.name for path in project.root.iterdir() if "site" in path.name) == ["site"]
