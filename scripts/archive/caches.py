"""What a build wrote for itself, read back: whatever is wrong with it is one error, on which caches are made anew.

A machine that lost its power leaves files that are empty or end in the middle, under the names of whole ones.
"""

from __future__ import annotations

import marshal
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from archive.errors import DamagedCache

Kept = TypeVar("Kept")

# What bytes that are not whole, or a value of another shape, make of reading them.
DAMAGE = (ValueError, EOFError, TypeError, LookupError, AttributeError, SyntaxError, struct.error)


@contextmanager
def believed(path: Path) -> Iterator[None]:
    """Read a file of the build's own; `DamagedCache` where it is gone or not as it was written."""
    try:
        yield
    except (FileNotFoundError, *DAMAGE) as error:
        raise DamagedCache(path.as_posix()) from error


def kept_value(
    path: Path, shape: Callable[[Any], Kept], decode: Callable[[bytes], Any] = marshal.loads
) -> Kept:
    """What was kept, brought into its shape. Raises `DamagedCache`: for what other files rest on."""
    with believed(path):
        return shape(decode(path.read_bytes()))


def kept_or(
    path: Path,
    shape: Callable[[Any], Kept],
    otherwise: Kept,
    decode: Callable[[bytes], Any] = marshal.loads,
) -> Kept:
    """What was kept, or `otherwise` where it cannot be read: for what only spares work."""
    try:
        return kept_value(path, shape, decode)
    except (OSError, DamagedCache):
        return otherwise
