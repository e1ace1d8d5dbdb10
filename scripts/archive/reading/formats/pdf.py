"""Read a PDF's text layer: lines become paragraphs again, page numbers and running heads are set aside."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psparser import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from archive.errors import Unreadable
from archive.model import Note
from archive.reading.formats.original import Extracted, Original, single
from archive.reading.formats.pdflayout import Line, page_lines, raised_in
from archive.reading.formats.pdfreflow import paragraphs, without_furniture
from archive.reading.formats.pdftables import across_pages
from archive.reading.formats.radicals import as_unified
from archive.reading.formats.raised import RAISED

WRITTEN = re.compile(r"[^\W_]")
# A font without a map to Unicode shows as glyph numbers; above this share the text is not worth having.
UNMAPPED = re.compile(r"\(cid:\d+\)")
UNMAPPED_SHARE = 0.02
# A line that rises more than this is no text line but a watermark; scanned pages lean by less.
TILT = 0.1
# What stands on its side or on its head, with at least so many characters, is text of a sheet laid across; less is a
# stamp or a mark at the edge.
TURNED_LEAST = 40
TURNS = (90, 180, 270)  # degrees to the right


def read_pdf(original: Original) -> Extracted:
    """The text of a PDF. Raises `Unreadable`: encrypted, too-many-pages, needs-ocr, pdf-damaged."""
    pages, notes = _pages(original)
    body, furniture = without_furniture(pages)
    body, again = across_pages(body)
    text = "\n".join(paragraphs(body))
    _refuse_without_text(original, text)
    text, mapped = as_unified(UNMAPPED.sub("\ufffd", text))
    found = (
        *notes,
        *_note("pdf-furniture", f"页码、页眉、页脚{'、续页的表头' if again else ''}", [*furniture, *again]),
        *_note("pdf-radicals", "部首形的字改回通用汉字", [mapped] if mapped else []),
    )
    return single(original, "pdf", text, found)


def _pages(original: Original) -> tuple[list[list[Line]], tuple[Note, ...]]:
    """The lines of each page, with the first password that opens the file."""
    for password in ("", *original.passwords):
        try:
            with pdfplumber.open(io.BytesIO(original.content), password=password) as pdf:
                count = len(pdf.pages)
                if count > original.limits.pages:
                    raise Unreadable(
                        "too-many-pages",
                        original.source,
                        f"共 {count} 页，上限为 {original.limits.pages} 页",
                        "请拆成几个文件再放入",
                    )
                return _read_pages(pdf.pages)
        except PdfminerException as error:
            if not isinstance(error.args[0] if error.args else error.__cause__, PDFPasswordIncorrect):
                raise _damaged(original, error) from error
        except PDFPasswordIncorrect:
            continue
        except (PDFException, PSException) as error:
            raise _damaged(original, error) from error
    raise Unreadable(
        "encrypted",
        original.source,
        "PDF 设有打开密码",
        "请去掉密码后另存；或在同一文件夹放一个写有“打开密码：……”的文本文件",
    )


def _read_pages(pages: Sequence[Page]) -> tuple[list[list[Line]], tuple[Note, ...]]:
    lines: list[list[Line]] = []
    tilted: list[str] = []
    pictures: list[str] = []
    raised: list[str] = []
    for page in pages:
        turns = [turn for turn in TURNS if sum(_stands(char, turn) for char in page.chars) >= TURNED_LEAST]
        views = [view.filter(_upright) for view in (page, *(_turned(page, turn) for turn in turns))]
        found = [held for view in views if (held := page_lines(view))]
        raised.extend(sign for view in views for sign in raised_in(view))
        lines.extend(found or [[]])
        tilted.extend(
            char["text"] for char in page.chars if not any(_stands(char, turn) for turn in (0, *turns))
        )
        if not found and page.images:
            pictures.append(str(page.page_number))
        page.close()
    notes = (
        *(
            (Note("pdf-raised", f"上标的数字 {len(raised)} 处，{RAISED}", "\n".join(raised)),)
            if raised
            else ()
        ),
        *_note("pdf-watermark", "斜排的水印文字", ["".join(tilted)] if tilted else []),
        *_note("pdf-picture-pages", "只有图片、没有文字的页", pictures if len(pictures) < len(pages) else []),
    )
    return lines, notes


def _stands(char: Mapping[str, Any], turn: int) -> bool:
    """Whether a character stands on a level line once its page is turned so far to the right."""
    along, up = char["matrix"][:2]
    for _ in range(turn // 90):
        along, up = up, -along
    return bool(along > 0 and abs(up) <= TILT * along)


def _upright(item: Mapping[str, Any]) -> bool:
    """Whether a character stands on a level line; anything but a character does."""
    return item.get("object_type") != "char" or _stands(item, 0)


def _turned(page: Page, turn: int) -> Page:
    """The same page with its sheet turned to the right by so many degrees."""
    sheet = copy(page.page_obj)
    sheet.rotate = (sheet.rotate + turn) % 360
    sheet.attrs = {**sheet.attrs, "Rotate": sheet.rotate}
    return Page(page.pdf, sheet, page.page_number, page.initial_doctop)


def _refuse_without_text(original: Original, text: str) -> None:
    chars = len(WRITTEN.findall(UNMAPPED.sub("", text)))
    unmapped = len(UNMAPPED.findall(text))
    if chars and unmapped <= UNMAPPED_SHARE * chars:
        return
    reason = "字体没有对应的文字编码，取不出文字" if unmapped else "只有扫描图片，没有文字层"
    raise Unreadable("needs-ocr", original.source, reason, "请先做文字识别（OCR），把识别后的文稿放入")


def _note(code: str, name: str, texts: Sequence[str]) -> tuple[Note, ...]:
    return (Note(code, f"{name} {len(texts)} 处", "\n".join(texts)),) if texts else ()


def _damaged(original: Original, error: Exception) -> Unreadable:
    reason = f"PDF 结构已损坏（{type(error).__name__}）"
    return Unreadable(
        "pdf-damaged", original.source, reason, "请重新取得完整的文件，或用浏览器打开后另存为 PDF"
    )
