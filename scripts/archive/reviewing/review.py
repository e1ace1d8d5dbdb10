"""What a person should look at: unsure labels, contradictions, repeated edge lines; as data and as one readable page.

The page is for the maintainers and is written into the build folder, never into the site.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.checking.findings import open_labels
from archive.cleaning.mine import Candidate
from archive.files import json_line
from archive.labels.names import NAMES, PLACES
from archive.model import Alternative, Evidence, Finding, Label
from archive.site.pages import escape

VERSION = 1


@dataclass(frozen=True, slots=True)
class Unsure:
    """One label of one document that is published with the mark 待核, with what speaks for it and against it."""

    id: str
    source: str
    label: str
    value: str | int | None
    confidence: float
    evidence: tuple[Evidence, ...]
    alternatives: tuple[Alternative, ...]
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Everything unsure in one build."""

    labels: tuple[Unsure, ...] = ()
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def unsure(lines: Iterable[str], seen: Sequence[str] = ()) -> Iterator[Unsure]:
    """Read `labels.jsonl` (one document a line) and give each label that is marked for review or contradicted.

    `seen` are the finding codes that a person has looked at: `label-unsure`, `label-conflict`.
    """
    for line in lines:
        if line.strip() and ('"review":true' in line or '"conflicts":[]' not in line):
            yield from _of_document(json.loads(line), seen)


def _of_document(row: Mapping[str, Any], seen: Sequence[str]) -> Iterator[Unsure]:
    marked = [label for label in NAMES if row[label]["review"]]
    for label, conflict in open_labels(marked, row["conflicts"], seen):
        held = _label(row[label])
        yield Unsure(
            row["id"],
            row["source"],
            label,
            held.value,
            held.confidence,
            held.evidence,
            held.alternatives,
            conflict,
        )


def _label(row: Mapping[str, Any]) -> Label:
    return Label(
        row["value"],
        row["confidence"],
        row["method"],
        tuple(Evidence(**each) for each in row["evidence"]),
        tuple(Alternative(**each) for each in row["alternatives"]),
        row["review"],
    )


@dataclass(frozen=True, slots=True)
class Told:
    """The unsure labels of one document as they stand in `review.json` and in `review.html`, and how many they are."""

    count: int
    rows: str
    cells: str


def told(labels: Sequence[Unsure]) -> Told:
    """Write the unsure labels of one document."""
    rows = _lines([_plain(each) for each in labels])
    return Told(len(labels), rows, "".join(_row(_label_row(each)) for each in labels))


def as_json(labels: Iterable[Told], findings: Iterable[Finding], found: Iterable[Candidate]) -> str:
    """The content of `review.json`: one item a line."""
    parts = {
        "labels": ",".join(each.rows for each in labels if each.rows),
        "findings": _lines([_plain(each) for each in findings]),
        "candidates": _lines([_plain(each) for each in found]),
    }
    lists = ",\n".join(f'"{name}":[{rows}]' for name, rows in parts.items())
    return f'{{"version":{VERSION},\n{lists}}}\n'


def _lines(rows: Sequence[Mapping[str, object]]) -> str:
    return ",".join(f"\n{json_line(row)}" for row in rows)


def _plain(item: Unsure | Finding | Candidate | Evidence | Alternative) -> dict[str, object]:
    """A value by the names of its fields; `asdict` copies deeply, which costs more than all the rest."""
    values = {name: getattr(item, name) for name in item.__slots__}
    if isinstance(item, Unsure):
        for name in ("evidence", "alternatives"):
            values[name] = [_plain(each) for each in values[name]]
    return values


def from_json(text: str) -> Review:
    """Read `review.json` back."""
    content = json.loads(text)
    return Review(
        tuple(
            Unsure(
                **{
                    **row,
                    "evidence": tuple(Evidence(**each) for each in row["evidence"]),
                    "alternatives": tuple(Alternative(**each) for each in row["alternatives"]),
                }
            )
            for row in content["labels"]
        ),
        tuple(Finding(**row) for row in content["findings"]),
        tuple(Candidate(**{**row, "examples": tuple(row["examples"])}) for row in content["candidates"]),
    )


def value_shown(value: str | int | None) -> str:
    """A value as people read it."""
    return "无" if value is None else str(value)


def reasons(each: Unsure) -> Iterator[str]:
    """What speaks for a label and against it, a line each."""
    for proof in each.evidence:
        yield f"{PLACES[proof.where]}“{proof.quote}”（{proof.rule}）"
    if each.alternatives:
        yield "也可能是 " + "、".join(f"{a.value}（{a.confidence:.2f}）" for a in each.alternatives)
    if each.conflict:
        yield f"矛盾 {each.conflict}"


PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>待核清单</title>
<style>body{{font:16px/1.7 system-ui,"Microsoft YaHei",sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1F2328;background:#FBFAF7}}
table{{border-collapse:collapse;width:100%}}td,th{{border-bottom:1px solid #E3DFD6;padding:.4em .6em;text-align:left;vertical-align:top}}
code{{color:#A8322A}}small{{color:#5B6169}}</style></head><body>
<h1>待核清单</h1>
<p>本页只供整理者使用，不发布。更正写入 <code>data/overrides.yml</code>：<code>python3 scripts/review.py set ID label=value --reason 理由</code></p>
{sections}
</body></html>
"""  # noqa: E501 - a page


def as_page(labels: Sequence[Told], findings: Iterable[Finding], found: Iterable[Candidate]) -> str:
    """The review as one self-contained page."""
    sections = [
        _table("标签", ("文档", "标签", "取值", "依据"), [each.cells for each in labels], _count(labels)),
        _table("其他事项", ("事项", "文档", "说明", "办法"), [_row(_finding_row(each)) for each in findings]),
        _table(
            "候选规则（多篇文档首尾重复的行）",
            ("位置", "篇数", "内容", "例"),
            [_row(_candidate_row(each)) for each in found],
        ),
    ]
    return PAGE.format(sections="\n".join(sections))


def _count(labels: Iterable[Told]) -> int:
    return sum(each.count for each in labels)


def _label_row(each: Unsure) -> Sequence[str]:
    where = _where(each.id, each.source)
    value = f"{escape(value_shown(each.value))}<br><small>{each.confidence:.2f}</small>"
    return where, NAMES[each.label], value, "<br>".join(escape(line) for line in reasons(each))


def _finding_row(each: Finding) -> Sequence[str]:
    where = _where(each.id, each.path) if each.id else escape(each.path)
    return escape(each.code), where, escape(each.message), escape(each.cure)


def _where(document: str, source: str) -> str:
    return f"<code>{escape(document)}</code><br><small>{escape(source)}</small>"


def _candidate_row(each: Candidate) -> Sequence[str]:
    edge = "开头" if each.zone == "head" else "结尾"
    return edge, str(each.documents), escape(each.line), "<br>".join(map(escape, each.examples))


def _row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _table(title: str, heads: Sequence[str], rows: Sequence[str], count: int | None = None) -> str:
    """A table of rows that are written already; `count` says how many they are where one text may hold several."""
    size = len(rows) if count is None else count
    if not size:
        return f"<h2>{title}</h2><p>没有。</p>"
    head = "".join(f"<th>{each}</th>" for each in heads)
    return f"<h2>{title} {size}</h2><table><tr>{head}</tr>{''.join(rows)}</table>"
