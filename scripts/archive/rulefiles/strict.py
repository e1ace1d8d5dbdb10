"""Strict YAML: a file is read into frozen dataclasses, and anything not declared there is refused.

`load_yaml(path, shape)` gives back a value of type `shape`: a dataclass, `dict[str, X]`, `tuple[X, ...]`,
`frozenset[X]`, `Literal[...]`, `X | None`, or one of `str`, `int`, `float`, `bool` (or a `NewType` of one), nested at
will. A missing key takes the field's default. Every refusal is a `RuleError` that names the file, the key and the
known keys, because a misspelt key that is silently ignored is a rule that silently does not work.
"""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml

from archive.errors import RuleError
from archive.rulefiles.miswritten import Twice, slip, wide, wide_key

T = TypeVar("T")
Pattern = NewType("Pattern", str)  # a regular expression in a rule file; whoever loads the file tries it

SCALARS: Mapping[type, str] = {str: "文字", int: "整数", float: "数", bool: " true 或 false"}
NAMED: Mapping[type, str] = {type(None): "空白", list: "列表", dict: "几个键"}


class Loader(yaml.CSafeLoader):
    """The safe loader, but a key given twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the base class's signature
        """A mapping as a dictionary."""
        _refuse_twice(node)
        return super().construct_mapping(node, deep)


class SlowLoader(yaml.SafeLoader):
    """The same in Python: libyaml cannot read the lone surrogates that stand for damaged bytes."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the base class's signature
        """A mapping as a dictionary."""
        _refuse_twice(node)
        return super().construct_mapping(node, deep)


def _refuse_twice(node: yaml.MappingNode) -> None:
    seen: dict[str, yaml.Mark] = {}
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value in seen:
            raise Twice(key.value, seen[key.value], key.start_mark)
        if isinstance(key, yaml.ScalarNode):
            seen[key.value] = key.start_mark


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which file a value stands, for the message of an error."""

    path: str
    key: str = ""

    def below(self, key: str | int) -> _Place:
        part = f"[{key}]" if isinstance(key, int) else key
        return _Place(
            self.path, f"{self.key}{part}" if isinstance(key, int) or not self.key else f"{self.key}.{part}"
        )

    def refuse(self, reason: str, cure: str) -> RuleError:
        where = f"{self.key}：" if self.key else ""
        return RuleError(self.path, f"{where}{reason}", cure)


def load_yaml(path: Path, shape: type[T]) -> T:
    """Read one YAML file into `shape`, refusing every key and type that the shape does not declare.

    An empty file counts as an empty mapping. Raises `RuleError` when the file is missing, is no YAML or
    does not fit.
    """
    place = _Place(path.as_posix())
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise place.refuse("没有这个文件", "从版本库恢复") from error
    except UnicodeDecodeError as error:
        raise place.refuse(f"第 {error.start + 1} 个字节起不是 UTF-8", "另存为 UTF-8") from error
    try:
        raw: object = yaml.load(text, Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        raise place.refuse(*slip(text, error)) from error
    return parse({} if raw is None else raw, shape, path.as_posix())


def parse(raw: object, shape: type[T], path: str) -> T:
    """Fit an already loaded value into `shape`; `path` only names the file in errors."""
    return cast("T", _fit(raw, shape, _Place(path)))


def _fit(raw: object, shape: Any, place: _Place) -> object:
    """Dispatch on the kind of shape."""
    if is_dataclass(shape):
        return _fit_dataclass(raw, cast("type", shape), place)
    origin = get_origin(shape)
    if origin is Literal:
        return _fit_choice(raw, get_args(shape), place)
    if origin in (Union, types.UnionType):
        return _fit_union(raw, get_args(shape), place)
    if origin in (tuple, frozenset):
        return _fit_sequence(raw, shape, place)
    if origin is not None and issubclass(origin, Mapping):
        return _fit_mapping(raw, get_args(shape)[1], place)
    return _fit_scalar(raw, shape, place)


def _fit_dataclass(raw: object, shape: type, place: _Place) -> object:
    known = _declared(shape)
    values = _keyed(raw, place)
    for key in values:
        if key not in known:
            raise place.below(key).refuse("没有这个键", f"这里可用的键：{'、'.join(known)}")
    for key, (_, required) in known.items():
        if required and key not in values:
            raise place.refuse(f"缺少键 {key}", f"这里可用的键：{'、'.join(known)}")
    return shape(**{key: _fit(value, known[key][0], place.below(key)) for key, value in values.items()})


@cache
def _declared(shape: type) -> dict[str, tuple[Any, bool]]:
    """The fields of a dataclass: name -> (type, required)."""
    hints = get_type_hints(shape)
    return {item.name: (hints[item.name], _required(item)) for item in fields(shape) if item.init}


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _keyed(raw: object, place: _Place) -> dict[str, object]:
    """A mapping with text keys: YAML reads a bare `no` or `2018` as something else, so that is refused."""
    if not isinstance(raw, dict):
        raise place.refuse(f"这里应当是“键: 值”，写的是{_named(raw)}", _cure(raw, "把各个键写在下面，并缩进"))
    for key in raw:
        if not isinstance(key, str):
            raise place.refuse(f"键{_named(key)} 会被读成别的东西", "加上引号")
        if told := wide_key(key):
            raise place.below(key).refuse("没有这个键", told)
    return raw


def _fit_mapping(raw: object, shape: Any, place: _Place) -> Mapping[str, object]:
    """A plain dictionary: a read-only proxy could not be sent to another process."""
    return {key: _fit(value, shape, place.below(key)) for key, value in _keyed(raw, place).items()}


def _fit_sequence(raw: object, shape: Any, place: _Place) -> object:
    if not isinstance(raw, list):
        raise place.refuse(
            f"这里应当是列表，写的是{_named(raw)}", _cure(raw, "每项前写“- ”，或写成 [甲, 乙]")
        )
    inner = get_args(shape)
    if get_origin(shape) is frozenset or inner[-1] is Ellipsis:
        items = [_fit(item, inner[0], place.below(i)) for i, item in enumerate(raw)]
        return frozenset(items) if get_origin(shape) is frozenset else tuple(items)
    if len(raw) != len(inner):
        raise place.refuse(f"这里应当有 {len(inner)} 项，写了 {len(raw)} 项", "写够这么多项")
    return tuple(
        _fit(item, each, place.below(i)) for i, (item, each) in enumerate(zip(raw, inner, strict=True))
    )


def _fit_choice(raw: object, choices: tuple[object, ...], place: _Place) -> object:
    for choice in choices:
        if raw == choice and type(raw) is type(choice):
            return raw
    raise place.refuse(f"没有“{raw}”这个取值", _cure(raw, f"可用的取值：{'、'.join(map(str, choices))}"))


def _fit_union(raw: object, shapes: tuple[Any, ...], place: _Place) -> object:
    """The first alternative that fits; with only one besides None, its own error is the one to show."""
    if raw is None and type(None) in shapes:
        return None
    rest = [shape for shape in shapes if shape is not type(None)]
    for shape in rest[:-1]:
        try:
            return _fit(raw, shape, place)
        except RuleError:  # the next alternative may fit; the last one speaks if none does
            continue
    return _fit(raw, rest[-1], place)


def _fit_scalar(raw: object, shape: Any, place: _Place) -> object:
    shape = getattr(shape, "__supertype__", shape)
    if shape is object:
        return raw
    if shape is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if shape not in SCALARS:
        raise TypeError(f"{shape!r} cannot be declared as a shape")
    if type(raw) is not shape:
        raise place.refuse(
            f"这里应当是{SCALARS[shape]}，写的是{_named(raw)}", _cure(raw, "改正取值；文字可以加引号")
        )
    return raw


def _cure(raw: object, usual: str) -> str:
    """What to do about a value: full-width signs make one text of what was meant as several values."""
    return (wide(raw) if isinstance(raw, str) else "") or usual


def _named(raw: object) -> str:
    """A value as a person wrote it in the file."""
    if isinstance(raw, str):
        return f"“{raw}”"
    if isinstance(raw, (int, float)):
        return f" {str(raw).lower()}"
    return NAMED.get(type(raw), type(raw).__name__)
