"""A person's word on how many reports one file holds: it is one, or a new one begins at certain lines.

Nothing that was withdrawn may come back with another division of its file, so that a file with such a part is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.cleaning import compilations
from archive.cleaning.dividing import divided
from archive.errors import UsageError
from archive.identity import identity
from archive.model import Raw
from archive.places import Places
from archive.preparing.digests import digest_of
from archive.preparing.naming import opened
from archive.preparing.ruleset import Ruleset, corrections, load_ruleset
from archive.reading.originals import discover
from archive.reading.overtime import limited
from archive.reviewing.deciding import correct
from archive.rulefiles.overrides import Correction, Overrides, load_overrides


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as the last build had it: the id of the whole, those of its documents, its path and digest."""

    id: str
    documents: tuple[str, ...]
    source: str
    sha256: str


def whole(where: Places, named: str, reason: str) -> tuple[Path, str]:
    """Write that a split file is one report; gives the file written, and what to tell."""
    found = _handed(where, named, by_whole=False)
    if found.id in found.documents:
        raise UsageError(named, "这个文件没有拆成几篇", "不必合起来")
    decided = _refuse_withdrawn(where, found, "整份会带上撤下的文字")
    path = correct(where, found.id, Correction(reason, whole=True))
    told = f"{len(found.documents)} 篇合为一份，编号 {found.id}；要再拆开，删去这一条的 whole\n"
    return path, told + _cutting(where, decided)


def split(where: Places, named: str, lines: Sequence[str], reason: str) -> tuple[Path, str]:
    """Write at which lines of a file new reports begin; gives the file written, and what to tell."""
    found = _handed(where, named)
    decided = _refuse_withdrawn(where, found, "另拆之后，撤下的文字会归到别的编号")
    rules = load_ruleset(where.rules, digest_of(where.rules))
    held = corrections(where.overrides, rules)
    earlier = held.for_id(found.id)
    raw = _text(where, found, rules, held)
    change = Correction(reason, split=tuple(lines))
    wanted = Correction(reason, split=(*(earlier.split if earlier else ()), *lines))
    _refuse_unfit(raw, lines)
    parts = compilations.split(raw, rules.clean, Overrides({found.id: wanted}))
    ids = tuple(map(identity, parts))
    if len(ids) == 1:
        raise UsageError(lines[0], "这是文件的第一行，前面没有别的报告", "写后一篇开始的那一行")
    path = correct(where, found.id, change)
    told = f"拆成 {len(ids)} 篇：{'、'.join(ids)}；要合起来，删去 {found.id} 这一条的 split\n"
    return path, told + _cutting(where, [each for each in decided if each not in ids])


def _refuse_unfit(raw: Raw, lines: Sequence[str]) -> None:
    """A line that is not there, or more than once."""
    for line, numbers in divided(raw.text, lines).unfit:
        if numbers:
            told = "、".join(map(str, numbers))
            cure = f"前面写上行号，指明是哪一行，如 --at {numbers[-1]}:{line}"
            raise UsageError(line, f"{raw.source} 里有 {len(numbers)} 行是这样写的（第 {told} 行）", cure)
        raise UsageError(line, f"{raw.source} 里没有这一行", "照抄原文里的一整行；标题占几行的，写它的第一行")


def _refuse_withdrawn(where: Places, found: Handed, why: str) -> list[str]:
    """Refuse a file with a part that was withdrawn; gives those of its ids about which something was decided."""
    held = load_overrides(where.overrides)
    decided = [each for each in found.documents if held.for_id(each) and each != found.id]
    gone = [each for each in (found.id, *decided) if held.withdraws(each)]
    if gone:
        cure = f"{why}；要改主意，先删去 {where.overrides.as_posix()} 里的 withdraw"
        raise UsageError("、".join(gone), "其中有一篇已经撤下", cure)
    return decided


def _cutting(where: Places, decided: Sequence[str]) -> str:
    """What to tell of decisions on ids that are no more: what is cut of one is cut of the others as well."""
    held = load_overrides(where.overrides)
    cut = [each for each in decided if held.corrections[each].cut]
    kept = f"{'、'.join(cut)} 里要删的字句照样删，要留着\n" if cut else ""
    return kept + _idle([each for each in decided if each not in cut])


def _idle(decided: Sequence[str]) -> str:
    return f"这些编号的决定不再起作用，可以删去：{'、'.join(decided)}\n" if decided else ""


def _text(where: Places, found: Handed, rules: Ruleset, held: Overrides) -> Raw:
    """Read a file of the last build, or the member of an archive, again."""
    name = found.source.partition("!/")[0]
    for original in discover(where.raw):
        if original.source in {name, found.source}:
            with limited(rules.limits, original.source):
                for raw in opened(original.path, original.source, rules, held).raws:
                    if (raw.source, raw.sha256) == (found.source, found.sha256):
                        return raw
    raise UsageError(found.source, "原件不在了，或上次构建以后有改动", "先运行 python3 scripts/build.py")


def _handed(where: Places, named: str, *, by_whole: bool = True) -> Handed:
    """The file that is named by its path as the lists show it, by the id of one of its documents, or of the whole."""
    rows = tuple(_documents(where))
    asked = {named, where.listed(named)}
    chosen = [row for row in rows if {row[0], row[1]} & asked or (by_whole and named == f"r{row[2][:12]}")]
    if not chosen:
        raise UsageError(named, "上次构建里没有这个编号或路径的文档", "编号见清单每行开头，路径写在编号后面")
    _, source, digest = chosen[0]
    ids = tuple(dict.fromkeys(name for name, _, each in rows if each == digest))
    return Handed(f"r{digest[:12]}", ids, source, digest)


def sources(where: Places, named: str) -> tuple[str, ...]:
    """The paths of the documents of the last build that have this id, or of the file that is named as lists do."""
    if not (where.build / "labels.jsonl").is_file():
        return ()
    asked = {named, where.listed(named)}
    return tuple(source for name, source, _ in _documents(where) if {name, source} & asked)


def _documents(where: Places) -> Iterator[tuple[str, str, str]]:
    """Id, path and digest of every document of the last build."""
    with (where.build / "labels.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["id"], row["source"], row["sha256"]
