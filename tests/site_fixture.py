"""A small site for tests: raw texts through every stage, with its phrase index, built by MkDocs in a folder of its own.

`tests/conftest.py` offers it as the fixture `site`; browser tests of pages and of the search share it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from archive.building.records import added
from archive.model import Report
from archive.preparing.digests import digest_of
from archive.preparing.prepare import prepare
from archive.preparing.ruleset import load_ruleset
from archive.reading import manifest
from archive.reading.originals import discover
from archive.rulefiles.overrides import Overrides, load_overrides
from archive.search import index
from archive.search.documents import Spool, whole
from archive.site.catalog import rows, rows_csv, rows_json
from archive.site.pages import browse
from archive.site.publishing import ADDED_FILE, KEYWORDS_FILE
from archive.study import build as study
from archive.study import fingerprints
from archive.study.build import StudyOptions
from archive.study.streams import Source

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "data" / "rules"

NAUGHTY = """党支部2021年度工作总结 <script>document.title='owned'</script> & "要点" # 尾
各位领导：
2021年，我支部在局党委正确领导下开展工作。<img src=x onerror="document.title='owned'"> [链接](javascript:alert(1)) {: onclick=alert(1) }
一、主要做法
[附件]: http://example.com "标题"
* 星号 **粗** `代码` ~~~ | 表 | 格 | --- _下划_
二、存在问题
1. 编号一
#标题样
====
\t制表　　全角空格 😀 &lt;已转义&gt; &copy;
XXX党支部
2021年12月30日
"""

LIVE = "\"><svg onload='window.owned=1'></title></script><script>window.owned=1</script>' onmouseover='window.owned=1"
HOSTILE = f"""党支部2022年度工作总结{LIVE}
2022年，我支部认真开展谈心谈话。{LIVE}
一、主要做法{LIVE}
落实一岗双责，</textarea><base href="//example.invalid/">{{{{ config }}}} {{% raw %}} <a href=javascript:window.owned=1>
XXX党支部
2022年12月30日
"""
# Names that mean something in an address, in HTML or in a template. Windows allows only the first.
NAMES = ("odd/空 格 #p-1 &amp; 50%25 {{ x }}'.txt", 'odd/"><img src=x onerror=window.owned=1>?q=1.txt')
WRITABLE = NAMES[: 1 if os.name == "nt" else None]
REPORTS = 5 + 1 + len(WRITABLE) + 8


def originals(folder: Path) -> None:
    """The five given reports, one with markup in its text, and some that fill the lists."""
    shutil.copytree(ROOT / "data" / "raw", folder)
    (folder / "naughty.txt").write_text(NAUGHTY, encoding="utf-8")
    (folder / "odd").mkdir()
    for name in WRITABLE:
        (folder / name).write_text(f"{HOSTILE}编号{len(name)}\n", encoding="utf-8")
    for number in range(8):
        year = 2016 + number % 3
        (folder / f"补充{number}.txt").write_text(_filler(year, number), encoding="utf-8")


def _filler(year: int, number: int) -> str:
    unit = ("党支部", "党委", "机关党委", "党总支")[number % 4]
    parts = [
        f"{unit}{year}年度党建工作总结",
        f"{year}年，{unit}认真开展谈心谈话，落实一岗双责，编号第{number}。",
    ]
    for title in ("一、强化理论武装", "二、压实管党责任", "三、存在的问题"):
        parts += [
            title,
            f"{unit}坚持把党的建设放在首位，{title[2:]}，全年组织学习{number + 3}次，取得实效。" * 3,
        ]
    return "\n".join(parts) + "\n"


def make_site(work: Path) -> Path:
    """Build everything in `work` and give the folder of the finished site."""
    raw, docs, build, site = (work / name for name in ("raw", "docs", "build", "site"))
    originals(raw)
    overrides = work / "overrides.yml"
    overrides.write_text("{}\n", encoding="utf-8")
    shutil.copytree(ROOT / "docs", docs, ignore=shutil.ignore_patterns("reports", "browse"))
    (docs / "assets").mkdir(exist_ok=True)
    shutil.copytree(ROOT / "docs" / "assets", docs / "assets", dirs_exist_ok=True)
    _stages(raw, docs, build, load_overrides(overrides))
    mkdocs(docs, build, site)
    return site


def _stages(raw: Path, docs: Path, build: Path, overrides: Overrides) -> None:
    rules = load_ruleset(RULES, digest_of(RULES))
    made = [document for found in discover(raw) for document in prepare(found, rules, overrides).documents]
    reports = [whole(head.report, body.row) for head, body in made]
    texts: Mapping[str, str] = {f"{head.report.path}.md": body.markdown for head, body in made} | dict(
        browse(rows(reports, {}), frozenset(each.id for each in reports if each.review))
    )
    edits = {head.report.id: head.edits for head, _ in made}
    files = {
        "records.jsonl": "".join(
            f"{body.record}\n" for _, body in sorted(made, key=lambda pair: pair[0].report.id)
        ),
        "catalog.json": rows_json(rows(reports, edits)),
        "catalog.csv": rows_csv(rows(reports, edits)),
        ADDED_FILE: json.dumps(added(rows(reports, {}), manifest.load(ROOT / "data" / "raw.sha256"))),
    }
    for path, text in [
        *((docs / name, text) for name, text in texts.items()),
        *((build / n, t) for n, t in files.items()),
    ]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    indexing = index.IndexOptions(RULES, build / "cache", build / "index")
    with Spool(reports) as spool:
        segments = index.build_from(spool, indexing, partial(_write_keywords, build)).segments
    fingerprints.build(
        segments, fingerprints.PrintOptions(indexing, build / "prints-cache", build / "prints")
    )
    sources = [Source(replace(report, blocks=()), report.id, partial(_same, report)) for report in reports]
    studied = study.build(
        sources, StudyOptions(RULES, build / "cache" / "study", build / "cache" / "jieba", build / "study")
    )
    (build / "study.json").write_text(study.sheet(studied), encoding="utf-8")


def _write_keywords(build: Path, keywords: dict[str, tuple[str, ...]]) -> None:
    (build / KEYWORDS_FILE).write_text(json.dumps(keywords), encoding="utf-8")


def _same(report: Report) -> Report:
    return report


def mkdocs(docs: Path, build: Path, site: Path) -> str:
    """Run MkDocs strictly, and give what it said. A warning fails the test that asked for the site."""
    config = docs.parent / "mkdocs.yml"
    config.write_text(
        "INHERIT: "
        + json.dumps((ROOT / "mkdocs.yml").as_posix())
        + f"\ndocs_dir: {docs.as_posix()}\nsite_dir: {site.as_posix()}\n"
        f"hooks: [{(ROOT / 'scripts' / 'hooks.py').as_posix()}]\ntheme:\n  custom_dir: {(ROOT / 'scripts' / 'theme').as_posix()}\n",
        encoding="utf-8",
    )
    environment = os.environ | {"ARCHIVE_BUILD": build.as_posix(), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config.as_posix()]
    run = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr, run.stderr
    return run.stderr
