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

from archive.console.commands import Parser, count
from archive.processes.parallel import default_jobs

HERE = Path(__file__).resolve().parent
PORT = 8786
QUIET = ("--no-dashboard",)
# A daemon may start none (archive/processes/cluster.py).
OWN_PROCESSES = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run Dask's own scheduler or worker with the library of this project; gives its exit code."""
    given = _parser().parse_args(argv)
    paths = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    try:
        return subprocess.run(
            [sys.executable, "-m", "dask", *_words(given)],
            env=os.environ | OWN_PROCESSES | {"PYTHONPATH": paths},
            check=False,
        ).returncode
    except KeyboardInterrupt:
        return 0


def _words(given: argparse.Namespace) -> list[str]:
    if given.role == "scheduler":
        return ["scheduler", "--host", given.host, "--port", str(given.port), *QUIET]
    many = ("--nworkers", str(given.processes), "--nthreads", "1")
    return ["worker", given.address, *many, *QUIET]


def _parser() -> Parser:
    parser = Parser(description="几台机器一起构建：先开调度机，再在各台机器上开工作机。")
    roles = parser.add_subparsers(dest="role", metavar="哪一种", required=True)
    scheduler = roles.add_parser("scheduler", help="分派工作的那一台")
    scheduler.add_argument(
        "--host", metavar="HOST", default="127.0.0.1", help="在哪个地址上等候（不写：只在本机）"
    )
    scheduler.add_argument("--port", metavar="PORT", type=int, default=PORT, help=f"端口（不写：{PORT}）")
    worker = roles.add_parser("worker", help="干活的机器")
    worker.add_argument("address", metavar="ADDRESS", help="调度机的地址，如 tcp://10.0.0.5:8786")
    worker.add_argument(
        "--processes",
        metavar="N",
        type=count,
        default=default_jobs(),
        help="用几个进程（不写：每个处理器一个）",
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
