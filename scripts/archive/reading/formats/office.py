"""Convert with LibreOffice where it is installed: doc, wps, rtf and odt become docx, with their numbering."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from archive.errors import Unreadable
from archive.model import Note
from archive.reading.formats.guard import run_guarded
from archive.reading.formats.original import Extracted, Original

COMMANDS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
# A fresh profile that never runs macros or other active content and never fetches anything.
SETTING = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
SECURITY = {
    "MacroSecurityLevel": "3",
    "DisableMacrosExecution": "true",
    "BlockUntrustedRefererLinks": "true",
    "DisableActiveContent": "true",
}
SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(SETTING.format(name, value) for name, value in SECURITY.items())
    + "</oor:items>"
)


@cache
def command() -> str | None:
    """The LibreOffice program, or None when it is not installed."""
    found = (shutil.which(name) for name in COMMANDS)
    places = (place for place in PLACES if Path(place).is_file())
    return next((each for each in (*found, *places) if each), None)


def read_converted(original: Original, kind: str) -> Extracted:
    """Convert and read. Raises `Unreadable`: needs-office without LibreOffice, office-failed, reader-timeout."""
    content = convert(original, kind)
    extracted = run_guarded("docx", replace(original, content=content))
    note = Note("office-converted", f"由 LibreOffice 从 {kind} 转换后读取")
    raws = tuple(
        replace(raw, sha256=original.sha256, format=kind, notes=(note, *raw.notes)) for raw in extracted.raws
    )
    return Extracted(raws, extracted.failures)


def convert(original: Original, kind: str) -> bytes:
    """The file as docx, made in a folder of its own that is removed afterwards."""
    program = command()
    if program is None:
        raise Unreadable(
            "needs-office",
            original.source,
            f"读取 {kind} 格式需要 LibreOffice，本机没有安装",
            "请安装 LibreOffice 后重新构建，或用 Word / WPS 另存为 docx 再放入",
        )
    with tempfile.TemporaryDirectory(prefix="archive-office-", ignore_cleanup_errors=True) as folder:
        here = Path(folder)
        source = here / f"in.{kind}"
        source.write_bytes(original.content)
        _run(_arguments(program, here, source), original)
        result = here / "out" / "in.docx"
        if not result.is_file():
            raise Unreadable(
                "office-failed",
                original.source,
                "LibreOffice 打不开这个文件",
                "请用原来的程序打开，另存为 docx 再放入",
            )
        return result.read_bytes()


def _arguments(program: str, here: Path, source: Path) -> list[str]:
    profile = here / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    switches = ["--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
    where = f"-env:UserInstallation={profile.as_uri()}"
    target = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(here / "out"), str(source)]
    return [program, where, *switches, *target]


def _run(arguments: list[str], original: Original) -> None:
    """Run with a bound on time; the program starts others, which are ended with it."""
    seconds = original.limits.office_seconds
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            "reader-timeout",
            original.source,
            f"LibreOffice 转换超过 {seconds:g} 秒，已中止",
            "请用 Word / WPS 打开，另存为 docx 再放入",
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started."""
    if process.poll() is None:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607 - a part of Windows
                check=False,
                capture_output=True,
            )
    process.wait()
