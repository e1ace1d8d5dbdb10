"""All rules of one build, loaded and compiled once in each process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.cleaning.personal import PersonalRules, load_personal
from archive.cleaning.rules import CleanRules, load_clean
from archive.duplicates.similar import SimilarRules, load_similar
from archive.errors import RuleError
from archive.labels.vocabulary import ClassifyRules, load_classify
from archive.reading import limits
from archive.reading.limits import Limits
from archive.rulefiles.codes import load_codes
from archive.rulefiles.overrides import Overrides, load_overrides
from archive.search.form import SearchForm, load_form
from archive.structuring.layout import StructureRules, load_structure

# Rules that only stages after the work on one original read; a file that is not named here counts for every original.
LATER_RULES = frozenset(
    {
        "findings.yml",
        "keywords.yml",
        "markup.yml",
        "phrases.yml",
        "publish.yml",
        "record.yml",
        "rejected.yml",
        "search.yml",
        "words.txt",
    }
)
# The code of that work, besides the modules of the library itself.
CODE = (
    "rulefiles", "patterns", "reading", "cleaning", "structuring", "labels", "preparing",
    "duplicates/__init__.py", "duplicates/similar.py",
    "search/__init__.py", "search/codec.py", "search/documents.py", "search/form.py", "search/formtable.py",
    "site/__init__.py", "site/markdown.py", "site/render.py", "site/tables.py",
)  # fmt: skip


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
    personal: PersonalRules


@cache
def load_ruleset(folder: Path, digest: str) -> Ruleset:
    """Load every rule file of `folder`; `digest` is that of its files, so that a change is loaded anew.

    Raises `RuleError` for the first file that is not valid.
    """
    del digest
    classify, cleaning = load_classify(folder), load_clean(folder)
    _known(folder, classify.years.posted_rules, [rule.id for rule in cleaning.file.rules])
    return Ruleset(
        folder,
        limits.load(folder),
        cleaning,
        load_structure(folder, classify.closers),
        classify,
        load_form(folder),
        load_similar(folder),
        load_personal(folder),
    )


def _known(folder: Path, asked: Iterable[str], known: Sequence[str]) -> None:
    """Refuse labels that are told by a cleaning rule which does not exist."""
    path = (folder / "classify.yml").as_posix()
    for rule in asked:
        if rule not in known:
            cure = f"已有的规则：{'、'.join(known)}"
            raise RuleError(path, f"years.posted_rules：clean.yml 里没有规则“{rule}”", cure)


def corrections(path: Path, rules: Ruleset) -> Overrides:
    """Load the corrections made by people, checked against the vocabularies."""
    return load_overrides(path, allowed(rules.folder, rules.classify))


def allowed(folder: Path, classify: ClassifyRules) -> Mapping[str, frozenset[str]]:
    """The values that a correction can give to a label, and the finding codes that it can call seen."""
    labels = {name: frozenset(known) for name, known in classify.values().items()}
    return {**labels, "seen": frozenset(load_codes(folder))}


def documents_digest(rules: Path, library: Path) -> str:
    """One digest over everything that the work on one original goes by, and nothing else.

    Other rules and code are seen by the stages that use them, so that a change there reads no original again.
    """
    data = sorted(path for path in rules.iterdir() if path.name not in LATER_RULES and path.is_file())
    code = (library / name for name in CODE)
    return digest_of(*data, *sorted(library.glob("*.py")), *(path for path in code if path.exists()))


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
