"""Word documents: text exact, automatic numbers complete, everything else set aside and named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive.checking import findings
from archive.cleaning.clean import clean
from archive.cleaning.rules import load_clean
from archive.errors import Unreadable
from archive.model import Note, Raw
from archive.reading.formats.numerals import custom, format_number
from archive.reading.formats.original import Original
from archive.reading.formats.symbols import symbol
from archive.reading.formats.wordfields import shown_by
from archive.reading.formats.worker import answer
from archive.reading.limits import load
from conftest import RULES
from office_files import (
    STRICT,
    Word,
    abstract,
    cell,
    complex_field,
    docx,
    field_run,
    level,
    num,
    numbered,
    p,
    r,
    t,
    table,
)

LIMITS = load(RULES)


def read(content: bytes, name: str = "a.docx", task: str = "docx") -> Raw:
    found = answer(task, Original(name, content, LIMITS, Path(name)))
    if isinstance(found, Unreadable):
        raise found
    return found.raws[0]


def lines(body: str, styles: str = "", numbering: str = "") -> list[str]:
    return read(docx(Word(body, styles, numbering))).text.split("\n")


def notes(word: Word) -> dict[str, str]:
    return {note.code: note.text for note in read(docx(word)).notes}


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("decimal", {0: "0", 7: "7", 12: "12"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("decimalFullWidth", {1: "１", 23: "２３"}),
        ("decimalEnclosedCircle", {0: "⓪", 1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"}),
        ("decimalEnclosedCircleChinese", {10: "⑩"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 105: "一○五"}),
        ("chineseCountingThousand", {10: "十", 19: "十九", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十",
                                     1001: "一千零一", 1010: "一千零一十", 10000: "一万", 10001: "一万零一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 25: "贰拾伍"}),
        ("ideographDigital", {1: "一", 10: "一〇", 23: "二三"}),
        ("japaneseCounting", {1: "一", 10: "十", 21: "二十一", 100: "百", 111: "百十一", 2000: "二千"}),
        ("taiwaneseCounting", {12: "十二"}),
        ("taiwaneseCountingThousand", {120: "一百二十"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 11: "甲戌", 60: "癸亥"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉"}),
        ("ideographLegalTraditional", {2: "貳"}),
        ("upperRoman", {1: "I", 4: "IV", 9: "IX", 40: "XL", 1994: "MCMXCIV"}),
        ("lowerRoman", {3: "iii"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 53: "AAA"}),
        ("lowerLetter", {2: "b"}),
        ("ordinal", {1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 21: "21st"}),
        ("hex", {255: "FF"}),
        ("numberInDash", {3: "- 3 -"}),
        ("none", {5: ""}),
        ("noSuchFormat", {5: "5"}),
    ],
)  # fmt: skip
def test_number_formats(kind: str, wanted: dict[int, str]) -> None:
    assert {number: format_number(number, kind) for number in wanted} == wanted


def test_custom_formats_keep_their_width() -> None:
    assert [custom(7, "001, 002, 003, ..."), custom(7, "第一")] == ["007", "7"]


OFFICIAL = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
    level(4, "decimalEnclosedCircle", "%5"),
)


def test_official_numbering_on_five_levels() -> None:
    body = "".join(
        numbered(text, 1, at)
        for text, at in [
            ("总", 0),
            ("学", 1),
            ("抓", 1),
            ("点", 2),
            ("次", 2),
            ("细", 3),
            ("圈", 4),
            ("问", 0),
            ("首", 1),
        ]
    )
    assert lines(body, numbering=OFFICIAL + num(1, 0)) == [
        "一、总", "（一）学", "（二）抓", "1.点", "2.次", "（1）细", "①圈", "二、问", "（一）首",
    ]  # fmt: skip


def test_instances_share_a_count_until_one_starts_again() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = OFFICIAL + num(1, 0) + num(2, 0) + num(3, 0, again)
    body = "".join(numbered("甲", which) for which in (1, 2, 3, 3, 1))
    assert lines(body, numbering=numbering) == ["一、甲", "二、甲", "一、甲", "二、甲", "三、甲"]


def test_a_level_override_replaces_the_whole_level() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "%1)", start=5)}</w:lvlOverride>'
    assert lines(numbered("甲", 1) + numbered("乙", 1), numbering=OFFICIAL + num(1, 0, own)) == [
        "5)甲",
        "6)乙",
    ]


def test_restart_rules() -> None:
    never = abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>'))
    body = "".join(numbered("x", 1, at) for at in (0, 1, 0, 1))
    assert lines(body, numbering=never + num(1, 0)) == ["1.x", "1)x", "2.x", "2)x"]
    first = abstract(
        0,
        level(0, "decimal", "%1."),
        level(1, "decimal", "%2-"),
        level(2, "decimal", "%3)", '<w:lvlRestart w:val="1"/>'),
    )
    body = "".join(numbered("x", 1, at) for at in (0, 1, 2, 1, 2, 0, 2))
    assert [line[:2] for line in lines(body, numbering=first + num(1, 0))] == [
        "1.",
        "1-",
        "1)",
        "2-",
        "2)",
        "2.",
        "1)",
    ]


def test_upper_levels_in_the_number_and_legal_style() -> None:
    numbering = abstract(
        0,
        level(0, "chineseCounting", "第%1章", '<w:suff w:val="space"/>'),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "decimal", "%2.%3"),
    ) + num(1, 0)
    body = numbered("总则", 1) + numbered("目的", 1, 1) + numbered("其一", 1, 2)
    assert lines(body, numbering=numbering) == ["第一章 总则", "1.1 目的", "1.1 其一"]


def test_an_upper_level_that_never_came_shows_its_start() -> None:
    numbering = abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + num(1, 0)
    assert lines(numbered("甲", 1, 1) + numbered("乙", 1, 0), numbering=numbering) == ["1.1 甲", "1 乙"]


def test_numbering_comes_from_styles_and_their_bases() -> None:
    style = '<w:style w:type="paragraph" w:styleId="{}">{}</w:style>'
    styles = (
        style.format("H1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style.format("H2", '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style.format("Mine", '<w:basedOn w:val="H2"/>')
        + style.format("Loop", '<w:basedOn w:val="Loop"/>')
    )
    numbering = abstract(
        0,
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="H2"/>'),
    ) + num(1, 0)
    styled = '<w:pStyle w:val="{}"/>'
    body = "".join(
        p(text, styled.format(name))
        for text, name in [("甲", "H1"), ("乙", "H2"), ("丙", "Mine"), ("丁", "Loop")]
    )
    body += p("戊", styled.format("H2") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
    body += p("己", styled.format("H1") + '<w:numPr><w:ilvl w:val="1"/></w:numPr>')
    assert lines(body, styles, numbering) == ["一、甲", "1.乙", "2.丙", "丁", "戊", "3.己"]


def test_paragraphs_with_an_outline_level_are_told_with_it() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    )
    body = (
        p("甲", '<w:pStyle w:val="a"/>')
        + p("乙", '<w:pStyle w:val="b"/>')
        + p("丙", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
        + p("丁", '<w:outlineLvl w:val="1"/>')
        + p("戊")
    )
    assert read(docx(Word(body, styles))).outline == (("甲", 0), ("乙", 2), ("丁", 1))


def test_the_default_style_numbers_paragraphs_without_a_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="n">'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert lines(p("甲") + p("乙"), styles, OFFICIAL + num(1, 0)) == ["一、甲", "二、乙"]


def test_a_numbering_style_is_followed_to_its_definition() -> None:
    styles = '<w:style w:type="numbering" w:styleId="List"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = (
        abstract(0, level(0, "chineseCounting", "%1、"), more='<w:styleLink w:val="List"/>')
        + abstract(1, more='<w:numStyleLink w:val="List"/>')
        + num(1, 0)
        + num(2, 1)
    )
    assert lines(numbered("甲", 2), styles, numbering) == ["一、甲"]


def test_what_follows_a_number() -> None:
    def one(text: str, more: str = "", after: str = "甲") -> str:
        return lines(numbered(after, 1), numbering=abstract(0, level(0, "decimal", text, more)) + num(1, 0))[
            0
        ]

    assert one("%1.") == "1.甲"
    assert one("%1.", after="5万元") == "1. 5万元"
    assert one("%1") == "1 甲"
    assert one("第%1条") == "第1条 甲"
    assert one("%1", '<w:suff w:val="nothing"/>') == "1甲"
    assert one("%1、", '<w:suff w:val="space"/>') == "1、 甲"


def test_bullets_and_numbers_that_do_not_show() -> None:
    bullet = abstract(0, level(0, "bullet", "\uf0b7", '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>')) + num(
        1, 0
    )
    assert lines(numbered("甲", 1), numbering=bullet) == ["• 甲"]
    hidden = abstract(0, level(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>")) + num(1, 0)
    assert lines(numbered("甲", 1), numbering=hidden) == ["甲"]
    newer = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
    )
    assert lines(numbered("甲", 1), numbering=abstract(0, newer) + num(1, 0)) == ["001.甲"]


def test_an_unknown_instance_or_level_numbers_nothing() -> None:
    assert lines(numbered("甲", 9) + numbered("乙", 1, 8), numbering=OFFICIAL + num(1, 0)) == ["甲", "乙"]


def test_marked_changes_keep_what_was_inserted() -> None:
    body = p(
        "原文",
        inner=f"<w:ins>{r('新增')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        f"<w:moveTo>{r('移来')}</w:moveTo><w:moveFrom>{r('移走')}</w:moveFrom>",
    )
    word = Word(body)
    assert read(docx(word)).text == "原文新增移来"
    assert notes(word)["docx-deleted"] == "删去移走"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = p("前半", "<w:rPr><w:del/></w:rPr>") + numbered("后半", 1) + p("末", "<w:rPr><w:del/></w:rPr>")
    assert lines(body, numbering=OFFICIAL + num(1, 0)) == ["一、前半后半", "末"]


def test_a_deleted_paragraph_is_not_counted() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    )
    body = numbered("甲", 1) + gone + numbered("乙", 1)
    assert lines(body, numbering=OFFICIAL + num(1, 0)) == ["一、甲", "二、乙"]


def test_a_hidden_mark_runs_the_next_paragraph_in() -> None:
    body = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/><w:specVanish/></w:rPr></w:pPr>'
        f"{r('抓学习。')}</w:p>{p('正文')}"
    )
    assert lines(body, numbering=OFFICIAL + num(1, 0)) == ["一、抓学习。正文"]


def test_hidden_text_by_run_and_by_style() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    shown = r("显", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
    body = p("看见", inner=r("藏一", "<w:vanish/>") + r("藏二", '<w:rStyle w:val="H2"/>') + shown)
    body += p(properties='<w:pStyle w:val="P"/>', inner=r("藏三") + r("又见", '<w:rStyle w:val="H"/>'))
    word = Word(body, styles)
    assert read(docx(word)).text == "看见显\n又见"
    assert notes(word)["docx-hidden"] == "藏一藏二\n藏三"


def test_fields_show_their_result() -> None:
    nested = f"{field_run('begin')}<w:r><w:instrText>IF {complex_field('PAGE', '9')} 1</w:instrText></w:r>"
    nested = f"{field_run('begin')}<w:r><w:instrText> IF </w:instrText></w:r>{complex_field('PAGE', '9')}"
    nested += f"{field_run('separate')}{r('结果')}{field_run('end')}"
    body = p("见", inner=complex_field("REF _x", "第二章") + nested + f"<w:fldSimple>{r('单')}</w:fldSimple>")
    body += p("", inner=complex_field(r"EQ \o\ac(○,3)", ""))
    body += p("", inner=f"{field_run('end')}{field_run('separate')}{r('散')}")
    assert lines(body) == ["见第二章结果单", "③", "散"]
    assert [shown_by("PAGE"), shown_by(r"eq \o\ac(□,密)")] == ["", "密"]


def test_a_table_of_contents_is_set_aside_with_its_title() -> None:
    begin = f"{field_run('begin')}<w:r><w:instrText> TOC \\o </w:instrText></w:r>{field_run('separate')}"
    body = (
        p("标题")
        + p("目 录")
        + p(inner=begin + r("一、总体1"))
        + p(inner=r("二、问题2"))
        + p(inner=field_run("end"))
        + p("正文")
    )
    word = Word(body)
    assert [line for line in read(docx(word)).text.split("\n") if line] == ["标题", "正文"]
    assert notes(word)["docx-contents"] == "目 录\n一、总体1\n二、问题2"
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    word = Word(
        f"<w:sdt>{gallery}<w:sdtContent>{p('目录')}{p('一、总体1')}</w:sdtContent></w:sdt>{p('正文')}"
    )
    assert read(docx(word)).text == "正文"


def test_signs_inside_runs() -> None:
    inner = "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:softHyphen/><w:t> 丁 </w:t></w:r>"
    page = "<w:r><w:t>戊</w:t><w:br w:type='page'/><w:t>己</w:t></w:r>"
    assert lines(p(inner=inner) + p(inner=page)) == ["甲\t乙", "丙-丁", "戊", "己"]


def test_symbols_are_mapped_or_reported() -> None:
    sym = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'
    word = Word(
        p("完成", inner=sym.format("Wingdings", "F0FC") + sym.format("Odd", "F041") + sym.format("Odd", "zz"))
    )
    assert read(docx(word)).text == "完成✓"
    assert notes(word)["docx-symbol"] == "Odd F041\nOdd zz"
    assert [symbol(0x41, "Times"), symbol(0x6C, "wingdings"), symbol(5, "Times")] == ["A", "●", ""]


def test_wrappers_are_looked_into() -> None:
    inner = (
        f"<w:hyperlink>{r('链接')}</w:hyperlink><w:smartTag>{r('标签')}</w:smartTag>"
        f"<w:sdt><w:sdtContent>{r('控件')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('请点击输入')}</w:sdtContent></w:sdt>"
        f"<w:r><w:ruby><w:rt>{r('pin')}</w:rt><w:rubyBase>{r('拼')}</w:rubyBase></w:ruby></w:r>"
    )
    body = (
        p(inner=inner)
        + f"<w:ins>{p('增段')}</w:ins><w:customXml>{p('内段')}</w:customXml><w:del>{p('删段')}</w:del>"
    )
    assert lines(body) == ["链接标签控件拼", "增段", "内段"]


def test_alternate_content_is_read_once() -> None:
    box = "<w:txbxContent>" + p("框内") + "</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = p("正文", inner=f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>")
    word = Word(body)
    assert read(docx(word)).text == "正文"
    assert notes(word)["docx-textbox"] == "框内"
    unknown = f'<mc:AlternateContent><mc:Choice Requires="w99">{r("新")}</mc:Choice><mc:Fallback>{r("旧")}</mc:Fallback></mc:AlternateContent>'
    assert lines(p(inner=unknown)) == ["旧"]


def test_a_document_all_in_text_boxes_has_its_text_there() -> None:
    body = p(
        inner=f"<w:r><w:pict><v:textbox><w:txbxContent>{p('甲')}{p('乙')}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    assert lines(body) == ["甲", "乙"]


def boxed(*texts: str) -> str:
    held = "".join(map(p, texts))
    return f"<w:r><w:pict><v:textbox><w:txbxContent>{held}</w:txbxContent></v:textbox></w:pict></w:r>"


def test_boxes_that_hold_more_than_the_text_are_text_below_their_anchors() -> None:
    long = "全年完成了各项任务" * 20
    word = Word(p("某局2021年工作总结", inner=boxed(long, "二、不足")) + p("某局") + p(inner=boxed("附记")))
    found = read(docx(word))
    assert found.text.split("\n") == ["某局2021年工作总结", long, "二、不足", "某局", "附记"]
    assert [(note.code, note.message) for note in found.notes] == [
        ("docx-textbox-taken", "文本框 2 处，共 185 字，已放进正文")
    ]


def test_boxes_beside_a_text_are_left_out_and_counted() -> None:
    word = Word(
        p("全年完成了各项任务" * 20, inner=boxed("二、" + "不足" * 60)) + p("题", inner=boxed("短框里的字"))
    )
    found = read(docx(word))
    assert found.text == "全年完成了各项任务" * 20 + "\n题"
    assert [(note.code, note.message) for note in found.notes] == [
        ("docx-textbox", "文本框 2 处，共 126 字，不作正文")
    ]
    short = read(docx(Word(p("题", inner=boxed("短框里的字")))))
    assert short.text == "题"


def test_an_embedded_object_is_named() -> None:
    held = '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Word.Document.12"/>'
    word = Word(p("正文", inner=f"<w:r><w:object><v:imagedata/>{held}</w:object></w:r>"))
    found = read(docx(word))
    assert [(note.code, note.message) for note in found.notes] == [
        ("docx-object", "嵌入的对象 1 处（Word.Document.12），不作正文")
    ]
    control = Word(p("正文", inner="<w:r><w:object><v:imagedata/><w:control/></w:object></w:r>"))
    assert notes(control) == {"docx-picture": "图片"}


@pytest.mark.parametrize("code", ["docx-textbox", "docx-textbox-taken", "docx-object"])
def test_what_is_left_out_of_a_document_is_a_finding(code: str) -> None:
    (found,) = findings.notes("a.docx", [Note(code, "文本框 1 处")], "r0123456789ab")
    assert (found.code, found.severity, found.message) == (code, "review", "文本框 1 处")


def test_footnotes_stand_below_the_text() -> None:
    notes = f'<w:footnote w:type="separator">{p("线")}</w:footnote><w:footnote>{p("“五个一”：一图一表。")}</w:footnote>'
    word = Word(p("正文") + p("某局") + p(), others={"footnotes": notes})
    found = read(docx(word))
    assert found.text == "正文\n某局\n注释\n“五个一”：一图一表。"
    assert [(note.code, note.message) for note in found.notes] == [
        ("docx-footnote-taken", "脚注、尾注 1 处，共 7 字，已放进正文")
    ]
    with pytest.raises(Unreadable):
        read(docx(Word(p(), others={"footnotes": notes})))


def test_notes_and_the_places_that_refer_to_them_have_one_number() -> None:
    def refer(tag: str, number: int, more: str = "") -> str:
        return f'<w:r><w:{tag}Reference w:id="{number}"{more}/></w:r>'

    notes = "".join(
        f'<w:footnote w:id="{number}">{p(text)}</w:footnote>'
        for number, text in (
            (2, "后注的。"),
            (3, "先注的。"),
            (4, "* 星号的。"),
            (5, "无处提到的。"),
            (6, "已删的。"),
        )
    )
    ends = f'<w:endnote w:id="2">{p("尾注的。")}</w:endnote>'
    body = (
        p("先", inner=refer("footnote", 3))
        + p("尾", inner=refer("endnote", 2) + refer("footnote", 2))
        + p("星", inner=refer("footnote", 4, ' w:customMarkFollows="1"') + "<w:r><w:t>*</w:t></w:r>")
        + p("删", inner=f"<w:del>{refer('footnote', 6)}</w:del>")
        + p("又", inner=refer("footnote", 3))
    )
    found = read(docx(Word(body, others={"footnotes": notes, "endnotes": ends})))
    assert found.text == (
        "先〔1〕\n尾〔2〕〔3〕\n星*\n删\n又〔1〕\n"
        "注释\n〔1〕先注的。\n〔2〕尾注的。\n〔3〕后注的。\n* 星号的。\n无处提到的。\n已删的。"
    )
    (note,) = (note for note in found.notes if note.code == "docx-footnote-taken")
    assert note.message == "脚注、尾注 6 处，共 20 字，已放进正文，〔1〕等序号是读取时加的"
    assert "〔" not in note.text


def test_other_parts_are_notes() -> None:
    word = Word(
        p("正文"),
        others={
            "header": p("内部资料"),
            "footer": p("第1页"),
            "comments": f"<w:comment>{p('此处存疑')}</w:comment>",
        },
    )
    assert read(docx(word)).text == "正文"
    assert notes(word) == {
        "docx-header": "内部资料", "docx-footer": "第1页", "docx-comment": "此处存疑",
    }  # fmt: skip


def test_tables_are_rows_of_cells() -> None:
    merged = [cell("甲", properties='<w:vMerge w:val="restart"/>'), cell("1")]
    below = [cell(properties="<w:vMerge/>"), cell("2")]
    wide = [cell("合计", properties='<w:gridSpan w:val="2"/>'), cell("3")]
    body = table([cell("项目"), cell("数", "量")], merged, below, wide, [cell(), cell()])
    assert lines(body) == ["项目\t数 量", "甲\t1", "—\t2", "合计\t\t3"]


def test_rows_that_begin_with_empty_cells_keep_their_columns() -> None:
    head = [cell(), cell("上年"), cell("今年")]
    layout = [cell(), cell("制表人")]
    body = table(head, [cell("修路"), cell("12"), cell()], [cell(), cell(), cell("小计"), cell("9")], layout)
    found = lines(p("某局2021年工作总结") + body)
    assert found[1:] == ["—\t上年\t今年", "修路\t12", "—\t—\t小计\t9", "\t制表人"]
    cleaned = clean("\n".join(found), load_clean(RULES)).text.split("\n")
    assert cleaned[1:] == ["—\t上年\t今年", "修路\t12", "—\t—\t小计\t9", "制表人"]


def test_a_value_alone_in_its_row_keeps_its_column() -> None:
    """Above and below the rows of several cells only a number does."""
    head = [cell("项目"), cell("上年"), cell("今年")]
    rows = [
        [cell(), cell(), cell("增长")],
        [cell("修路"), cell("12"), cell("13")],
        [cell(), cell("9"), cell()],
    ]
    body = table([cell(), cell(), cell("单位：万元")], head, *rows, [cell(), cell("制表人")])
    assert lines(body) == [
        "\t\t单位：万元",
        "项目\t上年\t今年",
        "—\t—\t增长",
        "修路\t12\t13",
        "—\t9",
        "\t制表人",
    ]
    right = [[cell(), cell("某局")], [cell(), cell("12")]]
    assert lines(table(*right)) == ["\t某局", "\t12"]


def test_a_cell_with_paragraphs_keeps_them_as_lines() -> None:
    long = "一年来，本人认真学习，扎实工作，较好完成了各项任务，现将有关情况报告如下。"
    body = table([cell("总结"), cell(long, "一、学习情况")], [cell("签字"), cell("张某")])
    assert lines(body) == ["总结", long, "一、学习情况", "签字\t张某"]
    assert lines(table([cell("甲", "乙")])) == ["甲", "乙"]


def test_tables_in_tables_and_deleted_rows() -> None:
    inner = table([cell("子甲"), cell("子乙")], [cell("子丙"), cell("子丁")])
    body = table(["<w:tc>" + inner + p() + "</w:tc>", cell("旁")])
    body += "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + cell("删行") + "</w:tr></w:tbl>"
    word = Word(body)
    assert read(docx(word)).text.split("\n") == ["子甲\t子乙", "子丙\t子丁", "旁"]
    assert notes(word)["docx-deleted"] == "删行"


def test_formulas_read_as_text() -> None:
    math = "<m:oMath><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    assert lines(p("设", inner=math)) == ["设x=(a+b)/2"]


def test_embedded_chunks_are_read() -> None:
    page = "<html><body><p>网页段</p></body></html>".encode()
    inside = docx(Word(p("内嵌段")))
    rich = "".join(f"\\u{ord(each)}?" for each in "富文本段")
    mime = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    files = {"a.html": page, "b.docx": inside, "c.txt": "文本段".encode("gbk"), "d.bin": b"\0\1"}
    files |= {
        "e.rtf": f"{{\\rtf1\\ansi {rich}\\par}}".encode(),
        "f.mht": mime,
        "g.dat": mime,
        "h.rtf": b"{\\rtf1 }",
    }
    chunks = "".join(f'<w:altChunk r:id="id{i}"/>' for i in range(len(files) + 1))
    word = Word(p("正文") + chunks, files=files)
    assert [line for line in read(docx(word)).text.split("\n") if line] == [
        "正文", "网页段", "内嵌段", "文本段", "富文本段", "网页段", "网页段",
    ]  # fmt: skip
    # Not read: d.bin, h.rtf, an id that leads nowhere.
    assert notes(word) == {"docx-object": "altChunk\naltChunk\naltChunk"}


def test_what_is_hidden_in_an_inserted_document_is_set_aside() -> None:
    shown, hidden = ("".join(f"\\u{ord(each)}?" for each in text) for text in ("看得见", "藏起来"))
    rich = f"{{\\rtf1\\ansi {shown}{{\\v {hidden}}}\\par \\v {hidden}\\v0 {shown}\\vertal b\\par}}"
    word = Word(p("正文") + '<w:altChunk r:id="id0"/>', files={"a.rtf": rich.encode()})
    assert read(docx(word)).text.split() == ["正文", "看得见", "看得见b"]
    assert notes(word) == {"docx-hidden": "藏起来\n藏起来"}


@pytest.mark.parametrize(
    "word", [Word(p("正文"), namespace=STRICT), Word(p("正文"), main="word/document2.xml")]
)
def test_strict_documents_and_other_part_names(word: Word) -> None:
    assert read(docx(word)).text == "正文"


def test_flat_xml_documents() -> None:
    flat = (
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/document.xml">'
        '<pkg:xmlData><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"{p('平面')}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
    )
    assert read(flat.encode(), task="flat").text == "平面"
    old = b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>'
    with pytest.raises(Unreadable) as refused:
        read(old, task="flat")
    assert refused.value.code == "needs-office"


def test_white_space_counts_only_when_it_says_so() -> None:
    assert lines("<w:p><w:r><w:t> 甲 </w:t></w:r><w:r>" + t(" 乙 ") + "</w:r></w:p>") == ["甲 乙 "]


def code(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(content)
    return refused.value.code


def test_what_has_no_text_is_refused() -> None:
    picture = p(inner='<w:r><w:drawing><a:blip descr="照片"/></w:drawing></w:r>')
    assert code(docx(Word(picture))) == "needs-ocr"
    assert code(docx(Word(p()))) == "empty"
    assert code(docx(replace(Word(""), main="word/x.bin"))[:200]) == "archive-damaged"


def test_a_picture_beside_text_is_a_note() -> None:
    word = Word(p("正文", inner="<w:r><w:drawing><a:blip/></w:drawing></w:r>"))
    assert notes(word) == {"docx-picture": "图片"}
