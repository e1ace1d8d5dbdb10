"""The same originals give the same site, byte for byte: in any place, order, number of processes, and on any day."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from archive.building import clock
from archive.errors import UsageError
from archive.places import SUMS
from project_copy import Project, copy_project, report, tree

ORIGINALS = {f"{number % 3}/报告 {number}.txt": report(2015 + number % 4, number) for number in range(40)}
DAY = 1_699_920_000  # midnight, as dates in the manifest are


def built(root: Path, *, jobs: int, seed: int, epoch: int = DAY) -> Project:
    """Build with the originals put in place in an order of their own, in a process with hashes of its own."""
    project = copy_project(root)
    names = list(ORIGINALS)
    random.Random(seed).shuffle(names)
    for name in names:
        project.put(name, ORIGINALS[name])
        os.utime(project.raw / name, (seed, seed))
    command = [sys.executable, str(project.root / "scripts" / "build.py"), "--jobs", str(jobs), "--quiet"]
    environment = os.environ | {
        "ARCHIVE_VENV": sys.prefix, "PYTHONHASHSEED": str(seed), "SOURCE_DATE_EPOCH": str(epoch), "TZ": f"X{seed}",
    }  # fmt: skip
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return project


def made(project: Project) -> dict[str, str]:
    where = project.where
    return tree(where.docs / "reports", where.docs / "browse", where.site) | {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (*where.build.glob("*.json*"), where.build / "review.html", where.manifest)
        if path.name != "timings.json"  # how long a build took is no part of what it made
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return built(tmp_path_factory.mktemp("one"), jobs=1, seed=1)


def test_another_place_order_and_number_of_processes_give_the_same_bytes(
    first: Project, tmp_path: Path
) -> None:
    second = built(tmp_path / "第二 处" / "deep", jobs=2, seed=2)
    assert made(second) == made(first)


def test_the_site_can_be_checked_against_its_own_sums(first: Project) -> None:
    site = first.where.site
    lines = (site / SUMS).read_text(encoding="utf-8").splitlines()
    held = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert held == {name: digest for name, digest in tree(site).items() if name != SUMS}
    assert list(held) == sorted(held)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_sums_are_in_the_form_that_the_usual_tool_reads(first: Project) -> None:
    done = subprocess.run(["sha256sum", "--quiet", "--check", SUMS], cwd=first.where.site, check=False)
    assert done.returncode == 0


def test_restored_from_originals_manifest_corrections_and_rules_the_site_is_the_same(
    first: Project, tmp_path: Path
) -> None:
    """The drill: a fresh copy of the code, and nothing but what people put in."""
    restored = copy_project(tmp_path)
    shutil.copytree(first.raw, restored.raw, dirs_exist_ok=True)
    shutil.copy(first.where.manifest, restored.where.manifest)
    if first.where.overrides.exists():
        shutil.copy(first.where.overrides, restored.where.overrides)
    restored.build()  # on another day: the dates stand in the manifest
    bare = {
        name: digest
        for name, digest in made(restored).items()
        if name not in {"findings.jsonl", "review.json", "review.html"}
    }
    assert bare == {name: digest for name, digest in made(first).items() if name in bare}
    assert len(bare) > len(ORIGINALS)


# Through the export ------------------------------------------------------------------------------------


CORRECTED = "correction.txt"


def zipped(**members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt"), text)
    return held.getvalue()


def various(project: Project) -> None:
    """Originals of several kinds: in another encoding, twice the same, packed, oddly named, unreadable, corrected."""
    project.put("甲/年终 总结.txt", report(2015, 1).encode("gb18030"))
    project.put("乙/副本.txt", report(2015, 1))
    project.put("乙/包.zip", zipped(one=report(2016, 2), two=report(2017, 3)))
    project.put("broken.docx", b"PK\x03\x04 no document")
    project.put(CORRECTED, report(2018, 4))
    project.where.overrides.write_text(
        f"{ids(project)}:\n  reason: 封面写明\n  labels: {{year: 2003}}\n", encoding="utf-8"
    )


def ids(project: Project) -> str:
    """The id of the report that is corrected; as a person would, it is read from a first build."""
    command(project, "build.py", "--quiet")
    rows = json.loads((project.where.build / "catalog.json").read_text(encoding="utf-8"))["reports"]
    return next(str(row["id"]) for row in rows if row["source"] == CORRECTED)


def command(project: Project, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project.root / "scripts" / name), *options],
        env=os.environ | {"ARCHIVE_VENV": sys.prefix},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_restored_from_a_bag_the_site_is_the_same(tmp_path: Path) -> None:
    """The drill of the README: hand out everything with a bag, check the bag, build from it in a new copy."""
    first, bag = copy_project(tmp_path / "archive"), tmp_path / "all" / "originals"
    various(first)
    assert command(first, "build.py").returncode == 1  # one original cannot be read, and is named
    done = command(first, "export.py", "--all", "--bagit", "--out", str(tmp_path / "all"))
    assert done.returncode == 0, done.stderr
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        if shutil.which("sha256sum"):
            subprocess.run(["sha256sum", "--quiet", "--strict", "--check", manifest], cwd=bag, check=True)
    restored = copy_project(tmp_path / "restored")
    shutil.copy(first.where.manifest, restored.where.manifest)  # these two come with the rules and the code
    shutil.copy(first.where.overrides, restored.where.overrides)
    shutil.copytree(bag / "data", restored.raw, dirs_exist_ok=True)
    assert command(restored, "build.py").returncode == 0
    assert tree(restored.where.site) == tree(first.where.site)
    assert tree(restored.raw).keys() == tree(first.raw).keys() - {"broken.docx"}
    told = command(restored, "check.py", "--fixity")
    assert "original-missing" in told.stdout + told.stderr
    assert "broken.docx" in told.stdout + told.stderr


# The time ------------------------------------------------------------------------------------------------


def test_the_environment_fixes_both_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, str(DAY))
    assert (clock.today(), clock.epoch("2020-01-01")) == ("2023-11-14", DAY)
    monkeypatch.setenv(clock.VARIABLE, "")
    assert clock.epoch("1970-01-02") == 86_400
    assert clock.today() > "2025"


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "９", str(clock.LAST + 1)])
def test_a_time_that_is_none_is_wrong_usage(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(clock.VARIABLE, text)
    with pytest.raises(UsageError, match="不是秒数"):
        clock.today()
