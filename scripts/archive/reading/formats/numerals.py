"""Write a counter in one of Word's number formats (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

DIGITS = "○一二三四五六七八九"
DIGITS_ZERO = "零一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def format_number(number: int, name: str) -> str:
    """The number as the format `name` writes it; an unknown format and an impossible number give decimals."""
    writer = WRITERS.get(name)
    if writer is None or number < 0:
        return str(number)
    return writer(number)


def custom(number: int, pattern: str) -> str:
    """A custom format such as `001, 002, 003, ...`: its first example shows how wide numbers are."""
    first = pattern.partition(",")[0].strip()
    return str(number).zfill(len(first)) if first.isdecimal() else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 32768:
        return str(number)
    out = []
    for value, sign in ROMAN:
        out.append(sign * (number // value))
        number %= value
    return "".join(out)


def _letters(number: int) -> str:
    """Letters a … z, aa, bb … zz, aaa: the letter is repeated, as Word does."""
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _within(first: int, last: int, start: int) -> Callable[[int], str]:
    """Numbers from `first` to `last` as consecutive characters from `start`, others as decimals."""
    return lambda number: chr(start + number - first) if first <= number <= last else str(number)


def _listed(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _enclosed_circle(number: int) -> str:
    """① to ⑳, then ㉑ to ㊿, which stand in two other places."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return "⓪" if number == 0 else str(number)


def _positional(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(each)] for each in str(number))


def _below_hundred(number: int) -> str:
    """十一, 二十, 二十一; Word spells larger numbers digit by digit in these formats."""
    if number < 10:
        return DIGITS[number]
    if number >= 100:
        return _positional(DIGITS)(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def _thousands(digits: str, units: str, *, bare_ten: bool, bare: bool = False) -> Callable[[int], str]:
    """Full words: 一百零一. `bare_ten`: 十 for 10 to 19; `bare`: no 一 before any unit and no 零 (Japanese)."""

    def small(number: int) -> str:
        out, gap = "", False
        for power in (3, 2, 1, 0):
            digit = number // 10**power % 10
            if not digit:
                gap = bool(out)
                continue
            out += digits[0] if gap and not bare else ""
            gap = False
            out += "" if bare and digit == 1 and power else digits[digit]
            out += units[power - 1] if power else ""
        return out

    def write(number: int) -> str:
        if number == 0 or number >= 10**8:
            return digits[0] if number == 0 else str(number)
        high, low = divmod(number, 10_000)
        out = small(high) + "万" if high else ""
        out += digits[0] if high and 0 < low < 1000 and not bare else ""
        out += small(low)
        return out[1:] if bare_ten and 10 <= number < 20 and not bare else out

    return write


def _ordinal(number: int) -> str:
    tail = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def _full_width(number: int) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in str(number))


def _cycle(number: int) -> str:
    """甲子, 乙丑, … of the sexagenary cycle."""
    return STEMS[(number - 1) % 10] + BRANCHES[(number - 1) % 12] if number > 0 else str(number)


_FULL = _thousands(DIGITS_ZERO, "十百千", bare_ten=True)
_JAPANESE = _thousands("〇一二三四五六七八九", "十百千", bare_ten=True, bare=True)

WRITERS: Mapping[str, Callable[[int], str]] = {
    "aiueo": _listed("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"),
    "chineseCounting": _below_hundred,
    "chineseCountingThousand": _FULL,
    "chineseLegalSimplified": _thousands(LEGAL, "拾佰仟", bare_ten=False),
    "decimal": str,
    "decimalEnclosedCircle": _enclosed_circle,
    "decimalEnclosedCircleChinese": _enclosed_circle,
    "decimalEnclosedFullstop": _within(1, 20, 0x2488),
    "decimalEnclosedParen": _within(1, 20, 0x2474),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "hex": lambda number: f"{number:X}",
    "ideographDigital": _positional("〇一二三四五六七八九"),
    "ideographEnclosedCircle": _within(1, 10, 0x3280),
    "ideographLegalTraditional": _thousands(LEGAL_TRADITIONAL, "拾佰仟", bare_ten=False),
    "ideographTraditional": _listed(STEMS),
    "ideographZodiac": _listed(BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "japaneseCounting": _JAPANESE,
    "japaneseDigitalTenThousand": _positional("〇一二三四五六七八九"),
    "japaneseLegal": _thousands("〇壱弐参四伍六七八九", "拾百阡", bare_ten=False),
    "lowerLetter": _letters,
    "lowerRoman": _roman,
    "none": lambda _: "",
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _ordinal,
    "taiwaneseCounting": _below_hundred,
    "taiwaneseCountingThousand": _FULL,
    "taiwaneseDigital": _positional(DIGITS),
    "upperLetter": lambda number: _letters(number).upper(),
    "upperRoman": lambda number: _roman(number).upper(),
}
