"""What is made of each document, as digests: for a change that is for speed alone, before it and after it.

    python3 tests/bench/same.py --texts DIR [DIR …] > after.txt
    diff before.txt after.txt

Each line is a file's path and the digest of everything that a build would keep of it: every edit, notes, structure,
labels with their evidence, Markdown. The version that is asked is the one that this file stands in.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from archive.preparing.digests import digest_of
from archive.preparing.prepare import prepare
from archive.preparing.ruleset import load_ruleset
from archive.reading.originals import Found
from archive.rulefiles.overrides import Overrides

RULES = ROOT / "data" / "rules"


def main() -> int:
    """Print one line a file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--texts", type=Path, required=True, nargs="+", help="folders of originals")
    files = (path for text in parser.parse_args().texts for path in text.rglob("*") if path.is_file())
    for path, digest in _digests(sorted(files)):
        print(path, digest)
    return 0


def _digests(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    rules = load_ruleset(RULES, digest_of(RULES))
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        made = prepare(Found(path, path.name, content), rules, Overrides())
        yield path, hashlib.sha256(repr(made).encode("utf-8", "backslashreplace")).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
