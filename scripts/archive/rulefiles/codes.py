"""The catalogue of finding codes, `data/rules/findings.yml`: the severity of each, what it means and the cure.

A finding with a code that the catalogue does not list cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.errors import ArchiveError
from archive.model import Finding, Severity
from archive.places import RULES
from archive.rulefiles.once import once
from archive.rulefiles.strict import load_yaml


@dataclass(frozen=True, slots=True)
class Code:
    """One row of `findings.yml`."""

    severity: Severity
    means: str
    cure: str


@once
def load_codes(rules: Path = RULES) -> Mapping[str, Code]:
    """Read the catalogue strictly; the codes must be in alphabetical order, so that each has one place."""
    path = rules / "findings.yml"
    codes = load_yaml(path, dict[str, Code])
    if list(codes) != sorted(codes):
        wrong = next(code for code, right in zip(codes, sorted(codes), strict=True) if code != right)
        raise ArchiveError(path.as_posix(), f"{wrong} 没有按字母顺序排列", "把各个代码排好")
    return codes


def finding(code: str, path: str, message: str = "", document: str = "", cure: str = "") -> Finding:
    """Make a finding with the severity of its code; message and cure default to those of the catalogue."""
    row = load_codes()[code]
    return Finding(code, row.severity, path, message or row.means, cure or row.cure, id=document)
