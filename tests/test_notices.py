"""Files that hold nothing but a notice, the documents that a notice opens, and what a command says of originals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import check as check_command
from archive.checking import restoring
from archive.checking.findings import built
from archive.export.bag import originals
from archive.reading import manifest
from archive.reviewing.explanation import explain
from office_files import zipped
from project_copy import Project, copy_project, report, tree
from test_formats_zip import locked

NOTICES = {
    "密码.txt": "本文档编辑密码：wsx2023\n",
    "说明.txt": "说明\n解压密码：wsx2023（区分大小写）\n请勿外传\n",
    "广告.txt": "加入会员，全站资料免费下载\n会员群：88776655　　免费QQ群：11223344\n客服微信：bgz2021\n",
}


SAID = {
    "密码.txt": "abc123\n",
    "解压密码说明.txt": "不忘初心\n",
    "说明.txt": "密码：一二三\n",
    "请先看.txt": "各位：文档统一密码 abc123，请勿外传\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = copy_project(tmp_path)
    made.put("总结.txt", report(2018, 3))
    return made


def counts(project: Project) -> dict[str, int]:
    held: dict[str, int] = json.loads((project.where.build / "summary.json").read_bytes())
    return held


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_no_report(project: Project, name: str) -> None:
    project.put(name, NOTICES[name])
    project.build()
    assert counts(project) == {
        "files": 2, "in": 2, "published": 1, "duplicates": 0, "quarantined": 1, "withdrawn": 0,
    }  # fmt: skip
    (found,) = (each for each in built(project.where.build / "findings.jsonl") if each.path == name)
    notice = name != "广告.txt"
    assert (found.code, found.severity) == (
        ("password-notice", "warning") if notice else ("no-body", "error")
    )
    assert found.cure
    assert project.build()[0].exit_code == int(not notice)


@pytest.mark.parametrize("name", SAID)
def test_a_few_words_that_name_a_password_are_no_report(project: Project, name: str) -> None:
    project.put(name, SAID[name])
    project.build()
    assert (counts(project)["published"], counts(project)["quarantined"]) == (1, 1)
    assert [each.code for each in built(project.where.build / "findings.jsonl") if each.path == name] == [
        "password-notice"
    ]


@pytest.mark.parametrize(
    ("said", "password"),
    [("abc123", "abc123"), ("一二三。", "一二三"), ("密码：不忘初心", "不忘初心"), ("密码 wk20", "wk20")],
)
def test_a_few_words_beside_a_locked_file_are_tried_and_not_published(
    project: Project, said: str, password: str
) -> None:
    project.put("散.txt", "散会\n")
    project.put("夹/说明.txt", said)
    project.put("夹/加密.docx", locked(password, "市水务局2019年工作总结。全年完成供水管网改造三十公里。"))
    project.put("夹/长.txt", report(2020, 5))
    for _ in range(2):  # the second time from what is kept
        project.build()
        assert (counts(project)["published"], counts(project)["quarantined"]) == (4, 1)
    (project.raw / "夹" / "加密.docx").unlink()
    project.build()
    assert counts(project)["published"] == (3 if "密码" in said else 4)
    assert not explain(project.raw / "夹" / "说明.txt", project.where).failed


def test_a_token_beside_what_it_opened_in_an_archive_is_not_published(project: Project) -> None:
    members = {"看.txt": b"abc888", "a.docx": locked("abc888", "市水务局2019年工作总结。全年改造三十公里。")}
    project.put("a.zip", zipped(members))
    project.build()
    assert (counts(project)["published"], counts(project)["quarantined"]) == (2, 1)


def test_a_password_in_the_name_opens_the_file_and_is_told_nowhere(project: Project) -> None:
    name = "夹/总结（密码hello99）.docx"
    project.put(name, locked("hello99", "全年完成供水管网改造三十公里，解决群众诉求二百件，群众满意。"))
    project.build()
    assert counts(project)["published"] == 2
    for folder in (project.where.docs / "reports", project.where.site):
        assert not [path for path in folder.rglob("*") if path.is_file() and b"hello99" in path.read_bytes()]
    catalog = (project.where.site / "catalog.json").read_text("utf-8")
    assert '"source":"夹/总结（密码＊＊＊）.docx"' in catalog
    assert '"title":"总结"' in catalog
    known = manifest.load(project.where.manifest)
    assert [row.source for row in originals(["夹/总结（密码＊＊＊）.docx"], known)] == [name]
    assert not explain(project.raw / name, project.where).failed


def test_a_shortcut_beside_reports_fails_no_build(project: Project) -> None:
    project.put("网站.url", "[InternetShortcut]\nURL=http://www.example.cn/\n")
    told = project.build()[0]
    assert (counts(project)["published"], counts(project)["quarantined"], told.exit_code) == (1, 1, 0)


def test_a_short_text_without_noise_is_published(project: Project) -> None:
    project.put("短.txt", "散会。\n")
    project.build()
    assert counts(project)["published"] == 2


def test_what_a_notice_opened_follows_the_notice(project: Project, tmp_path: Path) -> None:
    """With the notice the encrypted file is published, without it not: as a first build would have it."""
    project.put(
        "加密.docx",
        locked("wsx2023", "市水务局2019年工作总结。全年完成供水管网改造三十公里，解决群众诉求二百件。"),
    )
    project.build()
    assert (counts(project)["published"], counts(project)["quarantined"]) == (1, 1)
    without = tree(project.where.docs / "reports", project.where.site)
    project.put("密码.txt", NOTICES["密码.txt"])
    project.build()
    assert (counts(project)["published"], counts(project)["quarantined"]) == (2, 1)
    project.build()
    assert counts(project)["published"] == 2
    (project.raw / "密码.txt").unlink()
    project.build()
    assert (counts(project)["published"], counts(project)["quarantined"]) == (1, 1)
    assert tree(project.where.docs / "reports", project.where.site) == without


def test_a_single_file_and_restoring_are_opened_by_the_same_notice(project: Project) -> None:
    """One of another folder opens nothing, as in a build."""
    path = project.raw / "夹" / "加密.docx"
    project.put("夹/加密.docx", locked("wsx2023", "市水务局2019年工作总结。全年完成供水管网改造三十公里。"))
    project.put("夹/长.txt", report(2020, 5) * 3)
    project.put("夹/里/空.txt", b"")
    project.put("密码.txt", NOTICES["密码.txt"])
    assert explain(path, project.where).failed
    assert restoring.restored(project.where, 1).unread == 2  # with the empty one
    project.put("夹/密码.txt", NOTICES["密码.txt"])
    told = explain(path, project.where)
    assert not told.failed
    assert "  年份：2019（把握" in "\n".join(told.lines)
    found = restoring.restored(project.where, 1)
    assert (found.texts, found.wrong) == (1, ())


def test_every_original_comes_back_byte_for_byte(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.put("国标.txt", ("下载本文\r\n" + report(2019, 4)).encode("gb18030"))
    project.put("宽.txt", report(2020, 5).encode("utf-16"))
    project.put(
        "坏.txt",
        report(2021, 6).encode("gb18030")[:300] + b"\xff\x81" + report(2021, 6).encode("gb18030")[300:],
    )
    project.put("空.txt", b"")
    options = ["--raw", str(project.raw), "--out", str(tmp_path / "o"), "--jobs", "1", "--restore"]
    assert check_command.main(options) == 0
    assert (
        "4 个文本文件逐字节还原，0 个其他文件逐字还原，0 个不能还原，1 个没有可读的正文"
        in capsys.readouterr().out
    )
    monkeypatch.setattr(restoring, "restore", lambda cleaned: cleaned.text)
    assert check_command.main(options) == 1
    found = restoring.restored(project.where, 1)
    assert found.files < 4
    assert {each.code for each in found.wrong} == {"restore-failed"}
