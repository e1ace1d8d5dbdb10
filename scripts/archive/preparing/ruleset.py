"""All rules of one build, loaded and compiled once in each process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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


@lru_cache(maxsize=4)
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
