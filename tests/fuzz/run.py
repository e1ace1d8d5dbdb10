"""Let libFuzzer look for bytes on which a target fails: `python3 tests/fuzz/run.py [TARGET …] [--seconds N]`.

Runs every target of `targets.py` for so many seconds (default 60) in a process of its own, beginning with the attacks of
`cases/hostile.yml`. What was found before lies in `found/<target>/` and is replayed first, by the tests too; put a
new finding there, with the cure. Linux only. Exit 0: nothing found; 1: a target failed, and the file is named.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from bootstrap import enter

if __name__ == "__main__":
    enter("tests/fuzz/requirements.txt")

import argparse
import subprocess
import tempfile
from collections.abc import Sequence

FOUND = Path(__file__).resolve().parent / "found"
LONGEST = 4096  # bytes of one input
# Of targets.py, which only the fuzzing process imports, instrumented.
NAMES = ("cut", "office", "query", "text")


def main(argv: Sequence[str] | None = None) -> int:
    """Fuzz each target; gives the exit code."""
    parser = argparse.ArgumentParser(description="Look for bytes on which a target fails.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="for each target (default 60)")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--corpus", help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    unknown = set(arguments.targets) - set(NAMES)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: no such target. Targets: {', '.join(NAMES)}")
    if arguments.inside:
        inside(arguments.targets[0], arguments.corpus, arguments.seconds)
    codes = [outside(name, arguments.seconds) for name in arguments.targets or NAMES]
    return int(any(codes))


def outside(name: str, seconds: int) -> int:
    """Run one target in a process of its own, on a corpus of its own."""
    from hostile_site import ATTACKS, framed  # noqa: PLC0415 - as above

    print(f"== {name}", flush=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, attack in enumerate(ATTACKS):
            text = attack if name == "query" else framed(attack)
            prefix = bytes([number % 6]) if name == "office" else b""
            (Path(corpus) / str(number)).write_bytes(prefix + text.encode("utf-8"))
        command = [sys.executable, __file__, name, "--inside", "--corpus", corpus, "--seconds", str(seconds)]
        return subprocess.run(command, check=False).returncode


def inside(name: str, corpus: str, seconds: int) -> None:
    """Hand the target to libFuzzer, which ends the process."""
    import atheris  # noqa: PLC0415 - only where there are wheels

    with atheris.instrument_imports(include=["archive"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented while it is imported
    found = FOUND / name
    found.mkdir(parents=True, exist_ok=True)
    options = (
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={found}/",
        "-rss_limit_mb=4096",
    )
    atheris.Setup([sys.argv[0], *options, corpus, str(found)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
