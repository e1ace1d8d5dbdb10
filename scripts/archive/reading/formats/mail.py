"""Read an e-mail: its text is a document, its attachments are originals of their own, as in an archive.

A few words above attachments (请查收) are no report: where an attachment can be read they are set aside in a note.
"""

from __future__ import annotations

from dataclasses import replace

from archive.model import Note
from archive.reading.formats.guard import run_guarded
from archive.reading.formats.members import read_members
from archive.reading.formats.original import Extracted, Original, letters
from archive.reading.formats.passwords import in_notices, in_text

COVER = 200  # letters; a covering note is shorter than any report


def read_mail(original: Original) -> Extracted:
    """The mail's text and what its attachments hold. Raises `Unreadable`, as for an archive."""
    apart = run_guarded("eml", original)
    said = "\n".join(raw.text for raw in apart.raws)
    passwords = (*in_text(said, original.rules), *in_notices(apart.members, original.passwords))
    attached = read_members(apart.members, tuple(dict.fromkeys(passwords)))
    if not attached.raws or letters(said) >= COVER:
        return Extracted((*apart.raws, *attached.raws), attached.failures)
    note = (Note("mail-cover", "邮件正文只是附言，没有发布", said),) if apart.raws else ()
    return replace(attached, raws=tuple(replace(raw, notes=(*raw.notes, *note)) for raw in attached.raws))
