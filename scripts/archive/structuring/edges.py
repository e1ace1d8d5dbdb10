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
    date, signed = rules.patterns["lead.date"], rules.patterns["lead.signed"]
    short = [i for i, line in enumerate(lines) if len(line.text) <= SIGNED_MAX and i]
    for i in short:
        if len(lines[i].text) <= DATE_MAX and date.search(lines[i].text):
            kinds[i] = "date"
            for above in (i - 1, i - 2):
                if above <= 0 or not _may_sign(lines[above], rules):
                    break
                kinds[above] = "signature"
    kinds.update({i: "signature" for i in short if i not in kinds and signed.search(lines[i].text)})
    last = len(lines) - 1
    named = rules.patterns["lead.signature"]
    if last > 1 and last not in kinds and _may_sign(lines[last], rules) and named.search(lines[last].text):
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
    longest, names = rules.file.title.max, rules.patterns["lead.attachment"]
    for i, line in enumerate(lines):
        named = len(line.text) <= longest and names.search(line.text)
        if named or (
            kinds.get(i - 1) == "attachment" and line.mark and line.mark.family == "digit" and _listed(line)
        ):
            kinds[i] = "attachment"
    return kinds


def _listed(line: Line) -> bool:
    return not line.mark or (not line.mark.first and not any(sign in line.text for sign in "。；"))


def _tables(lines: Sequence[Line]) -> dict[int, BlockKind]:
    """Lines that read as cells: parted by tabs, or between upright bars."""
    return {
        i: "table"
        for i, line in enumerate(lines)
        if "\t" in line.text or (line.text[0] == "|" == line.text[-1] and line.text.count("|") >= 3)
    }
