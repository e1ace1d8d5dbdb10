"""The code points of a text, for tables that are looked up many signs at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LINE_END = ord("\n")


def points_of(text: str) -> NDArray[np.uint32]:
    """The code point of each character; a damaged byte is a lone surrogate, and stays one."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
