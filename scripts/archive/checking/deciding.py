"""Write a person's decision where builds read it: into corrections and rules, after it was read back strictly."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from archive import files
from archive.checking.check import built
from archive.cleaning.decisions import corrected, with_rejected, with_rule
from archive.cleaning.mine import Candidate, load_rejected
from archive.cleaning.rules import load_clean
from archive.errors import RuleError, UsageError
from archive.labels.vocabulary import load_classify
from archive.overrides import Correction, load_overrides
from archive.places import Places
from archive.preparing.ruleset import allowed


def correct(where: Places, document: str, change: Correction) -> Path:
    """Write the entry of one document; gives the file."""
    load_overrides(where.overrides)
    held = where.overrides.read_text(encoding="utf-8") if where.overrides.exists() else ""
    content = corrected(held, document, change)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / where.overrides.name
        trial.write_text(content, encoding="utf-8")
        try:
            load_overrides(trial, allowed(where.rules, load_classify(where.rules)))
        except RuleError as error:
            raise UsageError(where.overrides.as_posix(), error.reason, error.cure) from error
    files.write(where.overrides, content)
    return where.overrides


def accept(where: Places, candidates: Sequence[Candidate], name: str, why: str) -> Path:
    """Make candidates cleaning rules: `name`, `name-2` and so on; gives the file."""
    path = where.rules / "clean.yml"
    content = path.read_text(encoding="utf-8")
    for number, candidate in enumerate(candidates, 1):
        content = with_rule(content, candidate, name if number == 1 else f"{name}-{number}", why)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(shutil.copytree(where.rules, Path(folder) / "rules"))
        (trial / path.name).write_text(content, encoding="utf-8")
        load_clean(trial)
    files.write(path, content)
    return path


def reject(where: Places, candidates: Sequence[Candidate], why: str) -> Path:
    """Turn candidates down, so that they are not offered again; gives the file."""
    path = where.rules / "rejected.yml"
    load_rejected(where.rules)
    content = with_rejected(path.read_text(encoding="utf-8"), candidates, why)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / path.name).write_text(content, encoding="utf-8")
        try:
            load_rejected(Path(folder))
        except RuleError as error:
            raise UsageError(path.as_posix(), error.reason, error.cure) from error
    files.write(path, content)
    return path


def is_known(where: Places, document: str) -> bool:
    """Whether the last build had a document of this id, if only to hold it back, or people withdrew it."""
    with (where.build / "labels.jsonl").open(encoding="utf-8") as rows:
        if any(row.startswith(f'{{"id":"{document}"') for row in rows):
            return True
    held = (each.id for each in built(where.build / "findings.jsonl") if each.code == "withdrawn-changed")
    return document in held or load_overrides(where.overrides).withdraws(document)
