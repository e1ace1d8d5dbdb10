"""The built site's `search/` folder, opened for reading: what `archive.search.codec` describes, decoded on demand.

Every file is checked (form, CRC, inner order) before anything is counted from it; `Damaged` names the file and says
what to do. Decoded shards are kept, the oldest dropped beyond a bound.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from archive.search import codec
from archive.search.codec import Damaged, Numbers
from archive.search.directory import directory_of
from archive.search.form import SearchForm, search_form
from archive.search.formtable import merged, of_payload
from archive.search.match import Layout
from archive.search.query import Grammar
from archive.search.shard import Shard, decode_shard
from archive.search.tables import FOLDERS, Zone
from archive.search.text import Block, Mask, ReportText, confirmed
from archive.search.tree import Term

KEPT_SHARDS = 512


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One label of every report: `values[codes[i]]`; None and "" stand for unknown."""

    values: tuple[int | str | None, ...]
    codes: Numbers

    def names(self) -> tuple[str, ...]:
        """The values as filters and counts name them."""
        return tuple("" if value is None else str(value) for value in self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is known of every report without opening it."""

    year: Column
    type: Column
    level: Column
    lengths: Numbers
    titles: Numbers
    kinds: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A report's id and its text parts: units of form in each, and the CRC of its file."""

    id: str
    sizes: tuple[int, ...]
    crcs: tuple[int, ...]


class Reader:
    """An index on disk. Raises Damaged from any method when a file is missing or not what it should be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        manifest = _object(self._payload("manifest"), "manifest")
        if manifest.get("version") != codec.VERSION:
            raise Damaged("manifest", f"索引格式的版本是 {manifest.get('version')}，只认得 {codec.VERSION}")
        with _reading("manifest"):
            self._names = {name: str(manifest[name]) for name in ("start", "columns", "form", "rare")}
            self.words: str | None = manifest["words"]
        self._start = _object(self._payload(self._names["start"]), self._names["start"])
        self.columns = columns_of(self._payload(self._names["columns"]), self._names["columns"])
        with _reading(self._names["start"]):
            zones = self._start["zones"]
            self._zones = {zone: directory_of(zones[zone], self._names["start"]) for zone in FOLDERS}
            self._span = int(self._start["span"])
            self._crcs = {
                "c": _words(self._start["cards"], self._names["start"]),
                "s": _words(self._start["structure"], self._names["start"]),
            }
        self.starts = np.concatenate(([0], np.cumsum(self.columns.lengths + 1)))
        self.titles = self.columns.titles
        self.form: SearchForm = self._form()
        self.grammar = Grammar(self.form.apply, tuple(part for part in self.columns.parts if part))
        self._shard: Callable[[str], Shard] = lru_cache(KEPT_SHARDS)(self._read_shard)
        self._cards: Callable[[int], tuple[Card, ...]] = lru_cache(KEPT_SHARDS)(self._read_cards)
        self._structure: Callable[[int], list[Numbers]] = lru_cache(KEPT_SHARDS)(self._read_structure)
        self.text: Callable[[int], ReportText] = lru_cache(KEPT_SHARDS)(self._read_text)

    def size(self, zone: Zone, key: int) -> int:
        """About how many bytes a list has; 0 when the directory excludes the term."""
        return self._zones[zone].size(key)

    def positions(self, zone: Zone, key: int) -> Numbers:
        """All positions of a term, ascending."""
        stems = self._zones[zone].stems(key)
        return self._joined([self._shard(f"{FOLDERS[zone]}/{stem}").positions(key) for stem in stems], key)

    def prefix(self, zone: Zone, unit: int) -> Numbers:
        """All positions of a unit, ascending: the lists of all terms that begin with it."""
        first, last = unit << 16, (unit + 1) << 16
        places: list[Numbers] = []
        for stem in self._zones[zone].between(first, last):
            shard = self._shard(f"{FOLDERS[zone]}/{stem}")
            places += [shard.positions(key) for key in shard.keys.tolist() if first <= key < last]
        return np.sort(np.concatenate([np.zeros(0, np.int64), *places]))

    def layout(self, reports: Numbers) -> Layout:
        """The blocks of these reports that have any units."""
        begins, codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for report in reports.tolist():
            rows = self._structure(report // self._span)[report % self._span]
            if int(rows[:, 0].sum()) != int(self.columns.lengths[report]):
                raise Damaged(f"s/{report // self._span}", "段落长度之和与报告长度不符")
            held = rows[:, 0] > 0
            begins.append((self.starts[report] + np.cumsum(rows[:, 0]) - rows[:, 0])[held])
            codes.append(rows[held, 1])
        code = np.concatenate(codes)
        kinds, parts = np.array(self.columns.kinds), np.array(self.columns.parts)
        return Layout(np.concatenate(begins), kinds[code % len(kinds)], parts[code // len(kinds)])

    def confirmed(self, report: int, term: Term, hits: tuple[Numbers, Numbers]) -> Mask:
        """Say of which hits (starts and ends within the report) the text has the term's signs too."""
        return confirmed(self.text(report), term, hits, self.form)

    def _joined(self, blocks: list[Numbers], key: int) -> Numbers:
        places = np.concatenate([np.zeros(0, np.int64), *blocks])
        if len(blocks) > 1 and bool((np.diff(places) <= 0).any()):
            raise Damaged(f"p/{key:08x}", "位置没有递增")
        if len(places) and int(places[-1]) >= int(self.starts[-1]):
            raise Damaged(f"p/{key:08x}", "位置超出了全部报告")
        return places

    def _payload(self, name: str) -> str:
        try:
            return codec.unwrap((self._folder / f"{name}.js").read_text("utf-8"), name)
        except (OSError, UnicodeDecodeError) as error:
            raise Damaged(name, "索引文件缺失或读不出来") from error

    def _read_shard(self, name: str) -> Shard:
        return decode_shard(self._payload(name), name)

    def _form(self) -> SearchForm:
        core, rare = (of_payload(self._payload(self._names[n]), self._names[n]) for n in ("form", "rare"))
        return search_form(merged(core, rare))

    def _numbered(self, folder: str, number: int) -> tuple[codec.Octets, str]:
        name = f"{folder}/{number}-{int(self._crcs[folder][number]):08x}"
        return codec.from_base64(self._payload(name), name), name

    def _reports_in(self, number: int) -> int:
        return min(self._span, len(self.columns.lengths) - number * self._span)

    def _read_cards(self, number: int) -> tuple[Card, ...]:
        content, name = self._numbered("c", number)
        cards = []
        for _ in range(self._reports_in(number)):
            if len(content) < 6:
                raise Damaged(name, "内容被截断")
            count, rest = codec.read_exactly(content[6:], 1, name)
            sizes, crcs = [], []
            for _ in range(int(count[0])):
                size, rest = codec.read_exactly(rest, 1, name)
                sizes.append(int(size[0]))
                crcs.append(int.from_bytes(rest[:4].tobytes(), "little"))
                rest = rest[4:]
            cards.append(Card(f"r{content[:6].tobytes().hex()}", tuple(sizes), tuple(crcs)))
            content = rest
        return tuple(cards)

    def _read_structure(self, number: int) -> list[Numbers]:
        content, name = self._numbered("s", number)
        values = codec.read_varints(content, name)
        tables, at = [], 0
        for _ in range(self._reports_in(number)):
            count = int(values[at]) if at < len(values) else 0
            rows = values[at + 1 : at + 1 + 2 * count]
            limit = len(self.columns.kinds) * len(self.columns.parts)
            if not count or len(rows) != 2 * count or int(rows[1::2].max()) >= limit:
                raise Damaged(name, "段落目录不完整")
            tables.append(rows.reshape(-1, 2))
            at += 1 + 2 * count
        return tables

    def _read_text(self, report: int) -> ReportText:
        card = self._cards(report // self._span)[report % self._span]
        head: dict[str, Any] = {}
        blocks: list[Block] = []
        for number, value in enumerate(card.crcs):
            name = f"t/{card.id[1:3]}/{card.id}.{number}-{value:08x}"
            part = _object(self._payload(name), name)
            with _reading(name):
                head = head or part
                blocks += [Block(str(row[0]), str(row[3])) for row in part["blocks"]]
        with _reading(f"t/{card.id}"):
            labels = head["year"], head["type"], head["unit_level"]
            return ReportText(head["id"], head["title"], head["url"], labels, tuple(blocks))


def columns_of(payload: str, name: str) -> Columns:
    """Read the columns; raises Damaged when they do not fit one another."""
    row = _object(payload, name)
    with _reading(name):
        year, kind, level = (
            Column(tuple(row[many]), codec.read_codes(row[one]))
            for many, one in (("years", "year"), ("types", "type"), ("levels", "level"))
        )
        low, high = codec.from_base64(row["low"], name), codec.read_codes(row["high"])
        titles = codec.read_codes(row["titles"])
        count = int(row["reports"])
        sizes = [len(each) for each in (year.codes, kind.codes, level.codes, low, high, titles)]
        if set(sizes) != {count} or not (_fits(year) and _fits(kind) and _fits(level)):
            raise Damaged(name, "各列长度不一致")
        lengths = high * 256 + low
        if bool((lengths < 0).any()) or bool((titles > lengths).any()):
            raise Damaged(name, "报告长度不对")
        return Columns(year, kind, level, lengths, titles, tuple(row["kinds"]), tuple(row["parts"]))


def _fits(column: Column) -> bool:
    codes = column.codes
    return not len(codes) or (int(codes.min()) >= 0 and int(codes.max()) < len(column.values))


def _words(text: str, name: str) -> Numbers:
    content = codec.from_base64(text, name)
    if len(content) % 4:
        raise Damaged(name, "校验码表不完整")
    return content.view("<u4").astype(np.int64)


def _object(payload: str, name: str) -> dict[str, Any]:
    try:
        row = json.loads(payload)
    except ValueError as error:
        raise Damaged(name, "文件内容已损坏") from error
    if not isinstance(row, dict):
        raise Damaged(name, "文件内容已损坏")
    return row


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn what a malformed object raises into Damaged."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Damaged(name, "文件内容已损坏") from error
