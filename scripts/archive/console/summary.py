"""What a build did, as `summary.json` for programs and as a few lines for people."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.console.progress import Lap
from archive.errors import ArchiveError
from archive.files import json_text
from archive.model import Finding

SHOWN = 20  # findings of one severity that the summary names one by one
SEVERITIES = (("error", "错误"), ("warning", "提醒"), ("notice", "说明"))


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of documents (files, members of archives, children of compilations); `files` counts originals.

    entered = published + duplicates + quarantined + withdrawn, always.
    """

    files: int
    entered: int
    published: int
    duplicates: int
    quarantined: int
    withdrawn: int

    @classmethod
    def read(cls, path: Path) -> Summary:
        """Read `summary.json`. Raises `ArchiveError` when there is no finished build."""
        try:
            values = json.loads(path.read_bytes())
        except FileNotFoundError as error:
            raise ArchiveError(str(path), "还没有构建过", "先运行 python3 scripts/build.py") from error
        return cls(**{("entered" if name == "in" else name): value for name, value in values.items()})

    @property
    def reconciles(self) -> bool:
        """Whether every document is accounted for."""
        return self.entered == self.published + self.duplicates + self.quarantined + self.withdrawn

    def json(self) -> str:
        """The contents of `summary.json`; documents that came in are called `in` there."""
        values = {("in" if name == "entered" else name): value for name, value in asdict(self).items()}
        return json_text(values)


def timings(laps: Sequence[Lap]) -> str:
    """The contents of `timings.json`: every stage in order with its start, wall and CPU seconds."""
    rows = [
        {
            "stage": lap.name,
            "at": round(lap.at, 2),
            "seconds": round(lap.seconds, 2),
            "cpu": round(lap.cpu, 2),
        }
        for lap in laps
    ]
    whole = {
        "seconds": round(sum(lap.seconds for lap in laps), 2),
        "cpu": round(sum(lap.cpu for lap in laps), 2),
    }
    return json_text({**whole, "stages": rows})


def told(summary: Summary, findings: Sequence[Finding], home: Path, seconds: float, out: str = "") -> str:
    """The summary for people: counts, findings by severity, and where to look; `out` is what `--out` was given."""
    counts = (
        f"发布 {summary.published} · 重复 {summary.duplicates} · "
        f"隔离 {summary.quarantined} · 撤下 {summary.withdrawn}"
    )
    lines = [
        f"原件 {summary.files} 个，文档 {summary.entered} 篇：{counts}",
        *findings_told(findings, out=out),
        f"用时 {seconds:.1f} 秒。打开 {home}",
    ]
    return "\n".join(lines)


def findings_told(findings: Sequence[Finding], shown: int = SHOWN, out: str = "") -> Iterator[str]:
    """Every error, warning and notice with its cure, at most `shown` of each; what is to be reviewed is counted.

    The list of `review.py` counts the same.

    The commands that show the rest are named with the same `--out`.
    """
    there = f" --out {shlex.quote(out)}" if out else ""
    for severity, name in SEVERITIES:
        held = [finding for finding in findings if finding.severity == severity]
        if held:
            yield f"{name} {len(held)} 条："
            yield from (f"  {line(finding)}" for finding in held[:shown])
        if len(held) > shown:
            yield f"  ……另有 {len(held) - shown} 条，用 python3 scripts/check.py{there} 查看全部"
    review = Counter(finding.code for finding in findings if finding.severity == "review")
    if review:
        counts = " · ".join(f"{code} {count}" for code, count in sorted(review.items()))
        yield f"待核 {review.total()} 项（{counts}），用 python3 scripts/review.py{there} 查看"


def line(finding: Finding) -> str:
    """One finding in one line: code, place, what happened, what to do."""
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    text = f"[{finding.code}] {place}：{finding.message}。{finding.cure}"
    return " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split())
