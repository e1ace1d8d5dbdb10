"""Labels: year, kind, tier, administrative level and sector of one report, each with the reasons for it.

A label is never a bare guess: every cue that is met becomes a candidate with a confidence and a quote, the
candidates are weighed (`labels/weigh.py`), and what stays below the threshold is unknown. A person's correction wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archive.labels.admin import admin_candidates
from archive.labels.events import out_of_range, too_early
from archive.labels.kind import Kind, kind_of
from archive.labels.kinds import head_of, type_candidates
from archive.labels.levels import level_candidates
from archive.labels.names import NAMES
from archive.labels.sectors import sector_candidates
from archive.labels.view import View, view_of
from archive.labels.vocabulary import ClassifyRules
from archive.labels.weigh import Verdict, weigh
from archive.labels.years import read_years
from archive.model import Alternative, Cleaned, Evidence, Label, Labels, Structure
from archive.rulefiles.overrides import ABSENT, Correction


def classify(
    structure: Structure,
    cleaned: Cleaned,
    source: str,
    rules: ClassifyRules,
    correction: Correction | None = None,
) -> Labels:
    """Label one report. `cleaned` is what the structure was made of; `source` names the original.

    A corrected value has confidence 1 and quotes the reason; what the rules would have said stays as an alternative.
    """
    plain = rules.variants.plain(cleaned.text)
    if plain is not cleaned.text:
        simplified = replace(cleaned, text=plain)
        found = classify(_simplified(structure, rules), simplified, source, rules, correction)
        return _quoting(found, structure.title, cleaned.text)
    return _labelled(view_of(structure, cleaned, source, rules), correction, rules)


def _labelled(view: View, correction: Correction | None, rules: ClassifyRules) -> Labels:
    head = head_of(view.title, rules)
    given = _given(correction)
    kinds = weigh(NAMES["type"], type_candidates(view, head, rules), rules)
    value = given.get("type", kinds.label.value)
    kind = kind_of(str(value or ""), rules)
    years = read_years(view, kind, rules)
    verdicts = {
        "year": _bounded(weigh(NAMES["year"], years.candidates, rules), view, kind, rules),
        "type": kinds,
        **_of_bodies(view, kind, rules),
    }
    reason = correction.reason if correction else ""
    labels = {
        name: _corrected(verdict.label, given[name], reason) if name in given else verdict.label
        for name, verdict in verdicts.items()
    }
    wrapper = head.wrapper if kind.value != head.wrapper else None
    form, plan = given.get("statutory_type", wrapper), given.get("plan_year", years.plan_year)
    return Labels(
        **labels,
        statutory_type=form if isinstance(form, str) else None,
        plan_year=plan if isinstance(plan, int) else None,
        conflicts=tuple(v.conflict for name, v in verdicts.items() if v.conflict and name not in given),
    )


def _of_bodies(view: View, kind: Kind, rules: ClassifyRules) -> Mapping[str, Verdict]:
    """What is said of the body that speaks: its tier, its administrative level, its sector."""
    found = {
        "unit_level": level_candidates(view, kind, rules),
        "admin_level": admin_candidates(view, kind, rules),
        "sector": sector_candidates(view, kind, rules),
    }
    return {name: weigh(NAMES[name], candidates, rules) for name, candidates in found.items()}


def _simplified(structure: Structure, rules: ClassifyRules) -> Structure:
    table = rules.variants.table
    blocks = tuple(block._replace(text=block.text.translate(table)) for block in structure.blocks)
    return replace(structure, title=structure.title.translate(table), blocks=blocks)


def _quoting(labels: Labels, title: str, text: str) -> Labels:
    """Let evidence that was found in the simplified reading quote what is written."""
    whole = {"title": title, "body": text}

    def written(label: Label) -> Label:
        proofs = tuple(
            replace(proof, quote=whole[proof.where][proof.start : proof.end])
            if proof.where in whole
            else proof
            for proof in label.evidence
        )
        return replace(label, evidence=proofs)

    return replace(
        labels,
        year=written(labels.year),
        type=written(labels.type),
        unit_level=written(labels.unit_level),
        admin_level=written(labels.admin_level),
        sector=written(labels.sector),
    )


def _bounded(verdict: Verdict, view: View, kind: Kind, rules: ClassifyRules) -> Verdict:
    """Hold a year back for review when the text mentions what came later.

    A title that looks back on a year in which no report can have been written leaves it open: no other is put in place.
    """
    beyond = out_of_range(view, rules) if kind.past else None
    if beyond:
        return _left_open(verdict, beyond, rules)
    value = verdict.label.value
    clash = too_early(value, view, rules) if isinstance(value, int) else ""
    if not clash:
        return verdict
    confidence = min(verdict.label.confidence, rules.clash_max)
    label = replace(verdict.label, confidence=confidence, review=confidence < rules.accept)
    return Verdict(label, verdict.conflict or clash)


def _left_open(verdict: Verdict, proof: Evidence, rules: ClassifyRules) -> Verdict:
    """Show the year of the title as what it is, and what the text would have said as other values."""
    said = verdict.label
    first = (Alternative(said.value, said.confidence),) if said.value is not None else ()
    label = Label(
        None, rules.clash_max, f"title:{proof.rule}", (proof,), (*first, *said.alternatives), review=True
    )
    known = f"{rules.years.first}至{rules.years.last}年"
    return Verdict(label, f"年份：标题“{proof.quote}”不在{known}之内，不另取他年")


def _given(correction: Correction | None) -> Mapping[str, str | int | None]:
    """The labels that a person set; None where the person says that there is none."""
    given = correction.labels.given() if correction else {}
    return {name: None if value in ABSENT else value for name, value in given.items()}


def _corrected(label: Label, value: str | int | None, reason: str) -> Label:
    """Put a person's value in place of the rules'."""
    proof = Evidence("override", reason, "override", 0, len(reason))
    others = (Alternative(label.value, label.confidence),) if label.value not in {None, value} else ()
    return Label(value, 1.0, "override", (proof,), (*others, *label.alternatives))
