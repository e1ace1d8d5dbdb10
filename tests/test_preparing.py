"""What is made of one original besides its stages: the length that is shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from archive.preparing.prepare import letters

COUNTED = re.compile(r"[^\W_]")


@given(st.text(st.characters(codec=None) | st.sampled_from("报９a_ 、①\U00020000\U0001f600\ud800\uffff")))
def test_letters_and_digits_of_every_script_are_counted(text: str) -> None:
    assert letters(text) == len(COUNTED.findall(text))


def test_a_text_without_any_has_none() -> None:
    assert (letters(""), letters("——"), letters("党建2019")) == (0, 0, 6)
