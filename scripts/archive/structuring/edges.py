"""Lines round the text proper: salutation, addressee, speaker, date, signature, attachments, tables."""

from __future__ import annotations

from collections.abc import Sequence

from archive.model import BlockKind
from archive.structuring.layout import StructureRules
from archive.structuring.lines import Line
from archive.structuring.titles import tidy

DATE_MAX = 24
DATE_ENDS = frozenset("日月0123456789.）)")
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
        elif _speaks(line, rules):
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


def _speaks(line: Line, rules: StructureRules) -> bool:
    """True for an office with a name, or a name set apart that is no word of the page such as 目　录, 通　知."""
    words = tidy(line.text)
    named = rules.patterns["lead.speaker"].search(line.text)
    return (
        bool(named)
        and not rules.patterns["lead.speaker_not"].search(words)
        and not rules.closed.search(words)
    )


def _closings(lines: Sequence[Line], rules: StructureRules) -> dict[int, BlockKind]:
    """A date that stands alone with the short lines above it; without one, a last line that names a body."""
    kinds: dict[int, BlockKind] = {}
    signed = rules.patterns["lead.signed"]
    short = [i for i, line in enumerate(lines) if len(line.text) <= SIGNED_MAX and i]
    for i in short:
        if _dates(i, lines, rules):
            kinds[i] = "date"
            if i > 1 and _may_sign(lines[i - 1], rules):
                kinds[i - 1] = "signature"
                if i > 2 and _signs_too(i - 2, lines, rules):
                    kinds[i - 2] = "signature"
    kinds.update({i: "signature" for i in short if i not in kinds and signed.search(lines[i].text)})
    last = len(lines) - 1
    named = rules.patterns["lead.signature"]
    if last > 1 and last not in kinds and _may_sign(lines[last], rules) and named.search(lines[last].text):
        kinds[last] = "signature"
    return kinds


def _dates(i: int, lines: Sequence[Line], rules: StructureRules) -> bool:
    """True for a line that is a date; one without a year must end the document or stand below the name of a body."""
    words = lines[i].text
    if len(words) > DATE_MAX or words[-1] not in DATE_ENDS:
        return False
    if rules.patterns["lead.date"].search(words):
        return True
    if not rules.patterns["lead.day"].search(words):
        return False
    above = lines[i - 1]
    named = _may_sign(above, rules) and rules.patterns["lead.signature"].search(above.text)
    return i == len(lines) - 1 or bool(named)


def _may_sign(line: Line, rules: StructureRules) -> bool:
    """True for a short line without number or sentence signs (a colon may stand in 述职人：…)."""
    if len(line.text) > rules.file.lead.signature_max or line.mark is not None or line.is_marked:
        return False
    if rules.patterns["lead.signature"].match(line.text):
        return True
    signs = any(sign in line.text for sign in SENTENCE_SIGNS)
    return not signs and not rules.patterns["lead.signature_not"].search(line.text)


def _signs_too(i: int, lines: Sequence[Line], rules: StructureRules) -> bool:
    """True for the second line above a date that names a body or an office and is not the last of a list of such."""
    line = lines[i]
    named = rules.patterns["lead.signature"].search(line.text) or rules.patterns["lead.office"].search(
        line.text
    )
    if not named or not _may_sign(line, rules):
        return False
    above, below = (lines[k].text[-1] == line.text[-1] for k in (i - 1, i + 1))
    return below or not above


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
