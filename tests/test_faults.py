"""One table of everything that can be wrong with an original: each is named, none stops the batch, the counts add up."""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.checking.findings import built
from archive.errors import Unreadable
from archive.reading import limits
from archive.reading.read import read
from conftest import ROOT, RULES
from project_copy import Project, copy_project, report

LIMITS = limits.load(RULES)
NOBODY = 65534


def packed(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def linked() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        entry = zipfile.ZipInfo("链接.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return held.getvalue()


def document() -> bytes:
    """A small Word document, whole."""
    text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in report(2017, 9).splitlines())
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    return packed(
        ("[Content_Types].xml", types.encode()),
        ("word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{text}</w:body></w:document>'.encode()),
    )


Maker = Callable[[Path], None]


def bytes_of(content: bytes) -> Maker:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


def link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def loop(path: Path) -> None:
    path.symlink_to(path.parent, target_is_directory=True)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def door(path: Path) -> None:
    """A socket in the file system; its path must be short, so it is made from within the folder."""
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(path.parent)
        try:
            one.bind(path.name)
        finally:
            os.chdir(here)


# name of the original, how it is made, the codes that it must be reported under (none: it is published)
FAULTS: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "空.txt": (bytes_of(b""), ("empty",)),
    "只有空白.txt": (bytes_of("　　\r\n\t\n".encode()), ("empty",)),
    "二进制.txt": (bytes_of(bytes(range(256)) * 64), ("not-text",)),
    "半截.docx": (bytes_of(document()[: len(document()) * 2 // 3]), ("archive-damaged",)),
    "没有正文.docx": (bytes_of(packed(("[Content_Types].xml", b"<Types/>"))), ("docx-damaged",)),
    "实为文字.docx": (bytes_of(report(2011, 31).encode()), ()),
    "炸弹.zip": (bytes_of(packed(("大.txt", b"0" * 40_000_000))), ("archive-ratio",)),
    "越界.zip": (bytes_of(packed(("../../越界.txt", report(2012, 41).encode()))), ("archive-escape",)),
    "绝对.zip": (bytes_of(packed(("/etc/绝对.txt", report(2013, 42).encode()))), ("archive-escape",)),
    "内有链接.zip": (bytes_of(linked()), ("archive-symlink",)),
    "套三层.zip": (bytes_of(packed(("二.zip", packed(("三.zip", packed(("四.zip", packed(("文.txt", b"1"))))))))), ("archive-depth",)),
    "链接.txt": (link, ("symlink",)),
    "回环": (loop, ("symlink",)),
    "管道.txt": (pipe, ("device",)),
    "插口.txt": (door, ("device",)),
    "怪 名 &'\"<b>#?%20.txt": (bytes_of(report(2014, 51).encode()), ()),
    "-rf 2015 $(reboot).txt": (bytes_of(report(2015, 52).encode()), ()),
    "长" * 80 + ".txt": (bytes_of(report(2016, 53).encode()), ()),
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """All faults at once beside one good report, built."""
    made = copy_project(tmp_path_factory.mktemp("faults"))
    made.put("好.txt", report(2018, 3))
    for name, (make, _) in FAULTS.items():
        make(made.raw / name)
    (made.raw / os.fsdecode("国标名.txt".encode("gb18030"))).write_bytes(report(2010, 54).encode())
    made.build()
    return made


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_with_its_cure(project: Project, name: str) -> None:
    wanted = FAULTS[name][1]
    found = [
        each
        for each in built(project.where.build / "findings.jsonl")
        if each.severity == "error" and each.path.partition("!/")[0] == name
    ]
    assert tuple({each.code: None for each in found}) == wanted
    assert all(each.cure for each in found)


def test_the_counts_add_up_and_the_good_ones_are_published(project: Project) -> None:
    counts = json.loads((project.where.build / "summary.json").read_bytes())
    rest = ("published", "duplicates", "quarantined", "withdrawn")
    assert counts["in"] == sum(counts[key] for key in rest)
    good = [name for name, (_, codes) in FAULTS.items() if not codes]
    assert counts["published"] == len(good) + 2
    assert counts["quarantined"] == len(FAULTS) - len(good)
    rows = json.loads((project.where.site / "catalog.json").read_bytes())["reports"]
    assert {"好.txt", "国标名.txt", *good} == {row["source"] for row in rows}


@pytest.mark.slow
def test_ten_megabytes_in_one_line_are_published(tmp_path: Path) -> None:
    made = copy_project(tmp_path)
    made.put("一行.txt", ("党建工作扎实推进，" * 388_362).encode()[:10_485_759])
    made.put("空.txt", b"")
    made.build()
    counts = json.loads((made.where.build / "summary.json").read_bytes())
    assert (counts["in"], counts["published"], counts["quarantined"]) == (2, 1, 1)


def test_nothing_was_written_outside(project: Project) -> None:
    assert not list(project.root.parent.glob("越界*"))
    assert not Path("/etc/绝对.txt").exists()


@pytest.mark.skipif(
    not hasattr(os, "setuid") or os.geteuid() != 0, reason="only root can become somebody else"
)
def test_a_file_without_permission() -> None:
    """Root may read everything, so that a child gives up its rights first; all above the file stays open to it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "私.txt").write_bytes(report(2018, 3).encode())
        (folder / "私.txt").chmod(0)
        assert _read_as_nobody(folder).split(" ", 1) == ["None", "['no-access']\n"]


def _read_as_nobody(folder: Path) -> str:
    code = (
        "import os, sys; from pathlib import Path; from archive.reading import limits; from archive.reading.read import read;"
        "from archive.reading.originals import discover;"
        "rules = Path(sys.argv[2]); bounds = limits.load(rules);"
        f"os.setgid({NOBODY}); os.setuid({NOBODY});"
        "found, = discover(Path(sys.argv[1]));"
        "print(found.sha256, [each.code for each in read(found.path, found.source, bounds, rules).failures])"
    )
    line = [sys.executable, "-c", code, str(folder), str(RULES)]
    return subprocess.run(
        line,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT / "scripts",
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    ).stdout


def test_permission_that_is_refused_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "私.txt"
    path.write_bytes(b"1")

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    (failure,) = read(path, path.name, LIMITS, RULES).failures
    assert isinstance(failure, Unreadable)
    assert failure.code == "no-access"
