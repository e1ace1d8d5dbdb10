"""Open an encrypted Office file with the passwords that notices beside it name."""

from __future__ import annotations

import io
from dataclasses import replace

import msoffcrypto

from archive.errors import Unreadable
from archive.model import Note
from archive.reading.formats.doc import read_doc
from archive.reading.formats.original import Extracted, Original
from archive.reading.formats.worddocument import read as read_word

# Word's own default: files that are "encrypted" without anyone having set a password.
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - published by Microsoft, protects nothing


def read_encrypted(original: Original) -> Extracted:
    """Decrypt and read. Raises `Unreadable` (encrypted) when no known password fits."""
    content = decrypt(original)
    inner = replace(original, content=content, passwords=())
    extracted = read_word(inner) if content.startswith(b"PK") else read_doc(inner)
    note = Note("encrypted-opened", "加密文稿，已用同处说明或文件名里的密码打开")
    raws = tuple(replace(raw, sha256=original.sha256, notes=(note, *raw.notes)) for raw in extracted.raws)
    return Extracted(raws, extracted.failures)


def decrypt(original: Original) -> bytes:
    """The bytes behind the encryption, with the first password that fits."""
    for password in (*original.passwords, DEFAULT_PASSWORD):
        content = _with(original, password)
        if content is not None:
            return content
    tried = f"，试过 {len(original.passwords)} 个密码都不对" if original.passwords else ""
    raise Unreadable(
        "encrypted",
        original.source,
        f"文稿设有打开密码{tried}",
        "请去掉密码后另存；或在同一文件夹放一个写有“打开密码：……”的文本文件",
    )


def _with(original: Original, password: str) -> bytes | None:
    """Decrypt with one password; None when it is wrong."""
    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(original.content))
        office.load_key(password=password)
        office.decrypt(out)
    except (msoffcrypto.exceptions.InvalidKeyError, msoffcrypto.exceptions.DecryptionError):
        return None
    except msoffcrypto.exceptions.FileFormatError as error:
        raise Unreadable(
            "encrypted", original.source, f"加密方式不认识（{error}）", "请去掉密码后另存为 docx 再放入"
        ) from error
    content = out.getvalue()
    return content if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else None
