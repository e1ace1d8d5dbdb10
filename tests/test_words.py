"""The quick box's index: jieba's words in search form, lunr's ranking, the same in both languages."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunr.builder import Builder

from archive import files
from archive.model import Block, Report
from archive.search import lexicon as lexicon_module
from archive.search import words as words_module
from archive.search.codec import Damaged
from archive.search.documents import Place, Spool, document, row_of
from archive.search.form import load_form
from archive.search.index import IndexOptions, build, build_from
from archive.search.lexicon import lexicon
from archive.search.settings import WordSettings, load_keyword_rules
from archive.search.wordcut import Words, WordTask, cut_bucket, open_words, passages, words_name
from archive.search.words import (
    FIELDS,
    PayloadTask,
    WordIndex,
    chosen,
    cut,
    open_word_index,
    payload,
    word_index,
)
from archive.search.wordtable import WordTable, numbered, word_table

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
WEIGHTS = WordSettings(6, 2, 1, 2, 3, 100)


def report(number: int, title: str, *texts: str, kind: str = "未定") -> Report:
    blocks = tuple(
        Block("heading" if text.startswith("#") else "paragraph", 2, text.lstrip("#"), f"p-{i}")
        for i, text in enumerate(texts)
    )
    return Report(f"r{number:012x}", title, "a", ("a",), "", 0, blocks, type=kind, year=2018)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("words")


def words_of(folder: Path, *reports: Report) -> list[Words]:
    rows = tuple(map(row_of, reports))
    cut_bucket(WordTask(folder / "x.words", rows, RULES, folder / "jieba", files.write))
    return list(open_words(folder / "x.words"))


def keywords_of(words: list[Words], settings: WordSettings) -> list[list[str]]:
    table = numbered(words)
    best, sizes = chosen(table, settings)
    terms = iter([table.terms[at] for at in best.tolist()])
    return [[next(terms) for _ in range(size)] for size in sizes.tolist()]


def index_of(words: list[Words], weights: WordSettings = WEIGHTS) -> WordIndex:
    return WordIndex(payload(numbered(words), weights)[0], "words", load_form(RULES))


def test_titles_are_cut_in_search_mode_and_search_form(folder: Path) -> None:
    (one,) = words_of(folder, report(1, "黨支部書記２０１８年述職報告😀𠀀", kind="述职报告"))
    assert {"党支部", "支部", "书记", "2018", "述职", "报告"} <= set(one.title)
    assert not any(char > "\uffff" for word in one.title for char in word)
    assert {"2018", "述职报告"} <= set(one.labels)


def test_user_words_are_known(folder: Path) -> None:
    (one,) = words_of(folder, report(1, "落实“三会一课”和主题党日"))
    assert {"三会一课", "主题党日"} <= set(one.title)


def test_no_word_reaches_over_punctuation(folder: Path) -> None:
    (one,) = words_of(folder, report(1, "主题、党日"))
    assert "主题党日" not in one.title


def test_keywords_come_from_headings_and_first_sentences() -> None:
    one = document(
        row_of(
            report(1, "题目", "第一句话。第二句话。", "第二段。", "#一、小标题", "下面一句；以后", "再一段")
        )
    )
    assert list(passages(one)) == ["第一句话", "一、小标题", "下面一句"]


def test_other_blocks_end_no_search_for_a_first_sentence_and_give_none() -> None:
    whole = replace(
        report(1, "题目"),
        blocks=(
            Block("addressee", 0, "各党支部", "p-0"),
            Block("salutation", 0, "同志们：", "p-1"),
            Block("paragraph", 0, "。！", "p-2"),
            Block("paragraph", 0, "真正的第一句。", "p-3"),
            Block("paragraph", 0, "第二段。", "p-4"),
            Block("date", 0, "2020年1月1日", "p-5"),
        ),
    )
    assert list(passages(document(row_of(whole)))) == ["真正的第一句"]
    long = "长" * 41
    assert list(passages(document(row_of(report(1, "题目", long))))) == [long[:40]]


def test_candidates_are_the_most_frequent_words_in_a_fixed_order_and_no_more(folder: Path) -> None:
    known = [word for word in cut_words(folder) if len(word) == 2][:60]
    assert len(known) == 60
    heads = [f"#{'、'.join(known * 2)}", f"#{known[59]}、{known[59]}"]
    (one,) = words_of(folder, report(1, "题", *heads))
    assert len(one.candidates) == 40
    assert one.candidates[0] == (known[59], 4)
    assert [count for _, count in one.candidates[1:]] == [2] * 39
    rest = [word for word, _ in one.candidates[1:]]
    assert rest == sorted(known[:59])[:39]


def cut_words(folder: Path) -> list[str]:
    """Words that stay whole where they stand alone."""
    text = "党建 乡村 农业 农村 农民 城市 社区 街道 学校 医院 企业 银行 法院 法律 审计 采购 招标 投资 消费 粮食 住房 土地 森林 河流 水库 公路 铁路 港口 机场 电力 煤炭 石油 钢铁 化工 汽车 药品 食品 疫苗 教育 体育 文化 旅游 博物馆 图书馆 科技 互联网 气象 地质 地震 消防 公安 司法 监狱 民政 妇联 工会 统战 外事 海关 税务局 财政 金融 保险 证券 物业 业主 垃圾 污水 噪声 节水"
    return list(dict.fromkeys(text.split()))


def test_words_that_are_in_no_dictionary_are_not_guessed(folder: Path) -> None:
    (one,) = words_of(folder, report(1, "鑫淼焱垚犇", "#鑫淼焱垚犇羴猋"))
    assert max(map(len, one.title)) == 1
    assert one.candidates == ()


def test_keywords_are_words_that_tell_something(folder: Path) -> None:
    """No figure, adverb, day or verb, nothing in Latin letters, no word of any report, and what comes once only in a title."""
    said = "七个2020年𠀀𠀀ab、KPI、逐步、日前、每月、低于、准确、问题、决心、巡视、组织工作"
    (one,) = words_of(folder, report(1, "乡村题", f"#{said}", f"#{said}", "#消防"))
    assert dict(one.candidates) == {"组织工作": 2, "巡视": 2, "乡村": 1}


def test_of_keywords_one_inside_another_the_longer_stays_and_none_of_too_many_reports() -> None:
    shown = ("t", 1, None, None)
    words = [Words(str(n), shown, (), (), (("党建", 3), (f"基层党建{n}", 1), ("人人", 9))) for n in range(4)]
    settings = replace(WEIGHTS, keywords_each=3)
    assert keywords_of(words, settings) == [[f"基层党建{n}"] for n in range(4)]
    assert keywords_of(words[:2], settings) == [["人人", f"基层党建{n}"] for n in range(2)]
    assert keywords_of(words, replace(settings, keywords_share=1))[0] == ["人人", "基层党建0"]


def test_keywords_are_the_rare_frequent_words() -> None:
    shown = ("t", 1, None, None)
    words = [Words("a", shown, (), (), (("共同", 3), ("甲", 3), ("乙", 1)))]
    words += [Words(f"b{n}", shown, (), (), (("共同", 3),)) for n in range(99)]
    assert keywords_of(words, WEIGHTS)[0] == ["甲", "乙"]
    assert not any(keywords_of(words, WordSettings(6, 2, 1, 2, 3, 5)))


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("支部书记述职报告", ["支部", "书记", "支部书记", "述职", "报告", "述职报告"]),
        ("某党支部与党建", ["党支部", "支部", "党建"]),
        ("无", []),
        ("", []),
    ],
)
def test_queries_are_cut_with_the_index_own_words(text: str, want: list[str]) -> None:
    vocabulary = {"党支部", "支部", "支部书记", "书记", "述职", "述职报告", "报告", "党建", "建"}
    assert sorted(cut(text, vocabulary, 4)) == sorted(want)


def test_titles_rank_before_keywords(folder: Path) -> None:
    words = words_of(
        folder,
        report(1, "年度工作总结", "#脱贫攻坚", "脱贫攻坚有成效"),
        report(2, "脱贫攻坚述职报告", "正文"),
        report(3, "安全生产工作总结", "正文"),
    )
    found = index_of(words).search("脱贫攻坚", 5)
    assert [hit.id for hit in found] == ["r000000000002", "r000000000001"]
    assert found[0].url == "reports/00/r000000000002.html"
    assert (found[0].year, found[0].type) == (2018, None)
    assert index_of(words).search("脱贫攻坚 生产", 1) == index_of(words).search("脱貧攻堅 生产", 5)[:1]
    assert index_of(words).search("不存在", 5) == []


def test_terms_stand_in_the_order_that_lunr_js_needs(folder: Path) -> None:
    words = words_of(folder, report(1, "一份报告𠀀ａ", "正文"), report(2, "鿿﨑z"))
    terms = [term for term, _ in json.loads(payload(numbered(words), WEIGHTS)[0])["index"]["invertedIndex"]]
    assert terms == sorted(terms, key=lambda term: term.encode("utf-16-be"))


def test_published_by_the_build_and_opened_by_name(tmp_path: Path) -> None:
    build([report(1, "党建工作总结", "正文")], IndexOptions(RULES, tmp_path / "cache", tmp_path / "out"))
    (file,) = (tmp_path / "out").glob("words-*.js")
    opened = open_word_index(tmp_path / "out", file.stem, load_form(RULES))
    assert [hit.title for hit in opened.search("党建", 3)] == ["党建工作总结"]
    file.write_text(file.read_text("utf-8")[:-9], "utf-8")
    with pytest.raises(Damaged):
        open_word_index(tmp_path / "out", file.stem, load_form(RULES))
    with pytest.raises(Damaged):
        open_word_index(tmp_path / "out", "words-00000000", load_form(RULES))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"index":{},"reports":[]}'])
def test_damaged_payload_is_refused(text: str) -> None:
    with pytest.raises(Damaged):
        WordIndex(text, "words", load_form(RULES))


def test_the_dictionary_is_loaded_once_for_all_reports(folder: Path) -> None:
    assert lexicon(RULES, folder / "jieba") is lexicon(RULES, folder / "jieba")


@pytest.fixture(scope="module")
def plain() -> jieba.Tokenizer:
    """Jieba itself, with the user words."""
    cutter = jieba.Tokenizer()
    for line in (RULES / "words.txt").read_text("utf-8").splitlines():
        if word := line.partition("#")[0].strip():
            cutter.add_word(word)
    return cutter


@given(
    st.lists(
        st.sampled_from(
            [
                "三会一课",
                "主题",
                "党日",
                "中华人民共和国",
                "的",
                "abc",
                "Ａ",
                "2018",
                "5",
                "Ｔ恤",
                "卡拉OK",
                "龘",
                "㐀",
                "𠀀",
                "é",
                "\r\n",
            ]
        )
        | st.text("年党支部书记工作述职报告加强思想政治建设aB1.+- ，\t", max_size=12),
        max_size=6,
    ).map("".join)
)
def test_texts_are_cut_as_jieba_cuts_them(folder: Path, plain: jieba.Tokenizer, text: str) -> None:
    words = lexicon(RULES, folder / "jieba")
    assert list(words.cut(text)) == plain.lcut(text, HMM=False)
    assert list(words.cut_for_search(text)) == plain.lcut_for_search(text, HMM=False)


def test_a_dictionary_half_written_is_made_again(folder: Path, tmp_path: Path) -> None:
    whole = list(lexicon(RULES, folder / "jieba").cut("落实三会一课"))
    shutil.copytree(folder / "jieba", tmp_path / "jieba")
    (kept,) = (tmp_path / "jieba").glob("words-*")
    kept.write_bytes(kept.read_bytes()[:1000])
    assert list(lexicon(RULES, tmp_path / "jieba").cut("落实三会一课")) == whole == ["落实", "三会一课"]


def test_a_dictionary_that_cannot_be_kept_by_its_reader_is_no_page_of_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("jieba.marshal.dump", full)
    lexicon_module._asked("", load_keyword_rules(RULES), tmp_path)
    assert caplog.records == []


def test_the_quick_box_shows_title_year_and_the_labels_that_there_are(folder: Path) -> None:
    known, unknown = words_of(folder, report(1, "题", kind="述职报告"), report(2, "目"))
    assert known.shown == ("题", 2018, "述职报告", None)
    assert unknown.shown == ("目", 2018, None, None)


def test_words_are_kept_under_what_they_depend_on() -> None:
    assert re.fullmatch(r"00a-[0-9a-f]{32}\.words", words_name(10, [], b""))
    place = Place("r1", b"digest")
    names = {words_name(0, [place], b"a"), words_name(0, [place], b"b"), words_name(0, [], b"a")}
    assert len(names) == 3


def test_beyond_a_number_of_reports_there_are_no_keywords(folder: Path) -> None:
    """Then the candidates, which would fill the memory, are not even kept while the index is made."""
    words = words_of(
        folder, *(report(n, f"{word}工作总结") for n, word in enumerate(("消防", "防汛", "扶贫")))
    )
    few = replace(WEIGHTS, keywords_up_to=2)
    task = PayloadTask(("x.words",), 3, folder, few, files.write)
    assert word_index(task)[0] == payload(numbered(words), few)[0]
    assert not any("keywords" in ref for ref, _ in json.loads(word_index(task)[0])["index"]["fieldVectors"])
    assert [word.candidates for word in open_words(folder / "x.words", candidates=False)] == [()] * 3
    assert all(word.candidates for word in words)
    keyed = replace(task, settings=WEIGHTS)
    assert any("keywords" in ref for ref, _ in json.loads(word_index(keyed)[0])["index"]["fieldVectors"])


def test_words_that_are_kept_give_the_index_that_all_words_give(tmp_path: Path) -> None:
    """Buckets come, go and change, and a table that is damaged or of other settings is not believed."""
    heads = ("#脱贫攻坚", "#廉政教育谈话", "#意识形态阵地", "#安全生产")
    for number, name in enumerate("abcd"):
        rows = tuple(
            row_of(report(4 * number + n, f"第{n}支部述职报告", heads[number], kind="述职报告"))
            for n in range(number)
        )
        cut_bucket(WordTask(tmp_path / name, rows, RULES, tmp_path / "jieba", files.write))
    task = PayloadTask((), 3, tmp_path, WEIGHTS, files.write)
    (path,) = {each.table.path for each in (task, replace(task, names=("a",)))}
    for names, settings in (
        ("bd", WEIGHTS), ("abd", WEIGHTS), ("acd", WEIGHTS), ("acd", replace(WEIGHTS, keywords_up_to=2)), ("c", WEIGHTS)
    ):  # fmt: skip
        now = replace(task, names=tuple(names), settings=settings)
        all_words = [each for name in names for each in open_words(tmp_path / name)]
        assert word_index(now)[0] == payload(numbered(all_words), settings)[0]
    path.write_bytes(path.read_bytes()[:-9])
    assert word_table(replace(task, names=("b", "c")).table).shown[0][0] == "r000000000004"


def test_index_is_what_the_plain_builder_makes(folder: Path) -> None:
    reports = [
        report(n, f"第{n}支部述职报告述职", "#脱贫攻坚", "安全生产", kind="述职报告") for n in range(5)
    ]
    words = words_of(folder, *reports)
    plain = Builder()
    plain.ref("ref")
    for field in FIELDS:
        plain.field(field, boost=getattr(WEIGHTS, field))
    for number, (one, best) in enumerate(zip(words, keywords_of(words, WEIGHTS), strict=True)):
        plain.add({"ref": str(number), "title": one.title, "labels": one.labels, "keywords": best})
    want = json.loads(json.dumps(plain.build().serialize()))
    made = json.loads(payload(numbered(words), WEIGHTS)[0])["index"]
    assert made["invertedIndex"] == want["invertedIndex"]
    assert made["fieldVectors"] == [row for row in want["fieldVectors"] if row[1]]
    assert {key: made[key] for key in ("version", "fields", "pipeline")} == {
        key: want[key] for key in ("version", "fields", "pipeline")
    }


def test_keywords_of_each_report_are_given_by_id(tmp_path: Path) -> None:
    reports = [
        report(1, "党建工作总结", "#廉政教育", "廉政教育和廉政谈话。"),
        report(2, "党建工作要点", "#意识形态", "意识形态阵地管理。"),
        report(3, "", "……"),
    ]
    found = told_keywords(reports, IndexOptions(RULES, tmp_path / "cache", tmp_path / "out"))
    words = words_of(tmp_path, *reports)
    wanted = keywords_of(words, WordSettings(6, 2, 1, 8, 3, 100))
    assert {name: set(held) for name, held in found.items()} == {
        one.id: set(held) for one, held in zip(words, wanted, strict=True) if held
    }
    assert "意识形态" in found[reports[1].id]
    assert told_keywords([], IndexOptions(RULES, tmp_path / "none", tmp_path / "none")) == {}


def test_a_kept_word_index_is_used_while_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [report(1, "党建工作总结", "#廉政教育", "廉政教育和廉政谈话。"), report(2, "", "……")]
    options = IndexOptions(RULES, tmp_path / "cache", tmp_path / "out")
    made: list[WordTable] = []

    def noted(table: WordTable, settings: WordSettings) -> tuple[str, dict[str, tuple[str, ...]]]:
        made.append(table)
        return payload(table, settings)

    monkeypatch.setattr(words_module, "payload", noted)
    found = told_keywords(reports, options)
    index = contents(options.out)
    assert told_keywords(reports, options) == found
    assert len(made) == 1
    (kept,) = options.words.glob("*.payload")
    whole = kept.read_bytes()
    for count, damaged in enumerate(
        (b"", whole[:-1], bytes([*whole[:-1], whole[-1] ^ 1]), whole[:4]), start=2
    ):
        kept.write_bytes(damaged)
        assert told_keywords(reports, options) == found
        assert len(made) == count
    assert contents(options.out) == index


@pytest.mark.parametrize("jobs", [1, 2])
def test_keywords_are_told_first_where_one_process_does_all(tmp_path: Path, jobs: int) -> None:
    options = IndexOptions(RULES, tmp_path / "cache", tmp_path / "out", jobs)
    there: list[bool] = []
    with Spool([report(1, "党建工作总结", "#廉政教育", "廉政教育和廉政谈话。")]) as spool:
        build_from(spool, options, lambda _: there.append(any(options.out.glob("p/**/*.js"))))
    assert there == [jobs != 1]


def told_keywords(reports: list[Report], options: IndexOptions) -> dict[str, tuple[str, ...]]:
    told: list[dict[str, tuple[str, ...]]] = []
    with Spool(reports) as spool:
        build_from(spool, options, told.append)
    (keywords,) = told
    return keywords


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
