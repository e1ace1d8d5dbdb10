"""Look for known faults in everything that is pinned: `python3 tests/audit.py`.

Asks PyPI, or OSV where PyPI does not tell. Exit 0: nothing is known of any package; 1: each fault is named with the
version that mends it; 3: neither could be asked, so that nothing is known at all. pip-audit is installed into the
environment by `tests/requirements-pins.txt`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from bootstrap import enter

if __name__ == "__main__":
    enter("tests/requirements-pins.txt")

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

EVERYTHING = ROOT / "requirements-dev.txt"  # it holds every pin of requirements.txt, which a test sees to
SERVICES = ("pypi", "osv")
SECONDS = 15  # for one answer
UNASKED = 3


@dataclass(frozen=True)
class Audit:
    """How many packages a service told about, and what it told, one fault a line."""

    told: int
    faults: tuple[str, ...] = ()


def main() -> int:
    """Audit what the site and its tests are made with; gives the exit code."""
    for service in SERVICES:
        found = read(answer(service, EVERYTHING))
        if found.told:
            break
        print(f"{service} could not be asked", file=sys.stderr)
    else:
        return UNASKED
    for fault in found.faults:
        print(fault)
    print(f"{found.told} packages looked at, {len(found.faults)} faults known")
    return int(bool(found.faults))


def answer(service: str, file: Path) -> str:
    """What pip-audit says of a file, as JSON; nothing where the service cannot be reached."""
    command = [
        sys.executable, "-m", "pip_audit", "--vulnerability-service", service, "--timeout", str(SECONDS),
        "--disable-pip", "--progress-spinner", "off", "--format", "json", "-r", str(file),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout


def read(text: str) -> Audit:
    """The answer of pip-audit; a package that the service does not know counts as not told about."""
    if not text.strip():
        return Audit(0)
    rows = [row for row in json.loads(text)["dependencies"] if "skip_reason" not in row]
    return Audit(len(rows), tuple(line for row in rows for line in lines(row)))


def lines(row: dict[str, object]) -> Iterator[str]:
    """One line for each fault of a package."""
    faults = row["vulns"]
    assert isinstance(faults, list)
    for fault in faults:
        mended = ", ".join(fault["fix_versions"]) or "no version yet"
        yield f"{row['name']} {row['version']}: {fault['id']}, mended in {mended}"


if __name__ == "__main__":
    raise SystemExit(main())
