"""scripts/search.py: what it prints, and with which exit code."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import search as command
from archive.places import ROOT
from archive.search.answer import Options, search
from archive.search.reader import Reader
from search_corpus import build, reports

SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/assets/search/result.schema.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("command"), list(reports(30)))


def run(site: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command as a terminal does, from another folder."""
    line = [sys.executable, str(ROOT / "scripts" / "search.py"), "--site", str(site), *arguments]
    done = subprocess.run(line, capture_output=True, cwd=site, check=False, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def printed(capsys: pytest.CaptureFixture[str], site: Path, *arguments: str) -> Any:
    """Run the command here; gives the JSON that it printed."""
    code = command.main(["--site", str(site), "--json", *arguments])
    row = json.loads(capsys.readouterr().out)
    assert code == (2 if isinstance(row, dict) and "error" in row else 0)
    return row


def test_it_answers_from_any_folder(site: Path) -> None:
    code, out, error = run(site, "党建", "--json")
    want = search("党建", Reader(site / "search")).to_json()
    assert (code, json.loads(out), error) == (0, json.loads(json.dumps(want)), "")
    SCHEMA.validate(json.loads(out))


def test_the_list_for_people(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--site", str(site), "党建", "--limit", "1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("精确短语：党建\n命中 ")
    assert "【党建】" in out
    assert "还有 " in out


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("--year", "2018"), Options(year=("2018",))),
        (("--year", "2018,2016"), Options(year=("2018", "2016"))),
        (("--year", "2018", "--year", ""), Options(year=("2018", ""))),
        (
            ("--type", "述职报告，未定", "--level", "党组"),
            Options(type=("述职报告", "未定"), level=("党组",)),
        ),
        (("--sort", "year", "--limit", "3", "--offset", "2"), Options(sort="year", limit=3, offset=2)),
        (("--snippets", "all"), Options(snippets=None)),
        (("--snippets", "1"), Options(snippets=1)),
    ],
)
def test_options(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], options: Options
) -> None:
    want = search("党", Reader(site / "search"), options)
    assert printed(capsys, site, "党", *arguments) == json.loads(json.dumps(want.to_json()))
    assert want.total


def test_whole_takes_signs_as_text(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, site, "党建 工作")["understood"].startswith("同时含有")
    assert printed(capsys, site, "党建 工作", "--whole")["understood"].startswith("整句精确检索")


def test_a_wrong_query_says_what_is_wrong(site: Path) -> None:
    code, out, error = run(site, "--json", "--", "部分:甲 党建")
    row = json.loads(out)
    SCHEMA.validate(row)
    assert code == 2
    assert row["understood"] == "精确短语：党建"
    assert "没有“甲”这种部分" in row["error"]["message"]
    assert "没有“甲”这种部分" in error
    assert "读懂的部分：精确短语：党建" in error


@pytest.mark.parametrize("query", ["", " ", "，。", "党" * 1001])
def test_nothing_to_search_for(site: Path, capsys: pytest.CaptureFixture[str], query: str) -> None:
    row = printed(capsys, site, query)
    assert row["error"]["code"] == "query"
    SCHEMA.validate(row)


@pytest.mark.parametrize("size", [1, 2, 30, 500])
def test_a_query_of_any_size(site: Path, capsys: pytest.CaptureFixture[str], size: int) -> None:
    text = ("党建工作" * size)[:size]
    assert printed(capsys, site, text)["query"] == text


def test_the_site_of_a_build_with_out_is_searched_by_that_folder(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(site, tmp_path / "site")
    assert command.main(["--out", str(tmp_path), "--json", "党建"]) == 0
    by_out = capsys.readouterr().out
    assert command.main(["--site", str(site), "--json", "党建"]) == 0
    assert by_out == capsys.readouterr().out
    with pytest.raises(SystemExit):
        command.main(["--out", str(tmp_path), "--site", str(site), "党建"])


def test_a_site_without_an_index(tmp_path: Path) -> None:
    code, out, error = run(tmp_path, "党建", "--json")
    assert code == 1
    SCHEMA.validate(json.loads(out))
    assert "scripts/build.py" in error


@pytest.mark.parametrize(
    "arguments", [("--limit", "-1"), ("--snippets", "x"), ("--sort", "name"), ("--nothing",)]
)
def test_wrong_usage(site: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["--site", str(site), "党", *arguments])
    assert caught.value.code == 2


def test_form(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("ＡＢ，黨 建\n\n㈠½\n".encode())))
    assert command.main(["--form"]) == 0
    assert capsys.readouterr().out == "ab党建\n\n一12\n"


def test_words(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, site, "党建 工作", "--words", "--limit", "4")
    assert 0 < len(found) <= 4
    assert set(found[0]) == {"id", "title", "url", "year", "type", "unit_level", "score"}
    assert [hit["score"] for hit in found] == sorted((hit["score"] for hit in found), reverse=True)
    assert command.main(["--site", str(site), "党建 工作", "--words"]) == 0
    assert capsys.readouterr().out.startswith("相关报告 ")
    assert command.main(["--site", str(site), "--words"]) == 2
