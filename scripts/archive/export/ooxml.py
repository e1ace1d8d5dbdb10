"""The parts of a Word file that are the same for every report, as XML made from the layout.

Figures become what OOXML counts in: twentieths of a point (`twips`) for lengths, half points for type, hundredths of
a character for indents. The grid counts lines only and lines are exact: the grid of lines and characters that Word
offers for 22 x 28 breaks in LibreOffice, so the characters are set 0.25 pt closer instead (measured in both).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from archive.export.layout import Layout, Style

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMES = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
PIECES = ("styles", "settings", "fontTable")
FOOTERS = (("default", "right"), ("even", "left"))
MM = 1440 / 25.4
PT = 20
FACE = "Char"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What all files share: `parts` in the order of the file, and the document's XML before and after its paragraphs.

    `styles` has the style of each kind of block; it is empty for the one that needs no naming. `table` is what a table
    begins with, `width` the room for its columns. The face of a heading's style is also there for runs, under its name
    and `FACE`.
    """

    parts: tuple[tuple[str, str], ...]
    before: str
    after: str
    styles: dict[str, str]
    table: str
    width: int


def fixed(layout: Layout) -> Fixed:
    """Make everything that does not depend on the report."""
    names = {kind: "" if style.id == "Normal" else style.id for kind, style in layout.styles.items()}
    footers = ((f"word/footer{at}.xml", _footer(layout, side)) for at, (_, side) in enumerate(FOOTERS, 1))
    parts = (
        ("[Content_Types].xml", _content_types()),
        ("_rels/.rels", _package_relations()),
        ("word/_rels/document.xml.rels", _document_relations()),
        ("word/styles.xml", _styles(layout)),
        ("word/settings.xml", _settings()),
        ("word/fontTable.xml", _fonts(layout)),
        *footers,
    )
    before, after = f"{HEAD}<w:document {NAMES}><w:body>", f"{_section(layout)}</w:body></w:document>"
    page = layout.page
    width = twips(page.width - page.left - page.right, MM)
    return Fixed(parts, before, after, names, _table(width), width)


def twips(length: float, unit: float = PT) -> int:
    """A length in twentieths of a point, down to the whole one, so that the sum never passes the page."""
    return int(length * unit + 1e-6)


def _content_types() -> str:
    parts = [("document", "document.main"), *((name, name) for name in PIECES)]
    parts += [(f"footer{at}", "footer") for at in range(1, len(FOOTERS) + 1)]
    rows = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{TYPES}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _package_relations() -> str:
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>'
    )


def _document_relations() -> str:
    targets = [(name, name) for name in PIECES]
    targets += [("footer", f"footer{at}") for at in range(1, len(FOOTERS) + 1)]
    rows = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for at, (kind, name) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _styles(layout: Layout) -> str:
    """The defaults of every paragraph, then the styles; each names its own East Asian font."""
    grid, body = layout.grid, layout.styles["paragraph"]
    size = 2 * body.size
    paragraph = (
        f'<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(grid.pitch)}" w:lineRule="exact"/>'
    )
    text = (
        f"{_faces(layout, body.font)}"
        f'<w:spacing w:val="{round(grid.spacing * PT)}"/><w:kern w:val="0"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    )
    styles = "".join(_style(layout, style) for style in layout.styles.values())
    faces = "".join(_face(layout, style) for style in layout.styles.values() if style.outline)
    return (
        f"{HEAD}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>{text}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{paragraph}</w:pPr></w:pPrDefault></w:docDefaults>{styles}{faces}</w:styles>"
    )


def _style(layout: Layout, style: Style) -> str:
    default = ' w:default="1"' if style.id == "Normal" else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    following = '<w:next w:val="Normal"/>' if style.outline or style.id == "Title" else ""
    keep = "<w:keepNext/>" if style.outline else ""
    linked = f'<w:link w:val="{style.id}{FACE}"/>' if style.outline else ""
    outline = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.id}"><w:name w:val="{escape(style.name)}"/>{based}'
        f"{following}{linked}<w:qFormat/><w:pPr>{keep}{_spacing(layout, style)}{_indent(style)}"
        f'<w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_faces(layout, style.font)}<w:sz w:val="{2 * style.size}"/><w:szCs w:val="{2 * style.size}"/></w:rPr>'
        "</w:style>"
    )


def _face(layout: Layout, style: Style) -> str:
    """The face of a heading for words that begin a paragraph of text."""
    return (
        f'<w:style w:type="character" w:styleId="{style.id}{FACE}"><w:name w:val="{escape(style.name)} Char"/>'
        f'<w:link w:val="{style.id}"/><w:rPr>{_faces(layout, style.font)}</w:rPr></w:style>'
    )


def _spacing(layout: Layout, style: Style) -> str:
    after = f' w:after="{style.after * twips(layout.grid.pitch)}"' if style.after else ""
    pitch = f' w:line="{twips(style.pitch)}" w:lineRule="exact"' if style.pitch else ""
    return f"<w:spacing{after}{pitch}/>" if after or pitch else ""


def _table(width: int) -> str:
    """Thin lines round every cell, as wide as the text."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    edges = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{edges}</w:tblCellMar></w:tblPr>'
    )


def _indent(style: Style) -> str:
    """Indents in characters, with their lengths for programs that know no characters."""
    first, right = style.first * style.size, style.right * style.size
    return (
        f'<w:ind w:rightChars="{100 * style.right}" w:right="{twips(right)}" '
        f'w:firstLineChars="{100 * style.first}" w:firstLine="{twips(first)}"/>'
    )


def _faces(layout: Layout, font: str) -> str:
    latin = escape(layout.latin)
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{escape(font)}" w:cs="{latin}"/>'


def _settings() -> str:
    return (
        f'{HEAD}<w:settings {NAMES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _fonts(layout: Layout) -> str:
    rows = "".join(
        f'<w:font w:name="{escape(name)}"><w:altName w:val="{escape(other)}"/><w:charset w:val="86"/></w:font>'
        for name, other in layout.fonts.items()
    )
    return f"{HEAD}<w:fonts {NAMES}>{rows}</w:fonts>"


def _footer(layout: Layout, side: str) -> str:
    """The page number between dashes, at the outer edge."""
    number = layout.number
    inset = f'w:{side}Chars="{100 * number.inset}" w:{side}="{twips(number.inset * number.size)}"'
    face = f'<w:rPr>{_faces(layout, number.font)}<w:sz w:val="{2 * number.size}"/></w:rPr>'
    dash = '<w:r>{face}<w:t xml:space="preserve">{text}</w:t></w:r>'
    field = f'<w:fldSimple w:instr=" PAGE "><w:r>{face}<w:t>1</w:t></w:r></w:fldSimple>'
    return (
        f'{HEAD}<w:ftr {NAMES}><w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/>'
        f'<w:ind {inset} w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
        f"{dash.format(face=face, text='— ')}{field}{dash.format(face=face, text=' —')}</w:p></w:ftr>"
    )


def _section(layout: Layout) -> str:
    page = layout.page
    first = len(PIECES) + 1
    footers = "".join(
        f'<w:footerReference w:type="{kind}" r:id="rId{first + at}"/>' for at, (kind, _) in enumerate(FOOTERS)
    )
    sides = "".join(
        f'w:{side}="{twips(getattr(page, side), MM)}" '
        for side in ("top", "right", "bottom", "left", "footer")
    )
    return (
        f'<w:sectPr>{footers}<w:pgSz w:w="{round(page.width * MM)}" w:h="{round(page.height * MM)}"/>'
        f'<w:pgMar {sides}w:header="851" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{twips(layout.grid.pitch)}"/></w:sectPr>'
    )
