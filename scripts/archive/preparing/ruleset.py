"""All rules of one build, loaded and compiled once in each process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.cleaning.rules import CleanRules, load_clean
from archive.duplicates.similar import SimilarRules, load_similar
from archive.labels.vocabulary import ClassifyRules, load_classify
from archive.overrides import Overrides, load_overrides
from archive.reading import limits
from archive.reading.limits import Limits
from archive.search.form import SearchForm, load_form
from archive.structuring.layout import StructureRules, load_structure


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What the stages from reading to labelling go by, with the folder that it was read from."""

    folder: Path
    limits: Limits
    clean: CleanRules
    structure: StructureRules
    classify: ClassifyRules
    form: SearchForm
    similar: SimilarRules


@cache
def load_ruleset(folder: Path, digest: str) -> Ruleset:
    """Load every rule file of `folder`; `digest` is that of its files, so that a change is loaded anew.

    Raises `RuleError` for the first file that is not valid.
    """
    del digest
    classify = load_classify(folder)
    return Ruleset(
        folder,
        limits.load(folder),
        load_clean(folder),
        load_structure(folder, classify.closers),
        classify,
        load_form(folder),
        load_similar(folder),
    )


def corrections(path: Path, rules: Ruleset) -> Overrides:
    """Load the corrections made by people, checked against the vocabularies."""
    values = rules.classify.values()
    return load_overrides(path, {name: frozenset(known) for name, known in values.items()})


def digest_of(*folders: Path) -> str:
    """One digest over the names and bytes of every file below these folders (or of these files)."""
    total = hashlib.sha256()
    for folder in folders:
        for path in _files(folder):
            total.update(f"{path.relative_to(folder.parent).as_posix()}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            yield path
