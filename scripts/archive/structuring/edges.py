"""Lines round the text proper: salutation, addressee, speaker, date, signature, attachments, tables."""

from __future__ import annotations

from collections.abc import Sequence

from archive.model import BlockKind
from archive.structuring.layout import StructureRules
from archive.structuring.lines import Line

DATE_MAX = 24
SIGNED_MAX = 64
SENTENCE_SIGNS = "。；，：:;,！？"


def edge_kinds(lines: Sequence[Line], rules: StructureRules) -> dict[int, BlockKind]:
    """Give the kind of each line that is no heading and no plain paragraph, by its place."""
    kinds: dict[int, BlockKind] = {}
    kinds.update(_tables(lines))
    kinds.update(_attachments(lines, rules))
    kinds.update(_closings(lines, rules))
    kinds.update(_openings(lines, rules))
    return kinds


def _openings(lines: Sequence[Line], rules: StructureRules) -> dict[int, BlockKind]:
    """Down to the first paragraph: dates and speakers under the title, then who is addressed."""
    kinds: dict[int, BlockKind] = {}
    pattern = rules.patterns
    for i, line in enumerate(lines[: rules.file.lead.zone]):
        if line.mark:
            break
        if pattern["lead.salutation"].search(line.text):
            kinds[i] = "salutation"
            break
        if pattern["lead.date"].search(line.text):
            kinds[i] = "date"
        elif pattern["lead.speaker"].search(line.text):
            kinds[i] = "signature"
        elif _addresses(line, rules):
            kinds[i] = "addressee"
            break
        elif any(sign in line.text for sign in "。；"):
            break
    return kinds


def _addresses(line: Line, rules: StructureRules) -> bool:
    pattern = rules.patterns
    return bool(pattern["lead.addressee"].search(line.text)) and not pattern["lead.addressee_not"].search(
        line.text
    )


def _closings(lines: Sequence[Line], rules: StructureRules) -> dict[int, BlockKind]:
    """A date that stands alone with the short lines above it; without one, a last line that names a body."""
    kinds: dict[int, BlockKind] = {}
    for i in range(1, len(lines)):
        if len(lines[i].text) <= DATE_MAX and rules.patterns["lead.date"].search(lines[i].text):
            kinds[i] = "date"
            for above in (i - 1, i - 2):
                if above <= 0 or not _may_sign(lines[above], rules):
                    break
                kinds[above] = "signature"
    for i, line in enumerate(lines):
        if (
            i > 0
            and i not in kinds
            and len(line.text) <= SIGNED_MAX
            and rules.patterns["lead.signed"].search(line.text)
        ):
            kinds[i] = "signature"
    last = len(lines) - 1
    signed = rules.patterns["lead.signature"]
    if last > 1 and last not in kinds and _may_sign(lines[last], rules) and signed.search(lines[last].text):
        kinds[last] = "signature"
    return kinds


def _may_sign(line: Line, rules: StructureRules) -> bool:
    """True for a short line without number or sentence signs (a colon may stand in 述职人：…)."""
    short = len(line.text) <= rules.file.lead.signature_max and line.mark is None and not line.hashes
    signs = any(sign in line.text for sign in SENTENCE_SIGNS)
    return short and (not signs or bool(rules.patterns["lead.signature"].match(line.text)))


def _attachments(lines: Sequence[Line], rules: StructureRules) -> dict[int, BlockKind]:
    """附件 lines, and the numbered names that continue such a list."""
    kinds: dict[int, BlockKind] = {}
    for i, line in enumerate(lines):
        named = len(line.text) <= rules.file.title.max and rules.patterns["lead.attachment"].search(line.text)
        if named or (
            kinds.get(i - 1) == "attachment" and line.mark and line.mark.family == "digit" and _listed(line)
        ):
            kinds[i] = "attachment"
    return kinds


def _listed(line: Line) -> bool:
    return not line.mark or (not line.mark.first and not any(sign in line.text for sign in "。；"))


def _tables(lines: Sequence[Line]) -> dict[int, BlockKind]:
    return {i: "table" for i, line in enumerate(lines) if is_row(line)}


def is_row(line: Line) -> bool:
    """True for a line that reads as cells: parted by tabs, or between upright bars."""
    return "\t" in line.text or (line.text.count("|") >= 3 and line.text[0] == "|" == line.text[-1])
