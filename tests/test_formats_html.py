"""Web pages: the document's lines exactly, everything else in a note, tables, lists and encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import RuleError, Unreadable
from archive.model import Raw
from archive.reading.formats.original import Original
from archive.reading.formats.webarchive import read_mht
from archive.reading.formats.webpage import load_html, read_html, without_site
from archive.reading.limits import load
from conftest import RULES

LIMITS = load(RULES)
BODY = "<p>一年来，我局坚持以习近平新时代中国特色社会主义思想为指导，认真贯彻落实上级决策部署，扎实推进各项工作，取得明显成效。</p>"
NAV = "<div>" + "".join(f'<a href="/{i}">栏目导航第{i}号</a>' for i in range(40)) + "</div>"


def read(page: str | bytes, name: str = "a.html") -> Raw:
    content = page.encode() if isinstance(page, str) else page
    return read_html(Original(name, content, LIMITS, Path(name))).raws[0]


def lines(page: str) -> list[str]:
    return read(page).text.split("\n")


def noted(raw: Raw, code: str) -> str:
    return next((note.text for note in raw.notes if note.code == code), "")


@pytest.mark.parametrize(
    "container",
    [
        "id='UCAP-CONTENT'",
        "class='TRS_Editor'",
        "id=zoom",
        "class='v_news_content'",
        "class='wp_articlecontent x'",
    ],
)
def test_containers_of_known_systems(container: str) -> None:
    raw = read(f"<html><body>{NAV}<div {container}>{BODY}</div><div>版权所有</div></body></html>")
    assert raw.text == BODY[3:-4]
    assert "栏目导航第3号" in noted(raw, "html-dropped")
    assert "版权所有" in noted(raw, "html-dropped")


def test_every_line_is_in_the_text_or_in_a_note() -> None:
    page = f"<body>{NAV}<div style='display:none'>藏着</div><div id=zoom>{BODY}<div class=share>分享到</div></div><p>尾</p></body>"
    raw = read(page)
    assert noted(raw, "html-hidden") == "藏着"
    dropped = noted(raw, "html-dropped").split("\n")
    assert "分享到" in dropped
    assert "尾" in dropped
    assert raw.text == BODY[3:-4]


@pytest.mark.parametrize(
    "page",
    [
        # What collectors save of such a page is its source: the script that shows the text has not run.
        f"<div>名称</div><div id=js_content style='visibility: hidden; opacity: 0'>{BODY}</div>",
        f"<div>名称</div><div class=wrap style='display:none'><div id=zoom>{BODY}</div></div>",
        f"<div>名称</div><div class=mystery style='display:none'>{BODY}</div>",
    ],
)
def test_a_document_that_a_script_would_have_shown_stays(page: str) -> None:
    assert BODY[3:-4] in lines(f"<html><body>{page}</body></html>")


@pytest.mark.parametrize(
    ("sheet", "jammer"),
    [
        (".jm, .x{display:none}", "class='a jm'"),
        ("span{color:red} #jm { VISIBILITY : hidden }", "id=jm"),
        (".jm{font-size:0px;color:#fff}", "class=jm"),
        ("", "style='font-size:0'"),
        (".jm{display:inline} span.jm{display:none}", "class=jm"),
        (".jm{display:none !important} #a{display:block}", "class=jm id=a"),
    ],
)
def test_what_the_styles_of_the_page_hide_is_no_text(sheet: str, jammer: str) -> None:
    body = BODY.replace("贯彻", f"贯<span {jammer}>请到本站下载</span>彻", 1)
    raw = read(f"<html><head><style>{sheet}</style></head><body>{body}</body></html>")
    assert raw.text == BODY[3:-4]
    assert noted(raw, "html-hidden") == "请到本站下载"


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        ("@media print{.a{display:none}}", "class=a"),
        ("/* .a{display:none} */", "class=a"),
        (".a{display:none} p .a{color:red} .a.on{display:inline}", "class='a on'"),
        (".a{display:none}", "class=a style='display:inline'"),
        (".a{font-size:0.9em} .b .a, .a:hover{display:none}", "class=a"),
    ],
)
def test_what_other_rules_show_stays(sheet: str, shown: str) -> None:
    body = BODY.replace("贯彻", f"<span {shown}>贯彻</span>", 1)
    raw = read(f"<html><head><style>{sheet}</style></head><body>{body}</body></html>")
    assert raw.text == BODY[3:-4]


def test_letters_without_size_around_others_with_one_stay() -> None:
    sheet = "<style>.row{font-size:0}.row span{font-size:16px}</style>"
    raw = read(
        f"<html>{sheet}<body>{BODY}<div class=row><span>青溪镇</span><span>人民政府</span></div></body></html>"
    )
    assert raw.text.endswith("青溪镇人民政府")


def test_a_folded_menu_and_what_never_shows_are_no_document() -> None:
    menu = "".join(f"<a href='/{i}'>下拉栏目导航第{i}号</a>" for i in range(40))
    raw = read(f"<body><div style='display:none'>{menu}</div><h2>小结</h2>{BODY}</body>")
    assert raw.text == f"小结\n{BODY[3:-4]}"
    assert {note.code for note in raw.notes} == {"html-mostly-hidden", "html-hidden"}
    shut = read(f"<body><div hidden>{BODY}</div><p>小结</p></body>")
    assert shut.text == "小结"
    assert "html-mostly-hidden" in {note.code for note in shut.notes}
    less = read(f"<body><div style='display:none'>藏着</div>{BODY}</body>")
    assert {note.code for note in less.notes} == {"html-hidden"}


def test_a_page_without_links_is_taken_whole() -> None:
    assert lines(f"<html><body><h2>小结</h2>{BODY}<p>末段</p></body></html>")[-1] == "末段"
    made = (
        f'<html><head><meta name=Generator content="Microsoft Word 15"></head><body>{NAV}{BODY}</body></html>'
    )
    assert "栏目导航第1号" in read(made).text


SIGNED = "<p>青溪镇人民政府</p><p>2023年12月30日</p>"
ATTACHED = "<div>附件：<a href=1.doc>1.一览表.doc</a><br><a href=2.doc>2.名单.doc</a></div>"


@pytest.mark.parametrize(
    ("below", "taken"),
    [
        (f"<!-- 尾 --> <div class=sign>{SIGNED}</div>{ATTACHED}", 4),
        (f"{ATTACHED}{SIGNED}", 4),
        ("<p>青溪镇人民政府　2023年12月30日</p>", 1),
        ("<p>2023年12月30日</p>", 0),
        (ATTACHED, 0),
        (f"<p>上一篇：工作要点</p>{SIGNED}", 0),
        ("<p><a href=/>青溪县人民政府</a></p><p>2023年12月30日</p>", 0),
    ],
)
def test_who_signs_below_the_container_belongs_to_the_text(below: str, taken: int) -> None:
    raw = read(f"<body>{NAV}<div><div id=zoom>{BODY}</div></div>{below}<p>版权所有</p></body>")
    found = raw.text.split("\n")
    assert found[0] == BODY[3:-4]
    assert len(found) == 1 + taken
    left = noted(raw, "html-dropped").split("\n")
    assert not set(found) & set(left)
    assert "版权所有" in left


def test_a_text_that_is_signed_takes_no_other_signature() -> None:
    raw = read(f"<body>{NAV}<div id=zoom>{BODY}{SIGNED}</div>{SIGNED}</body>")
    assert raw.text.count("青溪镇人民政府") == 1


def test_a_page_of_an_unknown_system() -> None:
    article = "".join(
        f"<p>第{i}段：全年共组织集中学习十二次，开展专题研讨六次，撰写心得体会三十余篇，党员干部理论素养不断提高。</p>"
        for i in range(6)
    )
    raw = read(f"<html><body>{NAV}<div class='mystery'>{article}</div>{NAV}</body></html>")
    assert raw.text.split("\n")[0].startswith("第0段")
    assert raw.text.split("\n")[-1].startswith("第5段")
    assert "栏目导航第3号" not in raw.text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
@pytest.mark.parametrize("label", ["utf-8", "gb2312", ""])
def test_charsets_declared_truly_falsely_or_not_at_all(encoding: str, label: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    page = f"<html><head>{meta}<title>年度总结</title></head><body>{BODY}</body></html>"
    if encoding == "utf-8" and label == "gb2312":
        page = page.replace("习近平", "习近平，")
    assert "坚持以习近平" in read(page.encode(encoding)).text


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "latin1", "us-ascii", "koi8-r"])
def test_a_charset_that_fits_any_bytes_is_held_against_the_content(label: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><body>{BODY}</body></html>'
    for encoding in ("gbk", "utf-8"):
        assert read(page.encode(encoding)).text == BODY[3:-4]
    western = "Réunion générale à l’été, café, procès-verbal, ça va bien, où êtes-vous"
    if label == "windows-1252":
        raw = read(f'<meta charset="{label}"><p>{western}</p>'.encode(label))
        assert (raw.text, raw.encoding) == (western, label)


def test_damaged_bytes_of_a_page_are_told_and_leave_a_sign() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{BODY}</body></html>'.encode("gbk")
    raw = read(page.replace("习".encode("gbk"), b"\xff\xff"))
    assert "\ufffd\ufffd近平" in raw.text
    assert noted(raw, "damaged-bytes").count("\\udcff") == 2


def test_the_text_of_a_page_in_several_containers_is_joined() -> None:
    parts = [f"<div class=article-content><p>第{i}部分</p>{BODY}</div>" for i in range(2)]
    other = f"<div class=article-content>{NAV}</div>"
    nested = f"<div class=article-content><div class=article-content>{BODY}</div></div>"
    raw = read(f"<body>{NAV}{parts[0]}<img>{parts[1]}{other}</body>")
    assert raw.text.split("\n") == ["第0部分", BODY[3:-4], "第1部分", BODY[3:-4]]
    assert read(f"<body>{NAV}{nested}</body>").text == BODY[3:-4]


def test_the_end_of_a_document_outside_its_container_is_told() -> None:
    below = "<p>扫一扫</p><p>2023年12月30日</p><p>附件：1.一览表</p><p>更新于2023年12月30日</p>"
    raw = read(f"<body>{NAV}<div id=zoom>{BODY}</div>{below}</body>")
    assert noted(raw, "html-ending") == "2023年12月30日\n附件：1.一览表"
    assert not noted(read(f"<body>{NAV}<div id=zoom>{BODY}{below}</div></body>"), "html-ending")


def test_a_mark_outranks_the_declaration() -> None:
    page = f'<html><head><meta charset="gbk"></head><body>{BODY}</body></html>'
    assert read(b"\xef\xbb\xbf" + page.encode()).text == BODY[3:-4]
    assert read(page.encode("utf-16")).text == BODY[3:-4]


def test_the_title_is_put_above_a_text_without_it() -> None:
    head = "<head><title>2019年工作总结_工作动态_某市人民政府网</title></head>"
    assert lines(f"<html>{head}<body>{BODY}</body></html>")[0] == "2019年工作总结"
    own = f"<html>{head}<body><div id=zoom><p>2019年</p><p>工作总结</p>{BODY}</div></body></html>"
    assert lines(own)[:2] == ["2019年", "工作总结"]
    named = f'<html><head><meta name="ArticleTitle" content="关于印发方案的通知">{head[6:]}<body>{BODY}</body></html>'
    assert lines(named)[0] == "关于印发方案的通知"


def test_a_heading_with_the_name_of_the_site_is_no_title() -> None:
    head = "<head><title>2019年工作总结_某市人民政府网</title></head>"
    assert (
        lines(f"<html>{head}<body><h1>某市人民政府</h1><div id=zoom>{BODY}</div></body></html>")[0]
        == "2019年工作总结"
    )
    assert lines(f"<html><body><h1>工作总结</h1><div id=zoom>{BODY}</div></body></html>")[0] == "工作总结"


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("2019年工作总结_某市人民政府网", "2019年工作总结"),
        ("关于召开会议的通知 - 某某大学", "关于召开会议的通知"),
        ("关于2020-2021学年工作的通知", "关于2020-2021学年工作的通知"),
        ("主题党日活动_党建工作_某某医院", "主题党日活动"),
        ("工作报告|要闻|某某网", "工作报告"),
        ("人民政府网", "人民政府网"),
    ],
)
def test_titles_lose_the_name_of_the_site(title: str, wanted: str) -> None:
    assert without_site(title, load_html(RULES)) == wanted


def test_blocks_breaks_and_inline_tags() -> None:
    page = "<body><div>甲<b>乙</b><span>丙</span><br>丁</div><p>戊\n   己</p><p>word\n  two  three</p><pre>一\n  二</pre></body>"
    assert lines(page) == ["甲乙丙", "丁", "戊己", "word two three", "一", "  二"]


def test_entities_scripts_and_comments() -> None:
    page = "<body><script>var a='脚本'</script><style>p{}</style><!-- 注释 --><p>&lt;甲&gt;&amp;&nbsp;乙&ldquo;丙&rdquo;</p></body>"
    assert lines(page) == ["<甲>&\xa0乙“丙”"]


def test_tables_are_rows_and_layout_tables_are_not() -> None:
    page = "<table><tr><th>项目</th><th>金额</th></tr><tr><td>学习</td><td><p>320元</p></td></tr></table>"
    assert lines(f"<body>{page}</body>") == ["项目\t金额", "学习\t320元"]
    nested = f"<table><tr><td><table><tr><td>{BODY}<p>第二段</p></td></tr></table></td></tr></table>"
    assert lines(f"<body>{nested}</body>")[1] == "第二段"


SPANS = {
    "rows": (
        "<tr><th>类别</th><th>项目</th><th>数</th></tr><tr><td rowspan=2>学习</td><td>集中</td><td>12</td></tr><tr><td>自学</td><td>30</td></tr><tr><td>调研</td><td>走访</td><td>5</td></tr>",
        ["类别\t项目\t数", "学习\t集中\t12", "—\t自学\t30", "调研\t走访\t5"],
    ),
    "rows in the middle": (
        "<tr><td>甲</td><td rowspan='2'>乙</td><td>1</td></tr><tr><td>丙</td><td>2</td></tr>",
        ["甲\t乙\t1", "丙\t\t2"],
    ),
    "columns": (
        "<tr><td colspan=2>合计</td><td>3</td></tr><tr><td>甲</td><td>乙</td><td>1</td></tr>",
        ["合计\t\t3", "甲\t乙\t1"],
    ),
    "both": (
        "<tr><td colspan=2 rowspan=2>合计</td><td>3</td></tr><tr><td>4</td></tr><tr><td>甲</td><td>乙</td><td>5</td></tr>",
        ["合计\t\t3", "—\t—\t4", "甲\t乙\t5"],
    ),
    "to the end of the group": (
        "<tbody><tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr></tbody><tbody><tr><td>乙</td><td>3</td></tr></tbody>",
        ["甲\t1", "—\t2", "乙\t3"],
    ),
    "a row of its own": (
        "<tr><td colspan=2>农业局<br>2019年</td></tr><tr><td rowspan=3>甲</td><td>1</td></tr><tr></tr><tr><td>2</td></tr><tr><td>乙</td><td>3</td></tr>",
        ["农业局", "2019年", "甲\t1", "—\t2", "乙\t3"],
    ),
    "a value alone": (
        "<tr><td></td><td>单位：万元</td></tr><tr><td>项目</td><td>数</td></tr><tr><td></td><td>其中</td></tr><tr><td>甲</td><td>1</td></tr><tr><td></td><td>9</td></tr><tr><td></td><td>农业局</td></tr>",
        ["\t单位：万元", "项目\t数", "—\t其中", "甲\t1", "—\t9", "\t农业局"],
    ),
    "what is no number": (
        "<tr><td rowspan=x colspan=-1>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>",
        ["甲\t1", "乙\t2"],
    ),
}


@pytest.mark.parametrize("name", SPANS)
def test_cells_keep_their_columns(name: str) -> None:
    rows, wanted = SPANS[name]
    assert lines(f"<body><table>{rows}</table></body>") == wanted


def test_a_column_of_paragraphs_for_the_layout_moves_nothing() -> None:
    page = f"<table><tr><td rowspan=3>{BODY}<p>首页</p></td><td></td></tr><tr><td>某局总结</td></tr><tr><td>2019年</td></tr></table>"
    assert lines(f"<body>{page}</body>")[-2:] == ["某局总结", "2019年"]


def test_spans_without_end_cost_no_more_than_their_rows() -> None:
    wide = "<tr>" + "<td rowspan=65534 colspan=999999>甲</td>" * 300 + "</tr>"
    found = lines(f"<body><table>{wide}{'<tr><td>乙</td></tr>' * 300}</table></body>")
    assert len(found) == 301
    assert max(map(len, found)) < 40_000


def test_lists_have_their_numbers() -> None:
    page = "<ol><li>甲</li><li><p>乙</p></li><li value=7>丙</li></ol><ul><li>丁</li></ul><ol type=a start=3><li>戊</li></ol>"
    page += "<ol style='list-style-type:cjk-ideographic'><li>己</li></ol><ol style='list-style:none'><li>庚</li></ol>"
    assert lines(f"<body>{page}</body>") == ["1. 甲", "2. 乙", "7. 丙", "丁", "c. 戊", "一、己", "庚"]


def test_deep_nesting_is_no_danger() -> None:
    assert lines("<body>" + "<div>" * 4_000 + "底" + "</div>" * 4_000 + "</body>") == ["底"]


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read("<html><body><img src=a.png></body></html>")
    assert refused.value.code == "empty"


def test_of_the_pages_of_a_web_archive_the_longest_is_taken_and_others_are_told() -> None:
    frames = "<html><frameset><frame src=cid:1></frameset></html>"
    short, long = (
        f"<html><head><meta charset=utf-8></head><body><p>{text}</p></body></html>"
        for text in ("详见下文。", BODY)
    )
    parts = "".join(
        f"--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n"
        for page in (frames, short, long, long.replace("</p>", "第二处。</p>", 1))
    )
    mail = f"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n{parts}--x--\r\n"
    raw = read_mht(Original("a.mht", mail.encode(), LIMITS, Path("a.mht"))).raws[0]
    assert "第二处。" in raw.text
    assert "详见" not in noted(raw, "html-parts")
    assert noted(raw, "html-parts") == raw.text.replace("第二处。", "")


def test_web_archives() -> None:
    mail = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n<html><head><meta charset=utf-8></head><body>{BODY}</body></html>\r\n--x--\r\n"
    )
    raw = read_mht(Original("a.mht", mail.encode(), LIMITS, Path("a.mht"))).raws[0]
    assert (raw.text, raw.format) == (BODY[3:-4], "mht")
    with pytest.raises(Unreadable):
        read_mht(
            Original(
                "a.mht", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", LIMITS, Path("a.mht")
            )
        )


@pytest.mark.parametrize(
    ("old", "new"), [('- "#zoom"', '- "#zoom["'), ("site_name: '", "site_name: '("), ("drop:", "drip:")]
)
def test_the_rules_are_read_strictly(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "html.yml").write_text(
        (RULES / "html.yml").read_text("utf-8").replace(old, new, 1), encoding="utf-8"
    )
    with pytest.raises(RuleError):
        load_html(tmp_path)


def test_raised_figures_of_a_page_stay_raised() -> None:
    page = "<body><p>投资10<sup>4</sup>元，25m<sup> 2 </sup>，见<sup>[1]</sup>，1<sup>st</sup>，<sup><b>-3</b></sup>次</p></body>"
    found = read(page)
    assert found.text == "投资10⁴元，25m ² ，见[1]，1st，⁻³次"
    (note,) = found.notes
    assert (note.code, note.message) == ("html-raised", "上标的数字 3 处，写成了 ²、³ 这样的字符")
