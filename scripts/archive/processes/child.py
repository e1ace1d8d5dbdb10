"""How every process that works for another begins, and ends with it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading


def begin() -> None:
    """Leave Ctrl+C, which goes to every process of a terminal, to the first one; leave its objects where they are.

    The collector of a forked process would visit them all, and so copy every page of memory that it shares. Nothing
    is worked on for a process that was killed: its successor may be at work on the same files.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
