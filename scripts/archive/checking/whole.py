"""Whether a site is what its build left: every file against the lists of digests that stand in the site itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from archive.model import Finding
from archive.places import PACKED_SUMS, SUMS
from archive.rulefiles.codes import finding

FEW = 3  # files of a folder that are named each by itself


def damaged(site: Path, digests: Mapping[str, str]) -> Iterator[Finding]:
    """Every file that is missing, changed or no build's, many of one folder as one finding.

    Hidden files that are in no list come from the system that showed the folder, and are let be.
    """
    try:
        listed = _listed(site / SUMS)
    except FileNotFoundError:
        yield finding("site-damaged", SUMS, "网站里没有这份校验清单，无从核对")
        return
    if PACKED_SUMS in digests:
        listed |= _listed(site / PACKED_SUMS)
    yield from _told(listed.keys() - digests.keys(), "缺失")
    yield from _told(
        (path for path in listed.keys() & digests.keys() if listed[path] != digests[path]),
        "内容被改动或已损坏",
    )
    others = digests.keys() - listed.keys() - {PACKED_SUMS}
    yield from _told((path for path in others if "/." not in f"/{path}"), "不是构建写出的")


def _listed(sums: Path) -> dict[str, str]:
    """The digests of a list by path; a line that is none names no file."""
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    pairs = (line.partition("  ") for line in lines)
    return {path: digest for digest, _, path in pairs if path}


def _told(paths: Iterable[str], wrong: str) -> Iterator[Finding]:
    by_folder: dict[str, list[str]] = {}
    for path in sorted(paths):
        by_folder.setdefault(path.rpartition("/")[0], []).append(path)
    for folder, held in by_folder.items():
        if len(held) > FEW:
            named = "、".join(path.rpartition("/")[2] for path in held[:FEW])
            yield finding("site-damaged", folder or ".", f"{len(held)} 个文件{wrong}：{named} 等")
        else:
            yield from (finding("site-damaged", path, wrong) for path in held)
