"""How many examples a property is tried with: a part by default, all of them in the long run."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("THOROUGH") == "1"  # set by `tests/run.py --long`
SHARE = 8
Test = TypeVar("Test", bound=Callable[..., None])


def examples(many: int) -> Callable[[Test], Test]:
    """Try a property with an eighth of so many examples; with all of them, again, in the long run."""

    def mark(test: Test) -> Test:
        limited = settings(
            max_examples=many if THOROUGH else many // SHARE,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
        return pytest.mark.thorough(limited(test))  # type: ignore[no-any-return]

    return mark
