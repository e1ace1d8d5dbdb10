"""The tables beside the postings: directory, report columns, cards, structure, text. Layout: see `codec`.

Here they are written; `reader` and `directory` read them, and so does the browser.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import get_args

import numpy as np

from archive.model import BlockKind
from archive.search.codec import SPAN, VERSION, Numbers, Octets, codes, to_base64, varints

STEPS = 4  # lengths of long lists are told in quarter powers of two
KINDS: tuple[str, ...] = ("title", *get_args(BlockKind))
SHOWN = ("title", "heading")  # the kinds that the heading zone holds
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the index consists of: the only file whose name never changes."""

    reports: int
    start: str
    columns: str
    form: str
    rare: str
    words: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """One set of postings: row i is the shard that begins with (keys[i], positions[i]) and has crcs[i].

    `positions` is 0 except in the later blocks of a list. `long` names the keys with more than `least` bytes
    that are not in blocks, `sizes` has their bytes.
    """

    nominal: int
    least: int
    keys: Numbers
    positions: Numbers
    crcs: Numbers
    long: Numbers
    sizes: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is known of every report by its ordinal: its labels, and length and title length in units.

    An unknown year is None, an unknown type or level is "".
    """

    year: tuple[int | None, ...]
    type: tuple[str, ...]
    level: tuple[str, ...]
    lengths: Numbers
    titles: Numbers
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Where the text of one report is: its id, and for each part its units of form and its CRC."""

    id: str
    parts: tuple[tuple[int, int], ...]


def shard_stem(prefix: str, key: int, position: int) -> str:
    """Give the name of a postings shard without its CRC."""
    return f"{prefix}/{key:08x}.{position:08x}" if position else f"{prefix}/{key:08x}"


def text_stem(report: str, part: int) -> str:
    """Give the name of a text part without its CRC."""
    return f"t/{report[1:3]}/{report}.{part}"


def dumped(value: object) -> str:
    """Write a payload that is JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def encode_manifest(manifest: Manifest) -> str:
    """Write the payload of `manifest`."""
    return dumped({"version": VERSION, **{key: getattr(manifest, key) for key in Manifest.__slots__}})


def encode_start(every: Directory, head: Directory, cards: Numbers, structure: Numbers) -> str:
    """Write the payload of the start-up table: both directories, the CRCs of cards and structure."""
    return dumped(
        {
            "zones": {"all": _directory(every), "head": _directory(head)},
            "span": SPAN,
            "cards": four_bytes(cards),
            "structure": four_bytes(structure),
        }
    )


def _directory(zone: Directory) -> Json:
    later = zone.positions > 0
    before = np.where(np.diff(zone.keys, prepend=0) == 0, np.roll(zone.positions, 1), 0)
    return {
        "bytes": zone.nominal,
        "least": zone.least,
        "rows": len(zone.keys),
        "keys": to_base64(varints(np.diff(zone.keys, prepend=0))),
        "positions": to_base64(varints((zone.positions - before)[later])),
        "crcs": four_bytes(zone.crcs),
        "long": to_base64(varints(np.diff(zone.long, prepend=0))),
        "sizes": quantised(zone.sizes, zone.least),
    }


def quantised(sizes: Numbers, least: int) -> str:
    """Tell sizes above `least` as letters: `A` + n for at most least * 2 ^ ((n + 1) / 4)."""
    steps = np.ceil(STEPS * np.log2(sizes / least)).astype(np.int64) - 1
    return "".join(chr(ord("A") + step) for step in steps.tolist())


def encode_columns(columns: Columns) -> str:
    """Write the payload of the report columns."""
    years = sorted(set(columns.year), key=lambda year: -1 if year is None else year)
    types, levels = sorted(set(columns.type)), sorted(set(columns.level))
    return dumped(
        {
            "reports": len(columns.lengths),
            "years": years,
            "types": types,
            "levels": levels,
            "parts": columns.parts,
            "kinds": KINDS,
            "year": codes(map(years.index, columns.year)),
            "type": codes(map(types.index, columns.type)),
            "level": codes(map(levels.index, columns.level)),
            "low": to_base64((columns.lengths & 0xFF).astype(np.uint8)),
            "high": codes((columns.lengths >> 8).tolist()),
            "titles": codes(columns.titles.tolist()),
        }
    )


def card_bytes(card: Card) -> bytes:
    """Encode one card: id, number of parts, and for each its units and CRC."""
    sizes = [varints(np.array([units])).tobytes() + crc.to_bytes(4, "little") for units, crc in card.parts]
    return b"".join([bytes.fromhex(card.id[1:]), varints(np.array([len(sizes)])).tobytes(), *sizes])


def structure_bytes(lengths: Numbers, block_codes: Numbers) -> bytes:
    """Encode the structure of one report: number of blocks, then units and code of each."""
    row = np.empty(1 + 2 * len(lengths), np.int64)
    row[0], row[1::2], row[2::2] = len(lengths), lengths, block_codes
    return varints(row).tobytes()


def packed(rows: list[bytes]) -> str:
    """Write the payload of a card or structure shard."""
    return to_base64(octets(b"".join(rows)))


def octets(content: bytes) -> Octets:
    """Look at bytes as an array."""
    return np.frombuffer(content, np.uint8)


def four_bytes(values: Numbers) -> str:
    """Write CRCs, four bytes each, lowest first."""
    return to_base64(values.astype("<u4").view(np.uint8))
