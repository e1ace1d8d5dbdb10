"""Work is spread over processes without a second code path, in order and with a bound on what is under way."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from archive.parallel import chunks, default_jobs, mapped, ordered


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    if number == 3:
        raise ValueError(number)
    return number


def process(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_keep_their_order(jobs: int) -> None:
    assert list(mapped(double, range(40), jobs)) == [2 * number for number in range(40)]


def test_one_job_and_few_items_stay_in_this_process() -> None:
    assert set(mapped(process, range(9), 1)) == {os.getpid()}
    assert set(mapped(process, range(3), 2)) == {os.getpid()}
    assert os.getpid() not in set(mapped(process, range(9), 2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_reaches_the_caller(jobs: int) -> None:
    with pytest.raises(ValueError, match="3"):
        list(mapped(refuse, range(9), jobs))


class Counting(Executor):
    """Runs nothing before it is asked for a result, and counts what is under way."""

    def __init__(self) -> None:
        self.most = 0
        self.running: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        self.running.append(future)
        self.most = max(self.most, len(self.running))
        return future


def test_any_executor_is_fed_a_bounded_number() -> None:
    pool = Counting()
    for number, result in enumerate(ordered(pool, double, range(20), 3)):
        assert result == 2 * number
        del pool.running[0]
    assert pool.most == 3


def test_chunks() -> None:
    assert chunks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert chunks([], 2) == []
    assert default_jobs() >= 1
