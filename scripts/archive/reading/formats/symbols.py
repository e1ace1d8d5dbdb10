"""Characters of symbol fonts as Unicode: in Wingdings, code F0FC is a tick."""

from __future__ import annotations

from collections.abc import Mapping

WINGDINGS: Mapping[int, str] = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x74: "⬧", 0x75: "◆",
    0x76: "❖", 0x77: "⬥", 0x80: "⓪", 0x8B: "⓿", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA7: "▪",
    0xA8: "□", 0xAB: "★", 0xB2: "◇", 0xD8: "➢", 0xDC: "➲", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x4A: "☺", 0x45: "☜", 0x46: "☞", 0x4C: "☹",
    0x28: "☎", 0x2A: "✉",
    **{0x80 + n: chr(0x245F + n) for n in range(1, 11)},
    **{0x8B + n: chr(0x2775 + n) for n in range(1, 11)},
}  # fmt: skip
WINGDINGS_2: Mapping[int, str] = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x95: "•", 0x96: "●", 0x97: "●",
    0x9A: "○", 0xA3: "□", 0xA2: "■", 0x2A: "□",
}  # fmt: skip
GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
SYMBOL: Mapping[int, str] = {
    **{code: chr(code) for code in b"!#%&()+,./0123456789:;<=>?[]_{|}"},
    **dict(enumerate(GREEK, 0x41)), **dict(enumerate(GREEK.lower(), 0x61)),
    0x6A: "ϕ", 0x76: "ϖ", 0x22: "∀", 0x24: "∃", 0x2A: "∗", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼",
    0xA2: "′", 0xB2: "″", 0xAB: "↔", 0xAD: "↑", 0xAF: "↓", 0xB5: "∝", 0xB6: "∂", 0xBA: "≡", 0xBC: "…",
    0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD2: "®", 0xD3: "©",
    0xD4: "™", 0xD5: "∏", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE0: "◊", 0xF2: "∫",
    0xB7: "•", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞",
    0xB0: "°", 0xD7: "⋅", 0xA8: "♦", 0xAE: "→", 0xAC: "←", 0x2D: "−", 0xD6: "√", 0xE5: "∑",
}  # fmt: skip
FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2, "symbol": SYMBOL,
}  # fmt: skip
# Fonts without letters, also those whose signs have no table here.
SYMBOL_FONTS = frozenset(
    {*FONTS, "wingdings 3", "webdings", "monotype sorts", "zapf dingbats", "zapfdingbats"}
)
BULLET = "•"


def symbol(code: int, font: str) -> str:
    """The Unicode character of a code in a symbol font; empty when neither font nor code is known."""
    table = FONTS.get(font.strip().lower())
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
        return (table or {}).get(code, "")
    if table is not None:
        return table.get(code, "")
    return chr(code) if 0x20 <= code < 0xD800 else ""


def from_symbol_font(text: str, font: str) -> str:
    """A bullet's text: codes of the private area become what they show, or a plain bullet."""
    table = FONTS.get(font.strip().lower(), {})
    out = []
    for each in text:
        code = ord(each)
        private = 0xF000 <= code <= 0xF0FF
        out.append(table.get(code & 0xFF, BULLET if private else each) if private or table else each)
    return "".join(out)
