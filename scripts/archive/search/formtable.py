"""The search form is one frozen table: every reader looks characters up and none recomputes them.

The rule behind the table, for one code point: NFKC, case fold, keep letters and numbers (categories L*,
N*), traditional to simplified character by character (OpenCC t2s); repeated until nothing changes. A code
point that the table does not name has the empty form. `archive.search.define` makes the file; the versions
that it was made with stand in it.

The file `data/rules/search-form.txt`, one row a line, code points in hex:

    unicode 14.0.0                  the versions
    opencc OpenCC 1.4.2 t2s
    keep 30-39                      these are their own form, unless a later row says otherwise
    map 41-5a +20                   the form is the code point plus a shift (hex, signed)
    map 100-12e/2 +1                the same for every second code point
    many bd 12                      the form is this string

What a browser gets, `form-CCCCCCCC` (the code points in CORE) and `rare-CCCCCCCC` (all others, needed only
for a text that holds one of them): PAYLOAD = JSON

    {"unicode","opencc","core":[[first,last],…],
     "keep":b64,"from":b64,"counts":b64,"shifts":b64,"many":[keys,forms]}

`keep`: per range varint(first - last of the range before), varint(last - first). For each mapped run:
`from` has varint(first - first of the run before), `counts` varint(2 * (number of code points - 1) + (1 if
every second)), `shifts` varint(2 * shift, or -2 * shift - 1 if negative). `keys` is a string of code
points, `forms` the forms in the same order, joined by U+0000. Ranges, runs and keys ascend; the first
difference is from 0. What a run or `many` names wins over `keep`; runs of every second code point may hold
others between.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from archive.errors import RuleError
from archive.search.codec import Damaged, Numbers, from_base64, read_varints, to_base64, varints

# What Chinese queries are made of: Latin, punctuation and signs, CJK, full width.
CORE = ((0x0, 0x24F), (0x2000, 0x27BF), (0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFF5E))
BORDERS = tuple(point for first, last in CORE for point in (first, last + 1))
LAST = 0x10FFFF
CURE = "在 scripts/ 里运行 python3 -m archive.search.define，重新生成这张表"


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Code points `first, first + step … last`, each of which becomes itself plus `shift`."""

    first: int
    last: int
    step: int
    shift: int


@dataclass(frozen=True, slots=True)
class FormTable:
    """The whole table: what is kept, what is mapped to one code point, what becomes several."""

    unicode: str
    opencc: str
    keep: tuple[tuple[int, int], ...]
    runs: tuple[Run, ...]
    many: tuple[tuple[int, str], ...]


def table_of(forms: Mapping[int, str], unicode: str, opencc: str) -> FormTable:
    """Pack a form for every code point (none = empty) into ranges and runs."""
    single = {point: ord(form) for point, form in forms.items() if len(form) == 1 and form != chr(point)}
    many = sorted((point, form) for point, form in forms.items() if len(form) > 1)
    return FormTable(unicode, opencc, tuple(_ranges(sorted(forms))), tuple(_runs(single)), tuple(many))


def _ranges(points: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = -2
    for point in points:
        if point != last + 1:
            if last >= 0:
                yield first, last
            first = point
        last = point
    if last >= 0:
        yield first, last


def _runs(single: Mapping[int, int]) -> Iterator[Run]:
    """Join neighbours with one shift, at a distance of one or of two throughout."""
    run: Run | None = None
    for point in sorted(single):
        shift = single[point] - point
        if run is not None:
            step = point - run.last
            if shift == run.shift and step <= 2 and (run.first == run.last or step == run.step):
                run = Run(run.first, point, step, shift)
                continue
            yield run
        run = Run(point, point, 1, shift)
    if run is not None:
        yield run


def dump(table: FormTable) -> str:
    """Write the table as the committed file."""
    lines = [f"unicode {table.unicode}", f"opencc {table.opencc}"]
    lines += [f"keep {first:x}-{last:x}" for first, last in table.keep]
    for run in table.runs:
        step = "/2" if run.step == 2 else ""
        lines.append(f"map {run.first:x}-{run.last:x}{step} {run.shift:+x}")
    lines += [f"many {point:x} {form}" for point, form in table.many]
    return "\n".join(lines) + "\n"


def load(path: Path) -> FormTable:
    """Read the committed file; raises RuleError naming the line that is not valid."""
    return _table(path.read_text("utf-8"), str(path))


@lru_cache(2)  # several stages of a build ask for it, and reading it takes a tenth of a second
def _table(text: str, name: str) -> FormTable:
    rows = Rows({}, [], [], [])
    for number, line in enumerate(text.splitlines(), 1):
        try:
            rows.add(*line.split(" ", 1))
        except (ValueError, KeyError, TypeError) as error:
            known = "unicode, opencc, keep, map, many"
            raise RuleError(name, f"第 {number} 行不是 {known} 之一", CURE) from error
    if len(rows.versions) != 2:
        raise RuleError(name, "没有写版本", CURE)
    unicode, opencc = rows.versions["unicode"], rows.versions["opencc"]
    return FormTable(unicode, opencc, tuple(rows.keep), tuple(rows.runs), tuple(rows.many))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the file, collected while it is read."""

    versions: dict[str, str]
    keep: list[tuple[int, int]]
    runs: list[Run]
    many: list[tuple[int, str]]

    def add(self, kind: str, rest: str) -> None:
        """Take one line; raises KeyError for an unknown kind, ValueError for a bad number."""
        match kind:
            case "keep":
                first, last = rest.split("-")
                self.keep.append((int(first, 16), int(last, 16)))
            case "map":
                self.runs.append(_read_run(rest))
            case "many":
                point, form = rest.split(" ")
                self.many.append((int(point, 16), form))
            case "unicode" | "opencc":
                self.versions[kind] = rest
            case _:
                raise KeyError(kind)


def _read_run(rest: str) -> Run:
    points, _, shift = rest.partition(" ")
    span, _, step = points.partition("/")
    first, _, last = span.partition("-")
    return Run(int(first, 16), int(last, 16), int(step or "1"), int(shift, 16))


def in_core(point: int) -> bool:
    """Say whether the part of the table that is always loaded decides about a code point."""
    return bisect_right(BORDERS, point) % 2 == 1


def part(table: FormTable, *, core: bool) -> FormTable:
    """Take the rows of one of the two parts that are published. No range or run crosses the border."""
    keep = [split for pair in table.keep for split in _split(*pair)]
    return FormTable(
        table.unicode,
        table.opencc,
        tuple(pair for pair in keep if in_core(pair[0]) == core),
        tuple(run for run in table.runs if in_core(run.first) == core),
        tuple(row for row in table.many if in_core(row[0]) == core),
    )


def _split(first: int, last: int) -> Iterator[tuple[int, int]]:
    borders = sorted({point for pair in CORE for point in (pair[0], pair[1] + 1)} | {first, last + 1})
    cuts = [point for point in borders if first <= point <= last + 1]
    yield from ((start, end - 1) for start, end in itertools.pairwise(cuts))


def payload(table: FormTable) -> str:
    """Write a table, or a part of one, as browsers and readers get it."""
    keep = np.array(table.keep, np.int64).reshape(-1)
    runs = np.array([(r.first, r.last, r.step, r.shift) for r in table.runs], np.int64).reshape(-1, 4)
    first, last, step, shift = runs.T
    return json.dumps(
        {
            "unicode": table.unicode,
            "opencc": table.opencc,
            "core": CORE,
            "keep": to_base64(varints(np.diff(keep, prepend=0))),
            "from": to_base64(varints(np.diff(first, prepend=0))),
            "counts": to_base64(varints((last - first) // step * 2 + (step == 2))),
            "shifts": to_base64(varints(np.where(shift < 0, -2 * shift - 1, 2 * shift))),
            "many": [
                "".join(chr(point) for point, _ in table.many),
                "\0".join(form for _, form in table.many),
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def of_payload(text: str, name: str) -> FormTable:
    """Read what `payload` wrote; raises Damaged when it is anything else."""
    try:
        row = json.loads(text)
        keep, start, counts, shifts = (
            read_varints(from_base64(row[key], name), name) for key in ("keep", "from", "counts", "shifts")
        )
        points, forms = row["many"]
        many = tuple(
            (ord(point), form)
            for point, form in zip(points, forms.split("\0") if points else (), strict=True)
        )
        runs = tuple(_of_streams(start, counts, shifts))
        bounds = np.cumsum(keep).reshape(-1, 2).tolist()
        return FormTable(row["unicode"], row["opencc"], tuple((a, b) for a, b in bounds), runs, many)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(name, "检索字表已损坏") from error


def _of_streams(start: Numbers, counts: Numbers, shifts: Numbers) -> Iterator[Run]:
    firsts = np.cumsum(start).tolist()
    for first, count, zigzag in zip(firsts, counts.tolist(), shifts.tolist(), strict=True):
        step = count % 2 + 1
        shift = zigzag // 2 if zigzag % 2 == 0 else -(zigzag + 1) // 2
        yield Run(first, first + step * (count // 2), step, shift)


def merged(core: FormTable, rare: FormTable) -> FormTable:
    """Put the two published parts together again."""
    pairs = sorted(core.keep + rare.keep)
    points = (point for first, last in pairs for point in range(first, last + 1))
    runs = tuple(sorted(core.runs + rare.runs))
    return FormTable(
        core.unicode, core.opencc, tuple(_ranges(points)), runs, tuple(sorted(core.many + rare.many))
    )
