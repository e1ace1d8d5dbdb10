"""By what the work on an original is kept: its path and bytes, the rules and code that it goes by, corrections."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.prepared import Head
from archive.reading.originals import Found
from archive.rulefiles.overrides import Overrides

# Rules that only stages after the work on one original read; a file that is not named here counts for every original.
LATER_RULES = frozenset(
    {
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


def correction_key(overrides: Overrides, heads: Iterable[Head]) -> str:
    """A digest of the corrections that touch these documents: it changes when one of them does."""
    ids = (each for head in heads for each in (head.report.id, *head.kin))
    return hashlib.sha256(repr([overrides.for_id(each) for each in ids]).encode()).hexdigest()


def work(found: Found, digest: str) -> str:
    """The key of one original's work: its path, its bytes, and the rules and code it was done with."""
    return hashlib.sha256(
        f"{found.source}\0{found.sha256}\0{digest}".encode("utf-8", "surrogatepass")
    ).hexdigest()
