"""The catalogue as the browser reads it: one small classic script of columns, in the order of every list.

PAYLOAD = JSON `{"version","reports","ids","titles","chars","unsure", "year": {"values","codes"}, …}`, handed over as a
file of the search index is (`archive.search.codec.wrap`). `ids` is b64 of six bytes a report, `titles` one title a
line, `chars` and `unsure` (0 or 1) one code a report (`codec.codes`). Each of `year type level admin sector added` has
its values in the order in which they are shown (`null` = unknown) and one code a report; `added` is the day on which
the report's original was first seen. A report's address follows from its id. About 30 bytes a report gzipped.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE
from archive.search.codec import codes, hashed, wrap
from archive.site.catalog import Row
from archive.site.shelves import Shelf

VERSION = 1
STEM = "catalog"
LONGEST = 1_000_000  # the length that a longer report is listed with: a code is one code point
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Script:
    """A file of `search/`: its name without ending, which holds the checksum of its content, and its text."""

    name: str
    text: str


def compact(held: Shelf, added: Mapping[str, str]) -> Script:
    """Write all rows of the catalogue; `added` has the day of each report by its id."""
    rows = held.rows
    payload = json.dumps(
        {
            "version": VERSION,
            "reports": len(rows),
            "ids": base64.b64encode(bytes.fromhex("".join(row.id[1:] for row in rows))).decode("ascii"),
            "titles": "\n".join(_line(row.title) for row in rows),
            "chars": codes(min(row.chars, LONGEST) for row in rows),
            "unsure": codes(int(row.id in held.unsure) for row in rows),
            "year": _column(rows, lambda row: row.year),
            "type": _column(rows, lambda row: _known(row.type, UNKNOWN_TYPE)),
            "level": _column(rows, lambda row: _known(row.unit_level, UNKNOWN_LEVEL)),
            "admin": _column(rows, lambda row: row.admin_level),
            "sector": _column(rows, lambda row: row.sector),
            "added": _column(rows, lambda row: added.get(row.id)),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    name = hashed(STEM, payload)
    return Script(name, wrap(name, payload))


def _column(rows: Sequence[Row], value: Callable[[Row], Value]) -> dict[str, object]:
    """The values from the most frequent on, so that most codes are small, and the code of each row."""
    given = [value(row) for row in rows]
    values = [each for each, _ in sorted(Counter(given).items(), key=lambda item: (-item[1], str(item[0])))]
    at = {each: number for number, each in enumerate(values)}
    return {"values": values, "codes": codes(at[each] for each in given)}


def _known(value: str, unknown: str) -> str | None:
    return None if value == unknown else value


def _line(title: str) -> str:
    """A title on one line; a damaged byte is shown as a question mark, as in the lists."""
    return " ".join(title.splitlines()).encode("utf-8", "replace").decode("utf-8")
