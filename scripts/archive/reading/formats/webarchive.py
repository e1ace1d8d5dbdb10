"""Web archives (mht): the pages in a mail-like file, one of which is the document."""

from __future__ import annotations

import email
import email.message
import email.policy
from dataclasses import replace

from archive.errors import Unreadable
from archive.model import Note, Raw
from archive.reading.formats.original import Extracted, Original, letters
from archive.reading.formats.webpage import load_html, read_html


def read_mht(original: Original) -> Extracted:
    """Of all pages in an archive, frames and advertisements among them, the one that says most.

    Others with as much text as a document has at least are told. Raises `Unreadable` (empty) when none has text.
    """
    message = email.message_from_bytes(original.content, policy=email.policy.default)
    pages = [page for part in message.walk() for page in _page(original, part)]
    if not pages:
        raise Unreadable("empty", original.source, "网页存档里没有正文", "请把正文另存为 txt 或 docx 再放入")
    best = max(pages, key=lambda page: letters(page.text))
    least = load_html(original.rules).least_chars
    rest = [page.text for page in pages if page is not best and letters(page.text) >= least]
    told = f"网页存档里另有 {len(rest)} 个页面的正文，没有采用"
    notes = (*best.notes, Note("html-parts", told, "\n\n".join(rest))) if rest else best.notes
    return Extracted((replace(best, sha256=original.sha256, format="mht", notes=notes),))


def _page(original: Original, part: email.message.Message) -> tuple[Raw, ...]:
    """The page in one part; nothing where it is another part, or a page without text, as that of frames is."""
    if part.get_content_type() != "text/html":
        return ()
    payload = part.get_payload(decode=True)
    try:
        return read_html(replace(original, content=payload if isinstance(payload, bytes) else b"")).raws
    except Unreadable:
        return ()
