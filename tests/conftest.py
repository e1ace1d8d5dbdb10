"""What all tests share: the rules as they are in the repository, and the flag that rewrites golden cases."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from archive.cleaning.rules import CleanRules, load_clean
from hostile_site import build_attacked
from project_copy import Project
from site_fixture import make_site

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "data" / "rules"

settings.register_profile("archive", deadline=None, print_blob=True)
# For whoever only asks whether something fails: neither a smaller example nor another one each time.
settings.register_profile(
    "plain", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("archive")

# A shell that runs the tests in the background lets them, and what they start, ignore Ctrl+C.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionfinish() -> None:
    """End the browser that tests of pages share, where any ran."""
    if "browser.stand_in" in sys.modules:
        sys.modules["browser.stand_in"].finish()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases", action="store_true", help="write what the code gives into the golden cases"
    )


@pytest.fixture
def update_cases(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared."""
    return bool(request.config.getoption("--update-cases"))


@pytest.fixture(scope="session")
def clean_rules() -> CleanRules:
    """The cleaning rules of the repository."""
    return load_clean(RULES)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished site with its index, built once for all tests that look at pages."""
    return make_site(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a real build of the five given reports, by the command itself."""
    out = tmp_path_factory.mktemp("given") / "out"
    command = [sys.executable, str(ROOT / "scripts" / "build.py"), "--quiet", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site built of attacks, under names that are attacks."""
    return build_attacked(tmp_path_factory.mktemp("attacked"))
