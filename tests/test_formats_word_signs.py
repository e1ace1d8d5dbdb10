"""Word documents: signs, fields, formulas and drawings that say something only together with how they are shown."""

from __future__ import annotations

from office_files import Word, docx, p, r
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
