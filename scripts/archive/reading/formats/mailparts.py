"""Take an e-mail apart, in the guarded process: its text, and its attachments, which are read by their own readers.

Of a text that is sent twice the plain one counts, unless it says much less: some only ask for a program that shows
pages.
"""

from __future__ import annotations

import email
import email.policy
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage
from typing import NamedTuple, cast

from archive.errors import Unreadable
from archive.model import Note, Raw
from archive.reading.formats.detect import is_litter
from archive.reading.formats.members import refuse_depth, refuse_size, sources
from archive.reading.formats.original import Extracted, Original, letters, single
from archive.reading.formats.pagetext import text_of
from archive.reading.formats.webpage import read_html

HEADERS = ("Subject", "From", "To", "Cc", "Date")
BOM = "\ufeff"
# The plain text counts when it holds this share of what the page holds.
PLAIN_SHARE = 0.8
Part = EmailMessage


class _Shown(NamedTuple):
    """The text of one part, and whether it was a page."""

    text: str
    rich: bool


def take_apart(original: Original) -> Extracted:
    """The text of a mail as a document, and its attachments as members that are still to be read."""
    message = email.message_from_bytes(original.content, policy=email.policy.default)
    attached = [part for part in _attached(message) if not is_litter(_name(part, 1))]
    if attached:
        refuse_depth(original, "邮件、压缩包相套")
    contents = [_content(part) for part in attached]
    refuse_size(original, len(contents), sum(map(len, contents)))
    names = sources(original, (_name(part, number) for number, part in enumerate(attached, 1)))
    members = tuple(
        replace(original, source=source, content=content, depth=original.depth + 1)
        for source, content in zip(names, contents, strict=True)
    )
    raws = _body(original, message)
    if not raws and not members:
        raise Unreadable(
            "empty", original.source, "邮件里没有正文，也没有附件", "补上原文后重新放入，或删去此文件"
        )
    return Extracted(raws, members=members)


def _body(original: Original, message: Part) -> tuple[Raw, ...]:
    text = "\n".join(shown.text for shown in _shown(message, original))
    if not letters(text):
        return ()
    lines = [f"{name}: {message[name]}" for name in HEADERS if message[name]]
    headers = "\n".join(lines).encode("utf-8", "replace").decode("utf-8")
    notes = (Note("mail-headers", f"邮件头 {len(lines)} 行，不作正文", headers),)
    return single(original, "eml", text, notes).raws


def _shown(part: Part, original: Original) -> Iterator[_Shown]:
    """The parts that are the mail's text, in their order; of alternatives the plain one, if it says as much."""
    if part.get_content_type() == "multipart/alternative":
        shown = [list(_shown(each, original)) for each in _inner(part)]
        sizes = [sum(letters(one.text) for one in each) for each in shown]
        whole = [
            each for each, size in zip(shown, sizes, strict=True) if size and size >= PLAIN_SHARE * max(sizes)
        ]
        yield from min(whole, key=_richness, default=[])
    elif part.is_multipart() and part.get_content_maintype() == "multipart":
        for each in _inner(part):
            yield from _shown(each, original)
    elif _is_text(part):
        yield _Shown(_text(part, original), rich=part.get_content_type() == "text/html")


def _richness(parts: Sequence[_Shown]) -> bool:
    return any(part.rich for part in parts)


def _inner(part: Part) -> list[Part]:
    return cast("list[Part]", part.get_payload()) if part.is_multipart() else []


def _is_text(part: Part) -> bool:
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return part.get_content_type() in {"text/plain", "text/html"} and not named


def _attached(part: Part, *, related: bool = False) -> Iterator[Part]:
    """The parts that are files of their own, without the pictures that a page shows in its text."""
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for each in _inner(part):
            yield from _attached(each, related=part.get_content_type() == "multipart/related")
    elif not _is_text(part) and not (related and part.get_content_maintype() == "image"):
        yield part


def _content(part: Part) -> bytes:
    if part.is_multipart():  # a mail that was passed on whole
        return b"\n".join(each.as_bytes() for each in _inner(part))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _name(part: Part, number: int) -> str:
    """The attachment's own name without folders; one without a name is numbered."""
    name = str(part.get_filename() or "").replace("\\", "/").rpartition("/")[2].strip()
    kind = part.get_content_type()
    ending = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ""
    return (name or f"附件{number}{ending}").encode("utf-8", "replace").decode("utf-8")


def _text(part: Part, original: Original) -> str:
    """One part decoded: by what it says of itself if that fits, else judged by content."""
    text = text_of(_content(part), part.get_content_charset() or "", original.rules)[0]
    if part.get_content_type() != "text/html":
        return text
    try:
        page = replace(original, content=f"{BOM}{text}".encode("utf-8", "surrogateescape"))
        return read_html(page).raws[0].text
    except Unreadable:  # a part without text; the mail may have others
        return ""
