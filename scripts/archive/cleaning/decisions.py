"""A person's decisions as text: an entry for `data/overrides.yml`, a rule for `data/rules/clean.yml`.

Both files are written by hand as well, so that only the entry itself is changed and every comment stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from archive.cleaning.mine import Candidate

EMPTY = re.compile(r"^\{\s*\}\s*$", re.MULTILINE)
SIGNS = re.compile(r"([.^$*+?{}\[\]\\|()])")
DIGITS = re.compile(r"[0-9]+")


def corrected(content: str, document: str, labels: Mapping[str, str | int], reason: str) -> str:
    """Put labels with their reason under a document id; an entry that is there keeps its other keys."""
    found = _entry(content, document)
    held = yaml.safe_load(found[0])[document] if found else {}
    entry = {**held, "reason": reason, "labels": {**held.get("labels", {}), **labels}}
    text = yaml.safe_dump({document: entry}, allow_unicode=True, sort_keys=False, width=10_000)
    if found:
        return content[: found[1]] + text + content[found[1] + len(found[0]) :]
    body = EMPTY.sub("", content).rstrip()
    return f"{body}\n\n{text}" if body else text


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
    text = yaml.safe_dump([rule], allow_unicode=True, sort_keys=False, width=10_000)
    indented = "".join(f"  {line}\n" for line in text.splitlines())
    return content.rstrip("\n") + "\n" + indented
