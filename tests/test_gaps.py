"""Gaps are marked where an author left them, nowhere else, and no character changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.site.gaps import is_gap, marked
from archive.site.record import load_words

PATTERN = load_words(Path(__file__).resolve().parents[1] / "data" / "rules").gap


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("召开民主生活会X次，XX局党委", ["X", "XX"]),
        ("ＸＸＸ党支部发展党员×名", ["ＸＸＸ", "×"]),
        ("联系____同志，**公司，○○乡", ["____", "**", "○○"]),
        ("做X光检查，画X轴，查X射线，X染色体", []),
        ("型号MAX800，XL号，5×3米，二○○八年，XML文件", []),
        ("X", []),
    ],
)
def test_what_was_left_open_is_marked(text: str, gaps: list[str]) -> None:
    html = f'<p data-part="XX" id="p-XX">{text}</p>'
    out, count = marked(html, PATTERN)
    assert re.findall(r'<span class="gap"[^>]*>([^<]*)</span>', out) == gaps
    assert count == len(gaps)
    assert re.sub(r'<span class="gap"[^>]*>|</span>', "", out) == html


def test_a_gap_is_no_keyword() -> None:
    words = ("xxx", "XX", "党组织", "xml", "5g")
    assert [word for word in words if not is_gap(word, PATTERN)] == ["党组织", "xml", "5g"]
