"""Gaps are marked where an author left them, nowhere else, and no character changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.cleaning.gaps import load_gaps
from archive.errors import RuleError
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
        ("[具体数据]名党员，增长[X]%，[此处补充数据]", ["[具体数据]", "[X]", "[此处补充数据]"]),
        ("较多。【XX局：这部分要充实】", ["【XX局：这部分要充实】"]),
        ("投资【待核实】亿元，培训（数据待核）人次", ["【待核实】", "（数据待核）"]),
        ("[相关文件名称]要求（请发改局提供数据）", ["[相关文件名称]", "（请发改局提供数据）"]),
        ("各部门（单位）年度工作（单位：万元）[1]〔2023〕5号", []),
        ("【时间】3月5日【具体做法】一是线索3条（待核实）", []),
        ("（由县发改局负责补充完善）（具体名单见附件）", []),
        ("（此处建议补充具体案例，字数约80字）[名称](a.html)", []),
    ],
)
def test_what_was_left_open_is_marked(text: str, gaps: list[str]) -> None:
    html = f'<p data-part="XX" id="p-XX">{text}</p>'
    out, count = marked(html, PATTERN)
    assert re.findall(r'<span class="gap"[^>]*>([^<]*)</span>', out) == gaps
    assert count == len(gaps)
    assert re.sub(r'<span class="gap"[^>]*>|</span>', "", out) == html


def test_a_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    for pattern, told in (("[({left}", "模式有误"), ("{nothing}", "没有词表 'nothing'")):
        (tmp_path / "gaps.yml").write_text(f"signs: X\nbracketed: ['{pattern}']\nwords: {{left: a}}\n")
        with pytest.raises(RuleError, match=told):
            load_gaps(tmp_path)


def test_a_gap_is_no_keyword() -> None:
    words = ("xxx", "XX", "党组织", "xml", "5g")
    assert [word for word in words if not is_gap(word, PATTERN)] == ["党组织", "xml", "5g"]
