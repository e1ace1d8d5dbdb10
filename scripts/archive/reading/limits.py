"""What one original may cost: sizes, counts, depths and seconds, read from `data/rules/limits.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import RuleError
from archive.rulefiles.strict import load_yaml


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds on a zip: `total_bytes` unpacked, `entries`, unpacked bytes per packed byte, levels of nesting."""

    total_bytes: int = 52_428_800
    entries: int = 2_000
    ratio: int = 100
    office_ratio: int = 400
    ratio_from_bytes: int = 1_048_576
    depth: int = 2


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """Bounds on one XML part: levels of elements and number of elements."""

    depth: int = 200
    elements: int = 4_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """All bounds on reading one original; the file says why each has its value.

    `seconds` and `memory_megabytes` hold for a reader that a hostile file could send astray; it runs in a process
    of its own that is ended at the bound. `work_seconds` bound the processor time of everything else that is done with
    one original, `original_seconds` the time that passes for all of it.
    """

    file_bytes: int = 52_428_800
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)
    xml: XmlLimits = field(default_factory=XmlLimits)
    pages: int = 1_500
    seconds: float = 120.0
    office_seconds: float = 180.0
    work_seconds: float = 300.0
    original_seconds: float = 3600.0
    memory_megabytes: int = 2_048


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
