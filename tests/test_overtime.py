"""The clock of one original: what takes too long is ended, named with its cure, and the rest of the batch goes on."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from archive.building import pipeline
from archive.building.pipeline import Options, Outcome
from archive.checking.restoring import restored
from archive.console.progress import Progress
from archive.errors import Unreadable
from archive.reading.formats.guard import Guard
from archive.reading.formats.original import Original
from archive.reading.limits import load
from archive.reading.overtime import Overtime, limited
from archive.reviewing.explanation import explain
from conftest import RULES
from office_files import Word, docx, p
from project_copy import Project, copy_project, report
from test_limits import slow_pdf

LIMITS = load(RULES)
# One more sign doubles the time: with forty the pattern searches for days.
SLOW = """
  - id: for-ever
    family: jammer
    kind: inline
    pattern: '(?:甲+)+乙'
    why: 试验
    hits: ['丙⟦甲甲乙⟧丙']
    misses: ['丙甲甲丙']
"""
HOSTILE = f"2019年工作总结\n{'甲' * 40}。甲乙。\n"

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="alarms are POSIX")


def for_ever() -> None:
    re.search("(?:甲+)+乙", "甲" * 40)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return slow_project(tmp_path)


def slow_project(root: Path) -> Project:
    """A project with a rule that does not end, and three seconds of processor time for each original."""
    made = copy_project(root)
    with (made.where.rules / "clean.yml").open("a", encoding="utf-8") as file:
        file.write(SLOW)
    with_seconds(made, "3")
    return made


def with_seconds(project: Project, seconds: str) -> None:
    path = project.where.rules / "limits.yml"
    path.write_text(
        re.sub(r"(?m)^work_seconds: .*", f"work_seconds: {seconds}", path.read_text("utf-8")), "utf-8"
    )


def built(project: Project, jobs: int) -> Outcome:
    return pipeline.build(project.where, Options(jobs=jobs, today="2026-01-02"), Progress(io.StringIO()))


@pytest.mark.parametrize(
    ("jobs", "reports"), [(1, 3), *(pytest.param(2, many, marks=pytest.mark.slow) for many in (3, 20))]
)
def test_a_text_that_takes_for_ever_is_set_aside(project: Project, jobs: int, reports: int) -> None:
    """In this process, in one that is forked, in those of a pool; also when it is explained or restored."""
    for number in range(reports):
        project.put(f"{number}.txt", report(2010 + number % 12, number))
    project.put("01.txt", HOSTILE)
    begun = time.monotonic()
    outcome = built(project, jobs)
    assert time.monotonic() - begun < 60
    assert (outcome.exit_code, outcome.summary.published, outcome.summary.quarantined) == (1, reports, 1)
    (late,) = (each for each in outcome.findings if each.code == "work-timeout")
    assert (late.path, late.severity) == ("01.txt", "error")
    assert late.message == "整理这个文件用的处理器时间超过 3 秒，已中止"
    assert "work_seconds" in late.cure
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_one_that_is_late_is_explained_and_not_restored(project: Project) -> None:
    project.put("甲.txt", HOSTILE)
    project.put("乙.txt", report(2011, 1))
    told = explain(project.raw / "甲.txt", project.where)
    assert told.failed
    assert any("[work-timeout]" in line for line in told.lines)
    found = restored(project.where, 1)
    assert (found.files, found.unread, found.wrong) == (1, 1, ())


def test_it_is_worked_on_again_when_the_bound_is_raised_or_the_rule_mended(project: Project) -> None:
    project.put("甲.txt", HOSTILE)
    assert built(project, 1).exit_code == 1
    path = project.where.rules / "clean.yml"
    path.write_text(path.read_text("utf-8").removesuffix(SLOW), "utf-8")
    assert (built(project, 1).exit_code, built(project, 1).summary.published) == (0, 1)


def test_only_the_work_of_this_process_counts_and_waiting_has_a_bound_of_its_own() -> None:
    """A busy machine sets nothing aside; one that waits for ever is ended too."""
    sleep = [sys.executable, "-c", "import time; time.sleep(1.5)"]
    with limited(replace(LIMITS, work_seconds=0.5), "a.txt"):
        subprocess.run(sleep, check=True)
    begun = time.monotonic()
    with (
        pytest.raises(Unreadable, match=r"用的时间超过 0\.3 秒.*original_seconds"),
        limited(replace(LIMITS, original_seconds=0.3), "a.txt"),
    ):
        subprocess.run(["sleep", "60"], check=True)
    assert time.monotonic() - begun < 30


def test_no_except_on_the_way_swallows_the_alarm() -> None:
    def careless() -> None:
        try:
            for_ever()
        except Exception:  # noqa: BLE001 - what this is about
            return

    with pytest.raises(Unreadable) as late, limited(replace(LIMITS, work_seconds=0.2), "a.txt"):
        careless()
    assert (late.value.code, late.value.path) == ("work-timeout", "a.txt")


def test_nothing_of_the_clock_stays() -> None:
    def running() -> list[bool]:
        return [signal.getitimer(each)[0] > 0 for each in (signal.ITIMER_PROF, signal.ITIMER_REAL)]

    with limited(LIMITS, "a.txt"):
        assert running() == [True, True]
    assert running() == [False, False]
    with pytest.raises(KeyError), limited(LIMITS, "a.txt"):
        raise KeyError
    assert running() == [False, False]
    with pytest.raises(Unreadable), limited(replace(LIMITS, work_seconds=0.1), "a.txt"):
        for_ever()
    assert running() == [False, False]


def test_where_no_alarm_comes_work_goes_on() -> None:
    done = []

    def work() -> None:
        with limited(LIMITS, "a.txt"):
            done.append(signal.getitimer(signal.ITIMER_PROF)[0])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [0.0]


def test_a_reader_that_was_left_in_the_middle_does_not_answer_the_next(tmp_path: Path) -> None:
    guard = Guard()
    slow = Original("a.pdf", slow_pdf(), LIMITS, tmp_path / "a.pdf")
    with pytest.raises(Unreadable) as late, limited(replace(LIMITS, original_seconds=0.3), "a.pdf"):
        guard.run("pdf", slow)
    assert late.value.code == "work-timeout"
    good = Original("b.docx", docx(Word(p("之后照常"))), LIMITS, tmp_path / "b.docx")
    assert [raw.text for raw in guard.run("docx", good).raws] == ["之后照常"]
    guard.close()


def test_the_alarm_is_no_error_of_the_program() -> None:
    assert not issubclass(Overtime, Exception)
