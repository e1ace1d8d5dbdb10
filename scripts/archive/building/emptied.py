"""An original folder that has lost its files must not replace the site: most likely it is not mounted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.errors import ArchiveError
from archive.model import Finding
from archive.places import Places
from archive.reading import manifest
from archive.reading.manifest import Row
from archive.reading.originals import Found
from archive.rulefiles.codes import finding

FEW = 10  # originals that may go in any case, unless nothing is left
CURE = (
    "先挂载或恢复原件再构建；已发布的网站没有变。确已移走时，运行 python3 scripts/check.py --accept 路径 "
    "改清单（“.”是全部），或这一次加 --allow-missing"
)


def refuse_emptied(where: Places, found: Sequence[Found], rows: Mapping[str, Row]) -> None:
    """Refuse to build where the folder is empty and the manifest is not, or more than half of its originals are gone.

    What was renamed or changed is there. A person who removed them has their rows removed as well, or says so.
    """
    if not rows:
        return
    gone = len(manifest.missing(rows, found))
    if not found:
        raise ArchiveError(where.raw.as_posix(), f"清单里的 {gone} 个原件一个也不在，像是没有挂载", CURE)
    if gone > FEW and gone > len(rows) / 2:
        raise ArchiveError(where.raw.as_posix(), f"清单里的 {len(rows)} 个原件有 {gone} 个不在了", CURE)


def told_empty(where: Places, found: Sequence[Found]) -> tuple[Finding, ...]:
    """Say that there is no original at all, which a new place with the wrong folder would not show."""
    return () if found else (finding("originals-none", where.raw.name),)
