"""What was withdrawn must not come back by itself: neither as a later version of its file nor as another copy.

A changed file of which an earlier version was withdrawn is held back until a person decides about the new one. What
is published and nearly the same as something withdrawn is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archive.building.collect import Collected
from archive.checking.findings import finding
from archive.cleaning.compilations import part_identity
from archive.duplicates.grouping import Document, Publication, withdrawn
from archive.duplicates.similar import Pair, SimilarRules, similar_pairs
from archive.model import Finding
from archive.overrides import Overrides

PARTS = 100  # of a file that was split, as many of its reports are asked whether they were withdrawn

Pairs = tuple[Pair, ...]


def held_back(collected: Collected, before: Mapping[str, str], overrides: Overrides) -> Collected:
    """Set aside the documents of files that were changed after one of their reports was withdrawn.

    `before` has the digests that changed files were recorded with, by their sources. A person lets a new version
    pass by telling it apart from the withdrawn one, and withdraws it as any other document.
    """
    gone = {source: _withdrawn(digest, overrides) for source, digest in before.items()}
    held = [each for each in collected.documents if _is_held(each, gone, overrides)]
    if not held:
        return collected
    told = tuple(_told(each, gone[each.head.report.source]) for each in held)
    kept = tuple(each for each in collected.documents if each not in held)
    return replace(collected, documents=kept, failures=(*collected.failures, *told))


def _withdrawn(digest: str, overrides: Overrides) -> tuple[str, ...]:
    """The ids that were withdrawn of a file with this digest."""
    ids = (part_identity(digest, part) for part in range(PARTS))
    return tuple(each for each in ids if overrides.withdraws(each))


def _is_held(document: Document, gone: Mapping[str, Sequence[str]], overrides: Overrides) -> bool:
    earlier = gone.get(document.head.report.source, ())
    correction = overrides.for_id(document.id)
    passed = correction is not None and set(earlier) <= set(correction.not_same_as)
    return bool(earlier) and not document.head.withdrawn and not passed


def _told(document: Document, earlier: Sequence[str]) -> Finding:
    names = "、".join(earlier)
    return finding(
        "withdrawn-changed",
        document.head.report.source,
        f"这个原件的前一版（{names}）已撤下，改动后的这一版（{document.id}）暂不发布",
        document.id,
    )


def pairs_of(
    documents: Sequence[Document], shown: Sequence[Publication], rules: SimilarRules
) -> tuple[Pairs, Pairs]:
    """Find the pairs of published reports that are like each other, and those of a withdrawn document and a report."""
    gone = {each.id: each.head.signature for each in withdrawn(documents, shown)}
    signatures = {each.report.id: each.document.head.signature for each in shown}
    found = similar_pairs(gone | signatures, rules)
    alike = tuple(pair for pair in found if pair.first not in gone and pair.second not in gone)
    beside = (pair for pair in found if (pair.first in gone) != (pair.second in gone))
    turned = (each if each.first in gone else Pair(each.second, each.first, each.likeness) for each in beside)
    return alike, tuple(turned)
