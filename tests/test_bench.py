"""Benchmarks start by themselves, and measure on texts of which it is known where they come from."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import chain, make
from bench.pace import pace
from labelled import HERE, own_cases  # bench.make puts their folder on the path

BENCH = Path(make.__file__).parent
COMMANDS = sorted(path.name for path in BENCH.glob("*.py") if "__main__" in path.read_text("utf-8"))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_benchmark_enters_its_environment_before_it_imports_what_lies_there(name: str) -> None:
    head, _, rest = (BENCH / name).read_text("utf-8").partition('\nbootstrap.enter("requirements-dev.txt")\n')
    assert rest
    for line in head.splitlines():
        module = line.split()[1].split(".")[0] if line.startswith(("import ", "from ")) else "bootstrap"
        assert module in {*sys.stdlib_module_names, "bootstrap"}, line


def test_own_cases_are_drawn_from_without_what_a_page_said() -> None:
    held = make.pool(make.chosen("own"))
    assert all(held)
    assert all(line == line.strip() != "" for lines in held for line in lines)
    marked = [path.read_text("utf-8") for path in sorted((HERE / "cases").glob("*.txt"))]
    inside = [number for number, text in enumerate(marked) if "⟦" in text and number % make.NOISY]
    assert inside
    clean = {"".join(lines) for lines in held}
    for number in inside:
        case = own_cases()[number]
        assert "".join(line.strip() for line in case.body_lines) in clean
        assert not set(case.lines) <= set(case.body_lines)


def test_the_same_options_give_the_same_bytes_and_name_their_corpus(tmp_path: Path) -> None:
    for name in ("one", "two"):
        command = (sys.executable, str(BENCH / "make.py"), "--count", "3", "--corpus", "own", "--out")
        said = subprocess.run((*command, str(tmp_path / name)), capture_output=True, check=True, text=True)
        assert said.stdout == "texts are drawn from the labelled cases of the project\n"
    one, two = (sorted((tmp_path / name).rglob("*.txt")) for name in ("one", "two"))
    assert len(one) == 3
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert make.told(Path("texts.jsonl")) == "texts are drawn from texts.jsonl"


def test_the_ratio_is_that_of_as_many_reports() -> None:
    ours, material = {1000: chain.Cost(20.0, 40.0, 500.0)}, chain.Cost(60.0, 60.0, 900.0)
    assert chain.ratio(1000, material, ours) == "Material/ours at 1000: 3.00 times the wall time"
    assert "no ratio" in chain.ratio(500, material, ours)


def test_every_protocol_says_how_fast_the_processors_were() -> None:
    assert re.fullmatch(
        r"counting to 1,000 takes \d+\.\d\d s, \d+\.\d\d s on all processors at once", pace(1_000)
    )
    for name in ("chain.py", "preparing.py"):
        assert "pace()" in (BENCH / name).read_text("utf-8")
