"""What was withdrawn is known again when its original is gone from the raw folder."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.places import places
from project_copy import Project, copy_project, report, tree


def returning(project: Project, code: str) -> list[tuple[str, str]]:
    """Build, and give path and message of each finding of this code."""
    outcome, _ = project.build()
    return [(each.path, each.message) for each in outcome.findings if each.code == code]


def by_source(project: Project) -> dict[str, str]:
    held = json.loads((project.where.site / "catalog.json").read_bytes())
    return {str(row["source"]): str(row["id"]) for row in held["reports"]}


LONG = report(2019, 1) + "".join(
    f"\n{number}月，开展了第{number}次检查，发现并解决了一批问题。" for number in range(40)
)


def withdrawn_and_gone(project: Project, name: str, content: str | bytes) -> str:
    """Withdraw the report of an original, and take the original away after a build; gives the id."""
    project.put(name, content)
    project.put("z.txt", report(2011, 2))
    project.build()
    source = next(each for each in by_source(project) if each.startswith(name))
    gone = by_source(project)[source]
    project.where.overrides.write_text(f"{gone}: {{reason: 作者要求, withdraw: true}}\n", "utf-8")
    project.build()
    (project.raw / name).unlink()
    project.build()
    return gone


def zipped(*texts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.txt", text)
    return made.getvalue()


def test_a_near_copy_is_named_when_the_withdrawn_original_is_gone(tmp_path: Path) -> None:
    """Nothing of the text is kept; a clean build finds the same, and nothing is left of what is withdrawn no more."""
    project = copy_project(tmp_path)
    gone = withdrawn_and_gone(project, "a.txt", LONG)
    kept = project.where.withdrawn.read_text("utf-8")
    assert kept.startswith(gone)
    assert "检查" not in kept
    project.put("b.txt", LONG + "\n以上各项都已办结。")
    ((path, message),) = returning(project, "withdrawn-near")
    assert (path, message[:13]) == ("b.txt", "与已撤下的 a.txt 约")
    assert not project.build()[0].built
    clean = places(None, str(tmp_path / "clean"), project.root)
    assert "withdrawn-near" in {each.code for each in project.build(clean)[0].findings}
    assert tree(project.where.site) == tree(clean.site)
    project.where.overrides.unlink()
    assert returning(project, "withdrawn-near") == []
    assert not project.where.withdrawn.exists()


def test_the_very_text_of_what_was_withdrawn_stays_away_when_the_original_is_gone(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    gone = withdrawn_and_gone(project, "a.txt", LONG)
    project.put("b.txt", LONG.replace("\n", "\r\n"))
    outcome, _ = project.build()
    assert (outcome.summary.published, outcome.summary.withdrawn) == (1, 1)
    other = f"r{hashlib.sha256((project.raw / 'b.txt').read_bytes()).hexdigest()[:12]}"
    held = project.where.overrides.read_text("utf-8")
    project.where.overrides.write_text(
        f"{held}{other}: {{reason: 可以公开, not_same_as: [{gone}]}}\n", "utf-8"
    )
    assert project.build()[0].summary.published == 2


def test_what_a_person_joined_to_a_withdrawn_report_stays_away_when_that_is_gone(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    gone = withdrawn_and_gone(project, "a.txt", LONG)
    other = by_source(project)["z.txt"]
    held = project.where.overrides.read_text("utf-8")
    project.where.overrides.write_text(f"{held}{other}: {{reason: 同一篇, same_as: [{gone}]}}\n", "utf-8")
    assert (project.build()[0].summary.published, project.build()[0].summary.withdrawn) == (0, 1)


def test_a_changed_member_of_a_changed_archive_waits_for_a_person(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    gone = withdrawn_and_gone(project, "a.zip", zipped(LONG))
    project.put("a.zip", zipped(report(2018, 7), report(2014, 3)))
    ((path, message),) = returning(project, "withdrawn-changed")
    assert path == "a.zip!/0.txt"
    assert gone in message
    assert set(by_source(project)) == {"a.zip!/1.txt", "z.txt"}
    project.put("a.zip", zipped(report(2014, 3), LONG + "\n以上各项都已办结。"))
    ((path, _),) = returning(project, "withdrawn-near")
    assert path == "a.zip!/1.txt"


def test_a_file_that_was_renamed_and_edited_at_once_is_named(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    project.put("a.txt", LONG)
    project.build()
    gone = by_source(project)["a.txt"]
    project.where.overrides.write_text(f"{gone}: {{reason: 作者要求, withdraw: true}}\n", "utf-8")
    project.build()
    (project.raw / "a.txt").unlink()
    project.put("新.txt", LONG.replace("第7次", "第八次"))
    assert [path for path, _ in returning(project, "withdrawn-near")] == ["新.txt"]


def test_a_withdrawal_that_left_nothing_to_compare_with_is_named(tmp_path: Path) -> None:
    """As is one of which a signature of another shape is kept; the original gives a new one."""
    project = copy_project(tmp_path)
    gone = withdrawn_and_gone(project, "a.txt", LONG)
    assert returning(project, "withdrawn-unsigned") == []
    kept = project.where.withdrawn.read_text("utf-8")
    project.where.withdrawn.unlink()
    assert [gone in message for _, message in returning(project, "withdrawn-unsigned")] == [True]
    project.where.withdrawn.write_text(kept.replace("5x128:", "9x128:"), "utf-8")
    assert len(returning(project, "withdrawn-unsigned")) == 1
    project.put("a.txt", LONG)
    assert returning(project, "withdrawn-unsigned") == []
    assert project.where.withdrawn.read_text("utf-8") == kept
    project.where.withdrawn.write_text("r0\n", "utf-8")
    with pytest.raises(ArchiveError, match="已损坏"):
        project.build()
