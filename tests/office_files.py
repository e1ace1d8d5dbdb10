"""Small files in foreign formats, written part by part for tests: Word packages, PDFs, compound files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:r="{LINKS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MEDIA}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))
    )
    + "</Types>"
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Word:
    """The parts of a Word document: the inside of the body, of the styles, of the numbering, and others by kind."""

    body: str
    styles: str = ""
    numbering: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    namespace: str = TRANSITIONAL
    main: str = "word/document.xml"


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t>'


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{t(text)}</w:r>"


def p(text: str = "", properties: str = "", inner: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text) if text else ''}{inner}</w:p>"


def numbered(text: str, num_id: int, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>')


def level(index: int, kind: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, abstract_number: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract_number}"/>{more}</w:num>'


def field_run(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def complex_field(instruction: str, result: str) -> str:
    shown = f"{field_run('separate')}{r(result)}" if result else ""
    return f"{field_run('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}{field_run('end')}"


def table(*rows: Sequence[str]) -> str:
    return f"<w:tbl>{''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows)}</w:tbl>"


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(p(each) for each in paragraphs) or p()}</w:tc>"


def docx(word: Word) -> bytes:
    """The package as bytes."""
    parts = {"styles": ("w:styles", word.styles), "numbering": ("w:numbering", word.numbering)}
    roots = {
        "header": "w:hdr", "footer": "w:ftr", "comments": "w:comments", "footnotes": "w:footnotes", "endnotes": "w:endnotes",
    }  # fmt: skip
    parts |= {kind: (roots[kind], text) for kind, text in word.others.items()}
    names = f'xmlns:w="{word.namespace}" {NAMES}'
    written = {kind: (root, text) for kind, (root, text) in parts.items() if text}
    links = [(kind, f"{kind}.xml") for kind in written] + [("aFChunk", name) for name in word.files]
    rows = "".join(
        f'<Relationship Id="id{i}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(links)
    )
    folder, _, name = word.main.rpartition("/")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", CONTENT_TYPES)
        root = f'<Relationship Id="r" Type="{LINKS}/officeDocument" Target="{word.main}"/>'
        file.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        file.writestr(
            f"{folder}/_rels/{name}.rels", f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'
        )
        file.writestr(word.main, f"<w:document {names}><w:body>{word.body}</w:body></w:document>")
        for kind, (tag, text) in written.items():
            file.writestr(f"{folder}/{kind}.xml", f"<{tag} {names}>{text}</{tag}>")
        for name, content in word.files.items():
            file.writestr(f"{folder}/{name}", content)
    return out.getvalue()


def zipped(members: Mapping[str, bytes], encoding: str = "") -> bytes:
    """An archive; `encoding` writes names without the UTF-8 flag, as old Chinese archivers do."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for index, (name, content) in enumerate(members.items()):
            plain = f"{index:0{len(name.encode(encoding or 'utf-8'))}d}" if encoding else name
            file.writestr(plain, content)
    data = out.getvalue()
    for index, name in enumerate(members if encoding else ()):
        raw = name.encode(encoding)
        data = data.replace(f"{index:0{len(raw)}d}".encode(), raw)
    return data


@dataclass(frozen=True)
class Text:
    """A piece of text on a page: its place from the top left in points, its size, and by how much it is turned."""

    x: float
    y: float
    text: str
    size: float = 16.0
    tilted: bool = False
    turned: int = 0


TURNS = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}  # degrees to the left
Box = tuple[float, float, float, float]


def pdf(
    pages: Sequence[Sequence[Text]],
    *,
    mapped: bool = True,
    boxes: Sequence[Box] = (),
    ruled: Mapping[int, Sequence[Box]] = MappingProxyType({}),
    pictures: Sequence[int] = (),
) -> bytes:
    """A PDF whose characters are numbered by code point; without `mapped` nothing says which they are. `boxes` are ruled on all pages, `ruled` on those with these indexes; `pictures` are page indexes."""
    used = sorted({ord(each) for page in pages for piece in page for each in piece.text})
    rows = "\n".join(f"<{code:04X}> <{code:04X}>" for code in used)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{rows}\nendbfchar\nendcmap end end"
    )
    latin = " ".join(f"{code} [500]" for code in used if code < 0x80)
    kids = " ".join(f"{7 + 2 * i} 0 R" for i in range(len(pages)))
    to_unicode = "/ToUnicode 6 0 R" if mapped else ""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]{to_unicode}>>",
        (
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/FontDescriptor 5 0 R/DW 1000/W[{latin}]>>"
        ),
        (
            "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 800]/Ascent 800/Descent -200"
            "/ItalicAngle 0/CapHeight 700/StemV 80>>"
        ),
        _stream(cmap.encode()),
    ]
    for i, page in enumerate(pages):
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {8 + 2 * i} 0 R>>"
        )
        drawn = [_drawn(each) for each in page]
        drawn += [PICTURE] * (i in pictures)
        drawn += [
            f"{x0} {842 - bottom} {x1 - x0} {bottom - top} re S"
            for x0, top, x1, bottom in (*boxes, *ruled.get(i, ()))
        ]
        objects.append(_stream(("\n".join(drawn)).encode()))
    return _pdf_file(objects)


PICTURE = "q 300 0 0 300 90 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"


def _drawn(text: Text) -> str:
    turn = ".7 .7 -.7 .7" if text.tilted else TURNS[text.turned]
    shown = text.text.encode("utf-16-be").hex()
    return f"BT /F {text.size} Tf {turn} {text.x} {842 - text.y} Tm <{shown}> Tj ET"


def _stream(content: bytes) -> str:
    return f"<</Length {len(content)}>>\nstream\n{content.decode('latin-1')}\nendstream"


def _pdf_file(objects: Sequence[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return bytes(out + f"trailer <</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode())


SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE) with these top streams, each padded to at least 4096 bytes, in one FAT sector."""
    names = list(streams)
    padded = [
        content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0") for content in streams.values()
    ]
    entries = -(-(len(names) + 1) // 4)
    fat = [FAT] + [1 + i + 1 for i in range(entries - 1)] + [END]
    starts = []
    for content in padded:
        starts.append(len(fat))
        count = len(content) // SECTOR
        fat += [len(fat) + i + 1 for i in range(count - 1)] + [END]
    directory = _entry("Root Entry", 5, 1 if names else FREE, END, 0)
    for index, (name, content) in enumerate(zip(names, padded, strict=True)):
        right = index + 2 if index + 1 < len(names) else FREE
        directory += _entry(name, 2, FREE, starts[index], len(content), right)
    directory = directory.ljust(entries * SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    table_sector = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    return header + table_sector + directory + b"".join(padded)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:  # noqa: PLR0917
    raw = (name + "\0").encode("utf-16-le")
    return (
        raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
        + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", start, size)
    )  # fmt: skip


def doc(text: str, *, flags: int = 0x0200, pieces: int = 1) -> bytes:
    """A Word 97 file with this main text in 16-bit pieces; flag 0x0100 calls it encrypted."""
    body = text.encode("utf-16-le")
    start = 2048
    main = bytearray(start) + body
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<i", main, 0x4C, len(text))
    cuts = [len(text) * i // pieces for i in range(pieces + 1)]
    table_part = struct.pack(f"<{pieces + 1}I", *cuts)
    table_part += b"".join(struct.pack("<HIH", 0, start + 2 * cut, 0) for cut in cuts[:-1])
    clx = b"\x01\x02\x00\xaa\xbb" + b"\x02" + struct.pack("<I", len(table_part)) + table_part
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(main), "1Table" if flags & 0x0200 else "0Table": clx})
