"""Walk the XML of a Word document and collect its lines, and beside them what is not part of its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from archive.reading.formats.faces import Face
from archive.reading.formats.numbering import Counter, Label
from archive.reading.formats.styles import number, on
from archive.reading.formats.worddrawings import description, graphic, is_picture, lettering, program
from archive.reading.formats.wordfields import Fields
from archive.reading.formats.wordmarks import REFERENCES, SIGNS, Carry, Mark, face_of, form, is_hidden, sign
from archive.reading.formats.wordmath import apart, formula
from archive.reading.formats.wordrows import rows_of
from archive.reading.formats.wordsource import Inserted, Word
from archive.reading.formats.wordtables import table_lines
from archive.reading.formats.wordtree import (
    GONE,
    KEPT,
    boxes,
    chosen,
    labelled,
    text_of,
    value,
)

NOTE_MARK = "〔{}〕"
CONTENTS_TITLES = frozenset({"目录", "目次"})


class Walk:
    """One walk over one part. `lines` is the text; `aside` holds, by kind, what was set aside.

    `outline` are the lines that are marked as headings, with their level.
    `references` are the notes that the text refers to, by tag and id; each has its mark where it was referred to.

    Kinds: deleted, hidden, textbox, contents, picture, object, symbol, raised. `with_boxes` puts the text of
    text boxes below the paragraph that they are anchored in. `unclosed` are the fields to pass over, as an earlier
    walk found them.
    """

    def __init__(
        self, word: Word, *, with_boxes: bool = False, unclosed: frozenset[int] = frozenset()
    ) -> None:
        self.lines: list[str] = []
        self._with_boxes = with_boxes
        self._boxed: list[str] = []
        self.outline: dict[str, int] = {}
        self.aside: dict[str, list[str]] = {}
        self.references: dict[tuple[str, str], str] = {}
        self._word = word
        self._counter = Counter(word.definitions, word.styles)
        self._fields = Fields(unclosed)
        self._line: list[str] = []
        self._side: dict[str, list[str]] = {}
        self._gone = 0
        self._hidden = False
        self._face = Face()
        self._in_contents = 0
        self._carry = Carry()

    def blocks(self, nodes: Iterable[Element]) -> None:
        """Walk elements at the level of paragraphs."""
        for node in nodes:
            tag = node.tag
            if tag == "w-p":
                self._paragraph(node)
            elif tag == "w-tbl":
                self._table(node)
            elif tag == "w-sdt":
                self._control(node, self.blocks)
            elif tag in KEPT:
                self.blocks(node)
            elif tag in GONE:
                with self._removed():
                    self.blocks(node)
            elif tag == "mc-AlternateContent":
                self.blocks(chosen(node))
            elif tag == "w-altChunk":
                self._chunk(self._word.chunk(node.get("r-id", "")))

    def _chunk(self, inserted: Inserted) -> None:
        """A document that is put in here as a file; one that could not be read is named."""
        self.lines.extend(inserted.text.splitlines())
        for each in inserted.hidden:
            self._aside("hidden", each)
        if not inserted.text.strip():
            self._aside("object", "altChunk")

    def finish(self) -> None:
        """End the walk: a last paragraph that waits to be continued is written as it is."""
        if self._carry.text or self._carry.label:
            carry, self._carry = self._carry, Carry()
            self.lines.append(labelled(carry.label, carry.text))

    @property
    def unclosed(self) -> frozenset[int]:
        """The fields that have no end, as numbers in the order of their beginnings."""
        return self._fields.unclosed

    def _control(self, node: Element, inner: Callable[[Iterable[Element]], None]) -> None:
        """Content of a control; a gallery's table of contents is set aside; a placeholder is no text."""
        if on(node.find("w-sdtPr/w-showingPlcHdr")):
            return
        gallery = node.find("w-sdtPr/w-docPartObj/w-docPartGallery")
        contents = gallery is not None and gallery.get("w-val", "") == "Table of Contents"
        self._in_contents += contents
        inner(node.findall("w-sdtContent/*"))
        self._in_contents -= contents

    def _paragraph(self, node: Element) -> None:
        style = value(node, "w-pPr/w-pStyle") or self._word.styles.paragraph
        outer = self._line, self._side, self._hidden, self._boxed
        self._line, self._side, self._boxed = [], {}, []
        before = self._fields.in_contents or self._in_contents > 0
        self._inline(node, style)
        text, side, boxed = "".join(self._line), self._side, self._boxed
        self._line, self._side, self._hidden, self._boxed = outer
        for kind, pieces in side.items():
            if "".join(pieces).strip():
                self.aside.setdefault(kind, []).append("".join(pieces))
        self._set_line(node, style, text, set_aside=bool(side or boxed) or before)
        self.lines.extend(boxed)

    def _set_line(self, node: Element, style: str, text: str, *, set_aside: bool) -> None:
        """Number the paragraph and write its line, or keep it for the next one."""
        mark = Mark.of(node)
        if (self._gone or mark.deleted) or (not text and (mark.hidden or set_aside)):
            if not self._gone:
                self._carry = Carry(self._carry.text + text, self._carry.label)
            return
        label = self._label(node, style)
        carry, self._carry = self._carry, Carry()
        label = carry.label or label
        if mark.hidden:
            self._carry = Carry(carry.text + text, label)
            return
        line = labelled(label, carry.text + text)
        self.lines.append(line)
        outline = self._word.styles.outline(node, style)
        if outline is not None and line.strip():
            self.outline.setdefault(line, outline)

    def _label(self, node: Element, style: str) -> Label | None:
        own = node.find("w-pPr/w-numPr")
        num_id = None if own is None else number(own.find("w-numId"))
        level = None if own is None else number(own.find("w-ilvl"))
        return self._counter.next(style, num_id, level)

    def _inline(self, node: Iterable[Element], style: str) -> None:
        """Walk elements at the level of runs."""
        for child in node:
            tag = child.tag
            if tag == "w-r":
                self._run(child, style)
            elif tag in KEPT:
                self._inline(child, style)
            elif tag in GONE:
                with self._removed():
                    self._inline(child, style)
            elif tag == "w-sdt":
                self._control(child, lambda nodes: self._inline(nodes, style))
            elif tag == "w-ruby":
                self._inline(child.findall("w-rubyBase/*"), style)
            elif tag == "mc-AlternateContent":
                self._inline(chosen(child), style)
            elif tag in {"m-oMath", "m-oMathPara"}:
                self._emit(apart("".join(self._line[-1:]), formula(child)))

    def _run(self, run: Element, style: str) -> None:
        outer = self._hidden, self._face
        self._hidden = is_hidden(run, style, self._word.styles)
        self._face = face_of(run, style, self._word.styles)
        for child in run:
            self._piece(child, style)
        self._hidden, self._face = outer

    def _piece(self, node: Element, style: str) -> None:
        """One child of a run."""
        tag = node.tag
        if tag in {"w-t", "m-t"}:
            self._letters(text_of(node))
        elif tag == "w-delText":
            with self._removed():
                self._emit(text_of(node))
        elif tag in SIGNS:
            self._emit(SIGNS[tag])
        elif tag == "w-br":
            self._break(node)
        elif tag == "w-sym":
            self._symbol(node)
        elif tag in {"w-fldChar", "w-instrText"}:
            self._field(node)
        else:
            self._held(node, style)

    def _letters(self, text: str) -> None:
        """Text as it reads in the face of its run."""
        shown = self._face.shown(text)
        self._emit(shown.text)
        for each in shown.unknown:
            self._aside("symbol", each)
        if shown.lifted:
            self._aside("raised", shown.text)

    def _held(self, node: Element, style: str) -> None:
        """A child of a run that holds others."""
        if node.tag == "w-ruby":
            self._inline(node.findall("w-rubyBase/*"), style)
        elif node.tag == "mc-AlternateContent":
            for each in chosen(node):
                self._piece(each, style)
        elif node.tag in {"w-drawing", "w-pict", "w-object"}:
            self._drawing(node)
        elif node.tag in REFERENCES:
            self._refer(node)

    def _refer(self, node: Element) -> None:
        """Mark where a note stands: Word counts notes and writes no number. A mark that the author chose is text."""
        known = (
            self._gone or self._hidden or self._in_contents or self._fields.in_contents or self._fields.hides
        )
        if known or node.get("w-customMarkFollows", "0").lower() in {"1", "true", "on"}:
            return
        key = REFERENCES[node.tag], node.get("w-id", "")
        self._emit(self.references.setdefault(key, NOTE_MARK.format(len(self.references) + 1)))

    def _break(self, node: Element) -> None:
        """A line break; a page break only ends a line that has text."""
        if node.get("w-type", "textWrapping") == "textWrapping" or "".join(self._line).strip():
            self._emit("\n")

    def _symbol(self, node: Element) -> None:
        found = sign(node)
        if found:
            self._emit(found)
        else:
            self._aside("symbol", f"{node.get('w-font', '')} {node.get('w-char', '')}")

    def _field(self, node: Element) -> None:
        if node.tag == "w-instrText":
            self._fields.instruct(node.text or "")
            return
        kind = node.get("w-fldCharType", "")
        if kind == "begin":
            self._fields.begin(form(node))
        elif kind == "separate":
            self._fields.separate()
            self._drop_contents_title()
        elif kind == "end":
            text, unread = self._fields.end()
            self._emit(apart("".join(self._line[-1:]), text))
            if unread:
                self._aside("object", unread)

    def _drop_contents_title(self) -> None:
        """The line 目录 above a table of contents goes with it."""
        if not self._fields.in_contents:
            return
        at = next((i for i in reversed(range(len(self.lines))) if self.lines[i].strip()), None)
        if at is not None and "".join(self.lines[at].split()) in CONTENTS_TITLES:
            self._aside("contents", self.lines.pop(at))

    def _drawing(self, node: Element) -> None:
        """Text boxes in a drawing are walked on their own; a drawing without words is an object or a picture."""
        texts = ["\n".join(self._captured(box)) for box in boxes(node)]
        words = [each for each in (*texts, *lettering(node, self._word.part)) if each.strip()]
        for each in words:
            self._box(each)
        embedded = program(node) or ("" if words else graphic(node))
        if embedded:
            self._aside("object", embedded)
        elif not texts and is_picture(node):
            self._aside("picture", description(node))

    def _box(self, text: str) -> None:
        """Put the text of a text box where it belongs."""
        kind = "deleted" if self._gone else "hidden" if self._hidden else "textbox"
        self._aside(kind, text)
        if self._with_boxes and kind == "textbox":
            self._boxed.append(text)

    def _emit(self, text: str) -> None:
        """Put text where it belongs: into the line, aside, or nowhere (a field's instruction)."""
        if not text or self._fields.hides:
            return
        self._fields.fill(text)
        if self._gone:
            self._side.setdefault("deleted", []).append(text)
        elif self._in_contents or self._fields.in_contents:
            self._side.setdefault("contents", []).append(text)
        elif self._hidden:
            self._side.setdefault("hidden", []).append(text)
        else:
            self._line.append(text)

    def _aside(self, kind: str, text: str) -> None:
        self.aside.setdefault(kind, []).append(text)

    @contextmanager
    def _removed(self) -> Iterator[None]:
        self._gone += 1
        yield
        self._gone -= 1

    def _captured(self, nodes: Iterable[Element]) -> list[str]:
        """The lines of blocks that do not go into the running text."""
        outer = self.lines, self._carry, self._line, self._side
        self.lines, self._carry, self._line, self._side = [], Carry(), [], {}
        self.blocks(nodes)
        self.finish()
        lines = self.lines
        self.lines, self._carry, self._line, self._side = outer
        return lines

    def _table(self, table: Element) -> None:
        """Rows as lines; a deleted row or cell is set aside."""
        self.finish()
        rows = rows_of(table, self._captured, self._removed)
        self.lines.extend(line for lines in table_lines(rows) for line in lines)
