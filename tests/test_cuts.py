"""Edits: overlaps resolve once, passes compose, and the script of edits undoes exactly."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.cleaning.cuts import Span, apply, compose, resolve, restore, rewritten
from archive.model import Cleaned, Edit
from examples import examples


def test_whole_lines_win_over_parts() -> None:
    found = resolve(
        [Span(4, 9, "line")], [Span(0, 2, "a"), Span(3, 5, "b"), Span(8, 12, "c"), Span(12, 13, "d")]
    )
    assert found == [Span(0, 2, "a"), Span(4, 9, "line"), Span(12, 13, "d")]


def test_the_earlier_and_longer_wins() -> None:
    assert resolve([], [Span(2, 4, "b"), Span(0, 3, "a"), Span(0, 1, "c"), Span(5, 5, "empty")]) == [
        Span(0, 3, "a")
    ]


def test_a_replacement_never_stands_on_han() -> None:
    source = "一##付费##二"
    assert compose(source, (), [Span(1, 7, "r", "\n")]) == (
        Edit("r", "replace", 1, 2, "#", "\n"),
        Edit("r", "remove", 2, 7, "#付费##"),
    )
    assert compose("一付#二", (), [Span(1, 3, "r", "\n")]) == (
        Edit("r", "remove", 1, 2, "付"),
        Edit("r", "replace", 2, 3, "#", "\n"),
    )
    assert compose("一付费二", (), [Span(1, 3, "r", "\n")]) == (Edit("r", "remove", 1, 3, "付费"),)


def test_a_cut_around_a_cut_is_one_edit_of_the_source() -> None:
    source = "甲##paid##paidbegin##begin##乙"
    first = compose(source, (), [Span(7, 20, "token")])
    middle = rewritten(source, first)
    assert compose(source, first, [Span(1, len(middle) - 1, "token")]) == (
        Edit("token", "remove", 1, len(source) - 1, source[1:-1]),
    )


def test_a_later_cut_swallows_what_an_earlier_edit_put_in() -> None:
    source = "甲&nbsp;\n乙"
    first = compose(source, (), [Span(1, 7, "space", " ")])
    assert compose(source, first, [Span(1, 2, "trailing")]) == (Edit("space", "remove", 1, 7, "&nbsp;"),)
    assert compose(source, first, [Span(1, 3, "join", "，")]) == (
        Edit("space", "replace", 1, 7, "&nbsp;", "，"),
        Edit("join", "remove", 7, 8, "\n"),
    )


TEXTS = st.text(alphabet="党建#&ab\n ", max_size=24)


@st.composite
def spans(draw: st.DrawFn, text: str) -> list[Span]:
    found = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 5)))
        found.append(
            Span(start, end, draw(st.sampled_from("xyz")), draw(st.sampled_from(["", "", "，", "\n\n"])))
        )
    return resolve([], found)


@given(st.data(), TEXTS)
@examples(800)
def test_composed_passes_do_what_the_passes_do(data: st.DataObject, source: str) -> None:
    edits: tuple[Edit, ...] = ()
    text = source
    for _ in range(3):
        found = data.draw(spans(text))
        before, edits = edits, compose(source, edits, found)
        wanted = apply(text, found)
        text = rewritten(source, edits)
        swallowed = any(span.replacement for span in found)
        if not swallowed:
            assert text == wanted, (before, found, edits)
        assert restore(Cleaned(text, edits)) == source
        assert [edit.start for edit in edits] == sorted(edit.start for edit in edits)
        assert all(a.end <= b.start for a, b in pairwise(edits))
        for edit in edits:
            assert source[edit.start : edit.end] == edit.text
            assert (edit.kind == "remove") == (edit.replacement == "")
