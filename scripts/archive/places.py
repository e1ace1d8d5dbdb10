"""Where everything is read and written, decided once from the command line.

default        root/data/raw   root/docs   root/site   root/data/build
--out DIR      root/data/raw   DIR/docs    DIR/site    DIR/build
--raw DIR      reads DIR; its manifest is kept in the build folder, because DIR is not ours to write in

Where `site` is a symbolic link, the site is the folder that it leads to, and what is built is built beside that one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from archive import files
from archive.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("reports", "browse")
CONTENTS = "browse/index.md"  # the one list that the navigation names
MISSING = "404.html"  # of a site: the page for addresses that are not there
MARK = ".archive-output"
PRESSED = "pages"  # in the build folder: finished pages, kept for the next build
SUMS = "SHA256SUMS"  # of a site: the digests of all its other files; no site is without it
PACKED_SUMS = "SHA256SUMS-gz"  # those of compressed files, which other machines may compress otherwise
MOUNTS = Path("/proc/self/mountinfo")


def rules_of(root: Path) -> Path:
    """The folder of vocabularies, patterns and thresholds of a project."""
    return root / "data" / "rules"


RULES = rules_of(ROOT)


@dataclass(frozen=True, slots=True)
class Places:
    """Every folder and file that a build reads or writes, as absolute paths."""

    root: Path
    raw: Path
    docs: Path
    site: Path
    build: Path

    @property
    def rules(self) -> Path:
        """The folder of its rules."""
        return rules_of(self.root)

    @property
    def overrides(self) -> Path:
        """The corrections made by people."""
        return self.root / "data" / "overrides.yml"

    def listed(self, named: str) -> str:
        """A path of an original as the lists show it, which may be given from the project's folder."""
        home = f"{self.raw.relative_to(self.root).as_posix()}/" if self.raw.is_relative_to(self.root) else ""
        return named.replace("\\", "/").removeprefix(home).rstrip("/")

    @property
    def pages(self) -> Path:
        """The folder of pages written by hand."""
        return self.root / "docs"

    @property
    def config(self) -> Path:
        """The configuration of the site."""
        return self.root / "mkdocs.yml"

    @property
    def cache(self) -> Path:
        """What may be deleted at any time and is made again."""
        return self.build / "cache"

    @property
    def store(self) -> Path:
        """The work on each original (`archive.building.store`)."""
        return self.cache / "documents.sqlite"

    @property
    def hand(self) -> Path:
        """The pages that MkDocs itself renders: those written by hand, and the contents of the lists."""
        return self.build / "hand"

    @property
    def index(self) -> Path:
        """The search index, ready to be put into the site."""
        return self.build / "index"

    @property
    def study(self) -> Path:
        """What readers' tools load beside the index, ready to be put into the site."""
        return self.build / "study"

    @property
    def prints(self) -> Path:
        """The fingerprints of all reports, ready to be put into the site beside the index."""
        return self.build / "prints"

    @property
    def staging(self) -> Path:
        """Where the next site is built, on the file system of the published one."""
        return self.site.with_name(f".{self.site.name}.next")

    @property
    def retired(self) -> Path:
        """Where the published site stands between the two renames of a swap."""
        return self.site.with_name(f".{self.site.name}.old")

    @property
    def spare(self) -> Path:
        """The site that was published before: the next one is made of it, by what differs."""
        return self.cache / "site"

    @property
    def rendered(self) -> Path:
        """What MkDocs itself makes of the pages written by hand."""
        return self.cache / "rendered"

    @property
    def manifest(self) -> Path:
        """The checksums of the originals."""
        home = self.root / "data"
        return (home if self.raw == home / "raw" else self.build) / "raw.sha256"

    @property
    def withdrawn(self) -> Path:
        """What is kept of withdrawn documents (`archive.building.withdrawals`)."""
        return self.manifest.with_name("withdrawn.txt")

    @property
    def linked(self) -> bool:
        """Whether the site lies elsewhere, where a symbolic link leads."""
        return self.docs.with_name("site").is_symlink()

    @property
    def standalone(self) -> bool:
        """Whether the pages are copied to a folder of their own (`--out`)."""
        return self.docs != self.pages


def places(raw: str | None = None, out: str | None = None, root: Path = ROOT) -> Places:
    """Settle all paths from the options. Raises `UsageError` where reading and writing would collide."""
    source = Path(raw).resolve() if raw else root / "data" / "raw"
    if not source.is_dir():
        raise UsageError(str(source), "没有这个原件文件夹", "用 --raw 写明原件在哪个文件夹")
    if not out:
        return Places(root, source, root / "docs", _led(root / "site"), root / "data" / "build")
    target = Path(out).resolve()
    found = Places(root, source, target / "docs", _led(target / "site"), target / "build")
    _refuse_collisions(found, target)
    return found


def _led(site: Path) -> Path:
    """Where a site really lies: its folder is replaced, and the link to it must stay."""
    return site.resolve() if site.is_symlink() else site


def _refuse_collisions(found: Places, target: Path) -> None:
    if found.docs == found.pages:
        raise UsageError(str(target), "--out 不能是项目所在的文件夹", "去掉 --out，或另写一个文件夹")
    for folder in (found.docs, found.site, found.build):
        if found.raw.is_relative_to(folder) or folder.is_relative_to(found.raw):
            raise UsageError(
                str(target),
                f"输出会和原件（{found.raw}）混在一起",
                "--out 另写一个文件夹",
            )
    if target.exists() and not target.is_dir():
        raise UsageError(str(target), "--out 是一个文件", "写一个文件夹")


def claim(where: Places) -> None:
    """Mark an `--out` folder as ours before the first write.

    A folder that already holds a `docs`, `site` or `build` of somebody else is refused, because a build
    removes from them whatever it did not make; so is one that a link to the site leads to. A site that cannot be
    replaced is refused as well, before any work is done for it.
    """
    if mounted(where.site):
        raise UsageError(
            str(where.site),
            "这里挂载着别的磁盘或数据卷，构建换不下来",
            "改在它的上一级文件夹挂载，或用 --out 写挂载点里的一个文件夹",
        )
    if where.linked and _held(where.site) and not (where.site / SUMS).is_file():
        raise _foreign(where.site, "让 site 链接到一个空文件夹")
    if not where.standalone:
        return
    mark = where.build / MARK
    if mark.exists():
        return
    for folder in (where.docs, where.site, where.build):
        if _held(folder):
            raise _foreign(folder, "--out 写一个空文件夹")
    files.write(
        mark,
        "Generated: scripts/build.py removes from docs, site and build what it did not make.\n",
    )


def _held(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _foreign(folder: Path, cure: str) -> UsageError:
    return UsageError(str(folder), "这个文件夹不是构建做出来的，构建会覆盖它", cure)


def mounted(folder: Path) -> bool:
    """Whether a file system is mounted at a folder, which therefore cannot be renamed; asks Linux for all of them.

    A folder of the same file system that is mounted there is told by that list alone.
    """
    if os.path.ismount(folder):
        return True
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    return str(folder) in {_plain(line.split(" ")[4]) for line in lines}


def _plain(path: str) -> str:
    """A path of the list of mounts, in which blanks and the like are written in octal digits."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)
