"""The tables beside the postings: directory, report columns, cards, structure, text. Layout: see `codec`.

Here they are written; `reader` and `directory` read them, and so does the browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeVar, get_args

import numpy as np

from archive.model import BlockKind
from archive.search.codec import SPAN, VERSION, Numbers, Octets, codes, to_base64, varints

STEPS = 4  # lengths of long lists are told in quarter powers of two
KINDS: tuple[str, ...] = ("title", *get_args(BlockKind))
ID_DIGITS, ORDER_DIGITS = 12, 5  # hex digits of an id, and those that an order shard tells
ORDER_SHARD = 512  # reports
SHOWN = ("title", "heading")  # the kinds that the heading zone holds
Zone = Literal["all", "head"]  # of an index: all text, and titles and headings alone
FOLDERS: Mapping[Zone, str] = {"all": "p", "head": "h"}  # where the shards of each stand
Json = dict[str, object]
Value = TypeVar("Value", bound=int | str | None)


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

    `positions` is `start`, the first position of its reports, except in the later blocks of a list. `long` names the
    keys with more than `least` bytes that are not in blocks, `sizes` has their bytes.
    """

    start: int
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


def encode_start(zones: Mapping[Zone, Sequence[Directory]], numbered: Mapping[str, Numbers]) -> str:
    """Write the payload of the start-up table: the directories of each zone, the CRCs of what has numbered shards."""
    return dumped(
        {
            "zones": {zone: [_directory(run) for run in runs] for zone, runs in zones.items()},
            "span": SPAN,
            **{name: four_bytes(crcs) for name, crcs in numbered.items()},
        }
    )


def _directory(run: Directory) -> Json:
    steps = np.diff(run.keys, prepend=0)
    return {
        "from": run.start,
        "bytes": run.nominal,
        "least": run.least,
        "keys": to_base64(varints(steps)),
        "positions": to_base64(varints(np.diff(run.positions, prepend=0)[steps == 0])),
        "crcs": four_bytes(run.crcs),
        "long": to_base64(varints(np.diff(run.long, prepend=0))),
        "sizes": quantised(run.sizes, run.least),
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
            "year": _places(columns.year, years),
            "type": _places(columns.type, types),
            "level": _places(columns.level, levels),
            "low": to_base64((columns.lengths & 0xFF).astype(np.uint8)),
            "high": codes((columns.lengths >> 8).tolist()),
            "titles": codes(columns.titles.tolist()),
        }
    )


def _places(values: Sequence[Value], among: Sequence[Value]) -> str:
    """Write the place of each value among all that there are."""
    place = dict(zip(among, range(len(among)), strict=True))
    return codes([place[value] for value in values])


def card_bytes(card: Card) -> bytes:
    """Encode one card: id, number of parts, and for each its units and CRC."""
    sizes = [varints(np.array([units])).tobytes() + crc.to_bytes(4, "little") for units, crc in card.parts]
    return b"".join([bytes.fromhex(card.id[1:]), varints(np.array([len(sizes)])).tobytes(), *sizes])


def structure_bytes(lengths: Numbers, block_codes: Numbers) -> bytes:
    """Encode the structure of one report: number of blocks, then units and code of each."""
    row = np.empty(1 + 2 * len(lengths), np.int64)
    row[0], row[1::2], row[2::2] = len(lengths), lengths, block_codes
    return varints(row).tobytes()


def order_bits(reports: int) -> int:
    """How many first bits of an id choose its order shard."""
    return min((reports // ORDER_SHARD).bit_length(), 4 * ORDER_DIGITS)


def order_payloads(ids: Sequence[str]) -> list[str]:
    """Write the payloads of all order shards, from the ids in the order of the index."""
    bits = order_bits(len(ids))
    numbers = np.array([int(each[1:], 16) for each in ids], np.uint64)
    order = np.argsort(numbers, kind="stable").astype(np.int64)
    first = (numbers[order] >> np.uint64(4 * (ID_DIGITS - ORDER_DIGITS))).astype(np.int64)
    bounds = np.searchsorted(first >> (4 * ORDER_DIGITS - bits), np.arange((1 << bits) + 1)).tolist()
    payloads = []
    for start, stop in pairwise(bounds):
        steps = np.diff(first[start:stop], prepend=0)
        payloads.append(to_base64(varints(np.stack((steps, order[start:stop]), axis=1).ravel())))
    return payloads


def packed(rows: list[bytes]) -> str:
    """Write the payload of a card or structure shard."""
    return to_base64(octets(b"".join(rows)))


def octets(content: bytes) -> Octets:
    """Look at bytes as an array."""
    return np.frombuffer(content, np.uint8)


def four_bytes(values: Numbers) -> str:
    """Write CRCs, four bytes each, lowest first."""
    return to_base64(values.astype("<u4").view(np.uint8))
