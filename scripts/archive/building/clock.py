"""The two times that a build knows: the date that new originals get, and the time that the site bears.

Both come from `SOURCE_DATE_EPOCH` where it is set (reproducible-builds.org), so that a build can be repeated on
another day. Otherwise originals are dated today, and the site bears the newest date on which one of them was added.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from archive.errors import UsageError

VARIABLE = "SOURCE_DATE_EPOCH"
LAST = 253_402_300_799  # the last second of the year 9999, which is as far as dates go


def fixed() -> int | None:
    """The seconds since 1970 that the environment fixes, or None. Raises `UsageError` where it is no such number."""
    text = os.environ.get(VARIABLE, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= LAST):
        raise UsageError(VARIABLE, f"“{text}”不是秒数", "写 1970 年以来的整秒数，或不设这个变量")
    return int(text)


def today() -> str:
    """The date that originals get which are new, in UTC."""
    seconds = fixed()
    moment = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return moment.date().isoformat()


def epoch(newest: str) -> int:
    """The time that the site bears; `newest` is the newest date on which an original was added."""
    seconds = fixed()
    if seconds is not None:
        return seconds
    return int(datetime.combine(date.fromisoformat(newest), datetime.min.time(), UTC).timestamp())
