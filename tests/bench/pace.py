"""How fast the processors are just now: on shared machines they give half of their speed from one hour to the next."""

from __future__ import annotations

import os
import time
from multiprocessing import Pool

FAR = 10_000_000  # counted to


def counted(far: int) -> float:
    """The seconds that counting takes in one process."""
    begun = time.perf_counter()
    total = 0
    for number in range(far):
        total += number
    return time.perf_counter() - begun


def pace(far: int = FAR) -> str:
    """One line for the protocol of a measurement: by one processor alone, and by all at once, the slowest."""
    processors = os.cpu_count() or 1
    alone = counted(far)
    with Pool(processors) as pool:
        together = max(pool.map(counted, [far] * processors, chunksize=1))
    return f"counting to {far:,} takes {alone:.2f} s, {together:.2f} s on all processors at once"
