"""Small numbers in every writing that the reports use, read."""

from __future__ import annotations

ZERO = "〇○零0０OＯoОоο◯"
DIGITS = {**dict(zip("一二三四五六七八九", range(1, 10), strict=True)), **dict.fromkeys(ZERO, 0)}
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def number_of(words: str) -> int:
    """Read a number below 1000 in digits or in Han numerals (九十七, 一百); 0 when it is none."""
    plain = words.translate(WIDE)
    if plain.isdecimal():
        return int(plain)
    if "百" in plain:
        hundreds, _, rest = plain.partition("百")
        return 100 * (DIGITS.get(hundreds, 1) if hundreds else 1) + (number_of(rest) if rest else 0)
    tens, ten, ones = plain.rpartition("十")
    high = (DIGITS.get(tens, 1) if tens else 1) * 10 if ten else 0
    return high + (DIGITS.get(ones, 0) if ones else 0)
