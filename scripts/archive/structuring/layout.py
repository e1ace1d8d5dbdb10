"""The rules of structure as data: `data/rules/structure.yml`, read strictly and compiled once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.errors import RuleError
from archive.patterns.needed import beginnings
from archive.rulefiles.strict import load_yaml
from archive.structuring.variants import Variants, load_variants

NUMERAL = re.compile(r"[(][?]P<([nmo])>")


@dataclass(frozen=True, slots=True)
class Family:
    """One way of numbering; `pattern` matches the sign and holds the numeral in a group `n`, `m` or `o`."""

    id: str
    pattern: str


@dataclass(frozen=True, slots=True)
class HeadingRules:
    """Thresholds and patterns that tell a heading from a numbered sentence."""

    open_max: int
    stop_max: int
    runin_max: int
    runin_min: int
    runin_siblings: int
    runin_share: float
    runin_commas: int
    label_max: int
    content_share: float
    plain_max: int
    plain_min: int
    plain_next: int
    plain_sentence: int
    runin_not: str
    noted: str
    closing: str
    turns: str
    plain_not: str
    introduces: str
    below_title: str
    reported: str
    contents: str
    leader: str
    bullet: str
    section: str


@dataclass(frozen=True, slots=True)
class ParallelRules:
    """What tells the sentences without a number that head paragraph after paragraph; forms as in `Family`."""

    forms: tuple[Family, ...]
    siblings: int
    share: float
    head_max: int
    plain_siblings: int
    plain_min: int
    plain_max: int
    rest_min: int
    plain_not: str
    plain_tells: str
    aspect: str
    remark_max: int


@dataclass(frozen=True, slots=True)
class TitleRules:
    """Where a title is looked for, and what is none."""

    max: int
    lines: int
    front_lines: int
    front: str
    refused: str
    goes_on: str
    comes_after: str
    links: str
    above: str
    furniture: str
    opens: str
    closing_slack: int


@dataclass(frozen=True, slots=True)
class LeadRules:
    """Lines round the text proper: salutation, addressee, speaker, date, signature, attachments."""

    zone: int
    salutation: str
    addressee: str
    addressee_not: str
    date: str
    day: str
    speaker: str
    speaker_not: str
    signature_max: int
    signature: str
    signature_not: str
    office: str
    signed: str
    attachment: str


@dataclass(frozen=True, slots=True)
class PartKind:
    """One section kind with the words that show it in a heading or at the start of a paragraph."""

    kind: str
    heading: str
    lead: str


@dataclass(frozen=True, slots=True)
class PartRules:
    """Section kinds in the order in which they are tried, and what stands where no cue names one."""

    kinds: tuple[PartKind, ...]
    opening: str
    body: str
    other: str
    lead_chars: int
    lead_needs: tuple[str, ...]
    report_title: str


@dataclass(frozen=True, slots=True)
class StructureFile:
    """The shape of `data/rules/structure.yml`."""

    families: tuple[Family, ...]
    first: frozenset[str]
    headings: HeadingRules
    parallels: ParallelRules
    title: TitleRules
    lead: LeadRules
    parts: PartRules


@dataclass(frozen=True, slots=True)
class StructureRules:
    """The file, and its patterns compiled by name (`title.front`, `lead.date` …).

    `mark_begins` are the characters that a number in front of a line can begin with, none if that is not known, and
    `form_begins` those of the forms of parallel headings; `closers` are the words that can close a title, with what may
    stand behind them, `closed` the words alone: the type names and aliases of `classify.yml`. `heads` and `leads` show
    section kinds, `leads` from the first character of a paragraph on.
    """

    file: StructureFile
    patterns: dict[str, re.Pattern[str]]
    mark: re.Pattern[str]
    forms: re.Pattern[str]
    form_begins: frozenset[str]
    mark_begins: frozenset[str]
    ranks: dict[str, int]
    numerals: dict[str, tuple[str, ...]]
    closers: re.Pattern[str]
    closed: re.Pattern[str]
    heads: re.Pattern[str]
    leads: re.Pattern[str]
    variants: Variants


def load_structure(rules_dir: Path, closers: tuple[str, ...]) -> StructureRules:
    """Read and compile the file. Raises `RuleError` naming the key of an invalid pattern."""
    path = rules_dir / "structure.yml"
    rules = compile_structure(load_yaml(path, StructureFile), closers, path.as_posix())
    return replace(rules, variants=load_variants(rules_dir))


def compile_structure(file: StructureFile, closers: tuple[str, ...], path: str) -> StructureRules:
    """Compile every pattern of the file."""
    sources = {
        f"{section}.{name}": value
        for section in ("headings", "parallels", "title", "lead", "parts")
        for name, value in _texts(getattr(file, section))
        if name not in {"opening", "body", "other"}
    }
    for kind in file.parts.kinds:
        sources[f"parts.{kind.kind}.heading"] = kind.heading
        sources[f"parts.{kind.kind}.lead"] = kind.lead
    patterns = {key: compiled(value, path, key) for key, value in sources.items()}
    mark = compiled(_one_of(file.families), path, "families")
    forms = compiled(_one_of(file.parallels.forms), path, "parallels.forms")
    ends = "|".join(sorted(map(re.escape, closers), key=len, reverse=True))
    slack = file.title.closing_slack
    return StructureRules(
        file,
        patterns,
        mark,
        forms,
        beginnings(forms),
        beginnings(mark),
        {family.id: rank for rank, family in enumerate(file.families)},
        {f.id: tuple(f"{f.id}_{name}" for name in NUMERAL.findall(f.pattern)) for f in file.families},
        compiled(f"(?:{ends})[”’》」]?(?:[（(][^（）()]*[）)]|.{{0,{slack}}})$", path, "closers"),
        compiled(f"(?:{ends})$", path, "closers"),
        _by_kind([kind.heading for kind in file.parts.kinds], path),
        _by_kind([kind.lead for kind in file.parts.kinds], path),
        Variants({}, frozenset()),
    )


def _by_kind(patterns: Sequence[str], path: str) -> re.Pattern[str]:
    """One pattern for all section kinds, whose groups are numbered like them."""
    return compiled("|".join(f"(?P<k{i}>{each})" for i, each in enumerate(patterns)), path, "parts.kinds")


def _texts(section: object) -> list[tuple[str, str]]:
    names: tuple[str, ...] = section.__slots__  # type: ignore[attr-defined]  # slotted dataclass
    return [(name, value) for name in names if isinstance(value := getattr(section, name), str)]


def _one_of(families: tuple[Family, ...]) -> str:
    """One pattern for all families; the groups of a family carry its id."""
    return "|".join(_named(family) for family in families)


def _named(family: Family) -> str:
    return f"(?P<{family.id}>" + NUMERAL.sub(rf"(?P<{family.id}_\1>", family.pattern) + ")"


def compiled(pattern: str, path: str, key: str) -> re.Pattern[str]:
    """Compile one pattern, or say which key of which file holds a wrong one."""
    try:
        return re.compile(pattern)
    except re.error as error:
        raise RuleError(path, f"{key}：模式有误（{error}）", "改正模式") from error
