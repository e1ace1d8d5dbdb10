"""Radicals as characters: PDF writers name a glyph by its radical code, so that 见 comes out as ⻅ and 一 as ⼀."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

RADICALS = re.compile(r"[\u2e80-\u2fd5\uf900-\ufaff]")

# Unicode's EquivalentUnifiedIdeograph, for the supplement that normalisation (NFKC) leaves as it is.
SUPPLEMENT: Mapping[int, int] = str.maketrans(
    "⺁⺅⺆⺇⺉⺊⺋⺌⺍⺓⺔⺕⺗⺘⺙⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂亻冂几刂卜㔾小小幺彑彐心扌攵月歺民氵氺灬爫爫丬牛犭王疋示礻竹糹纟罓罒羊羊羊耂肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)


def unified(sign: str) -> str:
    """The ordinary character that a radical or a compatibility form stands for."""
    return unicodedata.normalize("NFKC", sign).translate(SUPPLEMENT)


def as_unified(text: str) -> tuple[str, str]:
    """The text with ordinary characters, and the signs that were replaced."""
    found = "".join(each for each in RADICALS.findall(text) if unified(each) != each)
    return (RADICALS.sub(lambda match: unified(match[0]), text), found) if found else (text, "")
