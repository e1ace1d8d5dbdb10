"""What work costs, compared with other work on the same machine: a slow or busy one fails no test."""

from __future__ import annotations

import time
from collections.abc import Callable

RUNS = 3  # the least of so many is what the work itself takes


def cost(work: Callable[[], object]) -> float:
    """The processor seconds that a piece of work takes: the least of a few runs."""
    return min(_once(work) for _ in range(RUNS))


def _once(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def growth(work: Callable[[int], object], size: int, times: int = 4) -> float:
    """How many times as much the work costs at `times` the size: about `times` if it is linear, its square if not."""
    return cost(lambda: work(size * times)) / cost(lambda: work(size))
