"""Give every command the packages it needs, with nothing but the standard library.

`enter(requirements)` returns at once where the running Python already satisfies the requirements file (an
activated environment, a container). Otherwise it makes `.venv` beside `scripts/`, installs the pinned and
hashed requirements there, runs the same command again inside it and passes its exit code on.

A killed install is noticed: the file `.venv/installing` stands there until an install is complete, and an
environment that holds it is made anew. An environment that is complete is only read, and may belong to others or lie
where nothing can be written. What is complete is written down in `.venv/installed`, one line a
requirements file with its hash, so that a changed file is installed once. A lock beside `.venv` lets only one
command install at a time; the system releases it when a process dies.

This file must stay readable to old Pythons (3.6), so that they can say what is wrong.
"""

import atexit
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

TYPING = False
if TYPING:
    from collections.abc import Iterator  # seen by the type checker only
    from types import TracebackType
    from typing import IO

INTERRUPTED = "已停止"


def _told(kind: "type[BaseException]", error: BaseException, trace: "TracebackType | None") -> None:
    """Say in a word that Ctrl+C stopped a command, also while its modules load; a reader that left is no fault."""
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write(INTERRUPTED + "\n")
    elif issubclass(kind, BrokenPipeError):
        _unread()
    else:
        sys.__excepthook__(kind, error, trace)


def _unread() -> None:
    """Let what is still to be printed go nowhere, so that Python itself does not stumble over it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _flushed() -> None:
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        _unread()


sys.excepthook = _told
atexit.register(_flushed)

NEEDED = (3, 11)
EVERY = 0.2  # seconds between two looks at a lock that another command holds
ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("ARCHIVE_VENV") or ROOT / ".venv")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)\s*(?:;\s*(.*?))?\s*\\?$")
CLAUSE = re.compile(r"(\w+)\s*(==|!=|<=|>=|<|>)\s*['\"]([^'\"]*)['\"]")


def clustered(word: str) -> bool:
    """Whether a word of the command line asks for a cluster, which needs more packages than a build by itself."""
    return word.partition("=")[0] == "--cluster"


def speak() -> None:
    """Let everything be told on every console, also what `--help` says: what UTF-8 cannot hold as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not there in Pythons that are too old
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def enter(requirements: str) -> None:
    """Go on only in an environment that satisfies `requirements`, a file name in the project's folder.

    Exits with status 1 and a sentence that says what to do where that cannot be had. Under another Python
    the command is run again there, and this process ends with its exit code.
    """
    speak()
    if sys.version_info < NEEDED:
        _stop(f"需要 Python 3.11 或更新的版本，现在用的是 {sys.version.split()[0]}。装好后用它再运行这条命令")
    wanted = ROOT / requirements
    if _is_home() and _complete(wanted):
        return
    if not _is_home() and _satisfied(wanted):
        return
    if not _complete(wanted):
        _prepare(wanted)
    if _is_home():
        return
    _run_again()


def _prepare(wanted: Path) -> None:
    """Make the environment ready, one command at a time. Only this writes there; what is complete is only read."""
    try:
        with _locked():
            _make_ready(wanted)
    except OSError as error:
        _stop(
            f"{error.filename or HOME}：{error.strerror}。环境 {HOME} 还不完整，在这里也建立不了："
            "请它的主人运行一次这条命令，或用 ARCHIVE_VENV 另写一个自己的文件夹"
        )


def _stop(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)


def _is_home() -> bool:
    """Whether this Python is the one of `.venv`."""
    return HOME.exists() and os.path.realpath(sys.prefix) == os.path.realpath(str(HOME))


def _python() -> Path:
    return HOME / "Scripts" / "python.exe" if os.name == "nt" else HOME / "bin" / "python"


# What is installed ---------------------------------------------------------------------------------------


def _satisfied(wanted: Path) -> bool:
    """Whether the running Python has every package of the file in exactly the pinned version."""
    from importlib import metadata  # noqa: PLC0415 - not there in Pythons that are too old

    for name, version, marker in _pins(wanted):
        if not _applies(marker):
            continue
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            return False
        if found != version:
            return False
    return True


def _pins(wanted: Path) -> "Iterator[tuple[str, str, str]]":
    """Every pin of a requirements file: name, version and environment marker (empty for always)."""
    for line in wanted.read_text(encoding="utf-8").splitlines():
        found = PINNED.match(line)
        if found:
            yield found.group(1), found.group(2), found.group(3) or ""


def _applies(marker: str) -> bool:
    """Whether an environment marker holds here: clauses joined by `and`, the whole joined by `or`."""
    if not marker:
        return True
    return any(all(_holds(clause) for clause in part.split(" and ")) for part in marker.split(" or "))


def _holds(clause: str) -> bool:
    found = CLAUSE.search(clause)
    if not found:
        _stop(f"{clause}：requirements 里的这个条件看不懂。写成 name == 'value'")
        return False
    name, sign, value = found.groups()
    here = _marker_values().get(name)
    if here is None:
        _stop(f"{name}：requirements 里不认识的条件。可用的：{'、'.join(_marker_values())}")
        return False
    if "version" in name:
        return _compare(_numbers(here), sign, _numbers(value))
    return _compare(here, sign, value)


def _marker_values() -> "dict[str, str]":
    import platform  # noqa: PLC0415 - slow to import and rarely needed

    return {
        "implementation_name": sys.implementation.name,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_system": platform.system(),
        "python_full_version": platform.python_version(),
        "python_version": ".".join(map(str, sys.version_info[:2])),
        "sys_platform": sys.platform,
    }


def _numbers(version: str) -> "tuple[int, ...]":
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _compare(here: object, sign: str, value: object) -> bool:
    if sign in ("==", "!="):
        return (here == value) == (sign == "==")
    lower = here < value  # type: ignore[operator]
    return (
        lower or (sign == "<=" and here == value)
        if sign[0] == "<"
        else not lower and (sign == ">=" or here != value)
    )


# The environment of our own ------------------------------------------------------------------------------


def _fingerprint(wanted: Path) -> str:
    return f"{hashlib.sha256(wanted.read_bytes()).hexdigest()}  {wanted.name}"


def _complete(wanted: Path) -> bool:
    """Whether a finished install of exactly this requirements file is written down."""
    try:
        lines = (HOME / "installed").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return _fingerprint(wanted) in lines and not (HOME / "installing").exists()


def _make_ready(wanted: Path) -> None:
    """Make `.venv` satisfy the file: find it complete, adopt it, add to it, or make it anew."""
    if _complete(wanted):
        return
    broken = HOME.exists() and ((HOME / "installing").exists() or not _starts())
    if not broken and HOME.exists() and _satisfied_there(wanted):
        _note(wanted)
        return
    if broken and _is_home():
        _stop(f"{HOME}：上次安装中断了。换一个 Python 再运行这条命令，如 python3")
    if broken:
        shutil.rmtree(str(HOME))
    if not HOME.exists():
        _create()
    _install(wanted)


def _starts() -> bool:
    """Whether the environment's Python runs at all (its base Python may have been removed)."""
    try:
        done = subprocess.call(
            [str(_python()), "-c", "import pip"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return done == 0


def _satisfied_there(wanted: Path) -> bool:
    return subprocess.call([str(_python()), str(Path(__file__).resolve()), "--satisfied", str(wanted)]) == 0


def _create() -> None:
    sys.stderr.write(f"正在建立环境 {HOME} ……\n")
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: PLC0415
    except ImportError as error:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        _stop(
            f"这个 Python 缺少模块 {error.name}。"
            f"在 Debian、Ubuntu 上运行 apt-get install {name}，再运行这条命令"
        )
        return
    HOME.mkdir(parents=True)
    (HOME / "installing").write_text("", encoding="utf-8")
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(str(HOME))
    except subprocess.CalledProcessError as error:
        shutil.rmtree(str(HOME))
        _stop(f"{HOME}：没有建立成（{error}）。检查磁盘空间后再运行这条命令")


def _install(wanted: Path) -> None:
    sys.stderr.write(f"正在安装 {wanted.name} ……\n")
    (HOME / "installing").write_text("", encoding="utf-8")
    command = [str(_python()), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    done = subprocess.call(command + ["--require-hashes", "-r", str(wanted)])  # noqa: RUF005 - read by old Pythons
    if done:
        _stop(f"{wanted.name}：没有装成（见上）。检查能否连上软件包索引，再运行这条命令")
    _note(wanted)


def _note(wanted: Path) -> None:
    """Write down that the install is complete; other files' lines stay as long as nothing was removed."""
    target = HOME / "installed"
    try:
        lines = target.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    kept = [line for line in lines if not line.endswith("  " + wanted.name)]
    partial = HOME / "installed.part"
    partial.write_text("\n".join(kept + [_fingerprint(wanted)]) + "\n", encoding="utf-8")  # noqa: RUF005
    os.replace(str(partial), str(target))  # noqa: PTH105 - works on every Python that reads this
    if (HOME / "installing").exists():
        (HOME / "installing").unlink()


@contextmanager
def _locked() -> "Iterator[None]":
    """Hold the lock beside the environment, waiting for a command that is installing."""
    HOME.parent.mkdir(parents=True, exist_ok=True)
    with open(str(HOME) + ".lock", "a+b") as handle:  # noqa: PTH123 - the name is built from text
        _lock(handle)
        yield


def _lock(handle: "IO[bytes]") -> None:
    """Wait as long as it takes; Windows by itself would give up after ten seconds, and an install takes longer."""
    if os.name != "nt":
        import fcntl  # noqa: PLC0415

        fcntl.flock(handle, fcntl.LOCK_EX)
        return
    import msvcrt  # noqa: PLC0415

    handle.seek(0)
    while True:
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except PermissionError:  # another command holds it
            time.sleep(EVERY)
        else:
            return


def _run_again() -> None:
    """Run this command inside the environment and end with its exit code.

    On POSIX the process is replaced, so that signals and the terminal are the command's own; Windows has no
    such call that waits, so a child runs there.
    """
    command = [str(_python()), *sys.orig_argv[1:]]
    if os.name == "nt":
        try:
            raise SystemExit(subprocess.call(command))
        except KeyboardInterrupt:
            raise SystemExit(130) from None
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execv(command[0], command)  # noqa: S606 - the command that a person started
    except OSError as error:
        _stop(
            f"{command[0]}：{error.strerror}。删去 {HOME}，让它重新建立，"
            "或用 ARCHIVE_VENV 另写一个自己的文件夹"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--satisfied"]:
        raise SystemExit(0 if _satisfied(Path(sys.argv[2])) else 1)
    _stop("这个文件由旁边的命令使用，如 scripts/build.py")
