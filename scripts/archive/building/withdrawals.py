"""What is kept of withdrawn documents, so that their texts are known again when their originals are gone.

    <id>  <sha256 of the original>  <digest of the text>  <shape>:<signature>  <path>

One document a line, in the order of the ids; nothing of the text itself can be read from it. A build adds what it
withdraws and drops what people no longer withdraw. A signature tells how alike two texts are
(`archive.duplicates.similar`); one of another shape than the rules ask for now compares with nothing.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.duplicates.grouping import Document
from archive.duplicates.similar import SimilarRules
from archive.errors import ArchiveError
from archive.identity import identities
from archive.model import Finding
from archive.reading.manifest import escaped, unescaped
from archive.rulefiles.codes import finding
from archive.rulefiles.overrides import Overrides

LINE = re.compile(r"(r[0-9a-f]{12})  ([0-9a-f]{64})  ([0-9a-f]{64})  (\d+)x(\d+):([0-9A-Za-z+/=]*)  (.+)")
WIDTH = 4  # bytes of each number of a signature


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of one withdrawn document."""

    id: str
    sha256: str
    text: str
    shape: str
    signature: bytes
    source: str


def renewed(
    path: Path, documents: Sequence[Document], overrides: Overrides, rules: SimilarRules
) -> tuple[Trace, ...]:
    """Bring the file up to date with what is withdrawn now; gives all that is kept."""
    held = (each for each in load(path) if withdrawn_of(each.sha256, overrides, each.id))
    fresh = sorted(_traces(documents, rules), key=lambda each: each.source, reverse=True)
    traces = {each.id: each for each in (*held, *fresh)}
    if traces:
        files.write(path, dump(traces[name] for name in sorted(traces)))
    else:
        files.remove(path)
    return tuple(traces[name] for name in sorted(traces))


def _traces(documents: Iterable[Document], rules: SimilarRules) -> Iterator[Trace]:
    for each in documents:
        head = each.head
        if head.withdrawn:
            yield Trace(
                each.id, head.report.sha256, head.text, shape(rules), head.signature, head.report.source
            )


def shape(rules: SimilarRules) -> str:
    """What two signatures must have in common to be compared."""
    return f"{rules.shingle}x{rules.bins}"


def withdrawn_of(digest: str, overrides: Overrides, *others: str) -> tuple[str, ...]:
    """The ids that were withdrawn of a file with this digest, and of these others."""
    return tuple(each for each in dict.fromkeys((*others, *identities(digest))) if overrides.withdraws(each))


def unsigned(traces: Sequence[Trace], overrides: Overrides, rules: SimilarRules) -> Iterator[Finding]:
    """Name the withdrawn documents of which nothing is kept that a text could be compared with."""
    good = [each for each in traces if each.shape == shape(rules)]
    known = {name for each in good for name in withdrawn_of(each.sha256, overrides, each.id)}
    for name in overrides.withdrawn:
        if name not in known:
            message = f"撤下的 {name} 没有留下可比对的特征，相近的文字再放进来时认不出"
            yield finding("withdrawn-unsigned", f"data/overrides.yml#{name}", message, name)


def load(path: Path) -> tuple[Trace, ...]:
    """Read what is kept. A missing file is empty; a line that does not parse is an error."""
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(_parse(path, number, line) for number, line in enumerate(lines, 1) if line)


def _parse(path: Path, number: int, line: str) -> Trace:
    found = LINE.fullmatch(line)
    try:
        signature = b64decode(found[6], validate=True) if found else b""
    except ValueError:
        found = None
    if not found or len(signature) not in {0, WIDTH * int(found[5])}:
        raise ArchiveError(f"{path}:{number}", "撤下文档的记录在这一行已损坏", "从版本库恢复这个文件")
    return Trace(found[1], found[2], found[3], f"{found[4]}x{found[5]}", signature, unescaped(found[7]))


def dump(traces: Iterable[Trace]) -> str:
    """The lines of the file."""
    return "".join(
        f"{each.id}  {each.sha256}  {each.text}  {each.shape}:{b64encode(each.signature).decode()}"
        f"  {_plain(each.source)}\n"
        for each in traces
    )


def _plain(source: str) -> str:
    """A path in one line; a byte of a member's name that is in no encoding as an escape."""
    return escaped(source.encode("utf-8", "backslashreplace").decode("utf-8"))
