"""The findings that follow from what a build worked out, and which of them a person has seen."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from archive import files
from archive.duplicates.grouping import Document, Publication, published, withdrawn
from archive.duplicates.similar import Pair
from archive.labels.names import NAMES
from archive.model import Finding, Note
from archive.rulefiles.codes import finding, load_codes
from archive.rulefiles.overrides import Overrides

VALUES = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":"))  # no string of JSON holds a line end


def lines(held: Sequence[Finding]) -> Iterator[str]:
    """Findings as the lines of `findings.jsonl`: what `files.json_line` gives of each, with one call for all."""
    names = Finding.__slots__
    text = VALUES.encode([getattr(each, name) for each in held for name in names])[1:-1]
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # a damaged byte in a name, which needs escapes in its own line alone
        yield from (files.json_line({name: getattr(each, name) for name in names}) for each in held)
        return
    form = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
    values = iter(text.split("\n") if held else ())
    yield from (form % row for row in zip(*[values] * len(names), strict=True))


def review_items(
    documents: Sequence[Document], shown: Sequence[Publication], overrides: Overrides
) -> tuple[Finding, ...]:
    """What a person should look at: unsure labels, conflicts, notes, duplicates, corrections without a document.

    Labels are those of what is published: a copy's say nothing that a reader sees. What reading noticed is said of
    every original.
    """
    found = [each for document in published(documents, shown) for each in _document(document, overrides)]
    gone = {(each.id, each.head.report.source) for each in withdrawn(documents, shown)}
    for document in documents:
        if (document.id, document.head.report.source) not in gone:
            found += notes(document.head.report.source, document.head.notes, document.id)
    for each in shown:
        if each.duplicates:
            others = "、".join(
                source for source in each.report.sources if source != each.document.head.report.source
            )
            found.append(
                finding(
                    "duplicate",
                    each.document.head.report.source,
                    f"与 {others or '同名副本'} 内容相同，合并为一篇",
                    each.report.id,
                )
            )
    ids = frozenset(document.id for document in documents)
    parted = frozenset(name for document in documents for name in document.head.kin)
    ids |= {each for each in parted if _cuts(each, overrides)}
    unused = overrides.unused(ids, parted)
    found += [finding("override-unused", f"data/overrides.yml#{each}") for each in unused]
    return tuple(found)


def _cuts(name: str, overrides: Overrides) -> bool:
    """Whether words are cut under an id: of the whole also from its parts, and of a part from the whole."""
    correction = overrides.for_id(name)
    return correction is not None and bool(correction.cut)


def same_work(
    pairs: Iterable[Pair], shown: Sequence[Publication], overrides: Overrides, same: float
) -> tuple[Finding, ...]:
    """Pairs of published reports that are nearly the same text, unless a person parted them or has seen either's.

    Of many that are all alike so many pairs are named that each is in one, the most alike first.
    """
    sources = {each.report.id: each.report.source for each in shown}
    close = (
        pair
        for pair in pairs
        if pair.likeness >= same
        and not _told_apart(pair, overrides)
        and not any("near-duplicate" in overrides.seen(each) for each in (pair.first, pair.second))
    )
    return tuple(
        finding(
            "near-duplicate",
            sources[pair.first],
            f"与 {sources[pair.second]} 约 {pair.likeness:.0%} 相同（{pair.first}、{pair.second}）",
        )
        for pair in _joining(close)
    )


def near_withdrawn(
    pairs: Iterable[Pair], sources: Mapping[str, str], overrides: Overrides, same: float
) -> tuple[Finding, ...]:
    """Published reports that are nearly the same text as a withdrawn document, each once, unless a person parted them.

    Each pair is of a withdrawn document and a published report, in this order; `sources` has the paths of both.
    """
    found: dict[str, Finding] = {}
    for gone, left, likeness in ((pair.first, pair.second, pair.likeness) for pair in pairs):
        if likeness >= same and left not in found and not _told_apart(Pair(gone, left, likeness), overrides):
            message = f"与已撤下的 {sources[gone]} 约 {likeness:.0%} 相同（{left}、{gone}）"
            found[left] = finding("withdrawn-near", sources[left], message, left)
    return tuple(found.values())


def _joining(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs that join what the ones before them have not joined (Kruskal 1956)."""
    above: dict[str, str] = {}

    def head(name: str) -> str:
        while name in above:
            above[name] = above.get(above[name], above[name])
            name = above[name]
        return name

    for pair in pairs:
        first, second = head(pair.first), head(pair.second)
        if first != second:
            above[second] = first
            yield pair


def seen(item: Finding, overrides: Overrides) -> bool:
    """Whether a person has looked at what a finding says of its document, and wants no more of it."""
    return bool(item.id) and item.code in overrides.seen(item.id)


def _told_apart(pair: Pair, overrides: Overrides) -> bool:
    sides = ((pair.first, pair.second), (pair.second, pair.first))
    said = ((overrides.for_id(one), other) for one, other in sides)
    return any(correction is not None and other in correction.not_same_as for correction, other in said)


def _document(document: Document, overrides: Overrides) -> Iterator[Finding]:
    head = document.head
    source = head.report.source
    for label, conflict in open_labels(head.report.review, head.conflicts, overrides.seen(document.id)):
        code = "label-conflict" if conflict else "label-unsure"
        said = conflict or f"{NAMES[label]}没有把握"
        yield finding(code, source, f"{said}（{document.id}）", document.id)
    if head.report.incomplete:
        yield finding("incomplete", source, document=document.id)


def open_labels(
    marked: Collection[str], conflicts: Sequence[str], seen: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The labels of one document to look at, each once, with what contradicts it: among those `marked`, or none."""
    said = () if "label-conflict" in seen else conflicts
    for label, name in NAMES.items():
        conflict = next((each for each in said if each.startswith(name)), "")
        if conflict or (label in marked and "label-unsure" not in seen):
            yield label, conflict


def notes(source: str, held: Iterable[Note], document: str) -> Iterator[Finding]:
    """What reading and cleaning noticed, where the catalogue lists it; other notes stay in the record only."""
    for note in held:
        if note.code in load_codes():
            yield finding(note.code, source, note.message, document)


def built(path: Path) -> Iterator[Finding]:
    """What the last build had found."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Finding(**json.loads(line))


def write_findings(path: Path, found: Sequence[Finding], told: Sequence[str]) -> None:
    """Write findings, one JSON object a line; `told` has the lines of the first of them."""
    files.write_lines(path, chain(told, lines(found[len(told) :])))
