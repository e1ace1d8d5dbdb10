"""The commands: options, exit codes, and what they say."""

from __future__ import annotations

import errno
import hashlib
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from archive.building import serve
from archive.building.pipeline import Options
from archive.console.commands import in_chinese, wrapped
from archive.console.progress import Progress
from project_copy import Project, copy_project, report

ROOT = Path(__file__).resolve().parents[1]
NOISY = "本文系邮箱投稿，仅供学习参考，请勿照搬照抄！\n" + report(2018, 3)


def command(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = copy_project(tmp_path_factory.mktemp("commands"))
    made.put("2018.txt", NOISY)
    return made


@pytest.fixture(scope="module")
def out(project: Project, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options of a finished build of the project's originals, by the command itself."""
    options = ["--raw", str(project.raw), "--out", str(tmp_path_factory.mktemp("out") / "o")]
    assert command("build").main([*options, "--jobs", "1", "--quiet"]) == 0
    return options


@pytest.fixture
def process() -> Iterator[list[subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []
    yield running
    for each in running:
        each.kill()
        each.communicate()


def test_a_build_says_what_it_did_and_where(out: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command("build").main(out) == 0
    said = capsys.readouterr()
    assert "发布 1 · 重复 0 · 隔离 0 · 撤下 0" in said.out
    assert str(Path(out[3]) / "site" / "index.html") in said.out


COMMANDS = ("build", "check", "cluster", "explain", "export", "review", "search")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_and_wrong_calls_are_in_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for call, code in ((["--help"], 0), (["--nothing", "x", "y"], 2)):
        with pytest.raises(SystemExit) as ended:
            command(name).main(call)
        assert ended.value.code == code
    told = "".join(capsys.readouterr())
    assert told.count("用法：") == 2
    words = ("usage", "options:", "positional", "show this", "error", "unrecognized", "required", "invalid")
    assert [word for word in words if word in told] == []


def test_help_breaks_no_word_and_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for width in range(40, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        with pytest.raises(SystemExit):
            command("review").main(["accept", "--help"])
        told = capsys.readouterr().out
        assert {"type", "unit_level", "admin_level", "sector"} <= set(re.findall("[a-z_]+", told)), width
    assert wrapped("甲乙，丙（type）丁", 6) == ["甲乙，", "丙", "（type）", "丁"]


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("the following arguments are required: --out", "缺少 --out"),
        ("unrecognized arguments: --x y", "没有这样的参数：--x y"),
        ("argument --sort: invalid choice: 'x' (choose from 'a', 'b')", "--sort：没有 'x'，可写 'a', 'b'"),
        ("argument --port: invalid int value: 'x'", "--port：'x' 不合要求"),
        ("argument --out: expected one argument", "--out 后面要写一个值"),
        ("ambiguous option: --s could match --sort, --site", "--s 可以是 --sort, --site，请写全"),
        ("argument --jobs: “x”不是进程数", "--jobs：“x”不是进程数"),
        ("something new", "something new"),
    ],
)
def test_what_is_wrong_with_a_call_is_said_in_chinese(said: str, chinese: str) -> None:
    assert in_chinese(said) == chinese


@pytest.mark.parametrize(
    "options",
    [["--jobs", "0"], ["--jobs", "x"], ["--serve", "99999"], ["--nonsense"], ["stray"]],
)
def test_wrong_options_are_wrong_usage(options: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        command("build").main(options)
    assert error.value.code == 2


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("check", ["--fixity", "--restore"]),
        ("check", ["--accept", "a", "--fixity"]),
        ("check", ["--json", "--restore"]),
        ("check", ["--json", "--accept", "a"]),
    ],
)
def test_what_a_command_would_not_heed_is_wrong_usage(
    name: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as error:
        command(name).main(options)
    assert error.value.code == 2
    assert "不能和" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("check", ["--jobs"]),
        ("export", ["--all", "--out", "x", "--jobs"]),
        ("cluster", ["worker", "tcp://x:1", "--processes"]),
    ],
)
def test_no_command_works_in_no_process(
    name: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as error:
        command(name).main([*options, "0"])
    assert error.value.code == 2
    assert "“0”不是进程数；写 1 或更大的整数" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "asked", "options"),
    [("check", "places", []), ("explain", "places", ["a"]), ("search", "_answer", ["a"])],
)
def test_what_the_system_refuses_is_told_in_one_line(
    name: str,
    asked: str,
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "页.html")

    monkeypatch.setattr(command(name), asked, refused)
    assert command(name).main(options) == 1
    assert re.fullmatch(r"页\.html：没有权限。检查磁盘.*\n", capsys.readouterr().err)

    def unread(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(command(name), asked, unread)
    with pytest.raises(BrokenPipeError):
        command(name).main(options)


@pytest.mark.parametrize("name", ["build", "check"])
def test_a_missing_raw_folder_is_wrong_usage(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(name).main(["--raw", str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err


def test_a_wrong_rule_file_is_named_with_the_known_keys(project: Project, tmp_path: Path) -> None:
    rules = project.root / "data" / "rules" / "limits.yml"
    before = rules.read_bytes()
    rules.write_bytes(before + b"\nfile_byts: 3\n")
    try:
        done = run(project, "build.py")
    finally:
        rules.write_bytes(before)
    assert done.returncode == 2
    assert "file_byts" in done.stderr
    assert "file_bytes" in done.stderr


def test_a_full_disk_ends_the_build_and_leaves_the_site(
    out: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "records.jsonl")

    catalog = Path(out[3]) / "site" / "catalog.json"
    before = catalog.read_bytes()
    (Path(out[3]) / "site" / "404.html").touch()
    monkeypatch.setattr("archive.files.write_lines", full)
    assert command("build").main([*out, "--jobs", "1"]) == 1
    assert "records.jsonl" in capsys.readouterr().err
    assert catalog.read_bytes() == before


def run(project: Project, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project.root / "scripts" / name), *options],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )


def environment() -> dict[str, str]:
    """The copy has no environment of its own: the one that runs the tests satisfies it, or is named."""
    return os.environ | {"ARCHIVE_VENV": sys.prefix, "PYTHONUTF8": "1"}


def test_check_finds_nothing_in_a_sound_build(out: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command("check").main([*out, "--jobs", "1"]) == 0
    assert "错误" not in capsys.readouterr().out


def test_check_names_a_broken_page(out: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(out[3]) / "site" / "about.html"
    before = page.read_bytes()
    page.write_bytes(before + b'<a href="none.html">x</a><p onclick="x">')
    try:
        assert command("check").main([*out, "--json"]) == 1
    finally:
        page.write_bytes(before)
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for code in ("link-broken", "markup-forbidden"):
        assert [each["path"] for each in found if each["code"] == code] == ["about.html"]


def test_fixity_ends_with_one_for_any_difference(
    project: Project, out: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("check").main([*out, "--fixity"]) == 0
    project.put("2018.txt", NOISY + "改")
    try:
        assert command("check").main([*out, "--fixity"]) == 1
    finally:
        project.put("2018.txt", NOISY)
    assert "original-changed" in capsys.readouterr().out


def test_check_without_a_build_says_what_to_run(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("check").main(["--raw", str(project.raw), "--out", str(tmp_path / "o")]) == 1
    assert "scripts/build.py" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["build", "check", "explain", "export", "review", "search"])
def test_help_is_in_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command(name).main(["--help"])
    told = capsys.readouterr().out
    said = [
        line for line in told.splitlines() if re.match(r"  \S+.*?\s{2,}\S", line) and "--help" not in line
    ]
    assert said
    assert [line for line in said if not re.search("[一-鿿]", line)] == []


def test_explain_tells_edits_labels_and_outline_of_any_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "稿.txt").write_bytes(NOISY.encode("gb18030"))
    assert command("explain").main([str(tmp_path / "稿.txt")]) == 0
    said = capsys.readouterr().out
    for words in (
        "gb18030",
        "仅供学习参考",
        "因为：",
        "年份：2018",
        "“2018",
        "一、强化理论武装",
        "下一步打算",
    ):
        assert words in said


def test_explain_names_in_chinese_what_a_block_is_and_what_has_no_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "稿.txt").write_text(f"{report(2018, 3)}\n中共云阳县委员会\n2018年12月3日\n", "utf-8")
    assert command("explain").main([str(tmp_path / "稿.txt")]) == 0
    said = capsys.readouterr().out
    assert "（落款）中共云阳县委员会" in said
    assert "（成文日期）2018年12月3日" in said
    (tmp_path / "稿.txt").write_text("会议安排\n请各位同志按时参加，并带好材料。\n", "utf-8")
    assert command("explain").main([str(tmp_path / "稿.txt")]) == 0
    assert "年份：没有找到依据，不标" in capsys.readouterr().out


def test_explain_says_why_a_file_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    assert command("explain").main([str(tmp_path / "a.bin")]) == 1
    assert "办法：" in capsys.readouterr().out
    assert command("explain").main([str(tmp_path / "none")]) == 2


@pytest.mark.skipif(os.name == "nt", reason="an interrupt cannot be sent there")
def test_serve_shows_the_site_and_builds_again_on_change(
    project: Project, out: list[str], process: list[subprocess.Popen[str]]
) -> None:
    arguments = [sys.executable, str(ROOT / "scripts" / "build.py"), *out, "--jobs", "1", "--serve", "0"]
    server = subprocess.Popen(arguments, stdout=subprocess.PIPE, encoding="utf-8", env=environment())
    process.append(server)
    address = next(line for line in server.stdout or () if line.startswith("http://127.0.0.1:")).split()[0]
    assert "文鉴" in fetched(address)
    with pytest.raises(urllib.error.HTTPError) as missing:
        fetched(f"{address}word/nowhere.html")
    assert missing.value.code == 404
    assert missing.value.read() == (Path(out[3]) / "site" / "404.html").read_bytes()
    assert "2025年度" not in fetched(f"{address}browse/index.html")
    project.put("2025.txt", report(2025, 8))
    try:
        wait_for(lambda: "2025" in fetched(f"{address}catalog.json"))
    finally:
        (project.raw / "2025.txt").unlink()
    server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0


def test_a_folder_that_goes_while_files_are_looked_at_ends_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = project.raw / "一" / "二"
    going.mkdir(parents=True)
    (going / "a.txt").write_text("", encoding="utf-8")
    scandir = os.scandir

    def gone(folder: str | Path) -> Iterator[os.DirEntry[str]]:
        if Path(folder) == going:
            (going / "a.txt").unlink(missing_ok=True)
            going.rmdir()
        return scandir(folder)

    assert [name for name, _, _ in serve.snapshot(project.where) if name.endswith("a.txt")]
    monkeypatch.setattr(os, "scandir", gone)
    assert not [name for name, _, _ in serve.snapshot(project.where) if name.endswith("a.txt")]
    going.parent.rmdir()


def test_what_the_system_refuses_does_not_end_what_is_served(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first change meets a full disk, the second one does not; then the test stops it as Ctrl+C does."""
    looks = iter(frozenset({(str(number), 0, 0)}) for number in range(3))
    outcomes = iter([OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "records.jsonl"), KeyboardInterrupt()])

    def refused(*_: object) -> None:
        raise next(outcomes)

    monkeypatch.setattr(serve, "EVERY", 0)
    monkeypatch.setattr(serve, "snapshot", lambda _: next(looks))
    monkeypatch.setattr(serve, "build", refused)
    serve.serve(project.where, Options(jobs=1), Progress(quiet=True), 0)
    assert next(outcomes, None) is None
    said = capsys.readouterr().err
    assert "records.jsonl：磁盘已满" in said
    assert "仍可浏览" in said


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - the address of our own server
        text: str = answer.read().decode("utf-8")
    return text


def wait_for(what: object, seconds: float = 120) -> None:
    assert callable(what)
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "nothing changed"
        time.sleep(0.5)


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")
@pytest.mark.parametrize("name", ["build", "check", "explain", "export", "review", "search"])
def test_a_command_that_is_stopped_while_it_loads_says_so_in_a_word(name: str) -> None:
    path = str(ROOT / "scripts")
    code = f"import sys; sys.path.insert(0, {path!r}); import bootstrap; raise KeyboardInterrupt"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == "已停止\n"
    assert done.returncode in {130, -signal.SIGINT}  # a shell says 130 of both
    assert re.search(
        r"^(import bootstrap|from bootstrap import)",
        (ROOT / "scripts" / f"{name}.py").read_text("utf-8"),
        re.MULTILINE,
    )


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")
def test_a_reader_that_leaves_ends_a_command_quietly() -> None:
    """Whether a command is still printing or has only begun to."""
    for lines in (1, 100_000):
        code = f"import bootstrap\nfor _ in range({lines}): print('字' * 30)"
        started = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT / "scripts",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        assert started.stdout is not None
        started.stdout.close()
        assert started.stderr is not None
        assert started.stderr.read() == b""
        started.stderr.close()
        started.wait()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--year", "20x"], "--year 20x：没有一篇报告是这个取值。可选：2018"),
        (["--type", "没这类"], "--type 没这类：没有一篇报告"),
        (["--site", "没有的文件夹"], "没有的文件夹：这里没有已建好的网站"),
    ],
)
def test_a_filter_that_nothing_has_is_refused(
    project: Project, out: list[str], capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    site = ["--site", str(Path(out[3]) / "site")]
    assert command("search").main(["党建", *site, *arguments]) == (1 if "--site" in arguments else 2)
    assert told in capsys.readouterr().err
    assert command("search").main(["党建", *site, "--year", "无", "--limit", "0"]) == 0
    assert "继续列出" not in capsys.readouterr().out


def test_an_explanation_takes_what_the_lists_show(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command("explain"), "places", lambda *_: project.where)
    project.build()
    digest = hashlib.sha256((project.raw / "2018.txt").read_bytes()).hexdigest()
    for named in ("2018.txt", f"r{digest[:12]}", str(project.raw / "2018.txt")):
        assert command("explain").main([named]) == 0
        assert "■ 2018.txt" in capsys.readouterr().out
    for wrong in (str(project.raw), "r000000000000"):
        assert command("explain").main([wrong]) == 2
        assert "写明" in capsys.readouterr().err


def test_an_explanation_takes_the_ids_and_paths_of_another_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw" / "乡镇").mkdir(parents=True)
    (tmp_path / "raw" / "乡镇" / "甲.txt").write_text(report(2019, 3), "utf-8")
    raw, out = ["--raw", str(tmp_path / "raw")], ["--out", str(tmp_path / "out")]
    assert command("build").main([*raw, *out, "--jobs", "1", "--quiet"]) == 0
    row = json.loads((tmp_path / "out" / "build" / "labels.jsonl").read_text("utf-8").splitlines()[0])
    for named in (row["id"], "乡镇/甲.txt"):
        assert command("explain").main([named, *raw, *out]) == 0
        assert "■ 乡镇/甲.txt" in capsys.readouterr().out
    assert command("explain").main([row["id"], *raw]) == 2
    assert command("explain").main([row["id"], *out]) == 2
    assert "没有它的原件 乡镇/甲.txt。构建时用过 --raw 的，这里也写上" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["example.com", "ftp://example.com/", "https://"])
def test_an_address_that_is_none_is_wrong_usage(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command("build").main(["--site-url", address])
    assert caught.value.code == 2
    assert "以 http:// 或 https:// 开头" in capsys.readouterr().err
