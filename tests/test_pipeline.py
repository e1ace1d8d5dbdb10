"""The whole build: what comes in is accounted for, nothing is done twice, and any way to a state gives the same site."""

from __future__ import annotations

import errno
import gzip
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from archive import files
from archive.building import derived, pipeline, publish, state
from archive.building.pipeline import Options
from archive.checking import check, findings, originals
from archive.checking.facts import stamps
from archive.console.progress import Progress
from archive.errors import ArchiveError
from archive.places import PACKED_SUMS, SUMS, Places, places
from archive.site import desk, press
from archive.site.publishing import DOORS, INDEX, KEYWORDS, STUDY, Publishing
from project_copy import Project, copy_project, report, tree

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks are made on Linux only")
GOOD = {
    "2018年总结.txt": report(2018, 3, "幸福街道党工委"),
    "乡镇/2019年总结.txt": report(2019, 4),
    "a b&c.txt": report(2020, 5),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with good, doubled, empty and unreadable originals, built once."""
    made = copy_project(tmp_path_factory.mktemp("pipeline"))
    for name, text in GOOD.items():
        made.put(name, text)
    made.put("副本.txt", GOOD["2018年总结.txt"])
    made.put("换行不同.txt", GOOD["2018年总结.txt"].replace("\n", "\r\n\r\n"))
    made.put("空.txt", b"")
    made.put("图片.txt", bytes(range(256)) * 40)
    made.put(".hidden", "不是原件")
    made.put("list.sha256", "不是原件")
    made.build()
    return made


@pytest.fixture(scope="module")
def first(project: Project) -> dict[str, str]:
    return tree(project.where.docs / "reports", project.where.site)


def rows(project: Project) -> list[dict[str, object]]:
    held: list[dict[str, object]] = json.loads((project.where.site / "catalog.json").read_bytes())["reports"]
    return held


def test_every_document_is_accounted_for(project: Project) -> None:
    summary = json.loads((project.where.build / "summary.json").read_bytes())
    assert summary == {
        "files": 7, "in": 7, "published": 3, "duplicates": 2, "quarantined": 2, "withdrawn": 0,
    }  # fmt: skip


def test_the_bad_ones_are_named_with_reason_and_cure(project: Project) -> None:
    found = {each.path: each for each in findings.built(project.where.build / "findings.jsonl")}
    assert found["空.txt"].code == "empty"
    assert found["图片.txt"].code == "not-text"
    assert all(found[name].severity == "error" and found[name].cure for name in ("空.txt", "图片.txt"))
    assert project.build()[0].exit_code == 1


def test_the_same_text_is_published_once_with_all_its_sources(project: Project) -> None:
    doubled = next(row for row in rows(project) if row["year"] == 2018)
    assert doubled["sources"] == ["2018年总结.txt", "副本.txt", "换行不同.txt"]
    aliases = doubled["aliases"]
    assert isinstance(aliases, list)
    assert len(aliases) == 1
    page = project.where.site / "reports" / aliases[0][1:3] / f"{aliases[0]}.html"
    assert str(doubled["id"]) in page.read_text(encoding="utf-8")


def test_labels_of_copies_are_not_asked_for(project: Project) -> None:
    asked = json.loads((project.where.build / "review.json").read_bytes())["labels"]
    assert asked
    assert {each["id"] for each in asked} <= {row["id"] for row in rows(project)}
    assert len({(each["id"], each["label"]) for each in asked}) == len(asked)


def test_edits_are_listed_with_their_source(project: Project) -> None:
    lines = (project.where.build / "edits.jsonl").read_text(encoding="utf-8").splitlines()
    edits = [json.loads(line) for line in lines]
    assert {"source", "rule", "kind", "start", "end", "text", "replacement"} == set(edits[0])
    assert "换行不同.txt" in {edit["source"] for edit in edits}


def test_the_site_passes_its_checks(project: Project) -> None:
    found = check.everything(project.where, 1)
    assert [each for each in found if each.code not in {"empty", "not-text", "duplicate", "original-new"}
            and each.severity != "review"] == []  # fmt: skip


def test_a_build_with_nothing_to_do_does_nothing(project: Project, first: dict[str, str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.where.site.rglob("*")}
    outcome, said = project.build()
    assert (outcome.built, said) == (False, "")
    assert {path: path.stat().st_mtime_ns for path in project.where.site.rglob("*")} == before
    assert tree(project.where.docs / "reports", project.where.site) == first


def test_a_damaged_output_is_made_again(project: Project, first: dict[str, str]) -> None:
    next((project.where.docs / "reports").rglob("*.md")).write_text("改坏了", encoding="utf-8")
    (project.where.site / "index.html").unlink()
    assert project.build()[0].built
    assert tree(project.where.docs / "reports", project.where.site) == first


def test_a_file_that_people_or_servers_read_is_made_again_when_it_is_gone(
    project: Project, first: dict[str, str]
) -> None:
    gone = [project.where.build / name for name in ("nginx.conf", "catalog.csv", "review.html")]
    for path in gone:
        before = state.outputs_digest(project.where, "")
        path.unlink()
        assert state.outputs_digest(project.where, "") != before
    project.build()
    assert all(path.is_file() for path in gone)
    assert tree(project.where.docs / "reports", project.where.site) == first


def test_reports_are_dated_by_the_manifest_of_their_build(project: Project, first: dict[str, str]) -> None:
    """Another build, of other originals, left its own manifest in the same folder."""
    other = project.where.build / "raw.sha256"
    other.write_text(f"{'0' * 64}  1999-01-01  2018年总结.txt\n", encoding="utf-8")
    state.forget(project.where)
    project.build()
    assert tree(project.where.docs / "reports", project.where.site) == first
    other.unlink()


PRESSED = """
import json, pickle, sys
sys.path.insert(0, "scripts")
opened = set()
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
from pathlib import Path
tasks, build = pickle.loads(Path(sys.argv[1]).read_bytes())
from archive.site.desk import open_desk
from archive.site.press import press
open_desk(build, Path.cwd(), ())
made = sum(map(press, tasks))
modules = [module.__file__ for name, module in sys.modules.items() if name.startswith("archive")]
print(json.dumps([made, sorted(opened), sorted(modules)]))
"""


def test_all_that_pages_are_made_by_counts_for_those_that_are_kept(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: list[Any] = []

    def noted(work: Any, given: Any, _: Any) -> Any:
        tasks.extend(given)
        return map(work, given)

    monkeypatch.setattr(press, "mapped", noted)
    state.forget(project.where)
    project.build()
    moved = [replace(task, kept=tmp_path / "kept", site=tmp_path / "site") for task in tasks]
    held = tmp_path / "tasks"
    held.write_bytes(pickle.dumps((moved, project.where.build)))
    command = [sys.executable, "-c", PRESSED, str(held)]
    run = subprocess.run(command, cwd=project.root, capture_output=True, check=True, encoding="utf-8")
    made, opened, modules = json.loads(run.stdout)
    assert made > len(GOOD)
    library = project.root / "scripts" / "archive"
    spread = {library / "console", library / "processes"}  # where work is done, and what is told of it
    loaded = {path for path in map(Path, modules) if not spread & set(path.parents)}
    assert library / "site" / "press.py" in loaded
    assert loaded <= set(press.code(library))
    rules = {path.name for path in map(Path, opened) if path.parent == project.where.rules}
    assert rules <= set(desk.SHAPING)


@pytest.mark.parametrize("shared", [True, False])
def test_a_file_that_lies_ready_for_the_site_is_missed_when_it_changes(
    tmp_path: Path, *, shared: bool
) -> None:
    where = places(None, str(tmp_path / "out"))
    for folder, text in (("site", "<p>"), ("build/study", "甲"), ("build/index/a", "乙")):
        files.write(tmp_path / "out" / folder / "x.js", text)
    ready = where.index / "a" / "x.js"
    if shared:
        files.link_tree(where.index, where.site / "search")
    known = stamps(where.site)
    files.write(where.site / SUMS, "")
    before = state.outputs_digest(where, "")
    assert state.outputs_digest(where, "", known) == before
    replaced = tmp_path / "replaced"
    replaced.write_text("丙", "utf-8")
    os.utime(replaced, ns=(0, ready.stat().st_mtime_ns + (0 if shared else 1)))
    replaced.replace(ready)
    assert state.outputs_digest(where, "") != before
    files.write(ready, "丁")
    assert state.outputs_digest(where, "") != before


def test_a_damaged_cache_is_made_again(project: Project, first: dict[str, str]) -> None:
    state.forget(project.where)
    store = project.where.cache / "documents.sqlite"
    content = bytearray(store.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    store.write_bytes(content)
    outcome, _ = project.build()
    assert outcome.built
    assert tree(project.where.docs / "reports", project.where.site) == first


def test_a_damaged_head_and_a_store_of_another_format_are_made_again(
    project: Project, first: dict[str, str]
) -> None:
    for damage in (
        "UPDATE works SET heads = substr(heads, 1, 40)",
        "UPDATE works SET heads = X'00'",
        "PRAGMA user_version = 5",
    ):
        state.forget(project.where)
        with closing(sqlite3.connect(project.where.cache / "documents.sqlite")) as store:
            store.execute(damage)
            store.commit()
        _, said = project.build()
        assert "读取整理 [########################]" in said  # all of them
        assert tree(project.where.docs / "reports", project.where.site) == first


def test_any_way_to_a_state_gives_the_same_site(project: Project, first: dict[str, str]) -> None:
    """Add, change, rename and delete, then compare with a build from nothing; then go back."""
    project.put("新.txt", report(2021, 9))
    _, said = project.build()
    # The new one, and the two that may have been cured.
    assert "读取整理 [########################] 3/3" in said
    project.put("a b&c.txt", report(2022, 5))
    (project.raw / "新.txt").rename(project.raw / "改名.txt")
    (project.raw / "副本.txt").unlink()
    project.build()
    where = places(None, str(project.root / "clean"), project.root)
    project.build(where)
    changed = tree(project.where.docs / "reports", project.where.docs / "browse", project.where.site)
    assert changed == tree(where.docs / "reports", where.docs / "browse", where.site)
    codes = {each.code for each in originals.fixity(project.where)}
    assert codes == {"original-changed", "original-missing", "original-moved"}
    (project.raw / "改名.txt").unlink()
    project.put("a b&c.txt", GOOD["a b&c.txt"])
    project.put("副本.txt", GOOD["2018年总结.txt"])
    project.build()
    assert tree(project.where.docs / "reports", project.where.site) == first
    shutil.rmtree(project.root / "clean")


def test_a_person_withdraws_joins_and_separates(project: Project, first: dict[str, str]) -> None:
    by_year = {row["year"]: row for row in rows(project)}
    overrides = (
        f"{by_year[2019]['id']}:\n  reason: 作者要求\n  withdraw: true\n"
        f"{by_year[2018]['id']}:\n  reason: 两份都要\n  not_same_as: [{by_year[2018]['aliases'][0]}]\n"  # type: ignore[index]
        "r000000000000:\n  reason: 已经没有的\n  title: 某\n"
    )
    project.where.overrides.write_text(overrides, encoding="utf-8")
    outcome, _ = project.build()
    assert (outcome.summary.published, outcome.summary.withdrawn, outcome.summary.duplicates) == (3, 1, 1)
    assert "override-unused" in {each.code for each in outcome.findings}
    gone = project.where.site / quote(str(by_year[2019]["url"]))
    assert "已撤下" in gone.read_text(encoding="utf-8")
    project.where.overrides.unlink()
    project.build()
    assert tree(project.where.docs / "reports", project.where.site) == first


def returning(project: Project, code: str) -> list[tuple[str, str]]:
    outcome, _ = project.build()
    return [(each.path, each.message) for each in outcome.findings if each.code == code]


def by_source(project: Project) -> dict[str, str]:
    return {str(row["source"]): str(row["id"]) for row in rows(project)}


def test_what_is_nearly_the_same_as_something_withdrawn_is_named(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    long = report(2019, 1) + "".join(
        f"\n{number}月，开展了第{number}次检查，发现并解决了一批问题。" for number in range(40)
    )
    project.put("a.txt", long)
    project.put("b.txt", long + "\n以上各项都已办结。")
    project.put("c.txt", report(2017, 1))
    project.build()
    ids = by_source(project)
    gone = f"{ids['a.txt']}: {{reason: 作者要求, withdraw: true}}\n"
    project.where.overrides.write_text(gone, "utf-8")
    ((path, message),) = returning(project, "withdrawn-near")
    assert path == "b.txt"
    assert message.startswith("与已撤下的 a.txt 约 ")
    assert message.endswith(f"相同（{ids['b.txt']}、{ids['a.txt']}）")
    apart = f"{ids['b.txt']}: {{reason: 两篇, not_same_as: [{ids['a.txt']}]}}\n"
    project.where.overrides.write_text(gone + apart, "utf-8")
    assert returning(project, "withdrawn-near") == []


@pytest.mark.parametrize("name", ["a.txt", "总结（精选2篇）.txt"])
def test_a_changed_file_whose_report_was_withdrawn_waits_for_a_person(tmp_path: Path, name: str) -> None:
    project = copy_project(tmp_path)
    text = report(2019, 1)
    if name != "a.txt":
        text = f"总结（精选2篇）\n第一篇：\n{text}\n第二篇：\n{report(2018, 2)}"
    project.put(name, text)
    project.put("b.txt", report(2016, 1))
    project.build()
    first = min(str(row["id"]) for row in rows(project) if row["source"] == name)
    project.where.overrides.write_text(f"{first}: {{reason: 作者要求, withdraw: true}}\n", "utf-8")
    project.put(name, text + "完")
    outcome, _ = project.build()
    held = [each for each in outcome.findings if each.code == "withdrawn-changed"]
    assert {each.path for each in held} == {name}
    assert f"前一版（{first}）已撤下" in held[0].message
    assert sorted(by_source(project)) == ["b.txt"]
    assert (outcome.summary.quarantined, outcome.exit_code) == (len(held), 0)
    clean = places(None, str(tmp_path / "clean"), project.root)
    shutil.copy(project.where.manifest, tmp_path / "raw.sha256")
    clean.manifest.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(tmp_path / "raw.sha256", clean.manifest)
    project.build(clean)
    assert tree(project.where.site) == tree(clean.site)
    said = "".join(f"{each.id}: {{reason: 改过, not_same_as: [{first}]}}\n" for each in held)
    project.where.overrides.write_text(f"{first}: {{reason: 作者要求, withdraw: true}}\n{said}", "utf-8")
    assert returning(project, "withdrawn-changed") == []
    assert name in by_source(project)
    said = "".join(f"{each.id}: {{reason: 也撤, withdraw: true}}\n" for each in held)
    project.where.overrides.write_text(f"{first}: {{reason: 作者要求, withdraw: true}}\n{said}", "utf-8")
    outcome, _ = project.build()
    assert (outcome.summary.quarantined, outcome.summary.withdrawn) == (0, len(held))


def test_what_a_person_has_seen_is_not_asked_for_again(project: Project, first: dict[str, str]) -> None:
    def asked() -> set[tuple[str, str]]:
        held = json.loads((project.where.build / "review.json").read_bytes())
        kinds = {"labels": "label-unsure", "findings": ""}
        return {(each["id"], each.get("code", kind)) for name, kind in kinds.items() for each in held[name]}

    before = asked()
    doubled = next(str(row["id"]) for row in rows(project) if row["year"] == 2018)
    assert {(doubled, "duplicate"), (doubled, "label-unsure")} <= before
    project.where.overrides.write_text(
        f"{doubled}: {{reason: 看过, seen: [duplicate, label-unsure]}}\n", encoding="utf-8"
    )
    outcome, _ = project.build()
    assert {(doubled, "duplicate"), (doubled, "label-unsure")} & asked() == set()
    assert {each for each in before if each[0] != doubled} <= asked()
    assert not [each for each in outcome.findings if each.id == doubled and each.code == "duplicate"]
    project.where.overrides.unlink()
    project.build()
    assert asked() == before
    assert tree(project.where.docs / "reports", project.where.site) == first


def test_a_correction_reaches_a_page_that_stands(project: Project, first: dict[str, str]) -> None:
    known = next(row for row in rows(project) if row["year"])
    name = f"reports/{str(known['id'])[1:3]}/{known['id']}.md"
    project.where.overrides.write_text(
        f"{known['id']}: {{reason: 封面写明, labels: {{year: 1997}}}}\n", encoding="utf-8"
    )
    project.build()
    assert "year: 1997" in (project.where.docs / name).read_text("utf-8")
    assert next(row for row in rows(project) if row["id"] == known["id"])["year"] == 1997
    project.where.overrides.unlink()
    project.build()
    assert tree(project.where.docs / "reports", project.where.site) == first


def test_compressed_files_are_made_on_request_and_only_then(project: Project, first: dict[str, str]) -> None:
    options = Options(jobs=1, today="2026-01-02", gzip=True)
    pipeline.build(project.where, options, Progress(quiet=True))
    packed = sorted(project.where.site.rglob("*.gz"))
    assert tree(project.where.site)[SUMS] == first[SUMS]  # is the same without compressed files
    assert {path.with_suffix("").suffix for path in packed} >= {".html", ".js", ".css", ".json"}
    for path in packed:
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()
    before = {path: path.stat().st_ino for path in packed}
    project.put("又一篇.txt", report(2023, 8))
    spoilt = project.where.site / "about.html.gz"
    spoilt.write_bytes(b"garbage")  # and with it what is kept, which is the same file
    assert [each.path for each in check.everything(project.where, 1) if each.code == "site-damaged"] == [
        spoilt.name
    ]
    pipeline.build(project.where, options, Progress(quiet=True))
    assert gzip.decompress(spoilt.read_bytes()) == spoilt.with_suffix("").read_bytes()
    assert any(path.exists() and path.stat().st_ino == inode for path, inode in before.items())
    listed = (project.where.site / PACKED_SUMS).read_text(encoding="utf-8").splitlines()
    held = tree(project.where.site)
    assert listed == [f"{held[name]}  {name}" for name in sorted(held) if name.endswith(".gz")]
    assert [each for each in check.everything(project.where, 1) if each.code == "site-damaged"] == []
    (project.raw / "又一篇.txt").unlink()
    project.build()
    assert tree(project.where.docs / "reports", project.where.site) == first


def test_a_site_says_that_no_host_is_to_process_it(project: Project) -> None:
    assert (project.where.site / ".nojekyll").read_bytes() == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows asks nothing of new folders")
def test_a_server_can_read_every_folder_whatever_new_ones_are_made_with(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    files.remove(project.where.build)
    for number, mask in enumerate((0o077, 0o022, 0o022), 1):  # the third site is made of the first
        project.put(f"{number}.txt", report(2018, number))
        before = os.umask(mask)
        try:
            project.build()
        finally:
            os.umask(before)
        folders = [project.where.site, *(path for path in project.where.site.rglob("*") if path.is_dir())]
        assert {path.stat().st_mode & 0o777 for path in folders} == {0o755}
    assert project.where.build.stat().st_mode & 0o777 == 0o700  # holds what is not published


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_a_site_that_is_a_link_is_built_where_it_leads_at_every_build(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    served, link = tmp_path / "served", project.root / "site"
    link.symlink_to(served)
    for number in range(1, 4):
        project.put(f"{number}.txt", report(2018, number))
        project.build()
        assert link.is_symlink()
        assert len(json.loads((served / "catalog.json").read_bytes())["reports"]) == number
        assert not (project.where.cache / "site").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "served"]


def test_every_stage_is_timed_and_a_link_is_enough_for_what_stays(project: Project) -> None:
    project.put("再一篇.txt", report(2024, 8))
    kept = {path.relative_to(project.where.site): path.stat().st_ino
            for path in (project.where.site / "search" / "t").rglob("*.js")}  # fmt: skip
    project.build()
    said = json.loads((project.where.build / "timings.json").read_bytes())
    assert {"读取整理", "更新索引、提法和记录", "生成网页", "检查"} <= {
        row["stage"] for row in said["stages"]
    }
    assert said["seconds"] == pytest.approx(sum(row["seconds"] for row in said["stages"]), abs=0.1)
    assert {path: (project.where.site / path).stat().st_ino for path in kept} == kept
    (project.raw / "再一篇.txt").unlink()
    project.build()


@LINUX
@pytest.mark.parametrize(
    ("name", "jobs"),
    [
        ("再一篇.txt", 2),
        *(pytest.param("再一篇.txt", jobs, marks=pytest.mark.slow) for jobs in (3, 4)),
        ("../rules/record.yml", 2),
    ],
)
def test_a_site_is_begun_before_all_is_made_unless_more_has_changed_than_originals(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, jobs: int
) -> None:
    project.build()
    path = project.raw / name
    before = path.read_bytes() if path.exists() else None
    project.put(name, (before or report(2024, 8).encode()) + b"\n")
    here: list[Places] = []
    render = publish.render

    def noted(where: Places, *rest: Any) -> tuple[str, ...]:
        here.append(where)
        return render(where, *rest)

    monkeypatch.setattr(publish, "render", noted)
    pipeline.build(project.where, Options(jobs=jobs, today="2026-01-02"), Progress(quiet=True))
    assert here == ([project.where] if before else [])  # what another process does is not seen here
    apart = places(out=str(tmp_path / "out"), root=project.root)
    project.build(apart)
    assert tree(project.where.site) == tree(apart.site)
    path.unlink() if before is None else path.write_bytes(before)
    project.build()


def test_a_site_waits_at_each_door_only_with_what_needs_it(project: Project, tmp_path: Path) -> None:
    where = places(out=str(tmp_path / "out"), root=project.root)
    project.build(where)
    passed: list[tuple[str, bool, bool]] = []

    def ready(door: str) -> None:
        rendered = any(where.staging.glob("reports/*/*.html"))
        passed.append((door, rendered, (where.staging / "search" / "manifest.js").exists()))

    publish.render(where, Publishing(where.build, where.docs, 1, Progress(quiet=True), ready=ready), "", 0)
    assert tuple(door for door, _, _ in passed) == DOORS
    there = {door: (rendered, placed) for door, rendered, placed in passed}
    assert there[KEYWORDS] == (False, False)
    assert there[INDEX] == (True, False)
    assert there[STUDY] == (True, True)


@LINUX
@pytest.mark.slow
def test_a_site_that_was_begun_is_ended_where_many_originals_are_new(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sleeps at a door by then, which is opened without it."""
    project.build()
    project.put("再一篇.txt", report(2024, 8))
    monkeypatch.setattr(derived, "FEW", 0)
    end = publish.Rendering.end

    def later(self: publish.Rendering) -> None:
        time.sleep(2)
        end(self)

    monkeypatch.setattr(publish.Rendering, "end", later)
    pipeline.build(project.where, Options(jobs=2, today="2026-01-02"), Progress(quiet=True))
    apart = places(out=str(tmp_path / "out"), root=project.root)
    project.build(apart)
    assert tree(project.where.site) == tree(apart.site)
    (project.raw / "再一篇.txt").unlink()
    project.build()


@LINUX
def test_what_stops_a_site_that_was_begun_reaches_the_caller(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> tuple[str, ...]:
        raise ArchiveError("mkdocs.yml", f"in {os.getpid()}", "")

    project.build()
    before = tree(project.where.site)
    project.put("再一篇.txt", report(2024, 8))
    with monkeypatch.context() as patch:
        patch.setattr(publish, "render", refused)
        with pytest.raises(ArchiveError, match=r"in \d+") as stopped:
            pipeline.build(project.where, Options(jobs=2, today="2026-01-02"), Progress(quiet=True))
    assert str(os.getpid()) not in stopped.value.reason
    assert tree(project.where.site) == before
    (project.raw / "再一篇.txt").unlink()
    project.build()
    assert tree(project.where.site) == before


def test_a_site_is_made_of_the_one_before_by_what_differs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.put("再一篇.txt", report(2024, 8))
    project.build()
    assert project.where.spare.is_dir()
    (project.raw / "再一篇.txt").unlink()
    linked: list[str] = []
    link = os.link

    def counted(source: str, target: str) -> None:
        if "/browse/" not in target:  # with so few reports, nearly every list is another
            linked.append(target)
        link(source, target)

    monkeypatch.setattr(os, "link", counted)
    project.build()
    assert len(linked) < len(list(project.where.site.rglob("*.*"))) / 2
    assert not project.where.staging.exists()


def test_what_stands_in_the_site_before_is_not_believed(project: Project, first: dict[str, str]) -> None:
    project.put("再一篇.txt", report(2024, 8))
    project.build()
    spare = project.where.spare
    pages = sorted(spare.rglob("*.html"))
    for path in pages[::3]:
        path.unlink()
    for path in pages[1::3]:
        path.unlink()
        path.write_text("坏", "utf-8")
    (spare / "search" / "left.js").write_text("坏", "utf-8")
    (spare / "多余").mkdir()
    (spare / "多余" / "一篇.html").write_text("坏", "utf-8")
    for kept in (project.where.cache / "scripts", *(project.where.cache / "templates").iterdir()):
        kept.write_bytes(kept.read_bytes()[:9])
    (project.raw / "再一篇.txt").unlink()
    project.build()
    assert tree(project.where.docs / "reports", project.where.site) == first


# The swap ------------------------------------------------------------------------------------------------


def stage(where: Places, text: str, *, finished: bool = True) -> None:
    where.staging.mkdir(parents=True)
    (where.staging / "index.html").write_text(text, encoding="utf-8")
    if not finished:
        publish.mark(where).write_text("", encoding="utf-8")


@pytest.fixture
def where(tmp_path: Path) -> Places:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return places(root=tmp_path)


@pytest.mark.parametrize("atomic", [True, False])
def test_a_swap_puts_the_new_site_in_place(
    where: Places, monkeypatch: pytest.MonkeyPatch, *, atomic: bool
) -> None:
    if not atomic:
        monkeypatch.setattr("archive.files.exchange", lambda *_: False)
    for text in ("一", "二"):
        stage(where, text, finished=False)
        publish.swap(where)
        assert (where.site / "index.html").read_text(encoding="utf-8") == text
    assert sorted(path.name for path in where.root.iterdir()) == ["data", "site"]
    assert (where.spare / "index.html").read_text(encoding="utf-8") == "一"


def test_a_site_that_cannot_be_put_by_is_dropped(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Path) -> None:
        raise OSError(errno.EXDEV, "another file system")

    where.site.mkdir()
    stage(where, "一", finished=False)
    monkeypatch.setattr("archive.files.move", refuse)
    publish.swap(where)
    assert (where.site / "index.html").read_text(encoding="utf-8") == "一"
    assert not where.spare.exists()
    assert sorted(path.name for path in where.root.iterdir()) == ["data", "site"]


CUT_OFF = {
    "while building": ("site staged", "site"),
    "before or after the exchange": ("site staged finished", "site"),
    "between the two renames": ("staged finished retired", "staged"),
    "before the old site was removed": ("site retired", "site"),
    "between removing and building": ("staged retired", "retired"),
    "in the first build": ("staged", ""),
}


@pytest.mark.parametrize("killed", CUT_OFF)
def test_a_cut_off_swap_is_repaired(where: Places, killed: str) -> None:
    left, want = CUT_OFF[killed]
    for name, folder in (("site", where.site), ("retired", where.retired)):
        if name in left.split():
            folder.mkdir()
            (folder / "index.html").write_text(name, encoding="utf-8")
    if "staged" in left:
        stage(where, "staged", finished="finished" in left)
    publish.repair(where)
    held = (where.site / "index.html").read_text(encoding="utf-8") if where.site.exists() else ""
    assert held == want
    assert {path.name for path in where.root.iterdir()} <= {"data", "site"}
    assert where.spare.exists()  # what is left spares the next build its work
