"""Read a Word document (docx, docm, dotx, transitional or strict) from its XML.

Own reader, because the usual libraries lose the automatic numbers 一、（一）1. that half of all official documents
have. Inserted text is kept, deleted and hidden text is not; headers, footers, text boxes and comments are set aside.
Everything set aside is a `Note`. Footnotes and endnotes are text: they stand at the end, under a line 注释. Their
numbers, which Word counts and does not write, are added, as 〔1〕 where a note is referred to and before the note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from archive.errors import Unreadable
from archive.model import Note
from archive.reading.formats.numbering import Definitions, load_numbering
from archive.reading.formats.original import Extracted, Original, single
from archive.reading.formats.package import Package
from archive.reading.formats.raised import RAISED
from archive.reading.formats.styles import load_styles
from archive.reading.formats.wordbody import Walk
from archive.reading.formats.wordsource import Inserted, Word

Chunk = Callable[[str, bytes], Inserted]

# Kind -> what it is called, in the order in which the notes are given.
ASIDE: Mapping[str, str] = {
    "header": "页眉",
    "footer": "页脚",
    "textbox": "文本框",
    "comment": "批注",
    "footnote": "脚注、尾注",
    "deleted": "修订中删除的文字",
    "hidden": "隐藏文字",
    "contents": "自动目录",
    "object": "嵌入的对象",
    "picture": "图片",
    "symbol": "无法对应的符号",
    "raised": "上标的数字",
}
PARTS: Mapping[str, str] = {
    "header": "header",
    "footer": "footer",
    "comments": "comment",
}
NOTES = ("footnotes", "endnotes")
WRITTEN = re.compile(r"[^\W_]")
# What is quoted names what was set aside, and is none of it.
NAMED = frozenset({"object", "picture", "symbol"})
# Letters from which on the text boxes are the text, where they hold more than what stands outside them.
BOXED_LEAST = 100
NOTES_TITLE = "注释"
TAKEN = "已放进正文"
NUMBERED = "已放进正文，〔1〕等序号是读取时加的"


@dataclass(frozen=True, slots=True)
class _Links:
    """Where the parts of the document are: the main part, one part by kind, all by relation id."""

    document: str
    by_kind: Mapping[str, tuple[str, ...]]
    by_id: Mapping[str, str]


class _Footnote(NamedTuple):
    """A note and the mark that stands for it in the text, if the text refers to it."""

    mark: str
    text: str


def read_docx(original: Original, package: Package, chunk: Chunk) -> Extracted:
    """The text of a Word package, one line a paragraph. `chunk` reads an embedded part in another format.

    Raises `Unreadable`: docx-damaged without a document part, no-text when there are only pictures, empty.
    """
    links = _links(package)
    root = package.xml(links.document)
    body = None if root is None else root.find("w-body")
    if body is None:
        raise Unreadable(
            "docx-damaged", original.source, "其中没有正文部件", "请用 Word 打开并修复，另存为 docx 再放入"
        )
    word = _word(package, links, chunk)
    walk = _walked(word, body)
    boxed = _is_boxed(walk)
    if boxed:
        walk = _walked(word, body, with_boxes=True)
    aside = {kind: list(texts) for kind, texts in walk.aside.items()}
    for kind, texts in _other_parts(package, links, word):
        aside.setdefault(kind, []).extend(texts)
    footnotes = _footnotes(package, links, word, walk.references)
    if footnotes:
        aside["footnote"] = [each.text for each in footnotes]
    text = "\n".join(walk.lines)
    if not WRITTEN.search(text):
        raise _nothing(original, pictures=bool(aside.get("picture") or aside.get("object")))
    taken = {"footnote": NUMBERED if walk.references else TAKEN, "raised": RAISED}
    taken |= {"textbox": TAKEN} if boxed else {}
    outline = tuple(walk.outline.items())
    return single(original, "docx", _with_notes(text, footnotes), _notes(aside, taken), outline)


def _walked(word: Word, part: Element, *, with_boxes: bool = False) -> Walk:
    """A walk over a part; a field without an end, which would hide all that follows, is then passed over."""
    walk = Walk(word, with_boxes=with_boxes)
    walk.blocks(part)
    if walk.unclosed:
        walk = Walk(word, with_boxes=with_boxes, unclosed=walk.unclosed)
        walk.blocks(part)
    walk.finish()
    return walk


def _is_boxed(walk: Walk) -> bool:
    """Whether a document is laid out in text boxes: nothing else has text, or long boxes have more than the rest."""
    inside, outside = _letters(walk.aside.get("textbox", ())), _letters(walk.lines)
    return inside > outside and (inside >= BOXED_LEAST or not outside)


def _letters(texts: Iterable[str]) -> int:
    return sum(len(WRITTEN.findall(text)) for text in texts)


def _with_notes(text: str, notes: Sequence[_Footnote]) -> str:
    """The text with its footnotes and endnotes below it."""
    lines = (f"{each.mark}{each.text}" for each in notes)
    return "\n".join((text.rstrip("\n"), NOTES_TITLE, *lines)) if notes else text


def _footnotes(
    package: Package, links: _Links, word: Word, marks: Mapping[tuple[str, str], str]
) -> list[_Footnote]:
    """Footnotes and endnotes in the order in which the text refers to them, then those that it does not refer to."""
    order = {key: place for place, key in enumerate(marks)}
    found: dict[tuple[int, str], _Footnote] = {}
    for relation in NOTES:
        for unit in _all_units(package, links.by_kind.get(relation, ())):
            key = unit.tag, unit.get("w-id", "")
            text, boxes = _unit_text(unit, word)
            lone = len(order)
            for each in (text, *boxes):
                if each:
                    note = _Footnote(marks.get(key, "") if each is text else "", each)
                    found.setdefault((order.get(key, lone), each), note)
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


def _links(package: Package) -> _Links:
    document = package.document()
    by_kind: dict[str, tuple[str, ...]] = {}
    by_id: dict[str, str] = {}
    for relation in package.relations(document):
        if relation.target:
            by_kind[relation.kind] = (*by_kind.get(relation.kind, ()), relation.target)
            by_id[relation.id] = relation.target
    return _Links(document, by_kind, by_id)


def _word(package: Package, links: _Links, chunk: Chunk) -> Word:
    def part(kind: str) -> Element | None:
        return next((package.xml(name) for name in links.by_kind.get(kind, ())), None)

    def embedded(relation_id: str) -> Inserted:
        name = links.by_id.get(relation_id, "")
        return chunk(name, package.content(name)) if package.has(name) else Inserted()

    def drawn(relation_id: str) -> Element | None:
        """The part of a diagram or chart; none for a damaged one, which the walk names as an object."""
        try:
            return package.xml(links.by_id.get(relation_id, ""))
        except Unreadable:
            return None

    styles = load_styles(part("styles"))
    numbering = load_numbering(part("numbering"), styles)
    return Word(styles, numbering, embedded, drawn)


def _other_parts(package: Package, links: _Links, word: Word) -> Iterable[tuple[str, list[str]]]:
    """The texts of headers, footers and comments; pages often repeat the same header."""
    for relation, kind in PARTS.items():
        texts: dict[str, None] = {}
        for unit in _all_units(package, links.by_kind.get(relation, ())):
            text, boxes = _unit_text(unit, word)
            texts.update(dict.fromkeys(each for each in (text, *boxes) if each))
        if texts:
            yield kind, list(texts)


def _all_units(package: Package, names: Iterable[str]) -> Iterable[Element]:
    roots = (package.xml(name) for name in names)
    return (unit for root in roots if root is not None for unit in _units(root))


def _unit_text(unit: Element, word: Word) -> tuple[str, Sequence[str]]:
    """The text of a header, a comment or a note, and those of the text boxes in it."""
    walk = _walked(replace(word, definitions=Definitions(), part=lambda _: None), unit)
    return "\n".join(walk.lines).strip(), walk.aside.get("textbox", [])


def _units(root: Element) -> Iterable[Element]:
    """The comments or notes of a part, without Word's own separators; a header is one unit."""
    if root.tag in {"w-hdr", "w-ftr"}:
        return (root,)
    return tuple(
        node
        for node in root
        if node.tag in {"w-comment", "w-footnote", "w-endnote"} and not node.get("w-type")
    )


def _notes(aside: Mapping[str, Sequence[str]], taken: Mapping[str, str]) -> tuple[Note, ...]:
    """What was set aside; what was `taken` into the text after all, as its words say, has a code of its own."""
    found = ((kind, aside.get(kind, ())) for kind in ASIDE)
    return tuple(
        Note(
            f"docx-{kind}-taken" if kind in taken else f"docx-{kind}",
            _said(kind, texts, taken),
            "\n".join(texts),
        )
        for kind, texts in found
        if texts
    )


def _said(kind: str, texts: Sequence[str], taken: Mapping[str, str]) -> str:
    count = f"{ASIDE[kind]} {len(texts)} 处"
    if kind in NAMED:
        return (
            f"{count}（{'、'.join(dict.fromkeys(texts))}），不作正文"
            if kind == "object"
            else f"{count}，不作正文"
        )
    if kind == "raised":
        return f"{count}，{taken[kind]}"
    return f"{count}，共 {_letters(texts)} 字，{taken.get(kind, '不作正文')}"


def _nothing(original: Original, *, pictures: bool) -> Unreadable:
    if pictures:
        return Unreadable(
            "needs-ocr",
            original.source,
            "文稿里只有图片，没有文字",
            "请先做文字识别（OCR），把识别后的文稿放入",
        )
    return Unreadable("empty", original.source, "文稿里没有文字", "补上原文后重新放入，或删去此文件")
