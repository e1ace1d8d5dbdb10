"""Strict YAML: what a shape does not declare is refused, with what it does declare."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from archive.errors import RuleError
from archive.rulefiles.miswritten import SURE
from archive.rulefiles.strict import load_yaml, parse


@dataclass(frozen=True, slots=True)
class Inner:
    size: int
    ratio: float = 1.5


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    kind: Literal["a", "b"] = "a"
    on: bool = True
    inner: Inner | None = None
    either: int | str | None = None
    words: tuple[str, ...] = ()
    pair: tuple[int, str] = (0, "")
    bag: frozenset[int] = frozenset()
    table: dict[str, Inner] = field(default_factory=dict)


FULL = """
name: 名
kind: b
'on': false
inner: {size: 3, ratio: 2}
either: x
words: [甲, 乙]
pair: [1, 二]
bag: [1, 2, 2]
table: {k: {size: 1}}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "rules.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_fits(tmp_path: Path) -> None:
    found = load_yaml(write(tmp_path, FULL), Shape)
    assert found == Shape(
        name="名",
        kind="b",
        on=False,
        inner=Inner(3, 2.0),
        either="x",
        words=("甲", "乙"),
        pair=(1, "二"),
        bag=frozenset({1, 2}),
        table={"k": Inner(1)},
    )
    assert load_yaml(write(tmp_path, "name: 名"), Shape) == Shape("名")
    assert load_yaml(write(tmp_path, "k: {size: 1}"), dict[str, Inner]) == {"k": Inner(1)}
    assert load_yaml(write(tmp_path, ""), dict[str, Inner]) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: 名\nnmae: x", "rules.yml：nmae：没有这个键。这里可用的键：name、kind、on、"),
        ("kind: a", "缺少键 name。这里可用的键：name、"),
        ("name: 名\nkind: c", "kind：没有“c”这个取值。可用的取值：a、b"),
        ("name: 3", "name：这里应当是文字，写的是 3"),
        ("name: 名\ninner: {size: '3'}", "inner.size：这里应当是整数，写的是“3”"),
        ("name: 名\ninner: {size: true}", "inner.size：这里应当是整数，写的是 true"),
        ("name: 名\ninner: 3", "inner：这里应当是“键: 值”，写的是 3"),
        ("name: 名\nwords: 甲", "words：这里应当是列表，写的是“甲”"),
        ("name: 名\nwords: [甲, 2]", "words[1]：这里应当是文字，写的是 2"),
        ("name: 名\npair: [1]", "pair：这里应当有 2 项，写了 1 项"),
        ("name: 名\neither: [1]", "either：这里应当是文字，写的是列表"),
        ("name: 名\ntable: {k: {size: 1, no: 2}}", "table.k：键 false 会被读成别的东西。加上引号"),
        ("name: 名\nname: 名", "第 2 行：键 name 写了两次（先写在第 1 行）。合成一处"),
        ("name: [", "rules.yml：第 1 行：括号 [] 不成对。补上另一半"),
        ("name: {a: 1}}", "rules.yml：第 1 行：括号 {} 不成对"),
        ("甲\n乙: 1", "第 2 行附近读不懂。改正这几行的写法"),
        ("- 1", "这里应当是“键: 值”，写的是列表"),
        ("name:", "name：这里应当是文字，写的是空白"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RuleError) as error:
        load_yaml(write(tmp_path, text), Shape)
    assert says in str(error.value)
    assert "rules.yml" in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: 名\ninner:\n\tsize: 1", "第 3 行：缩进用了 Tab。换成空格"),
        ("name: 名\ninner:\n\u3000\u3000size: 1\n  x: 1", "第 3 行：缩进用了全角空格。换成半角空格"),
        ("name: 名\ninner:\n\u3000\u3000size: 1", "\u3000\u3000size：没有这个键。缩进用了全角空格"),
        (
            "inner:\n  size：1\n  no: 2\nname: 名",
            "第 2 行：size 后面是全角冒号“：”。改成半角冒号，后面空一格",
        ),
        ("name：名\n" + "words: [a]\n", "第 1 行：name 后面是全角冒号"),
        ("name：名", "写的是“name：名”。全角冒号“：”改成半角冒号，后面空一格"),
        ("name: 名\ninner: {size：1}", "inner.size：1：没有这个键。全角冒号"),
        ("name: 名\ninner: {size: 1，no: 2}", "第 2 行：有全角逗号“，”。分开各项的改成半角逗号"),
        ("name: 名\ninner: {size: 1，}", "写的是“1，”。全角逗号“，”改成半角逗号"),
        ("name: 名\nkind: a，b", "没有“a，b”这个取值。全角逗号"),
        ("name: 名\nwords: 甲，乙", "应当是列表，写的是“甲，乙”。全角逗号"),
        ('name: "名\nkind: a\n', '第 1 行：引号 " 不成对。补上另一半'),
        ('name: "名\nkind: "a"\n', '第 1 行：引号 " 不成对'),
        ("name: 名\nwords: ['甲, 乙]\nkind: a", "第 2 行：引号 ' 不成对"),
        ('name: "他说"好""\n', "第 1 行：引号里又有引号。里面的改成“”"),
        ("name:名\nkind: a", "第 1 行：name 的冒号后面没有空格。冒号后空一格"),
        ("name: 名\nwords:\n  -甲\n  乙: 1", "第 3 行：短横后面没有空格"),
        ("name: 见封面: 名", "第 1 行：值里又有冒号。给这个值加引号"),
        ("name: 名\n甲\nkind: a", "第 2 行：没有冒号。写成“键: 值”"),
        ("name: @名", "第 1 行：值以 @ 开头。给这个值加引号"),
        ("name: [2018]年", "第 1 行：值以 [ 开头。给这个值加引号"),
        ("name: 名\ninner:\n  size: 1\n   no: 2", "第 4 行：缩进和上面的键对不齐。同级的键左边对齐"),
        ("name: 名\ninner:\n    size: 1\n  no: 2", "第 4 行：缩进和上面的键对不齐"),
        ("name: 名\nkind: a\x07", "第 2 行：有看不见的控制字符（U+0007）。删去这个字符"),
        ("name: 名\nkind: '，' # “，\nwords: [it's, '：']\n\tx: 1", "第 4 行：缩进用了 Tab"),
    ],
)
def test_what_people_write_wrong_in_yaml_is_said_at_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RuleError) as error:
        load_yaml(write(tmp_path, text), Shape)
    assert says in str(error.value)


def test_a_slip_far_above_where_the_parser_stops_is_found(tmp_path: Path) -> None:
    lines = "".join(f"  k{number}: {{size: {number}}}\n" for number in range(20))
    with pytest.raises(RuleError, match="第 2 行：引号 ' 不成对"):
        load_yaml(write(tmp_path, f"name: 名\nkind: 'a\ntable:\n{lines}"), Shape)


def test_no_rule_of_the_project_looks_like_a_slip() -> None:
    for path in (Path(__file__).resolve().parents[1] / "data").rglob("*.yml"):
        lines = path.read_text("utf-8").splitlines()
        assert [(path.name, at + 1) for at in range(len(lines)) for look in SURE if look(lines, at)] == []


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_bytes("name: 名".encode("gb18030"))
    with pytest.raises(RuleError, match="第 7 个字节起不是 UTF-8。另存为 UTF-8"):
        load_yaml(tmp_path / "rules.yml", Shape)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="没有这个文件"):
        load_yaml(tmp_path / "none.yml", Shape)


def test_a_shape_must_be_declarable() -> None:
    with pytest.raises(TypeError, match="cannot be declared"):
        parse(b"", bytes, "x")
    assert parse([1], object, "x") == [1]
