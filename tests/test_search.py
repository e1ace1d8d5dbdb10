"""The phrase search end to end: every hit and no other, the same in Python and in JavaScript, on one built index."""

from __future__ import annotations

import json
import random
import subprocess
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from archive.model import Block, Report
from archive.places import ROOT
from archive.search.answer import Options, search
from archive.search.query import parse
from archive.search.reader import Reader
from archive.search.tree import QueryError
from search_corpus import build, reports, text_of
from search_oracle import Page, hits, page_of

JS = Path(__file__).parent / "js"
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/assets/search/result.schema.json").read_text("utf-8")))
WRITTEN = (
    "党建", "党", "建", "的", "党建党建", "党 建", "党建 扶贫", "党建 -扶贫", "党建|党务|纪律", "党建工作|党建", "党建党建 党建",
    "把…首位", "把…{4}首位", "把*的", "把…党…首位", "的…的", "党…建", "党…{1}建", "小标题:党…建", "标题:党…的", "党建 -把…首位",
    "标题:党建", "小标题:党建", "标题:党", "小标题:一", "标题:工作|小标题:工作", "工作 -标题:党", "标题:的 党建",
    "部分:存在问题 党", "部分:存在问题|主要做法 党建", "部分:下一步打算 党 -疫情", "部分:主要做法 把…的", "部分:存在问题 小标题:党",
    "标题:党 部分:主要做法 的", "部分:主要做法 标题:党|工作", "部分:主要做法 标题:工作",
    "6.5%", "“6.5%”", "增长6.5", "6.5", "100%", "12,345", "12345", "5亿", "65", "党 -6.5%", "党 –扶贫", "党 —扶贫", "把...首位", "把。。。{4}首位", "6.5%|12,345", "增长…5%", "2%比", "1%",
    '"党建，工作"', '"党建, 工作"', '"“党建”工作"', '"党建工作"', '党 -"党建，工作"', '"党建，工作"|"，把纪"', '"……党"', '部分:主要做法 "，把纪"',
    '"。2018"|"，在全"', "𠮷野家", "𠮷", "黨建", "partyschool", "12kg", "一12", "２０１８", "不存在的字句", "囧", "2018年2019年",
    "，的", "标题: x", "部分:甲 党", '"党，"', "党建 部分:存在问题",
)  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> list[Report]:
    return sorted(reports(), key=lambda report: report.id)


@pytest.fixture(scope="module")
def site(texts: list[Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small shards and parts, so that a few reports have lists in blocks and texts in parts."""
    sizes = {"shard_bytes": 300, "told_list_bytes": 64, "text_units": 200}
    return build(tmp_path_factory.mktemp("search"), texts, **sizes)


@pytest.fixture(scope="module")
def reader(site: Path) -> Reader:
    return Reader(site / "search")


@pytest.fixture(scope="module")
def pages(texts: list[Report], reader: Reader) -> list[Page]:
    return [page_of(report, reader.form) for report in texts]


def queries(texts: list[Report], count: int) -> list[str]:
    """Give the written queries, and cuts of texts at random, a third of them across punctuation."""
    chance = random.Random(11)
    cuts: list[str] = []
    while len(cuts) < count:
        text = text_of(chance.choice(texts))
        size = chance.randint(1, 30)
        at = chance.randrange(max(len(text) - size, 1))
        cuts.append(text[at : at + size])
    return [*WRITTEN, *cuts]


def in_node(site: Path, rows: list[tuple[str, dict[str, object]]]) -> list[dict[str, object]]:
    done = subprocess.run(
        ["node", str(JS / "ask.js"), str(site / "search")],
        input=json.dumps(rows), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    answers: list[dict[str, object]] = json.loads(done.stdout)
    return answers


def in_python(text: str, reader: Reader, options: Options) -> dict[str, object]:
    try:
        result: dict[str, object] = json.loads(json.dumps(search(text, reader, options).to_json()))
    except QueryError as error:
        failure = {"code": "query", "detail": error.code, "message": error.message}
        return {"query": text, "understood": error.understood, "error": failure}
    return result


def test_every_hit_and_no_other(texts: list[Report], pages: list[Page], reader: Reader) -> None:
    found = 0
    for text in queries(texts, 250):
        try:
            query = parse(text, reader.grammar)
        except QueryError:
            continue
        want = {page.report.id: len(hits(query, page, reader.form)) for page in pages}
        result = search(text, reader, Options(limit=1000, snippets=0))
        got = {document.id: document.count for document in result.documents}
        assert got == {name: count for name, count in want.items() if count}, text
        assert result.hits == sum(want.values())
        assert result.total == len(got)
        found += result.hits
    assert found > 1000


def apart(blocks: list[str]) -> tuple[list[str], list[str]]:
    """The characters of a report, a sign behind the end (and before the beginning) where one block meets the next."""
    ending: list[str] = []
    opening: list[str] = []
    for number, words in enumerate(blocks):
        sign = "／" if number + 1 < len(blocks) and words[-1] not in "。！？；：，、…”.!?;:,—" else ""
        ending += [*words[:-1], words[-1] + sign]
        before = "／" if number and blocks[number - 1][-1] not in "。！？；：，、…”.!?;:,—" else ""
        opening += [before + words[0], *words[1:]]
    return ending, opening


def test_snippets_show_the_published_text_around_each_hit(
    texts: list[Report], pages: list[Page], reader: Reader
) -> None:
    by_id = {page.report.id: page for page in pages}
    for text in queries(texts, 60):
        try:
            query = parse(text, reader.grammar)
        except QueryError:
            continue
        for document in search(text, reader, Options(snippets=None)).documents:
            page = by_id[document.id]
            whole = text_of(page.report)
            blocks = [("t", page.report.title), *((b.anchor, b.text) for b in page.report.blocks)]
            assert len(document.snippets) == document.count
            for (start, _), snippet in zip(hits(query, page, reader.form), document.snippets, strict=True):
                source = reader.form.mapped(whole).source
                at = int(source[start])
                assert whole[at:].startswith(snippet.match)
                behind = at + len(snippet.match)
                ending, opening = apart([words for _, words in blocks])
                assert snippet.before == "".join(ending[max(at - 20, 0) : at])[-20:]
                assert snippet.after == "".join(opening[behind : behind + 20])[:20]
                anchor, _ = next(
                    b for i, b in enumerate(blocks) if at < sum(len(x) for _, x in blocks[: i + 1])
                )
                assert snippet.anchor == anchor


def test_python_and_javascript_agree_on_everything(texts: list[Report], reader: Reader, site: Path) -> None:
    chance = random.Random(5)
    rows = []
    for text in queries(texts, 120):
        options = Options(
            year=chance.choice(((), (), ("2018",), ("2016", ""))), type=chance.choice(((), (), ("工作总结", "未定"))),
            level=chance.choice(((), (), ("党组",), ("",))), sort=chance.choice(("relevance", "year", "hits")),
            limit=chance.choice((0, 3, 20, 100)), offset=chance.choice((0, 0, 2)),
            snippets=chance.choice((None, 0, 3)), whole=chance.random() < 0.1,
        )  # fmt: skip
        rows.append((text, options))
    asked = [
        (text, {**asdict(o), "snippets": "all" if o.snippets is None else o.snippets}) for text, o in rows
    ]
    for (text, options), got in zip(rows, in_node(site, asked), strict=True):
        want = in_python(text, reader, options)
        assert got == want, (text, options)
        SCHEMA.validate(got)
        SCHEMA.validate(want)


def test_facets_ignore_their_own_filter_only(texts: list[Report], reader: Reader) -> None:
    all_of_them = search("的", reader, Options(limit=1000))
    some = search("的", reader, Options(year=("2018",), type=("工作总结", "述职报告"), limit=1000))
    of_types = [d for d in all_of_them.documents if d.type in ("工作总结", "述职报告")]
    assert some.by_year == {
        key: sum(str(d.year or "") == key for d in of_types) for key in {str(d.year or "") for d in of_types}
    }
    of_year = [d for d in all_of_them.documents if d.year == 2018]
    assert sum(some.by_type.values()) == len(of_year)
    assert some.total == sum(d.year == 2018 for d in of_types) == len(some.documents)
    assert some.hits == sum(d.count for d in some.documents)
    assert all_of_them.by_year[""] == sum(d.year is None for d in all_of_them.documents)


def test_order(reader: Reader) -> None:
    by_year = search("的", reader, Options(sort="year", limit=1000)).documents
    assert [d.year or -1 for d in by_year] == sorted((d.year or -1 for d in by_year), reverse=True)
    by_hits = search("的", reader, Options(sort="hits", limit=1000)).documents
    assert [d.count for d in by_hits] == sorted((d.count for d in by_hits), reverse=True)
    relevant = search("党建", reader, Options(limit=1000, snippets=None)).documents
    in_title = [any(s.anchor == "t" for s in d.snippets) for d in relevant]
    assert True in in_title
    assert in_title == sorted(in_title, reverse=True)


def test_pages_of_an_answer_follow_one_another(reader: Reader) -> None:
    whole = search("的", reader, Options(limit=1000)).documents
    paged = [
        d
        for at in range(0, len(whole), 7)
        for d in search("的", reader, Options(limit=7, offset=at)).documents
    ]
    assert tuple(paged) == whole


def test_a_figure_with_a_sign_is_no_other_figure(tmp_path: Path, texts: list[Report]) -> None:
    written = "65亿吨，165元，16.5%，6.5 %，6.5％，6.5个，６．５%"
    lines = (written, "占2", "6.5%。12,345元，1,234.5元")
    blocks = tuple(Block("paragraph", 0, line, f"p-{at}", "") for at, line in enumerate(lines))
    site = build(tmp_path, [replace(texts[0], title="数", blocks=blocks)])
    reader = Reader(site / "search")
    wanted = {
        "6.5%": 3,
        "“6.5%”": 3,
        "6.5": 5,
        "65": 8,
        "12,345": 1,
        "12345": 2,
        "6.5% 16.5%": 4,
        "65 -6.6%": 8,
    }
    assert {text: search(text, reader).hits for text in wanted} == wanted
    rows: list[tuple[str, dict[str, object]]] = [(text, {}) for text in wanted]
    assert [answer["hits"] for answer in in_node(site, rows)] == list(wanted.values())


def test_too_many_reports_to_verify_is_said_and_not_counted(tmp_path: Path, texts: list[Report]) -> None:
    many = [replace(texts[0], id=f"r{number:012x}", title="党建，工作") for number in range(301)]
    site = build(tmp_path, many)
    reader = Reader(site / "search")
    assert search("党建工作", reader).total == 301
    with pytest.raises(QueryError, match="超过 300 篇"):
        search('"党建，工作"', reader)
    (answer,) = in_node(site, [('"党建，工作"', {})])
    assert answer == in_python('"党建，工作"', reader, Options())
