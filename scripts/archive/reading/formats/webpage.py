"""Read a saved web page: the document's text, without navigation, hidden elements and site furniture.

The text always comes from the page's own elements. Selectors for known systems find the container; for a page
that none fits, trafilatura says which lines belong to the document. Every line left out is in a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura
from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.errors import RuleError, Unreadable
from archive.model import Note, Raw
from archive.reading.encoding import damage_note
from archive.reading.formats.htmllines import Lines
from archive.reading.formats.original import Extracted, Original
from archive.reading.formats.pagetext import page_text
from archive.reading.formats.raised import RAISED, raised
from archive.reading.formats.webhidden import hidden_by_style
from archive.reading.formats.websigned import is_dated, signed_below
from archive.rulefiles.once import once
from archive.rulefiles.strict import load_yaml

WORD_MADE = re.compile(r"Microsoft Word|WPS Office|LibreOffice|OpenOffice|Writer", re.IGNORECASE)
# Lines that end a document: a date by itself, a list of what is attached.
ENDING = re.compile(
    r"^[\s\u3000]*(?:[12一二][0-9〇零○一二三四五六七八九]{3}年.{1,3}月.{1,3}日|附件[0-9一二三四五六七八九十]*[:：].+)[\s\u3000]*$"
)
BROKEN_BYTE = re.compile(r"[\ud800-\udfff]")
WRITTEN = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class HtmlRules:
    """The shape of `data/rules/html.yml`, where each key is explained."""

    least_chars: int
    link_share: float
    line_link_share: float
    containers: tuple[str, ...]
    drop: tuple[str, ...]
    titles: tuple[str, ...]
    title_separators: tuple[str, ...]
    site_name: str
    signed: str


@once
def load_html(rules: Path) -> HtmlRules:
    """Read `html.yml` once per process; a selector or pattern that does not compile is refused."""
    path = rules / "html.yml"
    loaded = load_yaml(path, HtmlRules)
    probe = LexborHTMLParser("<p></p>")
    for selector in (*loaded.containers, *loaded.drop, *loaded.titles):
        try:
            probe.css(selector)
        except Exception as error:
            raise RuleError(path.as_posix(), f"“{selector}”不是 CSS 选择器", "改正写法") from error
    for key, pattern in (("site_name", loaded.site_name), ("signed", loaded.signed)):
        try:
            re.compile(pattern)
        except re.error as error:
            raise RuleError(path.as_posix(), f"{key}：模式有误（{error}）", "改正模式") from error
    return loaded


def read_html(original: Original) -> Extracted:
    """The document in a web page. Raises `Unreadable` (empty) when it has no text."""
    source, encoding = page_text(original)
    damage = damage_note(source, "正文里以 � 表示")
    rules = load_html(original.rules)
    source = BROKEN_BYTE.sub("\ufffd", source)
    page = LexborHTMLParser(source)
    title = _title(page, rules)
    everything = _lines(page.body or page.root)
    hidden = _remove_hidden(page, rules)
    dropped = _drop(page, rules)
    lines = _document(page, source, rules)
    if not WRITTEN.search("".join(lines)):
        raise Unreadable("empty", original.source, "网页里没有正文", "请把正文另存为 txt 或 docx 再放入")
    headed = _with_title(lines, title)
    left = _left_out(everything, [*headed, *hidden, *dropped])
    notes = (*damage, *_endings(left), *_notes(hidden, dropped, left), *_raised(page, "".join(headed)))
    if _size(hidden) > _size(headed):
        notes = (Note("html-mostly-hidden", "不显示的文字比正文多，没有采用"), *notes)
    raw = Raw(original.source, original.sha256, "html", encoding, "\n".join(headed), notes=notes)
    return Extracted((raw,))


def body_text(original: Original) -> str:
    """All lines of a page, for one that is embedded in another document."""
    page = LexborHTMLParser(BROKEN_BYTE.sub("\ufffd", page_text(original)[0]))
    _remove_hidden(page, load_html(original.rules))
    return "\n".join(_lines(page.body or page.root))


def _lines(node: LexborNode | None) -> list[str]:
    return [] if node is None else Lines().of(node)


def _size(lines: list[str]) -> int:
    return len(WRITTEN.findall("".join(lines)))


def _remove_hidden(page: LexborHTMLParser, rules: HtmlRules) -> list[str]:
    """Take out what a browser would not show; gives its lines.

    What only a style hides stays where the document itself stands: a script of the page would have shown it.
    """
    lines: list[str] = []
    containers = {node.mem_id for selector in rules.containers for node in page.css(selector)}
    whole = _unlinked(page.body)
    shut = page.css("[hidden], noscript, template")
    known = {node.mem_id for node in shut}
    gone = [
        node
        for node in (*shut, *hidden_by_style(page))
        if node.tag not in {"html", "body"}
        and (node.mem_id in known or not (node.mem_id in containers or _unlinked(node) * 2 > whole))
    ]
    for node in _outermost(gone):
        lines.extend(_lines(node))
        node.decompose()
    return lines


def _unlinked(node: LexborNode | None) -> int:
    """How much text stands outside links: a menu that is folded away is no document, however long."""
    if node is None:
        return 0
    return _size(_lines(node)) - sum(_size(_lines(link)) for link in node.css("a[href]"))


def _drop(page: LexborHTMLParser, rules: HtmlRules) -> list[str]:
    """Take out site furniture, unless it is where most of the page's text stands; gives its lines."""
    lines: list[str] = []
    whole = _size(_lines(page.body))
    for selector in rules.drop:
        for node in page.css(selector):
            inner = _lines(node)
            if _size(inner) * 2 <= whole:
                lines.extend(inner)
                node.decompose()
    return lines


def _document(page: LexborHTMLParser, source: str, rules: HtmlRules) -> list[str]:
    """The lines of the document: from its container, from the whole page, or as trafilatura finds them."""
    for selector in rules.containers:
        nodes = _outermost(page.css(selector))
        parts = [(node, _lines(node)) for node in nodes]
        prose = [part for part in parts if _prose(part[0]) and _size(part[1]) >= rules.least_chars]
        taken = prose or sorted(parts, key=lambda part: _size(part[1]))[-1:]
        best = [line for _, lines in taken for line in lines]
        if _size(best) >= rules.least_chars:
            dated = any(map(is_dated, best[-3:]))
            return best if dated else [*best, *signed_below(taken[-1][0], re.compile(rules.signed))]
    body = page.body or page.root
    lines = _lines(body)
    if body is None or _made_by_word(page) or _link_share(body, lines) <= rules.link_share:
        return lines
    return _as_trafilatura(lines, source) or lines


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """The nodes that lie in none of the others, in the order of the page: their texts follow each other."""
    ids = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(above.mem_id in ids for above in _above(node))]


def _above(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _prose(node: LexborNode) -> bool:
    """Whether at least half of what it says stands outside links: lists of other articles do not."""
    return _unlinked(node) * 2 >= _size(_lines(node))


def _made_by_word(page: LexborHTMLParser) -> bool:
    generators = page.css("meta[name=Generator], meta[name=generator], meta[name=GENERATOR]")
    return any(WORD_MADE.search(node.attributes.get("content") or "") for node in generators)


def _link_share(body: LexborNode, lines: list[str]) -> float:
    linked = sum(_size(_lines(node)) for node in body.css("a[href]"))
    return linked / max(_size(lines), 1)


def _as_trafilatura(lines: list[str], source: str) -> list[str]:
    """The page's own lines from the first to the last that trafilatura counts as the document."""
    text = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    kept = _bare(text)
    if not kept:
        return []
    hits = [
        index for index, line in enumerate(lines) if (bare := _bare(line)) and len(bare) > 1 and bare in kept
    ]
    return lines[hits[0] : hits[-1] + 1] if hits else []


def _bare(text: str) -> str:
    """Letters and figures alone; raised ones count as plain ones, as trafilatura gives them."""
    return "".join(WRITTEN.findall(unicodedata.normalize("NFKC", text)))


def _title(page: LexborHTMLParser, rules: HtmlRules) -> str:
    """The document's own title, as its head or its heading gives it.

    A heading that has nothing to do with the page's <title> is the site's name or a column's.
    """
    named = page.css_first("title")
    own = "" if named is None else without_site(" ".join((named.text() or "").split()), rules)
    for selector in rules.titles:
        for node in page.css(selector):
            text = (node.attributes.get("content") or "") if node.tag == "meta" else " ".join(_lines(node))
            bare, known = _bare(text), _bare(own)
            if bare and (node.tag == "meta" or not known or bare in known or known in bare):
                return without_site(" ".join(text.split()), rules)
    return own


def without_site(title: str, rules: HtmlRules) -> str:
    """A page's title without the names of site and column after it."""
    site = re.compile(rules.site_name)
    for separator in rules.title_separators:
        parts = [part.strip() for part in title.split(separator)]
        while len(parts) > 1 and (site.search(parts[-1]) or not parts[-1]):
            parts.pop()
        if len(parts) > 1 and separator in {"_", "|", "｜"}:
            parts = parts[:1]
        title = separator.join(parts)
    return title


def _with_title(lines: list[str], title: str) -> list[str]:
    """The title above the text, unless the text begins with it."""
    bare = _bare(title)
    start = _bare("".join(lines[:12]))
    return lines if not bare or bare in start else [title, *lines]


def _left_out(everything: list[str], used: list[str]) -> list[str]:
    """The page's lines that are in neither list; a line that stands there twice is left out once."""
    counts: dict[str, int] = {}
    for line in used:
        counts[line] = counts.get(line, 0) + 1
    out: list[str] = []
    for line in everything:
        if counts.get(line, 0):
            counts[line] -= 1
        else:
            out.append(line)
    return out


def _endings(left: list[str]) -> tuple[Note, ...]:
    """What was left out and ends a document as a rule: systems set signature and attachments below the container."""
    found = [line.strip() for line in left if ENDING.match(line)]
    if not found:
        return ()
    return (
        Note("html-ending", f"落款日期或附件说明 {len(found)} 行在正文框之外，没有采用", "\n".join(found)),
    )


def _notes(hidden: list[str], dropped: list[str], left: list[str]) -> tuple[Note, ...]:
    kinds = (
        ("html-hidden", "页面上不显示的文字", hidden),
        ("html-dropped", "网页的导航和装饰", [*dropped, *left]),
    )
    return tuple(
        Note(code, f"{name} {len(lines)} 行，不作正文", "\n".join(lines))
        for code, name, lines in kinds
        if lines
    )


def _raised(page: LexborHTMLParser, text: str) -> tuple[Note, ...]:
    """What was raised on the page and is written with raised characters in its text."""
    pairs = ((each, raised(each)) for node in page.css("sup") if (each := (node.text() or "").strip()))
    found = [written for each, written in pairs if written != each and written in text]
    return (Note("html-raised", f"上标的数字 {len(found)} 处，{RAISED}", "\n".join(found)),) if found else ()
