"""What a build worked out becomes findings: per document, per group, per correction."""

from __future__ import annotations

import ast
import hashlib
import pickle
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from archive.checking import sitecheck
from archive.checking.findings import lines, review_items, seen
from archive.console.summary import findings_told
from archive.duplicates.grouping import Document, in_order_of_addition, publications, published, withdrawn
from archive.files import json_line
from archive.model import Finding, Note, Report
from archive.prepared import Head, Prepared
from archive.preparing import prepare
from archive.preparing.ruleset import load_ruleset
from archive.reading.originals import discover
from archive.rulefiles.codes import finding, load_codes
from archive.rulefiles.overrides import Correction, Overrides
from archive.search.documents import document

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
TEXT = "党支部2019年工作总结\n2019年，党支部认真开展学习，落实一岗双责。\n"


def test_findings_are_written_as_lines_of_json() -> None:
    some = [Finding("a", "error", "甲\n.txt", 'x"y', "改", 3), Finding("b", "review", "乙", "", "")]
    for held in (some, [*some, replace(some[0], path="\udc81甲")], []):
        assert list(lines(held)) == [json_line(asdict(each)) for each in held]


def test_every_finding_is_made_by_its_row_of_the_catalogue() -> None:
    """Elsewhere one may be put together again from what was written, by its fields, and no other way."""
    scripts = RULES.parents[1] / "scripts"
    for path in sorted(scripts.rglob("*.py")):
        calls = (each for each in ast.walk(ast.parse(path.read_bytes())) if isinstance(each, ast.Call))
        made = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "Finding"]
        assert path.name == "codes.py" or not any(each.args for each in made), path


@pytest.mark.parametrize(
    ("text", "code"), [("密码：abc888", "password-notice"), ("##paidbegin##", "no-body")]
)
def test_what_is_not_published_is_told_with_the_cure_of_the_catalogue(
    tmp_path: Path, text: str, code: str
) -> None:
    (found,) = prepared(tmp_path, text).failures
    row = load_codes()[code]
    assert (found.code, found.severity, found.cure) == (code, row.severity, row.cure)


def test_a_cure_of_its_own_takes_the_place_of_the_usual_one() -> None:
    usual, own = finding("no-body", "a"), finding("no-body", "a", cure="另作处理")
    assert (own.message, own.cure) == (usual.message, "另作处理")


def test_a_finding_reaches_another_process_whole() -> None:
    made = Finding(**{field.name: 7 if field.name == "line" else field.name for field in fields(Finding)})  # type: ignore[arg-type]
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301


def head(identifier: str = "r000000000001", source: str = "a.txt", text: str = "t", **more: object) -> Head:
    report = Report(identifier, "题", source, (source,), "0" * 64, 1, (), **more)  # type: ignore[arg-type]
    return Head(report, text, 0, "txt")


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def prepared(tmp_path: Path, text: str, overrides: Overrides | None = None) -> Prepared:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (found,) = discover(tmp_path)
    return prepare.prepare(found, load_ruleset(RULES, "test"), overrides or Overrides())


def items(*heads: Head, overrides: Overrides | None = None) -> list[str]:
    documents = [Document("k", number, each) for number, each in enumerate(heads)]
    held = overrides or Overrides()
    return codes(review_items(documents, publications(documents, held), held))


def test_unsure_labels_conflicts_and_previews_are_to_be_reviewed() -> None:
    unsure = head(review=("year", "sector"), incomplete=True)
    assert items(unsure) == ["label-unsure", "label-unsure", "incomplete"]
    conflict = Head(unsure.report, "t", 0, "txt", conflicts=("领域可作“机关”，也可作“国企”",))
    assert items(conflict) == ["label-unsure", "label-conflict", "incomplete"]
    seen = Overrides({"r000000000001": Correction(reason="看过", seen=("label-conflict",))})
    assert items(conflict, overrides=seen) == ["label-unsure", "label-unsure", "incomplete"]


@pytest.mark.parametrize(
    "code",
    ["suspect-line", "suspect-inline", "random-han", "damaged-bytes", "damaged-sign", "pdf-picture-pages"],
)
def test_notes_that_the_catalogue_lists_are_findings(code: str) -> None:
    noted = Head(head().report, "t", 0, "txt", notes=(Note(code, "见此"), Note("not-listed", "只在记录里")))
    assert items(noted) == [code]


def test_a_withdrawn_document_asks_for_nothing() -> None:
    assert items(Head(head(review=("year",)).report, "t", 0, "txt", withdrawn=True)) == []


def test_a_copy_of_what_was_withdrawn_asks_for_nothing() -> None:
    noted = replace(head("r000000000001", "a.txt"), notes=(Note("personal-phone", "电话"),))
    gone = replace(head("r000000000002", "b.docx"), withdrawn=True)
    assert items(noted, gone) == []
    assert items(noted) == ["personal-phone"]


def test_duplicates_and_unused_corrections_are_named() -> None:
    overrides = Overrides({"rffffffffffff": Correction(reason="不在了", title="题")})
    two = (head(), head("r000000000002", "b.txt"))
    assert items(*two, overrides=overrides) == ["duplicate", "override-unused"]


def test_labels_are_asked_for_once_where_several_documents_are_one_report() -> None:
    copies = (
        head("r000000000002", "a.txt", review=("year",)),
        head("r000000000001", "b.txt", review=("year",)),
        head("r000000000001", "c.txt", review=("year",)),
    )
    documents = [Document("k", 0, each) for each in copies]
    shown = publications(documents, Overrides())
    found = [each for each in review_items(documents, shown, Overrides()) if each.code == "label-unsure"]
    assert [(each.path, each.message) for each in found] == [("b.txt", "年份没有把握（r000000000001）")]
    assert published(documents, shown) == (documents[1],)


def test_what_was_noticed_is_said_of_every_copy() -> None:
    noted = [
        Head(head("r000000000001", source).report, "t", 0, "txt", notes=(Note("damaged-bytes", "见此"),))
        for source in ("a.txt", "b.txt")
    ]
    assert items(*noted) == ["damaged-bytes", "damaged-bytes", "duplicate"]


SEEN = {
    "its code": (("incomplete", "personal-phone"), ["label-unsure"]),
    "another code": (("random-han",), ["label-unsure", "incomplete", "personal-phone"]),
    "none": ((), ["label-unsure", "incomplete", "personal-phone"]),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_a_person_has_seen_of_a_document_is_told_apart_by_its_code(name: str) -> None:
    told, left = SEEN[name]
    noted = (
        Head(report, "t", 0, "txt", notes=(Note("personal-phone", "见此"),))
        for report in [head(review=("year",), incomplete=True).report]
    )
    overrides = Overrides({"r000000000001": Correction(reason="看过", title="题", seen=told)})
    documents = [Document("k", number, each) for number, each in enumerate(noted)]
    found = review_items(documents, publications(documents, overrides), overrides)
    assert {each.id for each in found} == {"r000000000001"}
    assert [each.code for each in found if not seen(each, overrides)] == left


# Groups --------------------------------------------------------------------------------------------------


def grouped(
    overrides: dict[str, Correction], *heads: Head
) -> list[tuple[str, tuple[str, ...], tuple[str, ...], int]]:
    documents = [Document("k", number, each) for number, each in enumerate(heads)]
    found = publications(documents, Overrides(overrides))
    return [(each.report.id, each.report.sources, each.report.aliases, each.duplicates) for each in found]


def test_the_smallest_id_stands_for_all() -> None:
    heads = (head("r00000000000b", "1.txt"), head("r00000000000a", "2.txt"), head("r00000000000a", "0.txt"))
    assert grouped({}, *heads) == [("r00000000000a", ("0.txt", "1.txt", "2.txt"), ("r00000000000b",), 2)]


def copied(identifier: str, file_format: str, **more: object) -> Head:
    return replace(head(identifier, f"{identifier}.{file_format}"), format=file_format, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "heads",
    [
        (copied("ra", "docx"), copied("r9", "odt"), copied("r8", "doc", headings=9)),
        (copied("rb", "odt"), copied("r1", "rtf", headings=9)),
        (copied("rc", "html"), copied("r2", "txt")),
        (copied("rd", "rtf"), copied("r3", "txt", headings=9)),
        (copied("re", "txt"), copied("r4", "pdf", headings=9)),
        (copied("rf", "txt", headings=2), copied("r5", "txt", headings=1)),
        (copied("rg", "pdf"), copied("r6", "docx", notes=(Note("damaged-bytes", ""),))),
        (copied("rh", "rtf"), copied("r7", "doc", notes=(Note("office-fallback", ""),))),
        (copied("r0", "txt"), copied("r1", "txt")),
    ],
)
def test_the_copy_that_keeps_most_of_the_text_is_published(heads: tuple[Head, ...]) -> None:
    documents = [Document("k", number, each) for number, each in enumerate(heads)]
    for order in (documents, documents[::-1]):
        (found,) = publications(order, Overrides())
        assert (found.document, found.report.id, found.report.source) == (
            documents[0], heads[0].report.id, heads[0].report.source,
        )  # fmt: skip
        assert found.report.aliases == tuple(sorted(each.report.id for each in heads[1:]))


def test_of_copies_of_one_format_and_shape_the_longer_text_is_published() -> None:
    short, long = copied("r1", "txt"), copied("r2", "txt")
    (identifier, *_), *rest = grouped({}, short, replace(long, report=replace(long.report, chars=2)))
    assert (identifier, rest) == ("r2", [])


def test_a_copy_that_a_person_corrected_stays_published() -> None:
    heads = (copied("r1", "docx"), copied("r2", "txt"))
    corrected = Correction(reason="题目", title="题")
    assert grouped({"r2": corrected}, *heads)[0][0] == "r2"
    assert grouped({"r2": Correction(reason="看过", seen=("duplicate",))}, *heads)[0][0] == "r1"


def test_the_same_bytes_are_one_report_even_where_the_name_gave_another_title() -> None:
    assert len(grouped({}, head(text="甲"), head(source="b.txt", text="乙"))) == 1


def test_people_join_and_separate() -> None:
    one, two = head("r00000000000a", "1.txt", "甲"), head("r00000000000b", "2.txt", "乙")
    join = {"r00000000000b": Correction(reason="同一篇", same_as=("r00000000000a",))}
    assert len(grouped(join, one, two)) == 1
    same = head("r00000000000b", "2.txt", "甲")
    apart = {"r00000000000b": Correction(reason="两篇", not_same_as=("r00000000000a",))}
    assert len(grouped(apart, one, same)) == 2
    assert (
        len(grouped({"r00000000000b": Correction(reason="别的", not_same_as=("r00000000000f",))}, one, same))
        == 1
    )


def test_reports_stand_in_the_order_in_which_they_were_added_whatever_their_ids() -> None:
    def given(place: int, number: int, each: Head) -> Document:
        return Document("k", number, each, added=place)

    documents = [
        given(0, 1, head("r00000000000c", "all.zip/2.txt", "二")),
        given(0, 0, head("r00000000000d", "all.zip/1.txt", "一")),
        given(3, 0, head("r00000000000a", "3.txt", "三")),
        given(1, 0, head("r00000000000b", "4.txt", "三")),  # the same text, added before under a greater id
        given(2, 0, head("r00000000000f", "5.txt", "五")),
        # Bytes that were there before, kept apart by a person.
        given(2, 0, head("r00000000000e", "6.txt", "六")),
    ]
    shown = publications(documents, Overrides())
    assert [each.report.id for each in shown] == sorted(each.report.id for each in shown)
    names = ["r00000000000d", "r00000000000c", "r00000000000a", "r00000000000e", "r00000000000f"]
    assert [each.report.id for each in in_order_of_addition(shown)] == names
    assert [
        each.report.id for each in in_order_of_addition(publications(documents[::-1], Overrides()))
    ] == names


# Documents that are not published ------------------------------------------------------------------------


def test_a_document_that_is_all_noise_has_no_body(tmp_path: Path) -> None:
    made = prepared(tmp_path, "##paidbegin##\n##paidend##\n")
    assert (made.documents, codes(made.failures)) == ((), ["no-body"])


def test_a_document_that_cannot_be_restored_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "restore", lambda cleaned: cleaned.text + "x")
    made = prepared(tmp_path, TEXT)
    assert (made.documents, codes(made.failures)) == ((), ["restore-failed"])


def test_a_person_s_title_and_withdrawal_are_taken(tmp_path: Path) -> None:
    ((head, _),) = prepared(tmp_path, TEXT).documents
    identifier = head.report.id
    wish = Overrides({identifier: Correction(reason="更正", title="另一个题目", withdraw=True)})
    ((found, body),) = prepared(tmp_path, TEXT, wish).documents
    assert (found.report.title, found.withdrawn) == ("另一个题目", True)
    assert document(body.row).title == "另一个题目"


def test_a_body_of_a_few_characters_is_told(tmp_path: Path) -> None:
    """Its title does not count, nor do letters and digits."""

    def told(text: str) -> list[str]:
        made = prepared(tmp_path, text)
        return [
            note.message for head, _ in made.documents for note in head.notes if note.code == "short-body"
        ]

    title = "市农业农村局党组关于2019年度党建工作责任制落实情况的总结报告"
    assert told(f"{title}\n详见附图，共 123456789012345678901234567890 份。\n") == ["正文只有 6 个汉字"]
    assert told(f"{title}\n{'学习贯彻党的精神' * 3}抓好队伍。\n") == ["正文只有 28 个汉字"]
    assert told(f"{title}\n{'学习贯彻党的精神' * 3}抓好队伍建设。\n") == []
    assert items(Head(head().report, "t", 0, "txt", notes=(Note("short-body", "x"),))) == ["short-body"]


def test_a_compilation_becomes_several_documents(tmp_path: Path) -> None:
    parts = "".join(f"第{n}篇：\n{TEXT}" for n in "一二三")
    made = prepared(tmp_path, f"党支部工作总结(精选3篇)\n{parts}")
    assert len({head.report.id for head, _ in made.documents}) == 3


SIGNED = "市农业农村局{year}年工作总结\n{year}年，全局认真开展学习，落实一岗双责，完成了各项任务。\n市农业农村局\n{year}年12月20日\n"


def noticed(tmp_path: Path, text: str) -> list[str]:
    made = prepared(tmp_path, text)
    return [
        note.message for head, _ in made.documents for note in head.notes if note.code == "compilation-whole"
    ]


def test_titles_below_signature_and_date_are_told_where_nothing_was_split(tmp_path: Path) -> None:
    years = range(2015, 2020)
    (message,) = noticed(tmp_path, "\n".join(SIGNED.format(year=year) for year in years))
    assert message.startswith("署名和日期之后又有 4 个标题（“市农业农村局2016年工作总结”、")
    assert message.endswith("“市农业农村局2018年工作总结”等），像是几篇合在一个文件里，没有拆开")
    held = Head(head().report, "t", 0, "txt", notes=(Note("compilation-whole", message),))
    assert items(held) == ["compilation-whole"]
    text = "\n".join(SIGNED.format(year=year) for year in years)
    whole = {f"r{hashlib.sha256(text.encode()).hexdigest()[:12]}": Correction("是一份", whole=True)}
    assert not any(
        note.code == "compilation-whole"
        for note in prepared(tmp_path, text, Overrides(whole)).documents[0][0].notes
    )


@pytest.mark.parametrize(
    "text",
    [
        SIGNED.format(year=2019),
        SIGNED.format(year=2019) + "附件：2019年工作总结表\n",
        SIGNED.format(year=2019) + "名词解释\n一岗双责，是指领导干部既抓业务又抓队伍建设的责任制度。\n",
        "2019年工作总结\n局长 张某\n2019年12月20日\n工作总结\n2019年，全局认真开展学习，落实一岗双责，完成了任务。\n",
    ],
)
def test_what_else_follows_a_date_is_no_further_report(tmp_path: Path, text: str) -> None:
    assert noticed(tmp_path, text) == []


def test_each_warning_of_mkdocs_is_an_error() -> None:
    assert [(each.code, each.severity) for each in sitecheck.mkdocs(["甲", "乙"])] == [
        ("mkdocs-warning", "error")
    ] * 2


# What is withdrawn ---------------------------------------------------------------------------------------


def test_what_is_withdrawn_takes_the_same_text_along_unless_a_person_keeps_it_apart() -> None:
    gone = Head(head("r00000000000a", "1.txt").report, "甲", 0, "txt", withdrawn=True)
    same, other = head("r00000000000b", "2.txt", "甲"), head("r00000000000c", "3.txt", "乙")
    documents = [Document("k", number, each) for number, each in enumerate((gone, same, other))]
    shown = publications(documents, Overrides())
    assert [each.report.id for each in shown] == ["r00000000000c"]
    assert [each.id for each in withdrawn(documents, shown)] == ["r00000000000a", "r00000000000b"]
    apart = {"r00000000000b": Correction(reason="两篇", not_same_as=("r00000000000a",))}
    assert [each.report.id for each in publications(documents, Overrides(apart))] == [
        "r00000000000b",
        "r00000000000c",
    ]


def test_a_withdrawal_needs_no_original_any_more() -> None:
    overrides = Overrides({"rffffffffffff": Correction(reason="已删", withdraw=True)})
    assert items(head(), overrides=overrides) == []
    assert overrides.withdrawn == ("rffffffffffff",)


def test_the_commands_that_show_the_rest_are_named_with_the_same_folder() -> None:
    held = [finding("link-broken", f"{number}.html") for number in range(9)] + [
        finding("incomplete", "a.txt")
    ]
    assert "scripts/check.py 查看" in (told := "\n".join(findings_told(held, 3)))
    assert "scripts/review.py 查看" in told
    told = "\n".join(findings_told(held, 3, "my out"))
    assert "scripts/check.py --out 'my out' 查看" in told
    assert "scripts/review.py --out 'my out' 查看" in told
