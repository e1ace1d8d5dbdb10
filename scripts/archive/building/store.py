"""What was already worked out, kept in one SQLite file: the heads and the bodies of documents, by the original's key.

The file may be deleted at any time. One that is no database or of another format is replaced by an empty one;
damage found later is an `sqlite3.DatabaseError`, on which the build starts over without it. A killed run
leaves the last commit. Heads are read all at once, and stand apart for that; bodies one at a time, so that memory
does not grow with the number of reports.
"""

from __future__ import annotations

import errno
import gc
import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, NamedTuple

from archive import files
from archive.model import Finding, Report
from archive.prepared import Body, Head, Prepared

SCHEMA = """
CREATE TABLE works (
    key TEXT PRIMARY KEY, source TEXT NOT NULL, correction TEXT NOT NULL, heads BLOB NOT NULL
);
CREATE TABLE documents (
    key TEXT NOT NULL, number INTEGER NOT NULL,
    row BLOB NOT NULL, markdown TEXT NOT NULL,
    edits TEXT NOT NULL, labels TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (key, number)
);
CREATE TABLE written (path TEXT PRIMARY KEY, digest TEXT NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL)
    WITHOUT ROWID;
"""
FORMAT = 8
HEAD, REPORT, BODY = (attrgetter(*(field.name for field in fields(kind))) for kind in (Head, Report, Body))
COLUMNS = ("key", "number", *(field.name for field in fields(Body)))
INSERT = f"INSERT INTO documents ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - names of fields
Text = Literal["markdown", "edits", "labels", "record"]
# What unpickling raises for bytes that are not what was pickled.
DAMAGE = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Work:
    """A finished work: whether it still holds depends on the corrections that its documents had."""

    key: str
    correction: str
    heads: tuple[Head, ...]


class Packed(NamedTuple):
    """What was made of one original as the file takes it in: packed where it is made, so that many can pack at once.

    `packed_heads` are those of its documents; each of `bodies` has the parts of one.
    """

    source: str
    packed_heads: bytes
    bodies: tuple[tuple[str | bytes, ...], ...]
    failures: tuple[Finding, ...]
    passwords: tuple[str, ...]

    @staticmethod
    def of(prepared: Prepared) -> Packed:
        """Pack the work on one original."""
        heads = _packed(head for head, _ in prepared.documents)
        bodies = tuple(BODY(body) for _, body in prepared.documents)
        return Packed(prepared.source, heads, bodies, prepared.failures, prepared.passwords)

    @property
    def heads(self) -> tuple[Head, ...]:
        """The heads of its documents."""
        return _unpacked(self.packed_heads)


@dataclass(frozen=True, slots=True)
class Written:
    """A file as the last build left it: the digest of what went into it, its size and time."""

    digest: str
    size: int
    time: int


class Store:
    """The open file. Used by one process at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keys(self) -> frozenset[str]:
        """The keys of all finished works."""
        return frozenset(key for (key,) in self._connection.execute("SELECT key FROM works"))

    def works(self) -> dict[str, Work]:
        """Every finished work, by key."""
        rows = self._connection.execute("SELECT key, correction, heads FROM works")
        with _lasting():
            return {key: Work(key, correction, _unpacked(heads)) for key, correction, heads in rows}

    def keep(self, key: str, correction: str, made: Packed) -> None:
        """Keep one finished work in place of an earlier one with the same key."""
        self._connection.execute("DELETE FROM documents WHERE key = ?", (key,))
        self._connection.execute(
            "INSERT OR REPLACE INTO works VALUES (?, ?, ?, ?)",
            (key, _plain(made.source), correction, made.packed_heads),
        )
        self._connection.executemany(
            INSERT, [(key, number, *body) for number, body in enumerate(made.bodies)]
        )

    def forget(self, keys: Iterable[str]) -> None:
        """Drop works whose originals are gone or have changed."""
        pairs = [(key,) for key in keys]
        self._connection.executemany("DELETE FROM documents WHERE key = ?", pairs)
        self._connection.executemany("DELETE FROM works WHERE key = ?", pairs)

    def row(self, key: str, number: int) -> bytes:
        """What the index is made from of one document; raises `sqlite3.DatabaseError` where it is not there."""
        found: bytes = self._column("row", key, number)
        return found

    def text(self, name: Text, key: str, number: int) -> str:
        """One of the texts of one document; raises as `row` does."""
        found: str = self._column(name, key, number)
        return found

    def _column(self, name: str, key: str, number: int) -> Any:
        query = f"SELECT {name} FROM documents WHERE key = ? AND number = ?"  # noqa: S608 - a field of Body
        row = self._connection.execute(query, (key, number)).fetchone()
        if row is None:
            raise sqlite3.DatabaseError(f"no document {number} of {key}")
        return row[0]

    def written(self) -> dict[str, Written]:
        """What the last build wrote, by path below the folder of pages."""
        rows = self._connection.execute("SELECT path, digest, size, time FROM written")
        return {path: Written(digest, size, time) for path, digest, size, time in rows}

    def note_written(self, rows: Iterable[tuple[str, Written]], gone: Iterable[str]) -> None:
        """Remember files that were written, and forget those that were removed."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO written VALUES (?, ?, ?, ?)",
            [(path, each.digest, each.size, each.time) for path, each in rows],
        )
        self._connection.executemany("DELETE FROM written WHERE path = ?", [(path,) for path in gone])

    def commit(self) -> None:
        """Make everything since the last commit last."""
        self._connection.commit()


@contextmanager
def _lasting() -> Iterator[None]:
    """Let values be made that are kept to the end: Python looks for cycles neither meanwhile nor among them later.

    What an earlier build in the same process left, as with `--serve`, is looked through again.
    """
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def refuse_full_disk(error: sqlite3.DatabaseError, path: Path) -> None:
    """Tell a disk that is full or does not work from a damaged file: raise `OSError` for it, else do nothing."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code; SQLite adds details above
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        number = errno.ENOSPC if code == sqlite3.SQLITE_FULL else errno.EIO
        raise OSError(number, os.strerror(number), str(path)) from error


def _packed(heads: Iterable[Head]) -> bytes:
    """Heads as plain values: a frozen dataclass with slots is pickled field by field, which takes twice as long."""
    values = (HEAD(head) for head in heads)
    return pickle.dumps([(REPORT(report), rest) for report, *rest in values], 5)


def _unpacked(packed: bytes) -> tuple[Head, ...]:
    try:
        values = pickle.loads(packed)  # noqa: S301 - written above
        return tuple([Head(Report(*report), *rest) for report, rest in values])
    except DAMAGE as error:
        raise sqlite3.DatabaseError(f"a head is damaged: {error}") from error


def _plain(source: str) -> str:
    return source.encode("utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Open the store, making an empty one where there is none or where it cannot be used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connected(path)
    try:
        yield Store(connection)
    finally:
        connection.close()


@contextmanager
def reading(path: Path) -> Iterator[Store]:
    """Open the store to read what was committed; a connection of its own, because none may be taken along in a fork."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        yield Store(connection)
    finally:
        connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if found == FORMAT:
            return connection
        empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError:
        empty = False
    if not empty:
        connection.close()
        for suffix in ("", "-journal", "-wal", "-shm"):
            files.remove(path.with_name(path.name + suffix))
        connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.commit()
    return connection
