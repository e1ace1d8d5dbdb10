"""Strict YAML: a file is read into frozen dataclasses, and anything not declared there is refused.

`load_yaml(path, shape)` gives back a value of type `shape`: a dataclass, `dict[str, X]`, `tuple[X, ...]`,
`frozenset[X]`, `Literal[...]`, `X | None`, or one of `str`, `int`, `float`, `bool`, nested at will. A missing key
takes the field's default. Every refusal is a `RuleError` that names the file, the key and the known keys,
because a misspelt key that is silently ignored is a rule that silently does not work.
"""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml

from archive.errors import RuleError

T = TypeVar("T")

SCALARS: Mapping[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


class _Loader(yaml.CSafeLoader):
    """The safe loader, but a key given twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the base class's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                problem = f"the key {key.value!r} stands here twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep)


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
        where = f"{self.key}: " if self.key else ""
        return RuleError(self.path, f"{where}{reason}", cure)


def load_yaml(path: Path, shape: type[T]) -> T:
    """Read one YAML file into `shape`, refusing every key and type that the shape does not declare.

    An empty file counts as an empty mapping. Raises `RuleError` when the file is missing, is no YAML or
    does not fit.
    """
    place = _Place(path.as_posix())
    try:
        text = path.read_text(encoding="utf-8")
        raw: object = yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe loader
    except FileNotFoundError as error:
        raise place.refuse("the file is missing", "Restore it from version control") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise place.refuse(" ".join(str(error).split()), "Correct the YAML at that place") from error
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
            raise place.below(key).refuse("unknown key", f"Known keys here: {', '.join(known)}")
    for key, (_, required) in known.items():
        if required and key not in values:
            raise place.refuse(f"the key {key!r} is missing", f"Known keys here: {', '.join(known)}")
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
        raise place.refuse(f"expected keys and values, found {_named(raw)}", "Indent the keys below this one")
    for key in raw:
        if not isinstance(key, str):
            raise place.refuse(f"the key {key!r} is not text", "Put it in quotation marks")
    return raw


def _fit_mapping(raw: object, shape: Any, place: _Place) -> Mapping[str, object]:
    """A plain dictionary: a read-only proxy could not be sent to another process."""
    return {key: _fit(value, shape, place.below(key)) for key, value in _keyed(raw, place).items()}


def _fit_sequence(raw: object, shape: Any, place: _Place) -> object:
    if not isinstance(raw, list):
        raise place.refuse(f"expected a list, found {_named(raw)}", "Write `- ` before each item, or [a, b]")
    inner = get_args(shape)
    if get_origin(shape) is frozenset or inner[-1] is Ellipsis:
        items = [_fit(item, inner[0], place.below(i)) for i, item in enumerate(raw)]
        return frozenset(items) if get_origin(shape) is frozenset else tuple(items)
    if len(raw) != len(inner):
        raise place.refuse(f"expected {len(inner)} items, found {len(raw)}", "Give exactly that many")
    return tuple(
        _fit(item, each, place.below(i)) for i, (item, each) in enumerate(zip(raw, inner, strict=True))
    )


def _fit_choice(raw: object, choices: tuple[object, ...], place: _Place) -> object:
    for choice in choices:
        if raw == choice and type(raw) is type(choice):
            return raw
    raise place.refuse(f"{raw!r} is not known", f"Known values: {', '.join(map(str, choices))}")


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
    if shape is object:
        return raw
    if shape is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if shape not in SCALARS:
        raise TypeError(f"{shape!r} cannot be declared as a shape")
    if type(raw) is not shape:
        raise place.refuse(
            f"expected {SCALARS[shape]}, found {_named(raw)}", "Correct the value (quote it if it is text)"
        )
    return raw


def _named(raw: object) -> str:
    if raw is None:
        return "nothing"
    return f"{raw!r}" if isinstance(raw, (str, int, float, bool)) else type(raw).__name__
