"""Start the machines of a cluster for `build.py --cluster ADDRESS`.

    python3 scripts/cluster.py scheduler [--host HOST] [--port PORT]
    python3 scripts/cluster.py worker ADDRESS [--processes N]

Every machine runs this from the same project folder, shared under the same path, in which the originals and the
output lie too. The scheduler's address is tcp://HOST:PORT. Runs until it is stopped (Ctrl+C). Nobody but the build
may reach the port: whoever does can run anything there.
"""

from bootstrap import enter

if __name__ == "__main__":
    enter("requirements-cluster.txt")

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from archive.parallel import default_jobs

HERE = Path(__file__).resolve().parent
PORT = 8786
QUIET = ("--no-dashboard",)


def main(argv: Sequence[str] | None = None) -> int:
    """Run Dask's own scheduler or worker with the library of this project; gives its exit code."""
    given = _parser().parse_args(argv)
    paths = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    try:
        return subprocess.run(
            [sys.executable, "-m", "dask", *_words(given)],
            env=os.environ | {"PYTHONPATH": paths},
            check=False,
        ).returncode
    except KeyboardInterrupt:
        return 0


def _words(given: argparse.Namespace) -> list[str]:
    if given.role == "scheduler":
        return ["scheduler", "--host", given.host, "--port", str(given.port), *QUIET]
    many = ("--nworkers", str(given.processes), "--nthreads", "1")
    return ["worker", given.address, *many, *QUIET]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Start a scheduler or workers for builds on several machines."
    )
    roles = parser.add_subparsers(dest="role", required=True)
    scheduler = roles.add_parser("scheduler", help="the one machine that hands out the work")
    scheduler.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    scheduler.add_argument("--port", type=int, default=PORT)
    worker = roles.add_parser("worker", help="a machine that works")
    worker.add_argument("address", metavar="ADDRESS", help="the scheduler's, such as tcp://10.0.0.5:8786")
    worker.add_argument("--processes", metavar="N", type=int, default=default_jobs())
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
