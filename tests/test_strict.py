"""Strict YAML: what a shape does not declare is refused, with what it does declare."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from archive.errors import RuleError
from archive.strict import load_yaml, parse


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
        ("name: 名\nnmae: x", "nmae: unknown key. Known keys here: name, kind, on,"),
        ("kind: a", "the key 'name' is missing"),
        ("name: 名\nkind: c", "kind: 'c' is not known. Known values: a, b"),
        ("name: 3", "name: expected text, found 3"),
        ("name: 名\ninner: {size: '3'}", "inner.size: expected a whole number, found '3'"),
        ("name: 名\ninner: {size: true}", "inner.size: expected a whole number, found True"),
        ("name: 名\ninner: 3", "inner: expected keys and values, found 3"),
        ("name: 名\nwords: 甲", "words: expected a list, found '甲'"),
        ("name: 名\nwords: [甲, 2]", "words[1]: expected text, found 2"),
        ("name: 名\npair: [1]", "pair: expected 2 items, found 1"),
        ("name: 名\neither: [1]", "either: expected text, found list"),
        ("name: 名\ntable: {k: {size: 1, no: 2}}", "table.k: the key False is not text"),
        ("name: 名\nname: 名", "the key 'name' stands here twice"),
        ("name: [", "rules.yml: while parsing"),
        ("- 1", "expected keys and values, found list"),
        ("name:", "name: expected text, found nothing"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RuleError) as error:
        load_yaml(write(tmp_path, text), Shape)
    assert says in str(error.value)
    assert "rules.yml" in str(error.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="missing"):
        load_yaml(tmp_path / "none.yml", Shape)


def test_a_shape_must_be_declarable() -> None:
    with pytest.raises(TypeError, match="cannot be declared"):
        parse(b"", bytes, "x")
    assert parse([1], object, "x") == [1]
