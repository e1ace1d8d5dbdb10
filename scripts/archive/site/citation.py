"""How a report is named where it is quoted: 《标题》（年份·类型·层级）."""

from __future__ import annotations

from archive.model import UNKNOWN_LEVEL, UNKNOWN_TYPE, Report


def citation(report: Report) -> str:
    """Name a report as one cites it; what is unknown is left out."""
    labels = (f"{report.year}年" if report.year else "", report.type, report.unit_level)
    known = "·".join(label for label in labels if label and label not in {UNKNOWN_TYPE, UNKNOWN_LEVEL})
    return f"《{report.title}》（{known}）" if known else f"《{report.title}》"
