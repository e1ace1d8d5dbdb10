"""A zip with the same bytes at any time and place: members in the given order, deflated, dated 1980-01-01."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that the format knows
LEVEL = 6


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Write a zip of (name, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system = 0
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, LEVEL)
    return out.getvalue()
