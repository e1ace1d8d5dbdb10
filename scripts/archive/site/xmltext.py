"""Text as content of an XML element or as a value of an attribute, for Word files and the feed."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold at all; damaged bytes are lone surrogates here.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml(text: str) -> str:
    """Escape text for an element's content; what XML cannot hold is shown as U+FFFD."""
    plain = _IMPOSSIBLE.sub("\ufffd", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Escape text for a value between quotation marks."""
    return xml(text).replace('"', "&quot;")
