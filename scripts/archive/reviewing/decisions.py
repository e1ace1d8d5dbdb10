"""A person's decisions as text: for `data/overrides.yml`, `data/rules/clean.yml` and `data/rules/rejected.yml`.

These files are written by hand as well, so that only the entry itself is changed and every comment stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import yaml

from archive.cleaning.mine import Candidate
from archive.rulefiles.overrides import Correction, LabelCorrection
from archive.rulefiles.strict import parse

EMPTY = re.compile(r"^\{\s*\}\s*$", re.MULTILINE)
SIGNS = re.compile(r"([.^$*+?{}\[\]\\|()])")
LISTS = ("keep", "cut", "same_as", "not_same_as", "seen", "split")
REASONS = "；"  # between the reasons of several decisions on one document
DIGITS = re.compile(r"[0-9]+")


def corrected(content: str, document: str, change: Correction) -> str:
    """Put a change with its reason under a document id; what an entry that is there says besides stays."""
    body = f"{EMPTY.sub('', content).strip()}\n".lstrip()
    found = _entry(body, document)
    if found is None:
        text = yaml.safe_dump({document: _plain(change)}, allow_unicode=True, sort_keys=False, width=10_000)
        return f"{body}\n{text}" if body else str(text)
    text, at = found
    held = parse(yaml.safe_load(text)[document], Correction, document)
    return f"{body[:at]}{_changed(text, _plain(held), _plain(_joined(held, change)))}{body[at + len(text) :]}"


def without(content: str, document: str, keys: Sequence[str]) -> str:
    """Take some keys of an entry away; the whole of it where none is named, or only the reason would be left."""
    found = _entry(content, document)
    if found is None:
        return content
    text, at = found
    entry = cast("yaml.MappingNode", yaml.compose(text, yaml.SafeLoader)).value[0][1]
    left = [key.value for key, _ in entry.value if key.value not in keys and key.value != "reason"]
    kept = _dropped(text, entry, keys) if keys and left else ""
    return f"{content[:at]}{kept}{content[at + len(text) :]}"


def _dropped(text: str, entry: yaml.MappingNode, keys: Sequence[str]) -> str:
    """The lines of an entry without some of its keys; one that is written in a line is written anew."""
    if entry.flow_style:
        (document, held), *_ = yaml.safe_load(text).items()
        rest = {key: value for key, value in held.items() if key not in keys}
        return f"{document}: {_inline(rest)}\n"
    for key, node in reversed(entry.value):
        if key.value in keys:
            begins = text.rfind("\n", 0, key.start_mark.index) + 1
            ends = text.find("\n", _end(text, node))
            text = text[:begins] + (text[ends + 1 :] if ends >= 0 else "")
    return text


def decides(correction: Correction, key: str) -> bool:
    """Whether a correction says anything under a key."""
    return key in _plain(correction)


def _joined(held: Correction, change: Correction) -> Correction:
    """One correction of two: labels are put over labels, lists are lengthened, earlier reasons stay."""
    reasons = _both(tuple(filter(None, held.reason.split(REASONS))), (change.reason,))
    return Correction(
        REASONS.join(reasons),
        parse({**held.labels.given(), **change.labels.given()}, LabelCorrection, "labels"),
        change.title or held.title,
        _both(held.keep, change.keep),
        _both(held.cut, change.cut),
        _both(held.same_as, change.same_as),
        _both(held.not_same_as, change.not_same_as),
        _both(held.seen, change.seen),
        held.withdraw or change.withdraw,
        held.whole or change.whole,
        _both(held.split, change.split),
    )


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _plain(correction: Correction) -> Mapping[str, object]:
    """What a correction says, key by key, as YAML takes it."""
    lists = {name: list(getattr(correction, name)) for name in LISTS}
    values = {"labels": dict(correction.labels.given()), "title": correction.title, **lists}
    said = {"reason": correction.reason, **values, "withdraw": correction.withdraw, "whole": correction.whole}
    return {key: value for key, value in said.items() if value}


def _changed(text: str, held: Mapping[str, object], wanted: Mapping[str, object]) -> str:
    """Write into the lines of an entry only what is wanted otherwise, from behind, so that places stay right."""
    entry = cast("yaml.MappingNode", yaml.compose(text, yaml.SafeLoader)).value[0][1]
    places = {key.value: value for key, value in entry.value}
    new = [f"{key}: {_inline(value)}" for key, value in wanted.items() if key not in places]
    end = _end(text, entry)
    if entry.flow_style:
        text = "".join((text[: end - 1], *(f", {line}" for line in new), text[end - 1 :]))
    else:
        line_end = end + len(text[end:].partition("\n")[0])
        indent = " " * entry.start_mark.column
        text = "".join((text[:line_end], *(f"\n{indent}{line}" for line in new), text[line_end:]))
    for key, node in reversed(places.items()):
        if held.get(key) != wanted.get(key):
            # There a key is expected.
            deeper = " " if node.start_mark.column == entry.start_mark.column else ""
            new_value = f"{deeper}{_inline(wanted[key])}"
            text = text[: node.start_mark.index] + new_value + text[_end(text, node) :]
    return text


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends: a block ends for YAML only where something else begins, behind comments."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return len(text[: node.end_mark.index].rstrip())
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _inline(value: object) -> str:
    """A value of YAML in one line."""
    text = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return str(text).strip()[1:-1]


def _entry(content: str, document: str) -> tuple[str, int] | None:
    """The lines of one entry: from its key to the next line that is not indented."""
    match = re.search(rf"^{document}:[^\n]*\n(?:[ \t]+[^\n]*\n?|\s*\n(?=[ \t]))*", content, re.MULTILINE)
    return (match[0], match.start()) if match else None


def with_rule(content: str, candidate: Candidate, name: str, why: str) -> str:
    """Append a rule that cuts a repeated edge line; any number may stand for a number."""
    pattern = DIGITS.sub("[0-9]+", SIGNS.sub(r"\\\1", candidate.line))
    rule = {
        "id": name,
        "family": "accepted",
        "kind": "line",
        "zone": candidate.zone,
        "pattern": pattern,
        "needs": [max((piece.strip() for piece in DIGITS.split(candidate.line)), key=len)],
        "why": why,
        "hits": [candidate.line],
        "misses": [f"正文里提到：{candidate.line}，这一行还有别的话"],
    }
    return _appended(content, rule)


def with_rejected(content: str, candidates: Iterable[Candidate], why: str) -> str:
    """Append lines that are not to be offered as rules again."""
    for candidate in candidates:
        content = _appended(content, {"line": candidate.line, "zone": candidate.zone, "reason": why})
    return content


def _appended(content: str, item: Mapping[str, object]) -> str:
    """A file with one item more in the list at its end."""
    text = yaml.safe_dump([dict(item)], allow_unicode=True, sort_keys=False, width=10_000)
    indented = "".join(f"  {line}\n" for line in text.splitlines())
    return content.rstrip("\n") + "\n" + indented
