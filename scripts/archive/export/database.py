"""The catalogue as an SQLite file: one row a report, its sources and its former ids in tables of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from archive import files
from archive.site.catalog import KEYS, VERSION, Row

LISTS = ("sources", "aliases")
COLUMNS = tuple(key for key in KEYS if key not in LISTS)
NUMBERS = frozenset({"year", "chars", "edits"})


def write_database(path: Path, rows: Sequence[Row]) -> None:
    """Write all rows anew. The same rows give the same bytes with the same SQLite."""
    with files.replacing(path) as temporary, closing(sqlite3.connect(temporary)) as base:
        columns = ", ".join(f"{key} {'INTEGER' if key in NUMBERS else 'TEXT'}" for key in COLUMNS[1:])
        base.execute(f"PRAGMA user_version = {VERSION}")
        base.execute(f"CREATE TABLE reports (id TEXT PRIMARY KEY, {columns}) WITHOUT ROWID")
        base.executemany(
            f"INSERT INTO reports VALUES ({', '.join('?' * len(COLUMNS))})",  # noqa: S608 - no text of anybody's
            (
                tuple(_cell(getattr(row, key)) for key in COLUMNS)
                for row in sorted(rows, key=lambda row: row.id)
            ),
        )
        for name in LISTS:
            base.execute(f"CREATE TABLE {name} (report TEXT REFERENCES reports (id), value TEXT)")
            base.executemany(
                f"INSERT INTO {name} VALUES (?, ?)",  # noqa: S608 - our own names
                ((row.id, _cell(value)) for row in rows for value in getattr(row, name)),
            )
        for key in ("year", "type", "unit_level"):
            base.execute(f"CREATE INDEX reports_{key} ON reports ({key})")
        base.commit()


def _cell(value: str | int | None) -> str | int | None:
    """A value as SQLite holds it; a damaged byte is shown as a question mark."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
