"""Word documents: signs, fields, formulas and drawings that say something only together with how they are shown."""

from __future__ import annotations

import pytest

from archive.reading.formats.wordfields import shown_by
from office_files import Word, cell, complex_field, docx, field_run, p, r, table
from test_formats_docx import lines, notes, read


def font(name: str, more: str = "") -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"{more}/>'


def test_letters_in_a_symbol_font_are_signs() -> None:
    boxes = r("R", font("Wingdings 2")) + r("新建") + r("£", font("Wingdings 2")) + r("续建")
    word = Word(p("性质：", inner=boxes + r("þ\uf0a8", font("Wingdings")) + r("a³ 5 丙", font("Symbol"))))
    assert read(docx(word)).text == "性质：☑新建□续建☑□α≥ 5 丙"
    assert notes(word) == {}


def test_signs_of_a_symbol_font_without_a_table_are_reported() -> None:
    word = Word(p("甲", inner=r("a", font("Webdings")) + r("\x7f\uf041", font("Wingdings")) + r("\ue001乙")))
    assert read(docx(word)).text == "甲\ue001乙"
    assert notes(word)["docx-symbol"] == "Webdings 0061\nWingdings 007F\nWingdings F041"


def test_a_symbol_font_comes_from_the_styles_as_well() -> None:
    styles = (
        f'<w:style w:type="character" w:styleId="s"><w:rPr>{font("Wingdings 2")}</w:rPr></w:style>'
        f'<w:style w:type="paragraph" w:styleId="p"><w:rPr>{font("Wingdings")}</w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="b"><w:basedOn w:val="s"/></w:style>'
    )
    body = p("", inner=r("R", '<w:rStyle w:val="b"/>') + r("R", font("Arial")))
    body += p("þ是", '<w:pStyle w:val="p"/>', inner=r("×", font("Symbol", ' w:hint="eastAsia"')))
    assert lines(body, styles) == ["☑R", "☑是×"]


def test_raised_figures_stay_raised() -> None:
    def high(text: str) -> str:
        return r(text, '<w:vertAlign w:val="superscript"/>')

    body = high("2") + r("，10") + high("-") + high("3") + r("，1") + high("st") + r("，甲") + high("[1]")
    low = r("，CO") + r("2", '<w:vertAlign w:val="subscript"/>')
    word = Word(p("25m", inner=body + low))
    assert read(docx(word)).text == "25m²，10⁻³，1st，甲[1]，CO2"
    found = {note.code: (note.message, note.text) for note in read(docx(word)).notes}
    assert found == {"docx-raised-taken": ("上标的数字 3 处，写成了 ²、³ 这样的字符", "²\n⁻\n³")}


def control(data: str, kind: str, result: str = "") -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    told = f"<w:r><w:instrText> {kind} </w:instrText></w:r>{field_run('separate')}"
    return begin + told + (r(result) if result else "") + field_run("end")


def test_form_fields_show_what_was_chosen() -> None:
    def box(inside: str) -> str:
        return control(f"<w:checkBox>{inside}</w:checkBox>", "FORMCHECKBOX")

    on, off = '<w:default w:val="1"/>', '<w:default w:val="1"/><w:checked w:val="0"/>'
    entries = '<w:listEntry w:val="合格"/><w:listEntry w:val="不合格"/>'
    chosen = f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>'
    body = (
        box(on)
        + r("是")
        + box(off)
        + r("否")
        + box("<w:checked/>")
        + r("，")
        + control(chosen, "FORMDROPDOWN")
    )
    body += r("，") + control(f"<w:ddList>{entries}</w:ddList>", "FORMDROPDOWN")
    body += control('<w:ddList><w:result w:val="9"/></w:ddList>', "FORMDROPDOWN")
    body += r("，") + control("<w:textInput/>", "FORMTEXT", "青溪") + control(chosen, "FORMDROPDOWN", "良好")
    assert lines(p("完成：", inner=body)) == ["完成：☑是□否☑，不合格，合格，青溪良好"]


def test_a_field_without_an_end_hides_nothing() -> None:
    begin = f"{field_run('begin')}<w:r><w:instrText> DATE </w:instrText></w:r>"
    toc = f"{field_run('begin')}<w:r><w:instrText> TOC </w:instrText></w:r>{field_run('separate')}"
    body = (
        p("截至", inner=begin + r("年底"))
        + p("见", inner=complex_field("REF _x", "第二章"))
        + p("", inner=toc + r("甲"))
    )
    word = Word(
        body + p("全部完成"),
        others={"footnotes": f"<w:footnote>{p('注', inner=begin + r('文'))}</w:footnote>"},
    )
    assert read(docx(word)).text.split("\n") == ["截至年底", "见第二章", "甲", "全部完成", "注释", "注文"]


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(qing),青)', "青"),
        (r" eq \o\ad(\s\up 5(党委),\s\do 2(政府)) ", "党委政府"),
        (r"EQ \o\ac(○,12)", "⑫"),
        (r"EQ \o\ac(□,√)", "☑"),
        (r"EQ \f(3,4)", "3/4"),
        (r"EQ 2\f(1,2)", "2 1/2"),
        (r"EQ \f(a+b,\r(3,x))", "(a+b)/(∛x)"),
        (r"EQ \r(2x)+\b\bc\{(m\s\up8(2))", "√2x+{m²}"),
        (r"EQ \b\lc\|\rc\)(a\,b)", "|a,b)"),
        (r"EQ \i\su(i=1,n,x)\x\to(甲，乙)(c,d)", "∑_(i=1)ⁿx甲，乙(c,d)"),
        (r"EQ \a\al(1,2)", None),
        (r"EQ \f(1,2,3)", None),
        (r"EQ \f(1", None),
        ("EQ " + r"\x(" * 60, None),
        (r"SYMBOL 254 \f Wingdings \s 12", "☑"),
        ("DATE", ""),
    ],
)
def test_fields_that_show_what_their_instruction_says(instruction: str, shown: str | None) -> None:
    assert shown_by(instruction) == shown


def test_an_equation_that_is_not_understood_is_an_object() -> None:
    word = Word(
        p("共2", inner=complex_field(r"EQ \f(1,2)", "") + r("个，") + complex_field(r"EQ \a(1,2)", ""))
    )
    assert read(docx(word)).text == "共2 1/2个，"
    assert notes(word) == {"docx-object": r"EQ \a(1,2)"}


def math(tag: str, **parts: str) -> str:
    return f"<m:{tag}>{''.join(f'<m:{name}>{inner}</m:{name}>' for name, inner in parts.items())}</m:{tag}>"


def m(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def signed(tag: str, **signs: str) -> str:
    inner = "".join(f'<m:{name} m:val="{sign}"/>' for name, sign in signs.items())
    return f"<m:{tag}Pr>{inner}</m:{tag}Pr>"


SUM = signed("nary", chr="∑")


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (math("sSup", e=m("10"), sup=m("4")), "10⁴"),
        (math("sSup", e=m("e"), sup=m("2x")), "e^(2x)"),
        (math("sSubSup", e=m("x"), sub=m("1"), sup=m("′")), "x₁′"),
        (math("d", e=m("a+b")) + m("c"), "(a+b)c"),
        (
            f"<m:d>{signed('d', begChr='[', endChr='', sepChr=',')}<m:e>{m('a')}</m:e><m:e>{m('b')}</m:e></m:d>",
            "[a,b",
        ),
        (math("rad", deg="", e=m("x+1")) + math("rad", deg=m("n"), e=m("x")), "√(x+1)ⁿ√x"),
        (
            f"<m:nary>{SUM}<m:sub>{m('i=1')}</m:sub><m:sup>{m('n')}</m:sup><m:e>{m('y')}</m:e></m:nary>",
            "∑_(i=1)ⁿy",
        ),
        (m("2") + math("f", num=m("1"), den=math("d", e=m("a"))), "2 1/(a)"),
        (math("m", mr=f"<m:e>{m('a')}</m:e><m:e>{m('b')}</m:e>"), "a b"),
        (f"<w:del>{m('旧')}</w:del>" + math("sPre", sub=m("k"), sup=m("2"), e=m("x")), "_k²x"),
    ],
)
def test_formulas_keep_powers_brackets_roots_and_signs(inner: str, shown: str) -> None:
    assert lines(p("设", inner=f"<m:oMath>{inner}</m:oMath>")) == [f"设{shown}"]


def graphic(uri: str, inner: str) -> str:
    return f'<w:r><w:drawing><a:graphicData uri="http://x/{uri}">{inner}</a:graphicData></w:drawing></w:r>'


def test_words_of_wordart_diagrams_and_charts_are_named_like_text_boxes() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="青溪县委文件"/></v:shape><v:textpath on="t"/></w:pict></w:r>'

    diagram = graphic("diagram", '<d:relIds xmlns:d="dgm" r:dm="id0"/>')
    chart = graphic("chart", '<c:chart xmlns:c="chart" r:id="id1"/>')
    empty = graphic("chart", '<c:chart xmlns:c="chart" r:id="id9"/>') + graphic("wordprocessingShape", "")
    names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    files = {
        "d.xml": f"<d {names}><a:p><a:r><a:t>书记</a:t></a:r><a:r><a:t>负责</a:t></a:r></a:p><a:p/><a:p><a:t>乙</a:t></a:p></d>".encode(),
        "c.xml": f"<c {names}><a:p><a:r><a:t>财政收入</a:t></a:r></a:p></c>".encode(),
    }
    word = Word(
        p("正文比图里的字要多，图里只有几个字，不到这么多", inner=art + diagram + chart + empty), files=files
    )
    assert read(docx(word)).text == "正文比图里的字要多，图里只有几个字，不到这么多"
    assert notes(word) == {"docx-textbox": "青溪县委文件\n书记负责\n乙\n财政收入", "docx-object": "chart"}
    header = f"{p(inner=diagram)}{p('页眉')}"
    assert notes(Word(p("正文"), others={"header": header}))["docx-header"] == "页眉"


def test_a_damaged_chart_is_named_and_the_document_read() -> None:
    chart = graphic("chart", '<c:chart xmlns:c="chart" r:id="id0"/>')
    word = Word(p("正文", inner=chart), files={"chart.xml": b"<c:chart><cut"})
    assert read(docx(word)).text == "正文"
    assert notes(word) == {"docx-object": "chart"}


def test_a_choice_without_a_fallback_is_read() -> None:
    def only(inner: str, more: str = "") -> str:
        choice = f'<mc:Choice Requires="w99">{inner}</mc:Choice>'
        return f"<mc:AlternateContent>{choice}{more}</mc:AlternateContent>"

    body = (
        p("甲", inner=f"<w:r>{only('<w:t>乙</w:t>')}</w:r>") + only(p("丙")) + only(p("丁"), "<mc:Fallback/>")
    )
    assert lines(body) == ["甲乙", "丙"]


def test_a_tab_in_a_cell_begins_no_other_cell() -> None:
    name = f"<w:tc><w:p>{r('张')}<w:r><w:tab/></w:r>{r('三')}</w:p></w:tc>"
    body = table([cell("姓名"), cell("职务"), cell("得分")], [name, cell("镇长"), cell("95")])
    assert lines(body) == ["姓名\t职务\t得分", "张 三\t镇长\t95"]
