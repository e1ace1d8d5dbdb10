"""Pin every requirements file from its short `.in` file: `python3 tests/pins.py [--check]`.

A version that is pinned stays unless the `.in` file forbids it; to raise one, delete its pin first. `--check` writes
nothing and ends with 1 when a file would change. uv is installed into the environment by `tests/requirements-pins.txt`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from bootstrap import enter

if __name__ == "__main__":
    enter("tests/requirements-pins.txt")

import shutil
import subprocess
import tempfile
from collections.abc import Sequence

# Each file after those that constrain it, so that a package has one version everywhere.
FILES = {
    "requirements.txt": (),
    "requirements-cluster.txt": ("requirements.txt",),
    "requirements-dev.txt": ("requirements.txt",),
    "tests/requirements-pins.txt": ("requirements-dev.txt",),
    "tests/fuzz/requirements.txt": ("requirements-dev.txt",),
    "tests/mutation/requirements.txt": ("requirements-dev.txt",),
}
OPTIONS = (
    "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--no-emit-find-links",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Pin, or check; gives the exit code."""
    check = list(arguments) == ["--check"]
    if arguments and not check:
        print(__doc__, file=sys.stderr)
        return 2
    changed = [name for name in FILES if pinned(name, keep=check)]
    for name in changed:
        print(f"{name}: {'would change; run python3 tests/pins.py' if check else 'written'}")
    return int(check and bool(changed))


def pinned(name: str, *, keep: bool) -> bool:
    """Compile one file; say whether it differs from what is there. `keep` leaves it as it is."""
    target, given = ROOT / name, (ROOT / name).with_suffix(".in")
    before = target.read_bytes() if target.exists() else b""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / target.name
        made.write_bytes(before)
        constraints = [part for each in FILES[name] for part in ("--constraint", str(ROOT / each))]
        program = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
        command = (program, "pip", "compile", *OPTIONS, *constraints, str(given), "--output-file", str(made))
        subprocess.run(command, check=True, cwd=given.parent)
        after = made.read_bytes()
    if after != before and not keep:
        target.write_bytes(after)
    return after != before


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
