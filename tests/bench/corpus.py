"""Reports for the benchmarks, from a file of one JSON object a line (`name`, `title`, `date`, `text`), plain or xz."""

from __future__ import annotations

import hashlib
import itertools
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from archive.model import Block, Report


def reports(path: Path, limit: int | None = None) -> Iterator[Report]:
    """Make reports simply: a line is a paragraph, a line after `#` a heading; no line is cleaned or left out."""
    with _opened(path) as lines:
        for line in itertools.islice(lines, limit):
            row = json.loads(line)
            yield _report(row["name"], row["title"], row.get("date") or "", row["text"])


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _report(name: str, title: str, date: str, text: str) -> Report:
    digest = hashlib.sha256(name.encode()).hexdigest()
    lines = [line.strip() for line in text.split("\n")]
    blocks = tuple(_block(number, line) for number, line in enumerate(filter(None, lines)))
    year = int(date[:4]) if date[:4].isdigit() else None
    chars = sum(len(block.text) for block in blocks)
    kind = "制度办法" if "条例" in title else "新闻稿"
    return Report("r" + digest[:12], title, name, (name,), digest, chars, blocks, kind, year=year)


def _block(number: int, line: str) -> Block:
    heading = line.startswith("#")
    anchor = f"p-{hashlib.sha256(f'{number} {line}'.encode()).hexdigest()[:6]}"
    return Block("heading" if heading else "paragraph", 2 * heading, line.lstrip("# "), anchor)
