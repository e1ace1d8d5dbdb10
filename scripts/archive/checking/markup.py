"""What a built page is made of, against the lists of `data/rules/markup.yml`: no text may have become markup.

One pattern per set of lists describes every tag that may stand in a page, in the form in which the templates write
it; the first `<` where it does not match is a finding. That is about 50 MB of pages a second, so that the whole of a
large site can be scanned. The page for missing addresses alone may hold a style and a script in itself
(`archive/site/policy.py` names them by digest), and JSON-LD is data that no browser runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.model import Finding
from archive.places import MISSING
from archive.processes.parallel import Jobs, chunks, mapped
from archive.rulefiles.codes import finding
from archive.rulefiles.once import once
from archive.rulefiles.strict import load_yaml
from archive.site import policy

CHUNK = 200
QUOTED = 60  # characters of what is wrong that a finding quotes
POLICY = '<meta http-equiv="Content-Security-Policy" content="'
JSON_LD = re.compile(r'<script type="application/ld\+json">[^<]*</script>')
CALLED = re.compile(r"<script\b(?![^>]*\ssrc=)")


@dataclass(frozen=True, slots=True)
class Allowed:
    """The lists of `markup.yml`."""

    elements: tuple[str, ...]
    attributes: tuple[str, ...]
    addresses: tuple[str, ...]
    schemes: tuple[str, ...]


@once
def load_pattern(rules: Path) -> re.Pattern[str]:
    """What must not be in a page: a `<` that begins no allowed tag. Read strictly."""
    allowed = load_yaml(rules / "markup.yml", Allowed)
    elements = f"(?:{'|'.join(map(re.escape, allowed.elements))})"
    plain = f"(?:{'|'.join(map(re.escape, allowed.attributes))}|(?:aria|data)-[a-z-]++)(?=[\\s>/=])"
    addresses = f"(?:{'|'.join(map(re.escape, allowed.addresses))})"
    scheme = f'(?!(?!(?:{"|".join(allowed.schemes)}):|data:,")[^"/?#]*:)(?![^"]*&#)'
    attribute = rf'(?>{plain}(?:="[^"<>]*+"|=[a-z0-9-]++)?|{addresses}="{scheme}[^"<>]*+")'
    opening = rf"{elements}(?=[\s>/])(?>\s+{attribute})*+\s*+/?>"
    return re.compile(rf"<(?!(?>/{elements}>|{opening}|!doctype html>|!--[^<>]*-->))")


def site(folder: Path, rules: Path, jobs: Jobs) -> tuple[Finding, ...]:
    """Every page of a built site that holds what it must not, or that lacks the policy."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    found = mapped(partial(_pages, folder, rules), chunks(names, CHUNK), jobs, smallest=2)
    return tuple(each for run in found for each in run)


def _pages(folder: Path, rules: Path, names: Sequence[str]) -> tuple[Finding, ...]:
    pattern = load_pattern(rules)
    return tuple(
        finding("markup-forbidden", name, wrong)
        for name in names
        for wrong in page(name, (folder / name).read_text(encoding="utf-8", errors="replace"), pattern)
    )


def page(name: str, text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """What is wrong with one page, in words; at most one quotation, because one breaks everything behind it."""
    if POLICY not in text:
        yield "没有内容安全策略"
    rest = policy.stripped(text) if name == MISSING else JSON_LD.sub("", text)
    found = pattern.search(rest) or CALLED.search(rest)
    if found:
        yield f"不许出现：{rest[found.start() : found.start() + QUOTED]}"
