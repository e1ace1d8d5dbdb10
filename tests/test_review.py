"""The review report and the command that writes a person's decisions."""

from __future__ import annotations

import errno
import hashlib
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import review as command
from archive import files
from archive.cleaning.mine import Candidate, load_rejected
from archive.cleaning.rules import load_clean
from archive.console.summary import findings_told
from archive.files import json_line
from archive.model import Alternative, Evidence, Finding, Label, Labels
from archive.places import places
from archive.reviewing.explanation import explain
from archive.reviewing.listing import Wanted, as_text
from archive.reviewing.review import Review, Told, as_json, as_page, from_json, told, unsure
from archive.rulefiles.overrides import Correction, load_overrides
from project_copy import copy_project

ROOT = Path(__file__).resolve().parent.parent
ID = "r0123456789ab"
SECTOR = Label(
    "机关",
    0.85,
    "title:sector.title",
    (Evidence("sector.title", "（机关）", "title", 3, 7),),
    (Alternative("国企", 0.8),),
    review=True,
)
LABELS = Labels(
    sector=SECTOR, year=Label(2018, 0.97), conflicts=("领域：标题“（机关）”指向机关，正文“施工”指向国企",)
)
CANDIDATE = Candidate("关注本站 12 号微信", "tail", 6, ("a.txt", "b.txt"))


def held() -> Review:
    line = json_line({"id": ID, "source": "a<b>.txt", **asdict(LABELS)})
    return Review(
        tuple(unsure([line, "\n"])),
        (Finding("similar", "review", "c.txt", "与 d.txt 相近", "看一看"),),
        (CANDIDATE,),
    )


def written(review: Review) -> tuple[list[Told], tuple[Finding, ...], tuple[Candidate, ...]]:
    """A review as the build hands it over: labels document by document."""
    documents = dict.fromkeys(each.id for each in review.labels)
    labels = [told([each for each in review.labels if each.id == name]) for name in documents]
    return [told(()), *labels, told(())], review.findings, review.candidates


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / "rules", tmp_path / "data" / "rules")
    (tmp_path / "data" / "overrides.yml").write_text("# 更正\n{}\n", "utf-8")
    (tmp_path / "data" / "build").mkdir()
    (tmp_path / "data" / "raw").mkdir()
    rows = "".join(
        f'{{"id":"{name}","source":"a.txt","sha256":"{name[1:]}"}}\n' for name in (ID, "r00000000000f")
    )
    (tmp_path / "data" / "build" / "labels.jsonl").write_text(rows, "utf-8")
    (tmp_path / "data" / "build" / "review.json").write_text(as_json(*written(held())), "utf-8")
    return tmp_path


def test_only_unsure_labels_are_listed_with_their_reasons() -> None:
    (only,) = held().labels
    assert (only.id, only.label, only.value) == (ID, "sector", "机关")
    assert only.conflict.startswith("领域")


def test_the_json_is_read_back_as_it_was() -> None:
    assert from_json(as_json(*written(held()))) == held()


def test_a_damaged_byte_is_kept_as_data_and_shown_as_a_question_mark() -> None:
    """In a quote, a note or an edge line: what is written must be UTF-8."""
    broken = "甲\udc81<乙>"
    label = replace(held().labels[0], source=broken, evidence=(Evidence(broken, broken, "title"),))
    finding, line = Finding("a", "review", broken, broken, broken), replace(held().candidates[0], line=broken)
    made = Review((label,), (finding,), (line,))
    text, page = as_json(*written(made)), as_page(*written(made))
    assert from_json(text.encode().decode()) == made
    assert page.encode().decode().count("甲?&lt;乙&gt;") > 4


def test_the_page_holds_everything_and_no_markup_from_data() -> None:
    page = as_page(*written(held()))
    for words in (ID, "a&lt;b&gt;.txt", "国企", "similar", "关注本站", "（机关）"):
        assert words in page
    assert "没有。" in as_page(*written(Review()))


def test_the_list_is_readable() -> None:
    lines = list(as_text(held()))
    assert lines[0].startswith(f"{ID}  领域 机关（0.85）")
    assert any("候选 1" in line for line in lines)
    assert next(as_text(Review((replace(held().labels[0], value=None),)))).count("无") == 1


LISTED = {
    "all": (Wanted(), [ID, "similar", "候选"], "待核 2 项（label-conflict 1 · similar 1）；候选行 1 条"),
    "a code": (Wanted(code="similar"), ["similar"], "待核 1 项（similar 1）"),
    "a code of labels": (Wanted(code="label-conflict"), [ID], "待核 1 项（label-conflict 1）"),
    "candidates": (Wanted(code="候选"), ["候选"], "候选行 1 条"),
    "a label": (Wanted(label="sector"), [ID], "待核 1 项（label-conflict 1）"),
    "another label": (
        Wanted(label="year"),
        [],
        "没有这样的；全部是待核 2 项（label-conflict 1 · similar 1）；候选行 1 条",
    ),
    "a label and another code": (
        Wanted("similar", "sector"),
        [],
        "没有这样的；全部是待核 2 项（label-conflict 1 · similar 1）；候选行 1 条",
    ),
    "the first": (
        Wanted(limit=1),
        [ID],
        "待核 2 项（label-conflict 1 · similar 1）；候选行 1 条；列出前 1 项",
    ),
    "more than there is": (Wanted("similar", limit=9), ["similar"], "待核 1 项（similar 1）"),
}


def test_a_finding_names_its_document_before_its_file() -> None:
    alone, named = (
        Finding("incomplete", "review", "c<d.txt", "只有预览", "找全文", id=each) for each in ("", ID)
    )
    first, second, _ = as_text(Review(findings=(named, alone)))
    assert first == f"{ID}  incomplete  c<d.txt  只有预览。找全文"
    assert second == "incomplete  c<d.txt  只有预览。找全文"
    page = as_page([], (named, alone), ())
    assert f"<td><code>{ID}</code><br><small>c&lt;d.txt</small></td>" in page
    assert "<td>c&lt;d.txt</td>" in page
    assert from_json(as_json([], (named, alone), ())).findings == (named, alone)


def test_a_build_and_the_list_count_the_same(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    project.put("甲.txt", "2019年工作总结\n\n2021年，XX局党组和村党支部认真学习，较好完成了任务。\n" * 2)
    project.put(
        "乙.txt", f"工作情况\n\n{'认真学习贯彻上级精神，抓好各项工作落实。' * 4}\n联系电话：13812345678\n"
    )
    project.put("丙.docx", b"PK")
    outcome, _ = project.build()
    told = [each for each in findings_told(outcome.findings) if each.startswith("待核")]
    *_, last = as_text(from_json((project.where.build / "review.json").read_text("utf-8")))
    assert [last.split("；")[0]] == [each.split("，")[0] for each in told]
    assert last.endswith("；提醒 1 项（short-body 1）")
    assert [each.code for each in outcome.findings if each.severity == "notice"] == ["original-new"]


@pytest.mark.parametrize("name", LISTED)
def test_a_part_of_the_list_is_told_with_counts(name: str) -> None:
    wanted, begins, counts = LISTED[name]
    *lines, last = as_text(held(), wanted)
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == begins
    assert last == counts


@pytest.mark.parametrize(
    "arguments",
    [
        ["--out", "OUT", "list", "--label", "领域"],
        ["list", "--label", "sector", "--out", "OUT"],
        ["list", "--raw", "RAW", "--out", "OUT"],
        ["--raw", "RAW", "list", "--out", "OUT"],
        ["--raw", "RAW", "--out", "OUT"],
    ],
)
def test_places_stand_before_the_action_or_behind_it(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    folders = {"OUT": project / "out", "RAW": project / "kept"}
    folders["RAW"].mkdir()
    shutil.copytree(project / "data" / "build", folders["OUT"] / "build")
    shutil.rmtree(project / "data" / "build")
    if "RAW" in arguments:
        shutil.rmtree(project / "data" / "raw")
    assert command.main([str(folders.get(each, each)) for each in arguments], project) == 0
    assert ID in capsys.readouterr().out


def test_what_was_found_is_accepted(project: Path) -> None:
    assert command.main(["accept", ID, "--reason", "看过原件"], project) == 0
    text = (project / "data" / "overrides.yml").read_text("utf-8")
    assert text.startswith("# 更正")
    correction = load_overrides(project / "data" / "overrides.yml").for_id(ID)
    assert correction is not None
    assert (correction.labels.sector, correction.reason) == ("机关", "看过原件")


def test_a_second_correction_joins_the_first(project: Path) -> None:
    assert command.main(["set", ID, "year=2019", "--reason", "署名日期"], project) == 0
    assert command.main(["set", "r00000000000f", "type=工作总结", "--reason", "别的"], project) == 0
    assert command.main(["set", ID, "sector=国企", "--reason", "是企业"], project) == 0
    overrides = load_overrides(project / "data" / "overrides.yml")
    correction = overrides.for_id(ID)
    assert correction is not None
    assert (correction.labels.year, correction.labels.sector) == (2019, "国企")
    assert overrides.for_id("r00000000000f") is not None


ENTRIES = {
    "block": (
        f"# 更正\n{ID}:  # 封面\n  # 查过\n  reason: 署名日期   # 见末页\n  labels:\n    year: 2019\n  # 完\nr00000000000f: {{reason: 撤, withdraw: true}}\n",
        f"# 更正\n{ID}:  # 封面\n  # 查过\n  reason: 署名日期；单位电话   # 见末页\n  labels:\n    year: 2019\n  seen: [personal-phone]\n  # 完\nr00000000000f: {{reason: 撤, withdraw: true}}\n",
    ),
    "flow": (
        f"{ID}: {{reason: 甲, seen: [incomplete]}}  # 旁注\n",
        f"{ID}: {{reason: 甲；单位电话, seen: [incomplete, personal-phone]}}  # 旁注\n",
    ),
    "without a line end": (
        f"{ID}:\n  reason: 单位电话\n  keep:\n  - 请勿外传  # 原文",
        f"{ID}:\n  reason: 单位电话\n  keep:\n  - 请勿外传  # 原文\n  seen: [personal-phone]\n",
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_decision_changes_its_own_words_in_an_entry_and_leaves_every_comment(
    project: Path, name: str
) -> None:
    before, after = ENTRIES[name]
    (project / "data" / "overrides.yml").write_text(before, "utf-8")
    assert command.main(["seen", ID, "personal-phone", "--reason", "单位电话"], project) == 0
    assert (project / "data" / "overrides.yml").read_text("utf-8") == after


@pytest.mark.parametrize("action", ["keep", "cut"])
def test_words_join_those_that_the_command_wrote_before(project: Path, action: str) -> None:
    """A list that was written in lines of its own can be lengthened."""
    for words in ("请勿外传", "扫码领取", "内部资料"):
        assert command.main([action, ID, words, "--reason", "因为"], project) == 0
    held = load_overrides(project / "data" / "overrides.yml").for_id(ID)
    assert held
    assert getattr(held, action) == ("请勿外传", "扫码领取", "内部资料")


OTHER = "r00000000000f"
WISHES = {
    "seen": (
        ["seen", ID, "incomplete", "personal-qq"],
        Correction("因为", seen=("incomplete", "personal-qq")),
    ),
    "keep": (["keep", ID, "请勿外传", "edge-voice"], Correction("因为", keep=("请勿外传", "edge-voice"))),
    "cut": (["cut", ID, "- 扫码，领取：全套"], Correction("因为", cut=("- 扫码，领取：全套",))),
    "withdraw": (["withdraw", ID], Correction("因为", withdraw=True)),
    "same": (["same", ID, OTHER], Correction("因为", same_as=(OTHER,))),
    "apart": (["apart", ID, OTHER], Correction("因为", not_same_as=(OTHER,))),
}


HELD = {
    "nothing": ("", None),
    "a block": (f"{ID}:\n  reason: 因为\n  title: 题\n", "题"),
    "one line": (f"{ID}: {{reason: 因为, title: 题}}  # 封面\n", "题"),
}


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("name", WISHES)
def test_each_correction_has_its_command(project: Path, name: str, held: str) -> None:
    (arguments, correction), (before, title) = WISHES[name], HELD[held]
    path = project / "data" / "overrides.yml"
    path.write_text(before, "utf-8")
    assert command.main([*arguments, "--reason", "因为"], project) == 0
    assert load_overrides(path).for_id(ID) == replace(correction, title=title)


def test_a_title_is_corrected(project: Path) -> None:
    assert command.main(["title", ID, "2019年度 工作总结", "--reason", "照封面"], project) == 0
    path = project / "data" / "overrides.yml"
    assert load_overrides(path).for_id(ID) == Correction("照封面", title="2019年度 工作总结")


ENTRY = f"""# 更正
{OTHER}: {{reason: 另一份, withdraw: true}}

{ID}:  # 封面
  reason: 因为
  keep:
    - 请勿外传  # 正文
  title: 题
  cut: [扫码]
# 末尾
"""


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ([ID], f"# 更正\n{OTHER}: {{reason: 另一份, withdraw: true}}\n\n# 末尾\n"),
        (
            [ID, "keep", "cut"],
            ENTRY.replace("  keep:\n    - 请勿外传  # 正文\n", "").replace("  cut: [扫码]\n", ""),
        ),
        ([ID, "keep", "cut", "title"], f"# 更正\n{OTHER}: {{reason: 另一份, withdraw: true}}\n\n# 末尾\n"),
        ([OTHER, "withdraw"], ENTRY.replace(f"{OTHER}: {{reason: 另一份, withdraw: true}}\n", "")),
    ],
    ids=["all", "some", "all by name", "the only one"],
)
def test_a_decision_is_taken_back_and_the_rest_of_the_file_stays(
    project: Path, arguments: list[str], left: str
) -> None:
    path = project / "data" / "overrides.yml"
    path.write_text(ENTRY, "utf-8")
    assert command.main(["undo", *arguments], project) == 0
    assert path.read_text("utf-8") == left
    load_overrides(path)


def test_one_key_of_an_entry_in_a_line_is_taken_back(project: Path) -> None:
    path = project / "data" / "overrides.yml"
    path.write_text(f"{ID}: {{reason: 因为, title: 题, keep: [请勿外传]}}\n", "utf-8")
    assert command.main(["undo", ID, "title"], project) == 0
    assert load_overrides(path).for_id(ID) == Correction("因为", keep=("请勿外传",))
    assert command.main(["undo", ID], project) == 0
    assert load_overrides(path).for_id(ID) is None


@pytest.mark.parametrize("arguments", [[OTHER], [ID, "withdraw"], [ID, "colour"], [ID, "reason"]])
def test_what_was_not_decided_is_not_taken_back(project: Path, arguments: list[str]) -> None:
    path = project / "data" / "overrides.yml"
    path.write_text(f"{ID}:\n  reason: 因为\n  title: 题\n", "utf-8")
    before = path.read_text("utf-8")
    assert command.main(["undo", *arguments], project) == 2
    assert path.read_text("utf-8") == before


def test_labels_that_were_looked_at_are_not_listed() -> None:
    line = json_line({"id": ID, "source": "a.txt", **asdict(LABELS)})
    assert [each.conflict for each in unsure([line], ["label-conflict"])] == [""]
    assert [each.label for each in unsure([line], ["label-unsure"])] == ["sector"]  # contradicted as well
    assert list(unsure([line], ["label-unsure", "label-conflict"])) == []


def test_a_candidate_becomes_a_rule(project: Path) -> None:
    assert command.main(["rule", "1", "--id", "site-footer", "--reason", "网站页脚"], project) == 0
    rule = next(
        each for each in load_clean(project / "data" / "rules").file.rules if each.id == "site-footer"
    )
    assert (rule.zone, rule.hits) == ("tail", ("关注本站 12 号微信",))


@pytest.mark.parametrize(
    "arguments",
    [
        ["accept", "r00000000000f", "--reason", "x"],
        ["set", ID, "colour=red", "--reason", "x"],
        ["set", ID, "type=没有的", "--reason", "x"],
        ["set", "x", "year=2019", "--reason", "x"],
        ["set", "r00000000000e", "year=2019", "--reason", "x"],
        ["set", ID, "year=二〇一九", "--reason", "x"],
        ["accept", ID, "colour", "--reason", "x"],
        ["rule", "7", "--id", "x", "--reason", "x"],
        ["rule", "1", "7", "--id", "x", "--reason", "x"],
        ["reject", "7", "--reason", "x"],
        ["reject", "1", "--reason", " "],
        ["whole", "r00000000000e", "--reason", "x"],
        ["seen", ID, "personal", "--reason", "x"],
        ["seen", "r00000000000e", "personal-phone", "--reason", "x"],
        ["keep", "r00000000000e", "请勿外传", "--reason", "x"],
        ["cut", "r00000000000e", "扫码领取", "--reason", "x"],
        ["cut", ID, "", "--reason", "x"],
        ["withdraw", "r00000000000e", "--reason", "x"],
        ["withdraw", ID, "--reason", " "],
        ["same", "r00000000000e", ID, "--reason", "x"],
        ["same", ID, "r00000000000e", "--reason", "x"],
        ["same", ID, ID, "--reason", "x"],
        ["apart", ID, "r00000000000e", "--reason", "x"],
    ],
)
def test_a_wrong_decision_is_refused_and_nothing_is_written(project: Path, arguments: list[str]) -> None:
    paths = [project / "data" / name for name in ("overrides.yml", "rules/clean.yml", "rules/rejected.yml")]
    before = [path.read_text("utf-8") for path in paths]
    assert command.main(arguments, project) == 2
    assert [path.read_text("utf-8") for path in paths] == before


def test_a_candidate_is_turned_down_once_with_its_comments_kept(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "data" / "rules" / "rejected.yml"
    before = path.read_text("utf-8")
    assert command.main(["reject", "1", "1", "--reason", "本单位的口号"], project) == 0
    assert path.read_text("utf-8").startswith(before)
    assert load_rejected(project / "data" / "rules") == {("tail", "关注本站0号微信")}
    assert command.main(["reject", "1", "--reason", "再说一次"], project) == 2
    assert "“关注本站 12 号微信”写了两次" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["keep", ID, "请勿外传"], ["cut", ID, "请勿外传"]),
        (["cut", ID, "请勿外传"], ["keep", ID, "请勿外传"]),
        (["same", ID, OTHER], ["apart", ID, OTHER]),
        (["apart", ID, OTHER], ["same", OTHER, ID]),
    ],
)
def test_a_decision_against_an_earlier_one_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], first: list[str], second: list[str]
) -> None:
    assert command.main([*first, "--reason", "x"], project) == 0
    before = (project / "data" / "overrides.yml").read_text("utf-8")
    assert command.main([*second, "--reason", "x"], project) == 2
    assert "已经写着它" in capsys.readouterr().err
    assert (project / "data" / "overrides.yml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["set", "r00000000000e", "year=2019", "--reason", "x"], "没有这个编号的文档"),
        (["set", ID, "年份2019", "--reason", "x"], "要写成 标签=取值。可用的标签：year（年份）"),
        (["set", ID, "year=二〇一九", "--reason", "x"], "年份要写四位数字"),
        (
            ["set", ID, "type=没有的", "--reason", "x"],
            "data/overrides.yml：r0123456789ab：type 没有“没有的”这个取值",
        ),
        (["accept", ID, "colour", "--reason", "x"], "colour：没有这个标签"),
        (["list", "--code", "phone"], "phone：没有这个代码。可用的代码：anchor-broken、"),
        (["list", "--label", "colour"], "colour：没有这个标签"),
        (["list", "--limit", "0"], "--limit 0：至少要列出一项"),
        (
            ["seen", ID, "personal", "--reason", "x"],
            "seen 没有“personal”这个取值。可用的取值：anchor-broken、",
        ),
    ],
)
def test_a_refusal_names_the_file_of_the_person_and_what_can_be_written(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert command.main(arguments, project) == 2
    assert told in capsys.readouterr().err


def test_a_label_goes_by_the_name_that_the_list_shows(project: Path) -> None:
    assert command.main(["accept", ID, "领域", "--reason", "看过原件"], project) == 0
    assert command.main(["set", ID, "年份=2019", "类型=工作总结", "--reason", "署名"], project) == 0
    correction = load_overrides(project / "data" / "overrides.yml").for_id(ID)
    assert correction is not None
    assert correction.labels.given() == {"year": 2019, "type": "工作总结", "sector": "机关"}


def test_there_can_be_none_of_a_label(project: Path) -> None:
    values = ["year=无", "admin_level=无", "领域=未注明"]
    assert command.main(["set", ID, *values, "--reason", "看不出"], project) == 0
    text = (project / "data" / "overrides.yml").read_text("utf-8")
    assert "year: 无" in text
    correction = load_overrides(project / "data" / "overrides.yml").for_id(ID)
    assert correction is not None
    assert correction.labels.given() == {"year": "无", "admin_level": "无", "sector": "未注明"}


def test_none_is_accepted_as_it_was_found(project: Path) -> None:
    nothing = Review((replace(held().labels[0], value=None, label="year"),))
    (project / "data" / "build" / "review.json").write_text(as_json(*written(nothing)), "utf-8")
    assert command.main(["accept", ID, "--reason", "没有写"], project) == 0
    correction = load_overrides(project / "data" / "overrides.yml").for_id(ID)
    assert correction is not None
    assert correction.labels.given() == {"year": "无"}


def test_an_explanation_says_that_a_person_decided_on_none(project: Path) -> None:
    original = project / "data" / "raw" / "稿.txt"
    original.write_text("党支部2019年工作总结\n2019年，党支部认真开展学习。\n", "utf-8")
    document = f"r{hashlib.sha256(original.read_bytes()).hexdigest()[:12]}"
    assert "  年份：2019（把握" in "\n".join(explain(original, places(root=project)).lines)
    (project / "data" / "overrides.yml").write_text(
        f"{document}: {{reason: 计划, labels: {{year: 无}}}}\n", "utf-8"
    )
    assert "  年份：人工定为无，不标" in explain(original, places(root=project)).lines


def test_without_a_build_the_command_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "data" / "rules", tmp_path / "data" / "rules")
    (tmp_path / "data" / "raw").mkdir()
    assert command.main([], tmp_path) == 2
    assert "build.py" in capsys.readouterr().err


def test_the_list_is_printed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["list"], project) == 0
    told = capsys.readouterr().out
    assert ID in told
    assert "review.py accept 编号 --reason" in told
    assert "review.py set 编号" in told
    assert "review.py seen 编号" in told


def test_a_candidate_is_decided_once_and_its_line_repeated(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again = ["rule", "1", "--id", "site-footer"], ["rule", "1", "--id", "footer"]
    for name in ("青溪", "qing xi", "-a"):
        assert command.main(["rule", "1", f"--id={name}", "--reason", "x"], project) == 2
    assert command.main(["rule", "1", "--id", "credit-contact", "--reason", "x"], project) == 2
    assert (project / "data" / "rules" / "clean.yml").as_posix() in capsys.readouterr().err
    assert command.main([*first, "--reason", "x"], project) == 0
    assert "候选行：关注本站 12 号微信" in capsys.readouterr().out
    before = (project / "data" / "rules" / "clean.yml").read_text("utf-8")
    for action in (again, ["reject", "1"]):
        assert command.main([*action, "--reason", "x"], project) == 2
        assert "已经是规则 site-footer" in capsys.readouterr().err
    assert (project / "data" / "rules" / "clean.yml").read_text("utf-8") == before


def test_a_candidate_that_was_turned_down_becomes_no_rule(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["reject", "1", "--reason", "口号"], project) == 0
    assert command.main(["rule", "1", "--id", "site-footer", "--reason", "x"], project) == 2
    assert "已经定为不是杂质" in capsys.readouterr().err


def test_a_decision_that_cannot_be_written_says_so(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(files, "write", full)
    assert command.main(["set", ID, "year=2019", "--reason", "x"], project) == 1
    assert "data/overrides.yml：磁盘已满。" in capsys.readouterr().err
