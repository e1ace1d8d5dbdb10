"""The query language: the shared cases, and what must hold for any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.places import ROOT
from archive.search.form import load_form, search_form
from archive.search.formtable import of_payload
from archive.search.query import SENTENCE, Grammar, parse
from archive.search.tree import Query, QueryError
from examples import examples

CASES = Path(__file__).parent / "cases" / "query"
ROWS = json.loads((CASES / "queries.json").read_text("utf-8"))
FORM = load_form(ROOT / "data" / "rules")
GRAMMAR = Grammar(FORM.apply, ("存在问题", "下一步打算"))
SIGNS = st.text(
    st.sampled_from('党建扶贫-－|｜*＊…{}0123456789"“”，：: \u3000标题部分小存在问题.,()%𠮷\n'), max_size=30
)


def as_row(query: Query) -> dict[str, object]:
    groups = [
        {
            "options": [
                {
                    "raw": term.raw,
                    "pieces": list(term.pieces),
                    "gaps": list(term.gaps),
                    "field": term.field,
                    "strict": term.strict,
                    "figures": term.figures,
                }
                for term in group.options
            ],
            "negative": group.negative,
        }
        for group in query.groups
    ]
    return {
        "text": query.text,
        "groups": groups,
        "parts": list(query.parts),
        "pasted": query.pasted,
        "understood": query.understood,
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["why"] for row in ROWS])
def test_case(row: dict[str, object]) -> None:
    def read() -> Query:
        return parse(str(row["query"]), GRAMMAR, whole=bool(row.get("whole")))

    if "want" in row:
        assert as_row(read()) == row["want"]
        return
    with pytest.raises(QueryError) as caught:
        read()
    error = caught.value
    got = {"detail": error.code, "message": error.message, "understood": error.understood}
    assert got == row["error"]
    assert error.exit_code == 2


def test_cases_use_the_form_of_the_archive() -> None:
    published = search_form(of_payload((CASES / "form.json").read_text("utf-8"), "form"))
    text = "".join(str(row["query"]) for row in ROWS)
    assert published.apply(text) == FORM.apply(text)


@given(SIGNS)
@examples(2000)
def test_any_text_is_a_query_or_an_error_with_a_sentence(text: str) -> None:
    try:
        query = parse(text, GRAMMAR)
    except QueryError as error:
        message = error.message
    else:
        message = query.understood + "。"
        check_terms(query)
    assert message.endswith("。")
    assert len(message) > 1


def check_terms(query: Query) -> None:
    assert query.terms
    for term in query.terms:
        assert all(term.pieces)
        assert len(term.pieces) == len(term.gaps) + 1


@given(SIGNS, st.sampled_from(sorted(SENTENCE - set('"：'))), SIGNS)
@examples(500)
def test_sentence_punctuation_outside_quotes_always_makes_one_phrase(
    before: str, sign: str, after: str
) -> None:
    text = f"党{before}{sign}{after}".replace('"', "")
    (group,) = parse(text, GRAMMAR).groups
    assert [term.pieces for term in group.options] == [(FORM.apply(text),)]
