"""The frozen types that cross a stage boundary, one boundary after another.

    data/raw -> Raw -> Cleaned -> Structure + Labels -> Report -> docs -> site + index -> Finding

A stage reads the type on its left and makes the type on its right; nothing here has behaviour beyond
properties that follow from its own fields, and the path that follows from a report's id. Offsets are code-point
offsets, half-open, into the text that the docstring names. Every sequence is a tuple, so that a value can be hashed,
cached and sent to another process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "notice", "review"]
EditKind = Literal["remove", "replace"]
Place = Literal["title", "body", "name", "cut", "override"]
BlockKind = Literal[
    "heading", "paragraph", "addressee", "salutation", "signature", "date", "attachment", "table"
]

RUNS_ON = 1
UNKNOWN_TYPE = "未定"
UNKNOWN_LEVEL = "未注明"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader noticed or set aside: damage, a header, a comment, hidden text.

    `code` is a finding code of `data/rules/findings.yml`; `text` quotes what was set aside, if anything was.
    """

    code: str
    message: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """One document as it was handed in, before anything is cut.

    `source` is the path relative to the raw folder (`a.zip!/b.docx` for a member), `sha256` the hex digest of
    the original's bytes (of the member's bytes), `part` the child's number in a compilation (0 = the whole).
    `text` is the decoded source text S1: line ends, BOM and damaged bytes (as surrogate escapes) still in it; its first
    `preface` characters stand before the first report of a compilation. `kin` are other ids under which a person may
    decide about it: of a part the whole's, of a compilation that was left whole its parts'. `bounds` names the lines
    between which a person split a part off, empty where the file begins or ends. `outline` are the lines that the file
    marks as headings, with their level from 0 on.
    """

    source: str
    sha256: str
    format: str
    encoding: str | None
    text: str
    part: int = 0
    notes: tuple[Note, ...] = ()
    preface: int = 0
    kin: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    outline: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One logged change: `source[start:end] == text` became `replacement` (empty for a removal)."""

    rule: str
    kind: EditKind
    start: int
    end: int
    text: str
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The body text and the script of edits, ascending and disjoint, that led from the source text to it.

    `marks` holds what rules say about the whole report: `incomplete`, `notice`, `password`. `notes` are places
    that a rule found suspicious and left alone.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    marks: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()


class Block(NamedTuple):
    """One heading or paragraph of the body, in reading order: a tuple, because a build makes a million of them.

    `level` is 2-6 for a heading (the title is 1 and no block), `RUNS_ON` for a paragraph that goes on in the
    line of the heading above it, 0 otherwise. A table has a row a line and a tab between cells. `start` and `end` are
    offsets into the cleaned text. `anchor` is the final HTML id. `part` is the section kind that the block stands
    in (基本情况 …), or empty.
    """

    kind: BlockKind
    level: int
    text: str
    anchor: str
    part: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Structure:
    """The title and the blocks of one report. `title_from` says where the title was found."""

    title: str
    title_from: Literal["text", "name"]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a label has its value: the rule, the words quoted, and where they stand.

    `where` is `title`, `body`, `name` (the file's name), `cut` (a line of a web page that was removed) or `override`;
    offsets are into that text, the cleaned text for `body`, the source text for `cut`.
    """

    rule: str
    quote: str
    where: Place
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that was considered and not taken, with its confidence."""

    value: str | int
    confidence: float


@dataclass(frozen=True, slots=True)
class Label:
    """One label with the reasons for it. `value` is None when nothing supports one."""

    value: str | int | None = None
    confidence: float = 0.0
    method: str = ""
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    review: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one report. `conflicts` names each contradiction between cues in one sentence."""

    year: Label = field(default_factory=Label)
    type: Label = field(default_factory=Label)
    unit_level: Label = field(default_factory=Label)
    admin_level: Label = field(default_factory=Label)
    sector: Label = field(default_factory=Label)
    statutory_type: str | None = None
    plan_year: int | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A published report: exactly what its Markdown file holds, so that `load(dump(report)) == report`.

    `chars` counts the Han characters, letters and digits of title and blocks. `source` is the one of
    `sources` that the text is from. `review` names the labels that a person should look at. Block offsets are not
    kept (0).
    """

    id: str
    title: str
    source: str
    sources: tuple[str, ...]
    sha256: str
    chars: int
    blocks: tuple[Block, ...]
    type: str = UNKNOWN_TYPE
    unit_level: str = UNKNOWN_LEVEL
    year: int | None = None
    admin_level: str | None = None
    sector: str | None = None
    statutory_type: str | None = None
    plan_year: int | None = None
    incomplete: bool = False
    review: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The page's path below `docs/`, without its ending: `reports/<2 hex>/<id>`."""
        return report_path(self.id)


def report_path(report: str) -> str:
    """Where the page of a report stands, by its id: below `docs/` and below the site, without its ending."""
    return f"reports/{report[1:3]}/{report}"


@dataclass(frozen=True, slots=True)
class Record:
    """The 整理记录 of one report: what was changed, what the labels rest on, what reading set aside.

    It is build data, shown through the template; it never enters the Markdown body.
    """

    id: str
    source: str
    format: str
    encoding: str | None
    edits: tuple[Edit, ...]
    labels: Labels
    notes: tuple[Note, ...] = ()
    similar: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `code` is listed in `data/rules/findings.yml`; `cure` is the next step to take.

    `id` is that of the document it is said of, where it is said of one; `path` then names the document's original.
    """

    code: str
    severity: Severity
    path: str
    message: str
    cure: str
    line: int = 0
    id: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled as one call: processes send tens of thousands, and field by field takes twice as long."""
        return Finding, (self.code, self.severity, self.path, self.message, self.cure, self.line, self.id)
