"""Run every check of the project, on a fresh machine too: `python3 tests/run.py [--long] [GROUP …]`.

Groups, in order: lint (ruff), types (mypy), python (pytest), javascript (tsc and node --test), browser (headless
Chromium), office (LibreOffice), server (nginx). Without names all of them run. `--long` measures the branch coverage of
the group python as well, which slows it much, and adds the group long: hundreds of kills, ten thousand attacks, properties
with all their examples, other Pythons, an install without a network (about a quarter of an hour). A group whose tools cannot be had is skipped; the last lines name it and say what
to install, and with CI=true that is a failure. On Debian, as root, the tools are installed. The last line counts
everything: `N passed, N failed, N skipped`.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements-dev.txt")

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OFFICE = ("soffice", "libreoffice")
NGINX = ("nginx", "/usr/sbin/nginx")
LONG = "long"  # the group that only runs when it is asked for
PLAIN = "not browser and not office and not server and not slow"
JS = ROOT / "tests" / "js"
OLDEST_NODE = 18
# What the trust in all the rest hangs on: the tests take every branch of it.
WHOLE = tuple(
    f"scripts/archive/{name}.py"
    for name in (
        "files",
        "cleaning/clean",
        "cleaning/within",
        "search/form",
        "search/wordcut",
        "site/markdown",
    )
)
PROCESSES = "2"  # more would starve the processes that builds in the tests start themselves
COUNTED = re.compile(r"(?<!\S)(\d+) (passed|failed|errors?|skipped)\b")
NODE_COUNTED = re.compile(r"^(?:#|ℹ) (pass|fail|skipped) (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Tally:
    """How many checks passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class Missing(Exception):
    """A group's tool cannot be had; the message says what to install."""


@dataclass(frozen=True)
class Report:
    """What one group gave."""

    tally: Tally
    broken: tuple[str, ...] = field(default=())


def main(names: Sequence[str]) -> int:
    """Run the groups; gives the exit code."""
    wanted = [name for name in names if name != "--long"] or [name for name in GROUPS if name != LONG]
    wanted += [LONG] if "--long" in names else []
    unknown = [name for name in wanted if name not in GROUPS]
    if unknown:
        print(f"{', '.join(unknown)}: no such group. Groups: {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    total, broken, skipped = Tally(), [], []
    groups = {**GROUPS, "python": covered} if "--long" in names else GROUPS
    for name, run in groups.items():
        if name not in wanted:
            continue
        print(f"== {name}", flush=True)
        try:
            report = run()
        except Missing as missing:
            skipped.append(f"{name}: {missing}")
            total += Tally(skipped=1)
            continue
        total += report.tally
        broken += [f"{name}: {each}" for each in report.broken]
    strict = os.environ.get("CI") == "true"
    for line in broken:
        print(f"FAILED {line}")
    for line in skipped:
        print(f"SKIPPED {line}")
    print(total)
    return int(bool(broken or total.failed or (strict and skipped)))


def step(name: str, command: Sequence[str], folder: Path = ROOT) -> Report:
    """A command that passes or fails as a whole."""
    code, _ = run(command, folder)
    return Report(Tally(passed=1)) if code == 0 else Report(Tally(failed=1), (name,))


def run(command: Sequence[str], folder: Path = ROOT) -> tuple[int, str]:
    """Run a command, show what it says as it says it, and give its exit code and output."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        said = []
        for line in process.stdout or ():
            print(line, end="", flush=True)
            said.append(line)
    return process.returncode, "".join(said)


def environment() -> Mapping[str, str]:
    """The environment of every command: tools of this Python first, and Chromium where tests look for it."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    chromium = os.environ.get("CHROMIUM") or found(CHROMIUM) or ""
    return os.environ | {"PATH": path, "CHROMIUM": chromium, "PYTHONUTF8": "1"}


def together(*reports: Report) -> Report:
    """Several reports as one."""
    return Report(
        sum((each.tally for each in reports), Tally()),
        tuple(name for each in reports for name in each.broken),
    )


def found(names: Sequence[str]) -> str | None:
    """The first of these programs that is there."""
    return next((path for name in names if (path := shutil.which(name))), None)


def provide(names: Sequence[str], packages: Sequence[str]) -> str:
    """Find a program, or install it on Debian as root. Raises `Missing` where neither can be done."""
    path = found(names)
    if path:
        return path
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            run(["apt-get", "-q", *command])
        path = found(names)
    if not path:
        raise Missing(f"{names[0]} was not found; install it (Debian: apt-get install {' '.join(packages)})")
    return path


# The groups ----------------------------------------------------------------------------------------------


def lint() -> Report:
    """Style and layout."""
    python = (sys.executable, "-m", "ruff")
    folders = ("scripts", "tests")
    return together(
        step("ruff check", (*python, "check", *folders)),
        step("ruff format", (*python, "format", "--check", *folders)),
    )


def types() -> Report:
    """Strict types."""
    return step("mypy", (sys.executable, "-m", "mypy"))


def python() -> Report:
    """Everything that needs Python alone."""
    return pytest(PLAIN, ("-n", PROCESSES))


def covered() -> Report:
    """The same with branch coverage."""
    tests = pytest(PLAIN, ("-n", PROCESSES, "--cov", "--cov-branch", "--cov-report", "term:skip-covered"))
    whole = ("coverage", "report", "--fail-under=100", f"--include={','.join(WHOLE)}")
    return together(tests, step("every branch of what must not fail", (sys.executable, "-m", *whole)))


def browser() -> Report:
    """The site in Chromium."""
    provide(CHROMIUM, ("chromium", "fonts-noto-cjk"))
    node_packages()
    return pytest("browser and not slow", ("-n", PROCESSES, "--dist", "loadfile"))  # a file shares its pages


def office() -> Report:
    """Old Word files through LibreOffice."""
    provide(OFFICE, ("libreoffice-writer",))
    return pytest("office and not slow")


def server() -> Report:
    """The site from nginx, which is unpacked and not installed: an installed one would begin to serve."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NGINX"] = found(NGINX) or unpacked("nginx", Path(folder)) or ""
        if not os.environ["NGINX"]:
            raise Missing("nginx was not found; install it (Debian: apt-get install nginx)")
        return pytest("server and not slow")


def unpacked(package: str, folder: Path) -> str | None:
    """The program of a Debian package, without installing it; needs no root, but the lists of `apt-get update`."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return None
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        run(("apt-get", "-q", "update"))
    run(("apt-get", "-q", "download", package), folder)
    for file in folder.glob("*.deb"):
        run(("dpkg", "-x", str(file), str(folder / "root")))
    return found([str(folder / "root" / "usr" / "sbin" / package)])


def pytest(marks: str, options: Sequence[str] = ()) -> Report:
    """Run the tests with these marks and count them; no test at all is a failure."""
    code, said = run((sys.executable, "-m", "pytest", "-m", marks, *options))
    counts = {
        word.rstrip("s"): int(number) for number, word in COUNTED.findall(said.rpartition("\n=")[2] or said)
    }
    tally = Tally(
        counts.get("passed", 0), counts.get("failed", 0) + counts.get("error", 0), counts.get("skipped", 0)
    )
    if code and not tally.failed:
        return Report(tally + Tally(failed=1), (f"pytest -m '{marks}' ended with {code}",))
    return Report(tally, (f"pytest -m '{marks}'",) if code else ())


def javascript() -> Report:
    """Types of the browser's scripts, and the tests of those that need no page."""
    node = provide_node()
    node_packages()
    compiler = JS / "node_modules" / "typescript" / "bin" / "tsc"
    checked = step("tsc --checkJs", (node, str(compiler), "-p", str(JS)))
    tests = sorted(str(path) for path in JS.glob("*.test.js"))
    code, said = run((node, "--test", *tests))
    counts = {word: int(number) for word, number in NODE_COUNTED.findall(said)}
    tally = Tally(counts.get("pass", 0), counts.get("fail", 0), counts.get("skipped", 0))
    if code and not tally.failed:
        tally += Tally(failed=1)
    return together(checked, Report(tally, ("node --test",) if code else ()))


def provide_node() -> str:
    """Node from the system, or the one that the requirements bring."""
    node = shutil.which("node", path=environment()["PATH"])
    if not node:
        raise Missing(f"node was not found; install Node.js {OLDEST_NODE} or newer")
    version = subprocess.run((node, "--version"), capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        raise Missing(f"node {version.strip()} is too old; install Node.js {OLDEST_NODE} or newer")
    return node


def node_packages() -> None:
    """TypeScript and axe-core, as the lock file pins them."""
    npm = shutil.which("npm", path=environment()["PATH"])
    lock, installed = JS / "package-lock.json", JS / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    if not npm:
        raise Missing("npm was not found; install Node.js with npm")
    code, _ = run((npm, "ci", "--no-audit", "--no-fund"), JS)
    if code:
        raise Missing("npm ci failed in tests/js (see above); check the connection to the package registry")


def long() -> Report:
    """What takes minutes, among it slow tests of the browser and LibreOffice, and properties with all their examples."""
    provide(CHROMIUM, ("chromium", "fonts-noto-cjk"))
    provide(OFFICE, ("libreoffice-writer",))
    node_packages()
    os.environ["THOROUGH"] = "1"
    return pytest("slow or thorough", ("-n", PROCESSES, "--dist", "worksteal"))


GROUPS: Mapping[str, Callable[[], Report]] = {
    "lint": lint,
    "types": types,
    "python": python,
    "javascript": javascript,
    "browser": browser,
    "office": office,
    "server": server,
    LONG: long,
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
