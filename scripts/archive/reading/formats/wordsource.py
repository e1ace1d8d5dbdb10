"""What the walk over a part of a Word document depends on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from archive.reading.formats.numbering import Definitions
from archive.reading.formats.styles import Styles


class Inserted(NamedTuple):
    """The text of a part that another program wrote, and what is hidden in it."""

    text: str = ""
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Styles and numbering; and by relation id, the text of a chunk in another format, and a part."""

    styles: Styles
    definitions: Definitions
    chunk: Callable[[str], Inserted]
    part: Callable[[str], Element | None]
