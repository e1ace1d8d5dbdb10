"""What a build makes of one file, told to a person: edits with the reason of their rule, labels with their words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.cleaning.compilations import PREFACE, documents
from archive.cleaning.margin_rules import Marginal
from archive.cleaning.rules import CleanRules
from archive.cleaning.voicing import INSERTED, VOICES
from archive.errors import Unreadable
from archive.identity import identity
from archive.labels.classify import classify
from archive.labels.names import NAMES, PLACES
from archive.model import Cleaned, Edit, Label, Labels, Raw, Structure
from archive.places import Places
from archive.preparing.digests import digest_of
from archive.preparing.naming import opened
from archive.preparing.prepare import titled
from archive.preparing.ruleset import Ruleset, corrections, load_ruleset
from archive.reading import manifest
from archive.reading.originals import Found, source_name
from archive.reading.overtime import limited
from archive.reading.read import Reading
from archive.reviewing.carrying import carried
from archive.rulefiles.overrides import Correction, Overrides
from archive.structuring.structure import structure

QUOTED = 60  # characters of an edit that are shown at each end
KINDS = {
    "addressee": "主送",
    "salutation": "称谓",
    "signature": "落款",
    "date": "成文日期",
    "attachment": "附件",
    "table": "表格",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lines to print, and whether something could not be read."""

    lines: tuple[str, ...]
    failed: bool


def explain(path: Path, where: Places) -> Explanation:
    """Explain a file; one outside the raw folder goes by its own name."""
    rules = load_ruleset(where.rules, digest_of(where.rules))
    source = source_name(path, where.raw if path.is_relative_to(where.raw) else path.parent)
    overrides = _decided(path, source, where, rules)
    try:
        with limited(rules.limits, source):
            return _explained(opened(path, source, rules, overrides), rules, overrides)
    except Unreadable as late:
        return Explanation(tuple(_failure(late)), failed=True)


def _decided(path: Path, source: str, where: Places, rules: Ruleset) -> Overrides:
    """The corrections as a build has them: those of an earlier version of the file go on."""
    held = corrections(where.overrides, rules)
    row = manifest.load(where.manifest).get(source) if path.is_relative_to(where.raw) else None
    if row is None or not path.is_file():
        return held
    found = Found(path, source, hashlib.sha256(path.read_bytes()).hexdigest())
    return carried((found,), manifest.changed({source: row}, (found,)), held).overrides


def _explained(reading: Reading, rules: Ruleset, overrides: Overrides) -> Explanation:
    lines = [
        line
        for raw in reading.raws
        for child, cleaned in documents(raw, rules.clean, overrides)
        for line in _document(child, cleaned, rules, overrides)
    ]
    lines += [line for failure in reading.failures for line in _failure(failure)]
    return Explanation(tuple(lines), bool(reading.failures))


def _failure(failure: Unreadable) -> Iterator[str]:
    yield f"■ {failure.path}"
    yield f"  未能读取 [{failure.code}]：{failure.reason}"
    yield f"  办法：{failure.cure}"


def _document(raw: Raw, cleaned: Cleaned, rules: Ruleset, overrides: Overrides) -> Iterator[str]:
    identifier = identity(raw)
    correction = overrides.for_id(identifier)
    found = titled(structure(cleaned.text, raw.source, rules.structure, raw.outline), correction, rules)
    labels = classify(found, cleaned, raw.source, rules.classify, correction)
    yield f"■ {raw.source}" + (f" 第 {raw.part} 篇" if raw.part else "")
    yield f"  编号 {identifier} · 格式 {raw.format} · 编码 {raw.encoding or '由格式决定'} · 原文 {len(raw.text)} 字符"
    yield f"  sha256 {raw.sha256}"
    for note in raw.notes + cleaned.notes:
        yield f"  提示 [{note.code}]：{note.message}"
    yield from _correction(correction, withdrawn=overrides.withdraws(identifier, *raw.kin))
    yield from _edits(raw.text, cleaned.edits, rules.clean)
    yield from _labels(labels)
    yield from _outline(found)


def _correction(correction: Correction | None, *, withdrawn: bool) -> Iterator[str]:
    if correction:
        yield f"  人工更正：{correction.reason}"
    if withdrawn:
        yield "  已撤下，不发布"


def _edits(text: str, edits: tuple[Edit, ...], rules: CleanRules) -> Iterator[str]:
    reasons = {PREFACE: rules.file.compilation.why, **{rule.id: rule.why for rule in rules.rules}}
    yield f"整理 {len(edits)} 处"
    for edit in edits:
        line = text.count("\n", 0, edit.start) + 1
        became = f" → {_quoted(edit.replacement)}" if edit.kind == "replace" else ""
        yield f"  第 {line} 行 [{edit.rule}] {'替换' if became else '删去'} {_quoted(edit.text)}{became}"
        heard = _heard(edit, rules.margins)
        words = f"（最像的字：{'、'.join(heard)}）" if heard else ""
        yield f"    因为：{reasons.get(edit.rule, '人工更正')}{words}"


def _heard(edit: Edit, margins: Marginal) -> tuple[str, ...]:
    """The words that decided a cut for its voice."""
    if edit.rule == INSERTED:
        return margins.inserted.loudest(edit.text)
    return margins.voice.loudest(edit.text.strip()) if edit.rule in VOICES else ()


def _quoted(text: str) -> str:
    """The text in one line; the middle of a long one is left out."""
    plain = text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")
    if len(plain) > 2 * QUOTED:
        plain = f"{plain[:QUOTED]} …… {plain[-QUOTED:]}"
    return f"“{plain}”"


def _labels(labels: Labels) -> Iterator[str]:
    yield "标签"
    for name, shown in NAMES.items():
        yield from _label(shown, getattr(labels, name))
    for conflict in labels.conflicts:
        yield f"  矛盾：{conflict}"


def _label(name: str, label: Label) -> Iterator[str]:
    mark = "，待核" if label.review else ""
    if label.value is None:
        why = "人工定为无" if label.method == "override" else "没有找到依据"
        yield f"  {name}：{why}，不标{mark}"
    else:
        yield f"  {name}：{label.value}（把握 {label.confidence:.2f}{mark}）"
    for evidence in label.evidence:
        yield f"    {PLACES[evidence.where]}“{evidence.quote}” [{evidence.rule}]"
    for other in label.alternatives:
        yield f"    未取：{other.value}（{other.confidence:.2f}）"


def _outline(found: Structure) -> Iterator[str]:
    paragraphs = sum(block.kind != "heading" for block in found.blocks)
    yield f"结构：{len(found.blocks) - paragraphs} 个标题，{paragraphs} 段"
    yield f"  {found.title}" + ("（取自文件名）" if found.title_from == "name" else "")
    part = ""
    for block in found.blocks:
        if block.kind == "heading":
            part, said = block.part, f" ［{block.part}］" if block.part and block.part != part else ""
            yield f"  {'  ' * (block.level - 1)}{block.text}{said}"
        elif block.kind != "paragraph":
            yield f"    （{KINDS[block.kind]}）{block.text[:QUOTED]}"
