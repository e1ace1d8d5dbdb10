"""What a person decided on an original goes on when the file is changed, or what was cut would be published again.

The id is that of the bytes, so that a changed file has another one. The manifest knows what it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.identity import identities
from archive.model import Finding
from archive.reading.originals import Found
from archive.rulefiles.codes import finding
from archive.rulefiles.overrides import Correction, LabelCorrection, Overrides

REASON = "前一版的更正"


@dataclass(frozen=True, slots=True)
class Carried:
    """The corrections of a build: those of the file, and those that go on for a later version, with what to say."""

    overrides: Overrides
    findings: tuple[Finding, ...]


def carried(found: Sequence[Found], before: Mapping[str, str], overrides: Overrides) -> Carried:
    """Add to the corrections those of the earlier versions of changed files, under the ids that the files have now.

    `before` has the digests that changed files were recorded with, by their sources. Words cut of any earlier report of
    a file are cut from all that it holds now; the rest goes from whole to whole and from part to part. What a person
    says of the new id itself wins. Withdrawals are not carried: such a version is held back (`returning`).
    """
    moved: dict[str, Correction] = {}
    known = set(overrides.carried)
    told: list[Finding] = []
    for each in found:
        old = identities(before[each.source]) if each.source in before else ()
        decided = tuple(name for name in old if _goes_on(overrides.for_id(name)))
        if decided and each.sha256:
            new = identities(each.sha256)
            made = dict(_moved(old, new, decided, overrides))
            moved |= made
            known |= {*decided, *(name for name in made if name not in overrides.corrections)}
            told += [_told(each.source, name, new[old.index(name)], overrides) for name in decided]
    return Carried(Overrides({**overrides.corrections, **moved}, frozenset(known)), tuple(told))


def _goes_on(said: Correction | None) -> bool:
    return said is not None and _lasting(said) != Correction(reason=said.reason)


def _lasting(said: Correction) -> Correction:
    """What of a correction holds for another version: not that it was looked at, or is the same as another."""
    return Correction(
        said.reason, said.labels, said.title, said.keep, said.cut, whole=said.whole, split=said.split
    )


def _moved(
    old: Sequence[str], new: Sequence[str], decided: Sequence[str], overrides: Overrides
) -> Iterator[tuple[str, Correction]]:
    """The corrections of the new ids. That of the whole has every cut, and its parts take them from there."""
    cut = tuple(word for name in decided for word in overrides.corrections[name].cut)
    for earlier, later in zip(old, new, strict=True):
        held = overrides.for_id(earlier)
        base = _lasting(held) if earlier in decided and held else Correction(REASON)
        base = replace(base, cut=cut if later == new[0] else base.cut)
        if base != Correction(base.reason):
            own = overrides.for_id(later)
            yield later, _over(base, own) if own else base


def _over(base: Correction, own: Correction) -> Correction:
    """A correction with what an earlier one says besides."""
    return replace(
        own,
        labels=LabelCorrection(**{**base.labels.given(), **own.labels.given()}),  # type: ignore[arg-type]
        title=own.title or base.title,
        keep=(*own.keep, *(word for word in base.keep if word not in (*own.keep, *own.cut))),
        cut=(*own.cut, *(word for word in base.cut if word not in (*own.keep, *own.cut))),
        whole=own.whole or base.whole,
        split=own.split or base.split,
    )


def _told(source: str, earlier: str, later: str, overrides: Overrides) -> Finding:
    cut = overrides.corrections[earlier].cut
    words = "，其中要删的字句照样不发布" if cut else ""
    message = f"原件已改动，前一版（{earlier}）的更正照样用在现在这一版（{later}）{words}"
    return finding("correction-carried", source, message, later)
