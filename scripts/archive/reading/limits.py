"""What one original may cost: sizes, counts, depths and seconds, all of which `data/rules/limits.yml` names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.errors import RuleError
from archive.rulefiles.strict import load_yaml


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds on a zip: `total_bytes` unpacked, `entries`, unpacked bytes per packed byte, levels of nesting."""

    total_bytes: int
    entries: int
    ratio: int
    office_ratio: int
    ratio_from_bytes: int
    depth: int


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """Bounds on one XML part: levels of elements and number of elements."""

    depth: int
    elements: int


@dataclass(frozen=True, slots=True)
class Limits:
    """All bounds on reading one original; the file says why each has its value.

    `seconds` and `memory_megabytes` hold for a reader that a hostile file could send astray; it runs in a process
    of its own that is ended at the bound. `work_seconds` bound the processor time of everything else that is done with
    one original, `original_seconds` the time that passes for all of it.
    """

    file_bytes: int
    archive: ArchiveLimits
    xml: XmlLimits
    pages: int
    seconds: float
    office_seconds: float
    work_seconds: float
    original_seconds: float
    memory_megabytes: int


def load(rules_dir: Path) -> Limits:
    """Read `limits.yml`; a bound that is not positive is refused, because it would set every file aside."""
    path = rules_dir / "limits.yml"
    limits = load_yaml(path, Limits)
    for owner, prefix in ((limits, ""), (limits.archive, "archive."), (limits.xml, "xml.")):
        for name in owner.__slots__:
            value = getattr(owner, name)
            if isinstance(value, int | float) and value <= 0:
                raise RuleError(path.as_posix(), f"{prefix}{name}：{value} 不能作上限", "写大于零的数")
    return limits
