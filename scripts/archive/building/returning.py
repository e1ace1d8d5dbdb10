"""What was withdrawn must not come back by itself: neither as a later version of its file nor as another copy.

A changed file of which an earlier version was withdrawn is held back until a person decides about the new one, and so
is a file that is parted otherwise than when one of its reports was withdrawn. The very text of a withdrawn document is
withdrawn under every id. What is published and nearly the same as something withdrawn is named. All this goes on when
the original is gone (`archive.building.withdrawals`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.building.collect import Collected
from archive.building.withdrawals import Trace, shape, withdrawn_of
from archive.duplicates.grouping import Document, Publication, withdrawn
from archive.duplicates.similar import Pair, SimilarRules, similar_pairs
from archive.model import Finding
from archive.rulefiles.codes import finding
from archive.rulefiles.overrides import Overrides

Pairs = tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """What is known of earlier versions: what is kept of withdrawn documents, and the digests of changed files.

    `before` has the digests that changed files were recorded with, by their sources.
    """

    traces: Sequence[Trace]
    before: Mapping[str, str]


def held_back(collected: Collected, gone: Gone, overrides: Overrides) -> Collected:
    """Withdraw what has the text of a withdrawn document, and set aside other versions of its file.

    A person lets a new version pass by telling it apart from the withdrawn one, and withdraws it as any other document.
    """
    documents = _with_copies_withdrawn(collected.documents, gone.traces, overrides)
    earlier = _earlier(documents, gone, overrides)
    held = {at for at, each in enumerate(documents) if _is_held(each, earlier.get(at, ()), overrides)}
    told = tuple(_told(documents[at], earlier[at]) for at in sorted(held))
    left = tuple(each for at, each in enumerate(documents) if at not in held)
    return replace(collected, documents=left, failures=(*collected.failures, *told))


def _with_copies_withdrawn(
    documents: Sequence[Document], traces: Sequence[Trace], overrides: Overrides
) -> tuple[Document, ...]:
    """Mark what is one with a withdrawn document as withdrawn: by its very text, or because a person said so."""
    texts: dict[str, tuple[str, ...]] = {}
    for trace in traces:
        texts[trace.text] = (*texts.get(trace.text, ()), trace.id)
    gone = {trace.id: overrides.for_id(trace.id) for trace in traces}
    joined = {name for correction in gone.values() if correction for name in correction.same_as}

    def is_one(document: Document) -> bool:
        ids, correction = texts.get(document.head.text, ()), overrides.for_id(document.id)
        said = document.id in joined or bool(correction and gone.keys() & set(correction.same_as))
        return said or (bool(ids) and not _passed(document, ids, overrides))

    return tuple(
        replace(each, head=replace(each.head, withdrawn=True)) if is_one(each) else each for each in documents
    )


def _earlier(documents: Sequence[Document], gone: Gone, overrides: Overrides) -> dict[int, tuple[str, ...]]:
    """The withdrawn ids of earlier versions of documents, by the number of the document."""
    there = {each.id for each in documents}
    absent = [each for each in gone.traces if each.id not in there]
    files: dict[str, tuple[str, ...]] = {}
    for trace in absent:
        for name in (f"path {trace.source}", f"file {trace.sha256}"):
            files[name] = (*files.get(name, ()), trace.id)
    for source, digest in gone.before.items():
        known = withdrawn_of(digest, overrides, *files.get(f"file {digest}", ()))
        files[f"path {source}"] = tuple(dict.fromkeys((*known, *files.get(f"path {source}", ()))))
    found: dict[int, tuple[str, ...]] = {}
    for at, each in enumerate(documents):
        report = each.head.report
        names = (f"path {report.source}", f"file {report.sha256}")
        ids = dict.fromkeys(name for key in names for name in files.get(key, ()))
        if ids:
            found[at] = tuple(ids)
    return found


def _is_held(document: Document, earlier: Sequence[str], overrides: Overrides) -> bool:
    return bool(earlier) and not document.head.withdrawn and not _passed(document, earlier, overrides)


def _passed(document: Document, gone: Iterable[str], overrides: Overrides) -> bool:
    """Whether a person told a document apart from all of these withdrawn ones."""
    correction = overrides.for_id(document.id)
    return correction is not None and set(gone) <= set(correction.not_same_as)


def _told(document: Document, earlier: Sequence[str]) -> Finding:
    names = "、".join(earlier)
    return finding(
        "withdrawn-changed",
        document.head.report.source,
        f"这个原件的前一版（{names}）已撤下，改动后的这一版（{document.id}）暂不发布",
        document.id,
    )


def pairs_of(
    documents: Sequence[Document], shown: Sequence[Publication], gone: Sequence[Trace], rules: SimilarRules
) -> tuple[Pairs, Pairs]:
    """Find the pairs of published reports that are like each other, and those of a withdrawn document and a report."""
    signatures = {each.report.id: each.document.head.signature for each in shown}
    kept = {each.id: each.signature for each in gone if each.shape == shape(rules)}
    held = kept | {each.id: each.head.signature for each in withdrawn(documents, shown)}
    found = similar_pairs(held | signatures, rules)
    past = held.keys() - signatures.keys()
    alike = tuple(pair for pair in found if pair.first not in past and pair.second not in past)
    beside = (pair for pair in found if (pair.first in past) != (pair.second in past))
    turned = (each if each.first in past else Pair(each.second, each.first, each.likeness) for each in beside)
    return alike, tuple(turned)
