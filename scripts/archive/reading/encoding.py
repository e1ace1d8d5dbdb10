r"""Bytes to text and back, exactly: `encode(*decode(content)) == content` for any bytes at all.

Encodings are tried in a fixed order (BOM, strict utf-8, then the rest by score), because detectors that guess from
statistics alone fail on short and on damaged files. The score is the share of common characters: text that is
decoded in a wrong encoding consists of rare ones. Bytes that fit no character are kept as surrogate escapes, as
Python does (`\udc80` .. `\udcff`).

Labels: `utf-8`, `utf-16-le`, `utf-16-be` (`+1` appended when an odd last byte is kept), `gb18030` (covers gb2312 and
gbk), `big5` (read as its superset cp950). A BOM stays in the text as U+FEFF; `+bom` is appended when it is the one of
utf-8 before a text that is in another encoding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from archive.model import Note
from archive.rulefiles.once import once
from archive.rulefiles.strict import load_yaml

ESCAPE = "surrogateescape"
SAMPLE = 1 << 13
CERTAIN = 0.97
ODD = "+1"
MARK = b"\xef\xbb\xbf"
MISMARKED = "+bom"

# What cannot be in a text file: control characters other than tab, line ends, form feed and the DOS end of file.
CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26})
ODDITIES = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff]")
PLAIN = re.compile(r"[\t\n\r -~\u3000-\u301f\uff01-\uff5e\u2010-\u203b\u2460-\u249b\u00b7]")
WIDE_BYTE = re.compile(rb"[\x80-\xff]")
# No character of any candidate but UTF-16 goes on with a byte below 0x30.
WIDE_WORD = re.compile(rb"[\x80-\xff][^\x00-\x2f]*")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Characters:
    """The shape of `data/rules/characters.yml`."""

    common: str
    known: str
    traditional: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the label of its encoding, how many bytes fitted no character, and whether it reads as text."""

    text: str
    encoding: str
    damaged: int
    readable: bool


@once
def characters(rules: Path) -> Characters:
    """The lists of common characters, read once per process."""
    lists = load_yaml(rules / "characters.yml", Characters)
    return Characters(*("".join(each.split()) for each in (lists.common, lists.known, lists.traditional)))


@once
def ranks_of(rules: Path) -> Mapping[str, int]:
    """Every listed character with its place among them, the commonest first."""
    lists = characters(rules)
    return {each: rank for rank, each in enumerate(lists.common + lists.known + lists.traditional)}


def decode(content: bytes, rules: Path) -> Decoded:
    """Find the encoding and decode; never fails. `readable` is False for binary content."""
    marked = _by_mark(content)
    found = _judged(content, *marked, rules) if marked else _plain_utf8(content) or _best(content, rules)
    return found if found.readable else _mended(content, rules) or found


def _mended(content: bytes, rules: Path) -> Decoded | None:
    """What reads as text but for a mark that is not its own, or for the zeros at its end that a cut copy leaves."""
    body = content.rstrip(b"\0")
    if len(body) < len(content):
        found = decode(body, rules)
        zeros = "\0" * (len(content) - len(body))
        wide = found.encoding.startswith("utf-16")
        return None if wide or not found.readable else replace(found, text=found.text + zeros)
    if content.startswith(MARK):
        found = _best(content.removeprefix(MARK), rules)
        if found.readable and found.encoding in {"gb18030", "big5"}:
            return replace(found, text=f"\ufeff{found.text}", encoding=found.encoding + MISMARKED)
    return None


def _plain_utf8(content: bytes) -> Decoded | None:
    """The usual case: valid utf-8 without control characters.

    GBK bytes can be valid utf-8 by chance, as Cyrillic or Latin letters; then there is no Han in it.
    """
    if content.translate(None, CONTROLS) != content:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Decoded(text, "utf-8", 0, readable=True) if text.isascii() or HAN.search(text) else None


def encode(text: str, encoding: str) -> bytes:
    """The bytes that `decode` read: the inverse of it for every label it gives."""
    if encoding.endswith(MISMARKED):
        return MARK + encode(text.removeprefix("\ufeff"), encoding.removesuffix(MISMARKED))
    name, _, odd = encoding.partition(ODD[0])
    if name.startswith("utf-16"):
        body, last = (text[:-1], bytes([ord(text[-1]) & 0xFF])) if odd else (text, b"")
        return body.encode(name, "surrogatepass") + last
    return text.encode(_codec(name), ESCAPE)


def _codec(label: str) -> str:
    return "cp950" if label == "big5" else label


def _by_mark(content: bytes) -> tuple[str, str] | None:
    """Text and label when a byte order mark says what it is."""
    if content.startswith(MARK):
        return _multibyte(content, "utf-8")
    if content.startswith(b"\xff\xfe"):
        return _utf16(content, "utf-16-le")
    if content.startswith(b"\xfe\xff"):
        return _utf16(content, "utf-16-be")
    return None


def _best(content: bytes, rules: Path) -> Decoded:
    """The candidate whose characters are the most common; the order decides a tie."""
    sample = _sample(content)
    label, best = "", -9.0
    for candidate in CANDIDATES:
        score = _score(_decode_as(sample, candidate)[0], rules)
        if score > best:
            label, best = candidate, score
        if score > CERTAIN:
            break
    return _judged(content, *_decode_as(content, label), rules)


def _sample(content: bytes) -> bytes:
    """What the candidates are tried on: the beginning, or of a file that begins in ASCII the words that are not.

    ASCII is the same in every encoding: figures before a report would make all of them equally good.
    """
    head = content[:SAMPLE]
    if len(content) == len(head) or len(WIDE_BYTE.findall(head)) * 10 > len(head):
        return head
    # Of UTF-16 only whole units can be cut, and a byte of a line end may be one of a character.
    if b"\0" in content:
        first = WIDE_BYTE.search(content)
        start = first.start() & ~1 if first else 0
        return content[start : start + SAMPLE]
    pieces: list[bytes] = []
    left = SAMPLE
    for match in WIDE_WORD.finditer(content):
        pieces.append(match[0][:left])
        left -= len(pieces[-1])
        if left <= 0:
            break
    return b"\n".join(pieces) or head


def reads_as_chinese(decoded: Decoded, rules: Path) -> bool:
    """Whether the text holds Han, most of them common: in a wrong encoding they would be rare ones."""
    han = HAN.findall(decoded.text[: SAMPLE * 4])
    common = _common(rules)
    return bool(han) and sum(each in common for each in han) * 2 > len(han)


def damage_note(text: str, shown: str = "已原样保留在整理记录里，正文不显示") -> tuple[Note, ...]:
    """Tell how many bytes fitted no character, if any, and quote the first ones with what stands around them."""
    found = list(re.finditer(r"[\ud800-\udfff]", text))
    if not found:
        return ()
    first = found[0].start()
    around = text[max(0, first - 10) : first + 10].encode("utf-8", "backslashreplace").decode("utf-8")
    return (Note("damaged-bytes", f"有 {len(found)} 个字节不成字，{shown}", around),)


def _decode_as(content: bytes, label: str) -> tuple[str, str]:
    return CANDIDATES[label](content, label)


def _judged(content: bytes, text: str, label: str, rules: Path) -> Decoded:
    """Count the damage, and call it binary when less than seven tenths read as text.

    Real files measured: the worst readable one (a GBK page with every 40th byte broken) scores .93, compressed or
    executable content at most .45.
    """
    damaged = len(re.findall(r"[\ud800-\udfff]", text))
    return Decoded(text, label, damaged, readable=_score(text[:SAMPLE], rules) >= 0.7 or not content)


def _score(text: str, rules: Path) -> float:
    """Share of plain signs and common characters, less the share of what no text holds; rare Han count half."""
    text = text.removeprefix("\ufeff")
    if not text:
        return 0.0
    han = HAN.findall(text)
    common = _common(rules)
    usual = sum(1 for each in han if each in common)
    plain = len(PLAIN.findall(text))
    return (plain + usual + 0.3 * (len(han) - usual) - 2 * len(ODDITIES.findall(text))) / len(text)


@once
def _common(rules: Path) -> frozenset[str]:
    lists = characters(rules)
    return frozenset(lists.common + lists.known[:700] + lists.traditional[:700])


def _utf16(content: bytes, label: str) -> tuple[str, str]:
    """UTF-16 with lone surrogates passed through; an odd last byte becomes one escape."""
    even = len(content) & ~1
    text = content[:even].decode(label, "surrogatepass") if even else ""
    if even == len(content):
        return text, label
    return text + chr(0xDC00 + content[-1]), label + ODD


def _multibyte(content: bytes, label: str) -> tuple[str, str]:
    """A byte encoding with escapes for damage, proven by encoding it again."""
    codec = _codec(label)
    try:
        text = content.decode(codec, ESCAPE)
        if text.encode(codec, ESCAPE) == content:
            return text, label
    except UnicodeError:  # a broken pair whose first byte is ASCII, which the handler does not take
        pass
    return _piecewise(content, codec), label


def _piecewise(content: bytes, codec: str) -> str:
    """Decode character by character, keeping as escapes the bytes that would not encode back to themselves."""
    pieces: list[str] = []
    at = 0
    while at < len(content):
        if content[at] < 0x80:
            pieces.append(chr(content[at]))
            at += 1
            continue
        width = next((w for w in (2, 4) if _whole(content[at : at + w], codec)), 0)
        pieces.append(content[at : at + width].decode(codec) if width else chr(0xDC00 + content[at]))
        at += width or 1
    return "".join(pieces)


def _whole(piece: bytes, codec: str) -> bool:
    """Whether these bytes are one character that encodes back to them."""
    try:
        text = piece.decode(codec)
        return len(text) == 1 and text.encode(codec) == piece
    except UnicodeError:
        return False


CANDIDATES: dict[str, Callable[[bytes, str], tuple[str, str]]] = {
    "utf-8": _multibyte,
    "gb18030": _multibyte,
    "utf-16-le": _utf16,
    "utf-16-be": _utf16,
    "big5": _multibyte,
}
