"""What a reader of a format is given, and what it gives back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from archive.errors import Unreadable
from archive.model import Note, Raw
from archive.places import RULES
from archive.reading.limits import Limits

# The rules that come with the code: they are one version with it.


FALLBACK = "office-fallback"  # the code of the note on what was read without LibreOffice


@dataclass(frozen=True, slots=True)
class Original:
    """One original, or one member of an archive, with all that reading it depends on.

    `source` is the path relative to the raw folder (`a.zip!/b.docx` for a member), `path` the file on disk that
    holds it, `rules` the folder with `html.yml`. `passwords` are those found in notices beside the file, best
    first. `depth` counts the archives around it.
    """

    source: str
    content: bytes
    limits: Limits
    path: Path
    rules: Path = RULES
    passwords: tuple[str, ...] = ()
    depth: int = 0

    @property
    def sha256(self) -> str:
        """The hex digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """The last part of the source: the file's own name."""
        return self.source.rpartition("!/")[2].rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The documents found in one original (several in an archive) and the members that could not be read.

    `members` are those that a guarded reader took out and that are still to be read, each with its own reader.
    """

    raws: tuple[Raw, ...]
    failures: tuple[Unreadable, ...] = ()
    members: tuple[Original, ...] = ()


def single(
    original: Original,
    file_format: str,
    text: str,
    notes: tuple[Note, ...] = (),
    outline: tuple[tuple[str, int], ...] = (),
) -> Extracted:
    """The usual result: one document, whose text is known exactly, so that it has no encoding."""
    raw = Raw(original.source, original.sha256, file_format, None, text, notes=notes, outline=outline)
    return Extracted((raw,))


def letters(text: str) -> int:
    """How much a text says: its Han characters, letters and digits."""
    return sum(map(str.isalnum, text))
