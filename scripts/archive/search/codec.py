r"""One format for every reader of the phrase index: what each file below `search/` holds, byte for byte.

Version 2. A reader refuses any other. All numbers are unsigned varints unless stated: seven bits a byte,
lowest first, high bit = more follows; at most 6 bytes. `b64(x)` is standard base64 with padding.

**Scripts.** Every file is a classic script in UTF-8, one line: `archive.shard("NAME","PAYLOAD");\n`, both
in JSON string syntax (not ASCII-escaped). NAME is the file's path below `search/` without `.js`. Except for
`manifest`, NAME ends in `-CCCCCCCC`: the CRC-32 (eight lower-case hex digits) over the UTF-16LE bytes of
PAYLOAD. A reader computes it and refuses a payload that differs: a damaged index gives an error, never a
count.

**Positions.** The searchable text of a report is its title and then its blocks' texts, with nothing
between, in search form, counted in UTF-16 units. Reports stand in the order in which they were added
(`archive.duplicates.grouping.in_order_of_addition`); their ordinal is 0, 1, …. A report of n units takes n + 1
positions: after it stands one unit U+0000, which no form contains.
Report i therefore begins at `sum(length[j] + 1 for j < i)`. There is no padding. Every unit of every report
gives one posting: the term `key = unit << 16 | next unit` (next unit = 0 at the report's end) at its
position. Hence a phrase never crosses two reports; a phrase of two or more units is found by its bigrams
alone; one unit c is the union of all lists with `c << 16 <= key < (c + 1) << 16`, and those lists are
disjoint.

**Heading zone.** The same structure over titles and headings only, with the same positions: for each title
and each heading block its units, the last one followed by U+0000 (`next unit = 0`). A phrase found there
lies inside one title or heading. It is a title hit if `position - report's begin < title length`.

**List.** Strictly ascending positions: the first absolute, then the differences (>= 1).

**Runs.** The postings of each zone stand in at most two runs: the body, whole steps of the reports that were added
first, and the tail, the few that came after them (`archive.search.runs`). Each has shards and a directory of its own,
so that one report more changes those of the tail alone. A term's positions are those in the body and then those in
the tail; either may hold none.

**Postings shard** `p/KKKKKKKK-CCCCCCCC` (zone `all`), `h/…` (zone `head`); KKKKKKKK is the first key in
hex, and `KKKKKKKK.PPPPPPPP` where the run begins at position P > 0, or, for a later block of a long list, with the
block's first position. PAYLOAD = b64 of

    count, count x (key difference, byte length of the list), the lists

The first key is absolute, later differences are >= 1. A list longer than a shard has shards of its own
(count = 1), cut into blocks by position; each block is a list by itself, its first position absolute. No
other term stands in them.

**`manifest`** (no CRC): PAYLOAD = JSON `{"version":1,"reports":n,"start":NAME,"columns":NAME,"form":NAME,
"rare":NAME,"words":NAME|null}`. It is the only file whose name stays; all others may be cached for ever.

**`start-CCCCCCCC`**: PAYLOAD = JSON

    {"zones": {"all": [RUN, …], "head": [RUN, …]}, "span": 64, "cards": CRCS, "structure": CRCS, "order": CRCS}
    RUN = {"from": first position of the run, "bytes": nominal shard size, "least": threshold,
           "keys": b64, "positions": b64, "crcs": CRCS, "long": b64, "sizes": "…"}
    CRCS = b64 of 4 bytes a row, little-endian

Directory rows ascend by (first key, first position). `keys`: difference to the row before (0 = next block
of the same list; keys start from 0 and no key is 0). `positions`: for each row with difference 0, in order,
the block's first position minus that of the row before (`from` is taken for the row that begins the list).
`crcs`: the shards' CRCs. `long`: differences of the keys whose lists have more bytes than the threshold but
are not cut into blocks, and `sizes` one letter each: `A` + n means at most `least * 2^((n + 1) / 4)` bytes.
A key that is neither listed nor in blocks has at most `least` bytes. To find a key k: rows whose first key
is k hold it whole (all blocks); else the last row with a first key < k, unless that row's list is in
blocks, may hold it; else it does not occur in this run. `cards` and `structure` give the CRCs of `c/N` and `s/N`,
N = ordinal // span in decimal, `order` those of `o/N`.

**`columns-CCCCCCCC`**: PAYLOAD = JSON `{"reports":n,"years":[…],"types":[…],"levels":[…],"parts":[…],
"kinds":[…],"year":CODES,"type":CODES,"level":CODES,"low":b64,"high":CODES,"titles":CODES}`. `years` holds
integers or null (unknown), the others strings; an unknown type or level is "". CODES is a string with one code
point a report: its code is the code point - 35, less 2048 if the code point is 57344 or more. `low` has one byte
a report: length = high * 256 + low. `titles`: title form lengths.

**Card shard** `c/N-CCCCCCCC`, PAYLOAD = b64 of, for each of its reports in order:

    6 bytes id (its 12 hex digits), number of parts >= 1, parts x (units of form in it, 4 bytes CRC)

**Structure shard** `s/N-CCCCCCCC`, PAYLOAD = b64 of, for each of its reports in order:

    number of blocks (the title is block 0), blocks x (units of form, code = kind + part * len(kinds))

`kinds` and `parts` are those of `columns`; `kinds[0]` is `title`, `parts[0]` is "". A block may have 0 units.

**Order shard** `o/N-CCCCCCCC`: where a report stands, by its id. There are 2**b of them; N is the first b bits of the
id's hex digits. PAYLOAD = b64 of, for each of its reports in the order of their ids:

    number minus that of the row before (the first absolute), ordinal

The number is that of the id's first five hex digits; reports that share one are told apart by their cards.

**Text part** `t/HH/ID.N-CCCCCCCC` (HH = id[1:3], N = number of the part from 0 in decimal): PAYLOAD = JSON
`{"id","title","url","year","type","unit_level","from","blocks":[[anchor, kind code, part code, text], …]}`;
a heading below level 2 has its level as a fifth item, a paragraph in the line of the heading above it 1.
`url` is relative to the site's root, `from` the report-local position of the first block's first unit; the
title is the first block of part 0, with the anchor `t`. A block is never divided. Reports are cut about
every 4096 units.

**`form-…`** and **`rare-…`**: the search form, see `archive.search.formtable`.
**`words-…`**: the quick box, see `archive.search.words`.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.errors import ArchiveError
from archive.patterns.points import points_of

VERSION = 2
SPAN = 64
PREFIX = "archive.shard("
SUFFIX = ");\n"
LONGEST_VARINT = 6
CURE = "请重新运行 python3 scripts/build.py 并完整复制 site 文件夹"

Numbers = NDArray[np.int64]
Octets = NDArray[np.uint8]


class Damaged(ArchiveError):
    """A file of the index is missing, cut short or altered; nothing may be counted from it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason, CURE)
        self.args = (name, reason)


def varints(values: Numbers) -> Octets:
    """Encode non-negative numbers one after another, lowest seven bits first."""
    if not len(values):
        return np.zeros(0, np.uint8)
    if int(values.max()) <= 0x7F:
        return values.astype(np.uint8)
    most = -(-int(values.max()).bit_length() // 7)
    rest: NDArray[np.integer[Any]] = values.astype(np.uint32 if most <= 4 else np.uint64)
    columns = np.empty((len(values), most), np.uint8)
    for column in range(most):
        columns[:, column] = rest.astype(np.uint8) & 0x7F
        rest = rest >> 7
        if column < most - 1:
            columns[:, column] |= (rest > 0).view(np.uint8) << 7
    kept = np.empty(columns.shape, np.bool_)
    kept[:, 0] = True
    kept[:, 1:] = columns[:, :-1] > 0x7F
    return columns[kept]


def sizes_of(values: Numbers) -> Numbers:
    """Say how many bytes each number takes as a varint."""
    sizes = np.ones(len(values), np.uint8)
    most = int(values.max(initial=0))
    for bits in range(7, max(most.bit_length(), 1), 7):
        sizes += values >= (1 << bits)
    return sizes.astype(np.int64)


def read_varints(content: Octets, name: str) -> Numbers:
    """Decode a run of varints that fills `content` exactly; raises Damaged when it does not."""
    last = content < 0x80
    ends = np.flatnonzero(last)
    if len(content) and not last[-1]:
        raise Damaged(name, "数字不完整")
    if not len(ends):
        return np.zeros(0, np.int64)
    starts = np.concatenate(([0], ends[:-1] + 1))
    if int((ends - starts).max()) >= LONGEST_VARINT:
        raise Damaged(name, "数字过长")
    shifts = 7 * (np.arange(len(content)) - np.repeat(starts, ends - starts + 1))
    return np.add.reduceat((content.astype(np.int64) & 0x7F) << shifts, starts)


def read_exactly(content: Octets, count: int, name: str) -> tuple[Numbers, Octets]:
    """Decode `count` varints from the front; gives them and the rest. Raises Damaged when there are fewer."""
    ends = np.flatnonzero(content[: count * LONGEST_VARINT] < 0x80)
    if len(ends) < count:
        raise Damaged(name, "内容被截断")
    end = int(ends[count - 1]) + 1 if count else 0
    return read_varints(content[:end], name), content[end:]


def encode_list(positions: Numbers) -> Octets:
    """Encode strictly ascending positions: the first absolute, then the differences."""
    return varints(np.diff(positions, prepend=0))


def decode_list(content: Octets, name: str) -> Numbers:
    """Decode one list; raises Damaged when it is empty or does not ascend."""
    gaps = read_varints(content, name)
    if not len(gaps) or bool((gaps[1:] == 0).any()):
        raise Damaged(name, "位置没有递增")
    return np.cumsum(gaps)


def spread(starts: Numbers, sizes: Numbers) -> Numbers:
    """Give the places of the items of runs, of which run i has `sizes[i]` items from `starts[i]` on."""
    return np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))


def to_base64(content: Octets) -> str:
    """Write bytes as standard base64."""
    return binascii.b2a_base64(content.tobytes(), newline=False).decode("ascii")


def from_base64(payload: str, name: str) -> Octets:
    """Read standard base64; raises Damaged when it is anything else."""
    try:
        return np.frombuffer(base64.b64decode(payload, validate=True), np.uint8)
    except ValueError as error:
        raise Damaged(name, "编码不完整") from error


def crc(payload: str) -> int:
    """Compute the CRC-32 over the UTF-16LE bytes of a payload, as a browser sees it."""
    return zlib.crc32(payload.encode("utf-16-le"))


def hashed(stem: str, payload: str) -> str:
    """Give the name of a payload: its stem and its CRC."""
    return f"{stem}-{crc(payload):08x}"


def wrap(name: str, payload: str) -> str:
    """Write a payload as the classic script that hands it to the page."""
    return f"{PREFIX}{quote(name)},{quote(payload)}{SUFFIX}"


def wrap_base64(name: str, payload: str) -> str:
    """The same for base64, which holds nothing that a string literal would need escaped."""
    return f'{PREFIX}{quote(name)},"{payload}"{SUFFIX}'


def quote(text: str) -> str:
    """Write a string literal that JSON and ES2019 read alike."""
    return json.dumps(text, ensure_ascii=False)


def unwrap(script: str, name: str) -> str:
    """Read the payload out of a script; raises Damaged unless name, form and CRC are right."""
    head = f"{PREFIX}{quote(name)},"
    if not script.startswith(head) or not script.endswith(SUFFIX):
        raise Damaged(name, "文件不完整或不是索引文件")
    try:
        payload = json.loads(script[len(head) : -len(SUFFIX)])
    except ValueError as error:
        raise Damaged(name, "文件内容已损坏") from error
    if not isinstance(payload, str):
        raise Damaged(name, "文件内容已损坏")
    if name != "manifest" and hashed(name[:-9], payload) != name:
        raise Damaged(name, "校验码不符，文件已损坏")
    return payload


def codes(values: Iterable[int]) -> str:
    """Write small codes as one code point each, from `#` on, leaving out the surrogates."""
    points = [value + 35 for value in values]
    if max(points, default=0) >= 0xD800:
        points = [point if point < 0xD800 else point + 0x800 for point in points]
    return "".join(map(chr, points))


def read_codes(text: str) -> Numbers:
    """Read codes back: one number for each code point."""
    points = points_of(text).astype(np.int64)
    return np.where(points >= 0xE000, points - 0x800, points) - 35
