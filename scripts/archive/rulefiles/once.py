"""What is made of rule files, once in each process, until the rules may have changed.

A build that serves, and a worker of a cluster, live longer than one state of the rules: what they made of a file is
found under its path, so that it must be forgotten before the next build.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, cache
from typing import Any, TypeVar

Made = TypeVar("Made")

_made: list[_lru_cache_wrapper[Any]] = []
_marks: list[str] = []  # the last one: which state of the rules this process has seen


def once(make: Callable[..., Made]) -> _lru_cache_wrapper[Made]:
    """Make it at the first call, and again after `since` was told of another state."""
    made = cache(make)
    _made.append(made)
    return made


def since(mark: str) -> None:
    """Forget what was made of rule files unless the mark, which changes with them, is the one of the last call."""
    if _marks and _marks[-1] != mark:
        for each in _made:
            each.cache_clear()
    _marks[:] = [mark]
